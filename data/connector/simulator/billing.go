package simulator

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"time"
)

func billingRoutes() []route {
	const b, get, post = billingSystem, http.MethodGet, http.MethodPost
	return []route{
		{system: b, name: "account", method: get, path: "/v1/accounts/{number}", run: billAccount},
		{system: b, name: "invoices", method: get, path: "/v1/accounts/{number}/invoices", list: "invoices", run: billInvoices},
		{system: b, name: "charges", method: get, path: "/v1/accounts/{number}/charges", list: "charges", run: billCharges},
		{system: b, name: "plan-terms", method: get, path: "/v1/accounts/{number}/plan-terms", list: "terms", run: planTerms},
		{system: b, name: "invoice-charge", method: post, path: "/v1/charges/{id}/invoice", run: invoiceCharge},
		{system: b, name: "find-invoice-charge", method: get, path: "/v1/charges/{id}/invoice", list: "invoices", run: listActs("invoice", "invoices")},
		{system: b, name: "bill-payment", method: post, path: "/v1/payments", run: payBill},
		{system: b, name: "find-bill-payment", method: get, path: "/v1/payments", list: "payments", run: listActs("bill-payment", "payments")},
		{system: b, name: "plan", method: post, path: "/v1/plans", run: openPlan},
		{system: b, name: "find-plan", method: get, path: "/v1/plans", list: "plans", run: listActs("plan", "plans")},
		{system: b, name: "activate-plan", method: post, path: "/v1/plans/{id}/activate", run: settlePlan("plan-activate", "active")},
		{system: b, name: "find-activate-plan", method: get, path: "/v1/plans/{id}/activate", list: "acts", run: listActs("plan-activate", "acts")},
		{system: b, name: "lapse-plan", method: post, path: "/v1/plans/{id}/lapse", run: settlePlan("plan-lapse", "lapsed")},
		{system: b, name: "find-lapse-plan", method: get, path: "/v1/plans/{id}/lapse", list: "acts", run: listActs("plan-lapse", "acts")},
		{system: b, name: "adhesion", method: http.MethodPut, path: "/v1/accounts/{number}/adhesions/{kind}", run: adhere},
		{system: b, name: "find-adhesion", method: get, path: "/v1/accounts/{number}/adhesions/{kind}", list: "acts", run: listActs("adhesion", "acts")},
	}
}

const billCurrency = "ARS"

// adhesionKinds are what an account may adhere to (S3-14, S3-22, S3-26).
var adhesionKinds = []string{"digital-invoice", "direct-debit"}

// drawn makes up a number from a name, always the same one.
func drawn(name string, below int64) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return int64(h.Sum64() % uint64(below))
}

func billAccount(o *operation) (answer, error) {
	number := o.Vars["number"]
	adhesions := make([]map[string]any, 0, len(adhesionKinds))
	for _, kind := range adhesionKinds {
		kept := act{}
		if _, err := o.get("adhered", number+"/"+kind, &kept); err != nil {
			return answer{}, err
		}
		adhesions = append(adhesions, map[string]any{"kind": kind, "active": kept["active"] == true})
	}
	return ok(map[string]any{
		"number": number, "holder": "Cliente de prueba " + number,
		"address":   fmt.Sprintf("Calle de Prueba %d", 100+drawn(number, 4900)),
		"latitude":  -34.5 - float64(drawn(number+"lat", 2000))/10000,
		"longitude": -58.3 - float64(drawn(number+"lon", 2000))/10000,
		"adhesions": adhesions,
	}), nil
}

type bill struct {
	Invoice  string    `json:"invoice"`
	Account  string    `json:"account"`
	Amount   int64     `json:"amount"`
	Currency string    `json:"currency"`
	DueAt    time.Time `json:"due_at"`
	Status   string    `json:"status"`
}

// bills are the three invoices every account has: one is overdue.
func (o *operation) bills(number string) ([]bill, error) {
	day := o.now.UTC().Truncate(24 * time.Hour)
	all := make([]bill, 0, 3)
	for k := range 3 {
		b := bill{Invoice: fmt.Sprintf("%s-%d", number, k+1), Account: number, Currency: billCurrency, Status: "pending"}
		b.Amount = 100_000 + drawn(b.Invoice, 2_000_000)
		b.DueAt = day.AddDate(0, 0, 30*(k-1)+10)
		paid, err := o.get("paid", b.Invoice, &act{})
		if err != nil {
			return nil, err
		}
		if paid {
			b.Status = "paid"
		}
		all = append(all, b)
	}
	return all, nil
}

func billInvoices(o *operation) (answer, error) {
	all, err := o.bills(o.Vars["number"])
	return ok(map[string]any{"invoices": all}), err
}

