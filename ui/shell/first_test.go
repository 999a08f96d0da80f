package shell

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/ui/text"
)

func firstRun() *fakeBackend {
	b := ready()
	b.state = FirstRun
	return b
}

func (b *bench) welcome() *bench {
	b.Helper()
	b.until("welcome", func() bool { _, ok := b.s.stage.(*welcome); return ok })
	return b
}

func TestSampleDataIsMadeWithProgress(t *testing.T) {
	backend := firstRun()
	go_ := make(chan struct{})
	backend.sample = func(_ context.Context, progress func(done, total int)) error {
		progress(300, 1200)
		<-go_
		return nil
	}
	b := newBench(t, backend).welcome()
	if b.s.Focused() == nil {
		t.Error("nothing has the focus on the first page")
	}
	b.tap("welcome.sample")
	b.until("count", func() bool { i, ok := b.item("sample.count"); return ok && i.Text == "300 de 1.200 compras" })
	close(go_)
	b.inSession()
	if b.textOf("nav.agency") != "Agencia San Martín" || b.s.win.Title() != "Trastienda — Agencia San Martín" {
		t.Errorf("agency %q, title %q", b.textOf("nav.agency"), b.s.win.Title())
	}
}

func TestSampleDataCanBeCancelled(t *testing.T) {
	backend := firstRun()
	cleaned := false
	backend.sample = func(ctx context.Context, _ func(done, total int)) error {
		<-ctx.Done()
		cleaned = true
		return ctx.Err()
	}
	b := newBench(t, backend).welcome()
	b.tap("welcome.sample")
	b.tap("sample.cancel")
	if i, _ := b.item("sample.cancel"); !i.Disabled {
		t.Error("cancel can be pressed twice")
	}
	b.welcome()
	if !cleaned || b.s.modal() {
		t.Errorf("cleaned %v, dialog %v", cleaned, b.s.modal())
	}
}

func TestSampleDataFails(t *testing.T) {
	backend := firstRun()
	backend.sample = func(context.Context, func(done, total int)) error { return &Fault{Kind: DiskFull, Path: "/data"} }
	b := newBench(t, backend).welcome()
	b.tap("welcome.sample")
	b.until("error", b.s.modal)
	if got := b.textOf("error.text"); !strings.Contains(got, "/data") {
		t.Errorf("error says %q", got)
	}
	if _, ok := b.s.stage.(*welcome); !ok {
		t.Errorf("stage %T", b.s.stage)
	}
}

func TestNewAgencyChecksEveryField(t *testing.T) {
	b := newBench(t, firstRun()).welcome()
	b.tap("welcome.agency")
	right := map[string]string{
		"agency.name": "Agencia Sur", "agency.1.name": "Ana", "agency.1.email": "ana@sur.com", "agency.1.password": "contraseña1", "agency.1.again": "contraseña1",
		"agency.2.name": "Luis", "agency.2.email": "luis@sur.com", "agency.2.password": "contraseña2", "agency.2.again": "contraseña2",
	}
	page := b.s.stage.(*agencyPage)
	fill := func(change map[string]string) {
		for _, in := range page.inputs {
			v := right[in.id]
			if c, ok := change[in.id]; ok {
				v = c
			}
			in.field.SetText(v)
		}
	}
	for _, c := range []struct{ id, value, says string }{
		{"agency.name", "  ", "Completá este dato."},
		{"agency.1.email", "ana", "Escribí un correo completo"},
		{"agency.1.email", "Ana <ana@sur.com>", "Escribí un correo completo"},
		{"agency.1.password", "corta", "necesita 8 caracteres"},
		{"agency.2.again", "otra", "no son iguales"},
		{"agency.2.email", "ANA@sur.com", "correos distintos"},
	} {
		fill(map[string]string{c.id: c.value})
		b.tap("agency.do")
		if got := b.textOf(c.id + ".note"); !strings.Contains(got, c.says) {
			t.Errorf("%s=%q: says %q, want %q", c.id, c.value, got, c.says)
		}
		if b.backend.has("agency") {
			t.Fatalf("%s=%q was sent", c.id, c.value)
		}
	}
	fill(nil)
	b.tap("agency.do")
	b.inSession()
	want := NewAgency{Name: "Agencia Sur", Managers: [2]Manager{{"Ana", "ana@sur.com", "contraseña1"}, {"Luis", "luis@sur.com", "contraseña2"}}}
	if b.backend.agency != want {
		t.Errorf("sent %+v", b.backend.agency)
	}
}

