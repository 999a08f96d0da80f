-- +goose Up
-- What is sent of an act whose own body is masked: an account number. It is gone,
-- also from the bytes of the file, once the hub has it or the act is given up
-- (secrets.go).
create table outbox_secret (
  op_id text not null primary key,
  body  text not null
) strict;

-- +goose Down
drop table outbox_secret;
