-- +goose Up
-- Rows and sums by agent and day, so that a filter by agent counts nothing. The
-- other roll-ups are built again with it, in the background.
create table day_agent (
  agent_id text not null,
  day      text not null,
  status   text not null,
  currency text not null,
  n        integer not null,
  credited integer not null,
  primary key (agent_id, day, status, currency)
) strict, without rowid;
delete from day_total;
delete from day_sum;
delete from built where what = 'days';

-- +goose Down
drop table day_agent;