func TestConnectTestsAndSignsIn(t *testing.T) {
	backend := firstRun()
	fail := error(&Fault{Kind: NotAHub})
	backend.test = func(string) (HubInfo, error) { return HubInfo{Version: "2.1"}, fail }
	backend.connect = func(string) error { return fail }
	b := newBench(t, backend).welcome()
	b.tap("welcome.hub")
	b.tap("connect.test")
	if got := b.textOf("connect.address.note"); !strings.Contains(got, "https://hub.miagencia.com") {
		t.Errorf("an empty address: %q", got)
	}
	b.typeIn("connect.address", "hub.example.com/")
	b.tap("connect.test")
	b.until("no hub", func() bool {
		i, _ := b.item("stage.line")
		return strings.Contains(i.Text, "no hay un hub de Trastienda")
	})
	if !backend.has("test https://hub.example.com") {
		t.Errorf("calls %v", backend.calls)
	}
	fail = nil
	b.tap("connect.test")
	b.until("a hub", func() bool {
		i, _ := b.item("stage.line")
		return strings.Contains(i.Text, "versión 2.1") && strings.Contains(i.Text, "no está cifrada")
	})
	b.typeIn("connect.email", "m@a.com")
	b.typeIn("connect.password", " con blancos ")
	b.tap("connect.do")
	b.inSession()
	if !backend.has("connect https://hub.example.com m@a.com  con blancos ") {
		t.Errorf("calls %v", backend.calls)
	}
}

func TestBackLeadsToTheFirstPage(t *testing.T) {
	b := newBench(t, firstRun()).welcome()
	for _, way := range []string{"welcome.hub", "welcome.agency"} {
		b.tap(way)
		b.typed(fyne.KeyEscape)
		b.welcome()
	}
}

func TestSignInErrorsAreSaidInWords(t *testing.T) {
	backend := ready()
	backend.state, backend.session.Hub = SignIn, "https://hub.example.com"
	var fail error
	backend.sign = func(string, string) error { return fail }
	b := newBench(t, backend)
	b.until("sign-in", func() bool { _, ok := b.s.stage.(*signIn); return ok })
	if got := b.textOf("stage.note"); got != "Hub: https://hub.example.com" {
		t.Errorf("where: %q", got)
	}
	b.typeIn("signin.password", "x")
	for _, c := range []struct {
		err  error
		says string
	}{
		{&Fault{Kind: WrongPassword}, "no son correctos"},
		{&Fault{Kind: NoConnection}, "No hay conexión con el hub"},
		{&Fault{Kind: Certificate}, "No se envió la contraseña"},
		{&Fault{Kind: TooMany, Wait: 61 * time.Second}, "en 2 minutos"},
		{&Fault{Kind: TooMany, Wait: 900 * time.Millisecond}, "en 1 segundo."},
		{errors.New("what nobody knows"), "algo inesperado"},
	} {
		fail = c.err
		b.tap("signin.do")
		b.until(c.says, func() bool { i, _ := b.item("stage.line"); return strings.Contains(i.Text, c.says) })
	}
	b.s.ChooseLang(text.EN)
	if got := b.textOf("stage.line"); !strings.Contains(got, "unexpected") {
		t.Errorf("the error stays in the old language: %q", got)
	}
	if got := b.find("signin.password").(interface{ ProbeText() string }).ProbeText(); got != "•" {
		t.Errorf("the password field after a change of language: %q", got)
	}
	fail = nil
	b.tap("signin.do")
	b.inSession()
}

func TestExpiredSessionAsksOverThePage(t *testing.T) {
	b := newBench(t, ready()).inSession()
	page := b.pages[0]
	b.s.SessionExpired()
	b.s.SessionExpired()
	b.until("dialog", b.s.modal)
	if b.s.page != Page(page) {
		t.Fatal("the page is gone")
	}
	b.typeIn("signin.password", "nueva")
	b.tap("shell.signin.do")
	b.until("back", func() bool { return !b.s.modal() })
	b.until("sync", func() bool { return b.backend.has("sync") })
	if b.s.page != Page(page) || page.disposed {
		t.Error("the page was made anew for the same user")
	}
	b.backend.session.User = "L. Paz"
	b.s.SessionExpired()
	b.until("dialog", b.s.modal)
	b.typeIn("signin.password", "otra")
	b.tap("shell.signin.do")
	b.until("another user", func() bool { return page.disposed && b.s.page != nil })
	if got := b.textOf("nav.user"); got != "Operador · L. Paz" {
		t.Errorf("user %q", got)
	}
}

