package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/exception"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

// addManager gives "north" a second manager: four eyes need two.
func (h *hub) addManager() {
	h.t.Helper()
	ctx, u := context.Background(), store.User{ID: "second", Agency: "north", Role: access.Manager}
	u.Email, u.Name, u.Password = "second@example.test", "Persona second", "-"
	sum := sha256.Sum256([]byte("token-second"))
	h.write(func(tx *store.Tx) error {
		return errors.Join(tx.InsertUser(ctx, u), tx.InsertSession(ctx, store.Session{Token: hex.EncodeToString(sum[:]),
			SeenAt: h.clock.Now(), Expires: h.clock.Now().Add(time.Hour), User: u}))
	})
	h.tokens[u.ID] = "token-second"
}

// unknownPSR lets the wallet tell of a payment for a PSR nobody has and gives
// the id of its exception.
func (h *hub) unknownPSR(reference, psr string, amount int64) string {
	h.t.Helper()
	h.notify(notice("payment.accredited", reference, psr, amount), 0).want(204, "")
	return h.exceptionOf(reference, "unknown-psr")
}

func (h *hub) exceptionOf(reference, kind string) string {
	h.t.Helper()
	all := h.exceptions()
	at := slices.IndexFunc(all, func(e Exception) bool { return e.Reference == reference && string(e.Kind) == kind })
	if at < 0 {
		h.t.Fatalf("no %s of %s among %+v", kind, reference, all)
	}
	return all[at].ID
}

// act does something with an exception; path is "proposal", "approve", ….
func (h *hub) act(who, method, id, path, key, version, body string) answer {
	h.t.Helper()
	return h.do(who, method, "/v1/exceptions/"+id+"/"+path, body, "Idempotency-Key", key, "If-Match", `"`+version+`"`)
}

func (h *hub) propose(who, id, key, version, body string) answer {
	h.t.Helper()
	return h.act(who, "PUT", id, "proposal", key, version, body)
}

// exceptionIn reads an exception from an answer that must be one, with its ETag.
func exceptionIn(a answer) Exception {
	a.t.Helper()
	a.want(200, "")
	var e Exception
	a.into(&e)
	if a.Header().Get("ETag") != etag(e.Version) {
		a.t.Errorf("ETag %s of version %d", a.Header().Get("ETag"), e.Version)
	}
	return e
}

const toN1 = `{"act":"assign","psr":"00n1","reason":"es el local nuevo"}`

func TestAnUnknownPSRIsAssignedByTwoPeople(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		id := h.unknownPSR("lost-1", "000777", 5000)
		before := h.count("operator")
		e := exceptionIn(h.propose("operator", id, "k1", "1", toN1))
		if e.Proposal == nil || e.Proposal.PSR != "00n1" || e.Proposal.Agent != "Agente n1" || e.Proposal.Shop != "Local n1" ||
			e.Proposal.By != "Persona operator" || e.Version != 2 || e.Closed != nil || h.count("operator") != before {
			t.Fatalf("proposed: %+v, %d purchases", e, h.count("operator")-before)
		}
		e = exceptionIn(h.act("manager", "POST", id, "approve", "k2", "2", ""))
		if e.Closed == nil || e.Closed.Act != exception.Assign || e.Closed.ProposedBy != "Persona operator" || e.Closed.ApprovedBy != "Persona manager" ||
			e.Closed.PurchaseID != purchase.IDFor(h.store.HubID(), "lost-1") || e.Proposal != nil || len(e.Acts) != 0 || e.Version != 3 {
			t.Fatalf("approved: %+v", e)
		}
		var p purchase.Detail
		eventually(t, "the balance out", func() bool {
			h.do("operator", "GET", "/v1/purchases/"+e.Closed.PurchaseID, "").into(&p)
			return p.Status == purchase.StatusOK
		})
		if p.PSR != "00n1" || p.Paid != 5000 || p.Credited != 5200 || p.Agent.ID != "n1" {
			t.Errorf("opened %+v", p)
		}
		// The wallet goes on naming the PSR nobody has; the approval comes twice.
		h.notify(notice("payment.accredited", "lost-1", "000777", 5000), 0).want(204, "")
		exceptionIn(h.act("manager", "POST", id, "approve", "k2", "2", ""))
		h.act("manager", "POST", id, "approve", "k3", "3", "").want(409, "exception-closed")
		if h.recharge.sends != 1 || h.count("operator") != before+1 || len(h.exceptions()) != 0 {
			t.Errorf("%d sends, %d purchases more, exceptions %+v", h.recharge.sends, h.count("operator")-before, h.exceptions())
		}
		h.wantExceptionAudit(id, []string{"exception.propose operator 1>2", "exception.approve manager 2>3"})
	})
}

