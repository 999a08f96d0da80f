package replica

import (
	"cmp"
	"context"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"trastienda/app/purchase"
)

// zones with the changes of the clock that break naive days: at midnight, back
// over midnight, a day left out, and one of the agency's own.
var zones = []struct {
	name string
	near time.Time
}{
	{"America/Argentina/Buenos_Aires", t0},
	{"America/Santiago", time.Date(2026, 9, 6, 4, 0, 0, 0, time.UTC)},
	{"America/Sao_Paulo", time.Date(2018, 11, 4, 3, 0, 0, 0, time.UTC)},
	{"America/St_Johns", time.Date(2010, 11, 7, 2, 31, 0, 0, time.UTC)},
	{"Pacific/Apia", time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC)},
}

// drawNear makes versions of a few purchases within some days of an instant.
func drawNear(t *rapid.T, near time.Time) []purchase.Purchase {
	var list []purchase.Purchase
	for range rapid.IntRange(0, 60).Draw(t, "count") {
		p := sample(rapid.IntRange(0, 80).Draw(t, "i"))
		p.At = near.Add(time.Duration(rapid.Int64Range(-60*3600_000, 60*3600_000).Draw(t, "at")) * time.Millisecond)
		p.Version = rapid.Int64Range(1, 6).Draw(t, "version")
		p.PSR = rapid.SampledFrom([]string{"001", "002", "010"}).Draw(t, "psr")
		p.Status = rapid.SampledFrom([]purchase.Status{"ok", "pending", "error"}).Draw(t, "status")
		p.Credited = rapid.Int64Range(1, 500).Draw(t, "credited")
		p.Currency = rapid.SampledFrom([]string{"ARS", "BRL"}).Draw(t, "currency")
		list = append(list, p)
	}
	return list
}

// change does one of the things that change rows.
func change(t *rapid.T, r *Replica, draw func() []purchase.Purchase) {
	ctx := context.Background()
	var err error
	switch rapid.IntRange(0, 4).Draw(t, "act") {
	case 0:
		err = r.StartSnapshot(ctx, "agent")
	case 1:
		err = r.ApplySnapshot(ctx, Batch{Purchases: draw(), Entity: "purchase", Epoch: "e"})
	case 2:
		err = r.FinishSnapshot(ctx)
	default:
		c := Changes{Purchases: draw(), Cursor: "c"}
		for range rapid.IntRange(0, 9).Draw(t, "deleted") {
			c.DeletedPurchases = append(c.DeletedPurchases, sample(rapid.IntRange(0, 80).Draw(t, "gone")).ID)
		}
		err = r.ApplyChanges(ctx, c)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// everyRow reads the whole copy without any shortcut.
func everyRow(t rapid.TB, r *Replica) []row {
	rows, err := r.Purchases.query(context.Background(), "select "+columnList+" from purchase not indexed", nil)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The roll-ups are kept by arithmetic, and built a part at a time while rows
// change; a scan is the truth they have to equal, whole or half built.
func TestRollUpsEqualAScan(t *testing.T) {
	copies := map[string]*Replica{}
	for _, z := range zones {
		zone, err := time.LoadLocation(z.name)
		must(t, err)
		copies[z.name] = openIn(t, filepath.Join(t.TempDir(), "r.db"), zone)
	}
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.SampledFrom(zones).Draw(t, "zone")
		r := copies[z.name]
		if rapid.IntRange(0, 3).Draw(t, "begin anew") == 0 {
			unbuild(t, r)
		}
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			if rapid.IntRange(0, 3).Draw(t, "build") == 0 {
				buildSome(t, r, z.near.Add(time.Duration(rapid.Int64Range(-60, 60).Draw(t, "upto"))*time.Hour))
			}
			change(t, r, func() []purchase.Purchase { return drawNear(t, z.near) })
		}
		checkBoard(t, r, z.near)
		if err := r.BuildRest(context.Background()); err != nil {
			t.Fatal(err)
		}
		checkBoard(t, r, z.near)
		checkStored(t, r)
	})
}

