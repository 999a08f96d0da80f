-- Lists sorted by amount: without it a million rows are sorted for one page.

-- +goose Up
create index purchase_amount on purchase (agency_id, credited, id);

-- +goose Down
drop index purchase_amount;
