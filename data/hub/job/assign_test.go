package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// nowhere is what the wallet says of a payment for a PSR nobody has.
func nowhere(reference string, status connector.PaymentStatus, at time.Time) connector.Payment {
	pay := payment(reference, status, at)
	pay.PSR = "000777"
	return pay
}

// assign does what an approval does: every open notice of the payment is closed
// and taken in.
func (w *world) assign(reference, psr string) error { return w.assignAt(reference, psr, 0) }

// assignAt is assign by the notice that came as the place-th.
func (w *world) assignAt(reference, psr string, place int) error {
	ctx := context.Background()
	return w.store.Write(ctx, func(tx *store.Tx) error {
		e, others, err := w.lockNotice(ctx, tx, reference, place)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `update exception set closed_ms = 1, closed_act = 'assign' where reference = $1`, reference); err != nil {
			return err
		}
		told := []Told{{Notice: e.Notice, Came: e.At}}
		for _, o := range others {
			told = append(told, Told{Notice: o.Notice, Came: o.At})
		}
		if _, err := w.p.Assign(ctx, tx, "ag", told[0], told[1:], psr); err != nil {
			return err
		}
		return w.p.TakeIn(ctx, tx, told)
	})
}

func (w *world) lockNotice(ctx context.Context, tx *store.Tx, reference string, place int) (store.Exception, []store.Exception, error) {
	var id string
	err := tx.QueryRowContext(ctx, `select id from exception where reference = $1 and closed_ms is null order by at_ms, id limit 1 offset $2`,
		reference, place).Scan(&id)
	if err != nil {
		return store.Exception{}, nil, err
	}
	return tx.LockException(ctx, "ag", id)
}

// Whatever the wallet tells, in any order and however often, before and after
// people assign it: there is one purchase, its balance goes out at most once,
// and only when the wallet accredited it last.
func TestAssignedPaymentsMoveOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		w.recharge.ignoreKeys = true
		n := 0
		rapid.Check(t, func(t *rapid.T) {
			w.t = t
			n++
			reference := fmt.Sprint("L", n)
			said := map[string]connector.Payment{
				"pending": nowhere(reference, connector.PaymentPending, w.clock.Now()), "accredited": nowhere(reference, connector.PaymentAccredited, w.clock.Now()),
			}
			tell := func(steps []string) {
				for _, s := range steps {
					w.notice(said[s])
					w.clock.advance(time.Second)
				}
			}
			words := rapid.SliceOfN(rapid.SampledFrom([]string{"pending", "accredited"}), 1, 4)
			before, after := words.Draw(t, "before"), words.Draw(t, "after")
			sends := len(w.recharge.ledger)
			tell(before)
			w.runDue()
			if len(w.recharge.ledger) != sends {
				t.Fatal("sent before anybody decided")
			}
			if err := w.assign(reference, psr); err != nil {
				t.Fatal(err)
			}
			w.runDue()
			tell(after)
			w.runDue()
			want := sends
			if slices.Contains(append(before, after...), "accredited") {
				want++
			}
			if got := len(w.recharge.ledger); got != want {
				t.Fatalf("%d sends, want %d", got-sends, want-sends)
			}
			d := w.detail(w.id(reference))
			if d.PSR != psr || d.Agent.ID != "a1" || d.ID != purchase.IDFor(w.store.HubID(), reference) || d.Credited != 104_00 {
				t.Fatalf("opened %+v", d)
			}
			if open := w.count(`select count(*) from exception where reference = $1 and closed_ms is null`, reference); open != 0 {
				t.Fatalf("%d exceptions", open)
			}
		})
	})
}

// The wallet is asked by reference and answers with the PSR it named.
func TestTheWalletIsAskedAboutAnAssignedPayment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		w.notice(nowhere("R1", connector.PaymentPending, start))
		if err := w.assign("R1", psr); err != nil {
			t.Fatal(err)
		}
		w.wallet.set(nowhere("R1", connector.PaymentAccredited, start.Add(time.Second)))
		w.clock.advance(time.Minute)
		if d := w.untilRest(w.id("R1")); d.Status != purchase.StatusOK {
			t.Errorf("got %s %q", d.Status, d.Cause)
		}
		// Another PSR than the one that was assigned still differs.
		other := nowhere("R1", connector.PaymentAccredited, start)
		other.PSR = "000778"
		w.notice(other)
		expect(t, w, KindOtherPSR, "R1", 1)
	})
}

