package main

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/hub/store/storetest"
)

// onBoth runs a money test over both databases.
func onBoth(t *testing.T, test func(t *testing.T, engine string)) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) { test(t, engine) })
	}
}

// faultCase is a fault of the simulator on one leg, and whether a person has
// to press "Sí" because refusals are never retried automatically.
type faultCase struct {
	name   string
	faults []simFault
	person bool
}

// faultCases are all faults of the simulator on each leg, and each fault that
// leaves the outcome open also with a recharge system that forgets keys.
func faultCases() []faultCase {
	var cases []faultCase
	modes := []struct {
		mode    string
		delayMS int
	}{
		{"error-500", 0}, {"error-503", 0}, {"timeout-before", 1500}, {"timeout-after", 1500}, {"late", 600},
		{"duplicate-answer", 0}, {"cut-body", 0}, {"slow", 300}, {"garbage", 0},
	}
	for _, leg := range []struct{ system, call string }{
		{"recharge", "transfer"}, {"recharge", "find-transfer"}, {"merchant", "notice"}, {"wallet", "find-payment"},
	} {
		for _, m := range modes {
			f := simFault{System: leg.system, Call: leg.call, Mode: m.mode, Times: 2, DelayMS: m.delayMS}
			cases = append(cases, faultCase{name: leg.call + " " + m.mode, faults: []simFault{f}})
			if leg.call == "transfer" {
				forgets := simFault{System: "recharge", Call: "transfer", Mode: "ignore-key"}
				cases = append(cases, faultCase{name: leg.call + " " + m.mode + " ignore-key", faults: []simFault{f, forgets}})
			}
		}
	}
	for _, code := range []string{"insufficient-balance", "terminal-blocked", "unknown-psr", "unknown-agent", "amount-out-of-range"} {
		refusal := simFault{System: "recharge", Call: "transfer", Mode: "refuse:" + code, Times: 1}
		cases = append(cases, faultCase{name: "transfer refuse:" + code, faults: []simFault{refusal}, person: true})
	}
	strange := simFault{System: "merchant", Call: "notice", Mode: "refuse:unknown-purchase", Times: 2}
	return append(cases, faultCase{name: "notice refuse:unknown-purchase", faults: []simFault{strange}})
}

// Every purchase meets its own fault; in the end each is OK and exactly one
// transfer really happened.
func TestEveryFaultOnEveryLegMovesTheMoneyOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, engine string) {
		s := newSite(t, engine)
		cases := faultCases()
		payments, ids := make([]payment, len(cases)), make([]string, len(cases))
		var all []simFault
		for i, c := range cases {
			payments[i] = newPayment("pending")
			s.pay(payments[i])
			ids[i] = s.byReference(payments[i].Reference).ID
			for _, f := range c.faults {
				f.Reference = ids[i]
				if f.System == "wallet" {
					f.Reference = payments[i].Reference
				}
				all = append(all, f)
			}
		}
		s.faults(all...)
		for _, p := range payments {
			p.Status = "accredited"
			s.pay(p)
		}
		for i, c := range cases {
			if c.person {
				eventually(t, c.name, func() error {
					if d := s.find(ids[i]); d.Status != purchase.StatusError {
						return fmt.Errorf("it is %s %q", d.Status, d.Cause)
					}
					return nil
				})
				if a, r := s.retry(ids[i]); a.Result != purchase.ResultCompleted {
					t.Errorf("%s: retry gave %d %s %s", c.name, r.StatusCode, a.Result, a.Code)
				}
			}
			d := s.reaches(ids[i], purchase.StatusOK, "")
			if err := exactlyOne(s.ledger("recharge", ids[i]), d.Credited); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			if len(s.ledger("merchant", ids[i])) == 0 {
				t.Errorf("%s: the merchant platform was never told", c.name)
			}
		}
	})
}

