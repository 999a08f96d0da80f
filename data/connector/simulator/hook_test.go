package simulator_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/data/connector"
	"trastienda/data/connector/simulator"
)

// hub takes notices as the real one does: signature first, then the body.
type hub struct {
	mu       sync.Mutex
	verifier *connector.Verifier
	statuses []int // answers to the first notices; 204 afterwards
	taken    []connector.Payment
	ids      []string
	refused  int
	bodies   []string
}

func newHub(t *testing.T, statuses ...int) *hub {
	t.Helper()
	v, err := connector.NewVerifier(secret, clock.Fixed(noon))
	if err != nil {
		t.Fatal(err)
	}
	return &hub{verifier: v, statuses: statuses}
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.bodies = append(h.bodies, r.URL.Path+" "+string(body))
	status := http.StatusNoContent
	if len(h.statuses) > 0 {
		status, h.statuses = h.statuses[0], h.statuses[1:]
	}
	p, err := connector.ParseWalletNotice(body)
	switch {
	case h.verifier.Verify(r.Header, body) != nil:
		h.refused++
		status = http.StatusUnauthorized
	case err != nil && r.URL.Path == "/v1/hooks/wallet":
		h.refused++
		status = http.StatusBadRequest
	case status == http.StatusNoContent:
		h.taken = append(h.taken, p)
	}
	h.ids = append(h.ids, r.Header.Get("webhook-id"))
	w.WriteHeader(status)
}

func (h *hub) counts() (taken, refused, all int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.taken), h.refused, len(h.ids)
}

// newWorldWithHub is a world that tells a hub, over the network.
func newWorldWithHub(t *testing.T, h *hub) *world {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	w := newWorld(t)
	w.options.NotifyURL = srv.URL + "/"
	w.restart()
	return w
}

func aPayment() simulator.NewPayment {
	return simulator.NewPayment{Reference: "w-1", PSR: "000011112222333", Amount: 10000, Currency: "ARS", ToCBU: "0000003100000000000001"}
}

func TestANoticeIsSignedAndSentUntilItIsTaken(t *testing.T) {
	h := newHub(t, 500, 503)
	w := newWorldWithHub(t, h)
	paid := w.pay(aPayment())
	until(t, func() bool { taken, _, _ := h.counts(); return taken == 1 })
	if h.taken[0] != paid || paid.Status != connector.PaymentAccredited || !paid.At.Equal(noon) || paid.WalletTransfer == "" {
		t.Errorf("told %+v, paid %+v", h.taken[0], paid)
	}
	if len(h.ids) != 3 || h.ids[0] == "" || h.ids[0] != h.ids[1] || h.ids[1] != h.ids[2] {
		t.Errorf("three tries of one notice had the ids %v", h.ids)
	}
	if n := w.happened("wallet", "w-1"); n != 1 {
		t.Errorf("%d payments", n)
	}
}

func TestANoticeSurvivesARestart(t *testing.T) {
	h := newHub(t)
	w := newWorldWithHub(t, h)
	if err := w.sim.SetNotify("http://127.0.0.1:1", nil); err != nil { // nobody listens
		t.Fatal(err)
	}
	w.pay(aPayment())
	w.restart()
	until(t, func() bool { taken, _, _ := h.counts(); return taken == 1 })
}

func TestPaymentsOverHTTP(t *testing.T) {
	h := newHub(t)
	w := newWorldWithHub(t, h)
	told := w.want(201, http.MethodPost, "/sim/payments", "", `{"psr":"1","amount":5,"currency":"ARS","times":3,"status":"pending","at":"2026-02-28T09:00:00-03:00"}`)
	until(t, func() bool { taken, _, _ := h.counts(); return taken == 3 })
	if told["reference"] == "" || told["status"] != "pending" || told["at"] != "2026-02-28T12:00:00Z" {
		t.Error(told)
	}
	// The same reference again is the same payment, further on, told or not.
	w.want(201, http.MethodPost, "/sim/payments", "", object{"psr": "1", "amount": 5, "currency": "ARS", "notify": false, "reference": told["reference"]})
	found, err := w.wallet.Find(t.Context(), told["reference"].(string))
	if err != nil || len(found) != 1 || found[0].Status != connector.PaymentAccredited || found[0].WalletTransfer != told["wallet_transfer"] {
		t.Errorf("%+v %v", found, err)
	}
	for _, body := range []string{`{"psr":"1","amount":5,"currency":"ARS","status":"gone"}`, `{"amount":5,"currency":"ARS"}`, `{"psr":"1","amount":5}`, `{"psr":"1","amount":5,"currency":"ARS","times":101}`} {
		w.want(422, http.MethodPost, "/sim/payments", "", body)
	}
	w.want(400, http.MethodPost, "/sim/payments", "", `{"psr":1}`)
	if taken, refused, _ := h.counts(); taken != 3 || refused != 0 {
		t.Errorf("%d notices taken, %d refused", taken, refused)
	}
}

