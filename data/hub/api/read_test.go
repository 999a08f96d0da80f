package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

type purchaseList struct {
	Items []purchase.Purchase `json:"items"`
	Next  string              `json:"next"`
}

func ids(list purchaseList) []string {
	out := []string{}
	for _, p := range list.Items {
		out = append(out, p.ID)
	}
	return out
}

func TestListPurchases(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		from := h.clock.Now()
		h.do("operator", "GET", "/v1/purchases?limit=1", "").want(200, "")
		var all purchaseList
		h.do("operator", "GET", "/v1/purchases", "").into(&all)
		for _, c := range []struct {
			query string
			want  []string
		}{
			{"", []string{"n1-p0", "n1-p1", "n1-p2", "n2-p0", "n2-p1", "n2-p2"}},
			{"sort=at", []string{"n2-p2", "n2-p1", "n2-p0", "n1-p2", "n1-p1", "n1-p0"}},
			{"sort=-amount,psr", []string{"n1-p2", "n2-p2", "n1-p1", "n2-p1", "n1-p0", "n2-p0"}},
			{"status=ok", []string{"n1-p0", "n2-p0"}},
			{"status=pending,error&agent=n2", []string{"n2-p1", "n2-p2"}},
			{"psr=00n1&amount_min=20800", []string{"n1-p1", "n1-p2"}},
			{"amount_max=0", []string{}},
			{"amount_min=10400&amount_max=10400", []string{"n1-p0", "n2-p0"}},
			{"wallet_transfer=W11", []string{"n2-p1"}},
			{"transfer_id=WB.n1-p0", []string{"n1-p0"}},
			{"cause=no-balance", []string{"n1-p1", "n2-p1"}},
			{"q=w12", []string{"n2-p2"}},
			{"q=" + url.QueryEscape("%"), []string{}},
			{"from=" + from.Format("2006-01-02T15:04:05Z"), []string{}},
			{"from=" + url.QueryEscape(all.Items[1].At.Format("2006-01-02T15:04:05.000Z")), []string{"n1-p0", "n1-p1"}},
			{"to=" + url.QueryEscape(all.Items[4].At.Format("2006-01-02T15:04:05.000Z")), []string{"n2-p2"}},
			{"agent=s1", []string{}},
			{"psr=00s1", []string{}},
			{"cursor=&status=", []string{"n1-p0", "n1-p1", "n1-p2", "n2-p0", "n2-p1", "n2-p2"}},
		} {
			var got purchaseList
			a := h.do("operator", "GET", "/v1/purchases?"+c.query, "")
			a.want(200, "")
			a.into(&got)
			if !slices.Equal(ids(got), c.want) {
				t.Errorf("%q gives %v, want %v", c.query, ids(got), c.want)
			}
		}
		p := all.Items[1]
		if p.Agent != (purchase.AgentRef{ID: "n1", Code: "Cn1", Name: "Agente n1"}) || p.Status != purchase.StatusError ||
			p.Cause != purchase.CauseNoBalance || p.Credited != 20800 || p.Deadline != nil {
			t.Errorf("the stuck row reads %+v", p)
		}
	})
}

func TestPurchasePages(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for _, sort := range []string{"", "at", "-amount,psr", "psr,-at", "status"} {
			var whole, paged purchaseList
			h.do("operator", "GET", "/v1/purchases?sort="+sort, "").into(&whole)
			cursor := ""
			for range 6 {
				var page purchaseList
				h.do("operator", "GET", "/v1/purchases?limit=1&sort="+sort+"&cursor="+cursor, "").into(&page)
				paged.Items = append(paged.Items, page.Items...)
				cursor = page.Next
			}
			if cursor != "" || !slices.Equal(ids(paged), ids(whole)) {
				t.Errorf("sort %q: pages give %v (next %q), the whole %v", sort, ids(paged), cursor, ids(whole))
			}
		}
		var page purchaseList
		h.do("operator", "GET", "/v1/purchases?limit=1", "").into(&page)
		h.do("operator", "GET", "/v1/purchases?sort=at&cursor="+page.Next, "").want(400, "bad-cursor")
		h.do("operator", "GET", "/v1/purchases?cursor=nonsense", "").want(400, "bad-cursor")
	})
}

