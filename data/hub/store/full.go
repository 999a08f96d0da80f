package store

import (
	"errors"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	sqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// pgDiskFull is PostgreSQL's code for a full disk.
const pgDiskFull = "53100"

// Full tells whether an error means that there is no room left to store.
// Whatever was being written was rolled back.
func Full(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_FULL {
		return true
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == pgDiskFull || errors.Is(err, syscall.ENOSPC)
}
