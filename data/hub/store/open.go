// Package store is the hub's database: SQLite when the hub runs inside the
// desktop program, PostgreSQL when many replicas share it. Queries are written
// once, with $1 placeholders, and run on both engines.
package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver

	"trastienda/app/clock"
)

// Options are what a store needs besides its address.
type Options struct {
	// Clock is the business's clock: deadlines, what people see. It is also the
	// leases' clock on SQLite.
	Clock clock.Clock
	// LeaseClock replaces the database's clock for leases on PostgreSQL (and
	// Clock on SQLite). Replicas must not set it: their clocks differ.
	LeaseClock clock.Clock
	Log        *slog.Logger
}

// Store is an open hub database. It is safe for concurrent use.
type Store struct {
	dialect dialect
	write   *sql.DB // SQLite: exactly one connection
	read    *sql.DB // SQLite: cannot write
	clock   clock.Clock
	leases  clock.Clock // nil: the database's own
	log     *slog.Logger

	hubID        string
	epoch        string
	epochStarted time.Time
	key          ed25519.PrivateKey

	mu       sync.Mutex
	onCommit []func(agency string)
}

// ErrNewer tells that the database was made by a newer version of the program.
var ErrNewer = errors.New("store: the database belongs to a newer version of this program")

// ErrForeign tells that the database holds somebody else's tables and no hub.
var ErrForeign = errors.New("store: the database belongs to another program")

// ErrAddress tells that a database address is neither sqlite:FILE nor
// postgres://….
var ErrAddress = errors.New("store: a database address is sqlite:FILE or postgres://…")

// Open opens and migrates the database at dsn ("sqlite:FILE" or
// "postgres://…"). A new database gets its hub id and its first epoch.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	s := &Store{clock: o.Clock, leases: o.LeaseClock, log: o.Log}
	if s.clock == nil {
		s.clock = clock.System{}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok && file != "" {
		err = s.openSQLite(file)
	} else if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		err = s.openPostgres(dsn)
	} else {
		err = ErrAddress
	}
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) prepare(ctx context.Context) error {
	if err := s.write.PingContext(ctx); err != nil {
		return fmt.Errorf("store: open: %w", err)
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if err := s.identify(ctx); err != nil {
		return err
	}
	return s.makeKey(ctx)
}

// identify reads the hub's identity, or makes it in a new database. Replicas
// that start at once agree on the row that was inserted first.
func (s *Store) identify(ctx context.Context) error {
	now, err := s.Now(ctx)
	if err != nil {
		return err
	}
	_, err = s.write.ExecContext(ctx, `insert into hub_meta (one, hub_id, epoch, epoch_started_ms)
		values (1, $1, $2, $3) on conflict do nothing`, uuid.NewString(), uuid.NewString(), now.UnixMilli())
	if err != nil {
		return fmt.Errorf("store: identity: %w", err)
	}
	var started int64
	err = s.write.QueryRowContext(ctx, `select hub_id, epoch, epoch_started_ms from hub_meta`).Scan(&s.hubID, &s.epoch, &started)
	if err != nil {
		return fmt.Errorf("store: identity: %w", err)
	}
	if _, err := uuid.Parse(s.hubID); err != nil {
		return fmt.Errorf("store: identity: %w", err)
	}
	s.epochStarted = time.UnixMilli(started).UTC()
	return nil
}

// Close closes every connection.
func (s *Store) Close() error {
	var errs []error
	if s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	return errors.Join(append(errs, s.write.Close())...)
}

// HubID is the identity of this hub, a UUID.
func (s *Store) HubID() string { return s.hubID }

// Epoch changes when the database was restored from a backup.
func (s *Store) Epoch() string { return s.epoch }

// EpochStarted is when the epoch began, by the leases' clock.
func (s *Store) EpochStarted() time.Time { return s.epochStarted }

// Clock is the business's clock.
func (s *Store) Clock() clock.Clock { return s.clock }

// Postgres tells whether the engine is PostgreSQL.
func (s *Store) Postgres() bool { return s.dialect.postgres }

// Read is the pool for reading. On SQLite it refuses writes.
func (s *Store) Read() *sql.DB { return s.read }

// Now is the leases' present instant: the database's clock on PostgreSQL, where
// the clocks of replicas differ, and the passed-in clock on SQLite.
func (s *Store) Now(ctx context.Context) (time.Time, error) { return s.leaseNow(ctx, s.write) }

func (s *Store) leaseNow(ctx context.Context, q querier) (time.Time, error) {
	if s.leases != nil {
		return s.leases.Now().UTC(), nil
	}
	if !s.dialect.postgres {
		return s.clock.Now().UTC(), nil
	}
	var ms int64
	err := q.QueryRowContext(ctx, `select (extract(epoch from clock_timestamp()) * 1000)::bigint`).Scan(&ms)
	if err != nil {
		return time.Time{}, fmt.Errorf("store: clock: %w", err)
	}
	return time.UnixMilli(ms).UTC(), nil
}

// OnCommit calls f after every committed Write that changed rows of agency. f
// must not block.
func (s *Store) OnCommit(f func(agency string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onCommit = append(s.onCommit, f)
}

// querier is what *sql.DB, *sql.Tx and *Tx have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
