-- One migration set for both engines, rendered through text/template:
-- bigint is integer (SQLite, 8 bytes) or bigint (PostgreSQL), text collate "C" is
-- text compared byte by byte,  makes SQLite check types.
--
-- What whoever inserts rows with plain SQL (sample, tests, imports) must keep:
--   * an agency has its agency_head row (seq 0, audit_hash '') and an agent its
--     agent_rate row(s): the rate in force is the newest from_ms <= the instant;
--   * agent, psr, amounts and currency of a purchase never change again;
--   * status, cause and deadline_ms are what purchase.State.Show and Deadline
--     give; deadline_ms is null for ok and error; search is purchase.SearchText;
--   * a pending purchase whose cause is not expired has a job row (kind
--     'purchase', ref = purchase id): it retries and flips the cause at the
--     deadline. ok, error and expired rows need none;
--   * opened_epoch is hub_meta.epoch of the insert; another value only makes the
--     hub ask by reference before a first send;
--   * leg_transfer 'done' goes with transfer_id and transfer_completed_ms;
--   * a row that desktops should see has its change row: call Tx.Changed, or
--     insert before any desktop took a snapshot.
-- Instants (*_ms) are Unix milliseconds in UTC, money is minor units.

-- +goose Up
create table hub_meta (
  one bigint primary key check (one = 1),
  hub_id text collate "C" not null,
  epoch text collate "C" not null,
  -- lease clock: a restored database may have forgotten sends until then
  epoch_started_ms bigint not null
);

create table agency (
  id text collate "C" primary key,
  name text collate "C" not null,
  currency text collate "C" not null,
  time_zone text collate "C" not null,
  created_ms bigint not null default 0
);

-- The one row per agency that numbers changes and chains audit rows. It is
-- locked last in a transaction, so numbers become visible in their order.
create table agency_head (
  agency_id text collate "C" primary key references agency(id),
  seq bigint not null default 0,
  audit_hash text collate "C" not null default ''
);

create table agent (
  agency_id text collate "C" not null references agency(id),
  id text collate "C" not null,
  code text collate "C" not null,
  name text collate "C" not null,
  cuit text collate "C" not null default '',
  active bigint not null default 1,
  version bigint not null default 1,
  primary key (agency_id, id),
  unique (agency_id, code)
);

create table agent_rate (
  agency_id text collate "C" not null,
  agent_id text collate "C" not null,
  from_ms bigint not null,
  bonus_bp bigint not null check (bonus_bp >= 0),
  primary key (agency_id, agent_id, from_ms),
  foreign key (agency_id, agent_id) references agent(agency_id, id)
);

create table agent_bank (
  agency_id text collate "C" not null,
  agent_id text collate "C" not null,
  cbu text collate "C" not null default '',
  alias text collate "C" not null default '',
  holder text collate "C" not null default '',
  cuit text collate "C" not null default '',
  state text collate "C" not null check (state in ('missing', 'pending', 'approved')),
  version bigint not null default 1,
  primary key (agency_id, agent_id),
  foreign key (agency_id, agent_id) references agent(agency_id, id)
);
create index agent_bank_cbu on agent_bank (cbu);

create table point_of_sale (
  psr text collate "C" primary key,
  agency_id text collate "C" not null,
  agent_id text collate "C" not null,
  name text collate "C" not null default '',
  foreign key (agency_id, agent_id) references agent(agency_id, id)
);
create index point_of_sale_agent on point_of_sale (agency_id, agent_id);

create table purchase (
  agency_id text collate "C" not null references agency(id),
  id text collate "C" not null,
  at_ms bigint not null,
  psr text collate "C" not null,
  agent_id text collate "C" not null,
  wallet_transfer text collate "C" not null default '',
  -- what the wallet calls this payment; empty when it was never told
  wallet_reference text collate "C" not null default '',
  -- destination account the wallet named first, empty when it named none
  to_cbu text collate "C" not null default '',
  paid bigint not null check (paid > 0),
  credited bigint not null check (credited > 0),
  currency text collate "C" not null,
  transfer_id text collate "C" not null default '',
  transfer_completed_ms bigint,
  status text collate "C" not null check (status in ('ok', 'pending', 'error')),
  cause text collate "C" not null default '',
  leg_payment text collate "C" not null check (leg_payment in ('done', 'waiting', 'unknown', 'refused')),
  leg_transfer text collate "C" not null check (leg_transfer in ('done', 'waiting', 'unknown', 'refused')),
  leg_notice text collate "C" not null check (leg_notice in ('done', 'waiting', 'unknown', 'refused')),
  refusal_code text collate "C" not null default '',
  accredited_ms bigint,
  rejected_ms bigint,
  deadline_ms bigint,
  next_retry_ms bigint,
  opened_epoch text collate "C" not null,
  -- 1: opened by a rejection; nothing is sent unless the wallet says later that
  -- the money was accredited after all
  never_send bigint not null default 0,
  -- 1: the recharge system knows a transfer of this reference that differs from
  -- ours; nothing is ever sent for this row again
  held bigint not null default 0,
  search text collate "C" not null,
  version bigint not null default 1,
  primary key (agency_id, id),
  foreign key (agency_id, agent_id) references agent(agency_id, id)
);
-- The id is the reference of the transfer, so it may exist once per hub.
create unique index purchase_id on purchase (id);
create unique index purchase_wallet_reference on purchase (wallet_reference) where wallet_reference <> '';

