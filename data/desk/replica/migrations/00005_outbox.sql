-- +goose Up
-- What people did and the hub has not taken yet (package outbox). Loading the
-- copy anew does not touch it: it is the only place where these acts are.
create table outbox (
  n          integer primary key,
  op_id      text not null unique,
  user_id    text not null,
  author     text not null, -- the user's name at that time
  kind       text not null,
  entity     text not null,
  record     text not null,
  place      integer not null, -- the order within a record; one that replaces another takes its place
  method     text not null,
  path       text not null,
  body       text not null,
  before     text not null, -- the record as the person saw it, empty for none
  base       integer not null, -- and its version
  match      integer,       -- the version it was sent with; it never changes, for the key stands for it too
  state      text not null,
  attempts   integer not null,
  created_ms integer not null,
  tried_ms   integer,
  failure    text not null, -- JSON, empty for none
  current    text not null, -- the hub's record of a conflict
  version    integer,       -- the record's after the act
  epoch      text not null, -- the hub's that took it
  settled_ms integer
) strict;
create index outbox_open on outbox (entity, record, place, n) where state in ('waiting', 'sending', 'refused', 'conflict');
create index outbox_chain on outbox (entity, record, match) where state = 'done';
create index outbox_settled on outbox (settled_ms) where settled_ms is not null;

-- The hub's documents of the entities that are few: settings and users.
create table document (
  entity  text not null,
  id      text not null,
  doc     text not null,
  version integer not null,
  gen     integer not null,
  primary key (entity, id)
) strict, without rowid;

-- +goose Down
drop table document;
drop table outbox;
