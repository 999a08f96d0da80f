package users

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// shownIDs are the people of the list, in its order.
func (b *bench) shownIDs() string {
	b.T.Helper()
	b.settled()
	var ids []string
	for _, r := range b.page.source.All() {
		ids = append(ids, r.ID)
	}
	return strings.Join(ids, " ")
}

func TestWhoIsInTheList(t *testing.T) {
	b := newBench(t, text.ES, sampleTeam())
	if got := b.Selection; got != "6 usuarios" {
		t.Errorf("status bar %q", got)
	}
	for _, c := range []struct {
		what string
		do   func()
		want string
	}{
		{"everybody, by name", func() {}, "ana bru caro dina eva fede"},
		{"active", func() { b.Tap("users.chip.active") }, "ana bru caro"},
		{"active operators", func() { b.Tap("users.chip.operator") }, "bru"},
		{"operators", func() { b.Tap("users.chip.active") }, "bru dina eva"},
		{"invited operators", func() { b.Tap("users.chip.invited") }, "eva"},
		{"invited, expired too", func() { b.Tap("users.chip.operator") }, "eva fede"},
		{"inactive", func() { b.Tap("users.chip.inactive") }, "dina"},
		{"nobody", func() { b.Type("users.search", "gomez") }, ""},
		{"everybody again", func() { b.Tap("users.empty.clear") }, "ana bru caro dina eva fede"},
		{"by agent, without accents", func() { b.Type("users.search", "KIOSCO ibanez") }, "caro"},
		{"Esc", func() { b.page.Key(&fyne.KeyEvent{Name: fyne.KeyEscape}) }, "ana bru caro dina eva fede"},
		{"longest away first", func() { b.page.sortedBy(listing.Sort{{Field: colSeen}}) }, "caro dina eva fede bru ana"},
		{"by role", func() { b.page.sortedBy(listing.Sort{{Field: colRole, Desc: true}}) }, "bru dina eva ana fede caro"},
		{"without an order", func() { b.page.sortedBy(nil) }, "ana bru caro dina eva fede"},
	} {
		c.do()
		if got := b.shownIDs(); got != c.want {
			t.Errorf("%s: %q, not %q", c.what, got, c.want)
		}
	}
}

// What cannot be done says why.
func TestWhatMayBeDone(t *testing.T) {
	f := sampleTeam()
	b := newBench(t, text.ES, f)
	const (
		none, last, self = "Elegí un usuario", "único gerente", "No podés desactivarte"
		notYet, off, not = "Todavía no se registró", "Está inactivo", "sin usar"
	)
	check := func(who string, want map[string]string) {
		t.Helper()
		for id, why := range want {
			c, _ := b.Table.Find(id)
			ok, reason := c.Enabled()
			if ok != (why == "") || !ok && !strings.Contains(reason, why) {
				t.Errorf("%s of %s: %v, %q", id, who, ok, reason)
			}
		}
	}
	check("nobody", map[string]string{cmdChange: none, cmdActive: none, cmdReset: none, cmdSessions: none, cmdAgain: not, cmdWithdraw: not})
	b.choose("ana")
	check("ana", map[string]string{cmdChange: "", cmdActive: self, cmdReset: "", cmdSessions: "", cmdAgain: not})
	b.choose("dina")
	check("dina", map[string]string{cmdChange: "", cmdActive: "", cmdReset: off, cmdSessions: off, cmdWithdraw: not})
	if got := b.Says("users.active.button"); got != "Reactivar…" {
		t.Errorf("the button says %q", got)
	}
	b.choose("eva")
	check("eva", map[string]string{cmdChange: notYet, cmdActive: notYet, cmdReset: notYet, cmdAgain: "", cmdWithdraw: ""})

	// Somebody else looks, and Ana is the only manager.
	f.set(func(f *fake) { f.me = "zoe" })
	b.choose("ana")
	check("ana", map[string]string{cmdActive: last})
	b.Tap("users.change.button")
	if !uitest.Find[*form.Select](b.Bench, "users.edit.role").Disabled() {
		t.Error("the last manager may get another role")
	}
	if got := b.Says("users.edit.role.note"); !strings.Contains(got, last) {
		t.Errorf("the role says %q", got)
	}
}

