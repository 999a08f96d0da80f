package buy

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"trastienda/app/buying"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/text"
)

func TestOtherRefusalsInWords(t *testing.T) {
	for code, want := range map[string]string{
		codeFunds:                    "A la billetera no le alcanza el dinero. | No se pagó nada. | true",
		codeDestination:              "La billetera no reconoce la cuenta del agente. Avisale a tu agente que revise su CBU. | No se pagó nada. | true",
		codeBlocked:                  "La billetera está bloqueada. Desbloqueala en Claro Pay. | No se pagó nada. | true",
		purchase.CodePaymentRejected: "El pago fue rechazado. | No se pagó nada. | false",
		codeNotMade:                  "La billetera no tiene registrado este pago. | No se pagó nada. | false",
		"something-new":              "La billetera no aceptó el pago. | No se pagó nada. | true",
	} {
		b := newBench(t, text.ES, answers(buying.Refused, code, ""))
		b.toPIN("100")
		b.pin("1234")
		b.answered()
		_, again := b.Item("buy.dialog.again")
		if got := b.facts("buy.result", "buy.result.more") + " | " + fmt.Sprint(again); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
		if again {
			b.press("again")
			b.pin("1234")
			b.answered()
			if sent := b.backend.requests(); len(sent) != 2 || sent[1].Start != "s1" {
				t.Errorf("%s: sent %+v", code, sent)
			}
		}
		if b.page.body.amount.Text == "" {
			t.Errorf("%s: the amount is gone although nothing was paid", code)
		}
	}
}

// What changed meanwhile is shown beside what was confirmed, and asked anew.
func TestChangedMeanwhile(t *testing.T) {
	b := newBench(t, text.ES)
	b.toPIN("100")
	b.backend.set(func(f *fake) {
		f.bonus, f.bank = 5, 4
		now := f.quote(shop, 10000)
		now.CBUMasked = "0150 5166 •••• •••• ••22 81"
		fails(&Changed{Quote: now})(f)
	})
	b.pin("1234")
	b.Shown("buy.changed")
	if got := b.facts("buy.dialog", "buy.changed.was", "buy.changed.is", "buy.confirm.credit.was", "buy.confirm.credit.is", "buy.confirm.account.was", "buy.confirm.account.is"); got !=
		"Confirmar compra | Antes | Ahora | $\u00a0104,00 | $\u00a0105,00 | 0000 3009 •••• •••• ••74 77 | 0150 5166 •••• •••• ••22 81" {
		t.Errorf("side by side: %q", got)
	}
	if f, ok := b.Window().Canvas().Focused().(*form.Button); !ok || f.ProbeID() != "buy.dialog.no" {
		t.Errorf("the first focus is %v", b.Window().Canvas().Focused())
	}
	b.backend.set(answers(buying.Accredited, "", purchase.StatusOK))
	b.press("yes")
	b.Shown("buy.pin")
	b.pin("1234")
	b.answered()
	if sent := b.backend.requests(); len(sent) != 2 || sent[1].Credited != 10500 || sent[1].BankVersion != 4 || sent[1].Start != "" {
		t.Errorf("sent %+v", sent)
	}
}

// Nobody knows: it is said, nothing is sent again, and asking is offered.
func TestAnAnswerThatNeverCame(t *testing.T) {
	b := newBench(t, text.ES, fails(&UnknownError{Key: "k9", Err: errors.New("cut")}), func(f *fake) {
		f.open = []Sent{{Key: "k9", PSR: shop, At: noon}}
		f.consult = func(string) (buying.Answer, error) { return buying.Answer{}, &UnknownError{Key: "k9"} }
	})
	b.toPIN("100")
	b.pin("1234")
	if got := b.facts("buy.result", "buy.result.code"); got != "No sabemos si el pago se hizo. | Código para citar: k9" {
		t.Errorf("%q", got)
	}
	b.press("consult")
	b.Becomes("buy.result", "Todavía no sabemos si el pago se hizo.")
	b.backend.set(func(f *fake) {
		f.consult = func(string) (buying.Answer, error) { return buying.Answer{}, ErrOffline }
	})
	b.press("consult")
	b.Until("offline", func() bool {
		return strings.HasPrefix(b.Says("buy.result"), "Sin conexión con el hub: no se pudo consultar")
	})
	b.backend.set(func(f *fake) {
		f.open = nil
		f.consult = func(key string) (buying.Answer, error) {
			return buying.Answer{Result: buying.Accredited, Start: "s1", Purchase: paid(f.sent[0], purchase.StatusOK)}, nil
		}
	})
	b.press("consult")
	b.Becomes("buy.result", "La compra se hizo y el saldo se acreditó.")
	if n := len(b.backend.requests()); n != 1 {
		t.Errorf("sent %d times", n)
	}
	b.press("close")
	if b.page.body.amount.Text != "" || b.Says("buy.amount.note") != "" {
		t.Error("the amount stayed: one press more would buy again")
	}
}

