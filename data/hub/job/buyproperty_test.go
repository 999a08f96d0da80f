package job

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trastienda/app/buying"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store/storetest"
)

// TestAnySequencePaysOnce drives purchases through any sequence of PINs, faults,
// crashes, restarts, notices, repeated requests and people: each start is paid at
// most once, also when the wallet forgets its keys, its balance moves at most
// once, and nothing is told that did not happen.
func TestAnySequencePaysOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		w.selling()
		rapid.Check(t, func(rt *rapid.T) {
			w.t = rt
			w.settled()
			w.heal()
			w.wallet.heal()
			w.clock.advance(time.Hour)
			before := len(w.wallet.made())
			w.wallet.ignoreKeys = rapid.Bool().Draw(rt, "ignore keys")
			b := &buyer{rt: rt, w: w, keys: map[string]BuyRequest{}}
			for range rapid.IntRange(1, 14).Draw(rt, "steps") {
				b.act()
				w.settled()
				b.check(before)
			}
			w.heal()
			w.wallet.heal()
			for range 12 { // whatever was on its way is written down, asked for and settled
				w.runDue()
				w.clock.advance(settle)
				b.check(before)
			}
			for _, id := range b.starts {
				s := w.start(id)
				if s.State == buying.Sending || s.Purchase != nil && s.Purchase.Legs.Payment == purchase.Unknown {
					rt.Fatalf("nobody knows what became of %s: %+v", id, s)
				}
				if s.Purchase != nil && s.Purchase.Legs.Payment == purchase.Done && s.Purchase.Status != purchase.StatusOK && s.Purchase.Cause != purchase.CauseExpired {
					rt.Fatalf("paid and not sent: %+v", s.Purchase)
				}
			}
		})
	})
}

// buyer is a person with two windows, a shaky network and bad luck.
type buyer struct {
	rt     *rapid.T
	w      *world
	starts []string
	last   string
	keys   map[string]BuyRequest
}

func (b *buyer) check(before int) {
	b.w.t.Helper()
	b.w.oncePaid(before + len(b.starts))
	b.w.once()
	for _, id := range b.starts {
		if wrong := b.w.dishonest(id); wrong != "" {
			b.rt.Fatalf("%s: %s", id, wrong)
		}
	}
}

func (b *buyer) act() {
	w, rt := b.w, b.rt
	switch rapid.SampledFrom([]string{"buy", "buy", "again", "again", "repeat", "fault", "fault", "run", "time", "poll", "retry", "restart"}).Draw(rt, "act") {
	case "buy":
		rq := b.typed()
		rq.Again = rapid.Bool().Draw(rt, "another one")
		b.send(rq)
	case "again":
		if b.last != "" {
			rq := b.typed()
			rq.Start = b.last
			b.send(rq)
		}
	case "repeat": // the very same request, such as after a lost answer
		for key, rq := range b.keys {
			rq.Key = key
			b.send(rq)
			break
		}
	case "fault":
		w.wallet.fail("pay", rapid.SampledFrom([]string{"timeout", "garbled", "refuse:insufficient-funds", "crash-before", "crash-after", "timeout-after",
			"error-500", "late", "pending"}).Draw(rt, "fault of pay"))
		if rapid.Bool().Draw(rt, "and of asking") {
			w.wallet.fail("find-payment", rapid.SampledFrom([]string{"timeout", "crash-before"}).Draw(rt, "fault of asking"))
		}
	case "run":
		w.runDue()
	case "time":
		w.clock.advance(rapid.SampledFrom([]time.Duration{time.Second, 16 * time.Second, settle - time.Second, settle, w.p.lease, 20 * time.Minute}).Draw(rt, "time"))
	case "poll":
		w.wallet.made() // whatever was late has happened
		w.wallet.mu.Lock()
		told := append([]connector.Payment{}, w.wallet.payments...)
		w.wallet.mu.Unlock()
		for _, p := range told[max(0, len(told)-3):] {
			if rapid.Bool().Draw(rt, "accredited by now") {
				p.Status = connector.PaymentAccredited
			}
			w.notice(p)
		}
	case "retry":
		if b.last != "" && w.start(b.last).Purchase != nil {
			if _, err := w.retry(b.last, fmt.Sprint("retry-", b.last, rapid.IntRange(0, 1).Draw(rt, "key"))); err != nil && !errors.Is(err, ErrNothingToRetry) {
				rt.Fatalf("retry: %v", err)
			}
		}
	case "restart":
		w.p = w.engine()
	}
}

func (b *buyer) typed() BuyRequest {
	rq := order(newKey())
	rq.PIN = rapid.SampledFrom([]buying.PIN{rightPIN, rightPIN, wrongPIN}).Draw(b.rt, "PIN")
	return rq
}

