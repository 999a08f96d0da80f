package api

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"trastienda/app/audit"
	"trastienda/app/evidence"
)

// hubKey is the fingerprint as the hub tells it.
func (h *hub) hubKey(who string) evidence.Key {
	h.t.Helper()
	var k evidence.Key
	a := h.do(who, "GET", "/v1/hub/key", "")
	a.want(200, "")
	a.into(&k)
	return k
}

func (h *hub) receipt(who, id, receipt, key, kind string) (answer, evidence.Sealed) {
	h.t.Helper()
	a := h.do(who, "PUT", "/v1/purchases/"+id+"/receipts/"+receipt, `{"kind":"`+kind+`"}`, "Idempotency-Key", key)
	var s evidence.Sealed
	if a.Code == 200 {
		a.into(&s)
	}
	return a, s
}

func TestReceiptsAreNumberedAndSealed(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		k := h.hubKey("agent")
		if k != h.hubKey("stranger") {
			t.Error("the hub has two keys")
		}
		for want, who := range []string{"operator", "agent", "manager"} {
			a, s := h.receipt(who, "n1-p1", fmt.Sprint("r", want), fmt.Sprint("k", want), "a4")
			a.want(200, "")
			r, err := evidence.VerifyReceipt(s.Seal, k.Fingerprint)
			if err != nil || s.Copy != want || r.Copy != want || r.Purchase != "n1-p1" || r.Version != s.Version || !r.At.Equal(s.At) ||
				s.Code != evidence.Code(s.Seal) || r.Paid == 0 || r.Currency != "ARS" {
				t.Errorf("receipt %d: %+v %+v %v", want, s, r, err)
			}
		}
		// Again, by the same key and by another: no second number.
		_, first := h.receipt("operator", "n1-p1", "r0", "k0", "a4")
		a, again := h.receipt("operator", "n1-p1", "r0", "k-other", "a4")
		if a.want(200, ""); first.Copy != 0 || again != first {
			t.Errorf("asked again: %+v, then %+v", first, again)
		}
		for _, c := range [][4]string{{"operator", "r0", "k-a", "roll"}, {"manager", "r0", "k-b", "a4"}, {"operator", "r9", "k0", "a4"}, {"operator", "r0", "k0", "roll"}} {
			a, _ := h.receipt(c[0], "n1-p1", c[1], c[2], c[3])
			a.want(422, "key-reused")
		}
		if _, other := h.receipt("operator", "n1-p2", "r0", "k-p2", "roll"); other.Copy != 0 {
			t.Errorf("the copies of another purchase are counted too: %+v", other)
		}
		links, err := h.store.ListAudit(context.Background(), "north", audit.Filter{Act: audit.ActReceipt}, nil, "", 0, 100)
		if err != nil || len(links.Items) != 4 {
			t.Errorf("the audit keeps %d receipts, %v", len(links.Items), err)
		}
		if a := h.do("operator", "GET", "/v1/operations/k0", ""); a.Code != 200 {
			t.Errorf("the key tells %d %s", a.Code, a.Body)
		}
	})
}

func TestReceiptsMadeAtOnceHaveDifferentNumbers(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		var wait sync.WaitGroup
		copies := make([]int, 8)
		for i := range copies {
			wait.Go(func() {
				_, s := h.receipt("operator", "n1-p1", fmt.Sprint("r", i), fmt.Sprint("k", i), "a4")
				copies[s.Copy]++
			})
		}
		wait.Wait()
		for n, times := range copies {
			if times != 1 {
				t.Errorf("copy %d was given %d times", n, times)
			}
		}
	})
}
