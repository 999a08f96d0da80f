package desk_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/outbox"
)

// shown reads the mark of p1 as its user sees it.
func (b *bench) shown() desk.Mark {
	b.Helper()
	m, err := b.desk.Mark(context.Background(), "p1")
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// mark marks p1 from the version that is shown.
func (b *bench) mark(note string, hold bool) desk.Mark {
	b.Helper()
	m, err := b.desk.SetMark(context.Background(), "p1", note, hold, b.shown().Version)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

func TestAMarkIsShownAtOnceAndSentOnce(t *testing.T) {
	b := newBench(t)
	b.signIn()
	if m := b.shown(); m != (desk.Mark{Mark: purchase.Mark{PurchaseID: "p1"}}) {
		t.Errorf("nobody's mark is %+v", m)
	}
	m := b.mark(" llamé \r\n espero", true)
	if m.Note != "llamé \n espero" || m.Holder == nil || *m.Holder != fakehub.Me {
		t.Fatalf("%+v", m)
	}
	b.waitFor("the hub's", func() bool { m := b.shown(); return m.Version == 1 && m.Sign == outbox.SignNone })
	if got := b.shown(); got.Note != m.Note || got.Holder == nil {
		t.Errorf("the copy shows %+v", got)
	}
	marks, err := b.desk.Marks(context.Background(), []string{"p1", "p2"})
	if err != nil || len(marks) != 1 || marks["p1"].Version != 1 {
		t.Errorf("marks of a page: %+v, %v", marks, err)
	}
	sent := b.hub.Requests(http.MethodPut, "/mark")
	if len(sent) != 1 || len(sent[0].Key) != 36 || sent[0].Match != `"0"` {
		t.Errorf("sent %+v", sent)
	}
}

func TestANoteThatIsRefusedHereIsNotWrittenDown(t *testing.T) {
	b := newBench(t)
	b.signIn()
	for note, want := range map[string]error{strings.Repeat("x", purchase.MaxNote+1): purchase.ErrNoteTooLong, "a\x00": purchase.ErrNoteControl} {
		if _, err := b.desk.SetMark(context.Background(), "p1", note, true, 0); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	if list := b.unsent(); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

// Offline the note is there at once and says that it waits; the hub's document
// below it stays as it is.
func TestAMarkWaitsForTheHub(t *testing.T) {
	b := newBench(t)
	b.signIn()
	b.hub.PutMark(purchase.Mark{PurchaseID: "p1", Note: "de antes", NoteBy: "Beto", NoteAt: &t0})
	b.waitFor("the note", func() bool { return b.shown().Note == "de antes" })
	b.cut()
	b.mark("la mía", true)
	m := b.shown()
	if m.Note != "la mía" || m.NoteBy != "Test" || m.Version != 1 || m.Sign != outbox.SignWaiting {
		t.Fatalf("shown %+v", m)
	}
	if m := b.hub.Mark("p1"); m.Note != "de antes" {
		t.Fatalf("the hub has %+v", m)
	}
	b.join()
	b.waitFor("sent", func() bool { return b.shown().Sign == outbox.SignNone })
	if m := b.hub.Mark("p1"); m.Note != "la mía" || m.Version != 2 || b.shown().Version != 2 {
		t.Errorf("the hub has %+v", m)
	}
}
