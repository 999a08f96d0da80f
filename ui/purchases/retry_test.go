package purchases

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

const (
	textConfirm   = "Se va a intentar realizar el envío de saldo virtual con el monto correspondiente al pago."
	textPending   = "La compra automatizada de saldo está pendiente. Por favor, para finalizarla reintente más tarde."
	textNoBalance = "El agente no tiene saldo disponible. Verifique e intente más tarde."
	textCompleted = "Se realizó correctamente el envío de saldo virtual."
	textUnknown   = "No sabemos si el envío se completó. Consultá el estado antes de reintentar."
	textNotSent   = "No se envió saldo."
)

// answered makes the fake answer with a result for the row as it is then.
func answered(r purchase.Result, code string, change func(*purchase.Purchase)) func(*fake) {
	return func(f *fake) {
		f.answer = func(id string) (purchase.RetryAnswer, error) {
			p, _ := f.find(id)
			if change != nil {
				change(&p)
			}
			return purchase.RetryAnswer{Result: r, Code: code, Purchase: p}, nil
		}
	}
}

func refusing(err error) func(*fake) {
	return func(f *fake) {
		f.answer = func(string) (purchase.RetryAnswer, error) { return purchase.RetryAnswer{}, err }
	}
}

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

// press types a key into whatever has the focus.
func (b *bench) press(name fyne.KeyName) { b.Window().Canvas().Focused().TypedKey(key(name)) }

// yes presses "Sí" by a click and waits for the answer.
func (b *bench) yes() {
	b.T.Helper()
	test.Tap(b.button("yes"))
	b.Until("the answer", func() bool { return b.page.retrying != nil && !b.page.retrying.sent })
}

func TestRetryIsEnabledOnlyForPendingAndError(t *testing.T) {
	b := newBench(t, text.ES)
	for _, p := range sourceRows() {
		b.choose(p.ID)
		ok, reason := b.Table.State(cmdRetry)
		if want := p.Status != purchase.StatusOK; ok != want {
			t.Errorf("%s (%s): enabled %v", p.ID, p.Status, ok)
		}
		if ok == b.page.toolbar.retry.Disabled() {
			t.Errorf("%s: the button says otherwise", p.ID)
		}
		if !ok && (reason == "" || b.page.toolbar.retry.Reason() != reason) {
			t.Errorf("%s: disabled without a reason", p.ID)
		}
	}
	b.page.grid.Select("p4", "p5")
	b.Until("two rows", func() bool { return b.page.chosen == 2 })
	if ok, reason := b.Table.State(cmdRetry); !ok {
		t.Errorf("with two rows: %q", reason)
	}
}

func TestRowActionAsksAndAnOKRowDoesNot(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.grid.OnAction("p5", colActions)
	if got := b.Shown("purchases.retry.text"); got != textConfirm {
		t.Errorf("the question is %q", got)
	}
	test.Tap(b.button("no"))
	b.page.grid.OnAction("p1", colActions)
	if got := b.Shown("purchases.retry.text"); got != "La compra está OK: no hay nada para reintentar." {
		t.Errorf("an OK row says %q", got)
	}
	if b.backend.sent() != 0 {
		t.Error("something was sent")
	}
}

func TestQuestionShowsTheFacts(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.attempts = sampleAttempts() })
	b.confirm("p5")
	want := map[string]string{
		"purchases.retry":         "Gestión de compra automática",
		"purchases.retry.text":    textConfirm,
		"purchases.retry.amount":  "$\u00a050,00",
		"purchases.retry.agent":   "Agente de muestra (PSR 000050070000001)",
		"purchases.retry.payment": "N° 123123132 · Claro Pay · 27/06/22 14:28:38",
	}
	for id, text := range want {
		if got := b.Shown(id); got != text {
			t.Errorf("%s is %q, want %q", id, got, text)
		}
	}
	b.Until("balance", func() bool { return b.Shown("purchases.retry.balance") == "$\u00a02.300,00 (al 11:40)" })
	b.Until("attempts", func() bool {
		return b.Shown("purchases.retry.attempts") == "3 de hoy · último: 10:30, sin saldo"
	})
	buttons := b.page.retrying.buttonTexts(b)
	if !slices.Equal(buttons, []string{"No", "Sí"}) {
		t.Errorf("the buttons are %q", buttons)
	}
}

func (r *retrying) buttonTexts(b *bench) []string {
	var texts []string
	uitest.Walk(b.Window().Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if button, ok := o.(*form.Button); ok {
			texts = append(texts, button.ProbeText())
		}
	})
	return texts
}

func TestFactsThatCannotBeAskedSaySo(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.balance, f.detail = ErrOffline, ErrOffline })
	b.confirm("p5")
	b.Until("balance", func() bool { return b.Shown("purchases.retry.balance") == "no se pudo consultar" })
	b.Until("attempts", func() bool { return b.Shown("purchases.retry.attempts") == "no se pudo consultar" })
}

