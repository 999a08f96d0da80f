package api

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

type changesPage struct {
	Items []struct {
		Seq     int64
		Entity  string
		ID      string
		Version int64
		Deleted bool
		Doc     *struct{ ID string }
	}
	Next string
	More bool
}

func (h *hub) changes(who, query string) changesPage {
	h.t.Helper()
	a := h.do(who, "GET", "/v1/changes?"+query, "")
	a.want(200, "")
	var page changesPage
	a.into(&page)
	return page
}

func TestChangesComeInPages(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		seen, after := []string{}, ""
		for more := true; more; {
			page := h.changes("operator", "limit=3&after="+after)
			for _, c := range page.Items {
				if c.Deleted || c.Doc == nil || c.Doc.ID != c.ID {
					t.Errorf("change %+v", c)
				}
				seen = append(seen, c.Entity+" "+c.ID)
			}
			after, more = page.Next, page.More
		}
		slices.Sort(seen)
		want := []string{"agent n1", "agent n2", "purchase n1-p0", "purchase n1-p1", "purchase n1-p2", "purchase n2-p0", "purchase n2-p1", "purchase n2-p2"}
		if !slices.Equal(seen, want) {
			t.Errorf("changes %v", seen)
		}
		h.touch("n2-p0")
		h.touch("n2-p0")
		page := h.changes("operator", "after="+after)
		if len(page.Items) != 1 || page.Items[0].ID != "n2-p0" || page.Items[0].Version != 3 || page.More || page.Next == after {
			t.Errorf("after two changes of a record: %+v", page)
		}
		if again := h.changes("operator", "after="+page.Next); len(again.Items) != 0 || again.Next != page.Next {
			t.Errorf("at the end: %+v", again)
		}
	})
}

func TestNextPassesOverWhatIsNotSeen(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		start := h.changes("agent", "").Next
		for range 5 {
			h.touch("n2-p1")
		}
		page := h.changes("agent", "after="+start)
		if len(page.Items) != 0 || page.Next == start {
			t.Fatalf("after other agent's changes: %+v (from %s)", page, start)
		}
		h.touch("n1-p1")
		page = h.changes("agent", "after="+page.Next)
		if len(page.Items) != 1 || page.Items[0].ID != "n1-p1" {
			t.Errorf("after the own change: %+v", page)
		}
	})
}

func TestWhatLeavesTheScopeIsDeleted(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		start := h.changes("agent", "").Next
		h.write(func(tx *store.Tx) error {
			tx.Changed("north", store.EntityPurchase, "n2-p0", "n1", 1, false) // says n1, is n2's
			tx.Changed("north", store.EntityPurchase, "gone", "n1", 4, true)
			return nil
		})
		page := h.changes("agent", "after="+start)
		if len(page.Items) != 2 || !page.Items[0].Deleted || page.Items[0].Doc != nil || !page.Items[1].Deleted || page.Items[1].Doc != nil {
			t.Errorf("changes %+v", page)
		}
	})
}

func TestCursorsOfElsewhereMustRefetch(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		good := h.changes("operator", "").Next
		h.do("agent", "GET", "/v1/changes?after="+good, "").want(410, "must-refetch") // another scope
		h.do("operator", "GET", "/v1/changes?after=x"+good, "").want(410, "must-refetch")
		h.do("operator", "GET", "/v1/changes?after="+good+"9999", "").want(410, "must-refetch") // not yet given
		h.do("operator", "GET", "/v1/changes?after=nonsense", "").want(410, "must-refetch")
		h.do("operator", "GET", "/v1/changes?after="+good[:strings.LastIndex(good, ".")]+".-1", "").want(410, "must-refetch")
		first := h.do("operator", "GET", "/v1/snapshot?entity=purchase&limit=1", "")
		var page snapshotPage
		first.into(&page)
		h.do("operator", "GET", "/v1/snapshot?entity=purchase&cursor="+page.Next, "").want(200, "")
		h.do("agent", "GET", "/v1/snapshot?entity=purchase&cursor="+page.Next, "").want(410, "must-refetch")
		h.do("operator", "GET", "/v1/snapshot?entity=agent&cursor="+page.Next, "").want(400, "bad-cursor")
		h.do("operator", "GET", "/v1/snapshot?entity=purchase&cursor=nonsense", "").want(400, "bad-cursor")
	})
}

type snapshotPage struct {
	Items        []purchase.Purchase `json:"items"`
	Next         string              `json:"next"`
	ChangesAfter string              `json:"changes_after"`
}

