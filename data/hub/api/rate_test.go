package api

import (
	"context"
	"fmt"
	"testing"
	"time"

	"trastienda/app/agency"
	"trastienda/app/agent"
	"trastienda/app/money"
	"trastienda/data/hub/store"
)

const ratePath = "/v1/rate-changes"

func (h *hub) proposeRate(who, agentID, key, body string) answer {
	h.t.Helper()
	path, version := "/v1/agency/rate", h.do(who, "GET", "/v1/agency", "").Header().Get("ETag")
	if agentID != "" {
		path, version = "/v1/agents/"+agentID+"/rate", h.agentETag(agentID)
	}
	return h.do(who, "PUT", path, body, "Idempotency-Key", key, "If-Match", version)
}

func rateIn(a answer, status int) agent.RateChange {
	a.t.Helper()
	a.want(status, "")
	var c agent.RateChange
	a.into(&c)
	if a.Header().Get("ETag") != etag(c.Version) {
		a.t.Errorf("ETag %s of version %d", a.Header().Get("ETag"), c.Version)
	}
	return c
}

// later lets time pass without ending anybody's session.
func (h *hub) later(d time.Duration) {
	h.t.Helper()
	h.clock.move(d)
	h.write(func(tx *store.Tx) error {
		_, err := tx.ExecContext(context.Background(), `update session set expires_ms = expires_ms + $1, seen_ms = seen_ms + $1`, d.Milliseconds())
		return err
	})
}

func (h *hub) rateAt(agentID string, at time.Time) (rate money.BasisPoints) {
	h.t.Helper()
	h.write(func(tx *store.Tx) (err error) {
		rate, err = tx.RateAt(context.Background(), "north", agentID, at)
		return err
	})
	return rate
}

func TestARateIsChangedByTwoPeople(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		proposed := h.clock.Now()
		c := rateIn(h.proposeRate("manager", "n1", "k1", `{"bonus_bp":500}`), 202)
		if c.State != agent.Proposed || c.Old != 400 || c.New != 500 || c.From != nil || c.Agent.ID != "n1" || c.ByID != "manager" {
			t.Fatalf("proposed %+v", c)
		}
		if g := h.agentOf("manager", "n1"); g.BonusBP != 400 || g.Rate == nil || *g.Rate != (agent.NextRate{Change: c.ID, BonusBP: 500, State: agent.Proposed}) || g.Version != c.AgentVersion {
			t.Errorf("meanwhile %+v", g)
		}
		for _, who := range []string{"operator", "agent"} { // proposals of rates are the managers'
			if g := h.agentOf(who, "n1"); g.Rate != nil {
				t.Errorf("%s is told of %+v", who, g.Rate)
			}
		}
		h.proposeRate("second", "n1", "k2", `{"bonus_bp":600}`).want(409, "rate-change-open")
		h.decideOn("manager", ratePath, c.ID, "approve", "k3", 1, "").want(403, "second-person-needed")
		h.later(time.Hour)
		approved := h.clock.Now()
		rateIn(h.decideOn("second", ratePath, c.ID, "approve", "k4", 1, ""), 200)
		if g := h.agentOf("agent", "n1"); g.BonusBP != 500 || g.Rate != nil {
			t.Errorf("approved %+v", g)
		}
		// It counts from the approval on, not from the proposal.
		if before, after := h.rateAt("n1", approved.Add(-time.Second)), h.rateAt("n1", h.clock.Now()); before != 400 || after != 500 || h.rateAt("n1", proposed) != 400 {
			t.Errorf("%d before, %d after", before, after)
		}
		h.wantAudit("rate.propose", c.ID, 1)
		h.wantAudit("rate.approve", c.ID, 1)
	})
}

