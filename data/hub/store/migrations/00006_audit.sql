-- What the list of the audit chain is searched and narrowed by. search is
-- audit.SearchText of the link; it is no part of its hash. The links there were
-- before are found by their texts as they stand: SQL alone cannot take accents
-- away.

-- +goose Up
alter table audit add column search {{.text}} not null default '';
update audit set search = lower(actor_name || ' ' || device || ' ' || act || ' ' || entity || ' ' || entity_id || ' ' || before || ' ' || after);
create index audit_at on audit (agency_id, at_ms, seq);
create index audit_actor on audit (agency_id, actor, seq);
create index audit_act on audit (agency_id, act, seq);
create index audit_entity on audit (agency_id, entity, entity_id, seq);

-- +goose Down
drop index audit_entity;
drop index audit_act;
drop index audit_actor;
drop index audit_at;
alter table audit drop column search;
