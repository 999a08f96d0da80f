package api

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"trastienda/app/agent"
	"trastienda/data/hub/store"
)

// freeCBU passes its checks, is nobody's and no agent's of the test hub.
const freeCBU = "0009844700009078153229"

// agentBody is a whole agent; psrs with commas.
func agentBody(code, psrs string, more ...string) string {
	var points []string
	for _, psr := range strings.Split(psrs, ",") {
		if psr != "" {
			points = append(points, fmt.Sprintf(`{"psr":%q,"name":"Local %s"}`, psr, psr))
		}
	}
	id := ""
	if len(more) > 0 {
		id = fmt.Sprintf(`"id":%q,`, more[0])
	}
	return fmt.Sprintf(`{%s"code":%q,"name":" Agente Nuevo ","cuit":"30-99000001-4","active":true,"next_visit":"2026-12-12",
		"contact":{"person":"Ana","phone":"011","mobile":"15","email":"Ana@Example.test","notes":"dos\nlíneas"},
		"address":{"street":"Calle","number":"1","floor":"2","locality":"Villa Demo","province":"BA","postcode":"1000"},
		"points_of_sale":[%s]}`, id, code, strings.Join(points, ","))
}

func (h *hub) agentOf(who, id string) agent.Agent {
	h.t.Helper()
	a := h.do(who, "GET", "/v1/agents/"+id, "")
	a.want(200, "")
	var g agent.Agent
	a.into(&g)
	if a.Header().Get("ETag") != etag(g.Version) {
		h.t.Errorf("ETag %s of version %d", a.Header().Get("ETag"), g.Version)
	}
	return g
}

func (h *hub) agentETag(id string) string { return etag(h.agentOf("operator", id).Version) }

func (h *hub) saveAgent(who, id, key, version, body string) answer {
	h.t.Helper()
	return h.do(who, "PUT", "/v1/agents/"+id, body, "Idempotency-Key", key, "If-Match", version)
}

func TestAnAgentIsMadeAndEdited(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		start := h.changes("operator", "").Next
		id := uuid.NewString()
		body := agentBody("N9", "0091,0092", id)
		a := h.do("operator", "POST", "/v1/agents", body, "Idempotency-Key", "k1")
		a.want(201, "")
		var g agent.Agent
		a.into(&g)
		if g.ID != id || g.Name != "Agente Nuevo" || g.CUIT != "30990000014" || g.Version != 1 || a.Header().Get("ETag") != `"1"` || !g.Active ||
			g.Contact != (agent.Contact{Person: "Ana", Phone: "011", Mobile: "15", Email: "ana@example.test", Notes: "dos\nlíneas"}) ||
			g.Address != (agent.Address{Street: "Calle", Number: "1", Floor: "2", Locality: "Villa Demo", Province: "BA", Postcode: "1000"}) ||
			len(g.PointsOfSale) != 2 || g.PointsOfSale[1] != (agent.PointOfSale{PSR: "0092", Name: "Local 0092"}) || g.NextVisit != "2026-12-12" ||
			g.Bank.State != agent.BankMissing || g.Bank.Version != 0 || g.BonusBP != 0 || g.Rate != nil {
			t.Fatalf("made %+v", g)
		}
		if again := h.do("operator", "POST", "/v1/agents", body, "Idempotency-Key", "k1"); again.Code != 201 || again.Header().Get("Idempotency-Replayed") != "true" ||
			again.Body.String() != a.Body.String() {
			t.Errorf("the key again: %d %s", again.Code, again.Body)
		}
		h.do("manager", "POST", "/v1/agents", body, "Idempotency-Key", "k2").want(422, "agent-invalid") // that id is taken
		h.do("manager", "POST", "/v1/agents", agentBody("N9", ""), "Idempotency-Key", "k2").want(409, "code-taken")
		h.do("manager", "POST", "/v1/agents", agentBody("N10", "00s1"), "Idempotency-Key", "k2").want(409, "psr-taken")
		h.do("stranger", "POST", "/v1/agents", agentBody("N9", "", id), "Idempotency-Key", "k2").want(201, "") // another agency's own

		h.saveAgent("manager", id, "k3", `"1"`, agentBody("Cn2", "0092")).want(409, "code-taken")
		h.saveAgent("manager", id, "k3", `"1"`, agentBody("N9", "0092,00n2")).want(409, "psr-taken")
		h.saveAgent("manager", id, "k3", `"1"`, agentBody("N11", "0093,0092")).want(200, "")
		if g = h.agentOf("operator", id); g.Code != "N11" || g.Version != 2 || len(g.PointsOfSale) != 2 || g.PointsOfSale[0].PSR != "0092" || g.PointsOfSale[1].PSR != "0093" {
			t.Errorf("edited %+v", g)
		}
		a = h.saveAgent("operator", id, "k4", `"1"`, agentBody("N11", ""))
		a.want(412, "version-conflict")
		var p struct{ Current agent.Agent }
		if a.into(&p); p.Current.Version != 2 || a.Header().Get("ETag") != `"2"` {
			t.Errorf("the conflict tells %s", a.Body)
		}
		// Nothing changed is no change.
		h.saveAgent("operator", id, "k5", `"2"`, agentBody("N11", "0092,0093")).want(200, "")
		// A shop moves by leaving its agent first; its purchases stay theirs.
		n1 := h.agentOf("operator", "n1")
		h.saveAgent("operator", "n1", "k6", etag(n1.Version), agentBody("Cn1", "")).want(200, "")
		h.saveAgent("operator", id, "k7", `"2"`, agentBody("N11", "0092,0093,00n1")).want(200, "")
		if list := h.do("agent", "GET", "/v1/purchases?psr=00n1", "").Body.String(); !strings.Contains(list, "n1-p0") {
			t.Errorf("the purchases of the shop: %s", list)
		}
		changed := map[string]int64{}
		for _, c := range h.changes("operator", "after="+start).Items {
			changed[c.Entity+" "+c.ID] = c.Version
		}
		if changed["agent "+id] != 3 || changed["agent n1"] != n1.Version+1 {
			t.Errorf("the feed tells %v", changed)
		}
		h.wantAudit("agent.create", id, 2) // one in each agency
		h.wantAudit("agent.edit", id, 2)
	})
}