// Pages that are to be made anew wait until no question is open and no act waits
// for its answer.
func TestPagesAreRenewedWhenNothingIsInTheWay(t *testing.T) {
	b := newBench(t, ready()).inSession()
	page := b.pages[0]
	page.busy = true
	b.s.showAbout()
	b.s.SessionRenewed()
	time.Sleep(renewEvery + 100*time.Millisecond)
	if page.disposed || !b.s.modal() {
		t.Fatal("the pages are new under a question")
	}
	b.typed(fyne.KeyEscape)
	time.Sleep(renewEvery + 100*time.Millisecond)
	if page.disposed {
		t.Fatal("the pages are new while an act waits")
	}
	page.busy = false
	b.until("new pages", func() bool { return page.disposed && b.s.page != nil && b.s.page != Page(page) })
}

// TestCancelledSignInCanBeAskedAgain: the bar keeps saying that the session
// is over and offers the way back.
func TestCancelledSignInCanBeAskedAgain(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.s.SessionExpired()
	b.until("dialog", b.s.modal)
	b.typed(fyne.KeyEscape)
	if b.s.modal() || b.textOf("status.connection") != "La sesión terminó · todavía no se sincronizó" {
		t.Fatalf("dialog %v, status %q", b.s.modal(), b.textOf("status.connection"))
	}
	if ok, _ := b.s.cmds.State("shell.sync"); ok {
		t.Error("sync is offered without a session")
	}
	b.tap("status.signin")
	if !b.s.modal() {
		t.Error("the bar's button asks nothing")
	}
}

func TestFatalProblems(t *testing.T) {
	for kind, says := range map[Kind]string{FolderNotWritable: "/d/x", NewerVersion: "/d/x", DiskFull: "/d/x", FolderInUse: "/d/x"} {
		backend := ready()
		tries := 0
		backend.startFn = func() error {
			tries++
			if tries == 1 {
				return &Fault{Kind: kind, Path: "/d/x"}
			}
			return nil
		}
		b := newBench(t, backend)
		b.until("fatal page", func() bool { _, ok := b.s.stage.(*fatal); return ok })
		if got := b.textOf("error.text"); !strings.Contains(got, says) {
			t.Errorf("%s: %q", kind, got)
		}
		if b.textOf("error.do") == "" || b.textOf("fatal.what") == "" {
			t.Errorf("%s: nothing to do", kind)
		}
		b.tap("fatal.again")
		b.inSession()
	}
}

func TestProblemBeforeTheWindow(t *testing.T) {
	b := newBench(t, nil, func(p *Params) {
		p.Fatal, p.Backend, p.Groups = &Fault{Kind: FolderInUse, Path: "/d"}, nil, nil
	})
	if !strings.Contains(b.textOf("error.text"), "/d") {
		t.Error("no reason")
	}
	if _, ok := b.item("fatal.again"); ok {
		t.Error("offers to try again what it cannot")
	}
}

func TestSignOutAndLeaveSample(t *testing.T) {
	b := newBench(t, ready()).inSession()
	page := b.pages[0]
	if ok, _ := b.s.cmds.State("shell.leavesample"); ok {
		t.Error("leaving the sample is offered outside of it")
	}
	b.s.cmds.Run("shell.signout")
	b.until("sign-in page", func() bool { _, ok := b.s.stage.(*signIn); return ok })
	if !page.disposed || !b.backend.has("signout") || b.s.win.Title() != "Trastienda" {
		t.Errorf("disposed %v, calls %v, title %q", page.disposed, b.backend.calls, b.s.win.Title())
	}
	sample := ready()
	sample.session.Sample = true
	b = newBench(t, sample).inSession()
	b.tap("ribbon.leave")
	b.typed(fyne.KeyEscape)
	if b.backend.has("leave") {
		t.Fatal("Esc left the sample")
	}
	b.tap("ribbon.leave")
	b.tap("shell.leavesample.leave")
	b.welcome()
	if !b.backend.has("leave") {
		t.Error("the sample is still there")
	}
}
