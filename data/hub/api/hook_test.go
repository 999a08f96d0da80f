package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/job"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// signed gives the headers of a notice signed now.
func signed(h *hub, body string) http.Header {
	h.t.Helper()
	signer, err := connector.NewSigner(hookSecret, h.clock)
	if err != nil {
		h.t.Fatal(err)
	}
	header, err := signer.Sign("msg_1", []byte(body))
	if err != nil {
		h.t.Fatal(err)
	}
	return header
}

// notify sends a notice signed at the hub's clock, moved by shift.
func (h *hub) notify(body string, shift time.Duration, spoil ...func(http.Header)) answer {
	h.t.Helper()
	h.clock.move(shift)
	header := signed(h, body)
	h.clock.move(-shift)
	for _, f := range spoil {
		f(header)
	}
	var pairs []string
	for name := range header {
		pairs = append(pairs, name, header.Get(name))
	}
	return h.do("", "POST", "/v1/hooks/wallet", body, pairs...)
}

func notice(kind, reference, psr string, amount any) string {
	return fmt.Sprintf(`{"type":%q,"wallet_transfer":"W9","reference":%q,"psr":%q,"amount":%v,"currency":"ARS","at":%q,"new_field":[1,{"a":null}]}`,
		kind, reference, psr, amount, time.Now().UTC().Format(time.RFC3339))
}

func (h *hub) exceptions() []Exception {
	h.t.Helper()
	var all []Exception
	for _, who := range []string{"manager", "stranger"} {
		var list struct{ Items []Exception }
		h.do(who, "GET", "/v1/exceptions?limit=1000", "").into(&list)
		all = append(all, list.Items...)
	}
	return all
}

func (h *hub) count(who string) int {
	h.t.Helper()
	var list purchaseList
	h.do(who, "GET", "/v1/purchases?limit=1000", "").into(&list)
	return len(list.Items)
}

func TestWalletNoticeOpensAPurchaseOnce(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		before := h.count("operator")
		for range 3 {
			h.notify(notice("payment.accredited", "new-1", "00n1", 5000), 0).want(204, "")
		}
		if got := h.count("operator"); got != before+1 {
			t.Errorf("%d purchases more", got-before)
		}
		var list purchaseList
		eventually(t, "the balance out", func() bool {
			h.do("operator", "GET", "/v1/purchases?amount_min=5200&amount_max=5200&status=ok", "").into(&list)
			return len(list.Items) == 1
		})
		if p := list.Items[0]; p.PSR != "00n1" || p.Paid != 5000 || p.WalletTransfer != "W9" || p.Legs.Payment != purchase.Done {
			t.Errorf("opened %+v", p)
		}
		if len(h.exceptions()) != 0 {
			t.Errorf("exceptions %+v", h.exceptions())
		}
	})
}

func TestBadSignaturesChangeNothing(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		before := h.count("operator")
		good := notice("payment.accredited", "new-2", "00n1", 5000)
		for name, send := range map[string]func() answer{
			"too old":         func() answer { return h.notify(good, -5*time.Minute-2*time.Second) },
			"too new":         func() answer { return h.notify(good, 5*time.Minute+2*time.Second) },
			"no signature":    func() answer { return h.notify(good, 0, func(x http.Header) { x.Del("webhook-signature") }) },
			"no id":           func() answer { return h.notify(good, 0, func(x http.Header) { x.Del("webhook-id") }) },
			"other id":        func() answer { return h.notify(good, 0, func(x http.Header) { x.Set("webhook-id", "msg_2") }) },
			"other time":      func() answer { return h.notify(good, 0, func(x http.Header) { x.Set("webhook-timestamp", "1") }) },
			"time is no time": func() answer { return h.notify(good, 0, func(x http.Header) { x.Set("webhook-timestamp", "now") }) },
			"other signature": func() answer { return h.notify(good, 0, func(x http.Header) { x.Set("webhook-signature", "v1,AAAA") }) },
			"nothing":         func() answer { return h.do("", "POST", "/v1/hooks/wallet", good) },
			"with a session":  func() answer { return h.do("manager", "POST", "/v1/hooks/wallet", good) },
			"not JSON":        func() answer { return h.do("", "POST", "/v1/hooks/wallet", "hello") },
		} {
			if a := send(); a.Code != 401 || a.code() != "bad-signature" {
				t.Errorf("%s: %d %s", name, a.Code, a.Body)
			}
		}
		h.notify(good, -4*time.Minute).want(204, "")
		if got := h.count("operator"); got != before+1 || len(h.exceptions()) != 0 {
			t.Errorf("%d purchases more, exceptions %v", got-before, h.exceptions())
		}
		// The hub's own clock counts, not the machine's.
		h.clock.move(-48 * time.Hour)
		h.notify(good, 0).want(204, "")
	})
}

