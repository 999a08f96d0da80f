package shell

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/probe"
	"trastienda/ui/text"
)

func TestStatusBar(t *testing.T) {
	b := newBench(t, ready()).inSession()
	for want, c := range map[string]Connection{
		"Conectando…": {},
		"En línea · última sincronización 14:05":                {State: Online, LastSync: noon},
		"Sin conexión · última sincronización 14:05":            {State: Offline, LastSync: noon},
		"Sin conexión · última sincronización 11/12/2022 14:05": {State: Offline, LastSync: noon.AddDate(0, 0, -2)},
		"Sin conexión · todavía no se sincronizó":               {State: Offline},
		"Sincronizando…": {State: Syncing, LastSync: noon},
		"La sesión terminó · última sincronización 14:05": {State: SignedOut, LastSync: noon},
	} {
		b.s.setConnection(c)
		if got := b.textOf("status.connection"); got != want {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
		if _, offered := b.item("status.signin"); offered != (c.State == SignedOut) {
			t.Errorf("%+v: sign-in offered: %v", c, offered)
		}
	}
	b.s.SetSelection("2 de 6 filas")
	if b.textOf("status.selection") != "2 de 6 filas" {
		t.Error("the selection is not shown")
	}
	b.s.Open("two")
	if i, ok := b.item("status.selection"); ok {
		t.Errorf("the selection of another page is still shown: %q", i.Text)
	}
}

func TestSyncNow(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.press(key(fyne.KeyR, fyne.KeyModifierShift))
	if b.textOf("status.task") != "Sincronizando…" {
		t.Errorf("task %q", b.textOf("status.task"))
	}
	b.until("done", func() bool { i, _ := b.item("status.task"); return i.Text == "" })
	if !b.backend.has("sync") {
		t.Error("nothing was synchronized")
	}
}

// TestRibbonsStay: what is made up or simulated is said all the time.
func TestRibbonsStay(t *testing.T) {
	for _, c := range []struct{ sample, simulated bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
		backend := ready()
		backend.session.Sample, backend.session.Simulated = c.sample, c.simulated
		b := newBench(t, backend).inSession()
		b.s.Open("two")
		if i, ok := b.item("ribbon.sample"); ok != c.sample || ok && i.Text != "DATOS DE EJEMPLO" {
			t.Errorf("%+v: sample ribbon %v %q", c, ok, i.Text)
		}
		if i, ok := b.item("ribbon.simulated"); ok != c.simulated || ok && i.Text != "SIMULADOR" {
			t.Errorf("%+v: simulator ribbon %v %q", c, ok, i.Text)
		}
	}
	backend := ready()
	backend.session.NotKept = true
	b := newBench(t, backend).inSession()
	b.tap("ribbon.close")
	if _, ok := b.item("ribbon.notkept"); ok {
		t.Error("the note about the keychain cannot be closed")
	}
}

func TestNavigationFoldsInANarrowWindow(t *testing.T) {
	b := newBench(t, ready()).inSession()
	width := func() float32 { return b.s.frame.nav.object.Size().Width }
	wide := fyne.NewSize(1300, 700)
	b.s.win.Resize(wide)
	if width() != 248 {
		t.Fatalf("wide: %v", width())
	}
	b.s.win.Resize(fyne.NewSize(1024, 700))
	if width() != 56 {
		t.Fatalf("narrow: %v", width())
	}
	b.press(key(fyne.KeyB, 0))
	if width() != 248 || b.s.prefs.NavCollapsed {
		t.Fatalf("unfolded by hand: %v", width())
	}
	b.s.win.Resize(wide)
	b.s.win.Resize(fyne.NewSize(1024, 700))
	if width() != 56 {
		t.Fatalf("narrow again: %v", width())
	}
	b.s.win.Resize(wide)
	b.press(key(fyne.KeyB, 0))
	if width() != 56 || !b.s.prefs.NavCollapsed {
		t.Fatalf("folded by hand: %v", width())
	}
	if i, _ := b.item("nav.one"); i.Text != "Conectar con un hub 4" {
		t.Errorf("a folded entry has no name for the probe: %q", i.Text)
	}
}

// TestTheWindowIsRemembered: size, page, navigation, language, look and zoom
// come back; what the command line said is not kept.
func TestTheWindowIsRemembered(t *testing.T) {
	b := newBench(t, ready(), func(p *Params) { p.Lang, p.Theme = "", "" }).inSession()
	b.s.win.Resize(fyne.NewSize(1250, 700))
	b.press(key(fyne.Key2, 0))
	b.press(key(fyne.KeyB, 0))
	b.s.cmds.Run("shell.lang.pt-BR")
	b.s.cmds.Run("shell.theme.dark")
	b.s.cmds.Run("shell.density.compact")
	b.press(key(fyne.KeyPlus, 0))
	b.press(key(fyne.KeyEqual, fyne.KeyModifierShift))
	b.s.Quit()
	want := Prefs{Width: 1250, Height: 700, Page: "two", NavCollapsed: true, Lang: "pt-BR", Theme: "dark", Zoom: 120, Density: "compact"}
	b.until("saved", func() bool { return b.prefs.Load() == want || waitABit() })
	next := newBench(t, ready(), func(p *Params) {
		p.Settings, p.Lang, p.Theme = b.prefs, text.EN, look.Light
	}).inSession()
	if next.s.PageID() != "two" || next.s.p.Look.Zoom() != 120 || !next.s.frame.folded() {
		t.Errorf("page %s, zoom %d, folded %v", next.s.PageID(), next.s.p.Look.Zoom(), next.s.frame.folded())
	}
	if got := next.s.p.Look.Size(look.SizeRow); got != 1.2*28 {
		t.Errorf("a compact row is %v at 120 %%", got)
	}
	if next.s.p.Book.Lang() != text.EN || next.s.p.Look.Choice() != look.Light {
		t.Errorf("the command line does not win: %s %s", next.s.p.Book.Lang(), next.s.p.Look.Choice())
	}
	if next.s.prefs.Lang != "pt-BR" || next.s.prefs.Theme != "dark" {
		t.Errorf("the command line was remembered: %+v", next.s.prefs)
	}
}

// waitABit lets the goroutine that writes run, and says "not yet".
func waitABit() bool { time.Sleep(time.Millisecond); return false }

func TestZoomHasLimits(t *testing.T) {
	b := newBench(t, ready()).inSession()
	for range 20 {
		b.press(key(fyne.KeyPlus, 0))
	}
	if ok, _ := b.s.cmds.State("shell.zoom.in"); ok || b.s.p.Look.Zoom() != 160 {
		t.Errorf("zoom %d", b.s.p.Look.Zoom())
	}
	for range 20 {
		b.press(key(fyne.KeyMinus, 0))
	}
	if ok, _ := b.s.cmds.State("shell.zoom.out"); ok || b.s.p.Look.Zoom() != 80 {
		t.Errorf("zoom %d", b.s.p.Look.Zoom())
	}
	b.press(key(fyne.Key0, 0))
	if b.s.p.Look.Zoom() != 100 {
		t.Errorf("zoom %d", b.s.p.Look.Zoom())
	}
}

func TestQuitAsksWhileAnAnswerIsMissing(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.pages[0].busy = true
	b.press(key(fyne.KeyQ, 0))
	if !b.s.modal() || b.s.ctx.Err() != nil {
		t.Fatal("closed without a question")
	}
	b.press(key(fyne.KeyQ, 0))
	if n := len(b.s.win.Canvas().Overlays().List()); n != 1 {
		t.Errorf("%d questions", n)
	}
	b.typed(fyne.KeyReturn)
	if b.s.modal() || b.s.ctx.Err() != nil {
		t.Fatal("Enter quits")
	}
	b.s.Quit()
	b.tap("shell.quit.quit")
	if b.s.ctx.Err() == nil {
		t.Fatal("not closed")
	}
}

func TestQuitAsksWhileSomethingIsNotSaved(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.pages[1].typed = true
	b.press(key(fyne.KeyQ, 0))
	if !b.s.modal() || b.s.ctx.Err() != nil || !strings.Contains(b.textOf("shell.quit.title"), "sin guardar") {
		t.Fatal("closed without a question")
	}
	b.tap("shell.quit.stay")
	if b.s.modal() || b.s.ctx.Err() != nil {
		t.Fatal("staying closed it")
	}
	b.pages[1].typed = false
	b.s.Quit()
	if b.s.ctx.Err() == nil {
		t.Fatal("not closed")
	}
}

// TestProbeFile: it is written at a change of page and of dialog, and on
// Ctrl+Shift+F12 under a dialog too.
func TestProbeFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "probe.json")
	b := newBench(t, ready(), func(p *Params) { p.Probe = path }).inSession()
	has := func(id string) func() bool {
		return func() bool {
			data, err := os.ReadFile(path)
			if err != nil {
				return waitABit()
			}
			var items []probe.Item
			if err := json.Unmarshal(data, &items); err != nil {
				t.Fatalf("a reader saw half a file: %v", err)
			}
			for _, i := range items {
				if i.ID == id && i.W > 0 && i.H > 0 {
					return true
				}
			}
			return waitABit()
		}
	}
	b.until("first page", b.polled(has("one.search")))
	b.s.Open("two")
	b.until("second page", b.polled(has("two.search")))
	// A dialog of a page, of which the shell is not told.
	dialog.Show(dialog.Params{ID: "foreign", Window: b.s.win, Title: "x", Content: form.NewWords("x"),
		Buttons: []dialog.Button{{ID: "ok", Text: "x"}}, Cancel: 0, Default: 0, Focus: 0, CtrlEnter: dialog.None})
	b.until("dialog", b.polled(has("foreign.ok")))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	b.press(key(fyne.KeyF12, fyne.KeyModifierShift))
	b.until("by hand", b.polled(has("foreign.ok")))
}

