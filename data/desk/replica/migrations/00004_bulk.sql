-- +goose Up
-- A bulk retry and its purchases, in the order they are sent. What became of a
-- row that was sent is told by its act: it is written down once.
create table bulk_run (
  id         text not null primary key,
  created_ms integer not null,
  over       integer not null, -- 1: no row of it is sent any more
  why        text not null,    -- what ended it before its last row
  told       integer not null  -- 1: a person has seen how it ended
) strict;
create index bulk_run_open on bulk_run (told, over);

create table bulk_item (
  run_id          text not null references bulk_run (id),
  place           integer not null,
  purchase_id     text not null,
  at_ms           integer not null,
  psr             text not null,
  wallet_transfer text not null,
  agent_id        text not null,
  agent_name      text not null,
  credited        integer not null,
  currency        text not null,
  op_id           text not null, -- of its act; '' when nothing was sent
  why             text not null, -- why nothing was sent; '' while its turn may come
  primary key (run_id, place),
  unique (run_id, purchase_id)
) strict, without rowid;

-- +goose Down
drop table bulk_item;
drop table bulk_run;
