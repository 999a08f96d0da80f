package shell

import (
	"context"
	"errors"
	"testing"

	"trastienda/app/access"
)

// castBackend is a backend whose sample has two people.
type castBackend struct {
	*fakeBackend
	refuse error
}

func (c *castBackend) Personas() []Persona {
	return []Persona{{ID: "ana@demo", Name: "Ana", Role: access.Operator}, {ID: "luis@demo", Name: "Luis", Role: access.Manager}}
}

func (c *castBackend) Become(_ context.Context, id string) error {
	c.called("become " + id)
	if c.refuse != nil {
		return c.refuse
	}
	c.session.Email, c.session.User, c.session.Role = id, "Luis", access.Manager
	return nil
}

// castBench is the window of a sample, signed in as Ana.
func castBench(t *testing.T) (*bench, *castBackend) {
	t.Helper()
	c := &castBackend{fakeBackend: ready()}
	c.session.Sample, c.session.Email, c.session.User, c.session.Role = true, "ana@demo", "Ana", access.Operator
	return newBench(t, c.fakeBackend, func(p *Params) { p.Backend = c }).inSession(), c
}

func TestTheSampleIsTriedAsSomebodyElse(t *testing.T) {
	b, c := castBench(t)
	if got := b.textOf("ribbon.persona"); got != "Ver como: Operador" {
		t.Errorf("the ribbon says %q", got)
	}
	if b.s.cmds.Run("shell.become.ana@demo") {
		t.Error("one becomes who one is already")
	}
	if !b.s.cmds.Run("shell.become.luis@demo") {
		t.Fatal("nobody else to become")
	}
	b.until("the manager", func() bool { i, ok := b.item("nav.user"); return ok && i.Text == "Gerente · Luis" })
	if !c.has("become luis@demo") || b.textOf("ribbon.persona") != "Ver como: Gerente" {
		t.Errorf("calls %v, the ribbon says %q", c.calls, b.textOf("ribbon.persona"))
	}
}

func TestBecomingSomebodyElseMayFail(t *testing.T) {
	b, c := castBench(t)
	c.refuse = errors.New("no such person")
	b.s.cmds.Run("shell.become.luis@demo")
	b.until("the error", func() bool { _, ok := b.item("shell.error"); return ok })
	if b.textOf("nav.user") != "Operador · Ana" {
		t.Errorf("it is %q now", b.textOf("nav.user"))
	}
}

func TestOnlyTheSampleIsTriedAsSomebodyElse(t *testing.T) {
	c := &castBackend{fakeBackend: ready()}
	c.session.Email = "ana@demo"
	b := newBench(t, c.fakeBackend, func(p *Params) { p.Backend = c }).inSession()
	if _, there := b.item("ribbon.persona"); there || b.s.cmds.Run("shell.become.luis@demo") || c.has("become luis@demo") {
		t.Error("an agency of one's own lets anybody be anybody")
	}
}
