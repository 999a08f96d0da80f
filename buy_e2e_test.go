package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"trastienda/app/buying"
	"trastienda/app/clock"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/desk"
)

// buyer is an agent's person who buys through the API.
type buyer struct {
	*site
	token string
	quote buying.Quote
}

func (s *site) buyer(psr string) *buyer {
	s.t.Helper()
	b := &buyer{site: s, token: s.signIn("agent@demo.test")}
	if r := b.get("/v1/points-of-sale/"+psr+"/quote?amount=10000", &b.quote); r.StatusCode != http.StatusOK {
		s.t.Fatalf("quote: %d %s", r.StatusCode, bodyOf(r))
	}
	return b
}

func (b *buyer) get(path string, out any) *http.Response {
	b.t.Helper()
	return call(b.t, "GET", b.hub.url+path, map[string]string{"Authorization": "Bearer " + b.token}, nil, out)
}

// send confirms the quote with a PIN, under a key, and again for a start. It is
// said what the hub answered, or that it broke off.
func (b *buyer) send(key, start, pin string) (buying.Answer, error) {
	var a buying.Answer
	r, err := tryCall("POST", b.hub.url+"/v1/purchases", map[string]string{"Authorization": "Bearer " + b.token, "Idempotency-Key": key},
		map[string]any{"psr": b.quote.PSR, "amount": b.quote.Amount, "currency": b.quote.Currency, "credited": b.quote.Credited,
			"bank_version": b.quote.BankVersion, "pin": pin, "start": start, "again": true}, &a)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%d %s", r.StatusCode, bodyOf(r))
	}
	return a, err
}

// paid are the payments of a start that really happened.
func (b *buyer) paid(start string) []effect { return b.ledger("wallet", buying.Reference(start)) }

// decided waits until it is known what became of a start.
func (b *buyer) decided(id string) (s buying.Start) {
	b.t.Helper()
	eventually(b.t, "start "+id, func() error {
		r, err := tryCall("GET", b.hub.url+"/v1/starts/"+id, map[string]string{"Authorization": "Bearer " + b.token}, nil, &s)
		switch {
		case err != nil:
			return err
		case r.StatusCode != http.StatusOK:
			return fmt.Errorf("%d %s", r.StatusCode, bodyOf(r))
		case s.Answer().Result == buying.Unknown || s.Purchase != nil && s.Purchase.Legs.Payment == purchase.Done && s.Purchase.Status != purchase.StatusOK:
			return fmt.Errorf("%+v", s)
		}
		return nil
	})
	return s
}

// consistent holds what the hub tells of a start against what really happened:
// the check of every test of payments.
func (b *buyer) consistent(id string) error {
	b.t.Helper()
	s := b.decided(id)
	paid := b.paid(id)
	moved := b.ledger("recharge", id)
	switch {
	case len(paid) > 1 || len(moved) > 1:
		return fmt.Errorf("paid %d times, moved %d times", len(paid), len(moved))
	case len(paid) != len(moved):
		return fmt.Errorf("paid %v, moved %v", paid, moved)
	case (s.Answer().Result == buying.Accredited) != (len(paid) == 1):
		return fmt.Errorf("told as %s %q, paid %v", s.Answer().Result, s.Answer().Code, paid)
	}
	return nil
}

