package api

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/data/hub/store"
)

// right is what one operation answers to whom, by hand from ui.md 3.2. Each cell
// has the status for a record of the agent n1, of the agent n2 of the same
// agency, and of another agency; or one status where there is no record. The
// agent who asks is n1's. Every request is of a kind that being allowed changes
// nothing another row needs.
type right struct{ op, operator, manager, agent, nobody string }

const (
	seen    = "200 200 404"
	own     = "200 404 404"
	closed  = "403 403 403"
	outside = "401 401 401"
)

var rights = []right{
	// Purchases: everybody sees, marks and retries; agents their own only.
	{"list-purchases", "200", "200", "200", "401"},
	{"get-purchase", seen, seen, own, outside},
	{"get-mark", seen, seen, own, outside},
	{"set-mark", "412 412 404", "412 412 404", "412 404 404", outside},
	{"retry-purchase", "409 409 404", "409 409 404", "409 404 404", outside},
	// Whoever sees a purchase may prove it; the key is known to all.
	{"make-receipt", seen, seen, own, outside},
	{"make-evidence", seen, seen, own, outside},
	{"get-hub-key", "200", "200", "200", "401"},
	// One person of the agency proposes to close one, a manager decides; everybody sees it.
	{"get-closing", seen, seen, own, outside},
	{"propose-closing", "412 412 404", "412 412 404", closed, outside},
	{"withdraw-closing", "412 412 404", "412 412 404", closed, outside},
	{"approve-closing", closed, "412 412 404", closed, outside},
	{"reject-closing", closed, "412 412 404", closed, outside},
	// Buying is the agents', with the wallets of their own points of sale.
	{"get-wallet", closed, closed, "503 404 404", outside},
	{"get-quote", closed, closed, own, outside},
	{"start-purchase", closed, closed, "503 404 404", outside},
	{"get-start", "403", "403", "404", "401"},
	// Agents: bank data is masked for everybody, so all see; agents themselves.
	{"list-agents", "200", "200", "200", "401"},
	{"get-agent", seen, seen, own, outside},
	{"get-balance", seen, seen, own, outside},
	// Operators and managers edit agents; bank data and rates are the managers', and
	// agents propose their own bank data. Masked, everybody sees the changes of it.
	{"create-agent", "422", "422", "403", "401"},
	{"change-agent", "412 412 404", "412 412 404", closed, outside},
	{"propose-bank", closed, "412 412 404", "412 404 404", outside},
	{"reveal-bank", closed, seen, own, outside},
	{"list-bank-changes", "200", "200", "200", "401"},
	{"withdraw-bank-change", closed, "412 412 404", "412 404 404", outside},
	{"approve-bank-change", closed, "412 412 404", closed, outside},
	{"reject-bank-change", closed, "412 412 404", closed, outside},
	{"reveal-bank-change", closed, seen, own, outside},
	{"propose-rate", closed, "412 412 404", closed, outside},
	{"propose-agency-rate", "403", "412", "403", "401"},
	{"list-rate-changes", "403", "200", "403", "401"},
	{"withdraw-rate-change", closed, "412 412 404", closed, outside},
	{"approve-rate-change", closed, "412 412 404", closed, outside},
	{"reject-rate-change", closed, "412 412 404", closed, outside},
	// What waits for a person is the agency's own matter.
	{"list-exceptions", "200", "200", "403", "401"},
	// Of none: TestRightsOnExceptions tries them on what there is.
	{"get-exception", "404", "404", "403", "401"},
	{"propose-exception", "404", "404", "403", "401"},
	{"withdraw-exception", "404", "404", "403", "401"},
	{"approve-exception", "403", "404", "403", "401"},
	{"reject-exception", "403", "404", "403", "401"},
	// What the agency is, everybody knows; managers change it and read who did
	// what.
	{"get-agency", "200", "200", "200", "401"},
	{"set-agency", "403", "412", "403", "401"},
	{"list-audit", "403", "200", "403", "401"},
	{"count-audit", "403", "200", "403", "401"},
	{"list-audit-choices", "403", "200", "403", "401"},
	// Files are the managers' to take in.
	{"import-agents", "403", "422", "403", "401"},
	{"import-purchases", "403", "422", "403", "401"},
	{"list-imports", "403", "422", "403", "401"},
	// Settings, the password and the session are everybody's own.
	{"list-settings", "200", "200", "200", "401"},
	{"set-setting", "412", "412", "412", "401"},
	{"change-password", "422", "422", "422", "401"},
	{"sign-out", "204", "204", "204", "401"},
	// What one gave up, one tells oneself.
	{"tell-discard", "200", "200", "200", "401"},
	{"tell-export", "200", "200", "200", "401"},
	// Users are the managers'.
	{"list-users", "403", "200", "403", "401"},
	{"get-user", closed, seen, closed, outside},
	{"change-user", closed, "412 412 404", closed, outside},
	{"end-user-sessions", closed, "204 204 404", closed, outside},
	{"reset-user", closed, seen, closed, outside},
	{"list-invitations", "403", "200", "403", "401"},
	{"invite", closed, "201 201 422", closed, outside},
	{"withdraw-invitation", closed, "204 204 404", closed, outside},
	// The copy on the desktop: what is in it is tried below.
	{"follow-changes", "200", "200", "200", "401"},
	{"take-snapshot", "200", "200", "200", "401"},
	// Of keys everybody knows their own only: used by the caller, by somebody else
	// of the agency, in another agency.
	{"get-operation", own, own, own, outside},
	// Without a session.
	{"sign-in", "401", "401", "401", "401"},
	{"register", "422", "422", "422", "422"},
	{"request-reset", "202", "202", "202", "202"},
	{"confirm-reset", "422", "422", "422", "422"},
	{"wallet-notice", "401", "401", "401", "401"},
	// The agency's people read closed months; managers close them (none is over, so
	// that this one cannot be).
	{"list-months", "200", "200", "403", "401"},
	{"get-month", "404", "404", "403", "401"},
	{"list-month-rows", "404", "404", "403", "401"},
	{"close-month", "403", "409", "403", "401"},
	{"health-live", "200", "200", "200", "200"},
	{"health-ready", "200", "200", "200", "200"},
}