func TestNoEscAndEnterSendNothing(t *testing.T) {
	b := newBench(t, text.ES, answered(purchase.ResultCompleted, "", nil))
	ways := map[string]func(){
		"Esc":             func() { b.press(fyne.KeyEscape) },
		"Enter on No":     func() { b.press(fyne.KeyReturn) },
		"Space on No":     func() { b.press(fyne.KeySpace) },
		"a click on No":   func() { test.Tap(b.button("no")) },
		"Enter, then Esc": func() { b.press(fyne.KeyEnter); b.esc() },
		"Enter on Sí": func() {
			b.Window().Canvas().Focus(b.button("yes"))
			b.press(fyne.KeyReturn)
			b.press(fyne.KeyEnter)
			b.esc()
		},
		"Enter beside it all": func() { b.Window().Canvas().Unfocus(); b.Window().Canvas().OnTypedKey()(key(fyne.KeyReturn)); b.esc() },
	}
	for name, way := range ways {
		b.confirm("p5")
		if b.Window().Canvas().Focused() != fyne.Focusable(b.button("no")) {
			t.Fatalf("%s: the first focus is not on No", name)
		}
		way()
		b.Until(name+" to close the question", func() bool { return !dialog.Open(b.Window().Canvas()) })
		if n := b.backend.sent(); n != 0 {
			t.Fatalf("%s sent %d times", name, n)
		}
		if b.Window().Canvas().Focused() != fyne.Focusable(b.page.grid) {
			t.Errorf("%s: the grid did not get the keyboard back", name)
		}
	}
}

// esc closes the question if it is still there.
func (b *bench) esc() {
	if dialog.Open(b.Window().Canvas()) {
		b.Window().Canvas().OnTypedKey()(key(fyne.KeyEscape))
	}
}

