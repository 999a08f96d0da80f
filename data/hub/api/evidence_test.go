package api

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/evidence"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

func (h *hub) evidence(who, id string) answer {
	h.t.Helper()
	return h.do(who, "POST", "/v1/purchases/"+id+"/evidence", `{"lang":"en"}`)
}

func TestAPackHoldsWhatIsKnownOfAPurchase(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		ctx := context.Background()
		h.do("operator", "PUT", "/v1/purchases/n1-p1/mark", `{"note":"called the shop","hold":true}`, "Idempotency-Key", "m", "If-Match", `"0"`).want(200, "")
		h.do("manager", "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", "r").want(200, "")
		h.do("manager", "PUT", "/v1/purchases/n1-p2/mark", `{"note":"another's","hold":false}`, "Idempotency-Key", "m2", "If-Match", `"0"`).want(200, "")
		a := h.receiptOf("agent", "n1-p1")
		detail, err := h.store.FindPurchase(ctx, access.Scope{Agency: "north", Role: access.Manager}, "n1-p1")
		if err != nil || len(detail.Attempts) == 0 {
			t.Fatalf("%d attempts, %v", len(detail.Attempts), err)
		}
		h.write(func(tx *store.Tx) error {
			return tx.KeepExchange(ctx, detail.Attempts[0].Reference, "POST /v1/transfers\n\n{}", "201 Created\n\n{}")
		})
		key := h.hubKey("agent")
		made := h.evidence("agent", "n1-p1")
		made.want(200, "")
		p, err := evidence.Verify(made.Body.Bytes(), key.Fingerprint)
		if err != nil {
			t.Fatal(err)
		}
		if p.Purchase.ID != "n1-p1" || p.Agency.ID != "north" || p.By.ID != "agent" || p.Version != "test" || p.Sample ||
			len(p.Attempts) != len(detail.Attempts) || p.Purchase != detail.Purchase && fmt.Sprint(p.Purchase) != fmt.Sprint(detail.Purchase) {
			t.Errorf("the pack says %+v", p)
		}
		if first := p.Attempts[0]; !first.Kept || first.Request != "POST /v1/transfers\n\n{}" || first.Answer != "201 Created\n\n{}" {
			t.Errorf("the exchange is %+v", first)
		}
		for _, other := range p.Attempts[1:] {
			if other.Kept || other.Request != "" {
				t.Errorf("what nobody kept is told as kept: %+v", other)
			}
		}
		var acts []string
		for _, l := range p.Links {
			acts = append(acts, l.Act)
		}
		if got := strings.Join(acts, " "); got != strings.Join([]string{audit.ActMark, audit.ActRetry, audit.ActRetryAnswer, audit.ActReceipt, audit.ActEvidence}, " ") {
			t.Errorf("the links are %s", got)
		}
		if last := p.Links[len(p.Links)-1]; last.Hash != p.Head.Hash || last.Seq != p.Head.Seq || last.Actor != "agent" || len(p.Actors) != 3 {
			t.Errorf("the last link is %+v, the head %+v, the actors %+v", last, p.Head, p.Actors)
		}
		if !strings.Contains(p.Links[3].After, a.Code) {
			t.Errorf("the receipt's code is not in %s", p.Links[3].After)
		}
		for _, l := range []string{"xx", "", "es"} {
			h.do("agent", "POST", "/v1/purchases/n1-p1/evidence", `{"lang":"`+l+`"}`).want(422, "invalid-request")
		}
	})
}

func (h *hub) receiptOf(who, id string) evidence.Sealed {
	h.t.Helper()
	a, s := h.receipt(who, id, "r-"+who, "k-"+who, "a4")
	a.want(200, "")
	return s
}

// A closing is told with the purchase, and a broken link is never signed.
func TestNothingIsSignedOnABrokenChain(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		ctx := context.Background()
		h.do("operator", "PUT", "/v1/purchases/n1-p1/closing", `{"kind":"closed","reason":"returned"}`, "Idempotency-Key", "c", "If-Match", `"1"`).want(202, "")
		made := h.evidence("operator", "n1-p1")
		made.want(200, "")
		p, err := evidence.Verify(made.Body.Bytes(), h.hubKey("operator").Fingerprint)
		if err != nil || p.Closing == nil || p.Closing.Kind != purchase.ClosedByHand || p.Closing.Reason != "returned" {
			t.Errorf("the closing is %+v, %v", p.Closing, err)
		}
		h.write(func(tx *store.Tx) error {
			_, err := tx.ExecContext(ctx, `update audit set actor_name = 'Somebody' where entity = 'closing'`)
			return err
		})
		h.evidence("operator", "n1-p1").want(409, "chain-broken")
		h.evidence("operator", "n1-p2").want(200, "") // has no such link
	})
}

func TestTheKeyStaysTheHubs(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		first := h.hubKey("operator")
		again, err := store.Open(context.Background(), h.dsn, store.Options{Clock: h.clock})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		told, err := store.ReadKey(context.Background(), h.dsn)
		if err != nil || told != first || evidence.KeyOf(again.Key()) != first {
			t.Errorf("the key is %v, then %v, %v", first, told, err)
		}
	})
}
