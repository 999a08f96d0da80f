package api

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"trastienda/app/agent"
	"trastienda/app/importing"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

var fileOf = strings.Repeat("ab", 32)

// importRows sends a part of an import and gives its results.
func importRows[T any](h *hub, who, key, run string, update bool, rows ...T) []importing.RowResult {
	h.t.Helper()
	a := h.tryImport(who, key, importing.Batch[T]{Import: run, File: fileOf, Name: "agentes.xlsx", Update: update, Rows: rows})
	a.want(200, "")
	var answer ImportAnswer
	a.into(&answer)
	if len(answer.Results) != len(rows) {
		h.t.Fatalf("%d results of %d rows", len(answer.Results), len(rows))
	}
	return answer.Results
}

func (h *hub) tryImport(who, key string, batch any) answer {
	h.t.Helper()
	body, err := json.Marshal(batch)
	if err != nil {
		h.t.Fatal(err)
	}
	path := "/v1/imports/agents"
	if _, ok := batch.(importing.Batch[importing.PurchaseItem]); ok {
		path = "/v1/imports/purchases"
	}
	return h.do(who, "POST", path, string(body), "Idempotency-Key", key)
}

func results(list []importing.RowResult) string {
	var words []string
	for _, r := range list {
		words = append(words, strings.TrimRight(fmt.Sprintf("%d %s %s %s", r.Row, r.Result, r.Code, r.Bank), " "))
	}
	return strings.Join(words, ", ")
}

func (h *hub) wantResults(want string, list []importing.RowResult) {
	h.t.Helper()
	if got := results(list); got != want {
		h.t.Errorf("results %q, want %q", got, want)
	}
}

func agentRow(row int, code, name string, account *agent.Account, psrs ...string) importing.AgentRow {
	r := importing.AgentRow{Row: row, Agent: agent.Edit{Code: code, Name: name, Active: true, PointsOfSale: []agent.PointOfSale{}}, Account: account}
	for _, psr := range psrs {
		r.Agent.PointsOfSale = append(r.Agent.PointsOfSale, agent.PointOfSale{PSR: psr, Name: "Local"})
	}
	return r
}

func TestAgentsAreImported(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		run, cbu := uuid.NewString(), &agent.Account{CBU: freeCBU, Alias: "Nuevo.Alias", Holder: "Titular", CUIT: "20-12345678-6"}
		rows := []importing.AgentRow{
			agentRow(2, "N9", "Nuevo", cbu, "0092", "0091"),
			agentRow(4, "N10", "Otro", nil, "00n1"),    // another agent's
			agentRow(5, "N11", "", nil),                // no name
			agentRow(6, "Cn1", "Agente n1", nil),       // as it is
			agentRow(7, "Cn2", "Otro nombre", cbu),     // differs
			agentRow(8, "N12", "Con tilde Ñ", nil, ""), // no PSR
		}
		first := importRows(h, "manager", "k1", run, false, rows...)
		h.wantResults("2 created  proposed, 4 refused psr-taken, 5 refused invalid, 6 unchanged, 7 differs, 8 refused invalid", first)
		var id string
		if err := h.store.Read().QueryRow(`select id from agent where agency_id = 'north' and code = 'N9'`).Scan(&id); err != nil {
			t.Fatal(err)
		}
		g := h.agentOf("operator", id)
		if g.Name != "Nuevo" || !g.Active || len(g.PointsOfSale) != 2 || g.PointsOfSale[0].PSR != "0091" || g.Bank.State != agent.BankPending || g.Bank.Change == "" {
			t.Errorf("made %+v", g)
		}
		var n int
		if err := h.store.Read().QueryRow(`select count(*) from agent where code = 'N10'`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d refused agents are there (%v)", n, err)
		}
		// The key again answers the same; the file again adds nothing.
		h.wantResults(results(first), importRows(h, "manager", "k1", run, false, rows...))
		h.wantResults("2 unchanged  same, 6 unchanged", importRows(h, "second", "k2", uuid.NewString(), false, rows[0], rows[3]))
		h.wantAudit("agent.create", id, 1)
		h.wantAudit("import.run", run, 1)
		h.nowhereButInBankData(freeCBU, "20123456786")

		// With other bank data while that waits, and once it is in force.
		other := *cbu
		other.CBU = cbuOf(t, 77)
		h.wantResults("2 unchanged  open", importRows(h, "manager", "k3", run, false, agentRow(2, "N9", "Nuevo", &other)))
		bankIn(h.decideOn("second", bankPath, g.Bank.Change, "approve", "k4", 1, "{}"), 200)
		h.wantResults("2 unchanged  same", importRows(h, "manager", "k5", run, false, rows[0]))
		h.wantResults("2 unchanged  proposed", importRows(h, "manager", "k6", run, false, agentRow(2, "N9", "Nuevo", &other)))
		if now := h.agentOf("operator", id); now.Bank.CBUMasked == "" || now.Bank.Version != 1 {
			t.Errorf("what is in force: %+v", now.Bank)
		}
	})
}