// columns name the agents whose records stand for own, other and foreign.
var columns = []string{"n1", "n2", "s1"}

// record is the id in an operation's path; %s is the agent.
var record = map[string]string{
	"get-purchase": "%s-p1", "get-mark": "%s-p1", "set-mark": "%s-p1", "retry-purchase": "%s-p0", "make-receipt": "%s-p1", "make-evidence": "%s-p1", "get-agent": "%s", "get-balance": "%s",
	"get-user": "u-%s", "change-user": "u-%s", "end-user-sessions": "u-%s", "reset-user": "u-%s", "withdraw-invitation": "i-%s",
	"change-agent": "%s", "propose-bank": "%s", "reveal-bank": "%s", "propose-rate": "%s",
	"withdraw-bank-change": "b-%s", "approve-bank-change": "b-%s", "reject-bank-change": "b-%s", "reveal-bank-change": "b-%s",
	"withdraw-rate-change": "r-%s", "approve-rate-change": "r-%s", "reject-rate-change": "r-%s",
	"get-closing": "%s-p1", "propose-closing": "%s-p1", "withdraw-closing": "%s-p1", "approve-closing": "%s-p1", "reject-closing": "%s-p1",
	"get-wallet": "00%s", "get-quote": "00%s", "start-purchase": "00%s", // in the body of the last
	"invite":       "%s", // in the body
	"tell-discard": "00000000-0000-4000-8000-0000000000%s",
	"tell-export":  "00000000-0000-4000-8000-0000000000%s",
}