func TestSnapshotAndChangesMissNothing(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		versions := map[string]int64{}
		cursor, after := "", ""
		for i := 0; i == 0 || cursor != ""; i++ {
			var page snapshotPage
			h.do("operator", "GET", "/v1/snapshot?entity=purchase&limit=2&cursor="+cursor, "").into(&page)
			for _, p := range page.Items {
				versions[p.ID] = p.Version
			}
			if i > 0 && page.ChangesAfter != after {
				t.Errorf("changes_after moved from %s to %s", after, page.ChangesAfter)
			}
			cursor, after = page.Next, page.ChangesAfter
			h.touch("n1-p0") // given on the first page already
		}
		for _, c := range h.changes("operator", "after="+after).Items {
			versions[c.ID] = c.Version
		}
		if len(versions) != 6 || versions["n1-p0"] != 4 {
			t.Errorf("versions %v", versions)
		}
		agents := h.do("agent", "GET", "/v1/snapshot?entity=agent", "")
		if !strings.Contains(agents.Body.String(), `"Cn1"`) || !strings.Contains(agents.Body.String(), `"next":""`) {
			t.Errorf("agents %s", agents.Body)
		}
	})
}

// waiting begins a long poll and gives its answer.
func (h *hub) waiting(who, after string) <-chan changesPage {
	answers := make(chan changesPage, 1)
	go func() {
		a, err := h.try(who, "GET", "/v1/changes?wait=30&after="+after, "")
		var page changesPage
		if err != nil || a.Code != 200 {
			h.t.Errorf("long poll: %d %v", a.Code, err)
		} else {
			a.into(&page)
		}
		answers <- page
	}()
	return answers
}

func TestLongPollWakes(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		start := h.changes("agent", "").Next
		answers := h.waiting("agent", start)
		eventually(t, "a waiter", func() bool { return h.api.Feed.Waiting() == 1 })
		h.touch("n2-p0") // not the agent's: the poll goes on waiting
		eventually(t, "a waiter again", func() bool { return h.api.Feed.Waiting() == 1 })
		began := time.Now()
		h.touch("n1-p2")
		page := <-answers
		if len(page.Items) != 1 || page.Items[0].ID != "n1-p2" {
			t.Errorf("woken with %+v", page)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("woken after %v", took)
		}
		if empty := h.changes("agent", "wait=1&after="+page.Next); len(empty.Items) != 0 || empty.Next != page.Next {
			t.Errorf("nothing new: %+v", empty)
		}
	})
}

func TestLongPollHearsOtherReplicas(t *testing.T) {
	h := newHub(t, storetest.DSN(t, "postgres"))
	other := storetest.Open(t, h.dsn, store.Options{Clock: h.clock, Log: slog.New(slog.DiscardHandler)})
	start := h.changes("operator", "").Next
	answers := h.waiting("operator", start)
	eventually(t, "a waiter", func() bool { return h.api.Feed.Waiting() == 1 })
	err := other.Write(context.Background(), func(tx *store.Tx) error {
		row, err := tx.LockPurchase(context.Background(), "n2-p2")
		if err != nil {
			return err
		}
		return tx.SavePurchase(context.Background(), row)
	})
	if err != nil {
		t.Fatal(err)
	}
	if page := <-answers; len(page.Items) != 1 || page.Items[0].ID != "n2-p2" {
		t.Errorf("woken with %+v", page)
	}
}

// TestFollowersLoseNothing lets writers and a follower run at once: in the end
// the follower has every record in its newest version.
func TestFollowersLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		const rounds = 15
		start := h.changes("operator", "").Next
		finished := make(chan error, 3)
		for w := range 3 {
			go func() {
				for range rounds {
					err := h.store.Write(context.Background(), func(tx *store.Tx) error {
						row, err := tx.LockPurchase(context.Background(), fmt.Sprintf("n1-p%d", w))
						if err != nil {
							return err
						}
						return tx.SavePurchase(context.Background(), row)
					})
					if err != nil {
						finished <- err
						return
					}
				}
				finished <- nil
			}()
		}
		versions, after := map[string]int64{}, start
		eventually(t, "every newest version", func() bool {
			page := h.changes("operator", "limit=2&after="+after)
			for _, c := range page.Items {
				versions[c.ID] = c.Version
			}
			after = page.Next
			return versions["n1-p0"] == rounds+1 && versions["n1-p1"] == rounds+1 && versions["n1-p2"] == rounds+1
		})
		for range 3 {
			if err := <-finished; err != nil {
				t.Error(err)
			}
		}
	})
}

// A poll under way ends with its session: nothing of the change that woke it is
// told.
func TestLongPollEndsWithTheSession(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for i, c := range []struct{ body, code string }{
			{person("Persona Dos", access.Manager, "", true), "no-session"},
			{person("Persona Dos", access.Manager, "", false), "user-deactivated"},
		} {
			token := h.signIn("operator@example.test", password)
			start := h.changes(token, "").Next
			codes := make(chan string, 1)
			go func() {
				a, err := h.try(token, "GET", "/v1/changes?wait=30&after="+start, "")
				if err != nil {
					h.t.Errorf("long poll: %v", err)
				}
				codes <- fmt.Sprint(a.Code, " ", a.Body)
			}()
			eventually(t, "a waiter", func() bool { return h.api.Feed.Waiting() == 1 })
			h.change("manager", "operator", fmt.Sprint("k", i), fmt.Sprint(i+1), c.body).want(200, "")
			if got := <-codes; !strings.HasPrefix(got, "401") || !strings.Contains(got, c.code) {
				t.Errorf("the poll ends with %s, not %s", got, c.code)
			}
		}
	})
}
