package api

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/audit"
)

type auditList struct {
	Items []audit.Entry `json:"items"`
	Next  string        `json:"next"`
}

func (h *hub) audited(who, query string) auditList {
	h.t.Helper()
	a := h.do(who, "GET", "/v1/audit?"+query, "")
	a.want(200, "")
	var list auditList
	a.into(&list)
	return list
}

// acts are the acts of a list, the oldest first.
func (l auditList) acts() string {
	var acts []string
	for _, e := range slices.Backward(l.Items) {
		acts = append(acts, e.Act)
	}
	return strings.Join(acts, " ")
}

func TestAuditIsForManagersOfTheAgency(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		markOf(h.mark("operator", "k1", "0", `{"note":"Llamé","hold":true}`))
		for _, path := range []string{"/v1/audit", "/v1/audit/count", "/v1/audit/choices"} {
			for who, want := range map[string]struct {
				status int
				code   string
			}{"manager": {200, ""}, "stranger": {200, ""}, "operator": {403, "forbidden"}, "agent": {403, "forbidden"}, "": {401, "no-session"}} {
				h.do(who, "GET", path, "").want(want.status, want.code)
			}
			if body := h.do("stranger", "GET", path, "").Body.String(); strings.Contains(body, "operator") || strings.Contains(body, "n1-p1") {
				t.Errorf("%s tells another agency: %s", path, body)
			}
		}
		if n := len(h.audited("stranger", "entity_id=n1-p1").Items); n != 0 {
			t.Errorf("another agency's manager sees %d links", n)
		}
	})
}

func TestAuditIsNarrowedCountedAndPaged(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		markOf(h.mark("operator", "k1", "0", `{"note":"Llamé a Ángel","hold":true}`))
		markOf(h.mark("manager", "k2", "1", `{"note":"","hold":false}`))
		h.do("operator", "POST", "/v1/purchases/n2-p1/retry", "", "Idempotency-Key", "k3").want(200, "")
		all := h.audited("manager", "")
		if got := all.acts(); got != "purchase.mark purchase.mark purchase.retry purchase.retry.answer" {
			t.Fatalf("acts %s", got)
		}
		from := url.QueryEscape(all.Items[1].At.Format("2006-01-02T15:04:05.000Z"))
		for query, want := range map[string]int{
			"actor=manager": 1, "actor=hub": 0, "act=purchase.mark": 2, "entity=purchase": 2, "entity_id=n1-p1": 2, "q=angel": 2, "q=persona+llame": 2,
			"q=nadie": 0, "to=2001-01-01T00:00:00Z": 0, "from=" + from: 2, fmt.Sprint("through=", all.Items[1].Seq): 3,
		} {
			if got := len(h.audited("manager", query).Items); got != want {
				t.Errorf("%s: %d links, want %d", query, got, want)
			}
			var n audit.Count
			h.do("manager", "GET", "/v1/audit/count?"+query, "").into(&n)
			if n.Count != want {
				t.Errorf("%s: counted %+v, want %d", query, n, want)
			}
		}
		first := h.audited("manager", "limit=3")
		rest := h.audited("manager", "limit=3&cursor="+first.Next)
		far := h.audited("manager", "limit=1&skip=3")
		if len(first.Items) != 3 || len(rest.Items) != 1 || rest.Next != "" || far.Items[0].Seq != rest.Items[0].Seq {
			t.Errorf("pages %d and %d, next %q, 3 on %+v", len(first.Items), len(rest.Items), rest.Next, far.Items)
		}
		if oldest := h.audited("manager", "sort=seq&limit=1"); oldest.Items[0].Seq != rest.Items[0].Seq {
			t.Errorf("the oldest is %+v", oldest.Items)
		}
		h.do("manager", "GET", "/v1/audit?sort=at", "").want(422, "bad-sort")
		h.do("manager", "GET", "/v1/audit?sort=seq&cursor="+first.Next, "").want(400, "bad-cursor")
		h.do("manager", "GET", "/v1/audit?skip=-1", "").want(422, "invalid-request")
		var choices audit.Choices
		h.do("manager", "GET", "/v1/audit/choices", "").into(&choices)
		if fmt.Sprint(choices) != "{[{manager Persona manager} {operator Persona operator}] [purchase.mark purchase.retry purchase.retry.answer]}" {
			t.Errorf("choices %v", choices)
		}
	})
}