// wantExceptionAudit compares who did what from which version to which.
func (h *hub) wantExceptionAudit(id string, want []string) {
	h.t.Helper()
	rows, err := h.store.Read().Query(`select act, actor, before, after from audit where entity = 'exception' and entity_id = $1 order by seq`, id)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var act, actor string
		var text [2]string
		if err := rows.Scan(&act, &actor, &text[0], &text[1]); err != nil {
			h.t.Fatal(err)
		}
		var side [2]Exception
		for i := range text {
			if err := json.Unmarshal([]byte(text[i]), &side[i]); err != nil {
				h.t.Fatal(err)
			}
		}
		got = append(got, fmt.Sprintf("%s %s %d>%d", act, actor, side[0].Version, side[1].Version))
	}
	if err := rows.Err(); err != nil || !slices.Equal(got, want) {
		h.t.Errorf("audit %q, want %q (%v)", got, want, err)
	}
}

func TestAnExceptionIsClosedWithAReason(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		h.notify(notice("payment.accredited", "ref-n1-2", "00n1", 1), 0).want(204, "")
		id := h.exceptionOf("ref-n1-2", "amount-differs")
		seen := exceptionIn(h.do("operator", "GET", "/v1/exceptions/"+id, ""))
		if seen.Known == nil || seen.Known.PurchaseID != "n1-p2" || seen.Known.Amount != 30000 || seen.Known.Agent != "Agente n1" ||
			!slices.Equal(seen.Acts, []exception.Act{exception.Close}) {
			t.Errorf("what is known: %+v %+v", seen, seen.Known)
		}
		h.propose("manager", id, "k0", "1", toN1).want(409, "not-assignable")
		e := exceptionIn(h.propose("manager", id, "k1", "1", `{"act":"close","reason":" la billetera\nlo corrige "}`))
		if e.Proposal.Reason != "la billetera\nlo corrige" || e.Proposal.PSR != "" {
			t.Errorf("proposed %+v", e.Proposal)
		}
		// Not by oneself, and not by somebody who may not.
		h.act("manager", "POST", id, "approve", "k2", "2", "").want(403, "second-person-needed")
		h.act("manager", "POST", id, "reject", "k2", "2", `{"reason":"x"}`).want(403, "second-person-needed")
		h.act("operator", "POST", id, "approve", "k2", "2", "").want(403, "forbidden")
		e = exceptionIn(h.act("second", "POST", id, "reject", "k3", "2", `{"reason":"todavía no"}`))
		if e.Proposal != nil || e.Rejected == nil || e.Rejected.Reason != "todavía no" || e.Rejected.By != "Persona second" || e.Version != 3 {
			t.Errorf("rejected: %+v", e)
		}
		h.act("second", "POST", id, "approve", "k4", "3", "").want(409, "nothing-proposed")
		exceptionIn(h.propose("operator", id, "k5", "3", `{"act":"close","reason":"duplicado"}`))
		e = exceptionIn(h.act("manager", "POST", id, "approve", "k6", "4", "{}"))
		if e.Closed == nil || e.Closed.Act != exception.Close || e.Closed.Reason != "duplicado" || e.Closed.PurchaseID != "" || e.Rejected != nil {
			t.Errorf("closed: %+v", e)
		}
		if again := exceptionIn(h.do("operator", "GET", "/v1/exceptions/"+id, "")); again.Closed == nil || len(h.exceptions()) != 0 {
			t.Errorf("it is still listed, or gone: %+v", again)
		}
		// The same notice again does not reopen it.
		h.notify(notice("payment.accredited", "ref-n1-2", "00n1", 1), 0).want(204, "")
		h.wantExceptionAudit(id, []string{"exception.propose manager 1>2", "exception.reject second 2>3",
			"exception.propose operator 3>4", "exception.approve manager 4>5"})
	})
}

