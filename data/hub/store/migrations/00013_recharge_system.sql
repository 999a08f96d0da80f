-- The recharge system that this hub's transfers were sent to last: its address,
-- "simulator" for the one inside, '' while nobody knows. Only it can tell what
-- became of them.

-- +goose Up
alter table hub_meta add column recharge_system {{.text}} not null default '';

-- +goose Down
alter table hub_meta drop column recharge_system;
