package exceptions

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/app/access"
	"trastienda/app/exception"
	"trastienda/app/problem"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/text"
)

// settles makes the fake do what it is asked for.
func settles(f *fake) {
	f.settle = func(r exception.Request) (exception.Exception, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		i := slices.IndexFunc(f.list, func(e exception.Exception) bool { return e.ID == r.ID })
		e := f.list[i]
		e.Version++
		switch r.Step {
		case exception.Propose:
			e.Proposal = &exception.Proposal{Act: r.Act, PSR: r.PSR, Reason: r.Reason, ByID: me, By: "M. Gómez", At: noon}
		case exception.Approve:
			e.Closed = &exception.Closing{Act: e.Proposal.Act, PurchaseID: "p-new", At: noon}
			f.list = slices.Delete(slices.Clone(f.list), i, i+1)
			return e, nil
		default:
			e.Proposal = nil
		}
		f.list = slices.Clone(f.list)
		f.list[i] = e
		return e, nil
	}
}

func refuses(err error) func(*fake) {
	return func(f *fake) {
		f.settle = func(exception.Request) (exception.Exception, error) { return exception.Exception{}, err }
	}
}

// answer waits for what the dialog says in the end.
func (b *bench) answer() string {
	b.T.Helper()
	return b.Shown("exceptions.ask.text")
}

func TestEveryStepGoesOutOnce(t *testing.T) {
	for _, c := range []struct {
		id, cmd string
		fill    func(*bench)
		want    exception.Request
		answer  string
	}{
		{"e1", cmdAssign, func(b *bench) {
			b.page.settling.form.point.SetChosen(form.Option{ID: "290384911000001", Text: "x"})
			b.Type("exceptions.ask.reason", " lo dijo el agente ")
		}, exception.Request{ID: "e1", Version: 1, Step: exception.Propose, Act: exception.Assign, PSR: "290384911000001", Reason: "lo dijo el agente"},
			"Quedó propuesto. No salió saldo: falta que otra persona lo apruebe."},
		{"e4", cmdClose, func(b *bench) { b.Type("exceptions.ask.reason", "se devolvió") },
			exception.Request{ID: "e4", Version: 1, Step: exception.Propose, Act: exception.Close, Reason: "se devolvió"},
			"Quedó propuesto. No salió saldo: falta que otra persona lo apruebe."},
		{"e2", cmdApprove, func(*bench) {}, exception.Request{ID: "e2", Version: 2, Step: exception.Approve},
			"Se abrió la compra; el hub envía el saldo. Mirá la compra para ver cómo sigue."},
		{"e2", cmdReject, func(b *bench) { b.Type("exceptions.ask.reason", "no es ese") },
			exception.Request{ID: "e2", Version: 2, Step: exception.Reject, Reason: "no es ese"}, "Rechazaste la propuesta. No salió saldo."},
		{"e3", cmdWithdraw, func(*bench) {}, exception.Request{ID: "e3", Version: 2, Step: exception.Withdraw}, "Retiraste la propuesta. No salió saldo."},
		{"e6", cmdApprove, func(*bench) {}, exception.Request{ID: "e6", Version: 2, Step: exception.Approve},
			"Se abrió la compra, vencida: el saldo no salió. Para enviarlo, reintentá la compra."},
	} {
		b := newBench(t, text.ES, access.Manager, settles, func(f *fake) { f.gate = make(chan struct{}) })
		b.ask(c.id, c.cmd)
		c.fill(b)
		b.press("yes")
		b.Until("the step", func() bool { return len(b.backend.steps()) == 1 })
		if !b.page.Busy() || b.Table.Run(cmdApprove) {
			t.Errorf("%s: while it is on its way the page is not busy", c.cmd)
		}
		close(b.backend.gate)
		if got := b.answer(); got != c.answer {
			t.Errorf("%s: %q, want %q", c.cmd, got, c.answer)
		}
		if got := b.backend.steps(); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: sent %+v, want %+v", c.cmd, got, c.want)
		}
		b.press("ok")
		if dialog.Open(b.Window().Canvas()) || b.page.settling != nil || b.page.Busy() {
			t.Errorf("%s: the dialog stayed", c.cmd)
		}
	}
}

