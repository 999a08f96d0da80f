package agents

import (
	"errors"
	"strings"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/problem"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// doctorWords is all that is said about the number that was typed.
func (b *bench) doctorWords() string {
	var words []string
	words = append(words, b.Says("agents.bank.new.cbu.note"))
	for i := range 6 {
		if said := b.Says("agents.doctor." + string(rune('0'+i))); said != "" {
			words = append(words, said)
		}
	}
	return strings.Join(words, " | ")
}

func TestTheDoctorOfAccounts(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	b.edit("a2", tabBank)
	for _, c := range []struct{ typed, want string }{
		{"0000300 9 0020287493747-7", "0000300-9 · 0020287493747-7 | CVU (billetera virtual)"},
		{"0000300 9 0020287493747-7", "PSP 0300: su nombre no está publicado"},
		{"01101382-02011100377664", "0110138-2 · 0201110037766-4 | CBU (cuenta bancaria)"},
		{"01101382-02011100377664", "Banco: "},
		{"01101382-02011100377664", "se cruzan los dígitos 6–7"},
		{"0110138302011100377664", "El dígito verificador del banco (8.º) no coincide. Revisá los primeros 8."},
		{"0110138202011100377665", "El dígito verificador de la cuenta (22.º) no coincide."},
		{"A850590940090418135201", "Lleva «A» en el lugar 1"},
		{"01101382020111003776640", "Tiene más de 22 dígitos"},
		{"0000000000000000000000", "Son todos ceros"},
		{"0110138", "0110138 · 7 de 22"},
		{"9990138202011100377664", "no figura en la tabla"},
	} {
		b.Type("agents.bank.new.cbu", c.typed)
		if got := b.doctorWords(); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q does not say %q", c.typed, got, c.want)
		}
	}
	// A change of one digit is offered and taken.
	b.Type("agents.bank.new.cbu", "0110138302011100377664")
	if got := b.Says("agents.doctor.fix.8"); got != "¿Quisiste decir 0110138-2?" {
		t.Errorf("offers %q", got)
	}
	b.Tap("agents.doctor.fix.8")
	if got := b.Says("agents.bank.new.cbu"); got != "0110138202011100377664" || b.Says("agents.doctor.fix.8") != "" {
		t.Errorf("took %q", got)
	}
}

func TestProposingBankData(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	b.edit("a2", tabBank)
	if got := b.Says("agents.bank.none"); !strings.Contains(got, "no pueden comprar saldo") {
		t.Errorf("without data: %q", got)
	}
	for _, c := range []struct{ cbu, alias, holder, cuit, field, want string }{
		{"", "almacen.sur", "Sur SA", "", "cbu", "Completá este campo."},
		{"0110138302011100377664", "", "Sur SA", "", "cbu", "8.º"},
		{account.CBU, "ñandú.sur", "Sur SA", "", "alias", "Lleva «ñ»"},
		{account.CBU, "abc", "Sur SA", "", "alias", "tiene 3 caracteres"},
		{account.CBU, "", "", "", "holder", "Completá este campo."},
		{account.CBU, "", "Sur SA", "20123456789", "cuit", "verificador"},
	} {
		for name, words := range map[string]string{"cbu": c.cbu, "alias": c.alias, "holder": c.holder, "cuit": c.cuit} {
			b.Type("agents.bank.new."+name, words)
		}
		b.save()
		if got := b.Says("agents.bank.new." + c.field + ".note"); !strings.Contains(got, c.want) {
			t.Errorf("%+v: %q", c, got)
		}
		b.did()
	}
	for name, words := range map[string]string{"cbu": "0009844 7 0000907815322 9", "alias": "Almacen.Sur", "holder": " Sur SA ", "cuit": "30-65331185-7"} {
		b.Type("agents.bank.new."+name, words)
	}
	b.save()
	b.did(`propose a2 0009844700009078153229 almacen.sur "Sur SA" 30653311857 from 1`)
	if got := b.Says("agents.form.line"); !strings.Contains(got, "no vale hasta que otra persona lo apruebe") {
		t.Errorf("line %q", got)
	}
	if b.Says("agents.bank.new.cbu") != "" || b.page.form.account != (agent.Account{}) {
		t.Error("the account stays in the field")
	}
}

