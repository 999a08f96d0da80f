package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	sqlite "modernc.org/sqlite"
)

// dialect is all that differs between the two engines.
type dialect struct {
	postgres bool
	// forUpdate locks the rows a select returns. SQLite has one writer, and its
	// transactions take the lock when they begin.
	forUpdate string
	// skipLocked makes a claim pass over rows that another replica is claiming.
	skipLocked string
	// words fill the templates of the migrations.
	words map[string]string
}

var (
	sqliteDialect = dialect{
		words: map[string]string{"int": "integer", "text": "text", "strict": " strict"},
	}
	postgresDialect = dialect{
		postgres: true, forUpdate: " for update", skipLocked: " for update skip locked",
		words: map[string]string{"int": "bigint", "text": `text collate "C"`, "strict": ""},
	}
	// ofdLocking may be asked for only once and before the first connection: a
	// stray close of the file in this process then drops no lock of SQLite's.
	ofdLocking = sync.OnceValue(func() error {
		_, err := sqlite.OFDLocking(true)
		if errors.Is(err, sqlite.ErrOFDLockingUnavailable) || errors.Is(err, sqlite.ErrOFDLockingTooLate) {
			return nil // the usual locks are right too
		}
		return err
	})
)

// sqliteReaders bounds the pool of readers; each one holds its own page cache.
const sqliteReaders = 6

func (s *Store) openSQLite(file string) error {
	if err := ofdLocking(); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	// The file holds bank data: nobody else on the machine may read it.
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("store: open: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("store: open: %w", err)
	}
	s.dialect = sqliteDialect
	common := []string{"busy_timeout(10000)", "foreign_keys(1)"}
	s.write, err = sql.Open("sqlite", sqliteURI(file, append(common, "journal_mode(WAL)", "synchronous(FULL)")))
	if err != nil {
		return fmt.Errorf("store: open: %w", err)
	}
	s.write.SetMaxOpenConns(1)
	s.read, err = sql.Open("sqlite", sqliteURI(file, append(common, "query_only(1)")))
	if err != nil {
		return errors.Join(fmt.Errorf("store: open: %w", err), s.write.Close())
	}
	s.read.SetMaxOpenConns(sqliteReaders)
	s.read.SetMaxIdleConns(sqliteReaders)
	return nil
}

// sqliteURI writes a file URI. Transactions begin immediate: a deferred one
// that turns into a writer fails as busy without waiting.
func sqliteURI(file string, pragmas []string) string {
	if abs, err := filepath.Abs(file); err == nil {
		file = abs
	}
	path := filepath.ToSlash(file)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… on Windows
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{"_pragma": pragmas, "_txlock": {"immediate"}}.Encode()}
	return u.String()
}

func (s *Store) openPostgres(dsn string) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		// The address may hold a password, so the driver's text stays out.
		return ErrAddress
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(10)
	s.dialect, s.write, s.read = postgresDialect, db, db
	return nil
}
