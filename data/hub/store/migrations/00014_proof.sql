-- What a hub can prove to others.
--
-- hub_key is the key that the hub signs with, made once; all replicas and all
-- agencies of the hub share it, and a backup holds it. Whoever can read this table
-- can sign as the hub.
--
-- receipt numbers the receipts of a purchase: copy 0 is the original. id is made
-- by the desktop, so that asking again takes no second number.
--
-- exchange is what an attempt (of attempt, or of payment_try, by its reference)
-- sent and got, with accounts, PIN and secrets taken out before it is written.
-- Attempts of before this step have none.

-- +goose Up
create table hub_key (
  one {{.int}} primary key check (one = 1),
  private {{.text}} not null, -- the seed, base64url
  made_ms {{.int}} not null
){{.strict}};

create table receipt (
  agency_id {{.text}} not null,
  purchase_id {{.text}} not null,
  id {{.text}} not null,
  copy {{.int}} not null,
  paper {{.text}} not null check (paper in ('a4', 'roll')),
  user_id {{.text}} not null,
  at_ms {{.int}} not null,
  seal {{.text}} not null,
  version {{.int}} not null,
  primary key (agency_id, purchase_id, copy),
  unique (agency_id, purchase_id, id),
  foreign key (agency_id, purchase_id) references purchase(agency_id, id)
){{.strict}};

create table exchange (
  reference {{.text}} primary key,
  request {{.text}} not null,
  answer {{.text}} not null
){{.strict}};

-- +goose Down
drop table exchange;
drop table receipt;
drop table hub_key;