func (b *buyer) send(rq BuyRequest) {
	out, err := b.w.p.Buy(context.Background(), rq)
	var just JustStartedError
	var over StartNotOpenError
	if errors.As(err, &just) || errors.As(err, &over) {
		return
	}
	if err != nil {
		b.rt.Fatalf("buy: %v", err)
	}
	if _, repeated := b.keys[rq.Key]; !repeated && rq.Start == "" {
		b.starts = append(b.starts, out.Answer.Start)
	}
	b.last, b.keys[rq.Key] = out.Answer.Start, rq
}

// The checkers must see a hub that does not ask the wallet by reference, and a
// client that tries again under another reference.
func TestNegativeControlsOfPayments(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	w.selling()
	w.wallet.blind = true
	w.wallet.fail("pay", "timeout-after")
	key := newKey()
	w.buy(order(key))
	w.settled()
	w.untilRest(key)
	if wrong := w.dishonest(key); !strings.Contains(wrong, "payment-not-made") {
		t.Errorf("a hub that cannot ask was not caught: %q", wrong)
	}

	w = newWorld(t, storetest.DSN(t, "sqlite"))
	w.wallet.fail("pay", "timeout-after")
	for try := range 2 {
		o := connector.PayOrder{Reference: fmt.Sprint("buy-1-", try), Key: fmt.Sprint("payment-1-", try), PSR: psr, Amount: 100_00, Currency: "ARS", ToCBU: cbu, PIN: rightPIN}
		if _, err := w.wallet.Pay(context.Background(), o); err == nil {
			break
		}
	}
	if w.paidWrong(1) == "" {
		t.Error("a client with another reference per try was not caught")
	}

	w = newWorld(t, storetest.DSN(t, "sqlite"))
	w.wallet.ignoreKeys = true
	for range 2 {
		if _, err := w.wallet.Pay(context.Background(), connector.PayOrder{Reference: "buy-1", Key: "payment-1", PIN: rightPIN}); err != nil {
			t.Fatal(err)
		}
	}
	if w.paidWrong(2) == "" {
		t.Error("one reference that was paid twice was not caught")
	}
}

// What became of a payment is asked for by its reference until it is certain:
// found, or known to be impossible.
func TestAnUnknownPaymentIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		fault   string
		after   time.Duration
		payment purchase.LegState
		code    string
	}{
		"it happened":            {"timeout-after", 0, purchase.Done, ""},
		"it had not happened":    {"timeout", settle - 2*time.Second, purchase.Unknown, ""},
		"it never happened":      {"timeout", settle + time.Second, purchase.Refused, purchase.CodePaymentNotMade},
		"it happened afterwards": {"late", settle + time.Second, purchase.Done, ""},
		"killed before":          {"crash-before", settle + timeout + 6*time.Second, purchase.Refused, purchase.CodePaymentNotMade},
		"killed after":           {"crash-after", timeout + 6*time.Second, purchase.Done, ""},
	} {
		storetest.Each(t, func(t *testing.T, dsn string) {
			w := newWorld(t, dsn)
			w.selling()
			w.wallet.fail("pay", c.fault)
			key := newKey()
			if a := w.buy(order(key)); a.Result != buying.Unknown {
				t.Fatalf("%s: %+v", name, a)
			}
			w.settled()
			for passed := time.Duration(0); ; passed += time.Second {
				w.runDue()
				if passed >= c.after {
					break
				}
				w.clock.advance(time.Second)
			}
			d := w.detail(key)
			if d.Legs.Payment != c.payment || d.Cause.Refusal() != c.code {
				t.Errorf("%s: %+v", name, d.Purchase)
			}
			if d.Legs.Payment == purchase.Unknown && (d.Status != purchase.StatusPending || d.Cause != purchase.CauseNoAnswer) {
				t.Errorf("%s: shown as %s %s", name, d.Status, d.Cause)
			}
			if wrong := w.dishonest(key); wrong != "" {
				t.Errorf("%s: %s", name, wrong)
			}
			if d.Legs.Payment == purchase.Refused {
				// The wallet's own word, later, still counts.
				w.notice(payment(buying.Reference(key), connector.PaymentPending, w.clock.Now()))
				if d := w.detail(key); d.Legs.Payment != purchase.Waiting || d.Status != purchase.StatusPending {
					t.Errorf("%s, and told of later: %+v", name, d.Purchase)
				}
				w.notice(payment(buying.Reference(key), connector.PaymentAccredited, w.clock.Now()))
				if d := w.untilRest(key); d.Status != purchase.StatusOK {
					t.Errorf("%s, and accredited later: %+v", name, d.Purchase)
				}
			}
		})
	}
}
