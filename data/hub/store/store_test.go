package store_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

func TestOpenTwiceKeepsIdentity(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		first := storetest.Open(t, dsn, store.Options{})
		second := storetest.Open(t, dsn, store.Options{})
		if first.HubID() == "" || first.HubID() != second.HubID() || first.Epoch() != second.Epoch() {
			t.Errorf("identities %q/%q and %q/%q", first.HubID(), first.Epoch(), second.HubID(), second.Epoch())
		}
	})
}

func TestReplicasMayStartAtOnce(t *testing.T) {
	dsn := storetest.DSN(t, "postgres")
	type opened struct {
		s   *store.Store
		err error
	}
	results := make(chan opened)
	for range 6 {
		go func() {
			s, err := store.Open(context.Background(), dsn, store.Options{})
			results <- opened{s, err}
		}()
	}
	hubs := map[string]bool{}
	for range 6 {
		r := <-results
		if r.err != nil {
			t.Error(r.err)
			continue
		}
		hubs[r.s.HubID()] = true
		if err := r.s.Close(); err != nil {
			t.Error(err)
		}
	}
	if len(hubs) != 1 {
		t.Errorf("%d hub ids, want 1", len(hubs))
	}
}

func TestOpenRefusesANewerDatabase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn, store.Options{})
		err := s.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.ExecContext(context.Background(), `insert into goose_db_version (version_id, is_applied) values ($1, $2)`, 99999, true)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(context.Background(), dsn, store.Options{}); !errors.Is(err, store.ErrNewer) {
			t.Errorf("got %v, want ErrNewer", err)
		}
	})
}

// A file of another program, the simulator's for instance, stays as it is.
func TestOpenRefusesAnotherProgramsDatabase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		driver, address := "pgx", dsn
		if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
			driver, address = "sqlite", file
		}
		db, err := sql.Open(driver, address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(`create table theirs (a integer)`); err != nil {
			t.Fatal(err)
		}
		if s, err := store.Open(t.Context(), dsn, store.Options{}); !errors.Is(err, store.ErrForeign) {
			if s != nil {
				_ = s.Close()
			}
			t.Fatalf("got %v", err)
		}
		var n int
		if err := db.QueryRow(`select count(*) from goose_db_version`).Scan(&n); err == nil {
			t.Error("something was made in it")
		}
		if _, err := db.Exec(`drop table theirs`); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), dsn, store.Options{})
		if err != nil {
			t.Fatalf("an empty database: %v", err)
		}
		_ = s.Close()
	})
}

func TestOpenRefusesOtherAddresses(t *testing.T) {
	for _, dsn := range []string{"", "sqlite:", "hub.db", "mysql://x"} {
		if _, err := store.Open(context.Background(), dsn, store.Options{}); !errors.Is(err, store.ErrAddress) {
			t.Errorf("%q: got %v, want ErrAddress", dsn, err)
		}
	}
	if _, err := store.Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "no", "such", "hub.db"), store.Options{}); err == nil {
		t.Error("a folder that does not exist was accepted")
	}
}

func TestReadersOfSQLiteCannotWrite(t *testing.T) {
	s := storetest.Open(t, storetest.DSN(t, "sqlite"), store.Options{})
	if _, err := s.Read().Exec(`insert into poll (system, cursor) values ('x', 'y')`); err == nil {
		t.Error("a reader wrote")
	}
}

// pragma tells what the writer runs with; FULL is what keeps acknowledged
// commits through a power cut.
func TestWriterOfSQLiteIsDurable(t *testing.T) {
	s := storetest.Open(t, storetest.DSN(t, "sqlite"), store.Options{})
	want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		for name, value := range want {
			var got string
			if err := tx.QueryRowContext(context.Background(), "pragma "+name).Scan(&got); err != nil {
				return err
			}
			if got != value {
				t.Errorf("%s is %s, want %s", name, got, value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWriteRollsBackOnError(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn, store.Options{})
		called := false
		s.OnCommit(func(string) { called = true })
		boom := errors.New("boom")
		err := s.Write(context.Background(), func(tx *store.Tx) error {
			if _, err := tx.ExecContext(context.Background(), `insert into poll (system, cursor) values ('x', 'y')`); err != nil {
				return err
			}
			tx.Changed("a", "poll", "x", "", 1, false)
			return boom
		})
		if !errors.Is(err, boom) || called {
			t.Fatalf("got %v, callback %v", err, called)
		}
		var n int
		if err := s.Read().QueryRow(`select 1 from poll`).Scan(&n); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("got %v, want no rows", err)
		}
	})
}
