package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"trastienda/app/purchase"
)

// smallStep is a step that tests can take a few of.
const smallStep = 500

// A file of an earlier program shows its rows at once and searches as it did
// until the index is filled.
func TestAnOldFileIsFilledInTheBackground(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	r, ctx := openAt(t, path), context.Background()
	fill(t, r, samples(0, 3*smallStep+7))
	unindex(t, r)
	unbuild(t, r)
	for _, text := range []string{
		"drop table purchase_text", "drop table day_sum", "drop table day_total", "drop table day_agent", "drop table built", "drop table setting", "drop table purchase_mark", "drop table bulk_item", "drop table bulk_run", "drop index purchase_due",
		"create index purchase_deadline on purchase (deadline_ms) where deadline_ms is not null", "delete from meta where key = 'zone'",
		"drop table outbox", "drop table outbox_secret", "drop table document", "drop table gone",
		"delete from goose_db_version where version_id >= 2",
	} {
		_, err := r.writer.Exec(text)
		must(t, err)
	}
	r.Close()

	r = openAt(t, path)
	r.buildStep = smallStep
	if r.daysBuilt.Load() || r.textBuilt.Load() {
		t.Fatal("opening built what takes a minute")
	}
	if r.Purchases.walkable(purchase.Filter{}, total(nil)) == nil {
		t.Error("the indexes that are there do not serve")
	}
	f := purchase.Filter{Text: sample(242).TransferID}
	checkSearch(t, r, f)
	checkBoard(t, r, t0)
	must(t, r.BuildIndexes(ctx, func(int, int) {}))
	must(t, r.BuildRest(ctx))
	checkSearch(t, r, f)
	checkBoard(t, r, t0)
	checkStored(t, r)
	var left int
	must(t, r.readers.QueryRow("select count(*) from sqlite_master where name = ?", outdated).Scan(&left))
	if left != 0 || !r.wholeIndexes() {
		t.Errorf("indexes: %d outdated, whole %v", left, r.wholeIndexes())
	}
	r.Close()
	r = openAt(t, path)
	if !r.daysBuilt.Load() || !r.textBuilt.Load() {
		t.Error("what was built is not known after a restart")
	}
}

// Filling ends at once with its context and goes on from there.
func TestFillingIsInterruptedAndGoesOn(t *testing.T) {
	r := openNew(t)
	r.buildStep = smallStep
	fill(t, r, samples(0, 2*smallStep+5))
	unindex(t, r)
	ctx, cancel := context.WithCancel(context.Background())
	steps := 0
	err := r.build(ctx, builtText, func(ctx context.Context, tx *sql.Tx, upto int64) (int64, error) {
		if steps++; steps == 2 {
			cancel()
		}
		return r.buildText(ctx, tx, upto)
	})
	if err == nil || steps != 2 {
		t.Fatalf("%d steps, %v", steps, err)
	}
	upto, err := builtUpto(context.Background(), r.readers, builtText)
	must(t, err)
	if upto != smallStep {
		t.Errorf("it got to %d", upto)
	}
	must(t, r.BuildRest(context.Background()))
	checkSearch(t, r, purchase.Filter{Text: sample(999).TransferID})
	if !slices.Contains(plain(t, r, purchase.Filter{Text: sample(999).TransferID}, nil), sample(999).ID) {
		t.Error("row 999 is not found")
	}
}

// A full disk stops the filling and nothing else.
func TestAFullDiskLeavesTheFillingForLater(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	fill(t, r, samples(0, 2*smallStep))
	unindex(t, r)
	var pages, free, limit int
	must(t, r.writer.QueryRow("pragma page_count").Scan(&pages))
	must(t, r.writer.QueryRow("pragma freelist_count").Scan(&free))
	must(t, r.writer.QueryRow(fmt.Sprintf("pragma max_page_count = %d", pages)).Scan(&limit))
	_, err := r.writer.Exec(fmt.Sprintf("create table ballast (x); insert into ballast values (zeroblob(%d))", max(0, free-2)*4096))
	must(t, err)
	if err := r.BuildRest(ctx); !errors.Is(err, ErrDiskFull) {
		t.Fatalf("got %v", err)
	}
	if r.Filled() {
		t.Error("said to be filled")
	}
	f := purchase.Filter{Text: sample(242).TransferID}
	checkSearch(t, r, f)
	must(t, r.writer.QueryRow("pragma max_page_count = 1000000").Scan(&limit))
	must(t, r.BuildRest(ctx))
	checkSearch(t, r, f)
	if !r.Filled() {
		t.Error("not filled")
	}
}
