-- One migration set for both engines, rendered through text/template:
-- {{.int}} is integer (SQLite, 8 bytes) or bigint (PostgreSQL), {{.text}} is
-- text compared byte by byte, {{.strict}} makes SQLite check types.
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
  one {{.int}} primary key check (one = 1),
  hub_id {{.text}} not null,
  epoch {{.text}} not null,
  -- lease clock: a restored database may have forgotten sends until then
  epoch_started_ms {{.int}} not null
){{.strict}};

create table agency (
  id {{.text}} primary key,
  name {{.text}} not null,
  currency {{.text}} not null,
  time_zone {{.text}} not null,
  created_ms {{.int}} not null default 0
){{.strict}};

-- The one row per agency that numbers changes and chains audit rows. It is
-- locked last in a transaction, so numbers become visible in their order.
create table agency_head (
  agency_id {{.text}} primary key references agency(id),
  seq {{.int}} not null default 0,
  audit_hash {{.text}} not null default ''
){{.strict}};

create table agent (
  agency_id {{.text}} not null references agency(id),
  id {{.text}} not null,
  code {{.text}} not null,
  name {{.text}} not null,
  cuit {{.text}} not null default '',
  active {{.int}} not null default 1,
  version {{.int}} not null default 1,
  primary key (agency_id, id),
  unique (agency_id, code)
){{.strict}};

create table agent_rate (
  agency_id {{.text}} not null,
  agent_id {{.text}} not null,
  from_ms {{.int}} not null,
  bonus_bp {{.int}} not null check (bonus_bp >= 0),
  primary key (agency_id, agent_id, from_ms),
  foreign key (agency_id, agent_id) references agent(agency_id, id)
){{.strict}};

create table agent_bank (
  agency_id {{.text}} not null,
  agent_id {{.text}} not null,
  cbu {{.text}} not null default '',
  alias {{.text}} not null default '',
  holder {{.text}} not null default '',
  cuit {{.text}} not null default '',
  state {{.text}} not null check (state in ('missing', 'pending', 'approved')),
  version {{.int}} not null default 1,
  primary key (agency_id, agent_id),
  foreign key (agency_id, agent_id) references agent(agency_id, id)
){{.strict}};
create index agent_bank_cbu on agent_bank (cbu);

create table point_of_sale (
  psr {{.text}} primary key,
  agency_id {{.text}} not null,
  agent_id {{.text}} not null,
  name {{.text}} not null default '',
  foreign key (agency_id, agent_id) references agent(agency_id, id)
){{.strict}};
create index point_of_sale_agent on point_of_sale (agency_id, agent_id);

create table purchase (
  agency_id {{.text}} not null references agency(id),
  id {{.text}} not null,
  at_ms {{.int}} not null,
  psr {{.text}} not null,
  agent_id {{.text}} not null,
  wallet_transfer {{.text}} not null default '',
  -- what the wallet calls this payment; empty when it was never told
  wallet_reference {{.text}} not null default '',
  -- destination account the wallet named first, empty when it named none
  to_cbu {{.text}} not null default '',
  paid {{.int}} not null check (paid > 0),
  credited {{.int}} not null check (credited > 0),
  currency {{.text}} not null,
  transfer_id {{.text}} not null default '',
  transfer_completed_ms {{.int}},
  status {{.text}} not null check (status in ('ok', 'pending', 'error')),
  cause {{.text}} not null default '',
  leg_payment {{.text}} not null check (leg_payment in ('done', 'waiting', 'unknown', 'refused')),
  leg_transfer {{.text}} not null check (leg_transfer in ('done', 'waiting', 'unknown', 'refused')),
  leg_notice {{.text}} not null check (leg_notice in ('done', 'waiting', 'unknown', 'refused')),
  refusal_code {{.text}} not null default '',
  accredited_ms {{.int}},
  rejected_ms {{.int}},
  deadline_ms {{.int}},
  next_retry_ms {{.int}},
  opened_epoch {{.text}} not null,
  -- 1: opened by a rejection; nothing is sent unless the wallet says later that
  -- the money was accredited after all
  never_send {{.int}} not null default 0,
  -- 1: the recharge system knows a transfer of this reference that differs from
  -- ours; nothing is ever sent for this row again
  held {{.int}} not null default 0,
  search {{.text}} not null,
  version {{.int}} not null default 1,
  primary key (agency_id, id),
  foreign key (agency_id, agent_id) references agent(agency_id, id)
){{.strict}};
-- The id is the reference of the transfer, so it may exist once per hub.
create unique index purchase_id on purchase (id);
create unique index purchase_wallet_reference on purchase (wallet_reference) where wallet_reference <> '';

