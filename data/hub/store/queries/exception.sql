-- name: InsertException :execrows
insert into exception (id, agency_id, kind, reference, body, at_ms) values ($1, $2, $3, $4, $5, $6) on conflict do nothing;

-- name: GetCursor :one
select cursor from poll where system = $1;

-- name: SetCursor :exec
insert into poll (system, cursor) values ($1, $2) on conflict (system) do update set cursor = excluded.cursor;