func TestYesSendsExactlyOnce(t *testing.T) {
	b := newBench(t, text.ES, answered(purchase.ResultCompleted, "", nil))
	b.backend.gate = make(chan struct{})
	b.confirm("p5")
	yes := b.button("yes")
	test.Tap(yes)
	test.Tap(yes)
	test.Tap(yes)
	b.page.retrying.send()
	b.Until("the sending", func() bool { return b.backend.sent() == 1 })
	if got := b.Shown("purchases.retry.working"); got != "Enviando…" {
		t.Errorf("while sending it says %q", got)
	}
	b.Seen("es-AR-working")
	if !b.page.Busy() {
		t.Error("the page is not busy")
	}
	b.Window().Canvas().OnTypedKey()(key(fyne.KeyEscape))
	b.page.retrying.close()
	if !dialog.Open(b.Window().Canvas()) {
		t.Fatal("the dialog was closed while sending")
	}
	b.page.retry("p6")
	close(b.backend.gate)
	if got := b.Shown("purchases.retry.text"); got != textCompleted {
		t.Errorf("the answer is %q", got)
	}
	b.press(fyne.KeyReturn)
	if dialog.Open(b.Window().Canvas()) || b.page.Busy() {
		t.Error("OK did not end it")
	}
	if n := b.backend.sent(); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestCtrlEnterSends(t *testing.T) {
	b := newBench(t, text.ES, answered(purchase.ResultPending, "", nil))
	b.confirm("p5")
	no := b.Window().Canvas().Focused().(desktop.Keyable)
	no.KeyDown(key(desktop.KeyControlLeft))
	no.KeyDown(key(fyne.KeyReturn))
	b.Until("the answer", func() bool { return b.backend.sent() == 1 && !b.page.retrying.sent })
	if got := b.Shown("purchases.retry.text"); got != textPending {
		t.Errorf("the answer is %q", got)
	}
}

func TestAnswersWordForWord(t *testing.T) {
	cases := []struct {
		name     string
		row      string
		prepare  func(*fake)
		text     string
		more     string
		without  string
		consults bool
	}{
		{name: "S0-45", row: "p5", prepare: answered(purchase.ResultCompleted, "", nil), text: textCompleted},
		{name: "S0-44", row: "p5", prepare: answered(purchase.ResultNoBalance, purchase.CodeNoBalance, nil), text: textNoBalance},
		{name: "S0-43", row: "p5", prepare: answered(purchase.ResultPending, string(purchase.CauseNoAnswer), nil), text: textPending,
			more: "El sistema de recarga no respondió: no se sabe si el saldo se envió.", without: textNotSent},
		{name: "settling", row: "p5", prepare: answered(purchase.ResultPending, purchase.CodeSettling, nil), text: textPending,
			more: "Un envío anterior todavía puede completarse: por ahora sólo se consulta.", without: textNotSent},
		{name: "refused, nothing sent", row: "p4", prepare: answered(purchase.ResultRefused, codeTerminalBlocked, nil),
			text: "La terminal del punto de venta está bloqueada en el sistema de recarga.", more: textNotSent},
		{name: "refused by a code without words", row: "p4", prepare: answered(purchase.ResultRefused, "odd-code", nil),
			text: "El pedido fue rechazado.", more: textNotSent},
		{name: "refused, but the transfer is not known", row: "p5", prepare: answered(purchase.ResultRefused, codeUnknownPSR, nil),
			text: "El sistema de recarga no conoce este PSR.", more: textUnknown, without: textNotSent, consults: true},
		{name: "no answer", row: "p5", prepare: refusing(&UnknownError{Key: "op-1"}), text: textUnknown, without: textNotSent, consults: true},
		{name: "an error nobody foresaw", row: "p5", prepare: refusing(errors.New("boom")), text: textUnknown, without: textNotSent, consults: true},
		{name: "a broken hub", row: "p5", prepare: refusing(&problem.Problem{Status: 500, Code: "internal", Title: "x", RequestID: "r-9"}),
			text: textUnknown, without: "no se envió saldo", consults: true},
		{name: "somebody is at it", row: "p5", prepare: refusing(&problem.Problem{Status: 409, Code: "in-progress"}), text: textUnknown, consults: true},
		{name: "nothing to retry", row: "p5", prepare: refusing(&problem.Problem{Status: 409, Code: "nothing-to-retry", Detail: "La compra ya está OK."}),
			text: "La compra ya está OK.", more: "Con este reintento no se envió saldo."},
		{name: "went offline", row: "p5", prepare: refusing(ErrOffline), text: "Sin conexión con el hub: el reintento necesita conexión y no se hizo."},
		{name: "not stored", row: "p5", prepare: refusing(ErrNotStored), more: "Con este reintento no se envió saldo.",
			text: "No se pudo guardar el reintento en este equipo, por eso no se hizo. Revisá el espacio en disco."},
	}
	b := newBench(t, text.ES)
	for _, c := range cases {
		b.backend.set(c.prepare)
		b.confirm(c.row)
		b.yes()
		if got := b.Shown("purchases.retry.text"); got != c.text {
			t.Errorf("%s: says %q, want %q", c.name, got, c.text)
		}
		if got := b.Shown("purchases.retry"); got != "Gestión de compra automática" {
			t.Errorf("%s: the title is %q", c.name, got)
		}
		if more, _ := b.Item("purchases.retry.more"); c.more != "" && more.Text != c.more {
			t.Errorf("%s: adds %q, want %q", c.name, more.Text, c.more)
		}
		all := strings.Join(b.Words(), "\n")
		if c.without != "" && strings.Contains(strings.ToLower(all), strings.ToLower(c.without)) {
			t.Errorf("%s: claims %q", c.name, c.without)
		}
		if _, consults := b.Item("purchases.retry.consult"); consults != c.consults {
			t.Errorf("%s: offers to consult: %v", c.name, consults)
		}
		b.Seen("answer-" + strings.ReplaceAll(c.name, " ", "-"))
		b.page.retrying.close()
	}
}

func TestRefusalHasACodeToCopy(t *testing.T) {
	b := newBench(t, text.ES, answered(purchase.ResultRefused, codeTerminalBlocked, nil))
	b.confirm("p4")
	b.yes()
	if got := b.Shown("purchases.retry.code"); got != "Código para citar: terminal-blocked" {
		t.Errorf("the code is %q", got)
	}
	test.Tap(b.button("copy"))
	if b.copied != codeTerminalBlocked {
		t.Errorf("copied %q", b.copied)
	}
}

func TestUnknownIsConsultedAndNeverSentAgain(t *testing.T) {
	b := newBench(t, text.ES, refusing(&UnknownError{Key: "op-7"}))
	b.backend.told = func(string) (purchase.RetryAnswer, error) {
		return purchase.RetryAnswer{}, &UnknownError{Key: "op-7"}
	}
	b.confirm("p5")
	b.yes()
	consult := func() {
		test.Tap(b.button("consult"))
		b.Until("the answer", func() bool { return !b.page.retrying.sent })
	}
	consult()
	if got := b.Shown("purchases.retry.text"); got != "Todavía no se sabe si el envío se completó. Consultá el estado de nuevo en unos minutos." {
		t.Errorf("still unknown says %q", got)
	}
	b.backend.set(func(f *fake) {
		f.told = func(string) (purchase.RetryAnswer, error) {
			return purchase.RetryAnswer{Result: purchase.ResultCompleted}, nil
		}
	})
	consult()
	if got := b.Shown("purchases.retry.text"); got != textCompleted {
		t.Errorf("in the end it says %q", got)
	}
	if b.backend.sent() != 1 || !slices.Equal(b.backend.consults, []string{"op-7", "op-7"}) {
		t.Errorf("sent %d times, consulted %q", b.backend.sent(), b.backend.consults)
	}
}

func TestOfflineRefusesBeforeAsking(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.offline = true })
	b.choose("p5")
	b.Table.Run(cmdRetry)
	if got := b.Shown("purchases.retry.text"); got != "Sin conexión con el hub: el reintento necesita conexión y no se hizo." {
		t.Errorf("offline says %q", got)
	}
	if got := b.Shown("purchases.retry.more"); got != "Con este reintento no se envió saldo. Cuando vuelva la conexión, reintentá." {
		t.Errorf("offline adds %q", got)
	}
	b.press(fyne.KeyEscape)
	if dialog.Open(b.Window().Canvas()) || b.backend.sent() != 0 {
		t.Error("not closed, or something was sent")
	}
}

