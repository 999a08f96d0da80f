-- What people do with exceptions: one proposes what becomes of it, another
-- decides. notice is the payment as the wallet told it, whole, as JSON, and
-- wallet_psr the PSR it named; only a notice of an unknown PSR has them (it can
-- be taken in later), and no reading ever shows them. Rows of before this step
-- have none and can only be closed. proposal_act is empty while nobody proposed
-- anything, rejected_ms null when the last proposal was not rejected, closed_ms
-- null while the exception waits.

-- +goose Up
alter table exception add column version {{.int}} not null default 1;
alter table exception add column notice {{.text}} not null default '';
alter table exception add column wallet_psr {{.text}} not null default '';
alter table exception add column proposal_act {{.text}} not null default '' check (proposal_act in ('', 'assign', 'close'));
alter table exception add column proposal_psr {{.text}} not null default '';
alter table exception add column proposal_reason {{.text}} not null default '';
alter table exception add column proposal_by {{.text}} not null default '';
alter table exception add column proposal_name {{.text}} not null default '';
alter table exception add column proposal_ms {{.int}} not null default 0;
alter table exception add column rejected_reason {{.text}} not null default '';
alter table exception add column rejected_name {{.text}} not null default '';
alter table exception add column rejected_ms {{.int}};
alter table exception add column closed_act {{.text}} not null default '' check (closed_act in ('', 'assign', 'close'));
alter table exception add column closed_psr {{.text}} not null default '';
alter table exception add column closed_reason {{.text}} not null default '';
alter table exception add column closed_proposer {{.text}} not null default '';
alter table exception add column closed_approver {{.text}} not null default '';
alter table exception add column closed_purchase {{.text}} not null default '';
create index exception_reference on exception (agency_id, reference);

-- +goose Down
drop index exception_reference;
alter table exception drop column closed_purchase;
alter table exception drop column closed_approver;
alter table exception drop column closed_proposer;
alter table exception drop column closed_reason;
alter table exception drop column closed_psr;
alter table exception drop column closed_act;
alter table exception drop column rejected_ms;
alter table exception drop column rejected_name;
alter table exception drop column rejected_reason;
alter table exception drop column proposal_ms;
alter table exception drop column proposal_name;
alter table exception drop column proposal_by;
alter table exception drop column proposal_reason;
alter table exception drop column proposal_psr;
alter table exception drop column proposal_act;
alter table exception drop column wallet_psr;
alter table exception drop column notice;
alter table exception drop column version;