create table attempt (
  agency_id {{.text}} not null,
  purchase_id {{.text}} not null,
  n {{.int}} not null,
  run {{.int}} not null,
  leg {{.text}} not null check (leg in ('payment', 'transfer', 'notice')),
  kind {{.text}} not null check (kind in ('ask', 'send')),
  by_kind {{.text}} not null check (by_kind in ('person', 'automatic')),
  by_name {{.text}} not null default '',
  started_ms {{.int}} not null,
  finished_ms {{.int}},
  -- the lease's clock, not the clock of started_ms and finished_ms
  lease_end_ms {{.int}} not null,
  -- the lease's clock: from here on the settling time of a send runs
  settle_from_ms {{.int}},
  outcome {{.text}} not null default '',
  code {{.text}} not null default '',
  detail {{.text}} not null default '',
  reference {{.text}} not null default '',
  primary key (agency_id, purchase_id, n),
  foreign key (agency_id, purchase_id) references purchase(agency_id, id)
){{.strict}};
create unique index attempt_open on attempt (agency_id, purchase_id, leg) where finished_ms is null;

-- A job is due when run_at_ms <= now and free when lease_until_ms <= now, both
-- by the lease's clock. run_at_ms is null while it rests.
create table job (
  id {{.text}} primary key,
  agency_id {{.text}} not null,
  kind {{.text}} not null,
  ref {{.text}} not null,
  run_at_ms {{.int}},
  lease_until_ms {{.int}} not null default 0,
  owner {{.text}} not null default '',
  attempt {{.int}} not null default 0,
  -- the last attempt that came to its end, and what a person is told of it
  ended {{.int}} not null default 0,
  answer {{.text}} not null default '',
  tries {{.int}} not null default 0,
  asked_by {{.text}} not null default '',
  asked_name {{.text}} not null default '',
  unique (kind, ref)
){{.strict}};
create index job_due on job (run_at_ms) where run_at_ms is not null;

-- One row per Idempotency-Key, never pruned.
create table operation (
  agency_id {{.text}} not null,
  key {{.text}} not null,
  user_id {{.text}} not null,
  hash {{.text}} not null,
  act {{.text}} not null,
  target {{.text}} not null default '',
  run {{.int}} not null default 0,
  state {{.text}} not null check (state in ('claimed', 'done')),
  status {{.int}} not null default 0,
  body {{.text}} not null default '',
  created_ms {{.int}} not null,
  finished_ms {{.int}},
  primary key (agency_id, key)
){{.strict}};

create table change (
  agency_id {{.text}} not null,
  entity {{.text}} not null,
  id {{.text}} not null,
  seq {{.int}} not null,
  agent_id {{.text}} not null default '',
  version {{.int}} not null,
  deleted {{.int}} not null default 0,
  primary key (agency_id, entity, id)
){{.strict}};
create unique index change_seq on change (agency_id, seq);

create table exception (
  id {{.text}} primary key,
  agency_id {{.text}} not null,
  kind {{.text}} not null,
  reference {{.text}} not null,
  body {{.text}} not null,
  at_ms {{.int}} not null,
  closed_ms {{.int}}
){{.strict}};
create index exception_agency on exception (agency_id, at_ms, id);

-- Append-only, chained: hash = SHA-256(prev_hash, canonical row).
create table audit (
  agency_id {{.text}} not null,
  seq {{.int}} not null,
  at_ms {{.int}} not null,
  actor {{.text}} not null,
  actor_name {{.text}} not null,
  device {{.text}} not null,
  act {{.text}} not null,
  entity {{.text}} not null,
  entity_id {{.text}} not null,
  before {{.text}} not null,
  after {{.text}} not null,
  prev_hash {{.text}} not null,
  hash {{.text}} not null,
  primary key (agency_id, seq)
){{.strict}};

create table poll (
  system {{.text}} primary key,
  cursor {{.text}} not null
){{.strict}};

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
