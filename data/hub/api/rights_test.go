package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

// operations lists every operation of the contract.
func (h *hub) operations() []*huma.Operation {
	var all []*huma.Operation
	for _, item := range h.api.huma.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete, item.Options, item.Head, item.Patch, item.Trace} {
			if op != nil {
				all = append(all, op)
			}
		}
	}
	return all
}

func TestEveryOperationDeclaresItsPermission(t *testing.T) {
	h := newHub(t, "sqlite:"+t.TempDir()+"/hub.db")
	all := h.operations()
	if len(all) < 14 {
		t.Fatalf("only %d operations", len(all))
	}
	for _, op := range all {
		p, ok := op.Metadata[metaPermission].(access.Permission)
		if !ok || p == "" {
			t.Errorf("%s %s declares no permission", op.Method, op.Path)
		}
		if (p == access.Public) != (len(op.Security) == 0) {
			t.Errorf("%s %s: permission %q does not go with its security", op.Method, op.Path, p)
		}
	}
	huma.Register(h.api.huma, huma.Operation{OperationID: "open", Method: http.MethodGet, Path: "/v1/open"},
		func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
	h.loadContract()
	h.do("manager", "GET", "/v1/open", "").want(403, "forbidden")
}

func TestPanicsBecomeProblems(t *testing.T) {
	h := newHub(t, "sqlite:"+t.TempDir()+"/hub.db")
	register(h.api, access.Public, huma.Operation{OperationID: "panic", Method: http.MethodGet, Path: "/v1/panic"},
		func(context.Context, *struct{}) (*struct{}, error) { panic("secret detail") })
	h.loadContract()
	a := h.do("", "GET", "/v1/panic", "")
	a.want(500, "internal")
	if strings.Contains(a.Body.String(), "secret detail") || !strings.Contains(h.logs.String(), "secret detail") {
		t.Error("a panic belongs into the log, not into the answer")
	}
}

// TestRights is the matrix of who may see and do what with whose records.
func TestRights(t *testing.T) {
	bodies := map[string]string{"PUT": `{"note":"","hold":true}`}
	each(t, func(t *testing.T, h *hub) {
		for _, c := range []struct {
			who    string
			method string
			target string // %s is the agent
			sees   map[string]int
		}{
			{"operator", "GET", "/v1/purchases/%s-p1", map[string]int{"n1": 200, "n2": 200, "s1": 404}},
			{"manager", "GET", "/v1/purchases/%s-p1", map[string]int{"n1": 200, "n2": 200, "s1": 404}},
			{"agent", "GET", "/v1/purchases/%s-p1", map[string]int{"n1": 200, "n2": 404, "s1": 404}},
			{"stranger", "GET", "/v1/purchases/%s-p1", map[string]int{"n1": 404, "n2": 404, "s1": 200}},
			{"operator", "GET", "/v1/agents/%s", map[string]int{"n1": 200, "n2": 200, "s1": 404}},
			{"manager", "GET", "/v1/agents/%s", map[string]int{"n1": 200, "n2": 200, "s1": 404}},
			{"agent", "GET", "/v1/agents/%s", map[string]int{"n1": 200, "n2": 404, "s1": 404}},
			{"stranger", "GET", "/v1/agents/%s", map[string]int{"n1": 404, "n2": 404, "s1": 200}},
			{"operator", "GET", "/v1/agents/%s/balance", map[string]int{"n1": 200, "n2": 200, "s1": 404}},
			{"manager", "GET", "/v1/agents/%s/balance", map[string]int{"n1": 200, "n2": 200, "s1": 404}},
			{"agent", "GET", "/v1/agents/%s/balance", map[string]int{"n1": 200, "n2": 404, "s1": 404}},
			{"stranger", "GET", "/v1/agents/%s/balance", map[string]int{"n1": 404, "n2": 404, "s1": 200}},
			{"operator", "GET", "/v1/purchases/%s-p1/mark", map[string]int{"n1": 200, "n2": 200, "s1": 404}},
			{"manager", "GET", "/v1/purchases/%s-p1/mark", map[string]int{"n1": 200, "n2": 200, "s1": 404}},
			{"agent", "GET", "/v1/purchases/%s-p1/mark", map[string]int{"n1": 200, "n2": 404, "s1": 404}},
			{"stranger", "GET", "/v1/purchases/%s-p1/mark", map[string]int{"n1": 404, "n2": 404, "s1": 200}},
			// Each of a version that never was, so that being allowed changes nothing.
			{"operator", "PUT", "/v1/purchases/%s-p1/mark", map[string]int{"n1": 412, "n2": 412, "s1": 404}},
			{"manager", "PUT", "/v1/purchases/%s-p1/mark", map[string]int{"n1": 412, "n2": 412, "s1": 404}},
			{"agent", "PUT", "/v1/purchases/%s-p1/mark", map[string]int{"n1": 412, "n2": 404, "s1": 404}},
			{"stranger", "PUT", "/v1/purchases/%s-p1/mark", map[string]int{"n1": 404, "n2": 404, "s1": 412}},
			// The complete ones, so that being allowed changes nothing.
			{"operator", "POST", "/v1/purchases/%s-p0/retry", map[string]int{"n1": 409, "n2": 409, "s1": 404}},
			{"manager", "POST", "/v1/purchases/%s-p0/retry", map[string]int{"n1": 409, "n2": 409, "s1": 404}},
			{"agent", "POST", "/v1/purchases/%s-p0/retry", map[string]int{"n1": 409, "n2": 404, "s1": 404}},
			{"stranger", "POST", "/v1/purchases/%s-p0/retry", map[string]int{"n1": 404, "n2": 404, "s1": 409}},
		} {
			for agent, status := range c.sees {
				a := h.do(c.who, c.method, fmt.Sprintf(c.target, agent), bodies[c.method], "Idempotency-Key", c.who+agent, "If-Match", `"99"`)
				if a.Code != status {
					t.Errorf("%s %s for %s's: %d, want %d", c.who, c.target, agent, a.Code, status)
				}
				never := h.do(c.who, "GET", "/v1/purchases/never-was", "", "X-Request-Id", a.Header().Get("X-Request-Id"))
				if status == 404 && a.Body.String() != never.Body.String() {
					t.Errorf("%s tells %s that %s's record exists: %s", c.target, c.who, agent, a.Body)
				}
			}
		}
		for who, status := range map[string]int{"operator": 200, "manager": 200, "agent": 403, "stranger": 200, "": 401} {
			if got := h.do(who, "GET", "/v1/exceptions", "").Code; got != status {
				t.Errorf("exceptions for %q: %d, want %d", who, got, status)
			}
		}
		h.wantExceptionRights()
	})
}

func TestListsFeedAndSnapshotKeepToTheScope(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.write(func(tx *store.Tx) error {
			_, err := tx.AddException(context.Background(), store.ExceptionRow{Agency: "south", Kind: "alarm", Reference: "s1", Body: "{}"})
			return err
		})
		for who, agents := range map[string]string{"operator": "n1 n2", "manager": "n1 n2", "agent": "n1", "stranger": "s1"} {
			for _, target := range []string{
				"/v1/purchases", "/v1/agents", "/v1/changes", "/v1/snapshot?entity=purchase", "/v1/snapshot?entity=agent",
				"/v1/purchases?agent=n1", "/v1/purchases?agent=s1", "/v1/purchases?q=w",
			} {
				body := h.do(who, "GET", target, "").Body.String()
				for _, agent := range []string{"n1", "n2", "s1"} {
					tells := strings.Contains(body, `"`+agent+`"`) || strings.Contains(body, `"`+agent+"-p")
					if tells && !strings.Contains(agents, agent) {
						t.Errorf("%s tells %s of %s: %s", target, who, agent, body)
					}
					if !tells && strings.Contains(agents, agent) && !strings.Contains(target, "agent=") {
						t.Errorf("%s keeps %s from %s", target, agent, who)
					}
				}
			}
		}
		if body := h.do("operator", "GET", "/v1/exceptions", "").Body.String(); strings.Contains(body, "s1") {
			t.Errorf("another agency's exception: %s", body)
		}
	})
}

