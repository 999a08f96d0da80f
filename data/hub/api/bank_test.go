package api

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/data/hub/store"
)

func bankBody(cbu string) string {
	return fmt.Sprintf(`{"cbu":%q,"alias":"Nuevo.Alias","holder":" Titular Nuevo ","cuit":"20-12345678-6"}`, cbu)
}

func (h *hub) proposeBank(who, agentID, key, body string) answer {
	h.t.Helper()
	return h.do(who, "PUT", "/v1/agents/"+agentID+"/bank", body, "Idempotency-Key", key, "If-Match", h.agentETag(agentID))
}

// decideOn takes a step on a change; path is that of all of its kind.
func (h *hub) decideOn(who, path, id, step, key string, version int64, body string) answer {
	h.t.Helper()
	method, target := "POST", path+"/"+id+"/"+step
	if step == "withdraw" {
		method, target = "DELETE", path+"/"+id
	}
	return h.do(who, method, target, body, "Idempotency-Key", key, "If-Match", etag(version))
}

func bankIn(a answer, status int) agent.BankChange {
	a.t.Helper()
	a.want(status, "")
	var c agent.BankChange
	a.into(&c)
	if a.Header().Get("ETag") != etag(c.Version) {
		a.t.Errorf("ETag %s of version %d", a.Header().Get("ETag"), c.Version)
	}
	return c
}

const bankPath = "/v1/bank-changes"

func TestBankDataIsChangedByTwoPeople(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		before := h.agentOf("operator", "n1")
		c := bankIn(h.proposeBank("agent", "n1", "k1", bankBody(freeCBU)), 202)
		if c.State != agent.Proposed || c.By != "Persona agent" || c.ByID != "agent" || c.Agent != (agent.Ref{ID: "n1", Code: "Cn1", Name: "Agente n1"}) ||
			c.New != (agent.BankData{CBUMasked: "0009 8447 •••• •••• ••32 29", Alias: "nuevo.alias", Holder: "Titular Nuevo", CUITMasked: "20-••••••••-6"}) ||
			c.Old.CBUMasked == "" || c.Old.Holder != "Titular n1" || c.AgentVersion != before.Version+1 {
			t.Fatalf("proposed %+v", c)
		}
		// Until then the old data is in force, and the document tells of the other.
		waiting := h.agentOf("operator", "n1")
		if waiting.Bank.State != agent.BankApproved || waiting.Bank.Change != c.ID || waiting.Bank.Version != 1 || waiting.Bank.CBUMasked != before.Bank.CBUMasked ||
			waiting.Version != before.Version+1 {
			t.Errorf("meanwhile %+v", waiting)
		}
		h.proposeBank("manager", "n1", "k2", bankBody(cbuOf(t, 50))).want(409, "bank-change-open")
		d := bankIn(h.decideOn("manager", bankPath, c.ID, "approve", "k3", 1, "{}"), 200)
		if d.State != agent.Approved || d.DecidedBy != "Persona manager" || d.DecidedAt == nil || d.Version != 2 || d.AgentVersion != before.Version+2 {
			t.Errorf("approved %+v", d)
		}
		after := h.agentOf("agent", "n1")
		if after.Bank.Version != 2 || after.Bank.CBUMasked != c.New.CBUMasked || after.Bank.Alias != "nuevo.alias" || after.Bank.CUITMasked != "20-••••••••-6" ||
			after.Bank.Change != "" || after.Bank.State != agent.BankApproved || after.Version != before.Version+2 {
			t.Errorf("after it %+v", after)
		}
		if again := h.decideOn("manager", bankPath, c.ID, "approve", "k3", 1, "{}"); again.Header().Get("Idempotency-Replayed") != "true" || again.Header().Get("ETag") != `"2"` {
			t.Errorf("the key again: %d %s", again.Code, again.Body)
		}
		h.decideOn("second", bankPath, c.ID, "reject", "k4", 2, `{"reason":"x"}`).want(409, "change-closed")
		h.proposeBank("manager", "n1", "k5", bankBody(freeCBU)).want(409, "bank-same")
		h.wantAudit("bank.propose", c.ID, 1)
		h.wantAudit("bank.approve", c.ID, 1)
		h.nowhereButInBankData(freeCBU, "20123456786")
	})
}

