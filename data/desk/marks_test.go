package desk_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/internal/fakehub"
)

// markInCopy reads the copy's mark of p1.
func (b *bench) markInCopy() purchase.Mark {
	b.Helper()
	m, err := b.desk.Mark(context.Background(), "p1")
	if err != nil {
		b.Fatal(err)
	}
	return m
}

func TestAMarkIsSentOnceAndShownAtOnce(t *testing.T) {
	b := newBench(t)
	b.signIn()
	if m := b.markInCopy(); m != (purchase.Mark{PurchaseID: "p1"}) {
		t.Errorf("nobody's mark is %+v", m)
	}
	m, err := b.desk.SetMark(context.Background(), "p1", " llamé \r\n espero", true, 0)
	if err != nil || m.Note != "llamé \n espero" || m.Holder == nil || *m.Holder != fakehub.Me || m.Version != 1 {
		t.Fatalf("%+v, %v", m, err)
	}
	if got := b.markInCopy(); got.Version != 1 || got.Note != m.Note || got.Holder == nil {
		t.Errorf("the copy shows %+v", got)
	}
	marks, err := b.desk.Marks(context.Background(), []string{"p1", "p2"})
	if err != nil || len(marks) != 1 || marks["p1"].Version != 1 {
		t.Errorf("marks of a page: %+v, %v", marks, err)
	}
	sent := b.hub.Requests(http.MethodPut, "/mark")
	if len(sent) != 1 || len(sent[0].Key) != 36 {
		t.Errorf("sent %+v", sent)
	}
	if _, err := b.desk.SetMark(context.Background(), "p1", strings.Repeat("x", purchase.MaxNote+1), true, 1); !errors.Is(err, purchase.ErrNoteTooLong) {
		t.Errorf("a long note: %v", err)
	}
	if n := len(b.hub.Requests(http.MethodPut, "/mark")); n != 1 {
		t.Errorf("a note that is refused here was sent")
	}
}

func TestAMarkThatSomebodyChangedFirst(t *testing.T) {
	b := newBench(t)
	b.signIn()
	b.hub.PutMark(purchase.Mark{PurchaseID: "p1", Holder: &purchase.Holder{ID: "beto", Name: "Beto"}, HeldAt: &t0})
	_, err := b.desk.SetMark(context.Background(), "p1", "", true, 0)
	var conflict desk.ErrMarkConflict
	if !errors.As(err, &conflict) || conflict.Current.Version != 1 || conflict.Current.Holder == nil || conflict.Current.Holder.Name != "Beto" {
		t.Fatalf("got %v", err)
	}
	if m := b.markInCopy(); m.Holder == nil || m.Holder.Name != "Beto" {
		t.Errorf("the copy shows %+v", m)
	}
}

func TestAMarkOfflineSendsNothing(t *testing.T) {
	b := newBench(t)
	b.signIn()
	b.server.CloseClientConnections()
	b.server.Listener.Close()
	if _, err := b.desk.SetMark(context.Background(), "p1", "x", true, 0); !errors.Is(err, desk.ErrOfflineNothingSent) {
		t.Fatalf("got %v", err)
	}
	if m := b.markInCopy(); m.Version != 0 || m.Note != "" {
		t.Errorf("the copy claims %+v", m)
	}
}

// The hub stored the mark and its answer got lost: the key is asked for, at
// once or after nobody answered for a while, and nothing is sent again.
func TestALostAnswerToAMarkIsAskedFor(t *testing.T) {
	for _, late := range []bool{false, true} {
		b := newBench(t)
		var deaf atomic.Bool
		b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
			switch {
			case strings.HasSuffix(r.URL.Path, "/mark"):
				b.hub.Answer(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			case deaf.Load() && (strings.Contains(r.URL.Path, "/operations/") || strings.HasSuffix(r.URL.Path, "/changes")):
				panic(http.ErrAbortHandler)
			}
			return false
		}
		b.signIn()
		deaf.Store(late)
		m, err := b.desk.SetMark(context.Background(), "p1", "x", true, 0)
		var unknown desk.ErrOutcomeUnknown
		if late != errors.As(err, &unknown) || !late && m.Note != "x" {
			t.Fatalf("late %v: %+v, %v", late, m, err)
		}
		if acts := b.openActs(); len(acts) != 0 {
			t.Errorf("a mark is among the open retries: %+v", acts)
		}
		deaf.Store(false)
		b.waitFor("the mark", func() bool { return b.markInCopy().Note == "x" })
		if n := len(b.hub.Requests(http.MethodPut, "/mark")); n != 1 {
			t.Errorf("sent %d times", n)
		}
	}
}
