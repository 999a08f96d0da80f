package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"trastienda/app/access"
	"trastienda/app/buying"
	"trastienda/app/exception"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

var shop = access.Scope{Agency: "ag", Agent: "a1"}

// selling makes the agent of the world's point of sale one that sells.
func (w *world) selling() {
	w.t.Helper()
	w.exec(`update agent set active = 1 where id = 'a1'`)
	w.exec(`update agent_bank set alias = 'demo.agente', holder = 'Demo' where agent_id = 'a1'`)
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	err := w.store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.ExecContext(context.Background(), query, args...)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// order is a purchase of 100 for 104 as the person confirmed it.
func order(key string) BuyRequest {
	return BuyRequest{Scope: shop, Key: key, Hash: "h", UserID: "u1", UserName: "Ana", Device: "pc",
		Request: buying.Request{PSR: psr, Amount: 100_00, Currency: "ARS", Credited: 104_00, BankVersion: 1, PIN: rightPIN}}
}

func (w *world) buy(rq BuyRequest) buying.Answer {
	w.t.Helper()
	out, err := w.p.Buy(context.Background(), rq)
	if err != nil {
		w.t.Fatalf("buy: %v", err)
	}
	return out.Answer
}

// settled waits until no payment is on its way any more.
func (w *world) settled() { w.p.paying.Wait() }

func (w *world) start(id string) buying.Start {
	w.t.Helper()
	s, err := w.store.FindStart(context.Background(), shop, id)
	if err != nil {
		w.t.Fatalf("start %s: %v", id, err)
	}
	return s
}

// oncePaid fails when more payments were made than there were purchases that
// people wanted, or two for one of them.
func (w *world) oncePaid(wanted int) {
	w.t.Helper()
	if wrong := w.paidWrong(wanted); wrong != "" {
		w.t.Fatal(wrong)
	}
}

// paidWrong is the one checker of every test of payments, the negative controls
// included: what is wrong with the payments that were made, empty for nothing.
func (w *world) paidWrong(wanted int) string {
	made := w.wallet.made()
	seen := map[string]bool{}
	for _, o := range made {
		if seen[o.Reference] {
			return "paid twice: " + o.Reference
		}
		seen[o.Reference] = true
	}
	if len(made) > wanted {
		return fmt.Sprintf("paid %d times, wanted %d", len(made), wanted)
	}
	return ""
}

// dishonest compares what is told of a start with what really happened; empty
// when nothing is wrong.
func (w *world) dishonest(id string) string {
	w.t.Helper()
	made := slices.ContainsFunc(w.wallet.made(), func(o connector.PayOrder) bool { return o.Reference == buying.Reference(id) })
	s := w.start(id)
	a := s.Answer()
	switch {
	case a.Result == buying.Refused && made:
		return "told as refused (" + a.Code + "), and the wallet paid"
	case (a.Result == buying.Accredited || a.Result == buying.Pending) && !made:
		return "told as " + string(a.Result) + ", and the wallet did not pay"
	case s.State == buying.Opened && (s.Purchase.ID != id || s.Purchase.Paid != s.Amount || s.Purchase.Credited != s.Credited):
		return "the purchase is not what was started"
	}
	return ""
}

func newKey() string { return uuid.Must(uuid.NewV7()).String() }

// waits makes the engine wait for answers as a real one does.
func waits(p *Params) { p.AnswerWait = 5 * time.Second }

func TestBuy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, waits)
		w.selling()
		w.live(t, w.p)
		key := newKey()
		a := w.buy(order(key))
		if a.Result != buying.Accredited || a.Purchase == nil || a.Purchase.Status != purchase.StatusOK || a.Purchase.ID != key || a.Start != key {
			t.Fatalf("%+v", a)
		}
		d := w.detail(key)
		if d.Paid != 100_00 || d.Credited != 104_00 || d.WalletTransfer == "" || d.Legs.Payment != purchase.Done {
			t.Errorf("%+v", d.Purchase)
		}
		first := d.Attempts[0]
		if first.Leg != purchase.Payment || first.Outcome != purchase.OutcomeDone || first.By != (purchase.By{Kind: purchase.Person, Name: "Ana"}) || first.FinishedAt == nil {
			t.Errorf("the payment's attempt: %+v", first)
		}
		made := w.wallet.made()
		if len(made) != 1 || made[0].ToCBU != cbu || made[0].ToAlias != "demo.agente" || made[0].Reference != buying.Reference(key) || made[0].Key != "payment-"+key {
			t.Errorf("%d payments", len(made))
		}
		// The same key again, and the wallet's own word of it, change nothing.
		again, err := w.p.Buy(context.Background(), order(key))
		if err != nil || !again.Replayed || again.Answer.Result != buying.Accredited {
			t.Errorf("%+v, %v", again, err)
		}
		w.notice(w.wallet.payments[0])
		w.oncePaid(1)
		w.once()
		if n := w.count(`select count(*) from purchase`); n != 1 {
			t.Errorf("%d purchases", n)
		}
		if n := w.count(`select count(*) from job where kind = 'start'`); n != 0 {
			t.Error("the start's job is still there")
		}
		other := order(key)
		other.UserID = "u2"
		if _, err := w.p.Buy(context.Background(), other); !errors.Is(err, ErrKeyReused) {
			t.Errorf("another person's key: %v", err)
		}
	})
}