var rightBodies = map[string]string{
	"create-agent": agentBody("", ""), "change-agent": agentBody("C9", ""), "propose-bank": bankBody(freeCBU),
	"propose-rate": `{"bonus_bp":500}`, "propose-agency-rate": `{"bonus_bp":500}`,
	"reject-bank-change": `{"reason":"x"}`, "reject-rate-change": `{"reason":"x"}`,
	"propose-exception": `{"act":"close","psr":"","reason":"x"}`, "reject-exception": `{"reason":"x"}`,
	"import-agents": `{"import":"","file":"","name":"x","update":false,"rows":[]}`, "import-purchases": `{"import":"","file":"","name":"x","update":false,"rows":[]}`,
	"tell-discard": `{"act":"purchase.mark","record":"n1-p1","reason":""}`, "tell-export": `{"list":"audit","format":"csv","rows":7}`,
	"make-evidence": `{"lang":"en"}`, "make-receipt": `{"kind":"roll"}`,
	"set-mark": `{"note":"","hold":true}`, "set-setting": `{"value":"1"}`, "change-password": `{"current":"wrong","new":"ocho-letras"}`,
	"propose-closing": `{"kind":"closed","reason":"x"}`, "reject-closing": `{"reason":"x"}`,
	"start-purchase": `{"psr":"00{id}","amount":100,"currency":"ARS","credited":104,"bank_version":1,"pin":"x"}`,
	"change-user":    `{"name":"X","role":"operator","agent":"","active":true}`, "invite": `{"email":"new-{id}@example.test","name":"X","role":"agent","agent":"{id}"}`,
	"sign-in": `{"email":"nobody@example.test","password":"wrong"}`, "register": `{"token":"WRONG","password":"ocho-letras"}`,
	"request-reset": `{"email":"nobody@example.test"}`, "confirm-reset": `{"email":"nobody@example.test","code":"WRONG","password":"ocho-letras"}`,
	"wallet-notice": `{}`, "set-agency": `{"name":"X","currency":"ARS","time_zone":"UTC"}`,
}

// addPeople adds, for each agent, a person and an invited one who never ask for
// anything, and keys that others used.
func (h *hub) addPeople() {
	h.t.Helper()
	ctx := context.Background()
	h.write(func(tx *store.Tx) error {
		for _, agent := range columns {
			u := store.User{ID: "u-" + agent, Agency: agencyOf(agent), Email: "u-" + agent + "@example.test", Name: "U " + agent, Role: access.Agent, AgentID: agent, Password: "x"}
			if err := tx.InsertUser(ctx, u); err != nil {
				return err
			}
			i := store.Invitation{Agency: u.Agency, Invitation: access.Invitation{ID: "i-" + agent, Email: "i-" + agent + "@example.test", Name: "I " + agent,
				Role: access.Agent, Agent: agent, CreatedAt: h.clock.Now(), ExpiresAt: h.clock.Now().Add(time.Hour)}}
			if _, err := tx.SaveInvitation(ctx, i); err != nil {
				return err
			}
		}
		return nil
	})
	h.addChanges()
	for _, who := range []string{"operator", "manager", "agent", "stranger"} {
		h.set(who, "view.x", "of-"+who, "0", `"1"`).want(200, "")
	}
}

// addChanges proposes, for each agent, bank data and a rate that nobody decides.
func (h *hub) addChanges() {
	h.t.Helper()
	ctx := context.Background()
	h.write(func(tx *store.Tx) error {
		for i, id := range columns {
			head := store.ChangeHead{Agency: agencyOf(id), Agent: agent.Ref{ID: id}, State: agent.Proposed,
				Decision: agent.Decision{ByID: "u-" + id, By: "U " + id, At: h.clock.Now()}, Version: 1}
			bank, rate := store.BankChange{ChangeHead: head, New: agent.Account{CBU: cbuOf(h.t, 10+i), Holder: "X"}}, store.RateChange{ChangeHead: head, Old: 400, New: 500}
			bank.ID, rate.ID = "b-"+id, "r-"+id
			if _, err := tx.InsertBankChange(ctx, bank); err != nil {
				return err
			}
			if _, err := tx.InsertRateChange(ctx, rate); err != nil {
				return err
			}
		}
		return nil
	})
}

// target is the path of an operation for a column.
func target(op, path, who string, column int) string {
	id := "view.x"
	if pattern := record[op]; pattern != "" {
		id = fmt.Sprintf(pattern, columns[column])
	}
	key := []string{"of-" + who, "of-somebody", "of-stranger"}[column]
	if op == "get-operation" {
		if key == "of-somebody" {
			key = map[string]string{"operator": "of-manager"}[who]
			if key == "" {
				key = "of-operator"
			}
		}
		id = key
	}
	path = strings.NewReplacer("{id}", id, "{key}", id, "{psr}", id, "{receipt}", op+who, "{month}", "2020-01").Replace(path)
	if op == "take-snapshot" {
		path += "?entity=purchase"
	}
	return path
}

