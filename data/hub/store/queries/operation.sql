-- name: ClaimOperation :execrows
insert into operation (agency_id, key, user_id, hash, act, target, state, created_ms)
values ($1, $2, $3, $4, $5, $6, 'claimed', $7) on conflict do nothing;

-- name: SetOperationRun :exec
update operation set run = $3 where agency_id = $1 and key = $2;

-- name: FinishOperation :execrows
update operation set state = 'done', status = $3, body = $4, finished_ms = $5
where agency_id = $1 and key = $2 and state = 'claimed';

-- name: GetOperation :one
select * from operation where agency_id = $1 and key = $2;