// The hub dies right after the send; its successor asks and never sends again.
func TestHubKilledRightAfterASend(t *testing.T) {
	onBoth(t, func(t *testing.T, engine string) {
		s := newSite(t, engine)
		for _, forgets := range []bool{false, true} {
			p := newPayment("pending")
			s.pay(p)
			id := s.byReference(p.Reference).ID
			faults := []simFault{{System: "recharge", Call: "transfer", Mode: "timeout-after", Times: 1, DelayMS: 5000, Reference: id}}
			if forgets {
				faults = append(faults, simFault{System: "recharge", Call: "transfer", Mode: "ignore-key", Reference: id})
			}
			s.faults(faults...)
			p.Status = "accredited"
			s.pay(p)
			eventually(t, "the send", func() error {
				if n := len(s.ledger("recharge", id)); n == 0 {
					return fmt.Errorf("nothing was sent")
				}
				return nil
			})
			s.restartHub()
			d := s.reaches(id, purchase.StatusOK, "")
			if err := exactlyOne(s.ledger("recharge", id), d.Credited); err != nil {
				t.Errorf("forgets keys: %v: %v", forgets, err)
			}
		}
	})
}

func TestTheSameNoticeThreeTimes(t *testing.T) {
	onBoth(t, func(t *testing.T, engine string) {
		s := newSite(t, engine)
		p := newPayment("accredited")
		p.Times = 3
		s.pay(p)
		d := s.reaches(s.byReference(p.Reference).ID, purchase.StatusOK, "")
		body := map[string]any{"type": "payment.accredited", "wallet_transfer": p.Number, "reference": p.Reference,
			"psr": p.PSR, "amount": p.Amount, "currency": p.Currency, "at": d.At}
		for range 3 {
			if r := s.notice(body, time.Now(), webhookKey); r.StatusCode != http.StatusNoContent {
				t.Fatalf("a repeated notice: %d %s", r.StatusCode, bodyOf(r))
			}
		}
		if err := exactlyOne(s.ledger("recharge", d.ID), 10400); err != nil {
			t.Error(err)
		}
	})
}

// Retries with different keys at the same time join one attempt.
func TestManyPeoplePressTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, engine string) {
		s := newSite(t, engine)
		s.setBalance(testAgent, 0)
		p := newPayment("accredited")
		s.pay(p)
		d := s.reaches(s.byReference(p.Reference).ID, purchase.StatusError, purchase.CauseNoBalance)
		s.setBalance(testAgent, 1_000_000)
		s.faults(simFault{System: "recharge", Call: "transfer", Mode: "slow", DelayMS: 500, Times: 1, Reference: d.ID},
			simFault{System: "recharge", Call: "transfer", Mode: "ignore-key", Reference: d.ID})
		var people sync.WaitGroup
		results := make([]purchase.Result, 6)
		for i := range results {
			people.Go(func() {
				a, r := s.retry(d.ID)
				if r.StatusCode == http.StatusOK {
					results[i] = a.Result
				}
			})
		}
		people.Wait()
		for _, result := range results {
			if result != purchase.ResultCompleted {
				t.Errorf("results %v", results)
			}
		}
		if err := exactlyOne(s.ledger("recharge", d.ID), d.Credited); err != nil {
			t.Error(err)
		}
	})
}

// The negative control: a client that sends again without asking is caught by
// the same check.
func TestResendingWithoutAskingIsCaught(t *testing.T) {
	s := newSite(t, "sqlite")
	reference := newPayment("").Reference
	s.faults(simFault{System: "recharge", Call: "transfer", Mode: "ignore-key", Reference: reference},
		simFault{System: "recharge", Call: "transfer", Mode: "timeout-after", Times: 1, DelayMS: 50, Reference: reference})
	body := map[string]any{"reference": reference, "agent": testAgent, "psr": testPSR, "amount": 10400, "currency": "ARS"}
	for range 2 {
		// The first answer is lost; this client just sends again.
		_, _ = tryCall("POST", s.simulator.url+"/v1/transfers", map[string]string{"Idempotency-Key": "transfer-" + reference}, body, nil)
	}
	if err := exactlyOne(s.ledger("recharge", reference), 10400); err == nil {
		t.Fatal("the check did not see that the money moved twice")
	}
}
