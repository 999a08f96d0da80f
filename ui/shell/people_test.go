package shell

import (
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

func signedOut() *fakeBackend {
	b := ready()
	b.state, b.session.Hub = SignIn, "https://hub.example.com"
	return b
}

func (b *bench) onSignIn() *bench {
	b.Helper()
	b.until("sign-in", func() bool { _, ok := b.s.stage.(*signIn); return ok })
	return b
}

// says waits until a text of an id holds some words.
func (b *bench) says(id, words string) {
	b.Helper()
	b.until(id+": "+words, func() bool { i, _ := b.item(id); return strings.Contains(i.Text, words) })
}

// write replaces what a field holds.
func (b *bench) write(id, words string) {
	b.Helper()
	b.find(id).(*form.TextField).SetText(words)
}

func TestForgottenPassword(t *testing.T) {
	backend := signedOut()
	backend.session.Email = ""
	b := newBench(t, backend).onSignIn()
	b.tap("signin.forgot")
	b.tap("forgot.ask")
	if got := b.textOf("forgot.email.note"); got != "Completá este dato." || len(b.backend.calls) != 1 {
		t.Errorf("%q, calls %v", got, b.backend.calls)
	}
	b.typeIn("forgot.email", "m@a.com")
	b.tap("forgot.ask")
	b.says("stage.line", "Si ese correo tiene un usuario")
	if !b.backend.has("ask  m@a.com") {
		t.Errorf("calls %v", b.backend.calls)
	}
	b.typeIn("forgot.code", " 7KQM2-X4PDR ")
	b.write("forgot.password", "corta")
	b.tap("forgot.do")
	if got := b.textOf("forgot.password.note"); !strings.Contains(got, "8 caracteres") {
		t.Errorf("a short password: %q", got)
	}
	b.write("forgot.password", "clave nueva")
	b.write("forgot.again", "clave otra")
	b.tap("forgot.do")
	if got := b.textOf("forgot.again.note"); !strings.Contains(got, "no son iguales") {
		t.Errorf("two passwords: %q", got)
	}
	b.write("forgot.again", "clave nueva")
	b.backend.fail = &Fault{Kind: PasswordUnsure}
	b.tap("forgot.do")
	b.says("stage.line", "No sabemos si la contraseña nueva quedó guardada.")
	b.backend.fail = nil
	b.tap("forgot.do")
	b.onSignIn()
	b.says("stage.line", "Ingresá con la nueva")
	if !b.backend.has("reset  m@a.com 7KQM2-X4PDR clave nueva") || b.s.stage.(*signIn).email.value != "m@a.com" {
		t.Errorf("calls %v", b.backend.calls)
	}
}

// Where no hub is known its address is asked for, and stays on the way back.
func TestRegisteringAtANewHub(t *testing.T) {
	b := newBench(t, firstRun()).welcome()
	b.tap("welcome.hub")
	b.typeIn("connect.address", "hub.example.com")
	b.tap("connect.register")
	b.typed(fyne.KeyEscape)
	if got := b.s.stage.(*connect).address.value; got != "hub.example.com" {
		t.Errorf("back with %q", got)
	}
	b.tap("connect.register")
	b.typeIn("register.token", "T-1")
	b.typeIn("register.password", "clave de eva")
	b.typeIn("register.again", "clave de eva")
	b.backend.fail = errors.New("no")
	b.tap("register.do")
	b.says("stage.line", "algo inesperado")
	b.backend.fail = nil
	b.tap("register.do")
	b.inSession()
	if !b.backend.has("register https://hub.example.com T-1 clave de eva") {
		t.Errorf("calls %v", b.backend.calls)
	}
}

func TestForgottenAtANewHub(t *testing.T) {
	b := newBench(t, firstRun()).welcome()
	b.tap("welcome.hub")
	b.tap("connect.forgot")
	b.typeIn("forgot.email", "m@a.com")
	b.tap("forgot.ask")
	if got := b.textOf("forgot.address.note"); !strings.Contains(got, "https://hub.miagencia.com") {
		t.Errorf("no address: %q", got)
	}
	b.typeIn("forgot.address", "hub.example.com")
	b.tap("forgot.ask")
	b.until("asked", func() bool { return b.backend.has("ask https://hub.example.com m@a.com") })
	b.typed(fyne.KeyEscape)
	if p, ok := b.s.stage.(*connect); !ok || p.email.value != "m@a.com" {
		t.Errorf("back on %T", b.s.stage)
	}
}

func TestRegisteringAtTheKnownHub(t *testing.T) {
	b := newBench(t, signedOut()).onSignIn()
	b.tap("signin.register")
	if _, ok := b.item("register.address"); ok {
		t.Error("the address of the known hub is asked for")
	}
	b.typeIn("register.token", "T-1")
	b.typeIn("register.password", "clave de eva")
	b.typeIn("register.again", "clave de eva")
	b.typed(fyne.KeyReturn)
	b.tap("register.do")
	b.inSession()
	if !b.backend.has("register  T-1 clave de eva") {
		t.Errorf("calls %v", b.backend.calls)
	}
}

func TestChangingThePassword(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.s.cmds.Run("shell.password.change")
	if got := b.textOf("password.about"); !strings.Contains(got, "otras computadoras se cierran") {
		t.Errorf("about %q", got)
	}
	b.typeIn("password.current", "vieja")
	b.typeIn("password.new.password", "clave nueva")
	b.typeIn("password.new.again", "clave nueva")
	b.backend.fail = &Fault{Kind: NoConnection}
	b.tap("shell.password.do")
	b.says("stage.line", "No hay conexión")
	b.backend.fail = nil
	b.typed(fyne.KeyEscape)
	b.s.cmds.Run("shell.password.change")
	b.typeIn("password.current", "vieja")
	b.typeIn("password.new.password", "clave nueva")
	b.typeIn("password.new.again", "clave nueva")
	b.tap("shell.password.do")
	b.says("password.done", "La contraseña cambió")
	if !b.backend.has("change vieja clave nueva") {
		t.Errorf("calls %v", b.backend.calls)
	}
	sample := ready()
	sample.session.Sample = true
	b = newBench(t, sample).inSession()
	if ok, _ := b.s.cmds.State("shell.password.change"); ok {
		t.Error("the sample's people have no password to change")
	}
}

// Whoever was shut out is told so, and leaves no page behind.
func TestDeactivatedUser(t *testing.T) {
	b := newBench(t, ready()).inSession()
	page := b.pages[0]
	b.s.UserDeactivated()
	b.until("dialog", b.s.modal)
	b.says("signin.expired", "Un gerente desactivó tu usuario")
	b.typed(fyne.KeyEscape)
	if _, ok := b.s.stage.(*signIn); !ok || !page.disposed {
		t.Errorf("stage %T, page disposed %v", b.s.stage, page.disposed)
	}
	b = newBench(t, ready()).inSession()
	b.s.UserDeactivated()
	b.until("dialog", b.s.modal)
	b.backend.session.User = "L. Paz"
	b.typeIn("signin.password", "otra")
	b.tap("shell.signin.do")
	b.until("another user", func() bool { return !b.s.modal() && b.s.page != nil })
	if got := b.textOf("nav.user"); got != "Operador · L. Paz" {
		t.Errorf("user %q", got)
	}
}

// The ways in in three languages, at the smallest window and the largest zoom:
// nothing is wider than its card. TRASTIENDA_PICTURES names a folder to look at
// them.
func TestWaysInFit(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, zoom := range []int{100, 160} {
			for name, make := range map[string]func(*Shell) stage{
				"signin":   func(s *Shell) stage { return newSignIn(s) },
				"connect":  func(s *Shell) stage { return newConnect(s, newWelcomeStage) },
				"forgot":   func(s *Shell) stage { none := ""; return newForgot(s, entry{address: &none}) },
				"register": func(s *Shell) stage { none := ""; return newRegister(s, entry{address: &none}) },
			} {
				b := newBench(t, signedOut(), func(p *Params) {
					p.Lang = lang
					if lang == text.PT {
						p.Theme = look.Dark
					}
				}).onSignIn()
				b.s.SetZoom(zoom)
				b.s.win.Resize(fyne.NewSize(MinWidth, MinHeight-menuBar))
				b.s.show(make(b.s))
				for _, id := range []string{"signin.register", "connect.register", "connect.back", "forgot.back", "register.back", "forgot.ask", "forgot.again"} {
					i, ok := b.item(id)
					if ok && float32(i.X+i.W) > (MinWidth+cardWidth*float32(zoom)/100)/2 {
						t.Errorf("%s %d %s: %s ends at %v", lang, zoom, name, id, i.X+i.W)
					}
				}
				b.picture(name + "-" + string(lang) + "-" + map[int]string{100: "100", 160: "160"}[zoom])
			}
		}
	}
}

// picture writes the window as a PNG into the folder named by
// TRASTIENDA_PICTURES, if it is set, for people to look at.
func (b *bench) picture(name string) {
	dir := os.Getenv("TRASTIENDA_PICTURES")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, "shell-"+name+".png"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, b.s.win.Canvas().Capture()); err != nil {
		b.Fatal(err)
	}
}