// unbuild makes the file one whose roll-ups were never built.
func unbuild(t rapid.TB, r *Replica) {
	for _, text := range []string{"delete from day_total", "delete from day_sum", "delete from day_agent", "delete from built where what = 'days'"} {
		if _, err := r.writer.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	r.daysBuilt.Store(false)
}

// buildSome counts the rows before an instant, as an interrupted building did.
func buildSome(t rapid.TB, r *Replica, upto time.Time) {
	ctx := context.Background()
	tx, err := r.writer.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	have, err := builtUpto(ctx, tx, builtDays)
	if err != nil {
		t.Fatal(err)
	}
	if have >= upto.UnixMilli() {
		return
	}
	deltas := newDayDeltas(r.zone.Load(), upto.UnixMilli())
	rows, err := tx.Query("select "+dayColumns+" from purchase where at_ms >= ? and at_ms < ?", have, upto.UnixMilli())
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		if err := deltas.scan(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := deltas.flush(ctx, tx); err != nil {
		t.Fatal(err)
	}
	if err := setBuilt(ctx, tx, builtDays, upto.UnixMilli()); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// checkBoard compares what the board shows with its definition.
func checkBoard(t rapid.TB, r *Replica, near time.Time) {
	ctx := context.Background()
	from, to := purchase.DayOf(near.Add(-24*time.Hour), r.zone.Load()), purchase.DayOf(near.Add(24*time.Hour), r.zone.Load())
	days := map[DayTotal]counterValue{}
	shops := map[PSRTotal]counterValue{}
	for _, x := range everyRow(t, r) {
		day := purchase.DayOf(time.UnixMilli(x.atMS), r.zone.Load())
		if day < from || day > to {
			continue
		}
		d := DayTotal{Day: day, Status: x.status, Currency: x.currency}
		days[d] = counterValue{days[d].n + 1, days[d].credited + x.credited}
		if x.status == purchase.StatusOK {
			p := PSRTotal{PSR: x.psr, Currency: x.currency}
			shops[p] = counterValue{shops[p].n + 1, shops[p].credited + x.credited}
		}
	}
	wantDays := []DayTotal{}
	for d, x := range days {
		d.N, d.Credited = int(x.n), x.credited
		wantDays = append(wantDays, d)
	}
	slices.SortFunc(wantDays, func(a, b DayTotal) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Currency, b.Currency))
	})
	wantShops := []PSRTotal{}
	for p, x := range shops {
		p.N, p.Credited = int(x.n), x.credited
		wantShops = append(wantShops, p)
	}
	slices.SortFunc(wantShops, func(a, b PSRTotal) int {
		return cmp.Or(-cmp.Compare(a.Credited, b.Credited), cmp.Compare(a.PSR, b.PSR), cmp.Compare(a.Currency, b.Currency))
	})
	if got, err := r.Purchases.Days(ctx, from, to); err != nil || !reflect.DeepEqual(got, wantDays) {
		t.Fatalf("days %+v, %v\nwant %+v", got, err, wantDays)
	}
	for _, most := range []int{2, 100} {
		if got, err := r.Purchases.TopPSR(ctx, from, to, most); err != nil || !reflect.DeepEqual(got, wantShops[:min(most, len(wantShops))]) {
			t.Fatalf("top %d: %+v, %v\nwant %+v", most, got, err, wantShops)
		}
	}
	start, err := purchase.DayStart(from, r.zone.Load())
	if err != nil {
		t.Fatal(err)
	}
	end, err := purchase.DayStart(to, r.zone.Load())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []purchase.Filter{
		{From: start}, {To: end}, {From: start, To: end, PSR: "002"}, {PSR: "010"}, {From: start, PSR: "001", Statuses: []purchase.Status{"pending", "ok"}},
		{From: start.Add(time.Millisecond)}, {From: start, To: end.Add(-time.Minute), Statuses: []purchase.Status{"error"}},
		{From: near.Add(-30 * time.Hour), To: near.Add(29 * time.Hour)}, {From: near.Add(-time.Hour), To: near}, {From: end, To: start},
		{Agent: sample(1).Agent.ID}, {Agent: sample(1).Agent.ID, From: near.Add(-49 * time.Hour), To: end}, {Agent: sample(1).Agent.ID, PSR: "001"},
	} {
		where, args := whereOf(f)
		want, err := r.Purchases.sum(ctx, where, args)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := r.Purchases.Totals(ctx, f); err != nil || !sameTotals(got, want) {
			t.Fatalf("%+v: %+v, %v, want %+v", f, got, err, want)
		}
	}
}

