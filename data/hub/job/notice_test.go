package job

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/money"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// permutations of 0 … n-1.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			all = append(all, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return all
}

// In any order and three times each, the same notices give the same purchase as
// long as nothing was sent in between.
func TestNoticesInAnyOrder(t *testing.T) {
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes-60) * time.Minute) }
	cases := []struct {
		name     string
		pending  int
		rejected int
		accepted int // 0: never
		want     purchase.LegState
	}{
		{"accredited after a rejection", 0, 1, 2, purchase.Done},
		{"accredited in the same moment", 0, 1, 1, purchase.Done},
		{"rejected after an accreditation", 0, 2, 1, purchase.Refused},
		{"rejected", 0, 1, 0, purchase.Refused},
	}
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		for i, c := range cases {
			for _, order := range permutations(3) {
				reference := fmt.Sprint("R", i, order)
				said := []connector.Payment{
					payment(reference, connector.PaymentPending, at(c.pending)),
					payment(reference, connector.PaymentRejected, at(c.rejected)),
					payment(reference, connector.PaymentAccredited, at(c.accepted)),
				}
				for range 3 {
					for _, n := range order {
						if n < 2 || c.accepted > 0 {
							w.notice(said[n])
						}
					}
				}
				d := w.detail(w.id(reference))
				if d.Legs.Payment != c.want || len(d.Attempts) != 0 {
					t.Errorf("%s in order %v: got %s", c.name, order, d.Legs.Payment)
				}
			}
		}
		if n := w.count(`select count(*) from exception`); n != 0 {
			t.Errorf("%d exceptions", n)
		}
	})
}

func TestSameNoticeThreeTimesMovesOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		w.recharge.ignoreKeys = true
		pay := payment("R1", connector.PaymentAccredited, start)
		for range 3 {
			w.notice(pay)
			w.runDue()
		}
		if n := len(w.recharge.ledger); n != 1 {
			t.Errorf("moved %d times", n)
		}
	})
}

func TestConcurrentNoticesOpenOnePurchase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		errs := make(chan error)
		for i := range 8 {
			status := connector.PaymentPending
			if i%2 == 0 {
				status = connector.PaymentAccredited
			}
			go func() { errs <- w.p.WalletNotice(context.Background(), payment("R1", status, start)) }()
		}
		for range 8 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		if d := w.detail(w.id("R1")); d.Legs.Payment != purchase.Done {
			t.Errorf("payment %s", d.Legs.Payment)
		}
		if n := w.count(`select count(*) from purchase`); n != 1 {
			t.Errorf("%d purchases", n)
		}
	})
}

func TestRejectedAfterTheTransferIsAnAlarm(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		id := w.opened("R1")
		w.runDue()
		before := w.detail(id)
		w.clock.advance(time.Minute)
		for range 3 {
			w.notice(payment("R1", connector.PaymentRejected, w.clock.Now()))
		}
		if after := w.detail(id); after.Legs != before.Legs || after.Status != purchase.StatusOK || after.Version != before.Version {
			t.Errorf("got %+v", after)
		}
		if n := w.count(`select count(*) from exception where kind = 'alarm' and reference = $1`, id); n != 1 {
			t.Errorf("%d alarms, want 1", n)
		}
	})
}

func TestRejectedUnknownReferenceIsNeverSent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		rejected := payment("R1", connector.PaymentRejected, start)
		w.notice(rejected)
		id := w.id("R1")
		w.wallet.set(rejected)
		for i := range 3 {
			if _, err := w.retry(id, fmt.Sprint("k", i)); err != nil {
				t.Fatal(err)
			}
			w.runDue()
			w.clock.advance(time.Hour)
		}
		d := w.detail(id)
		if d.Status != purchase.StatusError || d.Cause != purchase.CauseRefused(purchase.CodePaymentRejected) || w.recharge.called("send") != 0 {
			t.Errorf("got %s %q, %d sends", d.Status, d.Cause, w.recharge.called("send"))
		}
	})
}

