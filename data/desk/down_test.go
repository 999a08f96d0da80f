package desk_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/replica"
)

// A hub that lost its database is as good as none, and what becomes of a retry
// that met it is not known until it tells: not even that it has nothing of it,
// while what it wrote last may still come to be.
func TestAHubWithoutItsDatabase(t *testing.T) {
	b := newBench(t)
	var down, done atomic.Bool
	answer := purchase.RetryAnswer{Result: purchase.ResultCompleted, Purchase: stuck("p1")}
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		asked := strings.HasPrefix(r.URL.Path, "/v1/operations/")
		switch {
		case down.Load() && !asked:
			w.Header().Set("Retry-After", "0")
			b.hub.Refuse(w, http.StatusServiceUnavailable, problem.DatabaseDown)
		case asked && done.Load():
			b.hub.Write(w, 200, map[string]any{"key": "k", "act": "purchase.retry", "target": "p1", "state": "done", "body": answer})
		case asked:
			b.hub.Refuse(w, http.StatusNotFound, problem.NotFound)
		default:
			return false
		}
		return true
	}
	b.signIn()
	down.Store(true)
	b.hub.Put(stuck("p2")) // ends the waiting poll
	b.waitFor("offline", func() bool { return !b.desk.State().Online })
	_, err := b.desk.Retry(context.Background(), "p1")
	var unknown desk.ErrOutcomeUnknown
	if !errors.As(err, &unknown) || len(b.openActs()) != 1 {
		t.Fatalf("a retry: %v, open %v", err, b.openActs())
	}
	down.Store(false)
	b.waitFor("online", func() bool { return b.desk.State().Online })
	if open := b.openActs(); len(open) != 1 {
		t.Errorf("it is taken for lost at once: %v", open)
	}
	done.Store(true)
	b.desk.SyncNow()
	select {
	case s := <-b.settled:
		if s.State != replica.ActAnswered || s.PurchaseID != "p1" {
			t.Errorf("settled %+v", s)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it was never settled")
	}
	if n := len(b.hub.Requests(http.MethodPost, "/retry")); n != 1 {
		t.Errorf("the retry was sent %d times", n)
	}

	down.Store(true)
	b.mark("nota", false)
	b.waitFor("the attempt", func() bool {
		list := b.unsent()
		return len(list) == 1 && list[0].Failure != nil
	})
	if f := b.unsent()[0].Failure; f.Reason != outbox.Problem || f.Code != problem.DatabaseDown || !f.Unsure {
		t.Errorf("the note's attempt is told as %+v", f)
	}
	down.Store(false)
	b.desk.SyncNow()
	b.allSent()
}
