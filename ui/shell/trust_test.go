package shell

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/ui/look"
	"trastienda/ui/text"
)

// Fingerprints in groups, as a Backend gives them.
const (
	print1 = "3F2A 9C01 77D0 1B2C 8E5F 0A43 99B1 6C2D 3F2A 9C01 77D0 1B2C 8E5F 0A43 99B1 6C2D"
	print2 = "0A43 99B1 6C2D 3F2A 9C01 77D0 1B2C 8E5F 0A43 99B1 6C2D 3F2A 9C01 77D0 1B2C 8E5F"
)

// everyNote is a hub that nothing is right with.
var everyNote = Connection{State: Offline, Notes: HubNotes{ClockOff: -5 * time.Minute, TooOld: true, Certificate: CertificateChanged}}

func (b *bench) line(has string) {
	b.Helper()
	b.until(has, func() bool { i, _ := b.item("stage.line"); return strings.Contains(i.Text, has) })
}

// connecting is the page that connects, with an address.
func connecting(t *testing.T, backend *fakeBackend) *bench {
	t.Helper()
	b := newBench(t, backend).welcome()
	b.tap("welcome.hub")
	b.typeIn("connect.address", "hub.example.com")
	return b
}

func TestACertificateIsTrustedOnlyByItsButton(t *testing.T) {
	backend := firstRun()
	fail := error(&Fault{Kind: Untrusted, Fingerprint: print1})
	backend.test = func(string) (HubInfo, error) { return HubInfo{Version: "2.1", TLS: true}, fail }
	b := connecting(t, backend)
	if _, ok := b.item("connect.trust"); ok {
		t.Fatal("there is something to trust before anybody asked")
	}
	b.tap("connect.test")
	b.line("Ninguna autoridad garantiza")
	if got := b.textOf("stage.line"); !strings.Contains(got, twoLines(print1)) || !strings.Contains(got, "No se envió nada") {
		t.Errorf("line %q", got)
	}
	trust := b.find("connect.trust").(fyne.Focusable)
	if b.s.Focused() == trust {
		t.Error("the button that trusts has the keyboard at first")
	}
	b.s.win.Canvas().Focus(trust)
	b.typed(fyne.KeyReturn)
	b.typed(fyne.KeyEnter)
	if backend.has("trust https://hub.example.com " + print1) {
		t.Fatal("Enter trusts")
	}
	fail = nil
	b.tap("connect.trust")
	b.line("versión 2.1")
	if !backend.has("trust https://hub.example.com " + print1) {
		t.Errorf("calls %v", backend.calls)
	}
	if _, ok := b.item("connect.trust"); ok {
		t.Error("it is still offered")
	}
	if b.s.Focused() == trust {
		t.Error("the keyboard is on a button that is gone")
	}
	// Esc goes back and trusts nothing.
	fail = &Fault{Kind: CertificateChanged, Fingerprint: print2}
	b.tap("connect.test")
	b.line("puede ser otro servidor")
	b.typed(fyne.KeyEscape)
	b.welcome()
	if backend.has("trust https://hub.example.com " + print2) {
		t.Error("Esc trusts")
	}
}

// A start with --hub asks for the password at once: the certificate is trusted
// there, and then the password is sent.
func TestACertificateIsTrustedAtSignIn(t *testing.T) {
	backend := ready()
	backend.state, backend.session.Hub = SignIn, "https://hub.example.com"
	fail := error(&Fault{Kind: Untrusted, Fingerprint: print1})
	backend.sign = func(string, string) error { return fail }
	backend.trust = func(string, string) error { fail = nil; return nil }
	b := newBench(t, backend)
	b.until("sign-in", func() bool { _, ok := b.s.stage.(*signIn); return ok })
	b.typeIn("signin.password", "secreta1")
	b.tap("signin.do")
	b.line(twoLines(print1))
	if b.s.Focused() == b.find("signin.trust").(fyne.Focusable) {
		t.Error("the button that trusts has the keyboard at first")
	}
	b.tap("signin.trust")
	b.inSession()
	if !backend.has("trust https://hub.example.com " + print1) {
		t.Errorf("calls %v", backend.calls)
	}
}

// So it is over a session that ended: the rows stay, and the same password goes
// once the certificate is trusted.
func TestACertificateIsTrustedOverAnExpiredSession(t *testing.T) {
	backend := ready()
	backend.session.Hub = "https://hub.example.com"
	b := newBench(t, backend).inSession()
	fail := error(&Fault{Kind: CertificateChanged, Fingerprint: print1})
	backend.sign = func(string, string) error { return fail }
	b.s.SessionExpired()
	b.until("the question", b.s.modal)
	if _, ok := b.item("signin.trust"); ok {
		t.Error("there is something to trust before anybody asked")
	}
	b.typeIn("signin.password", "secreta1")
	b.tap("shell.signin.do")
	b.line(twoLines(print1))
	trust := b.find("signin.trust").(fyne.Focusable)
	if b.s.Focused() == trust {
		t.Error("the button that trusts has the keyboard at first")
	}
	b.s.win.Canvas().Focus(trust)
	b.typed(fyne.KeyReturn)
	if backend.has("trust https://hub.example.com " + print1) {
		t.Fatal("Enter trusts")
	}
	// Another one is shown by now.
	backend.trust = func(string, string) error { return &Fault{Kind: CertificateChanged, Fingerprint: print2} }
	b.tap("signin.trust")
	b.line(twoLines(print2))
	backend.trust = func(string, string) error { fail = nil; return nil }
	b.tap("signin.trust")
	b.until("the session", func() bool { return !b.s.modal() })
	if !backend.has("trust https://hub.example.com "+print2) || b.s.page == nil {
		t.Errorf("calls %v", backend.calls)
	}
}

