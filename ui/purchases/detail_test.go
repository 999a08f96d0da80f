package purchases

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// detailed opens the detail of a row and waits for its attempts. The window
// is high, so that the probe sees all of the panel.
func (b *bench) detailed(id string) map[string]string {
	b.T.Helper()
	b.Resize(1100, 1500)
	b.page.grid.OnOpen(id)
	b.Until("the attempts", func() bool { return b.page.detail.asked })
	words := map[string]string{}
	uitest.Walk(b.page.detail.root, func(o fyne.CanvasObject) {
		if p, ok := o.(*para); ok && p.id != "" {
			words[p.id] = p.text
		}
	})
	return words
}

func TestDetail(t *testing.T) {
	next := noon.Add(16 * time.Minute)
	b := newBench(t, text.ES, func(f *fake) {
		f.attempts = sampleAttempts()
		f.rows[4].At = noon.Add(-3*time.Hour - 12*time.Minute)
		f.rows[4].NextRetryAt = &next
	})
	words := b.detailed("p5")
	for id, want := range map[string]string{
		"purchases.detail.title":             "Compra 123123132",
		"purchases.detail.age":               "hace 3 h 12 min · puede demorar hasta 72 h",
		"purchases.detail.paid":              "$\u00a048,07",
		"purchases.detail.credited":          "$\u00a050,00",
		"purchases.detail.agent":             "Agente de muestra",
		"purchases.detail.psr":               "000050070000001",
		"purchases.detail.cause":             "El sistema de recarga no respondió: no se sabe si el saldo se envió.",
		"purchases.leg.payment":              "COELSA · Acreditado",
		"purchases.leg.transfer":             "Envío · No se sabe",
		"purchases.leg.notice":               "Aviso · Sin avisar",
		"purchases.detail.clock":             "Quedan 11 h · vence el 23:00",
		"purchases.detail.next":              "Próximo reintento automático: 12:16",
		"purchases.detail.attempt.2":         "2. Envío · automático",
		"purchases.detail.attempt.2.outcome": "sin respuesta: no se sabe si se envió",
		"purchases.detail.attempt.2.when":    "13/12/22 10:28:35 · 10,0 s",
		"purchases.detail.attempt.3":         "3. Envío · Operador de muestra",
		"purchases.detail.attempt.3.outcome": "El agente no tiene saldo virtual disponible.",
	} {
		if words[id] != want {
			t.Errorf("%s is %q, want %q", id, words[id], want)
		}
	}
	b.Tap("purchases.detail.attempt.3.copy")
	if b.copied != "4f1c6f0e-7d7e-5a51-9a53-0b8f1f6f2d11" {
		t.Errorf("copied %q", b.copied)
	}
	test.Tap(b.page.detail.copyIt)
	for _, part := range []string{"PSR: 000050070000001", "Pagado: $\u00a048,07", "2. Envío · automático", "Código insufficient-balance"} {
		if !strings.Contains(b.copied, part) {
			t.Errorf("the copied data lacks %q:\n%s", part, b.copied)
		}
	}
	if !b.page.Key(&fyne.KeyEvent{Name: fyne.KeyEscape}) || b.page.detail.root.Visible() {
		t.Error("Esc did not close it")
	}
}

func TestDetailClock(t *testing.T) {
	over := noon.Add(-90 * time.Minute)
	b := newBench(t, text.ES, func(f *fake) {
		f.rows[5].Deadline = &over
	})
	words := b.detailed("p6")
	if got := words["purchases.detail.clock"]; got != "Vencida hace 1 h 30 min" {
		t.Errorf("the clock says %q", got)
	}
	if got := words["purchases.detail.next"]; got != "No se reintenta sola: espera a una persona." {
		t.Errorf("the next retry says %q", got)
	}
	if got := b.page.detail.clock.progress.Value; got != 1 {
		t.Errorf("the clock is at %v", got)
	}
}

func TestDetailOfAnOKPurchaseHasNoClockAndNoRetry(t *testing.T) {
	b := newBench(t, text.ES)
	words := b.detailed("p1")
	if _, clock := words["purchases.detail.clock"]; clock || !b.page.detail.retry.Disabled() || words["purchases.detail.cause"] != "" {
		t.Errorf("it shows %v", words)
	}
}

