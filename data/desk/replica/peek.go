package replica

import (
	"context"
	"database/sql"
)

// Peeked is what a copy that nobody opened says of itself.
type Peeked struct {
	Hub, User string
	Unsent    int // its user's acts that are not at the hub
}

// Peek looks into a copy without changing it; whoever asks holds the folder.
func Peek(ctx context.Context, path string) (p Peeked, err error) {
	db, err := sql.Open("sqlite", dsn(path, "cache_size(-1024)", "query_only(1)"))
	if err != nil {
		return p, named(err)
	}
	defer db.Close() // it wrote nothing
	if p.Hub, err = getMeta(ctx, db, metaHub); err != nil {
		return p, named(err)
	}
	if p.User, err = getMeta(ctx, db, metaUser); err != nil {
		return p, named(err)
	}
	// A copy of an older program has no such table, and no such acts.
	var has int
	err = db.QueryRowContext(ctx, `select count(*) from sqlite_master where type = 'table' and name = 'outbox'`).Scan(&has)
	if err == nil && has > 0 {
		err = db.QueryRowContext(ctx, `select count(*) from outbox where user_id = ? and state in `+open, p.User).Scan(&p.Unsent)
	}
	return p, named(err)
}