// The certificate that is trusted is the one of the address that showed it.
func TestAnOfferBelongsToItsAddress(t *testing.T) {
	backend := firstRun()
	backend.connect = func(string) error { return &Fault{Kind: Untrusted, Fingerprint: print1} }
	b := connecting(t, backend)
	b.typeIn("connect.email", "m@a.com")
	b.typeIn("connect.password", "secreta1")
	b.tap("connect.do")
	b.line(twoLines(print1))
	b.find("connect.address").(interface{ SetText(string) }).SetText("other.example.com")
	// Another certificate is shown by now: that one is offered.
	backend.trust = func(string, string) error { return &Fault{Kind: CertificateChanged, Fingerprint: print2} }
	b.tap("connect.trust")
	b.line(twoLines(print2))
	if !backend.has("trust https://hub.example.com "+print1) || backend.has("trust https://other.example.com "+print1) {
		t.Errorf("calls %v", backend.calls)
	}
	b.tap("connect.test") // the other address is a hub without anything to trust
	b.line("versión 1.0")
	if _, ok := b.item("connect.trust"); ok {
		t.Error("the offer outlives its address")
	}
}

func TestTheTestSaysWhatIsNotRight(t *testing.T) {
	for _, c := range []struct {
		info HubInfo
		want string
	}{
		{HubInfo{Version: "1", TLS: true}, "Responde un hub de Trastienda, versión 1."},
		{HubInfo{Version: "1", TLS: true, ClockOff: time.Minute}, "Responde un hub de Trastienda, versión 1."},
		{HubInfo{Version: "1", TLS: true, ClockOff: 3 * time.Minute}, "Responde un hub de Trastienda, versión 1. El reloj de este equipo adelanta 3 min: corregilo, porque los plazos se ven mal."},
		{HubInfo{Version: "1", TLS: true, TooOld: true}, "Responde un hub de Trastienda, versión 1. Este programa es anterior a lo que pide el hub: actualizalo. Podés mirar; no se envía nada. Lo pendiente queda guardado."},
	} {
		backend := firstRun()
		backend.test = func(string) (HubInfo, error) { return c.info, nil }
		b := connecting(t, backend)
		b.tap("connect.test")
		b.until(c.want, func() bool { i, _ := b.item("stage.line"); return i.Text == c.want })
	}
}

func TestRibbonsSayWhatIsNotRightWhileItIsSo(t *testing.T) {
	b := newBench(t, ready()).inSession()
	says := map[string]string{
		"ribbon.clock":       "El reloj de este equipo atrasa 5 min: corregilo, porque los plazos se ven mal.",
		"ribbon.tooold":      "Este programa es anterior a lo que pide el hub: actualizalo. Podés mirar; no se envía nada. Lo pendiente queda guardado.",
		"ribbon.certificate": "El certificado cambió: puede ser otro servidor. No se envía nada. Mirá Configuración → Hub → Probar.",
	}
	check := func(when string, there bool) {
		t.Helper()
		for id, want := range says {
			if i, ok := b.item(id); ok != there || there && i.Text != want {
				t.Errorf("%s: %s says %q (%v)", when, id, i.Text, ok)
			}
		}
	}
	check("at first", false)
	b.s.setConnection(everyNote)
	check("while it is so", true)
	b.s.SessionExpired()
	b.until("the question", b.s.modal)
	check("while the session is over", true)
	b.typed(fyne.KeyEscape)
	b.s.setConnection(Connection{State: Online})
	check("when it is right again", false)
}

// Set TRASTIENDA_PICTURES to a folder to look at them.
func TestHubTroubleInBothLooks(t *testing.T) {
	folder := os.Getenv("TRASTIENDA_PICTURES")
	for _, lang := range text.Langs() {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			for _, view := range []string{"untrusted", "asktrust", "notes"} {
				b := views()[view](t, func(p *Params) { p.Lang, p.Theme = lang, choice })
				uncut(t, string(lang)+" "+view, b.s.win.Content(), b.s.win.Canvas().Size())
				if folder == "" {
					continue
				}
				file, err := os.Create(filepath.Join(folder, strings.Join([]string{"hub", view, string(lang), string(choice)}, "-")+".png"))
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(file, b.s.win.Canvas().Capture()); err != nil {
					t.Fatal(err)
				}
				file.Close()
			}
		}
	}
}
