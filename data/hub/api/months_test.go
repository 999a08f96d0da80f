package api

import (
	"sync"
	"testing"
	"time"

	"trastienda/app/month"
)

// A manager closes months one after the other, once; what is closed stays as it is.
func TestMonthsAreClosedInOrderAndOnce(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		ask := func(who, path string, v any) string {
			t.Helper()
			a := h.do(who, "GET", "/v1/months"+path, "")
			a.want(200, "")
			if v != nil {
				a.into(v)
			}
			return a.Body.String()
		}
		var list month.List
		if ask("manager", "", &list); len(list.Items) != 0 || list.Next != "" {
			t.Fatalf("while the first month is not over: %+v", list)
		}
		h.exec(`update purchase set at_ms = at_ms - $1 where agency_id = 'north'`, (70 * 24 * time.Hour).Milliseconds())
		ask("manager", "", &list)
		first := list.Next
		second, err := month.Next(first)
		if err != nil {
			t.Fatalf("the next month is %q: %v", first, err)
		}
		put := func(m, key string) answer {
			return h.do("manager", "PUT", "/v1/months/"+m, "", "Idempotency-Key", key)
		}
		put(second, "k1").want(409, "month-order")
		put("2020-1", "k2").want(422, "invalid-request")
		h.do("manager", "PUT", "/v1/months/"+first, "").want(400, "key-missing")

		var made, again month.Close
		a := put(first, "k3")
		a.want(200, "")
		a.into(&made)
		put(first, "k3").into(&again)
		if made.Month != first || made.Rows == 0 || made.By != "Persona manager" || !again.At.Equal(made.At) || len(made.Totals) == 0 {
			t.Errorf("closed %+v, again %+v", made, again)
		}
		put(first, "k4").want(409, "month-closed")
		put("9999-11", "k5").want(409, "month-order")
		before, rows := ask("operator", "/"+first, nil), ask("operator", "/"+first+"/rows", nil)
		var page MonthRows
		ask("operator", "/"+first+"/rows?limit=1", &page)
		if len(page.Items) != 1 || page.Items[0].N != 1 || page.Next != 1 {
			t.Errorf("one row: %+v", page)
		}
		ask("operator", "/"+first+"/rows?after=1", &page)
		if len(page.Items) != made.Rows-1 || page.Next != 0 {
			t.Errorf("the others: %+v", page)
		}

		// Two managers at the same moment: one close.
		h.touch("n1-p1") // which works its state out anew
		h.exec(`update purchase set status = case when status = 'ok' then 'error' else 'ok' end where id = 'n1-p1'`)
		var closers sync.WaitGroup
		codes := make([]int, 4)
		for i := range codes {
			closers.Go(func() { codes[i] = put(second, "m"+string(rune('a'+i))).Code })
		}
		closers.Wait()
		done := map[int]int{}
		for _, c := range codes {
			done[c]++
		}
		if done[200] != 1 || done[409] != 3 {
			t.Errorf("four closed it at once: %v", codes)
		}
		var of []month.Row
		ask("manager", "/"+second+"/rows", &page)
		if of = page.Items; len(of) != 1 || of[0].PurchaseID != "n1-p1" || of[0].Kind != month.Adjustment || of[0].Before == "" || of[0].Before == of[0].Status {
			t.Errorf("the second month has %+v, not the one that moved", of)
		}
		if now := ask("operator", "/"+first, nil); now != before {
			t.Errorf("the closed month was\n%s\nand is\n%s", before, now)
		}
		if now := ask("operator", "/"+first+"/rows", nil); now != rows {
			t.Errorf("its rows were\n%s\nand are\n%s", rows, now)
		}
		if said := h.audited("manager", "act=month.close"); len(said.Items) != 2 || said.Items[0].EntityID != second {
			t.Errorf("the audit has %+v", said)
		}
	})
}
