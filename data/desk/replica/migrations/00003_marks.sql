-- +goose Up
-- The hub's documents of the marks people made on purchases.
create table purchase_mark (
  purchase_id text not null primary key,
  doc         text not null,
  version     integer not null,
  gen         integer not null
) strict, without rowid;

-- +goose Down
drop table purchase_mark;
