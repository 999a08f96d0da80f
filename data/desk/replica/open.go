// Package replica is the desktop's own copy of what the hub shows its user:
// one SQLite file per hub and user. The hub owns the truth; the copy is what
// the window shows, at once on opening and without a network. It also keeps
// what may never be lost on this side, and what no loading anew touches: the
// identity of every act that was sent (acts.go) and the acts that wait to be
// sent (queued.go).
package replica

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"trastienda/app/clock"
	"trastienda/app/purchase"

	_ "modernc.org/sqlite" // the driver
)

// Options of a replica. Hub and User are the owner; a file made for another
// owner is refused.
type Options struct {
	Path      string
	Hub, User string
	Clock     clock.Clock
	Log       *slog.Logger
	// Zone is where the agency's days begin and end; nil means UTC.
	Zone *time.Location
	// CountBudget is the longest time a count or sum may take; zero means 4 s.
	CountBudget time.Duration
}

// Replica is an open copy. It is safe for concurrent use.
type Replica struct {
	// Purchases is the view for lists.
	Purchases *Purchases

	path    string
	user    string
	writer  *sql.DB
	readers *sql.DB
	clock   clock.Clock
	zone    atomic.Pointer[time.Location]
	log     *slog.Logger
	gen     atomic.Int64 // Generation
	indexed atomic.Pointer[map[string]bool]
	// daysBuilt, textBuilt: what is derived from the rows covers all of them.
	daysBuilt, textBuilt atomic.Bool
	filling              sync.Mutex // held while the roll-ups are filled
	buildStep            int
	// shreds: the log may hold a secret that was dropped.
	shreds atomic.Bool
	agents atomic.Pointer[map[string]purchase.AgentRef]
}

// readerCount is how many lists can be read side by side; each has a part of
// the readers' cache.
const readerCount = 3

// Open opens or makes the file. Errors: ErrNewer, ErrNotWritable, ErrDiskFull,
// ErrDamaged, ErrOtherOwner.
func Open(ctx context.Context, o Options) (*Replica, error) {
	if o.Path == "" || o.Hub == "" || o.User == "" || o.Clock == nil {
		return nil, fmt.Errorf("replica: path, hub, user and clock are needed")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.CountBudget == 0 {
		o.CountBudget = 4 * time.Second
	}
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotWritable, err)
	}
	r := &Replica{path: o.Path, user: o.User, clock: o.Clock, log: o.Log, buildStep: buildStep}
	r.zone.Store(o.Zone)
	r.Purchases = newPurchases(r, o.CountBudget)
	if err := r.open(ctx, o); err != nil {
		r.Close()
		return nil, fmt.Errorf("replica: open: %w", named(err))
	}
	return r, nil
}

func (r *Replica) open(ctx context.Context, o Options) error {
	var err error
	// FULL, because with NORMAL a power cut forgets acts that already left.
	if r.writer, err = sql.Open("sqlite", dsn(o.Path, "cache_size(-65536)", "synchronous(FULL)", "journal_size_limit(67108864)")); err != nil {
		return err
	}
	r.writer.SetMaxOpenConns(1)
	if err := migrate(ctx, r.writer); err != nil {
		return err
	}
	if err := r.own(ctx, o.Hub, o.User); err != nil {
		return err
	}
	if err := r.inZone(ctx); err != nil {
		return err
	}
	// What is searched and what is searched for are in lower case already. A reader
	// keeps 4 MB of pages, which take twice that in memory: the system keeps the
	// file too, and with five times as much no page came sooner, while a walk to the
	// millionth row held 90 MB more for good.
	if r.readers, err = sql.Open("sqlite", dsn(o.Path, "cache_size(-4096)", "case_sensitive_like(1)", "query_only(1)")); err != nil {
		return err
	}
	r.readers.SetMaxOpenConns(readerCount)
	r.readers.SetMaxIdleConns(readerCount)
	r.shreds.Store(true) // the last run may have ended before it could
	if err := r.loadAgents(ctx); err != nil {
		return err
	}
	if err := r.noteIndexes(ctx); err != nil {
		return err
	}
	return r.noteBuilt(ctx)
}

// busyTimeout is how long a connection waits for another one, in milliseconds.
const busyTimeout = "10000"

// dsn builds the address of a file. modernc hands it to SQLite as a URI, so
// the path's own special characters are escaped.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}}
	for _, p := range append([]string{"busy_timeout(" + busyTimeout + ")", "journal_mode(WAL)", "temp_store(MEMORY)"}, pragmas...) {
		q.Add("_pragma", p)
	}
	name := (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	if strings.HasPrefix(name, "/") {
		name = "//" + name // an empty authority, so that //server/share is none
	}
	return "file:" + name + "?" + q.Encode()
}

// Owner is the id of the user whose copy it is.
func (r *Replica) Owner() string { return r.user }

// Path is the file's path.
func (r *Replica) Path() string { return r.path }

// Generation changes with every change that was applied to the rows. Two
// answers of one generation belong together.
func (r *Replica) Generation() int64 { return r.gen.Load() }

// Close closes the file.
func (r *Replica) Close() error {
	var err error
	if r.readers != nil {
		err = r.readers.Close()
	}
	if r.writer != nil {
		if e := r.writer.Close(); err == nil {
			err = e
		}
	}
	return err
}

// write runs one immediate transaction on the one writer connection.
func (r *Replica) write(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := r.writer.BeginTx(ctx, nil)
	if err != nil {
		return named(err)
	}
	if err := do(tx); err != nil {
		tx.Rollback() // the first error is the one that tells
		return named(err)
	}
	return named(tx.Commit())
}
