package replica

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"trastienda/app/agent"
	"trastienda/app/purchase"
)

func TestADocumentComesBackWhole(t *testing.T) {
	r := openNew(t)
	var list []purchase.Purchase
	for i := range 12 {
		p := sample(i)
		next := p.At.Add(5)
		next = next.Truncate(1e6)
		p.NextRetryAt = &next
		list = append(list, p)
	}
	must(t, r.ApplyChanges(context.Background(), Changes{Purchases: list, Cursor: "c"}))
	ids := []string{}
	for _, p := range list {
		ids = append(ids, p.ID)
	}
	got, err := r.Purchases.ByIDs(context.Background(), append(ids, "gone"))
	must(t, err)
	if !reflect.DeepEqual(got, list) {
		t.Errorf("got  %+v\nwant %+v", got, list)
	}
}

func TestTheNewerVersionStays(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	newer := sample(0)
	newer.Version, newer.Status = 7, purchase.StatusOK
	must(t, r.ApplyPurchase(ctx, newer))
	before := r.Generation()
	must(t, r.ApplyChanges(ctx, Changes{Purchases: []purchase.Purchase{sample(0)}, Cursor: "c"})) // version 1 comes late
	got, err := r.Purchases.ByIDs(ctx, []string{newer.ID})
	must(t, err)
	if got[0].Version != 7 || got[0].Status != purchase.StatusOK {
		t.Errorf("an old document replaced a newer one: %+v", got[0])
	}
	if r.Generation() != before {
		t.Error("nothing changed, but the generation did")
	}
}

// Counters are kept by arithmetic; a scan is the truth they have to equal.
func TestCountersEqualAScan(t *testing.T) {
	ctx := context.Background()
	r := openNew(t) // what one run leaves is where the next one starts
	rapid.Check(t, func(rt *rapid.T) {
		draw := func() []purchase.Purchase {
			var list []purchase.Purchase
			for range rapid.IntRange(0, 70).Draw(rt, "count") {
				p := sample(rapid.IntRange(0, 60).Draw(rt, "i"))
				p.Version = rapid.Int64Range(1, 6).Draw(rt, "version")
				p.Status = rapid.SampledFrom([]purchase.Status{"ok", "pending", "error"}).Draw(rt, "status")
				p.Credited = rapid.Int64Range(1, 500).Draw(rt, "credited")
				p.Currency = rapid.SampledFrom([]string{"ARS", "BRL"}).Draw(rt, "currency")
				list = append(list, p)
			}
			return list
		}
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			var err error
			switch rapid.IntRange(0, 4).Draw(rt, "act") {
			case 0:
				err = r.StartSnapshot(ctx, "agent")
			case 1:
				err = r.ApplySnapshot(ctx, Batch{Purchases: draw(), Entity: "purchase", Epoch: "e"})
			case 2:
				err = r.FinishSnapshot(ctx)
			case 3:
				c := Changes{Purchases: draw(), Cursor: "c"}
				for range rapid.IntRange(0, 5).Draw(rt, "deleted") {
					c.DeletedPurchases = append(c.DeletedPurchases, sample(rapid.IntRange(0, 60).Draw(rt, "gone")).ID)
				}
				err = r.ApplyChanges(ctx, c)
			case 4:
				err = r.ApplyPurchase(ctx, sample(rapid.IntRange(0, 60).Draw(rt, "one")))
			}
			if err != nil {
				rt.Fatal(err)
			}
			checkCounters(rt, r)
		}
	})
}