func TestImportedAgentsAreChangedWhenAsked(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		before := h.agentOf("operator", "n1")
		run := uuid.NewString()
		// A new point of sale and a number that was not known overwrite nothing.
		more := agentRow(2, "Cn1", before.Name, nil, "0095")
		more.Agent.Contact.Phone = "11 5555"
		h.wantResults("2 changed", importRows(h, "manager", "k1", run, false, more))
		g := h.agentOf("operator", "n1")
		if g.Version != before.Version+1 || g.Contact.Phone != "11 5555" || len(g.PointsOfSale) != len(before.PointsOfSale)+1 || g.CUIT != before.CUIT {
			t.Errorf("with more %+v", g)
		}
		more.Agent.Name, more.Agent.Active = "Otro nombre", false
		h.wantResults("2 differs", importRows(h, "manager", "k2", run, false, more))
		h.wantResults("2 changed", importRows(h, "manager", "k3", run, true, more))
		if g = h.agentOf("operator", "n1"); g.Name != "Otro nombre" || !g.Active || g.Contact.Phone != "11 5555" {
			t.Errorf("updated %+v", g)
		}
		h.wantResults("2 unchanged", importRows(h, "manager", "k4", run, true, more))
		h.wantAudit("agent.edit", "n1", 2)
	})
}

func (h *hub) runsOf(who string, kind importing.Kind) []importing.Run {
	h.t.Helper()
	a := h.do(who, "GET", "/v1/imports?kind="+string(kind)+"&file="+fileOf, "")
	a.want(200, "")
	var list List[importing.Run]
	a.into(&list)
	return list.Items
}

func TestImportsAreRemembered(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		if runs := h.runsOf("manager", importing.Agents); runs == nil || len(runs) != 0 {
			t.Errorf("before: %v", runs)
		}
		run, again := uuid.NewString(), uuid.NewString()
		importRows(h, "manager", "k1", run, false, agentRow(2, "N9", "Nuevo", nil))
		importRows(h, "manager", "k2", run, false, agentRow(3, "N10", "Otro", nil), agentRow(4, "N11", "", nil))
		h.clock.move(time.Minute)
		importRows(h, "second", "k3", again, false, agentRow(2, "N9", "Nuevo", nil))
		runs := h.runsOf("manager", importing.Agents)
		if len(runs) != 2 || runs[0].ID != again || runs[0].By != "Persona second" || runs[0].Tally != (importing.Tally{Unchanged: 1}) ||
			runs[1].Tally != (importing.Tally{Created: 2, Refused: 1}) || runs[1].Name != "agentes.xlsx" || runs[1].Kind != importing.Agents {
			t.Errorf("runs %+v", runs)
		}
		if runs := append(h.runsOf("stranger", importing.Agents), h.runsOf("manager", importing.Purchases)...); len(runs) != 0 {
			t.Errorf("told to others %+v", runs)
		}
		// A run is one person's and one file's.
		batch := importing.Batch[importing.AgentRow]{Import: run, File: fileOf, Name: "x", Rows: []importing.AgentRow{agentRow(2, "N20", "Nadie", nil)}}
		h.tryImport("second", "k4", batch).want(422, "import-invalid")
		batch.File = strings.Repeat("cd", 32)
		h.tryImport("manager", "k4", batch).want(422, "import-invalid")
		var n int
		if err := h.store.Read().QueryRow(`select count(*) from agent where code = 'N20'`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d agents of a refused part (%v)", n, err)
		}
	})
}

func pastPurchase(row int, psr string, at time.Time, credited int64) importing.PurchaseItem {
	return importing.PurchaseItem{Line: row, At: at, PSR: psr, WalletTransfer: "141", TransferID: "21", Paid: credited - 400, Credited: credited, Status: purchase.StatusOK}
}