// nowhereButInBankData looks for texts in what is kept for ever or told to many.
func (h *hub) nowhereButInBankData(secrets ...string) {
	h.t.Helper()
	for _, secret := range secrets {
		for _, q := range []string{
			`select count(*) from audit where before like $1 or after like $1 or search like $1`,
			`select count(*) from operation where body like $1 or hash like $1`,
			`select count(*) from exception where body like $1`,
		} {
			var n int
			if err := h.store.Read().QueryRow(q, "%"+secret+"%").Scan(&n); err != nil || n != 0 {
				h.t.Errorf("%s: %d rows have it (%v)", q, n, err)
			}
		}
		if strings.Contains(h.logs.String(), secret) {
			h.t.Errorf("the log has %s", secret)
		}
		for _, target := range []string{"/v1/agents", bankPath, "/v1/changes", "/v1/snapshot?entity=bank_change", "/v1/snapshot?entity=agent", "/v1/audit"} {
			if strings.Contains(h.do("manager", "GET", target, "").Body.String(), secret) {
				h.t.Errorf("%s tells %s", target, secret)
			}
		}
	}
}

func TestFirstBankData(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		h.write(func(tx *store.Tx) error {
			_, err := tx.ExecContext(context.Background(), `delete from agent_bank where agent_id = 'n2'`)
			return err
		})
		if g := h.agentOf("operator", "n2"); g.Bank != (agent.Bank{State: agent.BankMissing}) {
			t.Errorf("without any: %+v", g.Bank)
		}
		h.do("manager", "POST", "/v1/agents/n2/bank/reveal", "").want(404, "not-found")
		c := bankIn(h.proposeBank("manager", "n2", "k1", bankBody(freeCBU)), 202)
		if g := h.agentOf("operator", "n2"); g.Bank != (agent.Bank{State: agent.BankPending, Change: c.ID}) || c.Old != (agent.BankData{}) {
			t.Errorf("waiting: %+v, %+v", g.Bank, c.Old)
		}
		bankIn(h.decideOn("second", bankPath, c.ID, "approve", "k2", 1, ""), 200)
		if g := h.agentOf("operator", "n2"); g.Bank.State != agent.BankApproved || g.Bank.Version != 1 || g.Bank.Holder != "Titular Nuevo" {
			t.Errorf("approved: %+v", g.Bank)
		}
		// The wallet's payments go by it at once.
		h.write(func(tx *store.Tx) error {
			point, err := tx.SellingPoint(context.Background(), "00n2")
			if point.CBU != freeCBU {
				t.Errorf("payments go to %q", point.CBU)
			}
			return err
		})
	})
}

