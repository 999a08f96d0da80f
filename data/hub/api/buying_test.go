package api

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"trastienda/app/buying"
	"trastienda/app/ident"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// secretPIN is typed in these tests and must turn up nowhere.
const secretPIN = "PIN-739155"

// walletSystem is a wallet in memory that takes every payment, once it is on.
type walletSystem struct {
	mu     sync.Mutex
	on     bool
	refuse error
	paid   []connector.PayOrder
}

func (w *walletSystem) Configured() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.on
}

func (w *walletSystem) set(on bool, refuse error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.on, w.refuse = on, refuse
}

func (w *walletSystem) payments() []connector.PayOrder {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]connector.PayOrder{}, w.paid...)
}

func (w *walletSystem) Account(context.Context, string) (connector.Account, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return connector.Account{Holder: "Titular", Available: 16204000, Currency: "ARS"}, w.refuse
}

func (w *walletSystem) Pay(_ context.Context, o connector.PayOrder) (connector.Paid, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse != nil {
		return connector.Paid{}, w.refuse
	}
	w.paid = append(w.paid, o)
	return connector.Paid{WalletTransfer: "9001", Reference: o.Reference, Status: connector.PaymentAccredited}, nil
}

func (w *walletSystem) Find(_ context.Context, reference string) ([]connector.Payment, error) {
	return nil, nil
}

func (w *walletSystem) List(context.Context, string) ([]connector.Payment, string, error) {
	return nil, "", connector.ErrNotPolled
}

// buying makes n1's account one that was approved once.
func (h *hub) buying() {
	h.t.Helper()
	h.wallet.set(true, nil)
	h.exec(`update agent_bank set version = 1`)
}

func (h *hub) exec(query string, args ...any) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		_, err := tx.ExecContext(context.Background(), query, args...)
		return err
	})
}

// told is an answer that was given, read.
func (h *hub) told(a answer, v any) {
	h.t.Helper()
	a.want(200, "")
	a.into(v)
}

func buyBody(change ...func(map[string]any)) string {
	body := map[string]any{"psr": "00n1", "amount": 10000, "currency": "ARS", "credited": 10400, "bank_version": 1, "pin": secretPIN}
	for _, c := range change {
		c(body)
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (h *hub) buy(who, key, body string) answer {
	return h.do(who, "POST", "/v1/purchases", body, "Idempotency-Key", key)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func TestBuyThroughTheAPI(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.do("agent", "GET", "/v1/points-of-sale/00n1/wallet", "").want(503, "not-configured")
		h.buying()
		var wallet buying.Wallet
		h.told(h.do("agent", "GET", "/v1/points-of-sale/00n1/wallet", ""), &wallet)
		var quote buying.Quote
		h.told(h.do("agent", "GET", "/v1/points-of-sale/00n1/quote?amount=10000", ""), &quote)
		if wallet.Available != 16204000 || quote.Credited != 10400 || quote.CBUMasked != ident.MaskCBU(cbuOf(t, 0)) || quote.Maximum != buying.StandardMaximum {
			t.Errorf("%+v %+v", wallet, quote)
		}
		h.do("agent", "GET", "/v1/points-of-sale/00n1/quote?amount=99", "").want(422, "amount-out-of-range")
		h.do("agent", "GET", "/v1/points-of-sale/00n2/quote?amount=10000", "").want(404, "not-found")

		h.wallet.set(true, &connector.Refusal{Code: connector.RefusedPIN, Detail: "not " + secretPIN})
		first := newID()
		var refused buying.Answer
		h.told(h.buy("agent", first, buyBody()), &refused)
		if refused.Result != buying.Refused || refused.Code != "wrong-pin" || refused.Start != first || refused.Purchase != nil {
			t.Fatalf("%+v", refused)
		}
		h.wallet.set(true, nil)
		again := newID()
		var a buying.Answer
		h.told(h.buy("agent", again, buyBody(func(b map[string]any) { b["start"] = first })), &a)
		if a.Result != buying.Accredited || a.Purchase == nil || a.Purchase.Status != purchase.StatusOK || a.Purchase.ID != first {
			t.Fatalf("%+v", a)
		}
		var start buying.Start
		h.told(h.do("agent", "GET", "/v1/starts/"+first, ""), &start)
		if start.State != buying.Opened || start.Purchase == nil || start.Amount != 10000 {
			t.Errorf("%+v", start)
		}
		// The key is the act's for ever, whatever PIN comes with it.
		replay := h.buy("agent", again, buyBody(func(b map[string]any) { b["start"], b["pin"] = first, "another" }))
		replay.want(200, "")
		if replay.Header().Get("Idempotency-Replayed") != "true" || len(h.wallet.payments()) != 1 {
			t.Errorf("%d payments", len(h.wallet.payments()))
		}
		h.buy("agent", again, buyBody(func(b map[string]any) { b["amount"], b["credited"] = 20000, 20800 })).want(422, "key-reused")
		h.buy("agent", newID(), buyBody()).want(409, "purchase-just-started")
		h.buy("agent", newID(), buyBody(func(b map[string]any) { b["again"] = true })).want(200, "")
		var op struct {
			State string
			Body  buying.Answer
		}
		h.told(h.do("agent", "GET", "/v1/operations/"+again, ""), &op)
		if op.State != "done" || op.Body.Result != buying.Accredited {
			t.Errorf("%+v", op)
		}
		h.do("manager", "GET", "/v1/operations/"+again, "").want(404, "not-found")
		h.nowhere(t, secretPIN)
		h.nowhere(t, "another\"")
	})
}

// nowhere looks for a secret in the database, the log and the audit.
func (h *hub) nowhere(t *testing.T, secret string) {
	t.Helper()
	if strings.Contains(h.logs.String(), secret) {
		t.Error("the log has the PIN")
	}
	for _, query := range []string{
		`select count(*) from operation where body like $1 or hash like $1`, `select count(*) from audit where before like $1 or after like $1`,
		`select count(*) from exception where body like $1`, `select count(*) from attempt where detail like $1 or code like $1`,
		`select count(*) from payment_try where detail like $1 or code like $1`, `select count(*) from payment_start where code like $1 or alias like $1`,
		`select count(*) from job where answer like $1`,
	} {
		var n int
		if err := h.store.Read().QueryRow(query, "%"+secret+"%").Scan(&n); err != nil || n > 0 {
			t.Errorf("%s: %d, %v", query, n, err)
		}
	}
	file, lite := strings.CutPrefix(h.dsn, "sqlite:")
	if !lite {
		return
	}
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(file + end)
		if err == nil && strings.Contains(string(raw), secret) {
			t.Errorf("the database file%s has the PIN", end)
		}
	}
}

func TestBuyingIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.buying()
		set := func(name string, value any) func(map[string]any) { return func(b map[string]any) { b[name] = value } }
		for name, c := range map[string]struct {
			body   string
			status int
			code   string
		}{
			"no PIN":        {buyBody(set("pin", "")), 422, "invalid-request"},
			"a number":      {buyBody(set("pin", 1234)), 422, "invalid-request"},
			"a long PIN":    {buyBody(set("pin", strings.Repeat("7391", 20))), 422, "invalid-request"},
			"control":       {buyBody(set("pin", "73\n91")), 422, "invalid-request"},
			"too much":      {buyBody(set("amount", 100000001), set("credited", 104000001)), 422, "amount-out-of-range"},
			"other rate":    {buyBody(set("credited", 10500)), 412, "purchase-changed"},
			"other bank":    {buyBody(set("bank_version", 2)), 412, "purchase-changed"},
			"another's":     {buyBody(set("psr", "00n2")), 404, "not-found"},
			"foreign":       {buyBody(set("psr", "00s1")), 404, "not-found"},
			"unknown field": {buyBody(set("cbu", "1")), 422, "invalid-request"},
		} {
			a := h.buy("agent", newID(), c.body)
			a.want(c.status, c.code)
			for _, pin := range []string{secretPIN, "7391"} {
				if strings.Contains(a.Body.String(), pin) {
					t.Errorf("%s: the answer repeats the PIN: %s", name, a.Body)
				}
			}
			if c.status == 412 {
				var p struct{ Current buying.Quote }
				if a.into(&p); p.Current.Credited != 10400 || p.Current.BankVersion != 1 {
					t.Errorf("%s: %+v", name, p.Current)
				}
			}
		}
		h.exec(`update agent_bank set state = 'pending' where agent_id = 'n1'`)
		h.buy("agent", newID(), buyBody()).want(409, "no-bank")
		h.exec(`update agent set active = 0 where id = 'n1'`)
		h.buy("agent", newID(), buyBody()).want(409, "agent-inactive")
		if n := len(h.wallet.payments()); n != 0 {
			t.Errorf("%d payments", n)
		}
		h.wallet.set(true, connector.ErrNoSession)
		h.do("agent", "GET", "/v1/points-of-sale/00n1/wallet", "").want(409, "wallet-no-session")
		h.nowhere(t, "7391")
	})
}

// A start is seen by its agent alone.
func TestStartsOfOthers(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.buying()
		id := newID()
		h.buy("agent", id, buyBody()).want(200, "")
		h.exec(`update app_user set agent_id = 'n2' where id = 'agent'`)
		other := h.signIn("agent@example.test", password)
		h.do(other, "GET", "/v1/starts/"+id, "").want(404, "not-found")
		h.buy(other, newID(), buyBody(func(b map[string]any) { b["psr"], b["start"] = "00n2", id })).want(404, "not-found")
		var op Operation
		h.told(h.do(other, "GET", "/v1/operations/"+id, ""), &op)
		if op.State != "running" || op.Body != nil {
			t.Errorf("the key of before tells %+v", op)
		}
	})
}

func TestLimitsOfTheAgency(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.buying()
		edit := func(version, more string) answer {
			return h.do("manager", "PUT", "/v1/agency", `{"name":"X","currency":"ARS","time_zone":"UTC"`+more+`}`, "Idempotency-Key", newID(), "If-Match", `"`+version+`"`)
		}
		edit("1", `,"buy_min":20000,"buy_max":10000`).want(422, "invalid-request")
		edit("1", `,"buy_min":20000,"buy_max":30000`).want(200, "")
		edit("2", ``).want(200, "")
		var profile struct {
			Min int64 `json:"buy_min"`
			Max int64 `json:"buy_max"`
		}
		h.do("agent", "GET", "/v1/agency", "").into(&profile)
		if profile.Min != 20000 || profile.Max != 30000 {
			t.Errorf("%+v", profile)
		}
		h.buy("agent", newID(), buyBody()).want(422, "amount-out-of-range")
	})
}
