-- What people tell each other about a purchase: a note and who takes care of it.
-- A row exists once somebody made a mark; its change row has the entity 'mark',
-- the purchase's id and the purchase's agent. note_ms is null for no note,
-- holder_id is empty and held_ms null when nobody has it.

-- +goose Up
create table purchase_mark (
  agency_id {{.text}} not null,
  purchase_id {{.text}} not null,
  note {{.text}} not null default '',
  note_by {{.text}} not null default '',
  note_ms {{.int}},
  holder_id {{.text}} not null default '',
  holder_name {{.text}} not null default '',
  held_ms {{.int}},
  version {{.int}} not null,
  primary key (agency_id, purchase_id),
  check ((note = '') = (note_ms is null)),
  check ((holder_id = '') = (held_ms is null)),
  foreign key (agency_id, purchase_id) references purchase(agency_id, id)
){{.strict}};

-- +goose Down
drop table purchase_mark;
