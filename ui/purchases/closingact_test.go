package purchases

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/text"
)

func TestEveryStepOfAClosingGoesOutOnce(t *testing.T) {
	others, mine := proposal("p4", "u2", "O. Pérez", purchase.Refunded), proposal("p4", me.ID, me.Name, purchase.ClosedByHand)
	for _, c := range []struct {
		cmd    string
		was    []purchase.Closing
		fill   func(*bench)
		want   purchase.ClosingRequest
		answer string
	}{
		{cmdClose, nil, func(b *bench) {
			b.page.closing.ask.kind.TypedRune('d') // "Dinero devuelto"
			b.Type("closing.why", " se devolvió por transferencia ")
		}, purchase.ClosingRequest{PurchaseID: "p4", Step: purchase.ProposeClosing, Kind: purchase.Refunded, Reason: "se devolvió por transferencia", Version: 1},
			"Quedó propuesto. La compra sigue igual: falta que otra persona lo apruebe."},
		{cmdCloseApprove, []purchase.Closing{others}, func(*bench) {}, purchase.ClosingRequest{PurchaseID: "p4", Step: purchase.ApproveClosing, Version: 4},
			"La compra quedó cerrada como devuelta. No salió saldo; el programa no movió dinero."},
		{cmdCloseReject, []purchase.Closing{others}, func(b *bench) { b.Type("closing.why", "todavía no") },
			purchase.ClosingRequest{PurchaseID: "p4", Step: purchase.RejectClosing, Reason: "todavía no", Version: 4}, "Rechazaste el cierre. La compra sigue como estaba."},
		{cmdCloseWithdraw, []purchase.Closing{mine}, func(*bench) {}, purchase.ClosingRequest{PurchaseID: "p4", Step: purchase.WithdrawClosing, Version: 4},
			"Retiraste la propuesta. La compra sigue como estaba."},
	} {
		b := closingBench(t, text.ES, access.Manager, c.was...)
		b.backend.set(func(f *fake) {
			f.gate = make(chan struct{})
			f.settle = func(r purchase.ClosingRequest) (purchase.Closing, error) {
				is := others
				switch r.Step {
				case purchase.ProposeClosing:
					is = proposal("p4", me.ID, me.Name, r.Kind)
				case purchase.ApproveClosing:
					is = closed(others)
				case purchase.RejectClosing:
					is.State, is.Answer, is.DecidedBy = purchase.ClosingRejected, r.Reason, me.Name
				default:
					is.State = purchase.ClosingWithdrawn
				}
				is.Version++
				return is, nil
			}
		})
		b.take("p4", c.cmd)
		c.fill(b)
		b.Tap("closing.yes")
		b.Until("the step", func() bool { b.backend.mu.Lock(); defer b.backend.mu.Unlock(); return len(b.backend.settled) == 1 })
		if !b.page.Busy() || b.Table.Run(cmdClose) {
			t.Errorf("%s: while it is on its way the page is not busy", c.cmd)
		}
		close(b.backend.gate)
		if got := b.Shown("closing.text"); got != c.answer {
			t.Errorf("%s: %q, want %q", c.cmd, got, c.answer)
		}
		if got := b.backend.settled; len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: sent %+v, want %+v", c.cmd, got, c.want)
		}
		b.Tap("closing.ok")
		if dialog.Open(b.Window().Canvas()) || b.page.closing != nil || b.page.Busy() {
			t.Errorf("%s: the dialog stayed", c.cmd)
		}
		b.page.grid.Reload()
		b.page.open("p4")
		switch c.cmd {
		case cmdClose:
			b.Becomes("closing.pill", "CIERRE POR APROBAR")
		case cmdCloseApprove:
			b.Becomes("closing.pill", "DEVUELTA")
		case cmdCloseReject:
			if got := b.Shown("closing.rejected"); !strings.Contains(got, "rechazó el cierre") || !strings.HasSuffix(got, "«todavía no»") {
				t.Errorf("%q", got)
			}
		}
	}
}

// Esc is "Cancelar", the first focus is on it, Enter sends nothing, and a
// proposal says what is missing.
func TestTheQuestionOfAClosing(t *testing.T) {
	b := closingBench(t, text.ES, access.Operator)
	b.take("p4", cmdClose)
	for id, want := range map[string]string{"closing": "Cerrar la compra a mano", "closing.amount": "$\u00a010.000.000,00", "closing.agent": "Agente de muestra (PSR 000050070000001)"} {
		if got := b.Shown(id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	canvas := b.Window().Canvas()
	if f, ok := canvas.Focused().(*form.Button); !ok || f.ProbeID() != "closing.no" {
		t.Fatalf("the first focus is %v", canvas.Focused())
	}
	b.Tap("closing.yes")
	if b.Says("closing.choice.note") != "Elegí cómo se cierra." || b.Says("closing.why.note") != "Escribí el motivo." || len(b.backend.settled) != 0 {
		t.Errorf("nothing filled in: %q %q", b.Says("closing.choice.note"), b.Says("closing.why.note"))
	}
	b.page.closing.ask.kind.TypedRune('c')
	if got := b.Shown("closing.meaning"); !strings.HasSuffix(got, "No devuelve dinero.") {
		t.Errorf("what it means: %q", got)
	}
	canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if dialog.Open(canvas) || len(b.backend.settled) != 0 || b.page.closing != nil {
		t.Error("Esc is not Cancelar")
	}
}

func TestAClosingThatDidNotGoThrough(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		want  string
		again bool
	}{
		"conflict":  {ErrClosingConflict, "Otra persona hizo algo con esta compra antes. Mirá cómo quedó y decidí de nuevo.", false},
		"offline":   {ErrOffline, "Sin conexión con el hub: no se envió nada. Probá de nuevo cuando vuelva.", true},
		"not store": {ErrNotStored, "No se pudo guardar en esta computadora, así que no se envió nada. Liberá espacio y probá de nuevo.", true},
		"refused":   {&problem.Problem{Code: "not-closable", Status: 409, Detail: "Está en camino."}, "Está en camino.", false},
		"unknown":   {&UnknownError{Key: "k1", Err: errors.New("cut")}, "No llegó respuesta: no sabemos si se hizo.", false},
		"broken":    {errors.New("broken"), "No llegó respuesta: no sabemos si se hizo.", false},
	} {
		b := closingBench(t, text.ES, access.Manager, proposal("p4", "u2", "O. Pérez", purchase.ClosedByHand))
		b.backend.set(func(f *fake) {
			f.settle = func(purchase.ClosingRequest) (purchase.Closing, error) { return purchase.Closing{}, c.err }
		})
		b.take("p4", cmdCloseApprove)
		b.Tap("closing.yes")
		id := "closing.text"
		if c.again {
			id = "closing.fault.text"
		}
		if got := b.Shown(id); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if _, asks := b.Item("closing.yes"); asks != c.again {
			t.Errorf("%s: the question is back: %v", name, asks)
		}
	}
	b := closingBench(t, text.ES, access.Manager, proposal("p4", "u2", "O. Pérez", purchase.ClosedByHand))
	b.choose("p4")
	b.Until("its closing", func() bool { return b.page.selectedClosing.Version > 0 })
	b.backend.set(func(f *fake) { f.closings = nil }) // withdrawn meanwhile
	b.Table.Run(cmdCloseApprove)
	if got := b.Shown("closing.text"); got != "Nadie propuso cerrarla." {
		t.Errorf("decided on what is no more: %q", got)
	}
}