func TestAccreditedAfterExpiryGoesOn(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	w.notice(payment("R1", connector.PaymentPending, start))
	id := w.id("R1")
	w.clock.advance(purchase.Window)
	w.runDue()
	if d := w.detail(id); d.Cause != purchase.CauseExpired {
		t.Fatalf("cause %q", d.Cause)
	}
	w.notice(payment("R1", connector.PaymentAccredited, w.clock.Now()))
	w.runDue()
	if d := w.detail(id); d.Status != purchase.StatusOK {
		t.Errorf("got %s %q", d.Status, d.Cause)
	}
}

// What does not fit is listed once, never applied and never dropped.
func TestNoticesThatDoNotFit(t *testing.T) {
	change := func(f func(*connector.Payment)) func(connector.Payment) connector.Payment {
		return func(p connector.Payment) connector.Payment { f(&p); return p }
	}
	cases := []struct {
		name   string
		change func(connector.Payment) connector.Payment
		// kinds when the reference is new, and when it is known
		fresh, known string
	}{
		{"PSR nobody knows", change(func(p *connector.Payment) { p.PSR = "999" }), KindUnknownPSR, KindOtherPSR},
		{"no PSR at all", change(func(p *connector.Payment) { p.PSR = "';--\x00" }), KindUnknownPSR, KindOtherPSR},
		{"amount 0", change(func(p *connector.Payment) { p.Amount = 0 }), KindAmount, KindOtherAmount},
		{"amount negative", change(func(p *connector.Payment) { p.Amount = -1 }), KindAmount, KindOtherAmount},
		{"amount 10^18", change(func(p *connector.Payment) { p.Amount = 1e18 }), KindAmount, KindOtherAmount},
		{"amount above the limit", change(func(p *connector.Payment) { p.Amount = money.Limit + 1 }), KindAmount, KindOtherAmount},
		{"currency", change(func(p *connector.Payment) { p.Currency = "BRL" }), KindOtherMoney, KindOtherMoney},
		{"account", change(func(p *connector.Payment) { p.ToCBU = "0000000000000000000000" }), KindOtherAccount, KindOtherAccount},
		{"status", change(func(p *connector.Payment) { p.Status = "lost" }), KindStatus, KindStatus},
	}
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				w.t = t
				fresh := c.change(payment(fmt.Sprint("F", i), connector.PaymentAccredited, start.Add(time.Hour)))
				for range 3 {
					w.notice(fresh)
					w.clock.advance(time.Second)
				}
				expect(t, w, c.fresh, fresh.Reference, 1)
				if n := w.count(`select count(*) from purchase where wallet_reference = $1`, fresh.Reference); n != 0 {
					t.Error("a purchase was opened")
				}
				reference := fmt.Sprint("K", i)
				w.notice(payment(reference, connector.PaymentPending, start))
				before := w.detail(w.id(reference))
				w.notice(c.change(payment(reference, connector.PaymentAccredited, start)))
				if after := w.detail(w.id(reference)); after.Legs != before.Legs || after.Paid != before.Paid {
					t.Errorf("got %+v", after)
				}
				expect(t, w, c.known, reference, 1)
			})
		}
		if n := w.count(`select count(*) from exception where body like '%' || $1 || '%'`, cbu); n != 0 {
			t.Error("a whole account number is in the list")
		}
	})
}

func expect(t *testing.T, w *world, kind, reference string, want int) {
	t.Helper()
	if n := w.count(`select count(*) from exception where kind = $1 and reference = $2 and agency_id = 'ag'`, kind, reference); n != want {
		t.Errorf("%d exceptions %s of %s, want %d", n, kind, reference, want)
	}
}

