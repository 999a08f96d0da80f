-- Purchases that are started here, and purchases that people close by hand.
--
-- A payment_start is what is not a purchase yet: the wallet was asked to pay, or
-- said no. Its id is the purchase's once there is one, and names the payment at
-- the wallet. Every try is a payment_try, written and committed before its call
-- leaves; at most one of a start is open. Agent, account, rate and amounts are
-- frozen at the first try. The PIN is in none of this.

-- +goose Up
alter table agency add column buy_min {{.int}} not null default 100;
alter table agency add column buy_max {{.int}} not null default 100000000;

create table payment_start (
  id {{.text}} primary key,
  agency_id {{.text}} not null references agency(id),
  agent_id {{.text}} not null,
  psr {{.text}} not null,
  amount {{.int}} not null check (amount > 0),
  credited {{.int}} not null check (credited > 0),
  currency {{.text}} not null,
  bank_version {{.int}} not null,
  to_cbu {{.text}} not null,
  alias {{.text}} not null default '',
  state {{.text}} not null check (state in ('sending', 'refused', 'opened')),
  code {{.text}} not null default '',
  user_id {{.text}} not null,
  created_ms {{.int}} not null,
  foreign key (agency_id, agent_id) references agent(agency_id, id)
){{.strict}};
create index payment_start_psr on payment_start (psr, created_ms);

create table payment_try (
  start_id {{.text}} not null references payment_start(id),
  n {{.int}} not null,
  -- the Idempotency-Key of the person's act; its answer is stored there
  op_key {{.text}} not null,
  user_id {{.text}} not null,
  user_name {{.text}} not null,
  started_ms {{.int}} not null,
  finished_ms {{.int}},
  -- the lease's clock, as in attempt
  lease_end_ms {{.int}} not null,
  settle_from_ms {{.int}},
  outcome {{.text}} not null default '',
  code {{.text}} not null default '',
  detail {{.text}} not null default '',
  reference {{.text}} not null default '',
  primary key (start_id, n)
){{.strict}};
create unique index payment_try_open on payment_try (start_id) where finished_ms is null;

-- What people do to end a purchase that cannot go on: one proposes, another
-- decides. One row per purchase, of the last proposal; its change row has the
-- entity 'closing', the purchase's id and the purchase's agent. A purchase whose
-- row is approved is never sent for again.
create table purchase_closing (
  agency_id {{.text}} not null,
  purchase_id {{.text}} not null,
  kind {{.text}} not null check (kind in ('closed', 'refunded')),
  reason {{.text}} not null,
  state {{.text}} not null check (state in ('proposed', 'approved', 'rejected', 'withdrawn')),
  by_id {{.text}} not null,
  by_name {{.text}} not null,
  at_ms {{.int}} not null,
  decided_by {{.text}} not null default '',
  decided_ms {{.int}},
  answer {{.text}} not null default '',
  version {{.int}} not null,
  primary key (agency_id, purchase_id),
  foreign key (agency_id, purchase_id) references purchase(agency_id, id)
){{.strict}};

-- +goose Down
drop table purchase_closing;
drop table payment_try;
drop table payment_start;
alter table agency drop column buy_max;
alter table agency drop column buy_min;
