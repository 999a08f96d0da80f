package simulator_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/data/connector/simulator"
)

// items reads a list of a GET.
func (w *world) items(path, field string) []any {
	w.t.Helper()
	got := w.want(200, http.MethodGet, path, "", nil)
	list, ok := got[field].([]any)
	if !ok {
		w.t.Fatalf("%s: no list %s in %v", path, field, got)
	}
	return list
}

func TestTheRechargeNetwork(t *testing.T) {
	w := newWorld(t)
	if n := len(w.items("/network/v1/values?operator=vivo&ddd=67", "values")); n == 0 {
		t.Error("no values")
	}
	if n := len(w.items("/network/v1/values?operator=vivo&ddd=00", "values")); n != 0 {
		t.Error("values for nobody's area")
	}
	reserve := func(ref string) string {
		got := w.want(201, http.MethodPost, "/network/v1/recharges", "k"+ref,
			object{"reference": ref, "operator": "vivo", "line": "67900000000", "amount": 1500, "currency": "BRL"})
		if got["status"] != "pending" || got["reference"] != ref {
			t.Error(got)
		}
		return "/network/v1/recharges/" + got["recharge_id"].(string)
	}
	a, b := reserve("n-1"), reserve("n-2")
	if got := w.want(200, http.MethodPost, a+"/confirm", "c1", nil); got["status"] != "confirmed" || got["authorization"] == "" {
		t.Error(got)
	}
	w.want(200, http.MethodPost, a+"/confirm", "c1-again", nil)
	if got := w.want(409, http.MethodPost, a+"/cancel", "c2", nil); got["code"] != "already-confirmed" {
		t.Error(got)
	}
	w.want(200, http.MethodPost, b+"/cancel", "c3", nil)
	if got := w.want(409, http.MethodPost, b+"/confirm", "c4", nil); got["code"] != "already-cancelled" {
		t.Error(got)
	}
	if got := w.want(404, http.MethodPost, "/network/v1/recharges/none/confirm", "c5", nil); got["code"] != "sale-not-found" {
		t.Error(got)
	}
	found := w.items("/network/v1/recharges?reference=n-1", "recharges")
	if len(found) != 1 || found[0].(object)["status"] != "confirmed" {
		t.Error(found)
	}
	if x, y := w.happened("network", "n-1"), w.happened("network", "n-2"); x != 2 || y != 2 {
		t.Errorf("%d and %d effects", x, y)
	}
	for code, status := range map[string]int{"terminal-blocked": 403, "connection-error": 422, "redo-transaction": 422, "service-unavailable": 422,
		"sale-not-found": 404, "webservice-error": 422, "no-value-for-ddd": 422, "channel-busy": 429} {
		w.faults(simulator.Fault{System: "network", Call: "reserve", Mode: "refuse:" + code})
		if got := w.want(status, http.MethodPost, "/network/v1/recharges", "x", object{}); got["code"] != code {
			t.Error(got)
		}
	}
}

func TestTheCardTerminal(t *testing.T) {
	w := newWorld(t)
	yes := w.want(201, http.MethodPost, "/tef/v1/charges", "k1", object{"reference": "t-1", "amount": 1500, "currency": "BRL"})
	no := w.want(201, http.MethodPost, "/tef/v1/charges", "k2", object{"reference": "t-2", "amount": 1513, "currency": "BRL"})
	if yes["status"] != "approved" || yes["authorization"] == "" || no["status"] != "declined" {
		t.Error(yes, no)
	}
	void := "/v1/charges/" + yes["charge_id"].(string) + "/void"
	w.want(200, http.MethodPost, "/tef"+void, "k3", nil)
	w.want(200, http.MethodPost, void, "k4", nil)
	w.want(409, http.MethodPost, "/tef/v1/charges/"+no["charge_id"].(string)+"/void", "k5", nil)
	w.want(404, http.MethodPost, "/tef/v1/charges/none/void", "k6", nil)
	if found := w.items("/tef/v1/charges?reference=t-1", "charges"); len(found) != 1 || found[0].(object)["status"] != "voided" {
		t.Error(found)
	}
	if n := w.happened("tef", "t-1"); n != 2 {
		t.Errorf("%d effects, want charge and void", n)
	}
}

