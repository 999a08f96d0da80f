package simulator_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/data/connector"
	"trastienda/data/connector/simulator"
)

const secret = "whsec_dGhpcyBpcyBhIHRlc3Qgc2VjcmV0IG9mIHRlc3Rz"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// world is a simulator behind a real server and the real clients of it.
type world struct {
	t        *testing.T
	sim      *simulator.Simulator
	srv      *httptest.Server
	options  simulator.Options
	recharge connector.Recharge
	merchant connector.Merchant
	wallet   connector.Wallet
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, options: simulator.Options{File: filepath.Join(t.TempDir(), "out side?#%.db"), Clock: clock.Fixed(noon),
		WalletSecret: secret, CheckoutSecret: secret}}
	w.open()
	t.Cleanup(func() { w.close() })
	return w
}

func (w *world) open() {
	w.t.Helper()
	sim, err := simulator.Open(w.t.Context(), w.options)
	if err != nil {
		w.t.Fatal(err)
	}
	w.sim = sim
	w.srv = httptest.NewServer(sim.Handler())
	w.connect(10*time.Second, nil)
}

// connect makes clients, over the network or (with a transport) in the process.
func (w *world) connect(timeout time.Duration, rt http.RoundTripper) {
	o := func(system string) connector.Options {
		return connector.Options{URL: w.srv.URL + "/" + system, Timeout: timeout, RoundTripper: rt, Token: "any"}
	}
	w.recharge, w.merchant, w.wallet = connector.NewRecharge(o("recharge")), connector.NewMerchant(o("merchant")), connector.NewWallet(o("wallet"))
}

func (w *world) close() {
	w.t.Helper()
	if err := w.sim.Close(); err != nil {
		w.t.Error(err)
	}
	w.srv.Close()
}

func (w *world) restart() {
	w.t.Helper()
	w.close()
	w.open()
}

func (w *world) faults(faults ...simulator.Fault) {
	w.t.Helper()
	if err := w.sim.SetFaults(w.t.Context(), faults...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) happened(system, reference string) int {
	w.t.Helper()
	effects, err := w.sim.Ledger(w.t.Context(), system, reference)
	if err != nil {
		w.t.Fatal(err)
	}
	return len(effects)
}

// eventually waits until the ledger of a reference has n effects.
func (w *world) eventually(system, reference string, n int) {
	w.t.Helper()
	until(w.t, func() bool { return w.happened(system, reference) == n })
}

func until(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it never happened")
		}
	}
}

// ask makes a bare call and reads its JSON answer into v.
func (w *world) ask(method, path, key string, body, v any) int {
	w.t.Helper()
	raw, isText := body.(string)
	if !isText && body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		raw = string(b)
	}
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.srv.URL+path, bytes.NewBufferString(raw))
	if err != nil {
		w.t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if v != nil {
		if err := json.Unmarshal(got, v); err != nil {
			w.t.Fatalf("%s %s: %d %s: %v", method, path, resp.StatusCode, got, err)
		}
	}
	return resp.StatusCode
}

type object = map[string]any

func (w *world) want(status int, method, path, key string, body any) object {
	w.t.Helper()
	var got object
	if s := w.ask(method, path, key, body, &got); s != status {
		w.t.Fatalf("%s %s: %d %v, want %d", method, path, s, got, status)
	}
	return got
}

func aTransfer(reference string) connector.Transfer {
	return connector.Transfer{Reference: reference, Agent: "A1", PSR: "000011112222333", Amount: 10400, Currency: "ARS",
		Key: "transfer-" + reference}
}

func aNotice(reference string) connector.PurchaseNotice {
	return connector.PurchaseNotice{PurchaseID: reference, PSR: "000011112222333", TransferID: "T1", Paid: 10000, Credited: 10400,
		Currency: "ARS", CompletedAt: noon, Key: "notice-" + reference}
}

// outcome is ok, "refused CODE" or "unknown CODE", with "!" for an alarm.
func outcome(err error) string {
	var refusal *connector.Refusal
	var unknown *connector.UnknownError
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &refusal):
		return "refused " + refusal.Code
	case errors.As(err, &unknown) && unknown.Alarm:
		return "unknown " + unknown.Code + "!"
	case errors.As(err, &unknown):
		return "unknown " + unknown.Code
	}
	return err.Error()
}

func (w *world) pay(n simulator.NewPayment) connector.Payment {
	w.t.Helper()
	p, err := w.sim.AddPayment(w.t.Context(), n)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}