// An operator sees bank data masked, and why nothing can be done with it.
func TestAnOperatorSeesBankDataMasked(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, sample())
	b.Resize(1118, 1000)
	b.edit("a1", tabBank)
	if got := b.Says("agents.bank.new.cbu"); got != "0009 8447 •••• •••• ••32 29" {
		t.Errorf("field %q", got)
	}
	for _, name := range []string{"cbu", "alias", "holder", "cuit"} {
		if !uitest.Find[*form.TextField](b.Bench, "agents.bank.new."+name).Disabled() {
			t.Errorf("%s may be written", name)
		}
	}
	if got := b.Says("agents.bank.second"); !strings.Contains(got, "Solo un gerente") {
		t.Errorf("why: %q", got)
	}
	if got := uitest.Find[*form.Button](b.Bench, "agents.bank.eye").Reason(); !strings.Contains(got, "Solo un gerente") {
		t.Errorf("eye: %q", got)
	}
	if got := uitest.Find[*form.Button](b.Bench, "agents.change.c2.approve").Reason(); got != "Lo propusiste vos; lo aprueba otra persona." {
		t.Errorf("approve: %q", got)
	}
	b.page.form.close()
	b.page.showWaiting()
	if got := uitest.Find[*form.Button](b.Bench, "agents.change.c1.approve").Reason(); got != "Lo decide un gerente." {
		t.Errorf("approve: %q", got)
	}
	for _, words := range b.Words() {
		if strings.Contains(words, account.CBU) || strings.Contains(words, "0009844-7") {
			t.Errorf("in full: %q", words)
		}
	}
	b.did()
}

// The eye is an audited call, and what it told does not stay.
func TestTheEye(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	b.edit("a1", tabBank)
	b.Tap("agents.bank.eye")
	b.Until("the account", func() bool { return b.Says("agents.bank.cbu") == "0009844-7 · 0000907815322-9" })
	b.did("reveal a1")
	b.Tap("agents.bank.eye")
	if got := b.Says("agents.bank.cbu"); got != "0009 8447 •••• •••• ••32 29" {
		t.Errorf("hidden again: %q", got)
	}
	b.Tap("agents.bank.eye")
	b.Until("the account", func() bool { return b.page.form.bank.account != nil })
	b.page.form.show(tabMain)
	b.page.form.show(tabBank)
	if got := b.Says("agents.bank.cbu"); got != "0009 8447 •••• •••• ••32 29" {
		t.Errorf("on another tab and back: %q", got)
	}
	b.Tap("agents.change.c2.eye")
	b.Until("the change", func() bool { return b.Says("agents.change.c2.new.cbu") == "0009844-7 · 0000907815322-9" })
	b.page.Hidden()
	if len(b.page.form.bank.seen) != 0 {
		t.Error("it stays on a page one left")
	}
	b.page.Shown()
	b.settled()
	b.did("reveal a1", "reveal change c2")
	b.backend.set(func(f *fake) { f.failing = ErrOffline })
	b.Tap("agents.bank.eye")
	b.Until("why not", func() bool { return b.Says("agents.eye.fault") != "" })
}

// A change that waits keeps another from being proposed.
func TestOneChangeAtATime(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	b.Resize(1118, 1000)
	b.edit("a1", tabBank)
	if !uitest.Find[*form.TextField](b.Bench, "agents.bank.new.cbu").Disabled() {
		t.Error("another change may be proposed")
	}
	if got := b.Says("agents.bank.second"); !strings.Contains(got, "antes de proponer otro") {
		t.Errorf("why: %q", got)
	}
}

// decide opens the question of a step.
func (b *bench) decide(change, step string) {
	b.T.Helper()
	b.Tap("agents.change." + change + "." + step)
	b.Until("the question", func() bool { return dialog.Open(b.Window().Canvas()) })
}

func TestDeciding(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	b.Tap("agents.chip.changes")
	b.decide("c1", "approve")
	if got := b.Says("agents.ask.new.cbu"); got != "0009 8447 •••• •••• ••32 29" {
		t.Errorf("on the question: %q", got)
	}
	b.Tap("agents.ask.no")
	b.did()
	b.decide("c1", "reject")
	b.Tap("agents.ask.yes")
	if got := b.Says("agents.ask.reason.note"); got != "Escribí el motivo." {
		t.Errorf("without a reason: %q", got)
	}
	b.did()
	b.Tap("agents.ask.no")
	b.decide("c2", "withdraw")
	b.Tap("agents.ask.yes")
	b.Until("the answer", func() bool { return b.Says("agents.ask.text") != "" })
	b.did(`withdraw bank c2 from 1 ""`)
	b.Tap("agents.ask.ok")
	b.decide("c1", "approve")
	b.backend.set(func(f *fake) { f.gate = make(chan struct{}) })
	b.Tap("agents.ask.yes")
	if !b.page.Busy() {
		t.Error("a closing window would not ask")
	}
	b.page.asking.send() // the other half of a double click
	close(b.backend.gate)
	b.Until("the answer", func() bool { return b.Says("agents.ask.text") == "Los datos nuevos están en vigencia." })
	b.did(`approve bank c1 from 4 ""`)
	b.Tap("agents.ask.ok")
	b.Until("nothing left", func() bool { return b.Says("agents.changes.none") != "" })
	if b.page.Badge() != 0 || b.Badges == 0 {
		t.Errorf("badge %d, told %d times", b.page.Badge(), b.Badges)
	}
}