func TestBankDataThatIsNotDecidedSo(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		a := h.proposeBank("manager", "n1", "k0", `{"cbu":"00098447000090781532290","alias":"ñandú","holder":"","cuit":"1"}`)
		a.want(422, "bank-invalid")
		var p Problem
		if a.into(&p); strings.Join(p.Fields, " ") != "body.cbu body.alias body.holder body.cuit" || strings.Contains(a.Body.String(), "00098447") {
			t.Errorf("the problem tells %s", a.Body)
		}
		c := bankIn(h.proposeBank("manager", "n1", "k1", bankBody(freeCBU)), 202)
		h.decideOn("manager", bankPath, c.ID, "approve", "k2", 1, "").want(403, "second-person-needed")
		h.decideOn("manager", bankPath, c.ID, "reject", "k2", 1, `{"reason":"x"}`).want(403, "second-person-needed")
		h.decideOn(h.invited("manager", "twin@example.test", access.Manager), bankPath, c.ID, "approve", "k3", 1, "").want(403, "second-person-vouched")
		h.decideOn("second", bankPath, c.ID, "withdraw", "k4", 1, "").want(409, "proposal-of-another")
		h.decideOn("second", bankPath, c.ID, "reject", "k5", 1, `{"reason":" "}`).want(422, "reason-missing")
		conflict := h.decideOn("second", bankPath, c.ID, "approve", "k6", 7, "")
		conflict.want(412, "version-conflict")
		var now struct{ Current agent.BankChange }
		if conflict.into(&now); now.Current.ID != c.ID || now.Current.Version != 1 {
			t.Errorf("the conflict tells %s", conflict.Body)
		}
		d := bankIn(h.decideOn("second", bankPath, c.ID, "reject", "k7", 1, `{"reason":"no es de ellos"}`), 200)
		if d.State != agent.Rejected || d.Reason != "no es de ellos" || d.DecidedBy != "Persona second" {
			t.Errorf("rejected %+v", d)
		}
		c = bankIn(h.proposeBank("manager", "n1", "k8", bankBody(freeCBU)), 202)
		d = bankIn(h.decideOn("manager", bankPath, c.ID, "withdraw", "k9", 1, ""), 200)
		if g := h.agentOf("operator", "n1"); d.State != agent.Withdrawn || g.Bank.Version != 1 || g.Bank.Change != "" {
			t.Errorf("withdrawn %+v, %+v", d, g.Bank)
		}
		// A rule that got stricter since.
		c = bankIn(h.proposeBank("manager", "n1", "k10", bankBody(freeCBU)), 202)
		h.write(func(tx *store.Tx) error {
			_, err := tx.ExecContext(context.Background(), `update bank_change set cbu = '1' where id = $1`, c.ID)
			return err
		})
		h.decideOn("second", bankPath, c.ID, "approve", "k11", 1, "").want(422, "bank-invalid")
		states := map[string]string{"": "proposed withdrawn rejected", "?state=rejected,withdrawn": "withdrawn rejected", "?agent=n1&state=proposed": "proposed", "?agent=n2": ""}
		for query, want := range states {
			var list List[agent.BankChange]
			h.do("operator", "GET", bankPath+query, "").into(&list)
			var got []string
			for _, c := range list.Items {
				got = append(got, string(c.State))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%q lists %v, want %s", query, got, want)
			}
		}
	})
}

// Two who approve and reject at once: one of them decides.
func TestAChangeIsDecidedOnce(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		c := bankIn(h.proposeBank("agent", "n1", "k1", bankBody(freeCBU)), 202)
		var both sync.WaitGroup
		codes := make([]int, 2)
		for i, x := range []struct{ who, step, body string }{{"manager", "approve", "{}"}, {"second", "reject", `{"reason":"x"}`}} {
			both.Go(func() {
				a, err := h.try(x.who, "POST", bankPath+"/"+c.ID+"/"+x.step, x.body, "Idempotency-Key", x.step, "If-Match", `"1"`)
				if codes[i] = a.Code; err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if codes[0] == codes[1] || codes[0] != 200 && codes[1] != 200 {
			t.Errorf("answers %v", codes)
		}
	})
}

func TestARevealIsAudited(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		c := bankIn(h.proposeBank("manager", "n1", "k1", bankBody(freeCBU)), 202)
		for _, who := range []string{"manager", "agent"} {
			a := h.do(who, "POST", "/v1/agents/n1/bank/reveal", "")
			a.want(200, "")
			var account agent.Account
			if a.into(&account); account.CBU != cbuOf(t, 0) || a.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s is told %s", who, a.Body)
			}
			a = h.do(who, "POST", bankPath+"/"+c.ID+"/reveal", "")
			a.want(200, "")
			var both RevealedChange
			if a.into(&both); both.CBU != freeCBU || both.CUIT != "20123456786" || both.Old.CBU != cbuOf(t, 0) {
				t.Errorf("%s is told %s", who, a.Body)
			}
		}
		h.wantAudit("bank.reveal", "n1", 2)
		h.wantAudit("bank.reveal", c.ID, 2)
		h.nowhereButInBankData(freeCBU, cbuOf(t, 0), "20123456786")
	})
}