func TestInviting(t *testing.T) {
	b := newBench(t, text.ES, sampleTeam())
	b.Tap("users.invite.button")
	b.Tap("users.new.do")
	if got := b.Says("users.new.email.note"); !strings.Contains(got, "correo completo") || b.backend.asked() != "" {
		t.Errorf("an empty form: %q", got)
	}
	b.Tap("users.new.cancel")

	b.Tap("users.invite.button")
	b.Type("users.new.email", " Gabi@Sur.Example ")
	b.Type("users.new.name", " Gabi ")
	uitest.Find[*form.Select](b.Bench, "users.new.role").TypedRune('a') // Agente
	uitest.Find[*form.SearchSelect](b.Bench, "users.new.agent").SetChosen(form.Option{ID: "n2", Text: "Almacén Sur"})
	b.Tap("users.new.do")
	if b.page.Busy() != true {
		t.Error("a closing window would not ask")
	}
	b.settled()
	if got := b.backend.asked(); got != `invite gabi@sur.example "Gabi" agent "n2"` {
		t.Errorf("asked %q", got)
	}
	if b.Says("users.new.secret") != "HDSGNSO5QUWOOQZJVUAC4FSYO7" || !strings.Contains(b.Says("users.new.once"), "única vez") || !strings.Contains(b.Says("users.new.mailed"), "ningún correo") {
		t.Errorf("told %q", b.Words())
	}
	b.Tap("users.new.copy")
	if b.copied != "HDSGNSO5QUWOOQZJVUAC4FSYO7" {
		t.Errorf("copied %q", b.copied)
	}
	b.Tap("users.new.close")
}

// An agent's invitation without an agent is not sent.
func TestAnAgentNeedsAnAgent(t *testing.T) {
	b := newBench(t, text.ES, sampleTeam())
	b.Tap("users.invite.button")
	b.Type("users.new.email", "gabi@sur.example")
	b.Type("users.new.name", "Gabi")
	uitest.Find[*form.Select](b.Bench, "users.new.role").TypedRune('a')
	b.Tap("users.new.do")
	if got := b.Says("users.new.agent.note"); got != "Elegí el agente." || b.backend.asked() != "" {
		t.Errorf("%q", got)
	}
}

// A token whose answer was lost is not told, and the dialog says so.
func TestALostToken(t *testing.T) {
	f := sampleTeam()
	f.secret = Secret{Mailed: true}
	b := newBench(t, text.ES, f)
	b.choose("eva")
	b.Tap("users.reinvite.button")
	b.Tap("users.new.do")
	b.settled()
	if got := f.asked(); got != `invite eva@sur.example "Eva Luz" operator ""` {
		t.Errorf("asked %q", got)
	}
	if !strings.Contains(b.Says("users.new.lost"), "se perdió en el camino") || b.Says("users.new.secret") != "" || !strings.Contains(b.Says("users.new.mailed"), "eva@sur.example") {
		t.Errorf("told %q", b.Words())
	}
}

func TestChangingAPerson(t *testing.T) {
	b := newBench(t, text.ES, sampleTeam())
	b.choose("bru")
	b.page.open("bru")
	b.Tap("users.edit.do")
	if got := b.backend.asked(); got != "" || b.Says("users.edit.name") != "" {
		t.Errorf("nothing was changed: %q", got)
	}
	b.page.open("bru")
	b.Type("users.edit.name", "Bruno A. Díaz")
	uitest.Find[*form.Select](b.Bench, "users.edit.role").TypedRune('g')
	b.Tap("users.edit.do")
	b.settled()
	if got := b.backend.asked(); got != `edit bru "Bruno A. Díaz" manager "" active=true from 3` {
		t.Errorf("asked %q", got)
	}
	if got := b.page.known["bru"].Name; got != "Bruno A. Díaz" || b.Says("users.edit.name") != "" {
		t.Errorf("the list says %q", got)
	}
}

