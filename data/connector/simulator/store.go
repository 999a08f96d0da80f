package simulator

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver of the simulator's file
)

// ErrNewerFile means that the file was written by a newer program.
var ErrNewerFile = errors.New("simulator: the file belongs to a newer version")

const schemaVersion = 1

// The tables: what happened (effect), what is known now (doc), remembered
// answers (seen_key), faults, balances somebody set (account), what somebody set of wallets besides (wallet_rule), notices that wait
// for the hub (hook), effects that are late (late) and the mail box (mail).
const schema = `
create table if not exists effect(seq integer primary key autoincrement, system text not null, kind text not null,
  reference text not null, id text not null, amount integer not null, currency text not null, at integer not null) strict;
create index if not exists effect_by_reference on effect(system, reference);
create table if not exists doc(seq integer not null, system text not null, kind text not null, id text not null,
  reference text not null, owner text not null, body text not null, primary key(system, kind, id)) strict;
create index if not exists doc_by_reference on doc(system, kind, reference);
create index if not exists doc_by_owner on doc(system, kind, owner);
create index if not exists doc_by_seq on doc(system, kind, seq);
create table if not exists counter(name text primary key, n integer not null) strict;
create table if not exists seen_key(system text not null, key text not null, hash text not null, status integer not null,
  body text not null, primary key(system, key)) strict;
create table if not exists fault(pos integer primary key, body text not null, seen integer not null, used integer not null) strict;
create table if not exists account(system text not null, code text not null, available integer not null, currency text not null,
  primary key(system, code)) strict;
create table if not exists wallet_rule(psr text primary key, pin text not null, session integer not null, status text not null) strict;
create table if not exists hook(n integer primary key autoincrement, id text not null, system text not null, path text not null,
  body text not null, due integer not null, tries integer not null, copies integer not null, shape text not null) strict;
create table if not exists late(n integer primary key autoincrement, due integer not null, body text not null) strict;
create table if not exists mail(n integer primary key autoincrement, recipient text not null, subject text not null, body text not null,
  at integer not null) strict;
`

// store is the simulator's file. One connection serves everything: the outside
// world does one thing after another, so an idempotency key cannot be raced.
type store struct{ db *sql.DB }

func openStore(ctx context.Context, file string) (*store, error) {
	if file == "" {
		return nil, errors.New("simulator: no file given")
	}
	// These three characters would end the path of an SQLite URI.
	path := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(file))
	db, err := sql.Open("sqlite", "file:"+path+
		"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, fmt.Errorf("simulator: open: %w", err)
	}
	db.SetMaxOpenConns(1)
	st := &store{db: db}
	if err := st.prepare(ctx); err != nil {
		_ = db.Close()
		return nil, err
	}
	return st, nil
}

func (st *store) prepare(ctx context.Context) error {
	var version int
	if err := st.db.QueryRowContext(ctx, "pragma user_version").Scan(&version); err != nil {
		return fmt.Errorf("simulator: open: %w", err)
	}
	if version > schemaVersion {
		return ErrNewerFile
	}
	return st.in(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, schema+fmt.Sprintf("pragma user_version = %d", schemaVersion))
		return err
	})
}

func (st *store) close() error { return st.db.Close() }

// in runs f in one transaction and commits it when f returns nil.
func (st *store) in(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := st.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("simulator: begin: %w", err)
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("simulator: commit: %w", err)
	}
	return nil
}
