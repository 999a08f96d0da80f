package replica

import (
	"database/sql"
	"errors"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// insertNew stores rows of a first load without asking for older ones before,
// which would be an eighth of its time: hardly one of them is there. If one is,
// nothing was stored, it tells false, and the rows go the usual way.
func (a *applier) insertNew(rows []row) (bool, error) {
	if !a.first || len(rows) < rowsPerInsert {
		return false, nil
	}
	if a.insert == nil {
		stmt, err := a.tx.PrepareContext(a.ctx, insertSQL(rowsPerInsert))
		if err != nil {
			return false, err
		}
		a.insert = stmt
	}
	args := make([]any, 0, len(rows)*19)
	for i := range rows {
		args = rows[i].values(args)
	}
	if _, err := a.insert.ExecContext(a.ctx, args...); err != nil {
		var e *sqlite.Error
		if errors.As(err, &e) && e.Code() == lib.SQLITE_CONSTRAINT_UNIQUE {
			return false, nil // SQLite undid the whole statement
		}
		return false, err
	}
	for i := range rows {
		a.moved(nil, &rows[i])
		a.count(&rows[i], +1)
	}
	a.changed += len(rows)
	return true, nil
}

// isFirstLoad tells whether the copy was never whole and is being loaded.
func (p Progress) isFirstLoad() bool { return !p.Refetch && p.Cursor == "" && p.Entity != "" }

// prepared are the statements of an applier, made when they are needed.
type prepared struct{ fifty, lookup, insert *sql.Stmt }
