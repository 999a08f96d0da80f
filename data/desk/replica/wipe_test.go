package replica

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"trastienda/app/agent"
	"trastienda/app/purchase"
)

// Nothing of the hub's rows is left, not even in the bytes of the file; what was
// done and chosen on this computer is.
func TestWipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "replica.db")
	r, ctx := openAt(t, path), context.Background()
	fill(t, r, samples(0, 3000))
	must(t, r.ApplyChanges(ctx, Changes{Agents: []agent.Agent{{ID: "a1", Code: "C1", Name: "Kiosco Inconfundible"}},
		Marks: []purchase.Mark{{PurchaseID: sample(1).ID, Note: "nota inconfundible", Version: 1}}, Cursor: "e1.all.2", Epoch: "e1", UpToDate: true}))
	must(t, r.PutDetail(ctx, purchase.Detail{Purchase: sample(2)}))
	must(t, r.AddAct(ctx, Act{OpID: "op-1", Kind: "purchase.retry", Target: sample(0).ID, At: t0}))
	must(t, r.PutSetting(ctx, "columns", "x"))
	before := r.Generation()
	must(t, r.Wipe(ctx))

	for _, table := range append([]string{"purchase_text"}, copied...) {
		var n int
		if err := r.readers.QueryRowContext(ctx, "select count(*) from "+table).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d rows are left, %v", table, n, err)
		}
	}
	for _, file := range []string{path, path + "-wal"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"nconfundible", sample(5).PSR, sample(5).WalletTransfer} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s still holds %q", filepath.Base(file), secret)
			}
		}
	}
	if list, err := r.Agents(ctx); err != nil || len(list) != 0 {
		t.Errorf("agents %v, %v", list, err)
	}
	p, err := r.Progress(ctx)
	if err != nil || p.Cursor != "" || p.Refetch || !p.LastSync.IsZero() || r.Filled() || r.Generation() == before {
		t.Errorf("progress %+v, %v; filled %v", p, err, r.Filled())
	}
	acts, err := r.OpenActs(ctx)
	if err != nil || len(acts) != 1 || acts[0].OpID != "op-1" {
		t.Errorf("acts %v, %v", acts, err)
	}
	if value, err := r.Setting(ctx, "columns"); value != "x" || err != nil {
		t.Errorf("setting %q, %v", value, err)
	}

	// Whoever is let in again has a whole copy, and can search in it.
	fill(t, r, samples(0, 200))
	totals, err := r.Purchases.Totals(ctx, purchase.Filter{Text: sample(7).WalletTransfer})
	if err != nil || totals.Count != 1 {
		t.Errorf("found %+v, %v", totals, err)
	}
	if c, err := r.Purchases.Counters(ctx); err != nil || c.All.Count != 200 {
		t.Errorf("counters %+v, %v", c, err)
	}
}