func TestTheCheckout(t *testing.T) {
	for act, want := range map[string]struct{ status, word string }{
		"pay": {"paid", "Pagado"}, "reject": {"rejected", "Rechazado"}, "expire": {"expired", "Vencido"},
	} {
		t.Run(act, func(t *testing.T) {
			h := newHub(t)
			w := newWorldWithHub(t, h)
			opened := w.want(201, http.MethodPost, "/checkout/v1/checkouts", "k", object{"reference": "o-1", "amount": 1500, "currency": "ARS",
				"description": "<b>Dos facturas</b>", "lines": []object{{"reference": "f-1", "amount": 1000}, {"reference": "f-2", "amount": 500}}})
			address := opened["url"].(string)
			if !strings.HasPrefix(address, w.srv.URL+"/checkout/pay/") || opened["expires_at"] != "2026-03-01T12:30:00Z" {
				t.Error(opened)
			}
			page := w.page(http.Get(address))
			for _, part := range []string{"Pagar", "Rechazar", "Dejar vencer", "15,00", "f-2", "&lt;b&gt;Dos facturas"} {
				if !strings.Contains(page, part) {
					t.Errorf("the page lacks %q", part)
				}
			}
			if page = w.page(http.PostForm(address, url.Values{"act": {act}})); !strings.Contains(page, want.word) || strings.Contains(page, "Dejar vencer") {
				t.Errorf("after %s: %s", act, page)
			}
			w.page(http.PostForm(address, url.Values{"act": {"pay"}})) // too late for anything
			got := w.want(200, http.MethodGet, "/checkout/v1/checkouts/"+opened["checkout_id"].(string), "", nil)
			if got["status"] != want.status || (got["receipt"] != "") != (act == "pay") || (got["paid_at"] != nil) != (act == "pay") {
				t.Error(got)
			}
			if found := w.items("/checkout/v1/checkouts?reference=o-1", "checkouts"); len(found) != 1 {
				t.Error(found)
			}
			until(t, func() bool { taken, _, _ := h.counts(); return taken == 1 })
			if !strings.HasPrefix(h.bodies[0], `/v1/hooks/checkout {"type":"checkout.`+want.status+`"`) {
				t.Error(h.bodies[0])
			}
			if n := w.happened("checkout", "o-1"); n != 2 {
				t.Errorf("%d effects", n)
			}
		})
	}
}

func (w *world) page(resp *http.Response, err error) string {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 {
		w.t.Fatalf("%d %v", resp.StatusCode, err)
	}
	return string(body)
}

func TestACheckoutExpiresByItself(t *testing.T) {
	w := newWorld(t)
	opened := w.want(201, http.MethodPost, "/checkout/v1/checkouts", "k", object{"reference": "o-1", "amount": 1500, "currency": "ARS"})
	w.want(422, http.MethodPost, "/checkout/v1/checkouts", "k2", object{"reference": "o-2", "amount": 1500, "currency": "ARS", "lines": []object{{"reference": "f", "amount": 1}}})
	w.options.Clock = clock.Fixed(noon.Add(30 * time.Minute))
	w.restart()
	path := "/checkout/v1/checkouts/" + opened["checkout_id"].(string)
	if got := w.want(200, http.MethodGet, path, "", nil); got["status"] != "expired" {
		t.Error(got)
	}
	w.want(404, http.MethodGet, "/checkout/v1/checkouts/none", "", nil)
	if resp, err := http.Get(w.srv.URL + "/checkout/pay/none"); err != nil || resp.StatusCode != 404 {
		t.Error(resp, err)
	}
}

