package api

import (
	"context"
	"strings"
	"testing"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

// closing asks for a step on the closing of a purchase; version is the purchase's
// to propose, else the closing's.
func (h *hub) closing(who, id, step, version string) answer {
	method, path, body := "POST", "/"+step, "{}"
	switch step {
	case "propose":
		method, path, body = "PUT", "", `{"kind":"closed","reason":" Lo arreglamos a mano "}`
	case "refund":
		method, path, body = "PUT", "", `{"kind":"refunded","reason":"Se devolvió"}`
	case "withdraw":
		method, path, body = "DELETE", "", ""
	case "reject":
		body = `{"reason":"Todavía no"}`
	}
	return h.do(who, method, "/v1/purchases/"+id+"/closing"+path, body, "Idempotency-Key", newID(), "If-Match", `"`+version+`"`)
}

// secondManager makes another manager of north.
func (h *hub) secondManager() string {
	h.t.Helper()
	phc, err := hashOnce()
	if err != nil {
		h.t.Fatal(err)
	}
	h.write(func(tx *store.Tx) error {
		return tx.InsertUser(context.Background(), store.User{ID: "second", Agency: "north", Role: "manager", Email: "second@example.test", Name: "Segunda", Password: phc})
	})
	return h.signIn("second@example.test", password)
}

// expire makes a purchase older than its deadline.
func (h *hub) expire(id string) {
	h.t.Helper()
	h.exec(`update purchase set at_ms = at_ms - $1 where id = $2`, (purchase.Window + time.Hour).Milliseconds(), id)
}

func TestClosingByHand(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		other := h.secondManager()
		var c purchase.Closing
		h.do("operator", "GET", "/v1/purchases/n1-p1/closing", "").into(&c)
		if c.Version != 0 || c.PurchaseID != "n1-p1" {
			t.Fatalf("%+v", c)
		}
		h.closing("operator", "n1-p1", "propose", "9").want(412, "version-conflict")
		a := h.closing("manager", "n1-p1", "refund", "1")
		a.want(202, "")
		if a.into(&c); c.State != purchase.ClosingProposed || c.Kind != purchase.Refunded || c.By != "Persona manager" || c.Version != 1 || a.Header().Get("ETag") != `"1"` {
			t.Fatalf("%+v", c)
		}
		h.closing("operator", "n1-p1", "propose", "1").want(409, "proposal-of-another")
		h.closing("operator", "n1-p1", "withdraw", "1").want(409, "proposal-of-another")
		h.closing("manager", "n1-p1", "approve", "1").want(403, "second-person-needed")
		h.closing(other, "n1-p1", "approve", "7").want(412, "version-conflict")
		h.closing(other, "n1-p1", "reject", "1").want(200, "")
		h.closing(other, "n1-p1", "approve", "2").want(409, "nothing-proposed")
		h.closing("manager", "n1-p1", "propose", "1").want(202, "")
		h.closing("manager", "n1-p1", "withdraw", "3").want(200, "")
		h.closing("operator", "n1-p1", "propose", "1").want(202, "")
		h.exec(`update app_user set vouched_by = 'operator' where id = 'second'`)
		h.closing(other, "n1-p1", "approve", "5").want(403, "second-person-vouched")
		a = h.closing("manager", "n1-p1", "approve", "5")
		a.want(200, "")
		if a.into(&c); !c.Closed() || c.DecidedBy != "Persona manager" || c.Reason != "Lo arreglamos a mano" || c.DecidedAt == nil {
			t.Errorf("%+v", c)
		}
		// It is over: nothing is sent, proposed or decided any more.
		h.do("operator", "POST", "/v1/purchases/n1-p1/retry", "{}", "Idempotency-Key", newID()).want(409, "purchase-closed")
		h.closing("operator", "n1-p1", "propose", "1").want(409, "purchase-closed")
		h.closing(other, "n1-p1", "reject", "6").want(409, "purchase-closed")
		var n int
		if err := h.store.Read().QueryRow(`select count(*) from job where kind = 'purchase' and ref = 'n1-p1'`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d jobs, %v", n, err)
		}
		if h.recharge.sends != 0 {
			t.Errorf("%d sends", h.recharge.sends)
		}
		var list struct {
			Items []struct {
				Act           string
				Before, After map[string]any
			}
		}
		h.do("manager", "GET", "/v1/audit?entity=closing", "").into(&list)
		if len(list.Items) != 6 || list.Items[0].Act != "closing.approve" || list.Items[0].After["state"] != "approved" || list.Items[0].Before["state"] != "proposed" {
			t.Errorf("%d links: %+v", len(list.Items), list.Items)
		}
		// The document itself is as it was.
		var p purchase.Purchase
		h.do("agent", "GET", "/v1/purchases/n1-p1", "").into(&p)
		if p.Status != purchase.StatusError || p.Version != 1 {
			t.Errorf("%+v", p)
		}
	})
}

