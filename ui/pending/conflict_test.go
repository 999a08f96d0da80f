package pending

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/ui/dialog"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// ofUser is a conflict about a user: the person changed the role, somebody else
// the name.
func ofUser() Conflict {
	c := samples()[2]
	c.State = InConflict
	return Conflict{Change: c, Version: 7, Choices: []Choice{
		{Field: "name", Mine: "Beto Pérez", Theirs: "Beto Pérez Luna", Differs: true},
		{Field: "role", Mine: "manager", Theirs: "operator", Differs: true, Changed: true},
		{Field: "agent"},
		{Field: "active", Mine: "true", Theirs: "true"},
	}}
}

// inConflict opens the question.
func inConflict(t *testing.T, c Conflict) *bench {
	t.Helper()
	b := newBench(t, text.ES, func(f *fake) { f.unsent, f.conflict = []Change{c.Change}, c })
	b.choose(0)
	b.Tap("outbox.resolve.button")
	b.Until("the question", func() bool { return dialog.Open(b.Window().Canvas()) })
	return b
}

// settled waits for the answer and returns which fields stayed the person's.
func (b *bench) settled() []string {
	b.T.Helper()
	b.Tap("outbox.clash.settle")
	b.Until("it is settled", func() bool { return !dialog.Open(b.Window().Canvas()) })
	return b.backend.resolved[len(b.backend.resolved)-1]
}

// It begins with what the person changed; what they left alone is the hub's.
func TestConflictFieldByField(t *testing.T) {
	b := inConflict(t, ofUser())
	b.Becomes("outbox.clash.name.mine", "○ Beto Pérez")
	b.Becomes("outbox.clash.name.theirs", "● Beto Pérez Luna")
	b.Becomes("outbox.clash.role.mine", "● Gerente")
	b.Becomes("outbox.clash.role.theirs", "○ Operador")
	if _, ok := b.Item("outbox.clash.active.mine"); ok {
		t.Error("it asks about what is equal")
	}
	b.Tap("outbox.clash.name.mine")
	b.Becomes("outbox.clash.name.theirs", "○ Beto Pérez Luna")
	if got := b.settled(); !slices.Equal(got, []string{"name", "role"}) {
		t.Errorf("kept %v", got)
	}
	b.Until("it waits", func() bool { return b.page.unsent[0].State == Waiting })
}

// With nothing of the person's the question says what that comes to.
func TestConflictForTheHub(t *testing.T) {
	b := inConflict(t, ofUser())
	b.Becomes("outbox.clash.effect", "Se envía lo que elegiste; lo que hiciste después en el mismo registro sigue a continuación.")
	uitest.Find[interface {
		fyne.CanvasObject
		fyne.Focusable
	}](b.Bench, "outbox.clash.role.theirs").TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	b.Becomes("outbox.clash.effect", "No se envía nada: queda lo del servidor, y tu cambio pasa a «Descartados».")
	if got := b.settled(); len(got) != 0 {
		t.Errorf("kept %v", got)
	}
}

// The record changed again while the person thought: they look again.
func TestConflictThatMoves(t *testing.T) {
	b := inConflict(t, ofUser())
	b.backend.set(func(f *fake) { f.conflict.Version, f.conflict.Choices[0].Theirs = 8, "Roberto" })
	b.Tap("outbox.clash.settle")
	b.Becomes("outbox.clash.name.theirs", "● Roberto")
	b.Becomes("outbox.clash.effect", "Cambió otra vez mientras decidías. Mirá de nuevo.")
	if got := b.settled(); fmt.Sprint(got) != "[role]" {
		t.Errorf("kept %v", got)
	}
}

func TestConflictThatCannotBeStored(t *testing.T) {
	b := inConflict(t, ofUser())
	b.backend.set(func(f *fake) { f.refusing = ErrNotStored })
	b.Tap("outbox.clash.settle")
	b.Until("it says so", func() bool {
		i, ok := b.Item("outbox.clash.effect")
		return ok && i.Text == b.Book.T("outbox.disk")
	})
	if !dialog.Open(b.Window().Canvas()) {
		t.Error("the question is gone")
	}
}

// A conflict that is none any more asks nothing.
func TestConflictThatIsOver(t *testing.T) {
	c := ofUser()
	b := newBench(t, text.ES, func(f *fake) { f.unsent = []Change{c.Change} })
	b.choose(0)
	b.backend.set(func(f *fake) { f.unsent = nil })
	b.Tap("outbox.resolve.button")
	b.Until("the list is new", func() bool { return b.page.Badge() == 0 })
	if dialog.Open(b.Window().Canvas()) {
		t.Error("it asks")
	}
}
