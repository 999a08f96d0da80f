-- Closed months. month_close is one of them: seq is the agency's change number at
-- the close, so that the next close looks at purchases that changed after it
-- alone. month_row is a purchase as a close counted it, with the names of that day,
-- so that nothing of a closed month moves when agents are renamed.

-- +goose Up
create table month_close (
  agency_id {{.text}} not null references agency(id),
  month {{.text}} not null,
  from_ms {{.int}} not null,
  to_ms {{.int}} not null,
  zone {{.text}} not null,
  seq {{.int}} not null,
  at_ms {{.int}} not null,
  by_id {{.text}} not null,
  by_name {{.text}} not null,
  rows_count {{.int}} not null,
  totals {{.text}} not null,
  primary key (agency_id, month)
){{.strict}};

create table month_row (
  agency_id {{.text}} not null,
  month {{.text}} not null,
  n {{.int}} not null,
  purchase_id {{.text}} not null,
  kind {{.text}} not null check (kind in ('own', 'adjustment')),
  status_before {{.text}} not null,
  status {{.text}} not null,
  at_ms {{.int}} not null,
  psr {{.text}} not null,
  agent_id {{.text}} not null,
  agent_code {{.text}} not null,
  agent_name {{.text}} not null,
  wallet_transfer {{.text}} not null,
  transfer_id {{.text}} not null,
  currency {{.text}} not null,
  paid {{.int}} not null,
  credited {{.int}} not null,
  primary key (agency_id, month, n),
  foreign key (agency_id, month) references month_close(agency_id, month)
){{.strict}};
create index month_row_purchase on month_row (agency_id, purchase_id, month);

-- +goose Down
drop table month_row;
drop table month_close;