func TestWhatCannotBeClosed(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		other := h.secondManager()
		h.closing("operator", "n1-p0", "propose", "1").want(409, "not-closable") // complete
		h.closing("operator", "n1-p2", "propose", "1").want(409, "not-closable") // its payment waits
		h.expire("n1-p2")
		h.closing("operator", "n1-p2", "refund", "1").want(409, "not-closable") // nothing was accredited
		h.closing("operator", "n1-p2", "propose", "1").want(202, "")
		// What is decided is looked at as it is then.
		h.exec(`update purchase set leg_payment = 'done', accredited_ms = $1, leg_transfer = 'unknown' where id = 'n1-p2'`, h.clock.Now().UnixMilli())
		h.closing(other, "n1-p2", "approve", "1").want(409, "not-closable")
		h.exec(`update purchase set accredited_ms = at_ms where id = 'n1-p2'`)
		h.closing(other, "n1-p2", "approve", "1").want(409, "not-closable") // its transfer is unknown
		h.exec(`update purchase set held = 1 where id = 'n1-p2'`)
		h.closing("operator", "n1-p2", "refund", "1").want(409, "not-closable")
		h.exec(`insert into attempt (agency_id, purchase_id, n, run, leg, kind, by_kind, started_ms, lease_end_ms) values ('north', 'n1-p2', 1, 1, 'transfer', 'ask', 'automatic', 1, 1)`)
		h.closing(other, "n1-p2", "approve", "1").want(409, "not-closable") // a call is on its way
		h.exec(`update attempt set finished_ms = 2`)
		h.closing(other, "n1-p2", "approve", "1").want(200, "")
		h.do("operator", "PUT", "/v1/purchases/n2-p1/closing", `{"kind":"closed","reason":"  "}`, "Idempotency-Key", newID(), "If-Match", `"1"`).want(422, "reason-missing")
		h.do("operator", "PUT", "/v1/purchases/n2-p1/closing", `{"kind":"lost","reason":"x"}`, "Idempotency-Key", newID(), "If-Match", `"1"`).want(422, "invalid-request")
	})
}

// Money that comes after two people gave a purchase up is for a person to see:
// nothing goes out for it.
func TestMoneyAfterClosing(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.expire("n1-p2")
		h.closing("operator", "n1-p2", "propose", "1").want(202, "")
		h.closing("manager", "n1-p2", "approve", "1").want(200, "")
		for range 2 {
			h.notify(notice("payment.accredited", "ref-n1-2", "00n1", 30000), 0).want(204, "")
		}
		h.notify(notice("payment.rejected", "ref-n1-2", "00n1", 30000), 0).want(204, "")
		list := h.exceptions()
		if len(list) != 1 || list[0].Details["code"] != "paid-after-closing" {
			t.Errorf("%+v", list)
		}
		var p purchase.Purchase
		h.do("operator", "GET", "/v1/purchases/n1-p2", "").into(&p)
		if p.Legs.Payment != purchase.Waiting || h.recharge.sends != 0 {
			t.Errorf("%+v, %d sends", p, h.recharge.sends)
		}
		h.notify(notice("payment.accredited", "ref-n1-2", "00n1", 1), 0).want(204, "")
		if list := h.exceptions(); len(list) != 2 || !strings.Contains(string(list[0].Kind)+string(list[1].Kind), "amount-differs") {
			t.Errorf("%+v", list)
		}
	})
}