func TestPastPurchasesAreImported(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		at := h.clock.Now().Add(-2000 * time.Hour).Truncate(time.Second)
		failed := pastPurchase(3, "00n1", at.Add(time.Second), 104_00)
		failed.Status = purchase.StatusError
		future := pastPurchase(6, "00n1", h.clock.Now().Add(time.Hour), 104_00)
		zero := pastPurchase(7, "00n1", at, 104_00)
		zero.Paid = 0
		rows := []importing.PurchaseItem{
			pastPurchase(2, "00n1", at, 104_00), failed, pastPurchase(4, "404", at, 104_00), pastPurchase(5, "00s1", at, 104_00), future, zero,
		}
		start := h.changes("operator", "").Next
		run := uuid.NewString()
		h.wantResults("2 created, 3 created, 4 refused psr-unknown, 5 refused psr-unknown, 6 refused invalid, 7 refused invalid", importRows(h, "manager", "k1", run, false, rows...))
		h.wantResults("2 unchanged, 3 unchanged", importRows(h, "manager", "k2", uuid.NewString(), false, rows[0], rows[1]))
		var list List[purchase.Purchase]
		h.do("agent", "GET", "/v1/purchases?to="+at.Add(time.Hour).UTC().Format(time.RFC3339), "").into(&list)
		if len(list.Items) != 2 {
			t.Fatalf("%d purchases", len(list.Items))
		}
		ok, bad := list.Items[1], list.Items[0]
		if ok.Status != purchase.StatusOK || ok.Paid != 100_00 || ok.Credited != 104_00 || ok.TransferID != "21" || ok.WalletTransfer != "141" || !ok.At.Equal(at) || ok.Deadline != nil {
			t.Errorf("ok: %+v", ok)
		}
		if bad.Status != purchase.StatusError || bad.Cause != purchase.CauseRefused(purchase.CodeImported) || bad.NextRetryAt != nil {
			t.Errorf("error: %+v", bad)
		}
		followed := 0
		for _, c := range h.changes("operator", "after="+start).Items {
			if c.Entity == store.EntityPurchase {
				followed++
			}
		}
		if followed != 2 {
			t.Errorf("the feed tells of %d", followed)
		}
		// A person's retry sends nothing either.
		h.recharge.mu.Lock()
		sends := h.recharge.sends
		h.recharge.mu.Unlock()
		h.do("manager", "POST", "/v1/purchases/"+bad.ID+"/retry", "{}", "Idempotency-Key", "r1").want(409, "nothing-to-retry")
		h.do("manager", "POST", "/v1/purchases/"+ok.ID+"/retry", "{}", "Idempotency-Key", "r2").want(409, "nothing-to-retry")
		h.recharge.mu.Lock()
		defer h.recharge.mu.Unlock()
		if h.recharge.sends != sends {
			t.Errorf("%d transfers were sent for history", h.recharge.sends-sends)
		}
	})
}

// What the hub has of a payment already, under another id, is not added.
func TestAPurchaseThatIsThereIsNotImported(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		at := h.clock.Now().Add(-100 * time.Hour).Truncate(time.Second)
		row := &store.PurchaseRow{Agency: "north", ID: uuid.NewString(), At: at.Add(250 * time.Millisecond), PSR: "00n1", Agent: "n1", WalletReference: "w-77", WalletTransfer: "141",
			Paid: 100_00, Credited: 104_00, Currency: "ARS", Legs: purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}}
		h.write(func(tx *store.Tx) error {
			_, err := tx.InsertPurchase(context.Background(), row)
			return err
		})
		other := pastPurchase(3, "00n1", at, 104_00)
		other.WalletTransfer = "142"
		nameless := pastPurchase(4, "00n1", at, 104_00)
		nameless.WalletTransfer = ""
		h.wantResults("2 unchanged, 3 created, 4 unchanged", importRows(h, "manager", "k1", uuid.NewString(), false, pastPurchase(2, "00n1", at, 104_00), other, nameless))
	})
}

func TestImportsThatAreNotDone(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		good := importing.Batch[importing.AgentRow]{Import: uuid.NewString(), File: fileOf, Name: "x", Rows: []importing.AgentRow{agentRow(2, "N9", "Nuevo", nil)}}
		h.tryImport("operator", "k1", good).want(403, "forbidden")
		h.tryImport("agent", "k1", good).want(403, "forbidden")
		body, _ := json.Marshal(good)
		h.do("manager", "POST", "/v1/imports/agents", string(body)).want(400, "key-missing")
		h.tryImport("manager", "k1", good).want(200, "")
		other := good
		other.Rows = []importing.AgentRow{agentRow(2, "N10", "Otro", nil)}
		h.tryImport("manager", "k1", other).want(422, "key-reused")
		many := good
		for n := range importing.MaxBatch + 1 {
			many.Rows = append(many.Rows, agentRow(n+2, fmt.Sprint("M", n), "x", nil))
		}
		h.tryImport("manager", "k2", many).want(422, "invalid-request")
		bad := good
		bad.File = "x"
		h.tryImport("manager", "k2", bad).want(422, "invalid-request")
		h.do("manager", "GET", "/v1/imports?kind=agents&file=x", "").want(422, "invalid-request")
	})
}