func TestWhatCannotBeAssigned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		for i, c := range []struct {
			psr    string
			change func(*connector.Payment)
			want   error
		}{
			{"000778", func(*connector.Payment) {}, ErrNoSuchPoint},
			{"';--", func(*connector.Payment) {}, ErrNoSuchPoint},
			{psr, func(p *connector.Payment) { p.Currency = "BRL" }, ErrMisfit},
			{psr, func(p *connector.Payment) { p.ToCBU = "0170099220000067797370" }, ErrMisfit},
			{psr, func(p *connector.Payment) { p.Amount = 0 }, ErrMisfit},
			{psr, func(p *connector.Payment) { p.Status = "lost" }, ErrMisfit},
		} {
			pay := nowhere(fmt.Sprint("R", i), connector.PaymentAccredited, start)
			c.change(&pay)
			w.notice(pay)
			if err := w.assign(pay.Reference, c.psr); !errors.Is(err, c.want) {
				t.Errorf("%d: %v, want %v", i, err, c.want)
			}
			expect(t, w, KindUnknownPSR, pay.Reference, 1)
		}
		w.notice(nowhere("R9", connector.PaymentAccredited, start))
		w.notice(payment("R9", connector.PaymentAccredited, start))
		if err := w.assign("R9", psr); !errors.Is(err, ErrPurchaseExists) {
			t.Errorf("a payment that has its purchase: %v", err)
		}
		if n := w.count(`select count(*) from purchase`); n != 1 {
			t.Errorf("%d purchases", n)
		}
	})
}

// A payment that was assigned too late is expired when it is opened: nothing is
// sent until a person presses retry.
func TestALateAssignmentWaitsForAPerson(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	w.notice(nowhere("R1", connector.PaymentAccredited, start))
	w.clock.advance(purchase.Window + time.Minute)
	if err := w.assign("R1", psr); err != nil {
		t.Fatal(err)
	}
	w.runDue()
	id := w.id("R1")
	if d := w.detail(id); d.Cause != purchase.CauseExpired || len(w.recharge.ledger) != 0 {
		t.Fatalf("got %s %q, %d sends", d.Status, d.Cause, len(w.recharge.ledger))
	}
	if _, err := w.retry(id, "k"); err != nil {
		t.Fatal(err)
	}
	w.runDue()
	if d := w.detail(id); d.Status != purchase.StatusOK || len(w.recharge.ledger) != 1 {
		t.Errorf("after a retry: %s %q, %d sends", d.Status, d.Cause, len(w.recharge.ledger))
	}
}

// Two people closed a payment, say because the money was given back: that its PSR
// exists by now sends nothing by itself, however often the wallet tells of it.
func TestAClosedPaymentIsNotOpenedByItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		ctx := context.Background()
		w.notice(nowhere("R1", connector.PaymentPending, start))
		w.notice(nowhere("R2", connector.PaymentPending, start)) // nobody closed this one
		if err := w.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.ExecContext(ctx, `update exception set closed_ms = 1, closed_act = 'close', closed_reason = 'devuelto' where reference = 'R1'`)
			if err == nil {
				_, err = tx.ExecContext(ctx, `insert into point_of_sale (psr, agency_id, agent_id, name) values ('000777', 'ag', 'a1', 'Nuevo')`)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		w.clock.advance(time.Minute)
		at := w.clock.Now()
		for range 2 {
			w.notice(nowhere("R1", connector.PaymentPending, start))
			w.notice(nowhere("R1", connector.PaymentAccredited, at))
			w.notice(nowhere("R2", connector.PaymentAccredited, at))
			w.runDue()
		}
		expect(t, w, KindClosedBefore, "R1", 2)
		if n := w.count(`select count(*) from purchase where wallet_reference = 'R1'`); n != 0 || len(w.recharge.ledger) != 1 {
			t.Fatalf("%d purchases of it, %d sends", n, len(w.recharge.ledger))
		}
		// Two people may decide otherwise; then it goes on as any other.
		if err := w.assign("R1", "000777"); err != nil {
			t.Fatal(err)
		}
		w.runDue()
		if d := w.detail(w.id("R1")); d.Status != purchase.StatusOK || len(w.recharge.ledger) != 2 {
			t.Errorf("%s %q, %d sends", d.Status, d.Cause, len(w.recharge.ledger))
		}
	})
}