func TestAWrongPINLeavesNothingAndCanBeTypedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, waits)
		w.selling()
		w.live(t, w.p)
		key := newKey()
		wrong := order(key)
		wrong.PIN = wrongPIN
		for i := range 2 {
			if a := w.buy(wrong); a.Result != buying.Refused || a.Code != connector.RefusedPIN || a.Purchase != nil || a.Start != key {
				t.Fatalf("%d: %+v", i, a)
			}
			wrong.Key, wrong.Start = newKey(), key
		}
		if n := w.count(`select (select count(*) from purchase) + (select count(*) from exception) + (select count(*) from job where kind <> 'poll')`); n != 0 {
			t.Fatalf("a refused PIN left %d things behind", n)
		}
		right := order(newKey())
		right.Start = key
		a := w.buy(right)
		if a.Result != buying.Accredited || a.Purchase.ID != key {
			t.Fatalf("%+v", a)
		}
		d := w.detail(key)
		if len(d.Attempts) < 3 || d.Attempts[0].Outcome != purchase.OutcomeRefused || d.Attempts[1].Code != connector.RefusedPIN || d.Attempts[2].Outcome != purchase.OutcomeDone {
			t.Errorf("%+v", d.Attempts)
		}
		// It is over now.
		late := order(newKey())
		late.Start = key
		var over StartNotOpenError
		if _, err := w.p.Buy(context.Background(), late); !errors.As(err, &over) || over.Start.State != buying.Opened {
			t.Errorf("%v", err)
		}
		w.oncePaid(1)
	})
}