func TestBadRequests(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for _, c := range []struct {
			target string
			status int
			code   string
		}{
			{"/v1/purchases?limit=0", 422, "invalid-request"},
			{"/v1/purchases?limit=1001", 422, "invalid-request"},
			{"/v1/purchases?limit=x", 422, "invalid-request"},
			{"/v1/purchases?status=lost", 422, "invalid-request"},
			{"/v1/purchases?status=ok&status=error", 422, "invalid-request"},
			{"/v1/purchases?statos=ok", 422, "invalid-request"},
			{"/v1/purchases?from=yesterday", 422, "invalid-request"},
			{"/v1/purchases?amount_min=1.5", 422, "invalid-request"},
			{"/v1/purchases?amount_min=99999999999999999999", 422, "invalid-request"},
			{"/v1/purchases?sort=cbu", 422, "bad-sort"},
			{"/v1/purchases?q=%00", 422, "invalid-request"},
			{"/v1/purchases?q=%ff", 422, "invalid-request"},
			{"/v1/purchases/%00", 404, "not-found"},
			{"/v1/purchases/nobody", 404, "not-found"},
			{"/v1/purchases/", 404, "not-found"},
			{"/v1/purchases//retry", 404, "not-found"},
			{"/v2/purchases", 404, "not-found"},
			{"/", 404, "not-found"},
			{"/docs", 404, "not-found"},
			{"/v1/snapshot", 422, "invalid-request"},
			{"/v1/snapshot?entity=session", 422, "invalid-request"},
			{"/v1/changes?wait=31", 422, "invalid-request"},
			{"/v1/agents?sort=cbu", 422, "bad-sort"},
		} {
			h.do("operator", "GET", c.target, "").want(c.status, c.code)
		}
		a := h.do("operator", "PATCH", "/v1/purchases", "")
		a.want(405, "method-not-allowed")
		if got := a.Header().Get("Allow"); got != "GET, HEAD, POST" {
			t.Errorf("Allow is %q", got)
		}
		var p Problem
		h.do("operator", "GET", "/v1/purchases?limit=x&"+url.QueryEscape("my secret")+"=1", "").into(&p)
		if !slices.Equal(p.Fields, []string{"query.limit"}) {
			// Unknown names are refused first and alone, and are not repeated.
			if len(p.Fields) != 0 {
				t.Errorf("fields %q", p.Fields)
			}
		}
	})
}

func TestGetPurchase(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		a := h.do("operator", "GET", "/v1/purchases/n1-p0", "")
		a.want(200, "")
		if got := a.Header().Get("ETag"); got != `"1"` {
			t.Errorf("ETag %s", got)
		}
		if !strings.Contains(a.Body.String(), `"attempts":[]`) {
			t.Errorf("no attempts array: %s", a.Body)
		}
		h.touch("n1-p0")
		if got := h.do("operator", "GET", "/v1/purchases/n1-p0", "").Header().Get("ETag"); got != `"2"` {
			t.Errorf("ETag after a change %s", got)
		}
	})
}

