package job

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store/storetest"
)

// TestAnySequenceMovesOnce drives one purchase through any sequence of faults,
// crashes, restarts, notices and people: its balance moves at most once, also
// when the recharge system forgets its keys, and the row never claims what did
// not happen.
func TestAnySequenceMovesOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			w.t = rt
			w.heal()
			w.recharge.ignoreKeys = rapid.Bool().Draw(rt, "ignore keys")
			reference := fmt.Sprint("R", n)
			first := rapid.SampledFrom([]connector.PaymentStatus{
				connector.PaymentPending, connector.PaymentAccredited, connector.PaymentRejected,
			}).Draw(rt, "first notice")
			w.notice(payment(reference, first, w.clock.Now()))
			id := w.id(reference)
			for i := range rapid.IntRange(1, 14).Draw(rt, "steps") {
				act(rt, w, reference, id, i)
				w.once()
				honest(rt, w, id)
			}
			w.heal()
			w.notice(payment(reference, connector.PaymentAccredited, w.clock.Now()))
			d := w.untilRest(id)
			w.clock.advance(2 * settle) // whatever was late has happened
			w.once()
			honest(rt, w, id)
			if d.Status == purchase.StatusOK && w.recharge.moved(id) != 1 {
				rt.Fatalf("complete, but moved %d times", w.recharge.moved(id))
			}
		})
	})
}

// act does one random thing.
func act(rt *rapid.T, w *world, reference, id string, i int) {
	switch rapid.SampledFrom([]string{"fault", "fault", "run", "run", "time", "retry", "notice", "restart", "wallet"}).Draw(rt, "act") {
	case "fault":
		call := rapid.SampledFrom([]string{"send", "send", "find", "notify", "find-payment"}).Draw(rt, "call")
		faults := []string{"timeout", "garbled", "refuse:terminal-blocked", "refuse:insufficient-balance", "crash-before", "crash-after"}
		if call == "send" {
			faults = append(faults, "timeout-after", "error-500", "late", "late")
		}
		w.scriptOf(call).fail(call, rapid.SampledFrom(faults).Draw(rt, "fault"))
	case "run":
		w.runDue()
	case "time":
		w.clock.advance(rapid.SampledFrom([]time.Duration{
			time.Second, 8 * time.Second, settle - time.Second, settle, w.p.lease, 20 * time.Minute, 73 * time.Hour,
		}).Draw(rt, "time"))
	case "retry":
		key := fmt.Sprint(reference, "-", rapid.IntRange(0, 3).Draw(rt, "key"))
		if _, err := w.retry(id, key); err != nil && err != ErrNothingToRetry {
			rt.Fatalf("retry: %v", err)
		}
	case "notice":
		status := rapid.SampledFrom([]connector.PaymentStatus{
			connector.PaymentPending, connector.PaymentAccredited, connector.PaymentRejected,
		}).Draw(rt, "status")
		ago := rapid.SampledFrom([]time.Duration{0, time.Minute, time.Hour}).Draw(rt, "ago")
		for range rapid.IntRange(1, 3).Draw(rt, "times") {
			w.notice(payment(reference, status, w.clock.Now().Add(-ago)))
		}
	case "wallet":
		w.wallet.set(payment(reference, connector.PaymentAccredited, w.clock.Now()))
	case "restart":
		w.p = w.engine()
	}
}

// honest compares what the row says with what really happened.
func honest(rt *rapid.T, w *world, id string) {
	d := w.detail(id)
	moved := w.recharge.moved(id)
	if d.Legs.Transfer == purchase.Done && moved == 0 {
		rt.Fatal("the row says that the balance moved, and it did not")
	}
	if (d.Legs.Transfer == purchase.Refused || d.Legs.Transfer == purchase.Waiting) && moved != 0 {
		rt.Fatalf("the row says %s, and the balance moved", d.Legs.Transfer)
	}
	if d.Status == purchase.StatusOK && d.Legs != (purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}) {
		rt.Fatalf("OK with legs %+v", d.Legs)
	}
}