func checkCounters(t rapid.TB, r *Replica) {
	ctx := context.Background()
	c, err := r.Purchases.Counters(ctx)
	if err != nil {
		t.Fatal(err)
	}
	scan := map[purchase.Status]Totals{}
	for _, s := range []purchase.Status{"ok", "pending", "error"} {
		sum, err := r.Purchases.sum(ctx, " where status = ?", []any{string(s)})
		if err != nil {
			t.Fatal(err)
		}
		scan[s] = sum
	}
	all, err := r.Purchases.sum(ctx, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if !sameTotals(c.All, all) {
		t.Fatalf("all: counters %+v, scan %+v", c.All, all)
	}
	for s, want := range scan {
		if !sameTotals(c.Status[s], want) {
			t.Fatalf("%s: counters %+v, scan %+v", s, c.Status[s], want)
		}
	}
}

// sameTotals compares without caring whether a currency with nothing in it is
// listed.
func sameTotals(a, b Totals) bool {
	for _, currency := range []string{"ARS", "BRL"} {
		if a.Credited[currency] != b.Credited[currency] {
			return false
		}
	}
	return a.Count == b.Count
}

func TestRefetchKeepsRowsUntilTheNewCopyIsWhole(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	fill(t, r, samples(0, 120))
	must(t, r.StartSnapshot(ctx, "agent"))
	if n, _ := r.Purchases.Count(ctx, purchase.Filter{}); n != 120 {
		t.Fatalf("rows vanished at the start of a refetch: %d left", n)
	}
	p, err := r.Progress(ctx)
	must(t, err)
	if !p.Refetch || p.Cursor != "" {
		t.Errorf("progress %+v", p)
	}
	// The restored hub has lower versions and lacks rows 60 … 119.
	older := samples(0, 60)
	for i := range older {
		older[i].Version = 0
		older[i].Credited++
	}
	must(t, r.ApplySnapshot(ctx, Batch{Purchases: older, Entity: "sweep", ChangesAfter: "e2.all.5", Epoch: "e2"}))
	if n, _ := r.Purchases.Count(ctx, purchase.Filter{}); n != 120 {
		t.Fatalf("rows vanished before the new copy was whole: %d left", n)
	}
	must(t, r.FinishSnapshot(ctx))
	if n, _ := r.Purchases.Count(ctx, purchase.Filter{}); n != 60 {
		t.Errorf("%d rows after the refetch, want 60", n)
	}
	got, err := r.Purchases.ByIDs(ctx, []string{sample(3).ID})
	must(t, err)
	if got[0].Version != 0 || got[0].Credited != sample(3).Credited+1 {
		t.Errorf("the restored hub's document did not win: %+v", got[0])
	}
	p, err = r.Progress(ctx)
	must(t, err)
	if p.Cursor != "e2.all.5" || p.Entity != "" || p.Refetch {
		t.Errorf("progress afterwards %+v", p)
	}
	checkCounters(t, r)
}

func TestAgentNames(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	must(t, r.ApplyPurchase(ctx, sample(1))) // agent a1 is known by its purchase only
	if list, err := r.Agents(ctx); err != nil || len(list) != 0 {
		t.Fatalf("agents %v, %v", list, err)
	}
	full := agent.Agent{ID: "a1", Code: "C1", Name: "Nombre nuevo", PointsOfSale: []agent.PointOfSale{{PSR: "1"}}, Version: 3}
	before := r.Generation()
	must(t, r.ApplyChanges(ctx, Changes{Agents: []agent.Agent{full}, Cursor: "c"}))
	if r.Generation() == before {
		t.Error("a name changed, the generation did not")
	}
	list, err := r.Agents(ctx)
	must(t, err)
	if !reflect.DeepEqual(list, []agent.Agent{full}) {
		t.Errorf("agents %+v", list)
	}
	rows, err := r.Purchases.Rows(ctx, purchase.Filter{}, nil, 0, 1)
	must(t, err)
	if rows[0].Agent.Name != "Nombre nuevo" {
		t.Errorf("row names %q", rows[0].Agent.Name)
	}
	must(t, r.ApplyChanges(ctx, Changes{DeletedAgents: []string{"a1"}, Cursor: "c"}))
	if list, _ := r.Agents(ctx); len(list) != 0 {
		t.Errorf("agents after deletion %+v", list)
	}
	rows, _ = r.Purchases.Rows(ctx, purchase.Filter{}, nil, 0, 1)
	if rows[0].Agent.Name != "Nombre nuevo" {
		t.Errorf("a purchase lost its agent's name: %+v", rows[0].Agent)
	}
}

func TestDetailIsKeptForOffline(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	if _, err := r.Detail(ctx, "nobody"); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown row: %v", err)
	}
	p := sample(0)
	must(t, r.ApplyPurchase(ctx, p))
	d, err := r.Detail(ctx, p.ID)
	must(t, err)
	if d.AttemptsKnown {
		t.Error("attempts are known that nobody fetched")
	}
	finished := t0
	attempts := []purchase.Attempt{{N: 1, Leg: purchase.Transfer, By: purchase.By{Kind: purchase.Person, Name: "Ana"}, StartedAt: t0, FinishedAt: &finished, Outcome: purchase.OutcomeUnknown}}
	must(t, r.PutDetail(ctx, purchase.Detail{Purchase: p, Attempts: attempts}))
	newer := p
	newer.Version = 2
	must(t, r.ApplyPurchase(ctx, newer))
	d, err = r.Detail(ctx, p.ID)
	must(t, err)
	if !d.AttemptsKnown || !reflect.DeepEqual(d.Attempts, attempts) || d.AttemptsVersion != 1 || d.Version != 2 || !d.FetchedAt.Equal(t0) {
		t.Errorf("detail %+v", d)
	}
}

// A first load may name a row twice, in one page or in two, and be begun anew.
func TestAFirstLoadWithRowsThatComeTwice(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	must(t, r.StartSnapshot(ctx, "purchase"))
	newer := sample(7)
	newer.Version, newer.Credited = 3, 9
	page := append(append(samples(0, 80), newer), samples(20, 140)...)
	for _, list := range [][]purchase.Purchase{samples(0, 100), page, page} {
		must(t, r.ApplySnapshot(ctx, Batch{Purchases: list, Entity: "purchase", ChangesAfter: "c", Epoch: "e"}))
		checkCounters(t, r)
	}
	must(t, r.StartSnapshot(ctx, "purchase"))
	must(t, r.ApplySnapshot(ctx, Batch{Purchases: samples(0, 200)[10:], Entity: "sweep", ChangesAfter: "c", Epoch: "e"}))
	must(t, r.FinishSnapshot(ctx))
	checkCounters(t, r)
	rows, err := r.Purchases.Rows(ctx, purchase.Filter{}, nil, 0, 1000)
	must(t, err)
	if len(rows) != 190 {
		t.Errorf("%d rows", len(rows))
	}
	got, err := r.Purchases.ByIDs(ctx, []string{newer.ID, sample(11).ID})
	must(t, err)
	if len(got) != 1 || !reflect.DeepEqual(got[0], sample(11)) {
		t.Errorf("got %+v", got)
	}
}