func TestAProposalIsItsOwners(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		id := h.unknownPSR("lost-2", "000777", 5000)
		h.act("operator", "DELETE", id, "proposal", "k0", "1", "").want(409, "nothing-proposed")
		exceptionIn(h.propose("operator", id, "k1", "1", toN1))
		h.propose("manager", id, "k2", "2", `{"act":"close","reason":"no"}`).want(409, "proposal-of-another")
		h.act("manager", "DELETE", id, "proposal", "k2", "2", "").want(409, "proposal-of-another")
		if e := exceptionIn(h.propose("operator", id, "k3", "2", `{"act":"assign","psr":"00n2"}`)); e.Proposal.PSR != "00n2" || e.Version != 3 {
			t.Errorf("changed: %+v", e)
		}
		// Whoever approves saw what it was before.
		a := h.act("manager", "POST", id, "approve", "k4", "2", "")
		a.want(412, "version-conflict")
		var p struct{ Current Exception }
		a.into(&p)
		if p.Current.Proposal == nil || p.Current.Proposal.PSR != "00n2" || p.Current.Version != 3 || a.Header().Get("ETag") != `"3"` {
			t.Errorf("the conflict tells %s", a.Body)
		}
		if e := exceptionIn(h.act("operator", "DELETE", id, "proposal", "k5", "3", "")); e.Proposal != nil || e.Version != 4 || e.Closed != nil {
			t.Errorf("withdrawn: %+v", e)
		}
		if h.recharge.sends != 0 {
			t.Error("something was sent")
		}
	})
}

func TestWhatMayNotBeAssigned(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		id := h.unknownPSR("lost-3", "000777", 5000)
		for _, c := range []struct {
			body   string
			status int
			code   string
		}{
			{`{"act":"assign","psr":"000777"}`, 422, "psr-unknown"},
			{`{"act":"assign"}`, 422, "psr-unknown"},
			{`{"act":"assign","psr":"00s1"}`, 422, "psr-unknown"}, // another agency's: nothing tells that it exists
			{`{"act":"close"}`, 422, "reason-missing"},
			{`{"act":"close","reason":" \n"}`, 422, "reason-missing"},
			{`{"act":"reopen","reason":"x"}`, 422, "invalid-request"},
			{`{"act":"close","reason":"a\tb"}`, 422, "invalid-request"},
			{`{"act":"close","reason":"` + strings.Repeat("ñ", exception.MaxReason+1) + `"}`, 422, "invalid-request"},
		} {
			h.propose("operator", id, "k", "1", c.body).want(c.status, c.code)
		}
		h.do("operator", "PUT", "/v1/exceptions/"+id+"/proposal", toN1, "If-Match", `"1"`).want(400, "key-missing")
		h.do("operator", "PUT", "/v1/exceptions/"+id+"/proposal", toN1, "Idempotency-Key", "k").want(428, "version-missing")
		h.propose("operator", id, "k", "9", toN1).want(412, "version-conflict")
		h.do("operator", "GET", "/v1/operations/k", "").want(404, "not-found")

		// The money went to n2's account: not for a shop of n1.
		body := strings.TrimSuffix(notice("payment.accredited", "lost-4", "000778", 700), "}") + `,"to_cbu":"` + cbuOf(t, 1) + `"}`
		h.notify(body, 0).want(204, "")
		id = h.exceptionOf("lost-4", "unknown-psr")
		seen := h.do("operator", "GET", "/v1/exceptions/"+id, "")
		if e := exceptionIn(seen); e.Suggestion == nil || *e.Suggestion != (exception.Suggestion{AgentID: "n2", Agent: "Agente n2", PSR: "00n2"}) ||
			strings.Contains(seen.Body.String(), cbuOf(t, 1)) {
			t.Errorf("the suggestion: %s", seen.Body)
		}
		h.propose("operator", id, "m", "1", toN1).want(422, "psr-misfit")
		exceptionIn(h.propose("operator", id, "m", "1", `{"act":"assign","psr":"00n2"}`))

		// Between the proposal and the approval the wallet told the right PSR.
		h.notify(notice("payment.pending", "lost-4", "00n2", 700), 0).want(204, "")
		h.act("manager", "POST", id, "approve", "n", "2", "").want(409, "purchase-exists")
		if e := exceptionIn(h.do("operator", "GET", "/v1/exceptions/"+id, "")); e.Proposal == nil || e.Version != 2 || e.Closed != nil {
			t.Errorf("a refused approval changed it: %+v", e)
		}
	})
}