func TestDetailFromTheReplicaSaysSo(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.cached, f.offline = true, true })
	words := b.detailed("p5")
	if got := words["purchases.detail.cached"]; got != "Sin conexión: datos guardados, última sincronización 11:05." {
		t.Errorf("it says %q", got)
	}
	if got := words["purchases.detail.noattempts"]; got != "Los intentos se ven cuando hay conexión con el hub." {
		t.Errorf("of the attempts it says %q", got)
	}
}

func TestManyAttemptsAreFoldedIn(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) {
		one := sampleAttempts()[0]
		for n := range 300 {
			a := one
			a.N = n + 1
			f.attempts = append(f.attempts, a)
		}
	})
	words := b.detailed("p5")
	if _, old := words["purchases.detail.attempt.1"]; old {
		t.Error("the first of 300 is shown")
	}
	if words["purchases.detail.attempt.300"] == "" {
		t.Error("the last is not shown")
	}
	b.Tap("purchases.detail.earlier")
	words = b.detailed("p5")
	for n, want := range map[string]bool{"241": true, "240": false, "300": true} {
		if got := words["purchases.detail.attempt."+n] != ""; got != want {
			t.Errorf("attempt %s is shown: %v", n, got)
		}
	}
}

// Whatever the hub may send, the words never say more than it did.
func TestWordsNeverSayMoreThanIsKnown(t *testing.T) {
	b, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	if got := reports.LegStateWords(b, purchase.Transfer, "something new"); got != "No se sabe" {
		t.Errorf("a new state of a leg says %q", got)
	}
	for _, state := range []purchase.LegState{purchase.Done, purchase.Unknown, "", "new"} {
		if nothingSent(purchase.Legs{Transfer: state}) {
			t.Errorf("%q counts as nothing sent", state)
		}
	}
	p := purchase.Purchase{Cause: purchase.CauseNoAnswer, Legs: purchase.Legs{Payment: purchase.Done, Transfer: purchase.Waiting}}
	if got := reports.CauseSentence(b, p); got != "El saldo todavía no se envió." {
		t.Errorf("a transfer nobody tried says %q", got)
	}
}

// A change of the replica asks the hub only about a purchase that changed.
func TestChangesAskTheHubOnlyWhenNeeded(t *testing.T) {
	b := newBench(t, text.ES)
	b.detailed("p5")
	asked := func() int { b.backend.mu.Lock(); defer b.backend.mu.Unlock(); return b.backend.details }
	before := asked()
	b.page.Changed()
	b.backend.set(func(f *fake) { f.rows[5].Version++ })
	b.page.Changed()
	b.choose("p1")
	b.Until("the other detail", func() bool { return b.page.detail.id == "p1" && b.page.detail.asked })
	if n := asked() - before; n != 1 {
		t.Errorf("asked %d times", n)
	}
	b.backend.set(func(f *fake) { f.rows[0].Version++ })
	b.page.Changed()
	b.Until("the new version", func() bool { return b.page.detail.data.Version == 2 && asked() == before+2 })
}

// A page that was hidden during a switch of language is built anew when it is
// shown again.
func TestHiddenPageFollowsTheLanguage(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.Hidden()
	b.Book.Set(text.EN)
	b.page.Shown()
	b.Until("the rows", func() bool { return !b.page.grid.Busy() })
	if got := b.Shown("purchases.title"); got != "Automatic virtual balance purchases" {
		t.Errorf("the title is %q", got)
	}
}

// The detail leads to the agent's form where there is one.
func TestTheDetailLeadsToItsAgent(t *testing.T) {
	b := newBench(t, text.ES)
	var led []string
	b.page.toAgent = func(id string) { led = append(led, id) }
	b.page.open("p5")
	b.Shown("purchases.detail.agent.open")
	b.Tap("purchases.detail.agent.open")
	if len(led) != 1 || led[0] != b.page.detail.data.Purchase.Agent.ID {
		t.Errorf("led to %q", led)
	}
}