// What somebody looks up or takes out is kept too: a balance once an hour for
// each person and agent, whatever an open board asks for; an export once for its
// key. What is refused reveals nothing.
func TestWhatIsRevealedIsAudited(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		look := func(who, agent string, status int) {
			t.Helper()
			h.do(who, "GET", "/v1/agents/"+agent+"/balance", "").want(status, "")
		}
		kept := func(want ...string) {
			t.Helper()
			var got []string
			for _, e := range h.audited("manager", "sort=seq").Items {
				got = append(got, strings.Join([]string{e.Act, e.Actor.ID, e.Entity, e.EntityID, string(e.After)}, " "))
			}
			if !slices.Equal(got, want) {
				t.Errorf("the audit has %q, want %q", got, want)
			}
		}
		first := []string{"balance.see operator agent n1 null", "balance.see operator agent n2 null", "balance.see agent agent n1 null"}
		h.do("agent", "GET", "/v1/agents/n2/balance", "").want(404, "not-found")
		h.recharge.failBalance(errTimeout)
		h.do("manager", "GET", "/v1/agents/n1/balance", "").want(504, "outside-no-answer")
		h.recharge.failBalance(nil)
		for range 3 {
			look("operator", "n1", 200)
			look("operator", "n2", 200)
			look("agent", "n1", 200)
		}
		kept(first...)
		h.clock.move(61 * time.Minute)
		look("operator", "n1", 200)
		for range 2 {
			h.do("manager", "PUT", "/v1/exports/e-1", `{"list":"purchases.bulk","format":"csv","rows":12}`, "Idempotency-Key", "k1").want(200, "")
		}
		h.do("manager", "PUT", "/v1/exports/e-1", `{"list":"audit","format":"csv","rows":12}`, "Idempotency-Key", "k1").want(422, "key-reused")
		h.do("manager", "PUT", "/v1/exports/e-2", `{"list":"AUDIT!","format":"csv","rows":1}`, "Idempotency-Key", "k2").want(422, "invalid-request")
		kept(append(first, "balance.see operator agent n1 null", `export.made manager export e-1 {"list":"purchases.bulk","format":"csv","rows":12}`)...)
	})
}

// Every act of a person says who, on which device, what, and what it was before
// and after.
func TestEveryActSaysBeforeAndAfter(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		var in Session
		a := h.do("", "POST", "/v1/sessions", `{"email":"operator@example.test","password":"`+password+`","device":" Caja 3 "}`)
		a.want(201, "")
		a.into(&in)
		h.do(in.Token, "PUT", markPath, `{"note":"x","hold":true}`, "Idempotency-Key", "k1", "If-Match", `"0"`).want(200, "")
		h.do(in.Token, "POST", "/v1/purchases/n2-p1/retry", "", "Idempotency-Key", "k2").want(200, "")
		h.do(in.Token, "POST", "/v1/purchases/n2-p1/retry", "", "Idempotency-Key", "k2").want(200, "")
		h.do(in.Token, "DELETE", "/v1/sessions/current", "").want(204, "")
		list := h.audited("manager", "")
		want := "session.open purchase.mark purchase.retry purchase.retry.answer session.end"
		if got := list.acts(); got != want {
			t.Fatalf("acts %s, want %s", got, want)
		}
		for _, e := range list.Items {
			if e.Actor != (audit.Actor{ID: "operator", Name: "Persona operator"}) || e.Device != "Caja 3" || e.At.IsZero() || e.EntityID == "" {
				t.Errorf("%s: who, where or what is missing: %+v", e.Act, e)
			}
			if string(e.Before) == "null" || string(e.After) == "null" || string(e.Before) == string(e.After) {
				t.Errorf("%s: before %s, after %s", e.Act, e.Before, e.After)
			}
		}
		var answer struct{ Result, Status string }
		if err := json.Unmarshal(list.Items[1].After, &answer); err != nil || answer.Result != "completed" || answer.Status != "ok" {
			t.Errorf("the answer of the retry reads %s (%v)", list.Items[1].After, err)
		}
	})
}
