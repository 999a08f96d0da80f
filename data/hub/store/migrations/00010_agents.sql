-- Agents as people keep them, changes of bank data and of rates that two people
-- decide, and which accounts were in force before.
--
-- agent_bank holds what is in force: only a row whose state is 'approved' counts,
-- version counts what was approved, from_ms is since when. What it replaced is in
-- agent_account_past: a payment goes by the account of its own time. rate_change
-- and agency_rate with agent_id '' are for the agency's new agents; from_ms of a
-- rate_change is null for "as soon as it is approved".

-- +goose Up
alter table agent add column next_visit {{.text}} not null default '';
alter table agent add column contact_person {{.text}} not null default '';
alter table agent add column contact_phone {{.text}} not null default '';
alter table agent add column contact_mobile {{.text}} not null default '';
alter table agent add column contact_email {{.text}} not null default '';
alter table agent add column contact_notes {{.text}} not null default '';
alter table agent add column address_street {{.text}} not null default '';
alter table agent add column address_number {{.text}} not null default '';
alter table agent add column address_floor {{.text}} not null default '';
alter table agent add column address_locality {{.text}} not null default '';
alter table agent add column address_province {{.text}} not null default '';
alter table agent add column address_postcode {{.text}} not null default '';

alter table agent_bank add column from_ms {{.int}} not null default 0;

create table agent_account_past (
  agency_id {{.text}} not null,
  agent_id {{.text}} not null,
  version {{.int}} not null,
  cbu {{.text}} not null,
  alias {{.text}} not null,
  holder {{.text}} not null,
  cuit {{.text}} not null,
  from_ms {{.int}} not null,
  until_ms {{.int}} not null,
  primary key (agency_id, agent_id, version),
  foreign key (agency_id, agent_id) references agent(agency_id, id)
){{.strict}};
create index agent_account_past_cbu on agent_account_past (cbu);

create table bank_change (
  agency_id {{.text}} not null,
  id {{.text}} not null,
  agent_id {{.text}} not null,
  cbu {{.text}} not null,
  alias {{.text}} not null,
  holder {{.text}} not null,
  cuit {{.text}} not null,
  old_cbu {{.text}} not null,
  old_alias {{.text}} not null,
  old_holder {{.text}} not null,
  old_cuit {{.text}} not null,
  state {{.text}} not null check (state in ('proposed', 'approved', 'rejected', 'withdrawn')),
  by_id {{.text}} not null,
  by_name {{.text}} not null,
  at_ms {{.int}} not null,
  decided_by {{.text}} not null default '',
  decided_ms {{.int}},
  reason {{.text}} not null default '',
  version {{.int}} not null,
  primary key (agency_id, id),
  foreign key (agency_id, agent_id) references agent(agency_id, id)
){{.strict}};
create unique index bank_change_open on bank_change (agency_id, agent_id) where state = 'proposed';
create index bank_change_at on bank_change (agency_id, at_ms, id);
create index bank_change_agent on bank_change (agency_id, agent_id, at_ms, id);

create table rate_change (
  agency_id {{.text}} not null references agency(id),
  id {{.text}} not null,
  agent_id {{.text}} not null,
  old_bp {{.int}} not null,
  bonus_bp {{.int}} not null check (bonus_bp >= 0),
  from_ms {{.int}},
  state {{.text}} not null check (state in ('proposed', 'approved', 'rejected', 'withdrawn')),
  by_id {{.text}} not null,
  by_name {{.text}} not null,
  at_ms {{.int}} not null,
  decided_by {{.text}} not null default '',
  decided_ms {{.int}},
  reason {{.text}} not null default '',
  version {{.int}} not null,
  primary key (agency_id, id)
){{.strict}};
create unique index rate_change_open on rate_change (agency_id, agent_id) where state = 'proposed';
create index rate_change_at on rate_change (agency_id, at_ms, id);

create table agency_rate (
  agency_id {{.text}} not null references agency(id),
  from_ms {{.int}} not null,
  bonus_bp {{.int}} not null check (bonus_bp >= 0),
  primary key (agency_id, from_ms)
){{.strict}};

-- +goose Down
drop table agency_rate;
drop table rate_change;
drop table bank_change;
drop table agent_account_past;
alter table agent_bank drop column from_ms;
alter table agent drop column address_postcode;
alter table agent drop column address_province;
alter table agent drop column address_locality;
alter table agent drop column address_floor;
alter table agent drop column address_number;
alter table agent drop column address_street;
alter table agent drop column contact_notes;
alter table agent drop column contact_email;
alter table agent drop column contact_mobile;
alter table agent drop column contact_phone;
alter table agent drop column contact_person;
alter table agent drop column next_visit;
