package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/data/desk"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// peopleHub answers the calls about people in turn; nil is a connection that is
// cut after the call arrived.
type peopleHub struct {
	mu      sync.Mutex
	keys    []string
	answers []func(w http.ResponseWriter)
}

func (b *bench) people(answers ...func(w http.ResponseWriter)) *peopleHub {
	h := &peopleHub{answers: answers}
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.URL.Path, "/v1/users") && !strings.HasPrefix(r.URL.Path, "/v1/invitations") {
			return false
		}
		h.mu.Lock()
		h.keys = append(h.keys, r.Header.Get("Idempotency-Key"))
		answer := h.answers[min(len(h.keys), len(h.answers))-1]
		h.mu.Unlock()
		if answer == nil {
			panic(http.ErrAbortHandler)
		}
		answer(w)
		return true
	}
	return h
}

// sent tells how often something was sent, and whether always under one key.
func (h *peopleHub) sent() (n int, sameKey bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.keys), len(slices.Compact(slices.Clone(h.keys))) == 1
}

// An act inside the hub whose answer is lost is sent again under its key; what it
// gives then is what it did the first time.
func TestActsInsideAreSentAgain(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	b.signIn()
	bruno := access.User{ID: "bru", Name: "Bruno", Role: access.Operator, Active: true, Version: 3}
	saved := bruno
	saved.Version = 4
	gives := func(doc any) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { b.hub.Write(w, http.StatusOK, doc) }
	}
	refuses := func(status int, code problem.Code) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { b.hub.Refuse(w, status, code) }
	}
	edit := func() error {
		got, err := b.desk.ChangeUser(ctx, bruno)
		if err == nil && got != saved {
			t.Errorf("saved %+v", got)
		}
		return err
	}
	withdraw := func() error { return b.desk.Withdraw(ctx, "eva") }
	var unknown desk.ErrOutcomeUnknown
	for _, c := range []struct {
		what    string
		act     func() error
		answers []func(http.ResponseWriter)
		sent    int
		good    func(error) bool
	}{
		{"answered at once", edit, []func(http.ResponseWriter){gives(saved)}, 1, func(err error) bool { return err == nil }},
		{"answered the second time", edit, []func(http.ResponseWriter){nil, gives(saved)}, 2, func(err error) bool { return err == nil }},
		{"refused", edit, []func(http.ResponseWriter){refuses(412, problem.VersionConflict)}, 1, func(err error) bool {
			var r *remote.Refusal
			return errors.As(err, &r) && r.Problem.Code == problem.VersionConflict
		}},
		{"refused the second time", edit, []func(http.ResponseWriter){nil, refuses(409, problem.LastManager)}, 2, func(err error) bool {
			var r *remote.Refusal
			return errors.As(err, &r) && r.Problem.Code == problem.LastManager
		}},
		{"never answered", edit, []func(http.ResponseWriter){nil}, 3, func(err error) bool { return errors.As(err, &unknown) }},
		{"lost, then signed out", edit, []func(http.ResponseWriter){nil, refuses(401, problem.NoSession)}, 3, func(err error) bool { return errors.As(err, &unknown) }},
		{"gone the second time", withdraw, []func(http.ResponseWriter){nil, refuses(404, problem.NotFound)}, 2, func(err error) bool { return err == nil }},
		{"gone before", withdraw, []func(http.ResponseWriter){refuses(404, problem.NotFound)}, 1, func(err error) bool { return errors.Is(err, remote.ErrNotFound) }},
	} {
		h := b.people(c.answers...)
		err := c.act()
		if n, same := h.sent(); n != c.sent || !same || !c.good(err) {
			t.Errorf("%s: sent %d times, one key %v, %v", c.what, n, same, err)
		}
	}
}

// Every page of a list is read.
func TestPeopleAreReadWhole(t *testing.T) {
	b := newBench(t)
	b.signIn()
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		var page map[string]any
		switch r.URL.Path + " " + r.URL.Query().Get("cursor") {
		case "/v1/users ":
			page = map[string]any{"items": []access.User{{ID: "ana"}}, "next": "2"}
		case "/v1/users 2":
			page = map[string]any{"items": []access.User{{ID: "eva", Invited: true}}, "next": ""}
		case "/v1/invitations ":
			page = map[string]any{"items": []access.Invitation{{ID: "eva"}}, "next": ""}
		default:
			return false
		}
		b.hub.Write(w, http.StatusOK, page)
		return true
	}
	all, err := b.desk.People(context.Background())
	text, _ := json.Marshal(all)
	if err != nil || len(all.Users) != 2 || all.Users[1].ID != "eva" || len(all.Invitations) != 1 {
		t.Errorf("%s, %v", text, err)
	}
}

// The hub says that a manager shut the user out: the rows go, what was done stays,
// and the next start asks who is there.
func TestADeactivatedUserLeavesNoRows(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	b.signIn()
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Path, "/retry") {
			panic(http.ErrAbortHandler) // nobody knows what became of it
		}
		b.hub.Refuse(w, http.StatusUnauthorized, problem.UserDeactivated)
		return true
	}
	if _, err := b.desk.Retry(ctx, "p1"); err == nil {
		t.Error("the retry was answered")
	}
	b.desk.SyncNow()
	b.waitFor("the end", func() bool { return b.desk.State().Deactivated })
	rows, err := b.desk.Purchases().ByIDs(ctx, []string{"p1"})
	if err != nil || len(rows) != 0 {
		t.Errorf("rows %v, %v", rows, err)
	}
	if acts := b.openActs(); len(acts) != 1 || acts[0].State == replica.ActRefused {
		t.Errorf("acts %+v", acts)
	}
	b.waitFor("the session forgotten", func() bool {
		_, err := b.desk.Last()
		return errors.Is(err, desk.ErrSignedOut)
	})
	if err := b.desk.Close(); err != nil {
		t.Fatal(err)
	}
	b.open(b.server.URL)
	if _, err := b.desk.Resume(ctx, ""); !errors.Is(err, desk.ErrSignedOut) {
		t.Errorf("the next start: %v", err)
	}
}