func TestNoticesThatDoNotFitWaitForAPerson(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		before := h.count("operator") + h.count("stranger")
		bodies := []string{
			notice("payment.accredited", "x1", "nobody", 5000),
			notice("payment.accredited", "x2", "00n1", 0),
			notice("payment.accredited", "x3", "00n1", -1),
			notice("payment.accredited", "x4", "00n1", "1000000000000000000"),
			notice("payment.accredited", "x5", "00n1", "1e30"),
			notice("payment.accredited", "x6", "00n1", "12.5"),
			notice("payment.accredited", "x7", "00n1", `"5000"`),
			notice("payment.accredited", "x8", "00n1", "null"),
			notice("payment.sleeping", "x9", "00n1", 5000),
			notice("", "x10", "00n1", 5000),
			notice("payment.accredited", "", "00n1", 5000),
			notice("payment.accredited", "ref-n1-0", "00n2", 10000),
			strings.Replace(notice("payment.accredited", "x11", "00n1", 5000), `"ARS"`, `"BRL"`, 1),
			strings.Replace(notice("payment.accredited", "x12", "00n1", 5000), `"new_field"`, `"to_cbu":"`+cbuOf(t, 2)+`","x"`, 1),
			`{}`,
			`{"type":"payment.accredited","reference":"a\u0000b","psr":"00n1","amount":1,"currency":"ARS"}`,
		}
		for i, body := range bodies {
			a := h.notify(body, 0)
			if a.Code != 204 {
				t.Errorf("%s: %d %s", body, a.Code, a.Body)
			}
			if got := len(h.exceptions()); got != i+1 {
				t.Fatalf("after %s there are %d exceptions, want %d", body, got, i+1)
			}
		}
		h.notify(bodies[1], 0).want(204, "") // a repeat is listed once
		list := h.exceptions()
		if len(list) != len(bodies) || h.count("operator")+h.count("stranger") != before {
			t.Errorf("%d exceptions, want %d; purchases went from %d to %d", len(list), len(bodies), before, h.count("operator")+h.count("stranger"))
		}
		for _, e := range list {
			if strings.Contains(fmt.Sprint(e.Details), cbuOf(t, 2)) {
				t.Errorf("a whole account number: %v", e.Details)
			}
		}
		if strings.Contains(h.logs.String(), cbuOf(t, 2)) {
			t.Error("a whole account number is in the log")
		}
	})
}

func TestNoticeBodies(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for _, body := range []string{"hello", "[1]", "null", `"text"`, "{", "7"} {
			h.notify(body, 0).want(400, "not-json")
		}
		h.notify(`{"reason":"`+strings.Repeat("x", 70_000)+`"}`, 0).want(413, "body-too-large")
		if len(h.exceptions()) != 0 {
			t.Errorf("exceptions %v", h.exceptions())
		}
		h.api.WalletHook = nil
		h.notify(notice("payment.accredited", "x", "00n1", 5000), 0).want(503, "not-configured")
	})
}

func TestANoticeForAHubWithoutAgenciesComesAgain(t *testing.T) {
	h := newHub(t, "sqlite:"+t.TempDir()+"/hub.db")
	empty := storetest.Open(t, "sqlite:"+t.TempDir()+"/empty.db", store.Options{Clock: h.clock})
	h.api.Purchases = job.New(job.Params{Store: empty})
	h.notify(notice("payment.accredited", "x", "00n1", 5000), 0).want(503, "not-configured")
}