// A payment is told several times, with other words each time: one decision
// takes all of it in.
func TestOneDecisionTakesInAllNoticesOfAPayment(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for _, kind := range []string{"payment.pending", "payment.accredited"} {
			h.notify(notice(kind, "lost-5", "000777", 5000), 0).want(204, "")
		}
		open := h.exceptions()
		if len(open) != 2 {
			t.Fatalf("%d exceptions", len(open))
		}
		pending := open[slices.IndexFunc(open, func(e Exception) bool { return e.Details["status"] == "pending" })].ID
		exceptionIn(h.propose("operator", pending, "k1", "2", toN1))
		e := exceptionIn(h.act("manager", "POST", pending, "approve", "k2", "3", ""))
		if e.Closed == nil {
			t.Fatalf("approved: %+v", e)
		}
		var p purchase.Detail
		eventually(t, "the balance out", func() bool {
			h.do("operator", "GET", "/v1/purchases/"+e.Closed.PurchaseID, "").into(&p)
			return p.Status == purchase.StatusOK
		})
		if h.recharge.sends != 1 || len(h.exceptions()) != 0 {
			t.Errorf("%d sends, exceptions %+v", h.recharge.sends, h.exceptions())
		}
	})
}

func TestOfTwoApprovalsOneWins(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		for round := range 4 {
			reference := fmt.Sprint("race-", round)
			// Two notices of one payment, each with its proposal: both managers
			// approve, the same one or each another.
			for _, kind := range []string{"payment.pending", "payment.accredited"} {
				h.notify(notice(kind, reference, "000777", 5000), 0).want(204, "")
			}
			open := h.exceptions()
			for _, e := range open {
				exceptionIn(h.propose("operator", e.ID, "p"+e.ID, fmt.Sprint(e.Version), toN1))
			}
			var answers [2]answer
			var both sync.WaitGroup
			for i, who := range []string{"manager", "second"} {
				both.Go(func() {
					var err error
					e := open[i*(round%2)]
					if answers[i], err = h.try(who, "POST", "/v1/exceptions/"+e.ID+"/approve", "", "Idempotency-Key", who+reference, "If-Match", etag(e.Version+1)); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			codes := []int{answers[0].Code, answers[1].Code}
			slices.Sort(codes)
			if !slices.Equal(codes, []int{200, 412}) {
				t.Fatalf("round %d: %v %s %s", round, codes, answers[0].Body, answers[1].Body)
			}
			if len(h.exceptions()) != 0 {
				t.Fatalf("round %d: %+v", round, h.exceptions())
			}
			id := purchase.IDFor(h.store.HubID(), reference)
			eventually(t, "the balance out", func() bool {
				var p purchase.Detail
				h.do("operator", "GET", "/v1/purchases/"+id, "").into(&p)
				return p.Status == purchase.StatusOK
			})
		}
		h.recharge.mu.Lock()
		defer h.recharge.mu.Unlock()
		if h.recharge.sends != 4 {
			t.Errorf("%d sends for 4 payments", h.recharge.sends)
		}
	})
}

func TestExceptionActsAreReplayed(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		id := h.unknownPSR("lost-6", "000777", 5000)
		first := h.propose("operator", id, "k", "1", toN1)
		exceptionIn(first)
		exceptionIn(h.act("operator", "DELETE", id, "proposal", "w", "2", ""))
		again := h.propose("operator", id, "k", "1", toN1)
		if again.Body.String() != first.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("the key again: %s", again.Body)
		}
		h.propose("operator", id, "k", "1", `{"act":"assign","psr":"00n2"}`).want(422, "key-reused")
		h.propose("operator", id, "k", "3", toN1).want(422, "key-reused")
		h.propose("manager", id, "k", "1", toN1).want(422, "key-reused")
		h.act("operator", "DELETE", id, "proposal", "k", "1", "").want(422, "key-reused")
		if e := exceptionIn(h.do("operator", "GET", "/v1/exceptions/"+id, "")); e.Proposal != nil || e.Version != 3 {
			t.Errorf("a replay changed it: %+v", e)
		}
		var op struct {
			Act, State, Target string
			Status             int
			Body               Exception
		}
		a := h.do("operator", "GET", "/v1/operations/k", "")
		a.want(200, "")
		a.into(&op)
		if op.Act != "exception.propose" || op.State != "done" || op.Status != 200 || op.Target != id || op.Body.Proposal == nil || op.Body.Version != 2 {
			t.Errorf("operation %s", a.Body)
		}
		h.do("manager", "GET", "/v1/operations/k", "").want(404, "not-found")
	})
}

