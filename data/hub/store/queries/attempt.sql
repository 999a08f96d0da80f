-- name: ListAttempts :many
select * from attempt where agency_id = $1 and purchase_id = $2 order by n;

-- name: InsertAttempt :one
insert into attempt (agency_id, purchase_id, n, run, leg, kind, by_kind, by_name, started_ms, lease_end_ms, reference)
values ($1, $2, (select coalesce(max(a.n), 0) + 1 from attempt a where a.agency_id = $1 and a.purchase_id = $2), $3, $4, $5, $6, $7, $8, $9, $10)
returning n;

-- name: CloseAttempt :execrows
update attempt set finished_ms = $4, settle_from_ms = $5, outcome = $6, code = $7, detail = $8
where agency_id = $1 and purchase_id = $2 and n = $3 and finished_ms is null;

-- name: AbandonAttempts :many
update attempt set finished_ms = $3, settle_from_ms = lease_end_ms, outcome = 'unknown', code = 'abandoned',
  detail = 'the program stopped before the answer came'
where agency_id = $1 and purchase_id = $2 and finished_ms is null
returning leg, kind;

-- name: TransferTried :one
select count(*) as tried, cast(coalesce(sum(case when kind = 'send' then 1 else 0 end), 0) as bigint) as sent,
  cast(coalesce(max(case when kind = 'send' then settle_from_ms end), 0) as bigint) as last_end
from attempt where agency_id = $1 and purchase_id = $2 and leg = 'transfer';

-- name: LastSend :one
select outcome from attempt where agency_id = $1 and purchase_id = $2 and leg = 'transfer' and kind = 'send' order by n desc limit 1;
