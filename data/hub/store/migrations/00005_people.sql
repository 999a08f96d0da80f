-- People: who a row of the feed is for, what each person keeps at the hub,
-- invitations, one-time codes, and mail on its way.
--
-- change.audience is access.Audience: '' lets agent_id decide, 'manager' is for
-- managers, 'user:ID' for that person. app_user.version counts what managers
-- change; seen_ms is when the person last used the hub, null for never.

-- +goose Up
alter table change add column audience {{.text}} not null default '';
alter table app_user add column version {{.int}} not null default 1;
alter table app_user add column seen_ms {{.int}};
create index app_user_agency on app_user (agency_id, id);
create index session_of on session (user_id);

-- A removed setting keeps its row with an empty value, so that its version goes on.
create table setting (
  agency_id {{.text}} not null references agency(id),
  user_id {{.text}} not null references app_user(id),
  key {{.text}} not null,
  value {{.text}} not null,
  version {{.int}} not null,
  primary key (agency_id, user_id, key)
){{.strict}};

-- Registering deletes the row and makes an app_user of the same id.
create table invitation (
  id {{.text}} primary key,
  agency_id {{.text}} not null references agency(id),
  email {{.text}} not null,
  name {{.text}} not null,
  role {{.text}} not null check (role in ('operator', 'manager', 'agent')),
  agent_id {{.text}},
  by_id {{.text}} not null,
  by_name {{.text}} not null,
  created_ms {{.int}} not null,
  expires_ms {{.int}} not null,
  version {{.int}} not null,
  unique (agency_id, email),
  check ((role = 'agent') = (agent_id is not null)),
  foreign key (agency_id, agent_id) references agent(agency_id, id)
){{.strict}};

-- hash is SHA-256 in hex of what the person was given; the text itself is never
-- stored. ref is a user (kind 'reset') or an invitation (kind 'invitation');
-- one that is used or spoilt by wrong tries takes all of its ref with it.
create table one_time_code (
  hash {{.text}} primary key,
  kind {{.text}} not null check (kind in ('reset', 'invitation')),
  ref {{.text}} not null,
  tries {{.int}} not null default 0,
  expires_ms {{.int}} not null
){{.strict}};
create index one_time_code_ref on one_time_code (kind, ref);
create index one_time_code_expires on one_time_code (expires_ms);

-- A mail that has not left yet, with a job of the kind 'mail' and its id as ref.
-- Its code is made when it leaves. A reset is asked for by whoever knows an
-- e-mail, so its row says nothing of whether somebody has it; ref is the
-- invitation of an invitation, else empty.
create table mail (
  id {{.text}} primary key,
  kind {{.text}} not null check (kind in ('reset', 'invitation')),
  ref {{.text}} not null,
  email {{.text}} not null,
  lang {{.text}} not null,
  created_ms {{.int}} not null
){{.strict}};

-- +goose Down
drop table mail;
drop table one_time_code;
drop table invitation;
drop table setting;
drop index session_of;
drop index app_user_agency;
alter table app_user drop column seen_ms;
alter table app_user drop column version;
alter table change drop column audience;
