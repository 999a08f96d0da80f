package sample

import (
	"context"
	"fmt"

	"trastienda/data/hub/store"
)

// index is an index of the hub's database and the statement that makes it.
type index struct{ name, make string }

// The tables that get a row for every purchase.
const bulkTables = `'purchase', 'attempt', 'change'`

// dropIndexes drops the indexes of the big tables and tells how to make them
// again: filling them row by row costs more than the rows themselves. Those of
// primary keys stay. It is part of the sample's transaction, so that nobody
// ever sees the tables without them.
func dropIndexes(ctx context.Context, tx *store.Tx, postgres bool) ([]index, error) {
	query := `select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in (` + bulkTables + `)`
	if postgres {
		query = `select indexname, indexdef from pg_indexes i where schemaname = current_schema() and tablename in (` + bulkTables + `)
			and not exists (select 1 from pg_constraint c where c.conname = i.indexname)`
	}
	dropped, err := readIndexes(ctx, tx, query)
	if err != nil {
		return nil, fmt.Errorf("list the indexes: %w", err)
	}
	for _, x := range dropped {
		if _, err := tx.ExecContext(ctx, `drop index "`+x.name+`"`); err != nil {
			return nil, fmt.Errorf("drop the index %s: %w", x.name, err)
		}
	}
	return dropped, nil
}

func readIndexes(ctx context.Context, tx *store.Tx, query string) ([]index, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []index
	for rows.Next() {
		var x index
		if err := rows.Scan(&x.name, &x.make); err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// makeIndexes makes them again.
func makeIndexes(ctx context.Context, tx *store.Tx, list []index) error {
	for _, x := range list {
		if _, err := tx.ExecContext(ctx, x.make); err != nil {
			return fmt.Errorf("make the index %s: %w", x.name, err)
		}
	}
	return nil
}
