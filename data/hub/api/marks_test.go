package api

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"trastienda/app/audit"
	"trastienda/app/purchase"
)

const markPath = "/v1/purchases/n1-p1/mark"

// mark sets the mark of n1-p1.
func (h *hub) mark(who, key, version, body string) answer {
	h.t.Helper()
	return h.do(who, "PUT", markPath, body, "Idempotency-Key", key, "If-Match", `"`+version+`"`)
}

// markOf reads a mark from an answer that must be one, with its ETag.
func markOf(a answer) purchase.Mark {
	a.t.Helper()
	a.want(200, "")
	var m purchase.Mark
	a.into(&m)
	if a.Header().Get("ETag") != etag(m.Version) {
		a.t.Errorf("ETag %s of version %d", a.Header().Get("ETag"), m.Version)
	}
	return m
}

func TestMarkIsWrittenTakenOverAndLetGo(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		none := h.do("operator", "GET", markPath, "")
		if markOf(none).Version != 0 || !strings.Contains(none.Body.String(), `"note":"","note_by":"","note_at":null,"holder":null,"held_at":null,"version":0`) {
			t.Errorf("nobody's mark reads %s", none.Body)
		}
		m := markOf(h.mark("operator", "k1", "0", `{"note":"  llamé a Claro\nespero ","hold":true}`))
		if m.Note != "llamé a Claro\nespero" || m.NoteBy != "Persona operator" || m.NoteAt == nil || m.HeldAt == nil ||
			m.Holder == nil || *m.Holder != (purchase.Holder{ID: "operator", Name: "Persona operator"}) || m.Version != 1 {
			t.Errorf("mark %+v", m)
		}
		m = markOf(h.mark("agent", "k2", "1", `{"note":"llamé a Claro\nespero","hold":true}`))
		if m.NoteBy != "Persona operator" || m.Holder.ID != "agent" || m.Version != 2 {
			t.Errorf("taken over: %+v", m)
		}
		if m = markOf(h.mark("manager", "k0", "2", `{"note":"llamé a Claro\nespero","hold":false}`)); m.Holder == nil || m.Holder.ID != "agent" || m.Version != 2 {
			t.Errorf("let go by somebody else: %+v", m)
		}
		m = markOf(h.mark("agent", "k3", "2", `{"note":"","hold":false}`))
		if m.Note != "" || m.Holder != nil || m.NoteAt != nil || m.HeldAt != nil || m.Version != 3 {
			t.Errorf("let go: %+v", m)
		}
		if stored := markOf(h.do("manager", "GET", markPath, "")); stored != m {
			t.Errorf("stored %+v, answered %+v", stored, m)
		}
		// Nothing changes, so there is no version, no change and no audit row.
		head, _ := h.store.Head(context.Background(), "north")
		if m = markOf(h.mark("manager", "k4", "3", `{"note":" ","hold":false}`)); m.Version != 3 {
			t.Errorf("nothing changed, and the version is %d", m.Version)
		}
		if after, _ := h.store.Head(context.Background(), "north"); after != head {
			t.Error("nothing changed, and the feed moved")
		}
		h.wantMarkAudit([]string{" > operator", "operator > agent", "agent > "})
	})
}

// wantMarkAudit compares who had the purchase before and after each act.
func (h *hub) wantMarkAudit(want []string) {
	h.t.Helper()
	rows, err := h.store.Read().Query(`select before, after from audit where act = 'purchase.mark' and entity = 'mark' and entity_id = 'n1-p1' order by seq`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var text [2]string
		if err := rows.Scan(&text[0], &text[1]); err != nil {
			h.t.Fatal(err)
		}
		var holder [2]purchase.Holder
		for i := range text {
			m := purchase.Mark{}
			if err := json.Unmarshal([]byte(text[i]), &m); err != nil {
				h.t.Fatal(err)
			}
			if m.Holder != nil {
				holder[i] = *m.Holder
			}
		}
		got = append(got, holder[0].ID+" > "+holder[1].ID)
	}
	if err := rows.Err(); err != nil || !slices.Equal(got, want) {
		h.t.Errorf("audit %q, want %q (%v)", got, want, err)
	}
}

func TestMarkIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		fine := `{"note":"x","hold":true}`
		long := `{"note":"` + strings.Repeat("ñ", purchase.MaxNote+1) + `","hold":true}`
		for _, c := range []struct {
			body    string
			headers []string
			status  int
			code    string
		}{
			{fine, nil, 400, "key-missing"},
			{fine, []string{"If-Match", `"0"`}, 400, "key-missing"},
			{fine, []string{"Idempotency-Key", "k"}, 428, "version-missing"},
			{fine, []string{"Idempotency-Key", "k", "If-Match", `"1"`}, 412, "version-conflict"},
			{fine, []string{"Idempotency-Key", "k", "If-Match", `*`}, 412, "version-conflict"},
			{long, []string{"Idempotency-Key", "k", "If-Match", `"0"`}, 422, "invalid-request"},
			{`{"note":"a\tb","hold":true}`, []string{"Idempotency-Key", "k", "If-Match", `"0"`}, 422, "invalid-request"},
			{`{"note":"a\u0085b","hold":true}`, []string{"Idempotency-Key", "k", "If-Match", `"0"`}, 422, "invalid-request"},
			{`{"note":"x"}`, []string{"Idempotency-Key", "k", "If-Match", `"0"`}, 422, "invalid-request"},
		} {
			h.do("operator", "PUT", markPath, c.body, c.headers...).want(c.status, c.code)
		}
		// What was refused left no trace: the key is free and the mark empty.
		h.do("operator", "GET", "/v1/operations/k", "").want(404, "not-found")
		if m := markOf(h.mark("operator", "k", "0", fine)); m.Version != 1 {
			t.Errorf("mark %+v", m)
		}
		a := h.mark("manager", "other", "0", fine)
		a.want(412, "version-conflict")
		var p struct{ Current purchase.Mark }
		a.into(&p)
		if p.Current.Version != 1 || p.Current.Holder == nil || p.Current.Holder.ID != "operator" || a.Header().Get("ETag") != `"1"` {
			t.Errorf("the conflict tells %s with ETag %s", a.Body, a.Header().Get("ETag"))
		}
	})
}

