package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestADatabaseThatIsDownIsToldApart(t *testing.T) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "no", "such", "folder.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, cannotOpen := db.Exec("select 1 from x")
	_, noTable := mustOpen(t).Exec("select 1 from x")
	_, noServer := pgconn.Connect(t.Context(), "postgres://u@/x?host="+t.TempDir())
	for name, c := range map[string]struct {
		err  error
		down bool
	}{
		"no file":              {cannotOpen, true},
		"no table":             {noTable, false},
		"no server":            {noServer, true},
		"it shuts down":        {&pgconn.PgError{Code: "57P01"}, true},
		"it is starting":       {&pgconn.PgError{Code: "57P03"}, true},
		"too many connections": {&pgconn.PgError{Code: "53300"}, true},
		"the connection broke": {fmt.Errorf("store: commit: %w", io.ErrUnexpectedEOF), true},
		"a row is there":       {&pgconn.PgError{Code: "23505"}, false},
		"a full disk":          {&pgconn.PgError{Code: "53100"}, false},
		"not found":            {ErrNotFound, false},
		"nothing":              {nil, false},
		"something else":       {errors.New("strange"), false},
	} {
		if Down(c.err) != c.down {
			t.Errorf("%s (%v): %v", name, c.err, !c.down)
		}
	}
}

func mustOpen(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
