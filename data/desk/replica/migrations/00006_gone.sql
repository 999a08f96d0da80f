-- +goose Up
-- The documents that the feed told the deletion of, with the version they were
-- deleted at: what is older does not come back, and what is written anew goes
-- on from there.
create table gone (
  entity  text not null,
  id      text not null,
  version integer not null,
  gen     integer not null,
  primary key (entity, id)
) strict, without rowid;

-- +goose Down
drop table gone;
