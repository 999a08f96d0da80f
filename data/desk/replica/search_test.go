package replica

import (
	"context"
	"database/sql"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"trastienda/app/purchase"
)

// pieces are what odd texts are made of: the wildcards of LIKE, the marks of
// index queries, letters with more than one byte or with two cases, and a NUL.
var pieces = []string{"a", "b", "AB", "0", "1", "12", "%", "_", `\`, `"`, "'", "*", "-", "^", "(", "and", "OR", "not", "near", "ñ", "Ñ", "é", "e\u0301", "İ", "ß", "€", "😀", "\u200b", "\ufffe", "\x00", ".", ",", ":"}

func drawText(t *rapid.T, name string, most int) string {
	text := ""
	for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, most).Draw(t, name) {
		text += p
	}
	return text
}

// checkSearch compares every answer to a search with plain LIKE over all rows.
func checkSearch(t rapid.TB, r *Replica, f purchase.Filter) {
	ctx := context.Background()
	for _, s := range []string{"", "psr"} {
		want := plain(t, r, f, sortOf(t, s))
		for _, n := range []int{1, 7, 10_000} {
			got, err := r.Purchases.Rows(ctx, f, sortOf(t, s), 0, n)
			if err != nil || !reflect.DeepEqual(idsOf(got), append([]string{}, want[:min(n, len(want))]...)) {
				t.Fatalf("search %q sorted %q: %v, %v\nwant %v", f.Text, s, idsOf(got), err, want)
			}
		}
		if n, err := r.Purchases.Count(ctx, f); err != nil || n != len(want) {
			t.Fatalf("search %q: %d rows, %v, want %d", f.Text, n, err, len(want))
		}
	}
}

// The index must find exactly what comparing every row finds, whole or half
// filled, while rows come, change and go.
func TestSearchEqualsLike(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	rapid.Check(t, func(t *rapid.T) {
		if rapid.IntRange(0, 3).Draw(t, "begin anew") == 0 {
			unindex(t, r)
		}
		version := int64(0)
		if err := r.readers.QueryRow("select coalesce(max(version), 0) from purchase").Scan(&version); err != nil {
			t.Fatal(err)
		}
		texts := []string{}
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			if rapid.IntRange(0, 2).Draw(t, "build") == 0 {
				indexSome(t, r, rapid.Int64Range(0, 40).Draw(t, "upto"))
			}
			change(t, r, func() []purchase.Purchase {
				list := drawNear(t, t0)
				for i := range list {
					version++
					list[i].Version = version
					list[i].WalletTransfer, list[i].TransferID = drawText(t, "wallet", 4), drawText(t, "transfer", 6)
					texts = append(texts, purchase.SearchText(list[i].PSR, list[i].WalletTransfer, list[i].TransferID, list[i].Credited))
				}
				return list
			})
		}
		draw := func() purchase.Filter {
			f := purchase.Filter{Text: drawText(t, "text", 3)}
			if len(texts) > 0 && rapid.Bool().Draw(t, "there") {
				runes := []rune(rapid.SampledFrom(texts).Draw(t, "of"))
				at := rapid.IntRange(0, len(runes)).Draw(t, "at")
				f.Text = string(runes[at:min(len(runes), at+rapid.IntRange(1, 9).Draw(t, "long"))])
			}
			if rapid.IntRange(0, 3).Draw(t, "two words") == 0 {
				f.Text += " " + drawText(t, "second", 2)
			}
			if rapid.IntRange(0, 3).Draw(t, "status") == 0 {
				f.Statuses = []purchase.Status{"ok", "error"}
			}
			return f
		}
		for range 3 {
			checkSearch(t, r, draw())
		}
		if err := r.BuildRest(ctx); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			checkSearch(t, r, draw())
		}
		if _, err := r.writer.Exec("insert into purchase_text (purchase_text, rank) values ('integrity-check', 1)"); err != nil {
			t.Fatalf("the index does not fit the rows: %v", err)
		}
	})
}

