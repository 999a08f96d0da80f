package replica

import (
	"errors"
	"fmt"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// What callers ask of an error with errors.Is.
var (
	// ErrDiskFull: the disk is full; nothing of the transaction was stored.
	ErrDiskFull = errors.New("replica: the disk is full")
	// ErrNotWritable: the file or its folder cannot be written.
	ErrNotWritable = errors.New("replica: the file cannot be written")
	// ErrDamaged: the file is no database any more.
	ErrDamaged = errors.New("replica: the file is damaged")
	// ErrOtherOwner: the file holds another hub's or another user's rows.
	ErrOtherOwner = errors.New("replica: the file belongs to another hub or user")
	// ErrNotFound: no such row, or the filter hides it.
	ErrNotFound = errors.New("replica: no such row")
	// ErrTooSlow: a count or sum did not finish in its time budget.
	ErrTooSlow = errors.New("replica: not counted in time")
)

// ErrNewer tells that a newer program wrote the file. Nothing was changed.
type ErrNewer struct{ Have, Known int64 }

func (e ErrNewer) Error() string {
	return fmt.Sprintf("replica: the file has version %d, this program knows %d", e.Have, e.Known)
}

// named gives SQLite's and the system's errors the names of this package, and
// keeps the original underneath.
func named(err error) error {
	if err == nil {
		return nil
	}
	if name := nameOf(err); name != nil && !errors.Is(err, name) {
		return fmt.Errorf("%w: %w", name, err)
	}
	return err
}

func nameOf(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return ErrDiskFull
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_FULL:
		return ErrDiskFull
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
		return ErrNotWritable
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return ErrDamaged
	}
	return nil
}
