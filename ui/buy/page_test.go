package buy

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/problem"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

func TestThePageInWords(t *testing.T) {
	b := newBench(t, text.ES)
	if got := b.facts("buy.title", "buy.subtitle", "buy.brand", "buy.available.label", "buy.ask", "buy.amount.label", "buy.cancel", "buy.confirm"); got !=
		"Compra Automatizada de Saldo | Método para la compra de saldo con dinero bancarizado automatizada. | Claro PAY | Dinero disponible | "+
			"Ingrese el monto que desea comprar | Monto | Cancelar | Confirmar" {
		t.Errorf("the page reads %q", got)
	}
	if ok, reason := b.Table.State(cmdBegin); ok || reason != "Elegí el punto de venta." {
		t.Errorf("without a point of sale: %v %q", ok, reason)
	}
	b.choose()
	if got := b.facts("buy.hello", "buy.available", "buy.available.age", "buy.limits"); got !=
		"Hola Agente de muestra | $\u00a0162.040,00 | Según la billetera a las 11:58, hace 2 min | Mínimo $\u00a010,00 · máximo $\u00a0200.000,00 por compra" {
		t.Errorf("the wallet: %q", got)
	}
	b.Tap("buy.eye")
	b.Until("hidden", func() bool { return b.Says("buy.available") == hiddenMoney && b.backend.settings[settingHidden] != "" })
	b.Tap("buy.cancel")
	if b.homes != 1 {
		t.Error("Cancelar does not lead home")
	}
	if _, err := New(Params{Backend: b.backend, Book: b.Book, Shell: b, Role: access.Manager, Currency: "ARS"}); err == nil {
		t.Error("a manager has the page")
	}
}

// What was hidden and chosen is so again the next time.
func TestChoicesAreRemembered(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.settings = map[string]string{settingHidden: "1", settingPoint: shop} })
	b.Becomes("buy.available", hiddenMoney)
	if b.page.psr != shop || b.Says("buy.eye") != "Mostrar el dinero disponible" {
		t.Errorf("psr %q, eye %q", b.page.psr, b.Says("buy.eye"))
	}
	b.page.body.amount.SetText("180000")
	if got := b.Says("buy.amount.note"); got != "No alcanza el dinero disponible." {
		t.Errorf("what is hidden is told: %q", got)
	}
}

// Limits and the available money are told before anything is sent.
func TestAmountsAreJudgedAtOnce(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose()
	for typed, want := range map[string]string{
		"100":     "Se entenderá: $\u00a0100,00",
		"9,99":    "El mínimo por compra es $\u00a010,00.",
		"200.001": "El máximo por compra es $\u00a0200.000,00.",
		"162041":  "No alcanza: hay $\u00a0162.040,00 disponibles.",
	} {
		b.page.body.amount.SetText(typed)
		if got := b.Says("buy.amount.note"); got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
	b.page.body.amount.SetText("1,2,3")
	b.Tap("buy.confirm")
	if got := b.Says("buy.amount.note"); !strings.Contains(got, "1.234,50") {
		t.Errorf("no amount at all: %q", got)
	}
	if b.page.act != nil || b.page.quoting {
		t.Error("something was begun")
	}
}

// Without a session at the wallet the page says so (S0-10), and "Ingresar" asks
// again.
func TestWithoutAWalletSession(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.walleted = refusal(codeNoSession, 409, "x") })
	b.choose()
	if got := b.Shown("buy.nosession"); !strings.HasPrefix(got, "Si no estas logueado en Claro Pay deberás ingresar tus datos para poder realizar la compra.") {
		t.Errorf("%q", got)
	}
	if ok, reason := b.Table.State(cmdBegin); ok || reason != "Primero ingresá a Claro Pay." {
		t.Errorf("%v %q", ok, reason)
	}
	b.backend.set(func(f *fake) { f.walleted = nil })
	b.Tap("buy.login")
	b.Becomes("buy.available", "$\u00a0162.040,00")
	if _, there := b.Item("buy.nosession"); there {
		t.Error("the note stayed")
	}
}

// What the wallet does not say is told as not known.
func TestTheWalletDoesNotAnswer(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.walleted = refusal(problem.OutsideNoAnswer, 504, "x") })
	b.choose()
	if got := b.Says("buy.available.age"); got != "No sabemos cuánto hay: la billetera no contestó. Consultá de nuevo." || b.Says("buy.available") != "" {
		t.Errorf("%q %q", got, b.Says("buy.available"))
	}
	b.backend.set(func(f *fake) { f.walleted = nil })
	b.Tap("buy.wallet.again")
	b.Becomes("buy.available", "$\u00a0162.040,00")
	b.backend.set(func(f *fake) { f.walleted = errors.New("broken") })
	b.Tap("buy.wallet.again")
	b.settled()
	if got := b.Says("buy.available.age"); !strings.HasSuffix(got, "Ahora no contestó: puede haber otro monto.") || b.Says("buy.available") != "$\u00a0162.040,00" {
		t.Errorf("an old amount: %q", got)
	}
}

