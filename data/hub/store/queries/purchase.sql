-- name: GetPurchase :one
select * from purchase where id = $1;

-- name: GetPurchaseByReference :one
select * from purchase where wallet_reference = $1 and wallet_reference <> '';

-- name: InsertPurchase :execrows
insert into purchase (agency_id, id, at_ms, psr, agent_id, wallet_transfer, wallet_reference, to_cbu, paid, credited, currency,
  transfer_id, transfer_completed_ms, status, cause, leg_payment, leg_transfer, leg_notice, refusal_code, accredited_ms, rejected_ms,
  deadline_ms, next_retry_ms, opened_epoch, never_send, held, search, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)
on conflict do nothing;

-- name: UpdatePurchase :exec
update purchase set wallet_transfer = $3, to_cbu = $4, transfer_id = $5, transfer_completed_ms = $6, status = $7, cause = $8,
  leg_payment = $9, leg_transfer = $10, leg_notice = $11, refusal_code = $12, accredited_ms = $13, rejected_ms = $14,
  deadline_ms = $15, next_retry_ms = $16, never_send = $17, held = $18, search = $19, version = $20
where agency_id = $1 and id = $2;

-- name: FindSellingPoint :one
select s.agency_id, s.agent_id, a.code, g.currency, coalesce(b.cbu, '') as cbu, coalesce(b.state, '') as bank_state
from point_of_sale s
join agent a on a.agency_id = s.agency_id and a.id = s.agent_id
join agency g on g.id = s.agency_id
left join agent_bank b on b.agency_id = s.agency_id and b.agent_id = s.agent_id
where s.psr = $1;

-- name: GetAgent :one
select * from agent where agency_id = $1 and id = $2;

-- name: RateAt :one
select bonus_bp from agent_rate where agency_id = $1 and agent_id = $2 and from_ms <= $3 order by from_ms desc limit 1;

-- name: AgencyOfCBU :one
select agency_id from agent_bank where cbu = $1 and state = 'approved' order by agency_id limit 1;

-- name: OldestAgency :one
select id from agency order by created_ms, id limit 1;
