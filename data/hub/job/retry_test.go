package job

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// refused opens a purchase whose transfer was refused.
func (w *world) refused(reference, code string) string {
	w.t.Helper()
	id := w.opened(reference)
	w.recharge.fail("send", "refuse:"+code)
	w.runDue()
	if d := w.detail(id); d.Status != purchase.StatusError {
		w.t.Fatalf("got %s %q", d.Status, d.Cause)
	}
	return id
}

// still keeps automatic runs from being faster than the person.
func (w *world) still() {
	w.t.Helper()
	err := w.store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.ExecContext(context.Background(), `update job set run_at_ms = null`)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// patient is an engine whose people wait long enough for any run.
func patient(p *Params) { p.AnswerWait = time.Minute }

func TestRetryAnswers(t *testing.T) {
	cases := []struct {
		name   string
		stuck  func(w *world) string
		answer purchase.Result
		code   string
		sends  int // made by the retry
	}{
		{"completed", func(w *world) string { return w.refused("R", "insufficient-balance") }, purchase.ResultCompleted, "", 1},
		{"no balance again", func(w *world) string {
			id := w.refused("R", "insufficient-balance")
			w.recharge.fail("send", "refuse:insufficient-balance")
			return id
		}, purchase.ResultNoBalance, "no-balance", 1},
		{"refused", func(w *world) string {
			id := w.refused("R", "insufficient-balance")
			w.recharge.fail("send", "refuse:terminal-blocked")
			return id
		}, purchase.ResultRefused, "terminal-blocked", 1},
		{"the question finds no answer", func(w *world) string {
			id := w.refused("R", "insufficient-balance")
			w.recharge.fail("find", "timeout")
			return id
		}, purchase.ResultPending, "no-answer", 0},
		{"settling", func(w *world) string {
			id := w.opened("R")
			w.recharge.fail("send", "timeout")
			w.runDue()
			w.clock.advance(time.Second)
			return id
		}, purchase.ResultPending, purchase.CodeSettling, 0},
		{"settled", func(w *world) string {
			id := w.opened("R")
			w.recharge.fail("send", "timeout")
			w.runDue()
			w.clock.advance(settle)
			return id
		}, purchase.ResultCompleted, "", 1},
		{"only the notice", func(w *world) string {
			id := w.opened("R")
			w.merchant.fail("notify", "timeout")
			w.runDue()
			return id
		}, purchase.ResultCompleted, "", 0},
		{"COELSA waits", func(w *world) string {
			w.notice(payment("R", connector.PaymentPending, start))
			w.runDue()
			return w.id("R")
		}, purchase.ResultPending, "payment-pending", 0},
		{"rejected by the wallet", func(w *world) string {
			w.notice(payment("R", connector.PaymentRejected, start))
			return w.id("R")
		}, purchase.ResultRefused, purchase.CodePaymentRejected, 0},
		{"expired", func(w *world) string {
			id := w.opened("R")
			for range 2 {
				w.recharge.fail("send", "timeout")
				w.recharge.fail("find", "timeout")
			}
			w.runDue()
			w.recharge.heal()
			w.clock.advance(80 * time.Hour)
			w.runDue()
			return id
		}, purchase.ResultCompleted, "", 1},
	}
	storetest.Each(t, func(t *testing.T, dsn string) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				engine := "sqlite"
				if dsn[:6] != "sqlite" {
					engine = "postgres"
				}
				w := newWorld(t, storetest.DSN(t, engine), patient)
				id := c.stuck(w)
				w.still()
				before := w.recharge.called("send")
				w.live(t, w.p)
				got, err := w.retry(id, "k1")
				if err != nil {
					t.Fatal(err)
				}
				if got.Answer.Result != c.answer || got.Answer.Code != c.code || got.Replayed || got.Answer.Purchase.ID != id {
					t.Errorf("got %s %q, replayed %v", got.Answer.Result, got.Answer.Code, got.Replayed)
				}
				if n := w.recharge.called("send") - before; n != c.sends {
					t.Errorf("%d sends, want %d", n, c.sends)
				}
				again, err := w.retry(id, "k1")
				if err != nil || !again.Replayed || again.Answer.Result != c.answer || again.Answer.Code != c.code {
					t.Errorf("replay: %+v, %v", again, err)
				}
				if n := w.recharge.called("send") - before; n != c.sends {
					t.Error("the replay sent")
				}
				if w.count(`select count(*) from audit where act = $1 and actor = 'u1' and entity_id = $2`, audit.ActRetry, id) != 1 {
					t.Error("no audit row, or more than one")
				}
				w.once()
			})
		}
	})
}

