-- +goose Up
create table meta (
  key   text not null primary key,
  value text not null
) strict;

create table agent (
  id      text not null primary key,
  code    text not null,
  name    text not null,
  doc     text not null, -- the hub's document, empty while only a purchase named the agent
  version integer not null,
  gen     integer not null
) strict;

-- The columns are those that app/purchase narrows and sorts by, and what else
-- a purchase is rebuilt from. Other indexes come after the first sync: keeping
-- them while 200,000 rows arrive is most of the time.
create table purchase (
  n               integer primary key,
  id              text not null unique,
  at_ms           integer not null,
  psr             text not null,
  agent_id        text not null,
  wallet_transfer text not null,
  paid            integer not null,
  credited        integer not null,
  currency        text not null,
  transfer_id     text not null,
  status          text not null,
  cause           text not null,
  leg_payment     text not null,
  leg_transfer    text not null,
  leg_notice      text not null,
  deadline_ms     integer,
  next_retry_ms   integer,
  search          text not null,
  version         integer not null,
  gen             integer not null
) strict;

-- Kept in the same transaction as the rows, so that a chip never scans.
create table counter (
  status   text not null,
  currency text not null,
  n        integer not null,
  credited integer not null,
  primary key (status, currency)
) strict, without rowid;

create table detail (
  purchase_id text not null primary key,
  version     integer not null,
  attempts    text not null,
  fetched_ms  integer not null
) strict;

-- An act that was sent, or may have been, and what is known of it.
create table online_act (
  op_id      text not null primary key,
  act        text not null,
  target     text not null,
  created_ms integer not null,
  state      text not null,
  answer     text not null
) strict;
create index online_act_open on online_act (state) where state in ('sending', 'unknown');

-- +goose Down
drop table online_act;
drop table detail;
drop table counter;
drop table purchase;
drop table agent;
drop table meta;