func TestRights(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addPeople()
		known := map[string]right{}
		for _, r := range rights {
			known[r.op] = r
		}
		operations := h.operations()
		slices.SortFunc(operations, func(a, b *huma.Operation) int { return strings.Compare(turn(a), turn(b)) })
		for _, op := range operations {
			r, there := known[op.OperationID]
			if !there {
				t.Errorf("%s has no row in the table of rights", op.OperationID)
				continue
			}
			delete(known, op.OperationID)
			for who, cell := range map[string]string{"operator": r.operator, "manager": r.manager, "agent": r.agent, "": r.nobody} {
				for column, status := range strings.Fields(cell) {
					h.tryRight(op, who, column, status)
				}
			}
		}
		for op := range known {
			t.Errorf("the table of rights has %s, the contract has not", op)
		}
	})
}

// tryRight tries one cell. What is out of reach is answered as what never was.
func (h *hub) tryRight(op *huma.Operation, who string, column int, status string) {
	h.t.Helper()
	ask := func(path, id string) answer {
		body := strings.ReplaceAll(rightBodies[op.OperationID], "{id}", id)
		return h.do(who, op.Method, path, body, "Idempotency-Key", fmt.Sprint(op.OperationID, who, column, id), "If-Match", `"99"`, "X-Request-Id", "same")
	}
	path := target(op.OperationID, op.Path, who, column)
	a := ask(path, columns[column])
	if fmt.Sprint(a.Code) != status {
		h.t.Errorf("%s for %q, %s's: %d, want %s: %s", op.OperationID, who, columns[column], a.Code, status, a.Body)
	}
	if status != "404" && (op.OperationID != "invite" || status != "422") {
		return
	}
	never := ask(strings.NewReplacer("{id}", "never-was", "{key}", "never-was", "{psr}", "never-was", "{receipt}", "never-was", "{month}", "2019-01").Replace(op.Path), "never-was")
	if a.Body.String() != never.Body.String() || a.Code != never.Code || len(a.Header()) != len(never.Header()) {
		h.t.Errorf("%s tells %q that %s's record exists: %s", op.OperationID, who, columns[column], a.Body)
	}
}

// copies is what is in the copy of each role, by hand: in the feed and in the
// snapshots, record for record.
var copies = map[string]map[string]string{
	"operator": {
		"purchase": "n1-p0 n1-p1 n1-p2 n2-p0 n2-p1 n2-p2", "agent": "n1 n2", "mark": "n1-p1 n2-p1", "closing": "n1-p1 n2-p1", "user": "", "setting": "operator/view.x",
		"bank_change": "b-n1 b-n2", "rate_change": "",
	},
	"manager": {
		"purchase": "n1-p0 n1-p1 n1-p2 n2-p0 n2-p1 n2-p2", "agent": "n1 n2", "mark": "n1-p1 n2-p1", "closing": "n1-p1 n2-p1",
		"user": "agent i-n1 i-n2 manager operator u-n1 u-n2", "setting": "manager/view.x",
		"bank_change": "b-n1 b-n2", "rate_change": "r-n1 r-n2",
	},
	"agent": {"purchase": "n1-p0 n1-p1 n1-p2", "agent": "n1", "mark": "n1-p1", "closing": "n1-p1", "user": "", "setting": "agent/view.x", "bank_change": "b-n1", "rate_change": ""},
	"stranger": {"purchase": "s1-p0 s1-p1 s1-p2", "agent": "s1", "mark": "s1-p1", "closing": "s1-p1", "user": "i-s1 stranger u-s1", "setting": "stranger/view.x",
		"bank_change": "b-s1", "rate_change": "r-s1"},
}