func TestFaultsOfNotices(t *testing.T) {
	for mode, want := range map[string]struct{ taken, refused int }{
		"error-500": {0, 0}, "timeout-before": {0, 0}, "refuse:lost": {0, 0},
		"duplicate-answer": {2, 0}, "timeout-after": {2, 0}, "late": {1, 0}, "slow": {1, 0}, "cut-body": {1, 1}, "ignore-key": {1, 0}, "garbage": {1, 1},
	} {
		t.Run(mode, func(t *testing.T) {
			h := newHub(t)
			w := newWorldWithHub(t, h)
			w.faults(simulator.Fault{System: "wallet", Call: "hook", Mode: mode, Times: 1, DelayMS: 1, Reference: "w-1"})
			w.pay(aPayment())
			// Behind the struck notice comes one that is not; when both have been
			// tried, the first has met its fate.
			after := aPayment()
			after.Reference = "w-2"
			w.pay(after)
			until(t, func() bool { taken, refused, _ := h.counts(); return taken >= want.taken+1 && refused >= want.refused })
			if taken, refused, _ := h.counts(); taken != want.taken+1 || refused != want.refused {
				t.Errorf("%d taken and %d refused, want %d and %d", taken, refused, want.taken+1, want.refused)
			}
			// Whatever became of the notice, the money moved and polling shows it.
			if found, _, err := w.wallet.List(t.Context(), ""); err != nil || len(found) != 2 {
				t.Errorf("%v %v", found, err)
			}
		})
	}
}

func TestAnEmbeddedHubWithoutAPort(t *testing.T) {
	h := newHub(t)
	w := newWorld(t)
	w.pay(aPayment()) // before anybody can be told
	if err := w.sim.SetNotify("http://hub.test", connector.HandlerTransport(h)); err != nil {
		t.Fatal(err)
	}
	second := aPayment()
	second.Reference = "w-2"
	w.pay(second)
	until(t, func() bool { taken, _, _ := h.counts(); return taken == 1 })
	found, next, err := w.wallet.List(t.Context(), "")
	if err != nil || len(found) != 2 || found[0].Reference != "w-1" {
		t.Fatalf("%+v %v", found, err)
	}
	if again, same, err := w.wallet.List(t.Context(), next); err != nil || len(again) != 0 || same != next {
		t.Errorf("after the end: %v, cursor %q, was %q, %v", again, same, next, err)
	}
	// What changes comes again after the cursor.
	changed := aPayment()
	changed.Status, changed.At = connector.PaymentRejected, noon.Add(time.Hour)
	w.pay(changed)
	if again, _, err := w.wallet.List(t.Context(), next); err != nil || len(again) != 1 || again[0].Status != connector.PaymentRejected {
		t.Errorf("%+v %v", again, err)
	}
}

func TestManyPaymentsAreAllOrNone(t *testing.T) {
	w := newWorld(t)
	quiet := false
	good, bad := aPayment(), aPayment()
	good.Notify, bad.Reference, bad.Amount = &quiet, "w-2", 0
	if made, err := w.sim.AddPayments(t.Context(), good, bad); err == nil || made != nil {
		t.Errorf("made %v", made)
	}
	if n := w.happened("wallet", ""); n != 0 {
		t.Errorf("%d payments of a wrong list", n)
	}
	bad.Amount = 1
	if made, err := w.sim.AddPayments(t.Context(), good, bad); err != nil || len(made) != 2 || made[1].Reference != "w-2" {
		t.Errorf("%v %v", made, err)
	}
}
