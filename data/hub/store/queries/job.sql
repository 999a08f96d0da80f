-- name: JobDue :one
select count(*) from (select 1 from job where run_at_ms <= sqlc.arg(now_ms) and lease_until_ms <= sqlc.arg(now_ms) limit 1) due;

-- name: InsertJob :exec
insert into job (id, agency_id, kind, ref) values ($1, $2, $3, $4) on conflict do nothing;

-- name: GetJob :one
select * from job where kind = $1 and ref = $2;

-- name: HoldJob :one
update job set lease_until_ms = $4 where id = $1 and owner = $2 and attempt = $3
returning asked_by, asked_name, tries;

-- name: WakeJob :exec
update job set run_at_ms = $2 where id = $1 and (run_at_ms is null or run_at_ms > $2);

-- name: AskJob :exec
update job set run_at_ms = $2, asked_by = $3, asked_name = $4, tries = 0 where id = $1;

-- name: FinishJob :execrows
update job set run_at_ms = $4, lease_until_ms = 0, owner = '', ended = $3, answer = $5, tries = $6, asked_by = '', asked_name = ''
where id = $1 and owner = $2 and attempt = $3;

-- name: DeleteJob :execrows
delete from job where id = $1 and owner = $2 and attempt = $3;

-- name: ReleaseJob :execrows
update job set lease_until_ms = 0, owner = '' where id = $1 and owner = $2 and attempt = $3;