func TestCopiesHoldWhatTheRoleMaySee(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addPeople()
		for _, agent := range columns {
			who := map[string]string{"north": "operator", "south": "stranger"}[agencyOf(agent)]
			h.do(who, "PUT", "/v1/purchases/"+agent+"-p1/mark", `{"note":"x","hold":false}`, "Idempotency-Key", "m"+agent, "If-Match", `"0"`).want(200, "")
			h.do(who, "PUT", "/v1/purchases/"+agent+"-p1/closing", `{"kind":"closed","reason":"x"}`, "Idempotency-Key", "c"+agent, "If-Match", `"1"`).want(202, "")
		}
		for who, want := range copies {
			feed := map[string][]string{}
			for _, c := range h.changes(who, "").Items {
				if c.Deleted {
					t.Errorf("the feed tells %s of %s %s, deleted", who, c.Entity, c.ID)
				}
				feed[c.Entity] = append(feed[c.Entity], c.ID)
			}
			for entity, ids := range want {
				slices.Sort(feed[entity])
				if got := strings.Join(feed[entity], " "); got != ids {
					t.Errorf("the feed gives %s the %ss %q, want %q", who, entity, got, ids)
				}
				if got := strings.Join(h.snapshotIDs(who, entity), " "); got != ids {
					t.Errorf("the snapshot gives %s the %ss %q, want %q", who, entity, got, ids)
				}
				delete(feed, entity)
			}
			if len(feed) > 0 {
				t.Errorf("the feed gives %s also %v", who, feed)
			}
		}
	})
}

// snapshotIDs are the feed's ids of what a snapshot holds, page by page.
func (h *hub) snapshotIDs(who, entity string) []string {
	h.t.Helper()
	var ids []string
	for cursor := ""; ; {
		var page struct {
			Items []struct {
				ID         string
				PurchaseID string `json:"purchase_id"`
				Key        string
			}
			Next string
		}
		a := h.do(who, "GET", "/v1/snapshot?limit=2&entity="+entity+"&cursor="+cursor, "")
		a.want(200, "")
		a.into(&page)
		for _, x := range page.Items {
			id := x.ID + x.PurchaseID
			if entity == "setting" {
				id = who + "/" + x.Key
			}
			ids = append(ids, id)
		}
		if cursor = page.Next; cursor == "" {
			slices.Sort(ids)
			return ids
		}
	}
}

// A key that somebody used says nothing to anybody else, whatever act it was.
func TestKeysOfOthersShowNothing(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addPeople()
		h.write(func(tx *store.Tx) error { // a second manager, who may do the same
			_, err := tx.ExecContext(context.Background(), `update app_user set role = 'manager' where id = 'operator'`)
			return err
		})
		other := h.signIn("operator@example.test", password)
		for _, c := range []struct{ method, path, body, version string }{
			{"PUT", "/v1/users/u-n1", `{"name":"Canario","role":"agent","agent":"n1","active":true}`, `"1"`},
			{"POST", "/v1/users/u-n1/reset", "", ""},
			{"POST", "/v1/invitations", `{"email":"canario@example.test","name":"Canario","role":"operator","agent":""}`, ""},
			{"PUT", "/v1/settings/view.y", `{"value":"Canario"}`, `"0"`},
			{"POST", "/v1/agents", agentBody("Canario", ""), ""},
			{"POST", "/v1/bank-changes/b-n2/reject", `{"reason":"Canario"}`, `"1"`},
			{"PUT", "/v1/agency/rate", `{"bonus_bp":500}`, `"1"`},
		} {
			key := "mine" + c.path
			h.do("manager", c.method, c.path, c.body, "Idempotency-Key", key, "If-Match", c.version)
			h.do("manager", "GET", "/v1/operations/"+strings.ReplaceAll(key, "/", "%2F"), "").want(200, "")
			a := h.do(other, c.method, c.path, c.body, "Idempotency-Key", key, "If-Match", c.version)
			a.want(422, "key-reused")
			if strings.Contains(strings.ToLower(a.Body.String()), "canario") {
				t.Errorf("%s %s shows %s", c.method, c.path, a.Body)
			}
			h.do(other, "GET", "/v1/operations/"+strings.ReplaceAll(key, "/", "%2F"), "").want(404, "not-found")
		}
		// A manager who is one no more does not see what they did as one.
		h.change(other, "manager", "demoted", "1", person("X", access.Operator, "", true)).want(200, "")
		demoted := h.signIn("manager@example.test", password)
		h.do(demoted, "GET", "/v1/operations/mine%2Fv1%2Fusers%2Fu-n1", "").want(404, "not-found")
		h.do(demoted, "GET", "/v1/operations/mine%2Fv1%2Fsettings%2Fview.y", "").want(200, "")
	})
}