// Somebody else was first: what differs is asked field by field, beginning with
// what the manager changed, and what is kept goes from the hub's version on.
func TestAConflict(t *testing.T) {
	b := inConflict(t)
	b.Becomes("users.clash.name.mine", "● Bruno A. Díaz")
	b.Becomes("users.clash.name.theirs", "○ Bruno")
	b.Becomes("users.clash.role.mine", "○ Operador")
	b.Becomes("users.clash.role.theirs", "● Agente · Almacén Sur")
	b.Becomes("users.clash.state.mine", "○ Activo")
	b.Becomes("users.clash.state.theirs", "● Desactivado")
	b.backend.set(func(f *fake) { f.failing, f.done = nil, nil })
	b.Tap("users.clash.settle")
	b.settled()
	if got := b.backend.asked(); got != `edit bru "Bruno A. Díaz" agent "n2" active=false from 9` {
		t.Errorf("asked %q", got)
	}
	b.Until("both dialogs are gone", func() bool { return !dialog.Open(b.Window().Canvas()) })
}

// inConflict changes a name that somebody else changed too, besides role, agent
// and state.
func inConflict(t *testing.T) *bench {
	t.Helper()
	b := newBench(t, text.ES, sampleTeam())
	b.choose("bru")
	b.Tap("users.change.button")
	b.Type("users.edit.name", "Bruno A. Díaz")
	b.backend.set(func(f *fake) {
		f.failing = &Conflict{Current: access.User{ID: "bru", Name: "Bruno", Email: "bruno@sur.example", Role: access.Agent, Agent: "n2", Version: 9}}
	})
	b.Tap("users.edit.do")
	b.settled()
	return b
}

// With everything of the hub's nothing is sent.
func TestAConflictForTheHub(t *testing.T) {
	b := inConflict(t)
	b.Becomes("users.clash.effect", "Se guarda lo que elegiste.")
	b.Tap("users.clash.name.theirs")
	b.Becomes("users.clash.effect", "No se guarda nada: queda lo del servidor.")
	b.backend.set(func(f *fake) { f.done = nil })
	b.Tap("users.clash.settle")
	b.Until("both dialogs are gone", func() bool { return !dialog.Open(b.Window().Canvas()) })
	if got := b.backend.asked(); got != "" {
		t.Errorf("asked %q", got)
	}
}

// Somebody is faster once more: the manager looks again, at what is left to
// decide. A refusal stays to be read.
func TestAConflictThatMoves(t *testing.T) {
	b := inConflict(t)
	b.backend.set(func(f *fake) {
		f.failing = &Conflict{Current: access.User{ID: "bru", Name: "Bruno D.", Email: "bruno@sur.example", Role: access.Agent, Agent: "n2", Version: 10}}
	})
	b.Tap("users.clash.settle")
	b.settled()
	b.Becomes("users.clash.name.theirs", "○ Bruno D.")
	b.Becomes("users.clash.effect", "Cambió otra vez mientras decidías. Mirá de nuevo.")
	if _, ok := b.Item("users.clash.role.mine"); ok {
		t.Error("it asks about the role, which is the same by now")
	}
	b.backend.set(func(f *fake) { f.failing = ErrOffline })
	b.Tap("users.clash.settle")
	b.Becomes("users.clash.effect", "Sin conexión con el hub: no se hizo nada. Intentá de nuevo cuando vuelva.")
	b.settled()
	b.backend.set(func(f *fake) { f.failing, f.done = nil, nil })
	b.again("users.clash.settle")
	if got := b.backend.asked(); got != `edit bru "Bruno A. Díaz" agent "n2" active=false from 10` {
		t.Errorf("asked %q", got)
	}
}

// Who leaves the question open has the form as it was typed, which says how the
// person is now and goes on from that.
func TestAConflictLeftOpen(t *testing.T) {
	b := inConflict(t)
	b.Tap("users.clash.later")
	if got := b.Says("users.edit.line"); !strings.Contains(got, "Ahora en el hub: Bruno, Agente · Almacén Sur, inactivo.") {
		t.Errorf("line %q", got)
	}
	b.backend.set(func(f *fake) { f.failing, f.done = nil, nil })
	b.again("users.edit.do")
	if got := b.backend.asked(); got != `edit bru "Bruno A. Díaz" operator "" active=false from 9` {
		t.Errorf("asked %q", got)
	}
}

// Both did the same: there is nothing to ask.
func TestAConflictThatIsNone(t *testing.T) {
	b := newBench(t, text.ES, sampleTeam())
	b.choose("bru")
	b.Tap("users.active.button")
	b.backend.set(func(f *fake) {
		f.failing = &Conflict{Current: access.User{ID: "bru", Name: "Bruno Díaz", Email: "bruno@sur.example", Role: access.Operator, Version: 4}}
	})
	b.Tap("users.off.do")
	b.Until("the dialog is gone", func() bool { return !dialog.Open(b.Window().Canvas()) })
}