// The hub dies after the PIN left, at every moment there is: before the wallet got
// the call, while it pays, after it paid, and when it pays later. Each purchase is
// paid at most once, what is told of it is what happened, and asking again under
// the same key pays nothing.
func TestHubKilledAfterThePIN(t *testing.T) {
	onBoth(t, func(t *testing.T, engine string) {
		s := newSite(t, engine)
		_, psr := s.shop()
		b := s.buyer(psr)
		moments := map[string]struct {
			fault *simFault
			paid  int
		}{
			"the wallet paid and says nothing":      {&simFault{Mode: "timeout-after", DelayMS: 20000}, 1},
			"the wallet paid and is slow":           {&simFault{Mode: "slow", DelayMS: 20000}, 1},
			"the wallet pays later":                 {&simFault{Mode: "late", DelayMS: 900}, 1},
			"the wallet did not get it":             {&simFault{Mode: "timeout-before", DelayMS: 20000}, 0},
			"the answer is cut off":                 {&simFault{Mode: "cut-body"}, 1},
			"the wallet forgets keys and is silent": {&simFault{Mode: "timeout-after", DelayMS: 20000}, 1},
		}
		keys, all := map[string]string{}, []simFault{}
		for name, m := range moments {
			keys[name] = uuid.Must(uuid.NewV7()).String()
			f := *m.fault
			f.System, f.Call, f.Times, f.Reference = "wallet", "pay", 1, buying.Reference(keys[name])
			all = append(all, f)
			if strings.Contains(name, "forgets") {
				all = append(all, simFault{System: "wallet", Call: "pay", Mode: "ignore-key", Reference: f.Reference})
			}
		}
		s.faults(all...)
		for _, key := range keys {
			go func() { _, _ = b.send(key, "", journeyPIN) }()
		}
		eventually(t, "the payments", func() error {
			for name, m := range moments {
				if r := b.get("/v1/starts/"+keys[name], nil); r.StatusCode != http.StatusOK {
					return fmt.Errorf("%s: not begun", name)
				}
				if n := len(b.paid(keys[name])); n < m.paid && m.fault.Mode != "late" {
					return fmt.Errorf("%s: %d", name, n)
				}
			}
			return nil
		})
		s.restartHub()
		for name, m := range moments {
			if err := b.consistent(keys[name]); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if n := len(b.paid(keys[name])); n != m.paid {
				t.Errorf("%s: paid %d times", name, n)
			}
			if m.paid == 0 {
				if d := s.find(keys[name]); d.Status != purchase.StatusError || d.Cause.Refusal() != purchase.CodePaymentNotMade {
					t.Errorf("%s: shown as %s %q", name, d.Status, d.Cause)
				}
			}
			// The answer that was stored before the hub died may be that nobody knew.
			a, err := b.send(keys[name], "", journeyPIN)
			unknown := a.Result == buying.Unknown && a.Purchase != nil
			if err != nil || a.Start != keys[name] || !unknown && (a.Result == buying.Accredited) != (m.paid == 1) {
				t.Errorf("%s, asked again: %+v, %v", name, a, err)
			}
			if err := b.consistent(keys[name]); err != nil {
				t.Errorf("%s, asked again: %v", name, err)
			}
		}
		// And some milliseconds after the click, wherever that is.
		for _, after := range []time.Duration{0, 4 * time.Millisecond, 12 * time.Millisecond, 30 * time.Millisecond} {
			key := uuid.Must(uuid.NewV7()).String()
			left := make(chan struct{})
			go func() {
				close(left)
				_, _ = b.send(key, "", journeyPIN)
			}()
			<-left
			time.Sleep(after)
			s.restartHub()
			if _, err := b.send(key, "", journeyPIN); err != nil {
				t.Errorf("after %v: %v", after, err)
			}
			if err := b.consistent(key); err != nil {
				t.Errorf("after %v: %v", after, err)
			}
		}
	})
}

// A client that sends again without asking, under another reference, must be
// caught by what is counted above.
func TestPayingAgainWithoutAskingIsCaught(t *testing.T) {
	s := newSite(t, "sqlite")
	_, psr := s.shop()
	s.faults(simFault{System: "wallet", Call: "pay", Mode: "timeout-after", Times: 1, DelayMS: 100})
	wallet := connector.NewWallet(connector.Options{URL: s.simulator.url, Timeout: 2 * time.Second})
	for try := range 2 {
		if _, err := wallet.Pay(context.Background(), connector.PayOrder{Reference: fmt.Sprint("careless-", try), Key: fmt.Sprint("careless-", try), PSR: psr,
			Amount: 100_00, Currency: "ARS", ToCBU: "2850590940090418135201", PIN: journeyPIN}); err == nil {
			break
		}
	}
	if n := len(s.payments()); n != 2 {
		t.Fatalf("the simulator's ledger shows %d payments of a client that pays twice", n)
	}
}

