package desk_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/outbox"
	desksync "trastienda/data/desk/sync"
)

// Two people at one machine: nobody sees or sends the other's.
func TestTwoPeopleAtOneMachine(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	var mute atomic.Bool
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && mute.Load() && strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") == fakehub.Token {
			panic(http.ErrAbortHandler) // Ana's acts get no answer
		}
		return false
	}
	b.signIn()
	mute.Store(true)
	b.mark("de Ana", false)
	if _, err := b.desk.SignIn(ctx, "beto@test", fakehub.Password, "d"); err != nil {
		t.Fatal(err)
	}
	b.waitFor("following", func() bool { return b.desk.State().Phase == desksync.Following })
	if list := b.unsent(); len(list) != 0 || b.shown().Note != "" {
		t.Fatalf("Beto sees %+v", list)
	}
	if _, err := b.desk.SetMark(ctx, "p2", "de Beto", false, 0); err != nil {
		t.Fatal(err)
	}
	b.hub.Put(stuck("p2"))
	b.allSent()
	for _, r := range b.hub.Requests(http.MethodPut, "/p1/mark") {
		if r.Token != fakehub.Token {
			t.Errorf("Ana's act left with %q", r.Token)
		}
	}
	for _, r := range b.hub.Requests(http.MethodPut, "/p2/mark") {
		if r.Token != fakehub.Token+"/beto@test" {
			t.Errorf("Beto's act left with %q", r.Token)
		}
	}
	if b.hub.Mark("p1").Version != 0 {
		t.Fatal("Ana's act is done already: this test shows nothing")
	}
	mute.Store(false)
	b.signIn()
	b.allSent()
	if m := b.hub.Mark("p1"); m.Note != "de Ana" {
		t.Errorf("the hub has %+v", m)
	}
}

// What may be at the hub says so until the hub decides, whatever came after; a
// program that ended while an act was on its way does not know either.
func TestWhatMayBeAtTheHub(t *testing.T) {
	b := newBench(t)
	var mute atomic.Bool
	mute.Store(true)
	arrived, release := make(chan struct{}, 100), make(chan struct{})
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && mute.Load() {
			arrived <- struct{}{}
			<-release // nobody waits for the answer any more
		}
		return r.Method == http.MethodPut && mute.Load()
	}
	b.signIn()
	b.mark("una", false)
	<-arrived
	b.desk.Close()
	close(release)
	b.cut()
	b.open(b.server.URL)
	if _, err := b.desk.Resume(context.Background(), ""); err != nil {
		t.Fatal(err)
	}
	b.waitFor("it is known", func() bool { l := b.unsent(); return len(l) == 1 && l[0].Failure != nil && l[0].Attempts > 1 })
	if f := b.unsent()[0].Failure; !f.Unsure {
		t.Errorf("%+v", f)
	}
	mute.Store(false)
	b.join()
	b.allSent()
	if m := b.hub.Mark("p1"); m.Version != 1 {
		t.Errorf("the hub has %+v", m)
	}
}

// A session that is over pauses the queue until the person signs in.
func TestTheQueueWaitsForSignIn(t *testing.T) {
	b := newBench(t)
	var over atomic.Bool
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if over.Load() && r.Method != http.MethodPost {
			b.hub.Refuse(w, http.StatusUnauthorized, problem.NoSession)
			return true
		}
		return false
	}
	b.signIn()
	over.Store(true)
	b.mark("una", false)
	b.waitFor("paused", func() bool {
		return slices.Equal(b.queued(), []outbox.State{outbox.Paused}) && b.desk.State().SignedOut
	})
	b.mark("dos", false)
	if got := b.queued(); !slices.Equal(got, []outbox.State{outbox.Paused, outbox.Paused}) {
		t.Errorf("states %v", got)
	}
	over.Store(false)
	b.signIn()
	b.allSent()
	if m := b.hub.Mark("p1"); m.Note != "dos" || m.Version != 2 {
		t.Errorf("the hub has %+v", m)
	}
}

// Loading the copy anew does not touch the outbox, and what a backup lost of it
// goes again.
func TestARestoredHubGetsWhatItLost(t *testing.T) {
	b := newBench(t)
	b.signIn()
	b.mark("una", false)
	b.allSent()
	b.cut()
	b.mark("dos", false)
	b.hub.Restore("e2", func(p purchase.Purchase) (purchase.Purchase, bool) { return p, true })
	b.hub.Forget("mark", "p1")
	b.join()
	b.waitFor("both are there again", func() bool { m := b.hub.Mark("p1"); return m.Note == "dos" && m.Version == 2 })
	b.allSent()
}