func TestBilling(t *testing.T) {
	w := newWorld(t)
	invoices := w.items("/billing/v1/accounts/123/invoices", "invoices")
	first := invoices[0].(object)
	if len(invoices) != 3 || first["status"] != "pending" {
		t.Fatal(invoices)
	}
	payment := object{"reference": "b-1", "account": "123", "method": "cash", "lines": []object{{"invoice": first["invoice"], "amount": first["amount"]}}}
	if got := w.want(201, http.MethodPost, "/billing/v1/payments", "k1", payment); got["amount"] != first["amount"] || got["payment_id"] == "" {
		t.Error(got)
	}
	w.want(409, http.MethodPost, "/billing/v1/payments", "k2", payment)
	if again := w.items("/billing/v1/accounts/123/invoices", "invoices"); again[0].(object)["status"] != "paid" || again[1].(object)["status"] != "pending" {
		t.Error(again)
	}
	if terms := w.items("/billing/v1/accounts/123/plan-terms", "terms"); len(terms) == 0 {
		t.Error("no plan for an account with debts")
	}
	charge := w.items("/billing/v1/accounts/123/charges", "charges")[0].(object)["charge_id"].(string)
	w.want(201, http.MethodPost, "/billing/v1/charges/"+charge+"/invoice", "k3", object{"reference": "b-2"})
	w.want(409, http.MethodPost, "/billing/v1/charges/"+charge+"/invoice", "k4", object{"reference": "b-3"})
	if found := w.items("/billing/v1/charges/"+charge+"/invoice?reference=b-2", "invoices"); len(found) != 1 {
		t.Error(found)
	}
	plan := w.want(201, http.MethodPost, "/billing/v1/plans", "k5", object{"reference": "b-4", "account": "123", "instalments": 3})["plan_id"].(string)
	w.want(201, http.MethodPost, "/billing/v1/plans/"+plan+"/activate", "k6", object{"reference": "b-5"})
	w.want(409, http.MethodPost, "/billing/v1/plans/"+plan+"/lapse", "k7", object{"reference": "b-6"})
	w.want(404, http.MethodPost, "/billing/v1/plans/none/lapse", "k8", object{"reference": "b-7"})
	if found := w.items("/billing/v1/plans?reference=b-4", "plans"); len(found) != 1 || found[0].(object)["status"] != "active" {
		t.Error(found)
	}
	w.want(200, http.MethodPut, "/billing/v1/accounts/123/adhesions/direct-debit", "k9", object{"reference": "b-8", "active": true})
	account := w.want(200, http.MethodGet, "/billing/v1/accounts/123", "", nil)
	if kinds := account["adhesions"].([]any); kinds[0].(object)["active"] != false || kinds[1].(object)["active"] != true {
		t.Error(account)
	}
	for _, ref := range []string{"b-1", "b-2", "b-4", "b-5", "b-8"} {
		if n := w.happened("billing", ref); n != 1 {
			t.Errorf("%s: %d effects", ref, n)
		}
	}
}

func TestTheCardIssuer(t *testing.T) {
	w := newWorld(t)
	order := w.want(201, http.MethodPost, "/issuer/v1/orders", "k1", object{"reference": "i-1", "items": []object{{"name": "a"}, {"name": "b"}}})
	if order["order_id"] == "" {
		t.Error(order)
	}
	all := w.items("/issuer/v1/cards?after=", "cards")
	if len(all) != 2 || all[0].(object)["status"] != "to-activate" {
		t.Fatal(all)
	}
	id := all[0].(object)["card_id"].(string)
	card := "/issuer/v1/cards/" + id
	if got := w.want(201, http.MethodPost, card+"/activate", "k2", object{"reference": "i-2"}); got["effective_at"] != "2026-03-02T12:00:00Z" {
		t.Error(got)
	}
	status := func() any {
		for _, c := range w.items("/issuer/v1/cards?after=", "cards") {
			if c.(object)["card_id"] == id {
				return c.(object)["status"]
			}
		}
		return "missing"
	}
	if s := status(); s != "to-activate" {
		t.Errorf("active at once: %v", s)
	}
	w.options.Clock = clock.Fixed(noon.Add(24 * time.Hour))
	w.restart()
	if s := status(); s != "active" {
		t.Errorf("after a day: %v", s)
	}
	w.want(201, http.MethodPost, card+"/block", "k3", object{"reference": "i-3"})
	if s := status(); s != "blocked" {
		t.Errorf("after blocking: %v", s)
	}
	bought := w.want(201, http.MethodPost, "/sim/transactions", "", object{"card_id": id, "amount": 700, "currency": "CRC"})["transaction_id"].(string)
	if n := len(w.items(card+"/transactions?since=2026-03-02T12:00:00Z", "transactions")); n != 1 {
		t.Errorf("%d transactions", n)
	}
	if n := len(w.items(card+"/transactions?since=2026-03-02T12:00:01Z", "transactions")); n != 0 {
		t.Errorf("%d later transactions", n)
	}
	w.want(201, http.MethodPost, "/issuer/v1/transactions/"+bought+"/reverse", "k4", object{"reference": "i-4"})
	w.want(409, http.MethodPost, "/issuer/v1/transactions/"+bought+"/reverse", "k5", object{"reference": "i-5"})
	for path, field := range map[string]string{"/issuer/v1/orders?reference=i-1": "orders", card + "/activate?reference=i-2": "acts",
		card + "/block?reference=i-3": "acts", "/issuer/v1/transactions/" + bought + "/reverse?reference=i-4": "acts"} {
		if n := len(w.items(path, field)); n != 1 {
			t.Errorf("%s: %d", path, n)
		}
	}
}