// polled asks cond between turns of the queue, which may be empty for long.
func (b *bench) polled(cond func() bool) func() bool {
	return func() bool {
		go b.s.Do(func() {})
		return cond()
	}
}

func TestThemeSwitchPaintsAnew(t *testing.T) {
	b := newBench(t, ready()).inSession()
	light := b.s.win.Canvas().Capture().At(5, 400)
	b.s.cmds.Run("shell.theme.dark")
	dark := b.s.win.Canvas().Capture().At(5, 400)
	if light == dark {
		t.Fatalf("the navigation stays %v", light)
	}
	if item := b.textOf("nav.theme"); item != "Oscuro" {
		t.Errorf("choice says %q", item)
	}
	b.tap("nav.theme")
	popup := b.s.win.Canvas().Overlays().Top()
	if popup == nil {
		t.Fatal("the choice opens no menu")
	}
	test.TapCanvas(b.s.win.Canvas(), fyne.NewPos(700, 10)) // beside it
	if b.s.win.Canvas().Overlays().Top() != nil {
		t.Error("the menu does not close")
	}
}

func TestSystemLanguage(t *testing.T) {
	for _, c := range []struct {
		env    string
		locale fyne.Locale
		want   text.Lang
	}{
		{"", "en", text.ES}, {"C", "en", text.ES}, {"C.UTF-8", "en", text.ES}, {"en_US.UTF-8", "en-US", text.EN},
		{"pt_BR.UTF-8", "pt-BR", text.PT}, {"es_AR.UTF-8", "es-AR", text.ES}, {"de_DE.UTF-8", "de-DE", text.ES},
	} {
		got := systemLang(func(name string) string {
			if name == "LANG" {
				return c.env
			}
			return ""
		}, func() fyne.Locale { return c.locale })
		if got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// What was remembered on another screen, or stands in a broken file, still makes
// a window that can be used.
func TestFirstSizeIsBounded(t *testing.T) {
	b := newBench(t, ready())
	for _, c := range []struct{ width, height, wantWidth, wantHeight float32 }{
		{0, 0, startWidth, startHeight},
		{1250, 700, 1250, 700},
		{-5, 3, MinWidth, MinHeight},
		{1e9, 1e9, mostWidth, mostHeight},
	} {
		b.s.prefs.Width, b.s.prefs.Height = c.width, c.height
		if got := b.s.firstSize(); got.Width != c.wantWidth || got.Height != c.wantHeight {
			t.Errorf("%v × %v gives %v", c.width, c.height, got)
		}
	}
}
