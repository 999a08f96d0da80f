package buy

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/buying"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// The question is a bank's: amount first, then who gets it; Esc is "Cancelar", the
// first focus is on it, and Enter sends nothing.
func TestTheQuestion(t *testing.T) {
	b := newBench(t, text.ES, answers(buying.Accredited, "", purchase.StatusOK))
	b.confirm("100")
	if got := b.facts("buy.dialog", "buy.confirm.pay", "buy.confirm.amount", "buy.confirm.credited", "buy.confirm.holder", "buy.confirm.cbu", "buy.confirm.alias", "buy.confirm.point"); got !=
		"Confirmar compra | Monto a pagar: | $\u00a0100,00 | $\u00a0104,00 | Agente de muestra | 0000 3009 •••• •••• ••74 77 | qa123434 | 290384911000001 · Kiosco Demo" {
		t.Errorf("the question: %q", got)
	}
	canvas := b.Window().Canvas()
	if f, ok := canvas.Focused().(*form.Button); !ok || f.ProbeID() != "buy.dialog.no" {
		t.Fatalf("the first focus is %v", canvas.Focused())
	}
	canvas.FocusNext()
	canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if _, asked := b.Item("buy.pin"); asked {
		t.Error("Enter on the button went on")
	}
	canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if dialog.Open(canvas) || b.page.act != nil || len(b.backend.requests()) != 0 {
		t.Error("Esc is not Cancelar")
	}
	if canvas.Focused() != fyne.Focusable(b.page.body.amount) || b.page.body.amount.Text == "" {
		t.Error("the amount did not get the keyboard back, or is gone")
	}
}

// A purchase goes out once, with the figures that were shown, and its PIN is
// nowhere afterwards.
func TestAPurchaseGoesOutOnce(t *testing.T) {
	b := newBench(t, text.ES, answers(buying.Accredited, "", purchase.StatusOK), func(f *fake) { f.gate = make(chan struct{}) })
	b.toPIN("100")
	if got := b.facts("buy.dialog", "buy.pin.label", "buy.pin.then"); got !=
		"CONFIRMAR COMPRA DE SALDO | Ingresá tu PIN de Claró-PAY | Una vez ingresado el PIN la operación será realizada en el servidor y confirmada al usuario." {
		t.Errorf("the PIN's dialog: %q", got)
	}
	canvas, field := b.Window().Canvas(), b.page.act.pin
	if canvas.Focused() != fyne.Focusable(field) {
		t.Errorf("the first focus is %v", canvas.Focused())
	}
	b.press("yes")
	if len(b.backend.requests()) != 0 || b.Says("buy.pin.note") != "Escribí el PIN." {
		t.Errorf("without a PIN: %q", b.Says("buy.pin.note"))
	}
	field.SetText("48291")
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(b.backend.requests()) != 0 || b.page.act.sent {
		t.Fatal("Enter sent it")
	}
	if strings.Contains(strings.Join(b.Words(), "\n"), "48291") {
		t.Error("the PIN is on the screen")
	}
	yes := uitest.Find[*form.Button](b.Bench, "buy.dialog.yes")
	time.Sleep(700 * time.Millisecond) // the press without a PIN counts as half of a double click
	yes.Tapped(&fyne.PointEvent{})
	yes.Tapped(&fyne.PointEvent{})
	b.Until("the request", func() bool { return len(b.backend.requests()) == 1 })
	if !b.page.Busy() || field.Text != "" || b.page.act.pin != nil || !strings.Contains(b.Shown("buy.working.more"), "La respuesta suele llegar en menos de 10 s.") {
		t.Errorf("while it is sent: busy %v, field %q, %q", b.page.Busy(), field.Text, b.Says("buy.working.more"))
	}
	canvas.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if !dialog.Open(canvas) {
		t.Fatal("Esc closed a dialog that is sending")
	}
	close(b.backend.gate)
	if got := b.facts("buy.result.head", "buy.result", "buy.result.paid", "buy.result.credited"); got !=
		"OK | La compra se hizo y el saldo se acreditó. | $\u00a0100,00 | $\u00a0104,00" {
		t.Errorf("the result: %q", got)
	}
	want := buying.Request{PSR: shop, Amount: 10000, Currency: "ARS", Credited: 10400, BankVersion: 3, PIN: "48291"}
	if got := b.backend.requests(); len(got) != 1 || got[0] != want || got[0].PIN.Reveal() != "48291" {
		t.Errorf("sent %+v", got)
	}
	if holds(reflect.ValueOf(b.page), "48291", map[uintptr]bool{}) {
		t.Error("the page still holds the PIN")
	}
	b.press("open")
	if dialog.Open(canvas) || fmt.Sprint(b.opened) != "[p1]" || b.page.Busy() || b.page.body.amount.Text != "" {
		t.Errorf("opened %v, amount %q", b.opened, b.page.body.amount.Text)
	}
}