// Without the prefix of a system the paths themselves tell the systems apart;
// for payments the body or the reference does.
func TestOneAddressForAllSystems(t *testing.T) {
	w := newWorld(t)
	w.want(201, http.MethodPost, "/v1/transfers", "k", object{"reference": "p-1", "agent": "A1", "psr": "1", "amount": 5, "currency": "ARS"})
	if s := w.ask(http.MethodPost, "/v1/purchase-notices", "k", object{"purchase_id": "p-1", "psr": "1", "transfer_id": "T", "paid": 5, "credited": 5, "currency": "ARS"}, nil); s != 204 {
		t.Error(s)
	}
	paid := w.want(201, http.MethodPost, "/v1/payments", "k", object{"reference": "w-1", "psr": "1", "amount": 5, "currency": "ARS", "to_alias": "una.cuenta.demo"})
	if paid["status"] != "accredited" {
		t.Error(paid)
	}
	billed := w.want(201, http.MethodPost, "/v1/payments", "k", object{"reference": "b-1", "account": "9", "lines": []object{{"invoice": "9-1", "amount": 5}}})
	if billed["payment_id"] == nil {
		t.Error(billed)
	}
	if found := w.items("/v1/payments?reference=b-1", "payments"); len(found) != 1 || found[0].(object)["payment_id"] == nil {
		t.Error(found)
	}
	if found := w.items("/v1/payments?reference=w-1", "payments"); len(found) != 1 || found[0].(object)["wallet_transfer"] == nil {
		t.Error(found)
	}
	if found := w.items("/v1/payments?after=", "payments"); len(found) != 1 {
		t.Error(found)
	}
	for system, ref := range map[string]string{"recharge": "p-1", "merchant": "p-1", "wallet": "w-1", "billing": "b-1"} {
		if n := w.happened(system, ref); n != 1 {
			t.Errorf("%s: %d effects", system, n)
		}
	}
	var ledger struct{ Items []simulator.Effect }
	if w.ask(http.MethodGet, "/sim/ledger?system=recharge&reference=p-1", "", nil, &ledger); len(ledger.Items) != 1 ||
		ledger.Items[0].Kind != "transfer" || ledger.Items[0].Amount != 5 || !ledger.Items[0].At.Equal(noon) {
		t.Errorf("%+v", ledger)
	}
	w.want(404, http.MethodGet, "/v1/nothing", "", nil)
	w.want(400, http.MethodPost, "/v1/transfers", "k9", "[]")
	w.want(400, http.MethodPost, "/v1/transfers", "k9", "{}")
	w.want(400, http.MethodGet, "/v1/payments?after=x", "", nil)
}

func TestTheWalletRefusesOnItsOwn(t *testing.T) {
	w := newWorld(t)
	body := object{"reference": "w-1", "psr": "1", "amount": 5, "currency": "ARS", "to_cbu": "2850590940090418135201"}
	if s := w.ask(http.MethodPut, "/sim/wallets/1", "", `{"available":4,"currency":"ARS"}`, nil); s != 200 {
		t.Fatal(s)
	}
	if got := w.want(402, http.MethodPost, "/wallet/v1/payments", "k", body); got["code"] != "insufficient-funds" {
		t.Error(got)
	}
	if err := w.sim.SetWallet(t.Context(), "1", 5, ""); err != nil {
		t.Fatal(err)
	}
	w.want(201, http.MethodPost, "/wallet/v1/payments", "k", body)
	if got := w.want(200, http.MethodGet, "/wallet/v1/wallets/1", "", nil); got["available"] != 0.0 || got["holder"] == "" {
		t.Error(got)
	}
	delete(body, "to_cbu")
	if got := w.want(422, http.MethodPost, "/wallet/v1/payments", "k2", body); got["code"] != "unknown-destination" {
		t.Error(got)
	}
}