// How a decision fails is told, and what is not known is told as that.
func TestDecisionsThatFail(t *testing.T) {
	for _, c := range []struct {
		err   error
		want  string
		again bool
	}{
		{ErrOffline, "no se envió nada", true},
		{ErrNotStored, "Liberá espacio", true},
		{ErrConflict, "Otra persona hizo algo antes", false},
		{ErrSignedOut, "La sesión terminó", false},
		{&UnknownError{Key: "k-1"}, "no sabemos si se hizo. No se envía de nuevo", false},
		{errors.New("odd"), "no sabemos si se hizo", false},
		{problem.New(problem.SecondPersonNeeded, "es-AR", "r1"), problem.New(problem.SecondPersonNeeded, "es-AR", "r1").Detail, false},
	} {
		b := newBench(t, text.ES, access.Manager, sample())
		b.page.showWaiting()
		b.backend.set(func(f *fake) { f.failing = c.err })
		b.decide("c1", "approve")
		b.Tap("agents.ask.yes")
		b.Until("the answer", func() bool { return b.Says("agents.ask.text")+b.Says("agents.ask.fault") != "" })
		said := b.Says("agents.ask.text")
		if c.again {
			said = b.Says("agents.ask.fault")
		}
		if !strings.Contains(said, c.want) {
			t.Errorf("%v: %q", c.err, said)
		}
		if _, offered := b.Item("agents.ask.yes"); offered != c.again {
			t.Errorf("%v: offered again: %v", c.err, offered)
		}
		if len(b.backend.acts()) != 1 {
			t.Errorf("%v: not sent once", c.err)
		}
	}
}

func TestProposingARate(t *testing.T) {
	f := sample()
	b := newBench(t, text.ES, access.Manager, f)
	b.edit("a2", tabMain)
	b.Tap("agents.rate.button")
	for _, c := range []struct{ rate, from, field, want string }{
		{"", "", "rate", "Escribí una tasa de 0 a 100"},
		{"4,555", "", "rate", "Escribí una tasa"},
		{"101", "", "rate", "Escribí una tasa"},
		{"4,5", "", "rate", "Es la tasa de hoy."},
		{"5", "hoy", "from", "desde mañana"},
		{"5", "pronto", "from", "No se entiende"},
	} {
		b.Type("agents.rate.ask.rate", c.rate)
		uitest.Find[*form.DateField](b.Bench, "agents.rate.ask.from").SetText(c.from)
		b.page.asking.send()
		if got := b.Says("agents.rate.ask." + c.field + ".note"); !strings.Contains(got, c.want) {
			t.Errorf("%+v: %q", c, got)
		}
	}
	b.did()
	b.Type("agents.rate.ask.rate", "5,25 %")
	uitest.Find[*form.DateField](b.Bench, "agents.rate.ask.from").SetText("01/12/2026")
	b.page.asking.send()
	b.Until("the answer", func() bool { return b.Says("agents.rate.ask.text") != "" })
	b.did(`rate "a2" 525 from "2026-12-01T00:00:00-03:00" version 1`)
	b.Tap("agents.rate.ask.ok")
	b.page.AskDefaultRate(400, 7)
	b.Type("agents.rate.ask.rate", "4.25")
	b.page.asking.send()
	b.Until("the answer", func() bool { return b.Says("agents.rate.ask.text") != "" })
	b.did(`rate "" 425 from "" version 7`)
}

// The form shows the rates there were, with the day they count from.
func TestDatedRates(t *testing.T) {
	f := sample()
	at, from := noon.Add(-48*time.Hour), noon.Add(-24*time.Hour)
	f.rates = []agent.RateChange{
		{ID: "r2", Agent: agent.Ref{ID: "a2"}, Old: 400, New: 450, From: &from, State: agent.Approved, Decision: agent.Decision{DecidedBy: "L. Paz", DecidedAt: &at}},
		{ID: "r1", Agent: agent.Ref{ID: "a2"}, New: 400, State: agent.Rejected, Decision: agent.Decision{DecidedBy: "L. Paz", DecidedAt: &at}},
	}
	b := newBench(t, text.ES, access.Manager, f)
	b.Resize(1118, 1000)
	b.edit("a2", tabMain)
	b.Until("the rate", func() bool {
		return strings.ReplaceAll(b.Says("agents.form.rate.r2"), "\u00a0", " ") == "4,5 % desde 21/11/2026 · aprobó L. Paz"
	})
	if b.Says("agents.form.rate.r1") != "" {
		t.Error("a rejected rate counts")
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		typed, lang string
		want        int64
	}{{"4", "es-AR", 400}, {"4,5", "es-AR", 450}, {"4.5", "es-AR", 450}, {" 4,50 % ", "pt-BR", 450}, {"4.25%", "en", 425}, {"0", "en", 0}, {"100", "en", 10000},
		{"100,01", "es-AR", -1}, {"-1", "en", -1}, {"", "en", -1}, {"4,", "es-AR", -1}, {"x", "en", -1}, {"1.000", "es-AR", -1}} {
		got, err := parsePercent(c.typed, c.lang)
		if (err == nil) != (c.want >= 0) || err == nil && int64(got) != c.want {
			t.Errorf("%q in %s: %d, %v", c.typed, c.lang, got, err)
		}
	}
}