func TestARateFromADayOn(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		day := h.clock.Now().Add(48 * time.Hour).Truncate(time.Millisecond)
		body := fmt.Sprintf(`{"bonus_bp":700,"from":%q}`, day.Format(time.RFC3339Nano))
		c := rateIn(h.proposeRate("manager", "n1", "k1", body), 202)
		rateIn(h.decideOn("second", ratePath, c.ID, "approve", "k2", 1, ""), 200)
		if g := h.agentOf("agent", "n1"); g.BonusBP != 400 || g.Rate == nil || g.Rate.State != agent.Approved || g.Rate.From == nil || !g.Rate.From.Equal(day) {
			t.Errorf("it waits for its day: %+v", g)
		}
		if before, after := h.rateAt("n1", day.Add(-time.Millisecond)), h.rateAt("n1", day); before != 400 || after != 700 {
			t.Errorf("%d before, %d after", before, after)
		}
		// Another one for the same day replaces it; the past stays.
		c = rateIn(h.proposeRate("manager", "n1", "k3", fmt.Sprintf(`{"bonus_bp":800,"from":%q}`, day.Format(time.RFC3339Nano))), 202)
		rateIn(h.decideOn("second", ratePath, c.ID, "approve", "k4", 1, ""), 200)
		if g := h.agentOf("agent", "n1"); h.rateAt("n1", day) != 800 || g.Rate == nil || g.Rate.BonusBP != 800 {
			t.Errorf("replaced: %+v", g.Rate)
		}
		h.later(72 * time.Hour)
		if g := h.agentOf("manager", "n1"); g.BonusBP != 800 || g.Rate != nil {
			t.Errorf("on its day: %+v", g)
		}
		// Approved after its day it counts from the approval.
		late := h.clock.Now().Add(time.Hour)
		c = rateIn(h.proposeRate("manager", "n1", "k5", fmt.Sprintf(`{"bonus_bp":100,"from":%q}`, late.Format(time.RFC3339))), 202)
		h.later(24 * time.Hour)
		rateIn(h.decideOn("second", ratePath, c.ID, "approve", "k6", 1, ""), 200)
		if before, after := h.rateAt("n1", late.Add(time.Hour)), h.rateAt("n1", h.clock.Now()); before != 800 || after != 100 {
			t.Errorf("late: %d before, %d after", before, after)
		}
	})
}

func TestTheRateOfNewAgents(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		c := rateIn(h.proposeRate("manager", "", "k1", `{"bonus_bp":250}`), 202)
		if c.Agent != (agent.Ref{}) || c.Old != 0 || c.AgentVersion != 0 {
			t.Errorf("proposed %+v", c)
		}
		h.proposeRate("second", "", "k2", `{"bonus_bp":300}`).want(409, "rate-change-open")
		rateIn(h.decideOn("second", ratePath, c.ID, "approve", "k3", 1, ""), 200)
		var p agency.Profile
		h.do("operator", "GET", "/v1/agency", "").into(&p)
		if p.BonusBP != 250 || p.Version != 2 {
			t.Errorf("the agency is %+v", p)
		}
		h.do("manager", "PUT", "/v1/agency/rate", `{"bonus_bp":1}`, "Idempotency-Key", "k4", "If-Match", `"1"`).want(412, "version-conflict")
		h.do("manager", "PUT", "/v1/agency", `{"name":"Otra","currency":"ARS","time_zone":"UTC"}`, "Idempotency-Key", "k5", "If-Match", `"2"`).want(200, "")
		h.do("operator", "GET", "/v1/agency", "").into(&p)
		if p.BonusBP != 250 || p.Name != "Otra" {
			t.Errorf("edited, the agency is %+v", p)
		}
		var g agent.Agent
		h.do("operator", "POST", "/v1/agents", agentBody("R1", ""), "Idempotency-Key", "k6").into(&g)
		if g.BonusBP != 250 || h.agentOf("operator", "n1").BonusBP != 400 {
			t.Errorf("a new agent gets %d", g.BonusBP)
		}
		changed := map[string]int64{}
		for _, x := range h.changes("manager", "").Items {
			changed[x.Entity+" "+x.ID] = x.Version
		}
		if changed["rate_change "+c.ID] != 2 || changed["agency north"] != 3 {
			t.Errorf("the feed tells %v", changed)
		}
	})
}

func TestRatesThatWillNotDo(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for _, body := range []string{`{"bonus_bp":-1}`, `{"bonus_bp":10001}`, `{"bonus_bp":1,"from":"mañana"}`, `{"bonus_bp":1,"from":"2020-01-01T00:00:00Z"}`} {
			h.proposeRate("manager", "n1", "k", body).want(422, "rate-invalid")
			h.proposeRate("manager", "", "k", body).want(422, "rate-invalid")
		}
		c := rateIn(h.proposeRate("manager", "n1", "k", `{"bonus_bp":10000}`), 202)
		d := rateIn(h.decideOn("manager", ratePath, c.ID, "withdraw", "w", 1, ""), 200)
		if d.State != agent.Withdrawn || d.DecidedBy != "Persona manager" || h.agentOf("manager", "n1").Rate != nil {
			t.Errorf("withdrawn %+v", d)
		}
	})
}
