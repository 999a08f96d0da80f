-- Files of agents and past purchases that were taken in. A run is one import of
-- one file; its parts add to its counts. file is the file's SHA-256: the same
-- file again is told.

-- +goose Up
create table import (
  agency_id {{.text}} not null references agency(id),
  id {{.text}} not null,
  kind {{.text}} not null check (kind in ('agents', 'purchases')),
  file {{.text}} not null,
  name {{.text}} not null,
  by_id {{.text}} not null,
  by_name {{.text}} not null,
  at_ms {{.int}} not null,
  created {{.int}} not null default 0,
  changed {{.int}} not null default 0,
  unchanged {{.int}} not null default 0,
  differs {{.int}} not null default 0,
  refused {{.int}} not null default 0,
  banks {{.int}} not null default 0,
  primary key (agency_id, id)
){{.strict}};
create index import_file on import (agency_id, kind, file, at_ms);

-- +goose Down
drop table import;