func TestWhatIsNotBought(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		w.selling()
		w.exec(`insert into agent_bank (agency_id, agent_id, cbu, state) values ('ag', 'a2', '` + cbu + `', 'pending')`)
		w.exec(`insert into point_of_sale (psr, agency_id, agent_id) values ('222', 'ag', 'a2')`)
		for name, c := range map[string]struct {
			change func(*BuyRequest)
			want   error
		}{
			"no bank":       {func(r *BuyRequest) { r.PSR, r.Scope.Agent = "222", "a2" }, ErrNoBank},
			"another agent": {func(r *BuyRequest) { r.PSR = "222" }, ErrNotFound},
			"nowhere":       {func(r *BuyRequest) { r.PSR = "333" }, ErrNotFound},
			"other agency":  {func(r *BuyRequest) { r.Scope.Agency = "xx" }, ErrNotFound},
			"too little":    {func(r *BuyRequest) { r.Amount, r.Credited = 99, 103 }, ErrAmount},
			"too much":      {func(r *BuyRequest) { r.Amount, r.Credited = 1_000_000_01, 1_040_000_01 }, ErrAmount},
			"nothing":       {func(r *BuyRequest) { r.Amount, r.Credited = 0, 0 }, ErrAmount},
			"no such start": {func(r *BuyRequest) { r.Start = newKey() }, ErrNotFound},
		} {
			rq := order(newKey())
			c.change(&rq)
			if _, err := w.p.Buy(context.Background(), rq); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		for name, change := range map[string]func(*BuyRequest){
			"rate": func(r *BuyRequest) { r.Credited = 105_00 }, "bank": func(r *BuyRequest) { r.BankVersion = 2 },
			"money": func(r *BuyRequest) { r.Currency = "USD" },
		} {
			rq := order(newKey())
			change(&rq)
			var changed ChangedError
			if _, err := w.p.Buy(context.Background(), rq); !errors.As(err, &changed) || changed.Quote.Credited != 104_00 || changed.Quote.BankVersion != 1 {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.exec(`update agent set active = 0 where id = 'a1'`)
		if _, err := w.p.Buy(context.Background(), order(newKey())); !errors.Is(err, ErrAgentInactive) {
			t.Errorf("inactive: %v", err)
		}
		if n := w.wallet.called("pay") + w.count(`select (select count(*) from operation) + (select count(*) from payment_start) + (select count(*) from audit)`); n != 0 {
			t.Errorf("%d things were done", n)
		}
	})
}

func TestARateThatChangesBetweenTwoPINs(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"), waits)
	w.selling()
	first := order(newKey())
	first.PIN = wrongPIN
	w.buy(first)
	w.exec(`insert into agent_rate (agency_id, agent_id, from_ms, bonus_bp) values ('ag', 'a1', 1000, 500)`)
	again := order(newKey())
	again.Start = first.Key
	var changed ChangedError
	if _, err := w.p.Buy(context.Background(), again); !errors.As(err, &changed) || changed.Quote.Credited != 105_00 {
		t.Fatalf("%v", err)
	}
	again.Credited = 105_00
	if _, err := w.p.Buy(context.Background(), again); !errors.Is(err, ErrOtherStart) {
		t.Errorf("another credit under the old start: %v", err)
	}
	w.oncePaid(0)
}

func TestAnEqualPurchaseIsAskedAbout(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, func(p *Params) { p.AnswerWait = 200 * time.Millisecond })
		w.selling()
		key := newKey()
		w.buy(order(key))
		w.settled()
		var just JustStartedError
		if _, err := w.p.Buy(context.Background(), order(newKey())); !errors.As(err, &just) || just.Start.ID != key {
			t.Fatalf("%v", err)
		}
		other := order(newKey())
		other.Amount, other.Credited = 200_00, 208_00
		if a := w.buy(other); a.Result != buying.Accredited {
			t.Errorf("another amount: %+v", a)
		}
		sure := order(newKey())
		sure.Again = true
		if a := w.buy(sure); a.Result != buying.Accredited {
			t.Errorf("wanted twice: %+v", a)
		}
		w.clock.advance(buying.Just + time.Second)
		w.wallet.fail("pay", "timeout")
		if a := w.buy(order(newKey())); a.Result != buying.Unknown || a.Purchase == nil {
			t.Errorf("later: %+v", a)
		}
		w.settled()
		// One whose payment is unknown holds others back however old it is.
		w.clock.advance(time.Hour)
		if _, err := w.p.Buy(context.Background(), order(newKey())); !errors.As(err, &just) {
			t.Errorf("after an unknown one: %v", err)
		}
		w.oncePaid(3)
	})
}

// Two windows that take up one refused start: one sends.
func TestTwoWindowsOfOneStart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, waits)
		w.selling()
		w.live(t, w.p)
		first := order(newKey())
		first.PIN = wrongPIN
		w.buy(first)
		inside, release := w.wallet.hold("pay")
		answers := make(chan error, 2)
		for range 2 {
			go func() {
				again := order(newKey())
				again.Start = first.Key
				_, err := w.p.Buy(context.Background(), again)
				answers <- err
			}()
		}
		<-inside
		var over StartNotOpenError
		if err := <-answers; !errors.As(err, &over) || over.Start.State != buying.Sending {
			t.Errorf("the second window: %v", err)
		}
		release()
		if err := <-answers; err != nil {
			t.Errorf("the first window: %v", err)
		}
		w.oncePaid(1)
	})
}