func TestRetryIsSignedByThePerson(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"), patient)
	id := w.refused("R", "insufficient-balance")
	w.live(t, w.p)
	if _, err := w.retry(id, "k"); err != nil {
		t.Fatal(err)
	}
	for _, a := range w.detail(id).Attempts[1:] {
		if a.By != (purchase.By{Kind: purchase.Person, Name: "Ana"}) {
			t.Errorf("attempt %d by %+v", a.N, a.By)
		}
	}
}

// Two people press together: one attempt, one answer.
func TestConcurrentRetries(t *testing.T) {
	cases := []struct {
		name string
		keys [2]string
	}{{"different keys", [2]string{"k1", "k2"}}, {"the same key", [2]string{"k3", "k3"}}}
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, patient)
		w.recharge.ignoreKeys = true
		w.live(t, w.p)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				w.recharge.fail("send", "refuse:insufficient-balance", "refuse:terminal-blocked")
				id := w.opened("R " + c.name)
				eventually(t, "refused", func() bool { return w.detail(id).Status == purchase.StatusError })
				before := w.recharge.called("send")
				inside, release := w.recharge.hold("send")
				var outcomes [2]RetryOutcome
				var errs [2]error
				var both sync.WaitGroup
				press := func(i int) { outcomes[i], errs[i] = w.retry(id, c.keys[i]) }
				both.Go(func() { press(0) })
				<-inside
				both.Go(func() { press(1) })
				if c.keys[0] != c.keys[1] {
					eventually(t, "both are claimed", func() bool {
						return w.count(`select count(*) from operation where target = $1`, id) == 2
					})
				}
				release()
				both.Wait()
				if errs[0] != nil || errs[1] != nil {
					t.Fatal(errs)
				}
				for _, o := range outcomes {
					if o.Answer.Result != purchase.ResultRefused || o.Answer.Code != "terminal-blocked" {
						t.Errorf("got %s %q", o.Answer.Result, o.Answer.Code)
					}
				}
				if n := w.recharge.called("send") - before; n != 1 {
					t.Errorf("%d sends, want 1", n)
				}
			})
		}
	})
}

func TestRetryRefusesAndClaimsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		complete := w.opened("R1")
		w.runDue()
		stuck := w.refused("R2", "insufficient-balance")
		change := func(f func(*RetryRequest)) RetryRequest {
			rq := w.request(stuck, "k")
			f(&rq)
			return rq
		}
		cases := []struct {
			name string
			rq   RetryRequest
			want error
		}{
			{"complete", w.request(complete, "k"), ErrNothingToRetry},
			{"no such purchase", w.request("nobody", "k"), ErrNotFound},
			{"another agency", change(func(r *RetryRequest) { r.Scope = access.Scope{Agency: "other"} }), ErrNotFound},
			{"another agent", change(func(r *RetryRequest) { r.Scope.Agent = "a2" }), ErrNotFound},
		}
		for _, c := range cases {
			if _, err := w.p.Retry(context.Background(), c.rq); !errors.Is(err, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, err, c.want)
			}
		}
		unreachable := w.engine(func(p *Params) { p.Recharge = nil })
		if _, err := unreachable.Retry(context.Background(), w.request(stuck, "k")); !errors.Is(err, ErrNotConfigured) {
			t.Errorf("not configured: got %v", err)
		}
		if n := w.count(`select count(*) from operation`) + w.count(`select count(*) from audit`); n != 0 {
			t.Errorf("%d rows were claimed or audited", n)
		}
	})
}

