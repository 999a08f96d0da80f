package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Chain is what verifying an agency's audit chain found.
type Chain struct {
	Agency string // id
	Name   string // empty when the agency itself is gone
	Links  int64  // how many are sound, from the first on
	Broken *Break // nil for an unbroken chain
}

// Flaw is what is wrong with a link.
type Flaw string

// The flaws, in the words of people who verify a chain.
const (
	// FlawContents: the row's contents do not give its hash.
	FlawContents Flaw = "its contents do not give its hash: the row was changed"
	// FlawPrevious: the row is sound in itself but continues another one.
	FlawPrevious Flaw = "its previous hash is not the hash of the link before it: a link between them is missing, or the one before was replaced"
	// FlawFirst: the first row there is continues one that is not there.
	FlawFirst Flaw = "it is the first link there is and continues another: the links before it are missing"
	// FlawBeyond: the row's number was never given out.
	FlawBeyond Flaw = "its number was never given out: the row was added by hand"
	// FlawHead: the chain ends before the hash that the agency's head remembers.
	FlawHead Flaw = "the head of the chain remembers another hash than its last link's: the links after it are missing, or the head was changed"
	// FlawGone: the head remembers a chain and there is none.
	FlawGone Flaw = "the head of the chain remembers a link and there is none: every link is missing"
)

// Break is the first broken link of a chain. Seq is its number, 0 when there is
// no link at all; Before is the number of the sound link before it, 0 for none.
type Break struct {
	Seq, Before int64
	Flaw        Flaw
	Want, Have  string // the hashes that should be equal
}

func (b Break) Error() string {
	switch {
	case b.Seq == 0:
		return "no link: " + string(b.Flaw)
	case b.Before > 0:
		return fmt.Sprintf("link %d (after link %d): %s", b.Seq, b.Before, b.Flaw)
	}
	return fmt.Sprintf("link %d: %s", b.Seq, b.Flaw)
}

// ErrNoHub tells that the database that was to be verified holds no hub.
var ErrNoHub = errors.New("store: the database holds no hub")

// VerifyAudit walks the audit chain of every agency of a database and tells
// what it found, agency by agency. It only reads, in one snapshot and in bounded
// memory, so the hub may go on working meanwhile. The error is for what kept it
// from looking, never for a broken chain.
func VerifyAudit(ctx context.Context, dsn string, told func(Chain)) error {
	db, isolation, err := openToRead(dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: isolation})
	if err != nil {
		return fmt.Errorf("store: verify: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	chains, err := chainsOf(ctx, tx)
	if err != nil {
		return err
	}
	for _, c := range chains {
		if c.Links, c.Broken, err = c.walk(ctx, tx); err != nil {
			return fmt.Errorf("store: verify %s: %w", c.Agency, err)
		}
		told(c.Chain)
	}
	return nil
}

// openToRead opens a database that must be there already, so that nothing can be
// written.
func openToRead(dsn string) (*sql.DB, sql.IsolationLevel, error) {
	file, lite := strings.CutPrefix(dsn, "sqlite:")
	switch {
	case lite && file != "":
		if err := ofdLocking(); err != nil {
			return nil, 0, fmt.Errorf("store: %w", err)
		}
		if _, err := os.Stat(file); err != nil {
			return nil, 0, fmt.Errorf("store: open: %w", err)
		}
		db, err := sql.Open("sqlite", sqliteURI(file, []string{"busy_timeout(10000)", "query_only(1)"})+"&mode=ro")
		if err != nil {
			return nil, 0, fmt.Errorf("store: open: %w", err)
		}
		return db, sql.LevelDefault, nil // a read of SQLite is a snapshot
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		db, err := sql.Open("pgx", dsn)
		if err != nil {
			return nil, 0, ErrAddress
		}
		return db, sql.LevelRepeatableRead, nil
	}
	return nil, 0, ErrAddress
}

// chain is an agency and what the head of its chain remembers.
type chain struct {
	Chain
	seq  sql.NullInt64 // null when there is no head
	hash string
}

// chainsOf lists everybody who has a head or a link, also agencies that
// somebody deleted.
func chainsOf(ctx context.Context, tx *sql.Tx) ([]chain, error) {
	rows, err := tx.QueryContext(ctx, `select x.id, coalesce(a.name, ''), h.seq, coalesce(h.audit_hash, '')
		from (select id from agency union select agency_id from agency_head union select agency_id from audit) x
		left join agency a on a.id = x.id left join agency_head h on h.agency_id = x.id order by x.id`)
	if err != nil {
		return nil, noHub(err)
	}
	defer rows.Close()
	var list []chain
	for rows.Next() {
		var c chain
		if err := rows.Scan(&c.Agency, &c.Name, &c.seq, &c.hash); err != nil {
			return nil, fmt.Errorf("store: verify: %w", err)
		}
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, noHub(err) // SQLite may say so only at the first row
	}
	return list, nil
}

// pgNoTable is PostgreSQL's code for a table that is not there.
const pgNoTable = "42P01"

// noHub tells a database without the tables of a hub from other failures.
func noHub(err error) error {
	if noTable(err) {
		return ErrNoHub
	}
	return fmt.Errorf("store: verify: %w", err)
}

// noTable tells that a statement failed for want of a table.
func noTable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == pgNoTable || strings.Contains(err.Error(), "no such table")
}

// walk goes along the chain as far as it is sound.
func (c chain) walk(ctx context.Context, tx *sql.Tx) (links int64, broken *Break, err error) {
	rows, err := tx.QueryContext(ctx, "select "+auditColumns+" from audit where agency_id = $1 order by seq", c.Agency)
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	var last int64
	hash := ""
	for rows.Next() {
		e := AuditEntry{Agency: c.Agency}
		var seq, at int64
		var previous, own string
		if err := rows.Scan(&seq, &at, &e.Actor, &e.ActorName, &e.Device, &e.Act, &e.Entity, &e.EntityID, &e.Before, &e.After, &previous, &own); err != nil {
			return links, nil, err
		}
		want := e.link(seq, at, previous).Sum()
		switch {
		case want != own:
			return links, &Break{Seq: seq, Before: last, Flaw: FlawContents, Want: want, Have: own}, nil
		case previous != hash && links == 0:
			return links, &Break{Seq: seq, Flaw: FlawFirst, Have: previous}, nil
		case previous != hash:
			return links, &Break{Seq: seq, Before: last, Flaw: FlawPrevious, Want: hash, Have: previous}, nil
		case c.seq.Valid && seq > c.seq.Int64:
			return links, &Break{Seq: seq, Before: last, Flaw: FlawBeyond}, nil
		}
		links, last, hash = links+1, seq, own
	}
	if err := rows.Err(); err != nil {
		return links, nil, err
	}
	switch {
	case hash == c.hash:
		return links, nil, nil
	case links == 0:
		return 0, &Break{Flaw: FlawGone, Have: c.hash}, nil
	}
	return links, &Break{Seq: last, Flaw: FlawHead, Want: hash, Have: c.hash}, nil
}