func TestReferenceMissingOrTooLong(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "postgres"))
	for _, reference := range []string{"", strings.Repeat("x", maxReference+1)} {
		w.notice(payment(reference, connector.PaymentAccredited, start))
		expect(t, w, KindReference, reference, 1)
	}
}

func TestUnknownPSRGoesToTheAgencyThatGotTheMoney(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	const otherCBU = "0170099220000067797370"
	err := w.store.Write(context.Background(), func(tx *store.Tx) error {
		for _, q := range []string{
			`insert into agency (id, name, currency, time_zone, created_ms) values ('new', 'Otra', 'ARS', 'UTC', 2)`,
			`insert into agent (agency_id, id, code, name) values ('new', 'x', 'X', 'X')`,
			`insert into agent_bank (agency_id, agent_id, cbu, state) values ('new', 'x', '` + otherCBU + `', 'approved')`,
		} {
			if _, err := tx.ExecContext(context.Background(), q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ reference, cbu, agency string }{{"R1", otherCBU, "new"}, {"R2", "", "ag"}, {"R3", "1", "ag"}} {
		pay := payment(c.reference, connector.PaymentAccredited, start)
		pay.PSR, pay.ToCBU = "404", c.cbu
		w.notice(pay)
		if n := w.count(`select count(*) from exception where reference = $1 and agency_id = $2`, c.reference, c.agency); n != 1 {
			t.Errorf("%s is not listed at %s", c.reference, c.agency)
		}
	}
}

func TestCreditedByTheRateOfThatDay(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	id := w.opened("R1")
	err := w.store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.ExecContext(context.Background(), `insert into agent_rate (agency_id, agent_id, from_ms, bonus_bp) values ('ag', 'a1', $1, 1000)`,
			start.Add(time.Minute).UnixMilli())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.clock.advance(time.Hour)
	late := payment("R2", connector.PaymentAccredited, start)
	w.notice(late)
	w.notice(payment("R3", connector.PaymentAccredited, w.clock.Now()))
	for reference, want := range map[string]int64{"R1": 104_00, "R2": 104_00, "R3": 110_00} {
		if got := w.detail(w.id(reference)).Credited; got != want {
			t.Errorf("%s: credited %d, want %d", reference, got, want)
		}
	}
	if w.detail(id).At != start {
		t.Error("the purchase's instant is not the payment's")
	}
}

func TestPollingFindsLostNotices(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		for i := range 5 {
			w.wallet.set(payment(fmt.Sprint("R", i), connector.PaymentAccredited, start))
		}
		w.live(t, w.p)
		eventually(t, "all complete", func() bool { return w.count(`select count(*) from purchase where status = 'ok'`) == 5 })
		eventually(t, "the poll ended", func() bool {
			return w.count(`select count(*) from job where kind = 'poll' and owner = '' and run_at_ms > 0`) == 1
		})
		cursor, err := w.store.PollCursor(context.Background(), walletSystem)
		if err != nil || cursor != "5" {
			t.Errorf("cursor %q, %v", cursor, err)
		}
		w.wallet.fail("list", "timeout")
		w.wallet.set(payment("R9", connector.PaymentAccredited, start))
		for range 2 { // the first poll fails, the next one a minute later finds it
			before := w.wallet.called("list")
			w.clock.advance(time.Minute)
			eventually(t, "polled", func() bool { return w.wallet.called("list") > before })
			eventually(t, "the poll ended", func() bool { return w.count(`select count(*) from job where kind = 'poll' and owner = ''`) == 1 })
		}
		eventually(t, "found", func() bool { return w.count(`select count(*) from purchase where status = 'ok'`) == 6 })
		w.once()
	})
}

func TestWalletWithoutAListIsNotPolled(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	w.wallet.notPolled = true
	w.live(t, w.p)
	eventually(t, "polling rests", func() bool {
		return w.wallet.called("list") == 1 && w.count(`select count(*) from job where kind = 'poll' and owner = '' and run_at_ms is null`) == 1
	})
}
