package purchases

import (
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// proposal is one to close a purchase, by me or by somebody else.
func proposal(id, by, name string, kind purchase.ClosingKind) purchase.Closing {
	return purchase.Closing{PurchaseID: id, Kind: kind, Reason: "El comercio cerró.", State: purchase.ClosingProposed, ByID: by, By: name,
		At: noon.Add(-20 * time.Minute), Version: 4}
}

func closed(c purchase.Closing) purchase.Closing {
	when := noon.Add(-5 * time.Minute)
	c.State, c.DecidedBy, c.DecidedAt, c.Version = purchase.ClosingApproved, "G. Ruiz", &when, c.Version+1
	return c
}

// closingBench is the page of somebody of a role.
func closingBench(t *testing.T, lang text.Lang, role access.Role, closings ...purchase.Closing) *bench {
	t.Helper()
	b := newBench(t, lang, func(f *fake) {
		f.closings = map[string]purchase.Closing{}
		for _, c := range closings {
			f.closings[c.PurchaseID] = c
		}
	})
	b.page.role = role
	if err := b.Table.Set("page", b.page.Commands()); err != nil {
		t.Fatal(err)
	}
	return b
}

// take chooses a row and begins a step with it.
func (b *bench) take(id, cmd string) {
	b.T.Helper()
	b.choose(id)
	b.Until("the closing of "+id, func() bool { return b.page.selectedClosing.Version == b.backend.closings[id].Version })
	if !b.Table.Run(cmd) {
		_, reason := b.Table.State(cmd)
		b.T.Fatalf("%s is not enabled for %s: %s", cmd, id, reason)
	}
	b.Until("the dialog", func() bool { return dialog.Open(b.Window().Canvas()) })
}

// The state of the source stays in its column; that a purchase is closed stands
// where its retry was.
func TestAClosedRowKeepsItsState(t *testing.T) {
	b := closingBench(t, text.ES, access.Manager, closed(proposal("p4", "u2", "O. Pérez", purchase.Refunded)), closed(proposal("p5", "u2", "O. Pérez", purchase.ClosedByHand)))
	for id, want := range map[string][2]string{"p4": {"ERROR", "DEVUELTA"}, "p5": {"PENDIENTE", "CERRADA"}} {
		row, _ := b.page.grid.RowByID(id)
		last := row.Cells[len(row.Cells)-1]
		if row.Cells[5].Text != want[0] || last.Text != want[1] || last.Kind != grid.Pill || last.Tone != look.ToneNeutral || row.Bar || row.Fill != "" {
			t.Errorf("%s reads %+v", id, row)
		}
	}
	b.Until("that the pending one alone waits for somebody", func() bool { return b.page.Badge() == 1 })
	b.choose("p4")
	b.Until("its closing", func() bool { return b.page.selectedClosing.Closed() })
	if ok, reason := b.Table.State(cmdRetry); ok || reason != "La compra está cerrada a mano." {
		t.Errorf("retry: %v %q", ok, reason)
	}
	b.page.open("p4")
	b.Becomes("closing.pill", "DEVUELTA")
	for id, want := range map[string]string{
		"purchases.detail.status": "ERROR", "closing.kind": "Dinero devuelto", "closing.reason": "El comercio cerró.", "closing.by": "O. Pérez, 11:40", "closing.decided": "G. Ruiz, 11:55",
		"closing.closed": "Cerrada a mano porque el dinero se devolvió: no se reintenta más y no sale saldo por ella.",
	} {
		if got := b.Shown(id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if b.page.detail.retry.Reason() != "La compra está cerrada a mano." {
		t.Errorf("the panel's retry says %q", b.page.detail.retry.Reason())
	}
}

// Written by hand: who may do what with which row, and the reason when not.
func TestWhoMayClose(t *testing.T) {
	const (
		role    = "Tu rol no permite proponerlo."
		goesOn  = "Esta compra sigue su camino o ya está completa: no se cierra a mano."
		nothing = "Nadie propuso cerrarla."
		second  = "La tiene que decidir otra persona."
		manager = "Sólo un gerente puede decidirlo."
		notMine = "La propuesta es de O. Pérez."
	)
	others, mine := proposal("p4", "u2", "O. Pérez", purchase.ClosedByHand), proposal("p4", me.ID, me.Name, purchase.ClosedByHand)
	for name, c := range map[string]struct {
		role access.Role
		id   string
		was  purchase.Closing
		want [4]string // propose, approve, reject, withdraw; "" is allowed
	}{
		"operator":           {access.Operator, "p4", purchase.Closing{}, [4]string{"", nothing, nothing, nothing}},
		"operator, ok row":   {access.Operator, "p1", purchase.Closing{}, [4]string{goesOn, nothing, nothing, nothing}},
		"operator, unknown":  {access.Operator, "p5", purchase.Closing{}, [4]string{goesOn, nothing, nothing, nothing}},
		"operator, others'":  {access.Operator, "p4", others, [4]string{"Ya lo propuso O. Pérez.", manager, manager, notMine}},
		"operator, own":      {access.Operator, "p4", mine, [4]string{"Ya lo propusiste: para cambiarlo, retirá la propuesta.", second, second, ""}},
		"manager, others'":   {access.Manager, "p4", others, [4]string{"Ya lo propuso O. Pérez.", "", "", notMine}},
		"manager, own":       {access.Manager, "p4", mine, [4]string{"Ya lo propusiste: para cambiarlo, retirá la propuesta.", second, second, ""}},
		"manager, closed":    {access.Manager, "p4", closed(others), [4]string{"La compra está cerrada a mano.", "La compra está cerrada a mano.", "La compra está cerrada a mano.", "La compra está cerrada a mano."}},
		"agent, nobody else": {access.Agent, "p4", purchase.Closing{}, [4]string{role, nothing, nothing, nothing}},
	} {
		b := newBench(t, text.ES)
		b.page.role = c.role
		q, _ := b.backend.find(c.id)
		for i, s := range closingSteps {
			ok, reason := b.page.mayClose(s.step, q, c.was)
			if ok != (c.want[i] == "") || !ok && reason != c.want[i] {
				t.Errorf("%s, %s: %v %q, want %q", name, s.step, ok, reason, c.want[i])
			}
		}
	}
	b := newBench(t, text.ES, func(f *fake) { f.offline = true })
	b.page.role = access.Manager
	q, _ := b.backend.find("p4")
	if ok, reason := b.page.mayClose(purchase.ProposeClosing, q, purchase.Closing{}); ok || reason != "Necesita conexión con el hub." {
		t.Errorf("offline: %v %q", ok, reason)
	}
}

// Whoever decides finds what waits: a chip, there only while anything does.
func TestProposalsAreFound(t *testing.T) {
	b := closingBench(t, text.ES, access.Manager)
	if _, there := b.Item("closing.chip"); there {
		t.Error("a chip for nothing")
	}
	b.backend.set(func(f *fake) { f.closings["p4"] = proposal("p4", "u2", "O. Pérez", purchase.ClosedByHand) })
	b.page.Changed()
	b.Becomes("closing.chip", "Cierres por aprobar 1")
	b.Tap("closing.chip")
	b.Until("the one row", func() bool { return !b.page.grid.Busy() && b.page.state.count == 1 })
	b.backend.set(func(f *fake) { f.closings["p6"] = proposal("p6", "u2", "O. Pérez", purchase.ClosedByHand) })
	b.page.Changed()
	b.Until("both", func() bool { return !b.page.grid.Busy() && b.page.state.count == 2 })
	b.backend.set(func(f *fake) { clear(f.closings) })
	b.page.Changed()
	b.Until("none", func() bool { return !b.page.grid.Busy() && b.page.state.count == 0 })
	b.Tap("closing.chip")
	b.Until("all again", func() bool { return b.page.state.count == 6 })
	b.page.chips.show(b.page.query, b.page.counts)
	if _, there := b.Item("closing.chip"); there {
		t.Error("the chip stayed")
	}
}

// An agent sees what became of its purchases, and is offered nothing.
func TestAnAgentOnlySeesTheClosing(t *testing.T) {
	b := closingBench(t, text.ES, access.Agent, proposal("p4", "u2", "O. Pérez", purchase.ClosedByHand))
	b.page.open("p4")
	b.Shown("closing.waits")
	if _, there := b.Item("closing.approve.button"); there || b.Table.Run(cmdClose) {
		t.Error("an agent is offered a decision")
	}
	b.page.open("p6")
	b.Until("the other one", func() bool { return b.page.detail.known && b.page.detail.id == "p6" })
	if _, there := b.Item("closing.propose.button"); there {
		t.Error("an agent is offered to close")
	}
}

// Everything of a closing in three languages, small and large: no text is cut.
func TestClosingPicturesAreUncut(t *testing.T) {
	for _, lang := range text.Langs() {
		for choice, zoom := range map[look.Choice]int{look.Dark: 100, look.Light: look.ZoomMost} {
			b := closingBench(t, lang, access.Manager, proposal("p4", "u2", "O. Pérez", purchase.Refunded), closed(proposal("p6", "u2", "O. Pérez", purchase.ClosedByHand)))
			b.Wear(choice, zoom)
			b.page.Rebuild()
			b.Until("rows", func() bool { return !b.page.grid.Busy() })
			b.closings(string(lang) + "-" + string(choice) + "-closing")
		}
	}
}

func (b *bench) closings(name string) {
	b.T.Helper()
	for _, id := range []string{"p4", "p6"} {
		b.page.open(id)
		b.Until("the detail", func() bool { return b.page.detail.asked && b.page.detail.closing.Version > 0 })
		b.Seen(name + "-detail-" + id)
	}
	b.page.detail.hide()
	for _, cmd := range []string{cmdCloseApprove, cmdCloseReject} {
		b.take("p4", cmd)
		b.Seen(name + "-" + cmd)
		b.page.closing.close()
	}
	b.backend.set(func(f *fake) { delete(f.closings, "p4") })
	b.page.grid.Select()
	b.take("p4", cmdClose)
	b.page.closing.ask.kind.SetSelected(string(purchase.Refunded))
	b.Tap("closing.yes")
	b.Seen(name + "-propose")
}