func TestOperationsBelongToTheirUser(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.do("operator", "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", "the key/1").want(200, "")
		var op struct {
			Operation
			Body *purchase.RetryAnswer `json:"body"`
		}
		a := h.do("operator", "GET", "/v1/operations/the%20key%2F1", "")
		a.want(200, "")
		a.into(&op)
		if op.Key != "the key/1" || op.State != "done" || op.Status != 200 || op.Body == nil || op.Body.Result != purchase.ResultCompleted ||
			op.Target != "n1-p1" || op.FinishedAt == nil {
			t.Errorf("operation %s", a.Body)
		}
		for _, who := range []string{"manager", "agent", "stranger"} {
			h.do(who, "GET", "/v1/operations/the%20key%2F1", "").want(404, "not-found")
			if who != "stranger" {
				h.do(who, "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", "the key/1").want(422, "key-reused")
			}
		}
		h.do("operator", "GET", "/v1/operations/never-used", "").want(404, "not-found")

		// A claim whose run goes on, and one whose answer was lost.
		h.write(func(tx *store.Tx) error {
			_, err := tx.ClaimOperation(context.Background(), store.Operation{Agency: "north", Key: "open", UserID: "operator", Hash: "x", Act: "purchase.retry", Target: "n1-p2"})
			return err
		})
		a = h.do("operator", "GET", "/v1/operations/open", "")
		a.into(&op)
		if op.State != "done" || op.Body == nil || op.Body.Code != string(purchase.CausePaymentPending) {
			t.Errorf("a claim without an answer: %s", a.Body)
		}
		h.write(func(tx *store.Tx) error {
			if err := tx.SetOperationRun(context.Background(), "north", "open", 99); err != nil {
				return err
			}
			return tx.WakeJob(context.Background(), "north", jobKind, "n1-p2")
		})
		var raw struct {
			State  string
			Status int
			Body   json.RawMessage
		}
		h.do("operator", "GET", "/v1/operations/open", "").into(&raw)
		if raw.State != "running" || raw.Status != 0 || string(raw.Body) != "null" {
			t.Errorf("a run that goes on reads %+v %s", raw, raw.Body)
		}
	})
}
