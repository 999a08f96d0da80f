package simulator_test

import (
	"bytes"
	"database/sql"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"trastienda/data/connector/simulator"
)

func TestAKeyIsAnsweredOnce(t *testing.T) {
	w := newWorld(t)
	first, err := w.recharge.Send(t.Context(), aTransfer("p-1"))
	if err != nil {
		t.Fatal(err)
	}
	other := aTransfer("p-1")
	other.Amount++
	for range 2 {
		again, err := w.recharge.Send(t.Context(), aTransfer("p-1"))
		if err != nil || again != first {
			t.Errorf("replay %+v %v, want %+v", again, err, first)
		}
		_, err = w.recharge.Send(t.Context(), other)
		if got := outcome(err); got != "unknown key-reused!" {
			t.Error(got)
		}
		w.restart()
	}
	if err := w.merchant.Notify(t.Context(), aNotice("p-1")); err != nil {
		t.Fatal(err)
	}
	if err := w.merchant.Notify(t.Context(), aNotice("p-1")); err != nil {
		t.Fatal(err)
	}
	if a, b := w.happened("recharge", ""), w.happened("merchant", "p-1"); a != 1 || b != 1 {
		t.Errorf("%d transfers, %d notices", a, b)
	}
	found, err := w.recharge.Find(t.Context(), "p-1")
	if err != nil || len(found) != 1 || found[0] != first {
		t.Errorf("found %+v %v", found, err)
	}
}

