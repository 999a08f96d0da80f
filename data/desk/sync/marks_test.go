package sync_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/sync"
)

// noted makes a mark at the hub.
func noted(h *fakehub.Hub, i int, note string) purchase.Mark {
	at := t0.Add(time.Minute)
	return h.PutMark(purchase.Mark{PurchaseID: doc(i).ID, Note: note, NoteBy: "Ana", NoteAt: &at})
}

func (s *side) notes(n int) map[string]string {
	s.t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = doc(i).ID
	}
	marks, err := s.replica.Marks(context.Background(), ids)
	if err != nil {
		s.t.Fatal(err)
	}
	notes := map[string]string{}
	for id, m := range marks {
		notes[id] = m.Note
	}
	return notes
}

func following(s *side) func() bool {
	return func() bool { return s.loop.State().Phase == sync.Following }
}

func TestMarksComeBySnapshotAndByFeed(t *testing.T) {
	h := hubWith(30)
	for i := range 25 {
		noted(h, i, "first")
	}
	server := httptest.NewServer(h)
	defer server.Close()
	s := start(t, server.URL, filepath.Join(t.TempDir(), "r.db"), nil)
	s.waitFor("following", following(s))
	if got := s.notes(30); len(got) != 25 || got["p00007"] != "first" {
		t.Fatalf("%d marks: %v", len(got), got)
	}
	noted(h, 3, "second")
	s.waitFor("the new note", func() bool { return s.notes(30)["p00003"] == "second" })
	h.Delete("mark", "p00004")
	h.Delete("purchase", "p00005")
	s.waitFor("two marks gone", func() bool { return len(s.notes(30)) == 23 })
	s.end()
}

// A copy that an older program loaded has a cursor past every mark: the marks
// alone are fetched, and no row goes.
func TestACopyWithoutMarksFetchesThem(t *testing.T) {
	h := hubWith(30)
	server := httptest.NewServer(h)
	defer server.Close()
	path := filepath.Join(t.TempDir(), "r.db")
	s := start(t, server.URL, path, nil)
	s.waitFor("following", following(s))
	s.end()
	for i := range 25 {
		noted(h, i, "from before")
	}
	forgetMarks(t, path, h.Cursor())
	before := len(h.Requests(http.MethodGet, "/v1/snapshot"))

	s = start(t, server.URL, path, nil)
	s.waitFor("the marks", func() bool { return len(s.notes(30)) == 25 })
	s.waitFor("following", following(s))
	if n := len(s.rows()); n != 30 {
		t.Errorf("%d rows are left", n)
	}
	asked := h.Requests(http.MethodGet, "/v1/snapshot")[before:]
	for _, r := range asked {
		if !strings.Contains(r.Query, "entity=mark") {
			t.Errorf("fetched anew: %s", r.Query)
		}
	}
	if len(asked) != 3 { // 25 marks in pages of 10
		t.Errorf("%d pages were asked for", len(asked))
	}
	s.end()

	// Once they are there, they are not fetched again.
	s = start(t, server.URL, path, nil)
	s.waitFor("following", following(s))
	if n := len(h.Requests(http.MethodGet, "/v1/snapshot")) - before; n != 3 {
		t.Errorf("%d pages in all", n)
	}
	s.end()
}

// forgetMarks makes the file one of a program that knew no marks and followed
// the feed up to cursor.
func forgetMarks(t *testing.T, path, cursor string) {
	t.Helper()
	// A transaction that was cancelled is rolled back in the background.
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		`delete from meta where key = 'have_mark'`, `delete from purchase_mark`,
		fmt.Sprintf(`update meta set value = '%s' where key = 'cursor'`, cursor),
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

// A restored hub has fewer and older marks: the copy takes them all the same.
func TestARefetchReplacesTheMarks(t *testing.T) {
	h := hubWith(5)
	noted(h, 1, "old")
	noted(h, 1, "new")
	server := httptest.NewServer(h)
	defer server.Close()
	path := filepath.Join(t.TempDir(), "r.db")
	s := start(t, server.URL, path, nil)
	s.waitFor("following", following(s))
	s.end()

	restored := hubWith(5)
	noted(restored, 2, "kept")
	restored.Restore("e2", func(p purchase.Purchase) (purchase.Purchase, bool) { return p, true })
	other := httptest.NewServer(restored)
	defer other.Close()
	s = start(t, other.URL, path, nil)
	s.waitFor("the restored marks", func() bool {
		got := s.notes(5)
		return len(got) == 1 && got["p00002"] == "kept"
	})
	s.end()
}
