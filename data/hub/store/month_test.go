package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"trastienda/app/month"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// monthBook is an agency whose purchases move and whose months are closed, and
// beside it what a person with a notebook would write down.
type monthBook struct {
	t     *testing.T
	s     *store.Store
	ctx   context.Context
	n     int
	rows  map[string]purchase.Purchase // as they are
	told  map[string]purchase.Status   // as closes counted them
	last  *month.Close
	whole map[string]string // every close and its rows, as they were read at once
}

var monthZone = time.FixedZone("x", -3*3600)

func newMonthBook(t *testing.T, dsn string) *monthBook {
	b := &monthBook{t: t, s: storetest.Open(t, dsn, store.Options{}), ctx: t.Context(), rows: map[string]purchase.Purchase{},
		told: map[string]purchase.Status{}, whole: map[string]string{}}
	b.write(func(tx *store.Tx) error {
		for _, q := range []string{
			`insert into agency (id, name, currency, time_zone) values ('g', 'G', 'ARS', 'UTC')`,
			`insert into agent (agency_id, id, code, name) values ('g', 'a', 'A', 'Agente')`,
		} {
			if _, err := tx.ExecContext(b.ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	return b
}

func (b *monthBook) write(f func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.s.Write(b.ctx, f); err != nil {
		b.t.Fatal(err)
	}
}

// open adds a purchase of an instant.
func (b *monthBook) open(at time.Time, s purchase.Status) {
	b.t.Helper()
	b.n++
	p := purchase.Purchase{ID: fmt.Sprintf("p%04d", b.n), At: at, Status: s, Paid: int64(100 + b.n), Credited: int64(104 + b.n), Currency: "ARS"}
	b.rows[p.ID] = p
	b.write(func(tx *store.Tx) error {
		_, err := tx.ExecContext(b.ctx, `insert into purchase (agency_id, id, at_ms, psr, agent_id, paid, credited, currency, status, cause, leg_payment, leg_transfer, leg_notice, opened_epoch, search)
			values ('g', $1, $2, '1', 'a', $3, $4, 'ARS', $5, '', 'done', 'done', 'done', 'e', '')`, p.ID, at.UnixMilli(), p.Paid, p.Credited, string(s))
		tx.Changed("g", store.EntityPurchase, p.ID, "a", 1, false)
		return err
	})
}

// move changes the state of a purchase.
func (b *monthBook) move(id string, s purchase.Status) {
	b.t.Helper()
	p := b.rows[id]
	p.Status = s
	b.rows[id] = p
	b.write(func(tx *store.Tx) error {
		_, err := tx.ExecContext(b.ctx, `update purchase set status = $2 where agency_id = 'g' and id = $1`, id, string(s))
		tx.Changed("g", store.EntityPurchase, id, "a", 2, false)
		return err
	})
}

// close closes the next month and compares it with the notebook.
func (b *monthBook) close() {
	b.t.Helper()
	oldest, err := b.s.FirstPurchase(b.ctx, "g")
	if err != nil {
		b.t.Fatal(err)
	}
	m, from, to, err := month.Due(b.last, oldest, monthZone)
	if err != nil || m == "" {
		b.t.Fatalf("the next month is %q, %v", m, err)
	}
	c := month.Close{Month: m, From: from, To: to, Zone: "x", At: to, By: "Ana"}
	b.write(func(tx *store.Tx) error {
		last, err := tx.LastMonth(b.ctx, "g")
		if err != nil {
			return err
		}
		if (last == nil) != (b.last == nil) || last != nil && last.Month != b.last.Month {
			return fmt.Errorf("the last month is %+v", last)
		}
		return tx.CloseMonth(b.ctx, "g", "u", &c)
	})
	want := map[string]purchase.Status{} // before
	totals := map[string]month.Total{}
	add := func(kind month.Kind, s purchase.Status, p purchase.Purchase, sign int64) {
		key := string(kind) + string(s)
		x := totals[key]
		totals[key] = month.Total{Kind: kind, Status: s, Currency: "ARS", Count: x.Count + sign, Paid: x.Paid + sign*p.Paid, Credited: x.Credited + sign*p.Credited}
	}
	for id, p := range b.rows {
		before, counted := b.told[id]
		switch {
		case !p.At.Before(from) && p.At.Before(to):
			want[id] = ""
			add(month.Own, p.Status, p, 1)
		case p.At.Before(from) && before != p.Status:
			want[id] = before
			add(month.Adjustment, p.Status, p, 1)
			if counted {
				add(month.Adjustment, before, p, -1)
			}
		default:
			continue
		}
		b.told[id] = p.Status
	}
	rows, err := b.s.MonthRows(b.ctx, "g", m, 0, 10_000)
	if err != nil {
		b.t.Fatal(err)
	}
	for i, r := range rows {
		before, there := want[r.PurchaseID]
		if p := b.rows[r.PurchaseID]; !there || before != r.Before || r.Status != p.Status || r.Paid != p.Paid || r.N != int64(i+1) || r.Agent.Name != "Agente" || (r.Kind == month.Own) == r.At.Before(from) {
			b.t.Fatalf("%s has %+v; before it was %q (%v), now it is %+v", m, r, before, there, p)
		}
	}
	if len(rows) != len(want) || c.Rows != len(want) {
		b.t.Fatalf("%s has %d rows, said to be %d, the notebook %d", m, len(rows), c.Rows, len(want))
	}
	got := map[string]month.Total{}
	for _, x := range c.Totals {
		got[string(x.Kind)+string(x.Status)] = x
	}
	if !reflect.DeepEqual(got, totals) {
		b.t.Fatalf("%s comes to %+v, the notebook to %+v", m, got, totals)
	}
	b.last = &c
	b.whole[m] = b.read(m)
}

// read gives a close and all its rows as one text.
func (b *monthBook) read(m string) string {
	b.t.Helper()
	c, err := b.s.Month(b.ctx, "g", m)
	if err != nil {
		b.t.Fatal(err)
	}
	rows, err := b.s.MonthRows(b.ctx, "g", m, 0, 10_000)
	if err != nil {
		b.t.Fatal(err)
	}
	return fmt.Sprintf("%+v %+v", c, rows)
}

// Histories of purchases that come, come late and move, with months closed in
// between: each close has what a notebook has, nothing is counted twice or never,
// and no closed month changes.
func TestMonths(t *testing.T) {
	states := []purchase.Status{purchase.StatusOK, purchase.StatusPending, purchase.StatusError}
	storetest.Each(t, func(t *testing.T, dsn string) {
		r := rand.New(rand.NewPCG(1, 2))
		b := newMonthBook(t, dsn)
		start := time.Date(2025, 11, 1, 0, 0, 0, 0, monthZone)
		b.open(start, purchase.StatusPending)
		for i := range 6 {
			end := start.AddDate(0, i+1, 0)
			for range 12 {
				at := start.Add(time.Duration(r.Int64N(int64(end.Sub(start))))) // also of months that are closed
				if r.IntN(4) == 0 {
					at = end.Add(-time.Millisecond) // the last instant
				}
				b.open(at.Truncate(time.Millisecond), states[r.IntN(3)])
			}
			for range 10 {
				b.move(fmt.Sprintf("p%04d", 1+r.IntN(b.n)), states[r.IntN(3)])
			}
			b.close()
		}
		b.write(func(tx *store.Tx) error {
			_, err := tx.ExecContext(b.ctx, `update agent set name = 'Otro' where id = 'a'`)
			return err
		})
		b.move("p0001", purchase.StatusOK)
		for m, was := range b.whole {
			if now := b.read(m); now != was {
				t.Errorf("%s was\n%s\nand is\n%s", m, was, now)
			}
		}
		list, err := b.s.Months(b.ctx, "g")
		if err != nil || len(list) != 6 || list[0].Month != "2026-04" || list[5].Month != "2025-11" {
			t.Errorf("%d months, %v", len(list), err)
		}
		if _, err := b.s.Month(b.ctx, "other", "2026-04"); err == nil {
			t.Error("another agency sees the month")
		}
	})
}