// checkStored compares the tables themselves: nothing that has no rows stays.
func checkStored(t rapid.TB, r *Replica) {
	want := newDayDeltas(r.zone.Load(), wholeBuilt)
	for _, x := range everyRow(t, r) {
		want.count(&x, +1)
	}
	for _, table := range dayTables {
		rows, err := r.readers.Query("select " + strings.Join(table.columns, ", ") + ", n, credited from " + table.name)
		if err != nil {
			t.Fatal(err)
		}
		got := map[dayKey]counterValue{}
		for rows.Next() {
			var k dayKey
			var x counterValue
			fields := map[string]any{"psr": &k.psr, "agent_id": &k.agent, "day": &k.day, "status": &k.status, "currency": &k.currency}
			into := []any{}
			for _, column := range table.columns {
				into = append(into, fields[column])
			}
			if err := rows.Scan(append(into, &x.n, &x.credited)...); err != nil {
				t.Fatal(err)
			}
			got[k] = x
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		if want := want.of(table); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s holds %+v\nwant %+v", table.name, got, want)
		}
	}
}

// A filter of whole days must not be answered by looking at the rows.
func TestWholeDaysAreNotScanned(t *testing.T) {
	zone, err := time.LoadLocation("America/Argentina/Buenos_Aires")
	must(t, err)
	r, ctx := openIn(t, filepath.Join(t.TempDir(), "r.db"), zone), context.Background()
	fill(t, r, samples(0, 500))
	_, err = r.writer.Exec("update day_total set n = n + 1000; update day_sum set n = n + 1000; update day_agent set n = n + 1000")
	must(t, err)
	midnight := time.Date(2026, 11, 22, 0, 0, 0, 0, zone)
	for name, f := range map[string]purchase.Filter{
		"days": {From: midnight}, "days and status": {To: midnight.AddDate(0, 0, 1), Statuses: []purchase.Status{"ok"}}, "days and PSR": {From: midnight, PSR: sample(0).PSR}, "PSR": {PSR: sample(0).PSR},
		"agent": {Agent: sample(0).Agent.ID}, "agent and days": {Agent: sample(0).Agent.ID, From: midnight.AddDate(0, 0, -3), Statuses: []purchase.Status{"ok", "error", "pending"}},
		"parts of days": {From: midnight.Add(-30 * time.Hour), To: midnight.Add(30 * time.Hour)},
	} {
		if n, err := r.Purchases.Count(ctx, f); err != nil || n < 1000 {
			t.Errorf("%s: %d, %v: the rows were counted", name, n, err)
		}
	}
	if n, err := r.Purchases.Count(ctx, purchase.Filter{From: midnight.Add(time.Hour), To: midnight.Add(23 * time.Hour)}); err != nil || n >= 1000 {
		t.Errorf("some hours are no whole day: %d, %v", n, err)
	}
}

func TestAnotherZoneMakesOtherDays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	r, ctx := openIn(t, path, time.UTC), context.Background()
	p := sample(2)
	p.At = time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)
	fill(t, r, []purchase.Purchase{p})
	r.Close()
	zone, err := time.LoadLocation("America/Argentina/Buenos_Aires")
	must(t, err)
	r = openIn(t, path, zone)
	for _, built := range []string{"before", "after"} {
		days, err := r.Purchases.Days(ctx, "2026-11-01", "2026-11-30")
		must(t, err)
		if len(days) != 1 || days[0].Day != "2026-11-21" || days[0].N != 1 {
			t.Errorf("%s building: %+v", built, days)
		}
		must(t, r.BuildRest(ctx))
	}
	checkStored(t, r)
	r.Close()
	r = openIn(t, path, zone)
	if !r.daysBuilt.Load() {
		t.Error("the same zone made the roll-ups be built again")
	}
}