// Neither the PIN nor a whole account number is in anything that is kept or told:
// databases (the hub's own table of accounts and of payments under way needs the
// account), the files of the desktop, logs, the audit.
func TestThePINAndTheAccountAreNowhere(t *testing.T) {
	const pin, wrong = "84062951", "15926048"
	s := newSite(t, "sqlite")
	_, psr := s.shop()
	s.tellWallet(psr, map[string]any{"pin": pin})
	dir := t.TempDir()
	var lines bytes.Buffer
	d, err := desk.Open(desk.Options{Dir: dir, HubURL: s.hub.url, Clock: clock.System{}, Log: slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	ctx := context.Background()
	if _, err := d.SignIn(ctx, "agent@demo.test", testPassword, "here"); err != nil {
		t.Fatal(err)
	}
	quote, err := d.Quote(ctx, psr, 100_00)
	if err != nil {
		t.Fatal(err)
	}
	refused, err := d.Buy(ctx, quote.Request(wrong))
	if err != nil || refused.Code != connector.RefusedPIN {
		t.Fatalf("%+v, %v", refused, err)
	}
	again := quote.Request(pin)
	again.Start = refused.Start
	bought, err := d.Buy(ctx, again)
	if err != nil || bought.Result != buying.Accredited {
		t.Fatalf("%+v, %v", bought, err)
	}
	// An answer that never came, too.
	s.faults(simFault{System: "wallet", Call: "pay", Mode: "timeout-after", Times: 1, DelayMS: 20000})
	unsure := quote.Request(pin)
	unsure.Again = true
	if _, err := d.Buy(ctx, unsure); err != nil {
		t.Logf("unsure: %v", err)
	}
	eventually(t, "the copy", func() error {
		n, err := d.Purchases().Count(ctx, purchase.Filter{PSR: psr})
		if err == nil && n < 2 {
			err = fmt.Errorf("%d rows", n)
		}
		return err
	})
	pack, _, err := d.Evidence(ctx, bought.Start, "es-AR")
	if err != nil || strings.Count(string(pack), "POST /v1/payments") != 2 {
		t.Fatalf("the pack of evidence does not tell of both tries: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	var told struct{ Payments []connector.Payment }
	call(t, "GET", s.simulator.url+"/v1/payments?reference="+url.QueryEscape(buying.Reference(bought.Start)), nil, nil, &told)
	if len(told.Payments) != 1 || len(told.Payments[0].ToCBU) != 22 {
		t.Fatalf("the wallet tells %+v", told)
	}
	cbu := told.Payments[0].ToCBU
	manager := map[string]string{"Authorization": "Bearer " + s.signIn("manager@demo.test")}
	audit := bodyOf(call(t, "GET", s.hub.url+"/v1/audit?limit=1000", manager, nil, nil))
	if !strings.Contains(audit, "purchase.buy.answer") {
		t.Fatal("the audit does not tell of the purchase: this test reads the wrong one")
	}
	s.hub.kill()
	s.simulator.kill()
	texts := map[string]string{"audit": audit, "hub's log": s.hub.output(), "simulator's log": s.simulator.output(), "desktop's log": lines.String(), "pack": string(pack),
		"exchanges": exchangesOf(t, strings.TrimPrefix(s.dsn, "sqlite:"))}
	files := filesUnder(t, dir)
	if len(files) == 0 {
		t.Fatal("the desktop keeps no files: this test looks in the wrong place")
	}
	for name, text := range files {
		texts["desktop "+name] = text
	}
	for name, text := range texts {
		if strings.Contains(text, cbu) {
			t.Errorf("%s has the whole account", name)
		}
	}
	hub := strings.TrimPrefix(s.dsn, "sqlite:")
	for name, text := range filesUnder(t, filepath.Dir(hub)) {
		texts["hub "+name] = text
	}
	if !strings.Contains(texts["hub "+hub]+texts["hub "+hub+"-wal"], bought.Start) {
		t.Error("the purchase is not in the hub's file: this test reads the wrong one")
	}
	for name, text := range texts {
		for _, secret := range []string{pin, wrong} {
			if strings.Contains(text, secret) {
				t.Errorf("%s has the PIN", name)
			}
		}
	}
}

// exchangesOf is all that a hub's file keeps of what attempts sent and got.
func exchangesOf(t *testing.T, file string) string {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	var all string
	if err := db.QueryRow(`select count(*), coalesce(group_concat(request || answer), '') from exchange`).Scan(&n, &all); err != nil || n < 3 {
		t.Fatalf("%d exchanges are kept, %v: this test looks in the wrong place", n, err)
	}
	return all
}

func filesUnder(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		found[path] = string(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