// again presses a button of a dialog once more, after the time in which that
// would be the other half of a double click.
func (b *bench) again(id string) {
	b.T.Helper()
	b.Until("another answer to "+id, func() bool {
		b.backend.mu.Lock()
		n := len(b.backend.done)
		b.backend.mu.Unlock()
		if n > 0 {
			return true
		}
		b.Tap(id)
		time.Sleep(50 * time.Millisecond)
		return false
	})
	b.settled()
}

func TestActsOnAPerson(t *testing.T) {
	for _, c := range []struct{ who, button, dialog, want string }{
		{"bru", cmdActive, "users.off", `edit bru "Bruno Díaz" operator "" active=false from 3`},
		{"dina", cmdActive, "users.on", `edit dina "Dina Paz" operator "" active=true from 4`},
		{"bru", cmdSessions, "users.out", "end sessions bru"},
		{"eva", cmdWithdraw, "users.gone", "withdraw eva"},
		{"bru", cmdReset, "users.code", "reset bru"},
	} {
		b := newBench(t, text.ES, sampleTeam())
		b.choose(c.who)
		b.Tap(c.button + ".button")
		b.Tap(c.dialog + ".cancel")
		if got := b.backend.asked(); got != "" {
			t.Errorf("%s, and no: %q", c.button, got)
		}
		b.Tap(c.button + ".button")
		b.Tap(c.dialog + ".do")
		b.settled()
		if got := b.backend.asked(); got != c.want {
			t.Errorf("%s: %q, not %q", c.button, got, c.want)
		}
		if stays := b.Says(c.dialog+".secret") != "" || b.Says(c.dialog+".name") != ""; stays != (c.button == cmdReset) {
			t.Errorf("%s: the dialog stays: %v", c.button, stays)
		}
	}
}

// What fails says what became of it, and the dialog stays.
func TestActsThatFail(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{ErrOffline, "no se hizo nada"}, {ErrSignedOut, "La sesión terminó"}, {ErrUnknown, "no sabemos si se hizo"},
		{errors.Join(problem.New(problem.LastManager, "es-AR", "r1")), "Explained: problem last-manager"},
	} {
		f := sampleTeam()
		f.failing = c.err
		b := newBench(t, text.ES, f)
		b.choose("bru")
		b.Tap("users.active.button")
		b.Tap("users.off.do")
		b.settled()
		if got := b.Says("users.off.line"); !strings.Contains(got, c.want) {
			t.Errorf("%v: %q", c.err, got)
		}
		b.Tap("users.off.cancel")
	}
}

// Old rows stay when the hub cannot be read; how the columns stand is kept.
func TestReading(t *testing.T) {
	b := newBench(t, text.ES, sampleTeam())
	b.choose("bru")
	b.backend.set(func(f *fake) { f.reading = ErrOffline })
	b.page.Refresh()
	b.settled()
	if got := b.Says("users.error"); !strings.Contains(got, "La lista que ves es la de antes.") || b.shownIDs() == "" {
		t.Errorf("offline: %q", got)
	}
	b.backend.set(func(f *fake) { f.reading = nil })
	b.Tap("users.error.again")
	b.settled()
	if b.Says("users.error") != "" || b.page.chosen != "bru" {
		t.Errorf("again: %q, chosen %q", b.Says("users.error"), b.page.chosen)
	}
	b.page.columns.Changed()
	b.Until("the columns are kept", func() bool {
		kept, _ := b.backend.Setting(t.Context(), settingColumns)
		return kept != ""
	})
}

// Without a connection those of the copy are shown, and it is said that they are.
func TestTheCopyIsShownOffline(t *testing.T) {
	f := sampleTeam()
	f.reading = ErrOffline
	b := newBench(t, text.ES, f)
	if got := b.shownIDs(); got != "ana bru caro dina eva fede" {
		t.Errorf("shown %q", got)
	}
	if b.page.state.Fault() == nil {
		t.Error("nothing says that the hub was not asked")
	}
}