func TestManyAtOnceWithOneKey(t *testing.T) {
	w := newWorld(t)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := w.recharge.Send(t.Context(), aTransfer("p-1")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := w.happened("recharge", "p-1"); n != 1 {
		t.Errorf("%d effects", n)
	}
}

func TestARefusalIsNotRemembered(t *testing.T) {
	w := newWorld(t)
	if s := w.ask(http.MethodPut, "/sim/agents/A1", "", `{"available":10399}`, nil); s != 200 {
		t.Fatal(s)
	}
	_, err := w.recharge.Send(t.Context(), aTransfer("p-1"))
	if got := outcome(err); got != "refused insufficient-balance" {
		t.Error(got)
	}
	if n := w.happened("recharge", ""); n != 0 {
		t.Errorf("%d effects of a refusal", n)
	}
	if err := w.sim.SetAgent(t.Context(), "A1", 10400, "ARS"); err != nil {
		t.Fatal(err)
	}
	w.restart()
	if _, err := w.recharge.Send(t.Context(), aTransfer("p-1")); err != nil {
		t.Errorf("the same key after a refusal: %v", err)
	}
	b, err := w.recharge.Balance(t.Context(), "A1")
	if err != nil || b.Available != 0 || b.Currency != "ARS" || !b.AsOf.Equal(noon) {
		t.Errorf("%+v %v", b, err)
	}
	if told := w.want(200, http.MethodGet, "/sim/agents/A1", "", nil); told["available"] != 0.0 || told["unlimited"] != false {
		t.Error(told)
	}
	if told := w.want(200, http.MethodGet, "/sim/agents/A2", "", nil); told["unlimited"] != true {
		t.Error(told)
	}
}

func TestAmountsNobodyMayMove(t *testing.T) {
	w := newWorld(t)
	for _, amount := range []string{"0", "-1", "1000000000000001", "1000000000000000000"} {
		for path, body := range map[string]string{
			"/recharge/v1/transfers":         `{"reference":"x","agent":"A","psr":"1","currency":"ARS","amount":N}`,
			"/wallet/v1/payments":            `{"reference":"x","psr":"1","currency":"ARS","to_cbu":"2850590940090418135201","amount":N}`,
			"/network/v1/recharges":          `{"reference":"x","operator":"vivo","line":"1","currency":"BRL","amount":N}`,
			"/tef/v1/charges":                `{"reference":"x","currency":"BRL","amount":N}`,
			"/checkout/v1/checkouts":         `{"reference":"x","currency":"BRL","amount":N}`,
			"/billing/v1/payments":           `{"reference":"x","account":"1","lines":[{"invoice":"1-1","amount":N}]}`,
			"/merchant/v1/purchase-notices":  `{"purchase_id":"x","psr":"1","transfer_id":"T","paid":1,"currency":"ARS","credited":N}`,
			"/sim/payments":                  `{"psr":"1","currency":"ARS","amount":N}`,
			"/sim/transactions":              `{"card_id":"1","currency":"ARS","amount":N}`,
			"/merchant/v1/purchase-notices?": `{"purchase_id":"x","psr":"1","transfer_id":"T","credited":1,"currency":"ARS","paid":N}`,
		} {
			got := w.want(422, http.MethodPost, path, "k", strings.Replace(body, "N", amount, 1))
			if got["code"] != "amount-out-of-range" {
				t.Errorf("%s %s: %v", path, amount, got)
			}
		}
	}
	for _, body := range []string{`{"available":-1}`, `{"available":1000000000000001}`} {
		if s := w.ask(http.MethodPut, "/sim/agents/A1", "", body, nil); s != 422 {
			t.Errorf("%s: %d", body, s)
		}
	}
	if s := w.ask(http.MethodPut, "/sim/agents/A1", "", `{}`, nil); s != 400 {
		t.Errorf("no balance: %d", s)
	}
	if n := w.happened("", ""); n != 0 {
		t.Errorf("%d effects", n)
	}
}

func TestARestartKeepsEverything(t *testing.T) {
	w := newWorld(t)
	if _, err := w.recharge.Send(t.Context(), aTransfer("p-1")); err != nil {
		t.Fatal(err)
	}
	w.pay(simulator.NewPayment{Reference: "p-9", PSR: "1", Amount: 5, Currency: "ARS", Status: "pending"})
	w.faults(simulator.Fault{System: "recharge", Call: "transfer", Mode: "error-503", Times: 3, Reference: "p-2"})
	_, _ = w.recharge.Send(t.Context(), aTransfer("p-2"))
	before, err := w.sim.Ledger(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	w.restart()
	after, err := w.sim.Ledger(t.Context(), "", "")
	if err != nil || len(after) != 2 || after[0] != before[0] || after[1] != before[1] {
		t.Errorf("ledger %+v %v, was %+v", after, err, before)
	}
	set, err := w.sim.Faults(t.Context())
	if err != nil || len(set) != 1 || set[0].Used != 1 || set[0].Seen != 1 {
		t.Errorf("faults %+v %v", set, err)
	}
	if p, err := w.wallet.Find(t.Context(), "p-9"); err != nil || len(p) != 1 || p[0].Status != "pending" {
		t.Errorf("payment %+v %v", p, err)
	}
}

func TestAFileThatCannotBe(t *testing.T) {
	dir := t.TempDir()
	newer, text := filepath.Join(dir, "newer.db"), filepath.Join(dir, "text.db")
	db, err := sql.Open("sqlite", newer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("pragma user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(text, bytes.Repeat([]byte("no database "), 100), 0o600); err != nil {
		t.Fatal(err)
	}
	open := func(o simulator.Options) error {
		s, err := simulator.Open(t.Context(), o)
		if err == nil {
			_ = s.Close()
		}
		return err
	}
	if err := open(simulator.Options{File: newer}); !errors.Is(err, simulator.ErrNewerFile) {
		t.Errorf("newer: %v", err)
	}
	for name, o := range map[string]simulator.Options{
		"text": {File: text}, "none": {}, "no folder": {File: filepath.Join(dir, "missing", "x.db")},
		"bad secret": {File: filepath.Join(dir, "a.db"), WalletSecret: "abc"},
		"unsigned":   {File: filepath.Join(dir, "a.db"), NotifyURL: "http://hub.test"},
		"no host":    {File: filepath.Join(dir, "a.db"), NotifyURL: "hub", WalletSecret: secret},
	} {
		if open(o) == nil {
			t.Errorf("%s was opened", name)
		}
	}
}

func TestThePINIsKeptNowhere(t *testing.T) {
	w := newWorld(t)
	body := `{"reference":"w-1","psr":"1","amount":5,"currency":"ARS","to_cbu":"2850590940090418135201","pin":"PIN-739155"}`
	w.faults(simulator.Fault{Call: "pay", Mode: "late", DelayMS: 3_600_000, Times: 1})
	w.want(504, http.MethodPost, "/wallet/v1/payments", "k", body)
	w.want(201, http.MethodPost, "/wallet/v1/payments", "k", body)
	w.close()
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(w.options.File + end)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte("739155")) {
			t.Errorf("the PIN is in the file%s", end)
		}
		if end == "" && !bytes.Contains(raw, []byte("w-1")) {
			t.Error("the payment is not in the file: this test reads the wrong one")
		}
	}
	w.open()
}