func TestAnApprovedRowGoesAndItsPurchaseOpens(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, settles)
	b.ask("e2", cmdApprove)
	b.press("yes")
	b.answer()
	b.press("purchase")
	b.Until("the row gone", func() bool { return b.page.Badge() == 5 })
	if !slices.Equal(b.opened, []string{"p-new"}) || b.page.chosen.ID != "" {
		t.Errorf("opened %q, chosen %q", b.opened, b.page.chosen.ID)
	}
}

// Esc is "No", the first focus is on it, and Enter sends nothing.
func TestTheQuestionIsABanks(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, settles)
	b.ask("e2", cmdApprove)
	for id, want := range map[string]string{"exceptions.ask.amount": "$\u00a04.800,00", "exceptions.proposal.psr": "290384911000001 · Kiosco Demo",
		"exceptions.proposal.agent": "Agente de muestra", "exceptions.proposal.by": "O. Pérez, 11:40", "exceptions.ask.told": "900990000000025",
		"exceptions.ask.consequence": "Se abre la compra y el saldo sale para este punto de venta. No se puede deshacer."} {
		if got := b.Shown(id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	focused, ok := b.Window().Canvas().Focused().(*form.Button)
	if !ok || focused.ProbeID() != "exceptions.ask.no" {
		t.Fatalf("the first focus is %v", b.Window().Canvas().Focused())
	}
	b.Window().Canvas().FocusNext()
	b.Window().Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !dialog.Open(b.Window().Canvas()) || b.page.Busy() {
		t.Error("Enter on the button sent it")
	}
	b.Window().Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if dialog.Open(b.Window().Canvas()) || len(b.backend.steps()) != 0 || b.page.settling != nil {
		t.Error("Esc is not No")
	}
	if b.Window().Canvas().Focused() != fyne.Focusable(b.page.grid) {
		t.Error("the grid did not get the keyboard back")
	}
}

// What an assignment means for the money depends on what the wallet said.
func TestAnAssignmentSaysWhatItMeansForTheMoney(t *testing.T) {
	for status, want := range map[string][3]string{
		"accredited": {"y el saldo sale para ese punto de venta.", "el saldo sale para este punto de venta. No se puede deshacer.", "el hub envía el saldo"},
		"pending":    {"recién cuando la billetera acredite", "cuando la billetera acredite el pago. No se puede deshacer.", "El saldo sale cuando la billetera acredite"},
		"rejected":   {"con error y no sale saldo.", "con error y no sale saldo. No se puede deshacer.", "la billetera rechazó el pago y no sale saldo."},
	} {
		b := newBench(t, text.ES, access.Manager, settles, func(f *fake) {
			for _, i := range []int{0, 1} {
				f.list[i].Details["status"] = status
			}
		})
		b.ask("e1", cmdAssign)
		if got := b.Shown("exceptions.ask.consequence"); !strings.Contains(got, want[0]) {
			t.Errorf("%s, proposing: %q", status, got)
		}
		b.press("no")
		b.ask("e2", cmdApprove)
		if got := b.Shown("exceptions.ask.consequence"); !strings.Contains(got, want[1]) {
			t.Errorf("%s, approving: %q", status, got)
		}
		b.press("yes")
		if got := b.answer(); !strings.Contains(got, want[2]) {
			t.Errorf("%s, approved: %q", status, got)
		}
	}
}

func TestWhatIsMissingIsSaidAtItsField(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, settles)
	b.ask("e1", cmdAssign)
	b.press("yes")
	if got := b.page.settling.form.point.Note(); !got.Error || got.Text != "Elegí el punto de venta que recibe el saldo." {
		t.Errorf("without a point of sale: %+v", got)
	}
	b.press("no")
	b.ask("e1", cmdClose)
	b.Type("exceptions.ask.reason", " \n ")
	b.press("yes")
	if got := b.page.settling.form.reason.Note(); !got.Error || got.Text != "Escribí el motivo." || len(b.backend.steps()) != 0 {
		t.Errorf("without a reason: %+v", got)
	}
}

