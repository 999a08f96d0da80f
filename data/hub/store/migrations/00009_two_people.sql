-- Who gave a person the means to set their present password: the manager who
-- invited them or was told the one-time code. '' for the hub itself, and for a
-- code that left by mail and that no manager saw. Two people of whom one vouched
-- for the other may be one. exception_closed finds what two people closed of a
-- payment, before any purchase of it is opened.

-- +goose Up
alter table app_user add column vouched_by {{.text}} not null default '';
alter table one_time_code add column told_to {{.text}} not null default '';
create index exception_closed on exception (reference) where closed_act = 'close';

-- +goose Down
drop index exception_closed;
alter table one_time_code drop column told_to;
alter table app_user drop column vouched_by;