func TestAgentsThatAreNotInOrder(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		bad := strings.NewReplacer("30-99000001-4", "30-99000001-2", "2026-12-12", "12/12/2026", "Ana@Example.test", "canario").Replace(agentBody("", "1-2"))
		a := h.saveAgent("operator", "n1", "k", `"1"`, bad)
		a.want(422, "agent-invalid")
		var p Problem
		a.into(&p)
		if got := strings.Join(p.Fields, " "); got != "body.code body.cuit body.next_visit body.contact.email body.points_of_sale.0.psr" || strings.Contains(a.Body.String(), "canario") {
			t.Errorf("the problem tells %s", a.Body)
		}
		h.do("operator", "POST", "/v1/agents", agentBody("X", "", "NOT-A-UUID"), "Idempotency-Key", "k").want(422, "agent-invalid")
		h.do("operator", "PUT", "/v1/agents/n1", agentBody("X", "")).want(400, "key-missing")
		h.do("operator", "PUT", "/v1/agents/n1", agentBody("X", ""), "Idempotency-Key", "k").want(428, "version-missing")
	})
}

// Two people who give one code or one PSR at once: one of them has it.
func TestOneCodeAndOnePSRForTwo(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for round, c := range []struct{ first, second, code string }{
			{agentBody("T1", "0071"), agentBody("T1", "0072"), "code-taken"}, {agentBody("T2", "0073,0074"), agentBody("T3", "0074,0073"), "psr-taken"},
		} {
			var both sync.WaitGroup
			answers := make([]answer, 2)
			for i, body := range []string{c.first, c.second} {
				both.Go(func() {
					var err error
					if answers[i], err = h.try("operator", "POST", "/v1/agents", body, "Idempotency-Key", fmt.Sprint("two", round, i)); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			won, lost := 0, 0
			for _, a := range answers {
				switch {
				case a.Code == 201:
					won++
				case a.Code == 409 && a.code() == c.code:
					lost++
				}
			}
			if won != 1 || lost != 1 {
				t.Errorf("%s: %d %s and %d %s", c.code, answers[0].Code, answers[0].Body, answers[1].Code, answers[1].Body)
			}
		}
	})
}

// An agent whose shop was unknown when its payment came gets its bonus for it.
func TestANewAgentHasItsRateFromEver(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		h.write(func(tx *store.Tx) error { return tx.PutRate(context.Background(), "north", "", h.clock.Now(), 300) })
		exception := h.unknownPSR("early-1", "0081", 10000)
		a := h.do("operator", "POST", "/v1/agents", agentBody("E1", "0081"), "Idempotency-Key", "k")
		a.want(201, "")
		var g agent.Agent
		if a.into(&g); g.BonusBP != 300 {
			t.Errorf("the new agent gets %d", g.BonusBP)
		}
		exceptionIn(h.propose("operator", exception, "p", "1", `{"act":"assign","psr":"0081","reason":""}`))
		e := exceptionIn(h.act("manager", "POST", exception, "approve", "a", "2", ""))
		if body := h.do("operator", "GET", "/v1/purchases/"+e.Closed.PurchaseID, "").Body.String(); !strings.Contains(body, `"credited":10300`) {
			t.Errorf("opened %s", body)
		}
	})
}