func TestNoticeOnlySaysSo(t *testing.T) {
	b := newBench(t, text.ES, answered(purchase.ResultCompleted, "", nil), func(f *fake) {
		f.rows[4].Cause, f.rows[4].Legs.Transfer = purchase.CauseNoticePending, purchase.Done
		f.gate = make(chan struct{})
	})
	b.confirm("p5")
	if got := b.Shown("purchases.retry.text"); !strings.HasPrefix(got, "El saldo ya se envió; sólo se avisa") {
		t.Errorf("the question is %q", got)
	}
	if slices.Contains(b.Words(), textConfirm) {
		t.Error("a send is announced that will not be")
	}
	test.Tap(b.button("yes"))
	if got := b.Shown("purchases.retry.working"); got != "Avisando a Claro comercios…" {
		t.Errorf("while notifying it says %q", got)
	}
	close(b.backend.gate)
	if got := b.Shown("purchases.retry.text"); got != textCompleted {
		t.Errorf("the answer is %q", got)
	}
	if got := b.Shown("purchases.retry.more"); got != "El saldo ya se había enviado; sólo se avisó a Claro comercios." {
		t.Errorf("the answer adds %q", got)
	}
}

func TestPaymentNotAccreditedAsksTheWallet(t *testing.T) {
	waiting := func(p *purchase.Purchase) {
		p.Cause = purchase.CausePaymentPending
		p.Legs = purchase.Legs{Payment: purchase.Waiting, Transfer: purchase.Waiting, Notice: purchase.Waiting}
	}
	b := newBench(t, text.ES, func(f *fake) { waiting(&f.rows[4]); f.gate = make(chan struct{}) },
		answered(purchase.ResultPending, string(purchase.CausePaymentPending), waiting))
	b.confirm("p5")
	if got := b.Shown("purchases.retry.note"); !strings.HasPrefix(got, "COELSA todavía no acreditó") {
		t.Errorf("the note is %q", got)
	}
	test.Tap(b.button("yes"))
	if got := b.Shown("purchases.retry.working"); got != "Consultando…" {
		t.Errorf("while asking it says %q", got)
	}
	close(b.backend.gate)
	if got := b.Shown("purchases.retry.text"); got != textPending {
		t.Errorf("the answer is %q", got)
	}
	if got := b.Shown("purchases.retry.more"); got != "COELSA todavía no acreditó el pago. No se envió saldo." {
		t.Errorf("the answer adds %q", got)
	}
}

// A row that changed after the question was asked for is not retried.
func TestRowThatBecameOKIsNotRetried(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose("p5")
	b.backend.set(func(f *fake) { f.rows[4].Status = purchase.StatusOK })
	b.Table.Run(cmdRetry)
	if got := b.Shown("purchases.retry.text"); got != "La compra está OK: no hay nada para reintentar." {
		t.Errorf("it says %q", got)
	}
}

func TestAnswerRefreshesTheRow(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.set(func(f *fake) {
		f.answer = func(id string) (purchase.RetryAnswer, error) {
			f.set(func(f *fake) {
				f.rows[4].Status, f.rows[4].Cause = purchase.StatusOK, ""
				f.rows[4].Legs = purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}
			})
			p, _ := f.find(id)
			return purchase.RetryAnswer{Result: purchase.ResultCompleted, Purchase: p}, nil
		}
	})
	b.confirm("p5")
	b.yes()
	b.page.retrying.close()
	b.Until("the row to be OK", func() bool {
		row, ok := b.page.grid.RowByID("p5")
		return ok && row.Cells[5].Text == "OK" && row.Cells[6].Text == ""
	})
	b.Until("the retry to be disabled", func() bool { ok, _ := b.Table.State(cmdRetry); return !ok })
}