// unindex makes the file one whose search index was never filled.
func unindex(t rapid.TB, r *Replica) {
	for _, text := range []string{
		"drop trigger if exists purchase_text_insert", "drop trigger if exists purchase_text_update", "drop trigger if exists purchase_text_delete",
		"insert into purchase_text (purchase_text) values ('delete-all')", "delete from built where what = 'text'",
	} {
		if _, err := r.writer.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	r.textBuilt.Store(false)
}

// indexSome fills the index up to a row, as an interrupted filling did.
func indexSome(t rapid.TB, r *Replica, upto int64) {
	tx, err := r.writer.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	have, err := builtUpto(context.Background(), tx, builtText)
	if err != nil {
		t.Fatal(err)
	}
	if have >= upto {
		return
	}
	for _, trigger := range textTriggers {
		if _, err := tx.Exec(trigger); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tx.Exec("insert into purchase_text (rowid, search) select n, search from purchase where n > ? and n <= ?", have, upto); err != nil {
		t.Fatal(err)
	}
	if err := setBuilt(context.Background(), tx, builtText, upto); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// A search that few rows answer must ask the index; one that most rows answer
// must not fetch them one by one.
func TestSearchAsksTheIndex(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	fill(t, r, samples(0, mostHits+2_000))
	for text, want := range map[string]bool{
		sample(777).TransferID: true, sample(778).WalletTransfer: true, "B23": true, "zzz": true, "wb " + sample(777).TransferID[:9]: true,
		"000": false, "50070000": false, "b2": false, "1 2": false, "%": false,
	} {
		if _, few, err := r.Purchases.hits(ctx, text); err != nil || few != want {
			t.Errorf("%q: the index helps: %v, %v, want %v", text, few, err, want)
		}
		checkSearch(t, r, purchase.Filter{Text: text})
	}
	// What the first look finds is not all there is.
	rare := sample(mostHits + 1_999)
	rare.TransferID, rare.Version = "x@", 2
	must(t, r.ApplyPurchase(ctx, rare))
	checkSearch(t, r, purchase.Filter{Text: "@"})
	checkSearch(t, r, purchase.Filter{Text: "b2", Statuses: []purchase.Status{"ok"}})
}

// A file of an earlier program shows its rows at once and searches as it did
// until the index is filled.
func TestAnOldFileIsFilledInTheBackground(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	r, ctx := openAt(t, path), context.Background()
	fill(t, r, samples(0, 3*buildStep+7))
	unindex(t, r)
	unbuild(t, r)
	for _, text := range []string{
		"drop table purchase_text", "drop table day_sum", "drop table day_total", "drop table built", "drop table setting", "drop index purchase_due",
		"drop table bulk_item", "drop table bulk_run",
		"create index purchase_deadline on purchase (deadline_ms) where deadline_ms is not null", "delete from meta where key = 'zone'",
		"delete from goose_db_version where version_id >= 2",
	} {
		_, err := r.writer.Exec(text)
		must(t, err)
	}
	r.Close()

	r = openAt(t, path)
	if r.daysBuilt.Load() || r.textBuilt.Load() {
		t.Fatal("opening built what takes a minute")
	}
	if r.Purchases.walkable(purchase.Filter{}, total(nil)) == nil {
		t.Error("the indexes that are there do not serve")
	}
	f := purchase.Filter{Text: sample(4242).TransferID}
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
	fill(t, r, samples(0, 2*buildStep+5))
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
	if upto != buildStep {
		t.Errorf("it got to %d", upto)
	}
	must(t, r.BuildRest(context.Background()))
	checkSearch(t, r, purchase.Filter{Text: sample(9_999).TransferID})
	if !slices.Contains(plain(t, r, purchase.Filter{Text: sample(9_999).TransferID}, nil), sample(9_999).ID) {
		t.Error("row 9999 is not found")
	}
}