// Errors that prove that nothing was paid say so; others do not.
func TestErrorsInWords(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"offline":       {ErrOffline, "Sin conexión con el hub: la compra necesita conexión y no se envió. | No se pagó nada."},
		"not stored":    {ErrNotStored, "No se pudo guardar la compra en esta computadora, por eso no se envió. Liberá espacio en el disco y probá de nuevo. | No se pagó nada."},
		"signed out":    {ErrSignedOut, "La sesión terminó: la compra no se envió. Ingresá de nuevo. | No se pagó nada."},
		"refused":       {refusal("agent-inactive", 409, "El agente está inactivo."), "El agente está inactivo. | No se pagó nada."},
		"in progress":   {refusal(codeInProgress, 409, "Está en curso."), "No sabemos si el pago se hizo. | " + unknownMore},
		"hub broken":    {refusal(problem.Internal, 500, "Falló."), "No sabemos si el pago se hizo. | " + unknownMore},
		"anything else": {errors.New("broken"), "No sabemos si el pago se hizo. | " + unknownMore},
	} {
		b := newBench(t, text.ES, fails(c.err))
		b.toPIN("100")
		b.pin("1234")
		b.answered()
		if got := b.facts("buy.result", "buy.result.more"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		b.press("close")
		if kept := b.page.body.amount.Text != ""; kept != strings.HasSuffix(c.want, "No se pagó nada.") {
			t.Errorf("%s: the amount is kept: %v", name, kept)
		}
	}
}

const unknownMore = "No se manda nada otra vez: el hub le pregunta a la billetera y acá se ve qué pasó. No empieces otra compra igual hasta saberlo."

// The hub refuses before there is a question: its words, or S0-18.
func TestNoQuoteNoQuestion(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.quoting = refusal(codeNoBank, 409, "x") })
	b.choose()
	b.page.body.amount.SetText("100")
	b.Tap("buy.confirm")
	if got := b.answered(); !strings.HasPrefix(got, "Nota: puede pasar") {
		t.Errorf("%q", got)
	}
	b.press("close")
	b.backend.set(func(f *fake) { f.quoting = refusal(codeAmountRange, 422, "El monto está fuera de los límites.") })
	b.Tap("buy.confirm")
	b.Becomes("buy.amount.note", "El monto está fuera de los límites.")
	b.backend.set(func(f *fake) { f.quoting = errors.New("broken") })
	b.page.body.amount.SetText("101")
	b.Tap("buy.confirm")
	if got := b.answered(); got != "No se pudieron consultar los datos de la compra. Probá de nuevo." {
		t.Errorf("%q", got)
	}
	b.press("close")
	// The wallet has less by now: the field says so and nothing is asked.
	b.backend.set(func(f *fake) { f.quoting, f.wallet.Available = nil, 5000 })
	b.Tap("buy.confirm")
	b.Becomes("buy.amount.note", "No alcanza: hay $\u00a050,00 disponibles.")
	if b.page.act != nil {
		t.Error("it asks although the money is not there")
	}
}

