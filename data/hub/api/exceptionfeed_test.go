package api

import (
	"encoding/json"
	"strings"
	"testing"

	"trastienda/app/exception"
)

// fed are the changes of exceptions that somebody's feed tells after a cursor.
func (h *hub) fed(who, after string) (list []Change, next string) {
	h.t.Helper()
	a := h.do(who, "GET", "/v1/changes?after="+after, "")
	a.want(200, "")
	var page struct {
		Items []Change
		Next  string
	}
	a.into(&page)
	for _, c := range page.Items {
		if c.Entity == "exception" {
			list = append(list, c)
		}
	}
	return list, page.Next
}

// The agency's staff have what waits for a person in their copy, as the list
// shows it, and see it go when it is settled; nobody else hears of it.
func TestExceptionsAreFollowed(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		cursors := map[string]string{}
		for _, who := range []string{"operator", "manager", "agent", "stranger"} {
			_, cursors[who] = h.fed(who, "")
		}
		h.notify(strings.TrimSuffix(notice("payment.accredited", "fed-1", "000777", 5000), "}")+`,"to_cbu":"`+cbuOf(t, 1)+`"}`, 0).want(204, "")
		id := h.exceptionOf("fed-1", "unknown-psr")
		var list struct{ Items []json.RawMessage }
		h.do("operator", "GET", "/v1/exceptions", "").into(&list)
		for who, seen := range map[string]bool{"operator": true, "manager": true, "agent": false, "stranger": false} {
			var changes []Change
			changes, cursors[who] = h.fed(who, cursors[who])
			snapshot := h.snapshotIDs(who, "exception")
			if !seen {
				if len(changes) > 0 || len(snapshot) > 0 {
					t.Errorf("%s is told %+v, %v", who, changes, snapshot)
				}
				continue
			}
			if len(changes) != 1 || changes[0].ID != id || changes[0].Version != 1 || changes[0].Deleted || strings.Join(snapshot, " ") != id {
				t.Fatalf("%s is told %+v, %v", who, changes, snapshot)
			}
			doc, err := json.Marshal(changes[0].Doc)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := plainJSON(t, doc), plainJSON(t, list.Items[0]); got != want {
				t.Errorf("the feed gives %s\n%s, the list\n%s", who, got, want)
			}
			if strings.Contains(string(doc), cbuOf(t, 1)) {
				t.Errorf("the feed tells an account: %s", doc)
			}
		}
		exceptionIn(h.propose("operator", id, "k1", "1", `{"act":"close","reason":"fue una prueba"}`))
		changes, next := h.fed("manager", cursors["manager"])
		if len(changes) != 1 || changes[0].Version != 2 || !strings.Contains(asText(t, changes[0].Doc), "fue una prueba") {
			t.Fatalf("proposed: %+v", changes)
		}
		if e := exceptionIn(h.act("manager", "POST", id, "approve", "k2", "2", "")); e.Closed == nil || e.Closed.Act != exception.Close {
			t.Fatalf("approved: %+v", e)
		}
		changes, _ = h.fed("manager", next)
		if len(changes) != 1 || !changes[0].Deleted || changes[0].Version != 3 || changes[0].Doc != nil {
			t.Errorf("closed: %+v", changes)
		}
		if left := h.snapshotIDs("manager", "exception"); len(left) != 0 {
			t.Errorf("the snapshot holds %v", left)
		}
	})
}

// Another notice of the same payment changes how the first one stands: both are
// told anew.
func TestNoticesOfOnePaymentAreFollowedTogether(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.notify(notice("payment.pending", "fed-2", "000777", 5000), 0).want(204, "")
		first, next := h.fed("operator", "")
		if len(first) != 1 || first[0].Version != 1 {
			t.Fatalf("the first: %+v", first)
		}
		h.notify(notice("payment.accredited", "fed-2", "000777", 5000), 0).want(204, "")
		both, _ := h.fed("operator", next)
		versions := map[string]int64{}
		for _, c := range both {
			versions[c.ID] = c.Version
			if !strings.Contains(asText(t, c.Doc), `"payment":{"at":`) || !strings.Contains(asText(t, c.Doc), `"status":"accredited"`) {
				t.Errorf("a notice does not tell how the payment stands: %s", asText(t, c.Doc))
			}
		}
		if len(versions) != 2 || versions[first[0].ID] != 2 {
			t.Errorf("told %+v", both)
		}
	})
}

func asText(t *testing.T, doc any) string {
	t.Helper()
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// plainJSON is a document with its fields in one order.
func plainJSON(t *testing.T, doc []byte) string {
	t.Helper()
	var x any
	if err := json.Unmarshal(doc, &x); err != nil {
		t.Fatal(err)
	}
	return asText(t, x)
}
