-- People, their sessions and sign-in limits, and the indexes of the lists.
--
-- What whoever inserts rows with plain SQL must keep: email is trimmed and in
-- lower case; password is what session.HashPassword gives; a user of the role
-- agent names its agent, the others have null.

-- +goose Up
create table app_user (
  id {{.text}} primary key,
  agency_id {{.text}} not null references agency(id),
  email {{.text}} not null unique,
  name {{.text}} not null,
  role {{.text}} not null check (role in ('operator', 'manager', 'agent')),
  agent_id {{.text}},
  password {{.text}} not null,
  active {{.int}} not null default 1,
  created_ms {{.int}} not null,
  check ((role = 'agent') = (agent_id is not null)),
  foreign key (agency_id, agent_id) references agent(agency_id, id)
){{.strict}};

-- token is the SHA-256 of the token in hex. role and agent_id are the user's at
-- sign-in: a session whose user has others since is no session any more.
create table session (
  token {{.text}} primary key,
  user_id {{.text}} not null references app_user(id),
  role {{.text}} not null,
  agent_id {{.text}} not null default '',
  device {{.text}} not null default '',
  created_ms {{.int}} not null,
  seen_ms {{.int}} not null,
  expires_ms {{.int}} not null
){{.strict}};
create index session_expires on session (expires_ms);

-- account is the SHA-256 of the e-mail that was tried, whether it exists or not.
create table login_limit (
  account {{.text}} primary key,
  failures {{.int}} not null,
  until_ms {{.int}} not null,
  seen_ms {{.int}} not null
){{.strict}};
create index login_limit_seen on login_limit (seen_ms);

create index purchase_at on purchase (agency_id, at_ms, id);
create index purchase_agent_at on purchase (agency_id, agent_id, at_ms, id);
create index purchase_psr on purchase (agency_id, psr, at_ms, id);
create index purchase_wallet_transfer on purchase (agency_id, wallet_transfer, at_ms, id);
create index purchase_transfer_id on purchase (agency_id, transfer_id, at_ms, id);
create index change_agent on change (agency_id, agent_id, seq);
create index purchase_status on purchase (agency_id, status, at_ms, id);

-- +goose Down
drop index purchase_status;
drop index change_agent;
drop index purchase_transfer_id;
drop index purchase_wallet_transfer;
drop index purchase_psr;
drop index purchase_agent_at;
drop index purchase_at;
drop table login_limit;
drop table session;
drop table app_user;
