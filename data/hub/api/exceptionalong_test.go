package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"trastienda/app/exception"
	"trastienda/app/purchase"
)

// toldAt is what the wallet says of a payment for a PSR nobody has, so long ago.
func toldAt(kind, reference string, ago time.Duration) string {
	return fmt.Sprintf(`{"type":%q,"wallet_transfer":"W9","reference":%q,"psr":"000777","amount":5000,"currency":"ARS","at":%q}`,
		kind, reference, time.Now().UTC().Add(-ago).Format(time.RFC3339))
}

// byStatus gives the open exceptions of a reference by what each notice says.
func (h *hub) byStatus(reference string) map[string]Exception {
	h.t.Helper()
	found := map[string]Exception{}
	for _, e := range h.exceptions() {
		if e.Reference == reference {
			found[fmt.Sprint(e.Details["status"])] = e
		}
	}
	return found
}

// Whoever decides on one notice is told what the decision does: it takes in the
// others of the payment too.
func TestANoticeTellsHowItsPaymentStands(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for i, c := range []struct{ first, second, want string }{
			{"payment.rejected", "payment.accredited", "accredited"},
			{"payment.pending", "payment.accredited", "accredited"},
			{"payment.accredited", "payment.rejected", "rejected"},
			{"payment.pending", "payment.rejected", "rejected"},
		} {
			reference := fmt.Sprint("stands-", i)
			h.notify(toldAt(c.first, reference, 2*time.Hour), 0).want(204, "")
			first := h.byStatus(reference)[strings.TrimPrefix(c.first, "payment.")]
			if first.Payment == nil || "payment."+first.Payment.Status != c.first || first.Version != 1 {
				t.Errorf("%s alone: %+v", c.first, first.Payment)
			}
			h.notify(toldAt(c.second, reference, time.Hour), 0).want(204, "")
			for status, listed := range h.byStatus(reference) {
				one := exceptionIn(h.do("operator", "GET", "/v1/exceptions/"+listed.ID, ""))
				if one.Payment == nil || one.Payment.Status != c.want || listed.Payment == nil || *listed.Payment != *one.Payment {
					t.Errorf("%s, then %s, at the %s one: %+v and in the list %+v", c.first, c.second, status, one.Payment, listed.Payment)
				}
			}
			exceptionIn(h.propose("operator", first.ID, reference+"p", "2", toN1))
			e := exceptionIn(h.act("manager", "POST", first.ID, "approve", reference+"a", "3", ""))
			if e.Payment != nil {
				t.Errorf("a closed one still tells %+v", e.Payment)
			}
			var p purchase.Detail
			h.do("operator", "GET", "/v1/purchases/"+e.Closed.PurchaseID, "").into(&p)
			if want := map[string]purchase.LegState{"accredited": purchase.Done, "rejected": purchase.Refused}[c.want]; p.Legs.Payment != want {
				t.Errorf("%s, then %s: the payment is %s", c.first, c.second, p.Legs.Payment)
			}
		}
		h.notify(notice("payment.accredited", "ref-n1-2", "00n1", 1), 0).want(204, "")
		if e := exceptionIn(h.do("operator", "GET", "/v1/exceptions/"+h.exceptionOf("ref-n1-2", "amount-differs"), "")); e.Payment != nil {
			t.Errorf("one that cannot be assigned tells %+v", e.Payment)
		}
	})
}

// What came after the proposal was seen has to be seen before it is approved.
func TestANoticeThatCameAfterTheProposalIsSeenFirst(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		pending := toldAt("payment.pending", "late-1", 2*time.Hour)
		h.notify(pending, 0).want(204, "")
		id := h.exceptionOf("late-1", "unknown-psr")
		exceptionIn(h.propose("operator", id, "p", "1", toN1))
		h.notify(toldAt("payment.accredited", "late-1", time.Hour), 0).want(204, "")
		a := h.act("manager", "POST", id, "approve", "a", "2", "")
		a.want(412, "version-conflict")
		var p struct{ Current Exception }
		a.into(&p)
		if c := p.Current; c.Version != 3 || c.Proposal == nil || c.Payment == nil || c.Payment.Status != "accredited" {
			t.Errorf("the conflict tells %s", a.Body)
		}
		// The wallet's repetitions of what is listed change nothing.
		h.notify(pending, 0).want(204, "")
		if e := exceptionIn(h.act("manager", "POST", id, "approve", "b", "3", "")); e.Closed == nil {
			t.Errorf("approved after it was seen: %+v", e)
		}
	})
}

// Closing one of the notices changes what approving another would do.
func TestAClosedNoticeIsNoWordAboutThePaymentAnyMore(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.notify(toldAt("payment.pending", "gone-1", 2*time.Hour), 0).want(204, "")
		h.notify(toldAt("payment.accredited", "gone-1", time.Hour), 0).want(204, "")
		open := h.byStatus("gone-1")
		exceptionIn(h.propose("operator", open["pending"].ID, "p1", "2", toN1))
		exceptionIn(h.propose("operator", open["accredited"].ID, "p2", "1", `{"act":"close","reason":"no es de este pago"}`))
		exceptionIn(h.act("manager", "POST", open["accredited"].ID, "approve", "a1", "2", ""))
		h.act("manager", "POST", open["pending"].ID, "approve", "a2", "3", "").want(412, "version-conflict")
		if e := h.byStatus("gone-1")["pending"]; e.Version != 4 || e.Payment == nil || e.Payment.Status != "pending" || e.Proposal == nil {
			t.Errorf("the other one: %+v", e)
		}
	})
}

// A proposal on another notice of the payment does not vanish silently.
func TestADroppedProposalIsToldAndRecorded(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		h.notify(toldAt("payment.pending", "both-1", 2*time.Hour), 0).want(204, "")
		h.notify(toldAt("payment.accredited", "both-1", time.Hour), 0).want(204, "")
		open := h.byStatus("both-1")
		pending, accredited := open["pending"].ID, open["accredited"].ID
		exceptionIn(h.propose("operator", pending, "p1", "2", toN1))
		exceptionIn(h.propose("second", accredited, "p2", "1", `{"act":"close","reason":"se devolvió"}`))
		first := h.act("manager", "POST", pending, "approve", "a", "3", "")
		e := exceptionIn(first)
		if len(e.Along) != 1 || e.Along[0].ID != accredited || e.Along[0].Dropped == nil || e.Along[0].Dropped.By != "Persona second" ||
			e.Along[0].Dropped.Act != exception.Close {
			t.Errorf("the answer tells %+v", e.Along)
		}
		if again := h.act("manager", "POST", pending, "approve", "a", "3", ""); again.Body.String() != first.Body.String() {
			t.Errorf("the key again: %s", again.Body)
		}
		var after string
		if err := h.store.Read().QueryRow(`select after from audit where entity = 'exception' and entity_id = $1 and act = 'exception.approve'`, accredited).
			Scan(&after); err != nil || !strings.Contains(after, `"dropped":{"act":"close"`) || !strings.Contains(after, "se devolvió") {
			t.Errorf("the audit tells %s (%v)", after, err)
		}
		if e := exceptionIn(h.do("operator", "GET", "/v1/exceptions/"+accredited, "")); e.Closed == nil || e.Closed.Act != exception.Assign || e.Proposal != nil {
			t.Errorf("the other one: %+v", e)
		}
	})
}
