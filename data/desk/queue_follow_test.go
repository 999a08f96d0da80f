package desk_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/outbox"
)

// What somebody else changed, and the person left to the hub, is not undone by
// what follows on the record.
func TestWhatFollowsAConflictKeepsTheOthersChange(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	b.hub.PutUser(fakehub.User{ID: "u9", Name: "Nina", Email: "n@x", Role: "operator", Active: true})
	b.signIn()
	users := func() []desk.User {
		list, err := b.desk.Users(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	b.waitFor("the user", func() bool { return len(users()) == 1 })
	b.cut()
	for _, edit := range []desk.UserEdit{
		{Name: "Nina B", Role: access.Operator, Active: true},
		{Name: "Nina Bo", Role: access.Operator, Active: true},
		{Name: "Nina Bo", Role: access.Manager, Active: true},
	} {
		if err := b.desk.EditUser(ctx, "u9", edit, 1); err != nil {
			t.Fatal(err)
		}
	}
	u := b.hub.User("u9")
	u.Active = false
	b.hub.PutUser(u)
	b.join()
	b.waitFor("the conflict", func() bool {
		return slices.Equal(b.queued(), []outbox.State{outbox.Conflict, outbox.Held, outbox.Held})
	})
	c, err := b.desk.Clash(ctx, b.unsent()[0].OpID)
	if err != nil {
		t.Fatal(err)
	}
	b.cut() // so that what is shown meanwhile is the overlay
	if err := b.desk.Resolve(ctx, c.OpID, c.Version, []string{"name"}); err != nil {
		t.Fatal(err)
	}
	if u := users()[0]; u.Active || u.Name != "Nina Bo" || u.Role != access.Manager || u.Sign != outbox.SignWaiting {
		t.Errorf("shown %+v", u)
	}
	b.join()
	b.allSent()
	if u := b.hub.User("u9"); u.Active || u.Name != "Nina Bo" || u.Role != "manager" || u.Version != 5 {
		t.Errorf("the hub has %+v", u)
	}
}

// A note that was given up is in nothing that follows, neither shown nor sent.
func TestADiscardedNoteIsInNothingThatFollows(t *testing.T) {
	b := newBench(t)
	b.signIn()
	b.cut()
	b.mark("mal", false)
	b.mark("mal", true)
	var err error
	b.waitFor("at rest", func() bool {
		err = b.desk.Discard(context.Background(), b.unsent()[0].OpID)
		return !errors.Is(err, desk.ErrOnItsWay)
	})
	if err != nil {
		t.Fatal(err)
	}
	if m := b.shown(); m.Note != "" || m.Holder == nil || *m.Holder != fakehub.Me {
		t.Errorf("shown %+v", m)
	}
	b.join()
	b.allSent()
	if m := b.hub.Mark("p1"); m.Note != "" || m.Holder == nil || m.Version != 1 {
		t.Errorf("the hub has %+v", m)
	}
}

// What the hub refuses is in nothing that follows either, until it goes again.
func TestARefusedNoteIsInNothingThatFollows(t *testing.T) {
	b := newBench(t)
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if !strings.Contains(string(body), "mal") {
			return false
		}
		b.hub.Refuse(w, http.StatusForbidden, problem.Forbidden)
		return true
	}
	b.signIn()
	b.cut()
	b.mark("mal", false)
	b.mark("mal", true)
	b.join()
	b.waitFor("refused", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Refused}) })
	if m := b.hub.Mark("p1"); m.Note != "" || m.Holder == nil || m.Version != 1 {
		t.Errorf("the hub has %+v", m)
	}
}

// With a conflict left to the hub, what follows asks again about what it says
// itself of the same thing, and about nothing else.
func TestWhatFollowsAConflictLeftToTheHub(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	b.signIn()
	b.cut()
	b.mark("una", false)
	b.mark("una", true)
	b.mark("dos", true)
	b.hub.PutMark(purchase.Mark{PurchaseID: "p1", Note: "de Beto", NoteBy: "Beto", NoteAt: &t0})
	b.join()
	b.waitFor("the conflict", func() bool {
		return slices.Equal(b.queued(), []outbox.State{outbox.Conflict, outbox.Held, outbox.Held})
	})
	if err := b.desk.Resolve(ctx, b.unsent()[0].OpID, 1, nil); err != nil {
		t.Fatal(err)
	}
	b.waitFor("the next conflict", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Conflict}) })
	c, err := b.desk.Clash(ctx, b.unsent()[0].OpID)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Choices[0]; got != (outbox.Choice{Field: "note", Mine: "dos", Theirs: "de Beto", Differs: true, Changed: true}) {
		t.Errorf("the note: %+v", got)
	}
	if m := b.hub.Mark("p1"); m.Note != "de Beto" || m.Holder == nil || *m.Holder != fakehub.Me {
		t.Errorf("the hub has %+v", m)
	}
}

// One that was tried goes as it was written, and has a conflict of its own.
func TestWhatWasTriedHasItsOwnConflict(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	var again atomic.Bool
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		switch {
		case again.Load() || r.Method != http.MethodPut:
			return false
		case strings.Contains(string(body), "una"):
			b.hub.Refuse(w, http.StatusForbidden, problem.Forbidden)
		default:
			w.Header().Set("Retry-After", "3600")
			b.hub.Refuse(w, http.StatusTooManyRequests, problem.TooManyAttempts)
		}
		return true
	}
	b.signIn()
	b.mark("una", false)
	b.waitFor("refused", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Refused}) })
	b.mark("dos", false)
	b.waitFor("tried", func() bool { l := b.unsent(); return len(l) == 2 && l[1].Failure != nil })
	b.hub.PutMark(purchase.Mark{PurchaseID: "p1", Note: "de Beto", NoteBy: "Beto", NoteAt: &t0})
	again.Store(true)
	first, second := b.unsent()[0].OpID, b.unsent()[1].OpID
	if err := b.desk.SendNow(ctx, first); err != nil {
		t.Fatal(err)
	}
	b.waitFor("the conflict", func() bool { return b.queued()[0] == outbox.Conflict })
	if err := b.desk.Resolve(ctx, first, 1, []string{"note"}); err != nil {
		t.Fatal(err)
	}
	b.waitFor("the first is there", func() bool { return b.hub.Mark("p1").Note == "una" })
	if err := b.desk.SendNow(ctx, second); err != nil {
		t.Fatal(err)
	}
	b.waitFor("its own conflict", func() bool { l := b.unsent(); return len(l) == 1 && l[0].State == outbox.Conflict })
	if e := b.unsent()[0]; e.OpID != second || e.Says[0].Text != "dos" || b.hub.Mark("p1").Note != "una" {
		t.Errorf("%+v; the hub has %+v", e, b.hub.Mark("p1"))
	}
}