func chargeAmount(id string) int64 { return 50_000 + drawn(id, 500_000) }

func billCharges(o *operation) (answer, error) {
	charges := []map[string]any{}
	for k := range 2 {
		id := fmt.Sprintf("%s-C%d", o.Vars["number"], k+1)
		invoiced, err := o.get("invoiced", id, &act{})
		if err != nil {
			return answer{}, err
		}
		status := "pending"
		if invoiced {
			status = "invoiced"
		}
		charges = append(charges, map[string]any{"charge_id": id, "description": fmt.Sprintf("Cargo de prueba %d", k+1),
			"amount": chargeAmount(id), "currency": billCurrency, "status": status})
	}
	return ok(map[string]any{"charges": charges}), nil
}

func planTerms(o *operation) (answer, error) {
	all, err := o.bills(o.Vars["number"])
	var debt int64
	for _, b := range all {
		if b.Status == "pending" {
			debt += b.Amount
		}
	}
	terms := []map[string]any{}
	for _, n := range []int64{3, 6, 12} {
		if debt > 0 {
			terms = append(terms, map[string]any{"instalments": n, "total": debt, "currency": billCurrency})
		}
	}
	return ok(map[string]any{"debt": debt, "currency": billCurrency, "terms": terms}), err
}

func invoiceCharge(o *operation) (answer, error) {
	body, reference, valid := o.asked()
	if !valid {
		return badRequest, nil
	}
	id := o.Vars["id"]
	done, err := o.get("invoiced", id, &act{})
	if err != nil {
		return answer{}, err
	}
	if done {
		return refuse(http.StatusConflict, "already-invoiced"), nil
	}
	if err := o.put(doc{kind: "invoiced", id: id, reference: reference, body: act{}}); err != nil {
		return answer{}, err
	}
	amount := chargeAmount(id)
	return o.record("invoice", "invoice", id, body, act{"charge_id": id, "amount": amount, "currency": billCurrency}, sum{amount, billCurrency})
}

func payBill(o *operation) (answer, error) {
	body, reference, valid := o.asked()
	var p struct {
		Account string
		Lines   []struct {
			Invoice string
			Amount  int64
		}
	}
	if !valid || !o.read(&p) || p.Account == "" || len(p.Lines) == 0 {
		return badRequest, nil
	}
	var total int64
	for _, line := range p.Lines {
		if badAmount(line.Amount) || badAmount(total+line.Amount) {
			return amountRefusal, nil
		}
		total += line.Amount
		paid, err := o.get("paid", line.Invoice, &act{})
		if err != nil {
			return answer{}, err
		}
		if paid {
			return refuse(http.StatusConflict, "already-paid"), nil
		}
		if err := o.put(doc{kind: "paid", id: line.Invoice, reference: reference, body: act{}}); err != nil {
			return answer{}, err
		}
	}
	return o.record("bill-payment", "payment_id", p.Account, body, act{"amount": total, "currency": billCurrency}, sum{total, billCurrency})
}

func openPlan(o *operation) (answer, error) {
	body, _, valid := o.asked()
	account, _ := body["account"].(string)
	if !valid || account == "" {
		return badRequest, nil
	}
	return o.record("plan", "plan_id", account, body, act{"status": "requested"}, sum{})
}

// settlePlan activates a plan (its first instalment was paid, S3-32) or lets
// it lapse; only a plan that waits can become either.
func settlePlan(kind, status string) func(*operation) (answer, error) {
	return func(o *operation) (answer, error) {
		body, _, valid := o.asked()
		if !valid {
			return badRequest, nil
		}
		id := o.Vars["id"]
		plan := act{}
		found, err := o.get("plan", id, &plan)
		if err != nil {
			return answer{}, err
		}
		if !found {
			return refuse(http.StatusNotFound, "unknown-plan"), nil
		}
		if plan["status"] != "requested" {
			return refuse(http.StatusConflict, "plan-settled"), nil
		}
		plan["status"] = status
		if err := o.put(doc{kind: "plan", id: id, body: plan}); err != nil {
			return answer{}, err
		}
		return o.record(kind, "act_id", id, body, act{"plan_id": id, "status": status}, sum{})
	}
}

func adhere(o *operation) (answer, error) {
	body, reference, valid := o.asked()
	active, told := body["active"].(bool)
	if !valid || !told {
		return badRequest, nil
	}
	account, kind := o.Vars["number"], o.Vars["kind"]
	if err := o.put(doc{kind: "adhered", id: account + "/" + kind, reference: reference, body: act{"active": active}}); err != nil {
		return answer{}, err
	}
	a, err := o.record("adhesion", "act_id", account, body, act{"account": account, "kind": kind}, sum{})
	a.status = http.StatusOK
	return a, err
}