// holds looks for a text in everything that hangs on v, but the backend of the
// tests.
func holds(v reflect.Value, text string, seen map[uintptr]bool) bool {
	switch v.Kind() {
	case reflect.String:
		return strings.Contains(v.String(), text)
	case reflect.Pointer, reflect.Map:
		if v.IsNil() || seen[v.Pointer()] {
			return false
		}
		seen[v.Pointer()] = true
	}
	switch v.Kind() {
	case reflect.Pointer:
		return v.Type() != reflect.TypeFor[*fake]() && v.Type() != reflect.TypeFor[*bench]() && holds(v.Elem(), text, seen)
	case reflect.Interface:
		// A context changes beside the page and holds nothing that was typed.
		return v.Type() != reflect.TypeFor[context.Context]() && !v.IsNil() && holds(v.Elem(), text, seen)
	case reflect.Struct:
		for i := range v.NumField() {
			if holds(v.Field(i), text, seen) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if holds(v.Index(i), text, seen) {
				return true
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if holds(v.MapIndex(k), text, seen) {
				return true
			}
		}
	}
	return false
}

// A PIN that waits in its field is found by the same search: the check can fail.
func TestTheSearchForAPINFindsOne(t *testing.T) {
	b := newBench(t, text.ES)
	b.toPIN("100")
	b.page.act.pin.SetText("48291")
	if !holds(reflect.ValueOf(b.page), "48291", map[uintptr]bool{}) {
		t.Error("a PIN in its field was not found")
	}
	b.press("no")
	if holds(reflect.ValueOf(b.page), "48291", map[uintptr]bool{}) {
		t.Error("after Cancelar it is still there")
	}
}

func TestPendingLeadsHome(t *testing.T) {
	for name, change := range map[string]func(*fake){
		"not accredited": answers(buying.Pending, "", purchase.StatusPending),
		"not sent":       answers(buying.Accredited, "", purchase.StatusPending),
	} {
		b := newBench(t, text.ES, change)
		b.toPIN("100")
		b.pin("1234")
		b.answered()
		if got := b.facts("buy.dialog", "buy.result.head", "buy.result", "buy.result.more"); got !=
			"Comprar saldo | Pendiente | Hay una demora con tu compra, en breve lo veras impactado en tu cuenta. | Si la venta queda en “Pendiente” puede pasar hasta 72hs en procesarse." {
			t.Errorf("%s: %q", name, got)
		}
		if got := b.Says("buy.dialog.home"); got != "Inicio" {
			t.Errorf("%s: the link says %q", name, got)
		}
		b.press("home")
		if b.homes != 1 || b.page.act != nil {
			t.Errorf("%s: homes %d", name, b.homes)
		}
	}
	b := newBench(t, text.ES, answers(buying.Accredited, "", purchase.StatusError))
	b.toPIN("100")
	b.pin("1234")
	b.answered()
	if got := b.Says("buy.result.more"); !strings.HasPrefix(got, "También tu agente debe tener saldo virtual disponible") {
		t.Errorf("without virtual balance: %q", got)
	}
}

// A wrong PIN is typed again at once, in the same dialog and for the same start.
func TestAWrongPINIsTypedAgain(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) {
		f.buy = func(r buying.Request) (buying.Answer, error) {
			if r.PIN.Reveal() != "1234" {
				return buying.Answer{Result: buying.Refused, Code: codeWrongPIN, Start: "s1"}, nil
			}
			return buying.Answer{Result: buying.Accredited, Start: "s1", Purchase: paid(r, purchase.StatusOK)}, nil
		}
	})
	b.toPIN("100")
	for n, digits := range []string{"1111", "2222"} {
		b.pin(digits)
		b.Becomes("buy.pin.note", "El PIN no es correcto. No se pagó nada. Probá de nuevo.")
		if f := b.page.act.pin; f.Text != "" || b.Window().Canvas().Focused() != fyne.Focusable(f) || len(b.backend.requests()) != n+1 {
			t.Fatalf("after %s: field %q, sent %d", digits, f.Text, len(b.backend.requests()))
		}
	}
	b.pin("1234")
	b.answered()
	sent := b.backend.requests()
	if len(sent) != 3 || sent[0].Start != "" || sent[1].Start != "s1" || sent[2].Start != "s1" || sent[2].Again {
		t.Errorf("sent %+v", sent)
	}
}

// A high amount is typed a second time.
func TestAHighAmountIsTypedAgain(t *testing.T) {
	b := newBench(t, text.ES, answers(buying.Accredited, "", purchase.StatusOK))
	b.confirm("120000")
	b.press("yes")
	if got := b.Shown("buy.twice.note"); got != "No es el mismo monto." {
		t.Errorf("without it: %q", got)
	}
	b.page.act.twice.SetText("12000")
	b.page.act.confirmed()
	if _, asked := b.Item("buy.pin"); asked || b.Says("buy.twice.note") != "No es el mismo monto." {
		t.Error("another amount went through")
	}
	b.page.act.twice.SetText("120.000")
	b.page.act.confirmed()
	b.Shown("buy.pin")
}

// A session that ends takes the dialog with it, and the PIN in it.
func TestTheSessionEndsUnderTheDialog(t *testing.T) {
	b := newBench(t, text.ES)
	b.toPIN("100")
	field := b.page.act.pin
	field.SetText("1234")
	b.page.Dispose()
	if dialog.Open(b.Window().Canvas()) || field.Text != "" {
		t.Errorf("open %v, field %q", dialog.Open(b.Window().Canvas()), field.Text)
	}
}
