package replica

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"trastienda/app/clock"
	"trastienda/app/purchase"
)

func TestAnotherOwnersFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	openAt(t, path).Close()
	for _, owner := range [][2]string{{"https://other.test", "u1"}, {"https://hub.test", "u2"}} {
		if _, err := Open(context.Background(), Options{Path: path, Hub: owner[0], User: owner[1], Clock: clock.Fixed(t0)}); !errors.Is(err, ErrOtherOwner) {
			t.Errorf("%v: got %v", owner, err)
		}
	}
}

func TestANewerFileIsRefusedAndLeftAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	r := openAt(t, path)
	fill(t, r, samples(0, 10))
	if _, err := r.writer.Exec(`insert into goose_db_version (version_id, is_applied) values (99, 1)`); err != nil {
		t.Fatal(err)
	}
	r.Close()
	_, err := Open(context.Background(), Options{Path: path, Hub: "https://hub.test", User: "u1", Clock: clock.Fixed(t0)})
	var newer ErrNewer
	if !errors.As(err, &newer) || newer.Have != 99 {
		t.Fatalf("got %v", err)
	}
}

func TestNamesWithSpecialCharacters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Año 50% ¿qué? #1 & más", "r.db")
	r := openAt(t, path)
	must(t, r.ApplyPurchase(context.Background(), sample(1)))
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestAFileThatIsNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	must(t, os.WriteFile(path, []byte("this is certainly no database, but long enough to be looked at"), 0o600))
	if _, err := Open(context.Background(), Options{Path: path, Hub: "h", User: "u", Clock: clock.Fixed(t0)}); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func TestAFolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := Open(context.Background(), Options{Path: filepath.Join(file, "r.db"), Hub: "h", User: "u", Clock: clock.Fixed(t0)}); !errors.Is(err, ErrNotWritable) {
		t.Errorf("got %v", err)
	}
}

func TestAFullDiskLosesNothingAndSaysSo(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	fill(t, r, samples(0, 200))
	var pages int
	must(t, r.writer.QueryRow("pragma page_count").Scan(&pages))
	var limit int
	must(t, r.writer.QueryRow(fmt.Sprintf("pragma max_page_count = %d", pages)).Scan(&limit))
	err := r.ApplyChanges(ctx, Changes{Purchases: samples(200, 5000), Cursor: "after"})
	if !errors.Is(err, ErrDiskFull) {
		t.Fatalf("got %v", err)
	}
	if n, _ := r.Purchases.Count(ctx, purchase.Filter{}); n != 200 {
		t.Errorf("%d rows", n)
	}
	p, err := r.Progress(ctx)
	must(t, err)
	if p.Cursor == "after" {
		t.Error("the cursor went on without the rows")
	}
	checkCounters(t, r)
}

func TestWriterIsDurable(t *testing.T) {
	r := openNew(t)
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal"} {
		var got string
		must(t, r.writer.QueryRow("pragma "+pragma).Scan(&got))
		if got != want {
			t.Errorf("%s = %s, want %s", pragma, got, want)
		}
	}
	if _, err := r.readers.Exec("delete from meta"); err == nil {
		t.Error("a reader could write")
	}
}

func TestActsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	r, ctx := openAt(t, path), context.Background()
	must(t, r.AddAct(ctx, Act{OpID: "1", Kind: "k", Target: "p", At: t0}))
	must(t, r.AddAct(ctx, Act{OpID: "2", Kind: "k", Target: "p", At: t0}))
	if r.AddAct(ctx, Act{OpID: "1", Kind: "k", Target: "p", At: t0}) == nil {
		t.Error("one identity was given to two acts")
	}
	must(t, r.SetAct(ctx, "2", ActAnswered, `{"a":1}`))
	must(t, r.SetAct(ctx, "2", ActUnknown, "")) // comes late: what is known stays
	r.Close()
	r = openAt(t, path)
	open, err := r.OpenActs(ctx)
	must(t, err)
	if len(open) != 1 || open[0].OpID != "1" || open[0].State != ActSending || !open[0].At.Equal(t0) {
		t.Errorf("open %+v", open)
	}
	all, err := r.Acts(ctx, "p")
	must(t, err)
	if len(all) != 2 || all[0].OpID != "2" || all[0].State != ActAnswered || all[0].Answer != `{"a":1}` {
		t.Errorf("all %+v", all)
	}
}