// Each thing that stops a purchase is explained, and the button says why.
func TestWhatStopsAPurchase(t *testing.T) {
	bank := func(s agent.BankState) func(*fake) { return func(f *fake) { f.agents[0].Bank.State = s } }
	const s018 = "Nota: puede pasar, por ejemplo, que no puedas realizar esto porque tu agente no tiene cargado el CBU correspondiente en la plataforma ITEC."
	for name, c := range map[string]struct {
		change       func(*fake)
		note, reason string
	}{
		"no bank":  {bank(agent.BankMissing), s018, "El agente no tiene un CBU aprobado."},
		"waiting":  {bank(agent.BankPending), s018, "El agente no tiene un CBU aprobado."},
		"inactive": {func(f *fake) { f.agents[0].Active = false }, "El agente Agente de muestra está inactivo", "El agente está inactivo."},
		"nothing":  {func(f *fake) { f.agents[0].PointsOfSale = nil }, "Tu usuario no tiene puntos de venta.", "No hay puntos de venta."},
	} {
		b := newBench(t, text.ES, c.change)
		if name != "nothing" {
			b.choose()
		}
		if got := b.Shown("buy.blocked"); !strings.HasPrefix(got, c.note) {
			t.Errorf("%s: %q", name, got)
		}
		button := uitest.Find[*form.Button](b.Bench, "buy.confirm")
		if ok, reason := b.Table.State(cmdBegin); ok || reason != c.reason || !button.Disabled() || button.Reason() != c.reason {
			t.Errorf("%s: %v %q, the button says %q", name, ok, reason, button.Reason())
		}
		button.Tapped(&fyne.PointEvent{})
		if b.page.quoting || b.page.act != nil {
			t.Errorf("%s: something was begun", name)
		}
	}
}

func TestOfflineAndBack(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.offline = true })
	b.choose()
	if got := b.Shown("buy.offline"); !strings.HasPrefix(got, "Sin conexión con el hub. Para comprar se necesita conexión") {
		t.Errorf("%q", got)
	}
	if ok, reason := b.Table.State(cmdBegin); ok || reason != "Necesita conexión." || b.backend.asked != 0 {
		t.Errorf("offline: %v %q, asked %d times", ok, reason, b.backend.asked)
	}
	b.backend.set(func(f *fake) { f.offline = false })
	b.Becomes("buy.available", "$\u00a0162.040,00")
	if _, there := b.Item("buy.offline"); there {
		t.Error("it still says offline")
	}
}

func TestUnreadablePointsOfSale(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.reading = errors.New("broken") })
	b.Shown("buy.error")
	b.backend.set(func(f *fake) { f.reading = nil })
	b.Tap("buy.error.again")
	b.Until("the points of sale", func() bool { _, wrong := b.Item("buy.error"); return b.page.read && !wrong })
}

// One point of sale is chosen by itself, many are searched in.
func TestPointsOfSale(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.agents[0].PointsOfSale = f.agents[0].PointsOfSale[:1] })
	b.Until("the only one", func() bool { return b.Says("buy.point") == shop+" · Kiosco Demo" })
	b = newBench(t, text.ES, func(f *fake) {
		for i := range 20 {
			f.agents[0].PointsOfSale = append(f.agents[0].PointsOfSale, agent.PointOfSale{PSR: fmt.Sprintf("9000%011d", i)})
		}
	})
	search, ok := b.page.body.point.(*form.SearchSelect)
	if !ok {
		t.Fatalf("22 points of sale are in a %T", b.page.body.point)
	}
	search.TypedRune('k')
	b.Until("the match", func() bool { _, there := b.Item("buy.point." + shop); return there })
	uitest.Find[*form.TextField](b.Bench, "buy.point.search").TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.Until("the wallet", func() bool { return b.page.psr == shop && b.backend.settings[settingPoint] == shop })
}

func TestALanguageSwitchKeepsWhatWasTyped(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose()
	b.page.body.amount.SetText("1500")
	b.Book.Set(text.EN)
	b.page.Rebuild()
	if got := b.facts("buy.title", "buy.amount", "buy.available"); got != "Automated Balance Purchase | 1500 | ARS\u00a0162,040.00" {
		t.Errorf("in English: %q", got)
	}
}