// An equal purchase moments later is asked about, and bought only on "Sí".
func TestAnEqualPurchase(t *testing.T) {
	just := &JustStarted{Start: buying.Start{ID: "s0", State: buying.Opened, PSR: shop, Amount: 10000, Currency: "ARS", At: noon.Add(-time.Minute)}}
	b := newBench(t, text.ES, fails(just))
	b.toPIN("100")
	b.pin("1234")
	if got := b.Shown("buy.just"); got != "A las 11:59 ya empezaste una compra igual: $\u00a0100,00 para el PSR 290384911000001. Esa compra ya está pagada." {
		t.Errorf("%q", got)
	}
	b.backend.set(answers(buying.Accredited, "", purchase.StatusOK))
	b.press("yes")
	b.Shown("buy.pin")
	b.pin("1234")
	b.answered()
	if sent := b.backend.requests(); len(sent) != 2 || !sent[1].Again || sent[1].Start != "" {
		t.Errorf("sent %+v", sent)
	}
}

// What a closed or crashed program left open is shown at the next opening, and
// what became of it when it is known.
func TestWhatWasLeftOpen(t *testing.T) {
	left := Sent{Key: "k5", PSR: shop, At: noon.Add(-20 * time.Minute)}
	b := newBench(t, text.ES, func(f *fake) {
		f.open = []Sent{left}
		f.consult = func(string) (buying.Answer, error) { return buying.Answer{}, &UnknownError{Key: "k5"} }
	})
	if got := b.Shown("buy.sent.k5"); !strings.HasPrefix(got, "La compra de las 11:40, PSR 290384911000001, todavía no tiene respuesta: no sabemos si el pago se hizo.") {
		t.Errorf("%q", got)
	}
	b.Tap("buy.sent.consult.k5")
	b.Becomes("buy.result", "Todavía no sabemos si el pago se hizo.")
	answer := buying.Answer{Result: buying.Accredited, Start: "k5", Purchase: paid(buying.Request{PSR: shop, Amount: 10000, Credited: 10400, Currency: "ARS"}, purchase.StatusOK)}
	b.backend.set(func(f *fake) { f.open = nil })
	b.page.Bought(Told{Sent: left, Answer: &answer})
	b.Becomes("buy.result", "La compra se hizo y el saldo se acreditó.") // its dialog is open
	b.press("close")
	if _, there := b.Item("buy.sent.k5"); there {
		t.Error("the note stayed")
	}

	b.page.Bought(Told{Sent: Sent{Key: "k6", PSR: shop, At: noon}})
	if got := b.Shown("buy.told.k6"); got != "Compra de las 12:00, PSR 290384911000001:\nLa compra no llegó a hacerse.\nNo se pagó nada." {
		t.Errorf("%q", got)
	}
	b.Tap("buy.told.close.k6")
	b.page.Hidden()
	b.page.Bought(Told{Sent: Sent{Key: "k7", PSR: shop, At: noon}, Answer: &answer})
	if len(b.alerts) != 1 || !strings.Contains(b.alerts[0], "La compra se hizo") {
		t.Errorf("told %q", b.alerts)
	}
	b.page.Shown()
	b.Tap("buy.told.open.k7")
	if fmt.Sprint(b.opened) != "[p1]" {
		t.Errorf("opened %v", b.opened)
	}
}

// The receipt is offered of a purchase that there is, also while it is pending, and
// the dialog stays.
func TestReceiptInTheResult(t *testing.T) {
	for _, c := range []struct {
		result buying.Result
		code   string
		status purchase.Status
		there  bool
	}{{buying.Accredited, "", purchase.StatusOK, true}, {buying.Pending, "", purchase.StatusPending, true}, {buying.Refused, codeFunds, "", false}} {
		b := newBench(t, text.ES, answers(c.result, c.code, c.status))
		var got []string
		b.page.Receipt = func(id string) { got = append(got, id) }
		b.toPIN("100")
		b.pin("1234")
		b.answered()
		_, there := b.Item("buy.dialog.receipt")
		if there != c.there {
			t.Errorf("%s: a receipt is offered: %v", c.result, there)
		}
		if !there {
			continue
		}
		b.press("receipt")
		if _, open := b.Item("buy.dialog"); len(got) != 1 || got[0] == "" || !open {
			t.Errorf("%s: asked for %v, the dialog is open: %v", c.result, got, open)
		}
	}
}