func TestAgents(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		var list struct {
			Items []agent.Agent
			Next  string
		}
		a := h.do("operator", "GET", "/v1/agents?limit=1&sort=-code", "")
		a.into(&list)
		if len(list.Items) != 1 || list.Items[0].ID != "n2" || list.Next == "" {
			t.Fatalf("first page %s", a.Body)
		}
		h.do("operator", "GET", "/v1/agents?limit=1&sort=-code&cursor="+list.Next, "").into(&list)
		if len(list.Items) != 1 || list.Items[0].ID != "n1" || list.Next != "" {
			t.Errorf("second page %+v", list)
		}
		one := h.do("operator", "GET", "/v1/agents/n1", "")
		one.want(200, "")
		var got agent.Agent
		one.into(&got)
		if got.BonusBP != 400 || got.Bank.State != agent.BankApproved || len(got.PointsOfSale) != 1 || got.PointsOfSale[0].PSR != "00n1" {
			t.Errorf("agent %+v", got)
		}
		if !strings.HasPrefix(got.Bank.CBUMasked, "0009 999") || !strings.Contains(got.Bank.CBUMasked, "•••• ••••") {
			t.Errorf("masked account %q", got.Bank.CBUMasked)
		}
		if strings.Contains(one.Body.String(), cbuOf(t, 0)) {
			t.Error("the account number is told whole")
		}
		h.write(func(tx *store.Tx) error {
			_, err := tx.ExecContext(context.Background(), `insert into agent (agency_id, id, code, name) values ('north', 'bare', 'C0', 'Sin datos')`)
			return err
		})
		bare := h.do("operator", "GET", "/v1/agents/bare", "")
		if !strings.Contains(bare.Body.String(), `"points_of_sale":[]`) || !strings.Contains(bare.Body.String(), `"state":"missing"`) {
			t.Errorf("an agent without data: %s", bare.Body)
		}
	})
}

func TestBalance(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		var b agent.Balance
		a := h.do("operator", "GET", "/v1/agents/n1/balance", "")
		a.want(200, "")
		a.into(&b)
		if b.Available != 1234500 || b.Currency != "ARS" || b.AsOf.IsZero() {
			t.Errorf("balance %+v", b)
		}
		for _, c := range []struct {
			err    error
			status int
			code   string
		}{
			{connector.ErrNotConfigured, 503, "not-configured"},
			{&connector.Refusal{Code: "unknown-agent"}, 502, "outside-refused"},
			{errTimeout, 504, "outside-no-answer"},
			{&connector.UnknownError{Code: "garbled"}, 502, "outside-bad-answer"},
			{fmt.Errorf("something else"), 500, "internal"},
		} {
			h.recharge.failBalance(c.err)
			h.do("operator", "GET", "/v1/agents/n1/balance", "").want(c.status, c.code)
		}
	})
}

func TestExceptionsAndHealth(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		empty := h.do("operator", "GET", "/v1/exceptions", "")
		if !strings.Contains(empty.Body.String(), `"items":[]`) {
			t.Errorf("an empty list: %s", empty.Body)
		}
		for i := range 3 {
			h.write(func(tx *store.Tx) error {
				_, err := tx.AddException(context.Background(), store.ExceptionRow{Agency: "north", Kind: "alarm", Reference: fmt.Sprint("r", i), Body: `{"n":1}`, Same: fmt.Sprint(i)})
				return err
			})
		}
		seen, cursor := 0, ""
		for range 3 {
			var list struct {
				Items []Exception
				Next  string
			}
			h.do("operator", "GET", "/v1/exceptions?limit=1&cursor="+cursor, "").into(&list)
			seen, cursor = seen+len(list.Items), list.Next
		}
		if seen != 3 || cursor != "" {
			t.Errorf("%d exceptions in pages, next %q", seen, cursor)
		}
		order := func(sort string) (ids []string) {
			var list struct{ Items []Exception }
			h.do("operator", "GET", "/v1/exceptions?sort="+sort, "").into(&list)
			for _, e := range list.Items {
				ids = append(ids, e.ID)
			}
			return ids
		}
		newest, oldest := order("-at"), order("at")
		slices.Reverse(oldest)
		if !slices.Equal(newest, oldest) || !slices.Equal(newest, order("")) || len(newest) != 3 {
			t.Errorf("newest first %v, oldest first (reversed) %v", newest, oldest)
		}
		h.do("operator", "GET", "/v1/exceptions?sort=kind", "").want(422, "bad-sort")
		h.do("", "GET", "/health/live", "").want(200, "")
		h.do("", "GET", "/health/ready", "").want(200, "")
		contract := h.do("", "GET", "/openapi.json", "")
		if contract.Code != http.StatusOK || !strings.Contains(contract.Body.String(), `"openapi":"3.1.0"`) {
			t.Errorf("contract %d", contract.Code)
		}
	})
}