// What the acts on exceptions answer to whom, and that another agency's is as
// good as none.
func TestRightsOnExceptions(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		id := h.unknownPSR("rights-1", "404", 900)
		never := "00000000-0000-4000-8000-000000000000"
		for _, c := range []struct {
			method, path, body string
			allowed            map[string]int // of a version that never was, so that being allowed changes nothing
		}{
			{"GET", "", "", map[string]int{"operator": 200, "manager": 200, "agent": 403, "stranger": 404, "": 401}},
			{"PUT", "/proposal", toN1, map[string]int{"operator": 412, "manager": 412, "agent": 403, "stranger": 404, "": 401}},
			{"DELETE", "/proposal", "", map[string]int{"operator": 412, "manager": 412, "agent": 403, "stranger": 404, "": 401}},
			{"POST", "/approve", "", map[string]int{"operator": 403, "manager": 412, "agent": 403, "stranger": 404, "": 401}},
			{"POST", "/reject", `{"reason":"x"}`, map[string]int{"operator": 403, "manager": 412, "agent": 403, "stranger": 404, "": 401}},
		} {
			for who, status := range c.allowed {
				ask := func(id string) answer {
					return h.do(who, c.method, "/v1/exceptions/"+id+c.path, c.body, "Idempotency-Key", who+c.method+c.path, "If-Match", `"99"`, "X-Request-Id", "r-1")
				}
				a := ask(id)
				if a.Code != status {
					t.Errorf("%s %s for %q: %d, want %d", c.method, c.path, who, a.Code, status)
				}
				if status == 404 && a.Body.String() != ask(never).Body.String() {
					t.Errorf("%s %s tells %s that another agency's exception exists: %s", c.method, c.path, who, a.Body)
				}
			}
		}
	})
}

// Rows of before the whole notice was kept can only be closed.
func TestAnOldExceptionCanOnlyBeClosed(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.write(func(tx *store.Tx) error {
			_, err := tx.AddException(context.Background(), store.ExceptionRow{Agency: "north", Kind: "unknown-psr", Reference: "old", Body: `{"psr":"404"}`})
			return err
		})
		id := h.exceptionOf("old", "unknown-psr")
		if e := exceptionIn(h.do("operator", "GET", "/v1/exceptions/"+id, "")); !slices.Equal(e.Acts, []exception.Act{exception.Close}) {
			t.Errorf("acts %v", e.Acts)
		}
		h.propose("operator", id, "k", "1", toN1).want(409, "not-assignable")
		exceptionIn(h.propose("operator", id, "k", "1", `{"act":"close","reason":"viejo"}`))
	})
}
