package desk_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/outbox"
)

// Somebody was faster: what follows on the record waits, other records do not.
// The person keeps theirs, and the followers go on from there.
func TestAConflictHoldsWhatFollows(t *testing.T) {
	b := newBench(t)
	b.hub.Put(stuck("p2"))
	b.signIn()
	b.cut()
	b.mark("una", false)
	b.mark("dos", false)
	if _, err := b.desk.SetMark(context.Background(), "p2", "otra compra", false, 0); err != nil {
		t.Fatal(err)
	}
	b.hub.PutMark(purchase.Mark{PurchaseID: "p1", Note: "de Beto", NoteBy: "Beto", NoteAt: &t0})
	b.join()
	b.waitFor("the conflict", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Conflict, outbox.Held}) })
	if m := b.hub.Mark("p2"); m.Note != "otra compra" {
		t.Errorf("the other record was held too: %+v", m)
	}
	if m := b.shown(); m.Note != "de Beto" || m.Sign != outbox.SignConflict {
		t.Errorf("shown %+v", m)
	}
	op := b.unsent()[0].OpID
	c, err := b.desk.Clash(context.Background(), op)
	if err != nil || c.Version != 1 || len(c.Choices) != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	if got := c.Choices[0]; got != (outbox.Choice{Field: "note", Mine: "una", Theirs: "de Beto", Differs: true, Changed: true}) {
		t.Errorf("the note: %+v", got)
	}
	if got := c.Choices[1]; got.Differs || got.Changed {
		t.Errorf("who has it: %+v", got)
	}
	if err := b.desk.Resolve(context.Background(), op, 0, []string{"note"}); !errors.Is(err, desk.ErrOutdated) {
		t.Errorf("of another version: %v", err)
	}
	if err := b.desk.Resolve(context.Background(), op, c.Version, []string{"note"}); err != nil {
		t.Fatal(err)
	}
	b.allSent()
	if m := b.hub.Mark("p1"); m.Note != "dos" || m.Version != 3 {
		t.Errorf("the hub has %+v", m)
	}
	if err := b.desk.Resolve(context.Background(), op, c.Version, []string{"note"}); !errors.Is(err, desk.ErrSettled) {
		t.Errorf("a settled conflict: %v", err)
	}
}

// A note on what somebody else took meanwhile leaves it with them.
func TestAConflictWithAHolder(t *testing.T) {
	b := newBench(t)
	b.signIn()
	b.cut()
	b.mark("mía", false)
	b.hub.PutMark(purchase.Mark{PurchaseID: "p1", Holder: &purchase.Holder{ID: "beto", Name: "Beto"}, HeldAt: &t0})
	b.join()
	b.waitFor("the conflict", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Conflict}) })
	c, err := b.desk.Clash(context.Background(), b.unsent()[0].OpID)
	if err != nil || c.Choices[1].Theirs != "Beto" || c.Choices[1].Changed {
		t.Fatalf("%+v, %v", c, err)
	}
	if err := b.desk.Resolve(context.Background(), c.OpID, c.Version, []string{"note"}); err != nil {
		t.Fatal(err)
	}
	b.allSent()
	if m := b.hub.Mark("p1"); m.Holder == nil || m.Holder.ID != "beto" || m.Note != "mía" {
		t.Errorf("the hub has %+v", m)
	}
}