// A double click: one key, two requests, one call, one answer.
func TestADoubleClickPaysOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, waits)
		w.selling()
		w.live(t, w.p)
		key := newKey()
		answers := make(chan BuyOutcome, 8)
		for range cap(answers) {
			go func() {
				out, err := w.p.Buy(context.Background(), order(key))
				if err != nil {
					t.Errorf("buy: %v", err)
				}
				answers <- out
			}()
		}
		replayed := 0
		for range cap(answers) {
			out := <-answers
			if out.Replayed {
				replayed++
			}
			if out.Answer.Result != buying.Accredited || out.Answer.Start != key {
				t.Errorf("%+v", out.Answer)
			}
		}
		if replayed != cap(answers)-1 || w.wallet.called("pay") != 1 {
			t.Errorf("%d replayed, %d calls", replayed, w.wallet.called("pay"))
		}
		w.oncePaid(1)
	})
}

// A wallet that is slower than the person may wait: told as unknown, and the
// answer is there when it is asked for.
func TestASlowWallet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, func(p *Params) { p.AnswerWait = 50 * time.Millisecond })
		w.selling()
		inside, release := w.wallet.hold("pay")
		key := newKey()
		a := w.buy(order(key))
		<-inside
		if a.Result != buying.Unknown || a.Purchase != nil || a.Start != key || w.start(key).State != buying.Sending {
			t.Fatalf("%+v", a)
		}
		if a := w.buy(order(key)); a.Result != buying.Unknown {
			t.Errorf("asked again meanwhile: %+v", a)
		}
		release()
		w.settled()
		if a := w.buy(order(key)); a.Result != buying.Accredited {
			t.Errorf("asked again: %+v", a)
		}
		w.oncePaid(1)
	})
}

// The wallet's own notice comes before the answer to our call.
func TestANoticeFasterThanTheAnswer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		for fault, want := range map[string]purchase.LegState{"": purchase.Done, "timeout": purchase.Done, "refuse:insufficient-funds": purchase.Done} {
			w := newWorld(t, storetest.DSN(t, engineOf(dsn)), func(p *Params) { p.AnswerWait = 50 * time.Millisecond })
			w.selling()
			w.wallet.fail("pay", fault)
			inside, release := w.wallet.hold("pay")
			key := newKey()
			w.buy(order(key))
			<-inside
			pay := payment(buying.Reference(key), connector.PaymentAccredited, w.clock.Now())
			w.notice(pay)
			if d := w.detail(key); d.Legs.Payment != purchase.Done || d.Credited != 104_00 {
				t.Fatalf("%+v", d.Purchase)
			}
			release()
			w.settled()
			d := w.detail(key)
			if d.Legs.Payment != want || len(d.Attempts) != 1 {
				t.Errorf("%q: %+v, %d attempts", fault, d.Purchase, len(d.Attempts))
			}
			alarms := w.count(`select count(*) from exception where kind = $1`, string(exception.Alarm))
			if refused := fault == "refuse:insufficient-funds"; refused != (alarms == 1) {
				t.Errorf("%q: %d alarms", fault, alarms)
			}
			if n := w.count(`select count(*) from purchase`); n != 1 {
				t.Errorf("%d purchases", n)
			}
		}
	})
}