create table attempt (
  agency_id text collate "C" not null,
  purchase_id text collate "C" not null,
  n bigint not null,
  run bigint not null,
  leg text collate "C" not null check (leg in ('payment', 'transfer', 'notice')),
  kind text collate "C" not null check (kind in ('ask', 'send')),
  by_kind text collate "C" not null check (by_kind in ('person', 'automatic')),
  by_name text collate "C" not null default '',
  started_ms bigint not null,
  finished_ms bigint,
  -- the lease's clock, not the clock of started_ms and finished_ms
  lease_end_ms bigint not null,
  -- the lease's clock: from here on the settling time of a send runs
  settle_from_ms bigint,
  outcome text collate "C" not null default '',
  code text collate "C" not null default '',
  detail text collate "C" not null default '',
  reference text collate "C" not null default '',
  primary key (agency_id, purchase_id, n),
  foreign key (agency_id, purchase_id) references purchase(agency_id, id)
);
create unique index attempt_open on attempt (agency_id, purchase_id, leg) where finished_ms is null;

-- A job is due when run_at_ms <= now and free when lease_until_ms <= now, both
-- by the lease's clock. run_at_ms is null while it rests.
create table job (
  id text collate "C" primary key,
  agency_id text collate "C" not null,
  kind text collate "C" not null,
  ref text collate "C" not null,
  run_at_ms bigint,
  lease_until_ms bigint not null default 0,
  owner text collate "C" not null default '',
  attempt bigint not null default 0,
  -- the last attempt that came to its end, and what a person is told of it
  ended bigint not null default 0,
  answer text collate "C" not null default '',
  tries bigint not null default 0,
  asked_by text collate "C" not null default '',
  asked_name text collate "C" not null default '',
  unique (kind, ref)
);
create index job_due on job (run_at_ms) where run_at_ms is not null;

-- One row per Idempotency-Key, never pruned.
create table operation (
  agency_id text collate "C" not null,
  key text collate "C" not null,
  user_id text collate "C" not null,
  hash text collate "C" not null,
  act text collate "C" not null,
  target text collate "C" not null default '',
  run bigint not null default 0,
  state text collate "C" not null check (state in ('claimed', 'done')),
  status bigint not null default 0,
  body text collate "C" not null default '',
  created_ms bigint not null,
  finished_ms bigint,
  primary key (agency_id, key)
);

create table change (
  agency_id text collate "C" not null,
  entity text collate "C" not null,
  id text collate "C" not null,
  seq bigint not null,
  agent_id text collate "C" not null default '',
  version bigint not null,
  deleted bigint not null default 0,
  primary key (agency_id, entity, id)
);
create unique index change_seq on change (agency_id, seq);

create table exception (
  id text collate "C" primary key,
  agency_id text collate "C" not null,
  kind text collate "C" not null,
  reference text collate "C" not null,
  body text collate "C" not null,
  at_ms bigint not null,
  closed_ms bigint
);
create index exception_agency on exception (agency_id, at_ms, id);

-- Append-only, chained: hash = SHA-256(prev_hash, canonical row).
create table audit (
  agency_id text collate "C" not null,
  seq bigint not null,
  at_ms bigint not null,
  actor text collate "C" not null,
  actor_name text collate "C" not null,
  device text collate "C" not null,
  act text collate "C" not null,
  entity text collate "C" not null,
  entity_id text collate "C" not null,
  before text collate "C" not null,
  after text collate "C" not null,
  prev_hash text collate "C" not null,
  hash text collate "C" not null,
  primary key (agency_id, seq)
);

create table poll (
  system text collate "C" primary key,
  cursor text collate "C" not null
);

-- +goose Down
drop table poll;
drop table audit;
drop table exception;
drop table change;
drop table operation;
drop table job;
drop table attempt;
drop table purchase;
drop table point_of_sale;
drop table agent_bank;
drop table agent_rate;
drop table agent;
drop table agency_head;
drop table agency;
drop table hub_meta;
