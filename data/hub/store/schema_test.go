package store

import (
	"io/fs"
	"os"
	"testing"
)

// TestSchemaOfQueries keeps the schema that the queries are checked against
// equal to the migration. TRASTIENDA_WRITE_SCHEMA=1 writes it.
func TestSchemaOfQueries(t *testing.T) {
	files, err := rendered(postgresDialect.words)
	if err != nil {
		t.Fatal(err)
	}
	want, err := fs.ReadFile(files, "00001_money_path.sql")
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("TRASTIENDA_WRITE_SCHEMA") != "" {
		if err := os.WriteFile("queries/schema.sql", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("queries/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("queries/schema.sql is not the rendered migration: TRASTIENDA_WRITE_SCHEMA=1 go test -run TestSchemaOfQueries, then sqlc generate")
	}
}