func TestPointsOfSaleOfWhoGotTheMoneyComeFirst(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, settles)
	b.ask("e1", cmdAssign)
	q := b.page.settling.form
	for typed, want := range map[string][]string{"": {"290384911000001", "290384911000002", "000050070000001"}, "almacén": {"000050070000001"},
		"911000002": {"290384911000002"}, "a-0": {"000050070000001"}, "nobody": nil} {
		options, more, err := q.findPoints(t.Context(), typed)
		var got []string
		for _, o := range options {
			got = append(got, o.ID)
		}
		if err != nil || more != 0 || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %d more, %v", typed, got, more, err)
		}
	}
	test.Tap(q.point)
	b.Until("the list", func() bool {
		return slices.ContainsFunc(b.Words(), func(s string) bool { return strings.Contains(s, "Kiosco Demo · Agente de muestra") })
	})
}

// What failed is told for what it is, and nothing is claimed.
func TestStepsThatDoNotGoThrough(t *testing.T) {
	misfit := problem.New(problem.PSRMisfit, "es-AR", "r-9")
	taken := problem.New(problem.PurchaseExists, "es-AR", "r-9")
	for _, c := range []struct {
		name   string
		err    error
		where  string // the text
		want   string
		code   string
		retype bool // the question is there again
	}{
		{"offline", ErrOffline, "exceptions.ask.fault", "Sin conexión con el hub: no se envió nada", "", true},
		{"full disk", ErrNotStored, "exceptions.ask.fault", "No se pudo guardar en esta computadora", "", true},
		{"refused as it is", misfit, "exceptions.ask.fault", misfit.Detail, "Código psr-misfit · r-9", true},
		{"refused for good", taken, "exceptions.ask.text", taken.Detail, "Código purchase-exists · r-9", false},
		{"signed out", ErrSignedOut, "exceptions.ask.text", "La sesión terminó: no se envió nada", "", false},
		{"conflict", &Conflict{}, "exceptions.ask.text", "Otra persona hizo algo con este aviso antes.", "", false},
		{"unknown", &UnknownError{Key: "op-1"}, "exceptions.ask.text", "No llegó respuesta: no sabemos si se hizo.", "Código op-1", false},
		{"hub failed", problem.New(problem.Internal, "es-AR", "r-9"), "exceptions.ask.text", "No llegó respuesta: no sabemos si se hizo.", "Código internal · r-9", false},
		{"anything else", errors.New("?"), "exceptions.ask.text", "No llegó respuesta: no sabemos si se hizo.", "", false},
	} {
		b := newBench(t, text.ES, access.Operator, refuses(c.err))
		b.ask("e1", cmdClose)
		b.Type("exceptions.ask.reason", "se devolvió")
		b.press("yes")
		if got := b.Shown(c.where); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q", c.name, got)
		}
		if code, there := b.Item("exceptions.ask.code"); there != (c.code != "") || code.Text != c.code {
			t.Errorf("%s: code %q, want %q", c.name, code.Text, c.code)
		}
		if c.retype != (b.page.settling.form.reason.Visible() && len(b.page.settling.buttons()) == 2 && c.where == "exceptions.ask.fault") {
			t.Errorf("%s: the question", c.name)
		}
		if c.retype {
			// What was typed is still there, and goes out as a new act.
			b.backend.set(settles)
			b.press("yes")
			b.answer()
			if got := b.backend.steps(); len(got) != 2 || got[1].Reason != "se devolvió" {
				t.Errorf("%s: sent %+v", c.name, got)
			}
		}
		b.press("ok")
	}
}

