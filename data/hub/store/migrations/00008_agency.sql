-- What an agency says of itself: its logo (a PNG in base64, '' for none) and the
-- version of the whole record.

-- +goose Up
alter table agency add column logo {{.text}} not null default '';
alter table agency add column version {{.int}} not null default 1;

-- +goose Down
alter table agency drop column version;
alter table agency drop column logo;
