package remote_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"trastienda/app/audit"
	"trastienda/data/desk/remote"
)

// What is asked of the chain, and what is read of the answer.
func TestAudit(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		w.Header().Set("X-Hub-Epoch", "e")
		w.Header().Set("Content-Type", "application/json")
		body := `{"items":[{"seq":7,"at":"2026-01-02T03:04:05Z","actor":{"id":"u","name":"Ana"},"device":"d","act":"a","entity":"e","entity_id":"i",
			"before":null,"after":{"n":1},"prev_hash":"p","hash":"h"}],"next":"c"}`
		switch r.URL.Path {
		case "/v1/audit/count":
			body = `{"count":3,"through":9}`
		case "/v1/audit/choices":
			body = `{"actors":[{"id":"","name":""}],"acts":["a"]}`
		}
		_, _ = w.Write([]byte(body))
	}))
	defer server.Close()
	c := clientOf(t, server.URL)
	f := audit.Filter{From: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), Actor: audit.Hub, Act: "a", Entity: "e", EntityID: "i", Text: " ñ ", Through: 9}
	page, err := c.Audit(context.Background(), remote.AuditQuery{Filter: f, Sort: audit.NewestFirst, Cursor: "c0", Skip: 2, Limit: 100})
	if err != nil || page.Next != "c" || len(page.Items) != 1 || page.Items[0].Seq != 7 || page.Items[0].Actor.Name != "Ana" ||
		string(page.Items[0].Before) != "null" || string(page.Items[0].After) != `{"n":1}` || page.Items[0].PrevHash != "p" {
		t.Errorf("%+v, %v", page, err)
	}
	if n, err := c.AuditCount(context.Background(), audit.Filter{To: f.From}); err != nil || n != (audit.Count{Count: 3, Through: 9}) {
		t.Errorf("%+v, %v", n, err)
	}
	if x, err := c.AuditChoices(context.Background()); err != nil || len(x.Actors) != 1 || x.Acts[0] != "a" {
		t.Errorf("%+v, %v", x, err)
	}
	want := []string{
		"/v1/audit?act=a&actor=hub&cursor=c0&entity=e&entity_id=i&from=2026-01-02T00%3A00%3A00Z&limit=100&q=%C3%B1&skip=2&sort=-seq&through=9",
		"/v1/audit/count?to=2026-01-02T00%3A00%3A00Z", "/v1/audit/choices",
	}
	for i := range want {
		if i >= len(asked) || asked[i] != want[i] {
			t.Errorf("asked %v", asked)
			break
		}
	}
}
