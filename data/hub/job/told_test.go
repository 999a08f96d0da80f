package job

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trastienda/app/exception"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// Whichever of the notices of a payment people decide, and in whatever order
// they came: what was told of the payment before is what happens, and what is
// credited follows the first of them.
func TestWhatIsToldOfAPaymentIsWhatHappens(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		ctx := context.Background()
		if err := w.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.ExecContext(ctx, `insert into agent_rate (agency_id, agent_id, from_ms, bonus_bp) values ('ag', 'a1', $1, 900)`,
				start.Add(90*time.Minute).UnixMilli())
			return err
		}); err != nil {
			t.Fatal(err)
		}
		w.clock.advance(3 * time.Hour)
		states := []connector.PaymentStatus{connector.PaymentPending, connector.PaymentAccredited, connector.PaymentRejected}
		n := 0
		rapid.Check(t, func(t *rapid.T) {
			w.t = t
			n++
			reference := fmt.Sprint("T", n)
			first, count := 3, rapid.IntRange(1, 4).Draw(t, "notices")
			for range count {
				hour := rapid.IntRange(0, 2).Draw(t, "hour")
				first = min(first, hour)
				w.notice(nowhere(reference, rapid.SampledFrom(states).Draw(t, "status"), start.Add(time.Duration(hour)*time.Hour)))
				w.clock.advance(time.Millisecond)
			}
			rows := w.count(`select count(*) from exception where reference = $1`, reference)
			place := rapid.IntRange(0, rows-1).Draw(t, "place")
			var told exception.Payment
			if err := w.store.Write(ctx, func(tx *store.Tx) error {
				e, others, err := w.lockNotice(ctx, tx, reference, place)
				var rest []Told
				for _, o := range others {
					rest = append(rest, Told{Notice: o.Notice, Came: o.At})
				}
				return errors.Join(err, func() (err error) {
					told, err = PaymentOf(Told{Notice: e.Notice, Came: e.At}, rest)
					return err
				}())
			}); err != nil {
				t.Fatal(err)
			}
			sends := len(w.recharge.ledger)
			if err := w.assignAt(reference, psr, place); err != nil {
				t.Fatal(err)
			}
			w.runDue()
			d := w.detail(w.id(reference))
			leg, sent := map[string]purchase.LegState{"pending": purchase.Waiting, "accredited": purchase.Done, "rejected": purchase.Refused}[told.Status], 0
			if told.Status == "accredited" {
				sent = 1
			}
			if d.Legs.Payment != leg || len(w.recharge.ledger)-sends != sent {
				t.Fatalf("told %s, the payment is %s and %d went out", told.Status, d.Legs.Payment, len(w.recharge.ledger)-sends)
			}
			credited := int64(104_00)
			if first == 2 {
				credited = 109_00
			}
			if d.Credited != credited || !d.At.Equal(start.Add(time.Duration(first)*time.Hour)) {
				t.Fatalf("credited %d at %s, want %d", d.Credited, d.At, credited)
			}
		})
	})
}

// Its 72 hours do not begin when people get to it.
func TestANoticeWithoutATimeCountsFromWhenItCame(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	w.notice(nowhere("R1", connector.PaymentAccredited, time.Time{}))
	w.clock.advance(purchase.Window + time.Minute)
	if err := w.assign("R1", psr); err != nil {
		t.Fatal(err)
	}
	w.runDue()
	if d := w.detail(w.id("R1")); d.Cause != purchase.CauseExpired || !d.At.Equal(start) || len(w.recharge.ledger) != 0 {
		t.Errorf("got %s %q of %s, %d sends", d.Status, d.Cause, d.At, len(w.recharge.ledger))
	}
}

// Of another amount it is no word about this money.
func TestAnotherAmountDoesNotAccreditAPayment(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	w.notice(nowhere("R1", connector.PaymentPending, start))
	other := nowhere("R1", connector.PaymentAccredited, start.Add(-time.Second))
	other.Amount++
	w.clock.advance(time.Second)
	w.notice(other)
	if err := w.assign("R1", psr); err != nil {
		t.Fatal(err)
	}
	w.runDue()
	if d := w.detail(w.id("R1")); d.Legs.Payment != purchase.Waiting || !d.At.Equal(start) || len(w.recharge.ledger) != 0 {
		t.Errorf("%+v of %s, %d sends", d.Legs, d.At, len(w.recharge.ledger))
	}
	expect(t, w, KindOtherAmount, "R1", 1)
}

// A notice that arrives while people decide waits for them, and is then taken
// in: none stays behind that nobody could assign any more.
func TestANoticeThatComesWhilePeopleDecide(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		ctx := context.Background()
		w.notice(nowhere("R1", connector.PaymentPending, start))
		came := make(chan error, 1)
		err := w.store.Write(ctx, func(tx *store.Tx) error {
			e, _, err := w.lockNotice(ctx, tx, "R1", 0)
			if err != nil {
				return err
			}
			go func() {
				came <- w.p.WalletNotice(ctx, nowhere("R1", connector.PaymentAccredited, start.Add(time.Second)))
			}()
			if w.store.Postgres() {
				eventually(t, "the notice waiting, or through", func() bool {
					return len(came) > 0 || w.count(`select count(*) from pg_locks where locktype = 'advisory' and not granted`) > 0
				})
			}
			if _, err := tx.ExecContext(ctx, `update exception set closed_ms = 1, closed_act = 'assign' where id = $1`, e.ID); err != nil {
				return err
			}
			told := Told{Notice: e.Notice, Came: e.At}
			if _, err := w.p.Assign(ctx, tx, "ag", told, nil, psr); err != nil {
				return err
			}
			return w.p.TakeIn(ctx, tx, []Told{told})
		})
		if err := errors.Join(err, <-came); err != nil {
			t.Fatal(err)
		}
		w.clock.advance(time.Minute)
		w.runDue()
		open := w.count(`select count(*) from exception where closed_ms is null`)
		if d := w.detail(w.id("R1")); d.Status != purchase.StatusOK || open != 0 || len(w.recharge.ledger) != 1 {
			t.Errorf("%s %q, %d exceptions, %d sends", d.Status, d.Cause, open, len(w.recharge.ledger))
		}
	})
}