// What the wallet tells of a start must be what was started.
func TestANoticeThatDoesNotFitTheStart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		for kind, change := range map[exception.Kind]func(*connector.Payment){
			exception.OtherAmount:  func(p *connector.Payment) { p.Amount++ },
			exception.OtherPSR:     func(p *connector.Payment) { p.PSR = "9" },
			exception.OtherMoney:   func(p *connector.Payment) { p.Currency = "USD" },
			exception.OtherAccount: func(p *connector.Payment) { p.ToCBU = "0070999020000065706080" },
		} {
			w := newWorld(t, storetest.DSN(t, engineOf(dsn)), waits)
			w.selling()
			wrong := order(newKey())
			wrong.PIN = wrongPIN
			w.buy(wrong)
			pay := payment(buying.Reference(wrong.Key), connector.PaymentAccredited, w.clock.Now())
			change(&pay)
			w.notice(pay)
			if n := w.count(`select count(*) from exception where kind = $1`, string(kind)); n != 1 || w.count(`select count(*) from purchase`) != 0 {
				t.Errorf("%s: %d exceptions", kind, n)
			}
		}
	})
}

// A refused start that the wallet says it was paid for after all is a purchase;
// one that it rejected stays what it is.
func TestANoticeOfARefusedStart(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"), waits)
	w.selling()
	wrong := order(newKey())
	wrong.PIN = wrongPIN
	w.buy(wrong)
	w.notice(payment(buying.Reference(wrong.Key), connector.PaymentRejected, w.clock.Now()))
	if w.start(wrong.Key).State != buying.RefusedStart {
		t.Fatal("a rejection opened a purchase of a refused start")
	}
	w.notice(payment(buying.Reference(wrong.Key), connector.PaymentAccredited, w.clock.Now()))
	if d := w.untilRest(wrong.Key); d.Status != purchase.StatusOK {
		t.Errorf("%+v", d.Purchase)
	}
}

// After a restore the hub knows nothing of what it started: the payment opens the
// purchase under its old id, so that its balance is asked for before it is sent.
func TestAForgottenStart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, waits)
		w.selling()
		w.live(t, w.p)
		key := newKey()
		w.buy(order(key))
		for _, table := range []string{"attempt", "purchase", "payment_try", "payment_start", "job", "operation"} {
			w.exec(`delete from ` + table)
		}
		w.exec(`update hub_meta set epoch = 'restored', epoch_started_ms = $1`, w.clock.Now().UnixMilli()+1)
		w.clock.advance(time.Minute)
		restored, err := store.Open(context.Background(), dsn, store.Options{Clock: w.clock, LeaseClock: w.clock})
		if err != nil {
			t.Fatal(err)
		}
		defer restored.Close()
		w.p.Stop()
		w.store = restored
		w.p = w.engine()
		w.notice(w.wallet.payments[0])
		if d := w.untilRest(key); d.Status != purchase.StatusOK {
			t.Fatalf("%+v", d.Purchase)
		}
		w.once()
		w.oncePaid(1)
	})
}

func TestWalletAndQuote(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	w.selling()
	q, err := w.p.Quote(context.Background(), shop, psr, 100_00)
	if err != nil || q.Credited != 104_00 || q.CBUMasked != "2850 5909 •••• •••• ••52 01" || q.Minimum != buying.StandardMinimum || q.Maximum != buying.StandardMaximum || q.Agent.Code != "A-1" {
		t.Errorf("%+v, %v", q, err)
	}
	if q, err := w.p.Quote(context.Background(), shop, psr, 0); err != nil || q.Credited != 0 || q.Maximum == 0 {
		t.Errorf("before an amount is typed: %+v, %v", q, err)
	}
	if got, err := w.p.WalletOf(context.Background(), shop, psr); err != nil || got.Available != 162040_00 {
		t.Errorf("%+v, %v", got, err)
	}
	w.wallet.fail("account", "no-session")
	if _, err := w.p.WalletOf(context.Background(), shop, psr); !errors.Is(err, connector.ErrNoSession) {
		t.Errorf("%v", err)
	}
	if _, err := w.p.WalletOf(context.Background(), access.Scope{Agency: "ag", Agent: "a2"}, psr); !errors.Is(err, ErrNotFound) {
		t.Errorf("another agent's: %v", err)
	}
	if slices.Contains([]string{q.CBUMasked, q.Alias}, cbu) {
		t.Error("the whole CBU")
	}
}