func TestMarkIsReplayed(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		body := `{"note":"x","hold":true}`
		first := h.mark("operator", "k", "0", body)
		first.want(200, "")
		markOf(h.mark("manager", "m", "1", `{"note":"y","hold":false}`))
		again := h.mark("operator", "k", "0", ` {"hold":true,"note":"x "}`)
		if again.Body.String() != first.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" ||
			again.Header().Get("ETag") != `"1"` || first.Header().Get("Idempotency-Replayed") != "" {
			t.Errorf("the key again: %v %s, first %s", again.Header(), again.Body, first.Body)
		}
		h.mark("manager", "k", "0", body).want(422, "key-reused")
		h.mark("operator", "k", "0", `{"note":"z","hold":true}`).want(422, "key-reused")
		h.mark("operator", "k", "1", body).want(422, "key-reused")
		h.do("operator", "PUT", "/v1/purchases/n2-p1/mark", body, "Idempotency-Key", "k", "If-Match", `"0"`).want(422, "key-reused")
		h.do("operator", "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", "k").want(422, "key-reused")
		if m := markOf(h.do("operator", "GET", markPath, "")); m.Note != "y" || m.Version != 2 {
			t.Errorf("a replay changed the mark: %+v", m)
		}
		var op struct {
			Act, State, Target string
			Status             int
			Body               purchase.Mark
		}
		a := h.do("operator", "GET", "/v1/operations/k", "")
		a.into(&op)
		if op.Act != audit.ActMark || op.State != "done" || op.Status != 200 || op.Target != "n1-p1" || op.Body.Note != "x" || op.Body.Version != 1 {
			t.Errorf("operation %s", a.Body)
		}
	})
}

func TestOnlyOneOfTwoWhoTakeItAtOnceWins(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for round := range 5 {
			var answers [2]answer
			var both sync.WaitGroup
			for i, who := range []string{"operator", "manager"} {
				both.Go(func() {
					var err error
					answers[i], err = h.try(who, "PUT", markPath, fmt.Sprintf(`{"note":"%s %d","hold":true}`, who, round),
						"Idempotency-Key", fmt.Sprint(who, round), "If-Match", etag(int64(round)))
					if err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			codes := []int{answers[0].Code, answers[1].Code}
			slices.Sort(codes)
			if !slices.Equal(codes, []int{200, 412}) {
				t.Fatalf("round %d: %v", round, codes)
			}
		}
		if m := markOf(h.do("operator", "GET", markPath, "")); m.Version != 5 {
			t.Errorf("after five rounds the version is %d", m.Version)
		}
	})
}

func TestMarksAreFollowedInScope(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for _, c := range []struct{ who, id string }{{"operator", "n1-p1"}, {"operator", "n2-p1"}, {"operator", "n1-p0"}, {"stranger", "s1-p1"}} {
			markOf(h.do(c.who, "PUT", "/v1/purchases/"+c.id+"/mark", `{"note":"nota de `+c.id+`","hold":true}`, "Idempotency-Key", c.id, "If-Match", `"0"`))
		}
		for who, want := range map[string][]string{"operator": {"n1-p0", "n1-p1", "n2-p1"}, "agent": {"n1-p0", "n1-p1"}, "stranger": {"s1-p1"}} {
			if got := h.marksInFeed(who); !slices.Equal(got, want) {
				t.Errorf("the feed tells %s of %q, want %q", who, got, want)
			}
			if got := h.marksInSnapshot(who); !slices.Equal(got, want) {
				t.Errorf("the snapshot tells %s of %q, want %q", who, got, want)
			}
		}
	})
}

func (h *hub) marksInFeed(who string) []string {
	h.t.Helper()
	var page struct {
		Items []struct {
			Entity, ID string
			Version    int64
			Deleted    bool
			Doc        purchase.Mark
		}
	}
	h.do(who, "GET", "/v1/changes", "").into(&page)
	var ids []string
	for _, c := range page.Items {
		if c.Entity != "mark" {
			continue
		}
		ids = append(ids, c.ID)
		if c.Deleted || c.Version != 1 || c.Doc.PurchaseID != c.ID || c.Doc.Note != "nota de "+c.ID {
			h.t.Errorf("change %+v", c)
		}
	}
	slices.Sort(ids)
	return ids
}

// marksInSnapshot goes page by page.
func (h *hub) marksInSnapshot(who string) []string {
	h.t.Helper()
	var ids []string
	for cursor := ""; ; {
		var page struct {
			Items         []purchase.Mark
			Next          string
			Changes_after string
		}
		h.do(who, "GET", "/v1/snapshot?entity=mark&limit=1&cursor="+cursor, "").into(&page)
		for _, m := range page.Items {
			ids = append(ids, m.PurchaseID)
		}
		if cursor = page.Next; cursor == "" {
			return ids
		}
	}
}