func TestKeyOfAnotherRequest(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	id := w.refused("R1", "insufficient-balance")
	other := w.refused("R2", "insufficient-balance")
	if _, err := w.retry(id, "k"); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(*RetryRequest){
		"another user":     func(r *RetryRequest) { r.UserID = "u2" },
		"another body":     func(r *RetryRequest) { r.Hash = "x" },
		"another purchase": func(r *RetryRequest) { r.PurchaseID = other },
	} {
		rq := w.request(id, "k")
		f(&rq)
		if got, err := w.p.Retry(context.Background(), rq); !errors.Is(err, ErrKeyReused) || got.Answer.Result != "" {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
	hidden := w.request(id, "k")
	hidden.Scope.Agent = "a2"
	if _, err := w.p.Retry(context.Background(), hidden); !errors.Is(err, ErrNotFound) {
		t.Errorf("a replay out of scope: got %v", err)
	}
}

// The hub dies between claim and answer; the same key is answered from what is
// true when it comes again.
func TestClaimWithoutAnswerIsAnsweredFromThePresent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		id := w.refused("R1", "insufficient-balance")
		w.recharge.fail("send", "crash-after")
		if _, _, err := w.p.claim(context.Background(), w.request(id, "k")); err != nil {
			t.Fatal(err)
		}
		w.runDue()
		w.p = w.engine()
		w.clock.advance(w.p.lease)
		w.runDue()
		got, err := w.retry(id, "k")
		if err != nil || got.Answer.Result != purchase.ResultCompleted || !got.Replayed {
			t.Errorf("got %+v, %v", got, err)
		}
		op, err := w.store.FindOperation(context.Background(), "ag", "k")
		if err != nil || !op.Done || op.Status != 200 {
			t.Errorf("operation %+v, %v", op, err)
		}
		if n := w.recharge.moved(id); n != 1 {
			t.Errorf("moved %d times", n)
		}
	})
}

// While the call hangs nobody knows; the old refusal is not the answer.
func TestHangingRetryIsPending(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	w.live(t, w.p)
	w.recharge.fail("send", "refuse:insufficient-balance")
	id := w.opened("R1")
	eventually(t, "refused", func() bool { return w.detail(id).Status == purchase.StatusError })
	for _, call := range []string{"find", "send"} {
		inside, release := w.recharge.hold(call)
		got, err := w.retry(id, "k-"+call)
		if err != nil || got.Answer.Result != purchase.ResultPending || got.Answer.Code != string(purchase.CauseNoAnswer) {
			t.Errorf("%s: got %+v, %v", call, got.Answer, err)
		}
		<-inside
		if call == "find" {
			w.recharge.fail("send", "refuse:insufficient-balance")
		}
		release()
		eventually(t, "decided", func() bool {
			_, err := w.store.FindPurchase(context.Background(), all, id)
			return err == nil && w.count(`select count(*) from job where owner <> ''`) == 0
		})
	}
	if d := w.detail(id); d.Status != purchase.StatusOK {
		t.Errorf("got %s %q", d.Status, d.Cause)
	}
	w.once()
}

func TestRetryDuringAnAutomaticRunJoinsIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, patient)
		w.recharge.ignoreKeys = true
		w.live(t, w.p)
		inside, release := w.recharge.hold("send")
		id := w.opened("R1")
		<-inside
		done := make(chan RetryOutcome, 1)
		go func() {
			got, err := w.retry(id, "k")
			if err != nil {
				t.Error(err)
			}
			done <- got
		}()
		eventually(t, "claimed", func() bool {
			_, err := w.store.FindOperation(context.Background(), "ag", "k")
			return !errors.Is(err, store.ErrNotFound)
		})
		release()
		if got := <-done; got.Answer.Result != purchase.ResultCompleted {
			t.Errorf("got %+v", got.Answer)
		}
		if n := w.recharge.called("send"); n != 1 {
			t.Errorf("%d sends", n)
		}
	})
}