// The row is read anew before the question: nobody decides on what is old.
func TestTheQuestionIsAboutThePresent(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, settles)
	b.choose("e2")
	b.backend.set(func(f *fake) {
		f.list = slices.Clone(f.list)
		f.list[1].Proposal = nil
		f.list[1].Version = 3
	})
	b.Table.Run(cmdApprove)
	if got := b.answer(); !strings.HasPrefix(got, "Otra persona hizo algo con este aviso antes.") || len(b.backend.steps()) != 0 {
		t.Errorf("withdrawn meanwhile: %q", got)
	}
	b.press("ok")
	b.Until("the new row", func() bool { return b.page.chosen.Version == 3 })
	b.backend.set(func(f *fake) { f.finding = ErrOffline })
	b.Table.Run(cmdClose)
	if got := b.answer(); !strings.HasPrefix(got, "No se pudo consultar el aviso") {
		t.Errorf("unreadable: %q", got)
	}
}

// A decision takes in the other notices of the payment: what it means for the
// money follows from all of them, not from the one that was chosen.
func TestTheMoneyFollowsFromAllNoticesOfThePayment(t *testing.T) {
	also := "La billetera también avisó de este pago con otro estado, que es el que vale: "
	for _, c := range []struct{ row, payment, before, assign, approve, done string }{
		{"rejected", "accredited", also + "Acreditado. ", "se abre la compra y el saldo sale para ese punto de venta.",
			"Se abre la compra y el saldo sale para este punto de venta.", "el hub envía el saldo."},
		{"pending", "accredited", also + "Acreditado. ", "se abre la compra y el saldo sale para ese punto de venta.",
			"Se abre la compra y el saldo sale para este punto de venta.", "el hub envía el saldo."},
		{"accredited", "rejected", also + "Rechazado. ", "se abre la compra con error y no sale saldo.",
			"la compra se abre con error y no sale saldo.", "la billetera rechazó el pago y no sale saldo."},
		{"accredited", "accredited", "", "se abre la compra y el saldo sale para ese punto de venta.",
			"Se abre la compra y el saldo sale para este punto de venta.", "el hub envía el saldo."},
	} {
		b := newBench(t, text.ES, access.Manager, settles, func(f *fake) {
			for _, i := range []int{0, 1} {
				f.list[i].Details["status"] = c.row
				f.list[i].Payment = &exception.Payment{Status: c.payment, At: noon.Add(-time.Hour)}
			}
		})
		b.ask("e1", cmdAssign)
		if got := b.Shown("exceptions.ask.consequence"); !strings.HasPrefix(got, c.before) || !strings.Contains(got, c.assign) {
			t.Errorf("%s among %s, proposing: %q", c.row, c.payment, got)
		}
		b.press("no")
		b.ask("e2", cmdApprove)
		if got := b.Shown("exceptions.ask.consequence"); !strings.HasPrefix(got, c.before) || !strings.Contains(got, c.approve) {
			t.Errorf("%s among %s, approving: %q", c.row, c.payment, got)
		}
		b.Seen("payment-" + c.row + "-" + c.payment)
		b.press("yes")
		if got := b.answer(); !strings.Contains(got, c.done) {
			t.Errorf("%s among %s, approved: %q", c.row, c.payment, got)
		}
	}
}

// A payment that was accredited long ago is late, however new the chosen notice
// is; and what somebody else had proposed on another one is told.
func TestAnApprovalTellsOfTheOtherNotices(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, func(f *fake) {
		f.list[1].Payment = &exception.Payment{Status: "accredited", At: noon.Add(-80 * time.Hour)}
		f.settle = func(exception.Request) (exception.Exception, error) {
			e := f.list[1]
			e.Closed = &exception.Closing{Act: exception.Assign, PurchaseID: "p-new", At: noon}
			e.Along = []exception.Along{{ID: "e7"}, {ID: "e8", Dropped: &exception.Proposal{Act: exception.Close, By: "L. Sosa"}}}
			return e, nil
		}
	})
	b.ask("e2", cmdApprove)
	if got := b.Shown("exceptions.ask.consequence"); !strings.Contains(got, "Pasaron más de 72 h desde el pago") {
		t.Errorf("late: %q", got)
	}
	b.press("yes")
	want := "Se abrió la compra, vencida: el saldo no salió. Para enviarlo, reintentá la compra. " +
		"También quedó decidido otro aviso de este pago: la propuesta de L. Sosa sobre él ya no vale."
	if got := b.answer(); got != want {
		t.Errorf("approved: %q", got)
	}
}
