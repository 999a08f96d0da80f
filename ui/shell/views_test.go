package shell

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/form"
	"trastienda/ui/probe"
	"trastienda/ui/text"
)

// views are all the states of the window, each reached from a fresh one.
func views() map[string]func(*testing.T, ...func(*Params)) *bench {
	type opener = func(*testing.T, ...func(*Params)) *bench
	inSession := func(then func(*bench)) opener {
		return func(t *testing.T, change ...func(*Params)) *bench {
			backend := ready()
			backend.session.Sample, backend.session.Simulated, backend.session.NotKept = true, true, true
			b := newBench(t, backend, change...).inSession()
			then(b)
			return b
		}
	}
	first := func(tap string) opener {
		return func(t *testing.T, change ...func(*Params)) *bench {
			b := newBench(t, firstRun(), change...).welcome()
			if tap != "" {
				b.tap(tap)
			}
			return b
		}
	}
	return map[string]opener{
		"session": inSession(func(b *bench) {
			b.s.setConnection(Connection{State: Offline, LastSync: noon.AddDate(0, 0, -1)})
		}),
		"notes":   inSession(func(b *bench) { b.s.setConnection(everyNote) }),
		"expired": inSession(func(b *bench) { b.s.setConnection(Connection{State: SignedOut}) }),
		"about":   inSession(func(b *bench) { b.s.showAbout() }),
		"sheet":   inSession(func(b *bench) { b.s.showShortcuts() }),
		"error":   inSession(func(b *bench) { b.s.ShowError(errors.New("x")) }),
		"ask":     inSession(func(b *bench) { b.s.askSignIn() }),
		"asktrust": inSession(func(b *bench) {
			b.backend.sign = func(string, string) error { return &Fault{Kind: CertificateChanged, Fingerprint: print1} }
			b.s.askSignIn()
			b.typeIn("signin.password", "secreta1")
			b.tap("shell.signin.do")
			b.until("the certificate", func() bool { _, ok := b.item("signin.trust"); return ok })
		}),
		"leave":   inSession(func(b *bench) { b.s.leaveSample() }),
		"welcome": first(""), "agency": first("welcome.agency"), "connect": first("welcome.hub"),
		"untrusted": func(t *testing.T, change ...func(*Params)) *bench {
			backend := firstRun()
			backend.test = func(string) (HubInfo, error) { return HubInfo{}, &Fault{Kind: Untrusted, Fingerprint: print1} }
			b := newBench(t, backend, change...).welcome()
			b.tap("welcome.hub")
			b.typeIn("connect.address", "hub.example.com")
			b.tap("connect.test")
			b.until("the certificate", func() bool { _, ok := b.item("connect.trust"); return ok })
			return b
		},
		"making": func(t *testing.T, change ...func(*Params)) *bench {
			b := first("")(t, change...)
			b.s.show(newWaiting(b.s, "shell.start.opening"))
			return b
		},
		"signin": func(t *testing.T, change ...func(*Params)) *bench {
			b := first("")(t, change...)
			b.s.show(newSignIn(b.s))
			return b
		},
		"fatal": func(t *testing.T, change ...func(*Params)) *bench {
			b := first("")(t, change...)
			b.s.show(newFatal(b.s, &Fault{Kind: NewerVersion, Path: "/home/gomez/.local/share/trastienda/trastienda.db"}, b.s.askAgain))
			return b
		},
	}
}

// TestNoTextIsCut: at the smallest window every text has its room, in every
// language, at 100 % and 160 %.
func TestNoTextIsCut(t *testing.T) {
	for name, open := range views() {
		t.Run(name, func(t *testing.T) {
			for _, l := range text.Langs() {
				for _, zoom := range []int{100, 160} {
					b := open(t, func(p *Params) {
						p.Lang, p.Settings = l, &memory{prefs: Prefs{Zoom: zoom}}
					})
					b.s.win.Resize(fyne.NewSize(MinWidth, MinHeight-menuBar))
					for _, root := range append([]fyne.CanvasObject{b.s.win.Content()}, b.s.win.Canvas().Overlays().List()...) {
						uncut(t, fmt.Sprintf("%s %d %%", l, zoom), root, b.s.win.Canvas().Size())
					}
				}
			}
		})
	}
}

// uncut walks what is drawn. A scroller may hold more than it shows in height.
func uncut(t *testing.T, where string, o fyne.CanvasObject, room fyne.Size) {
	t.Helper()
	if o == nil || !o.Visible() {
		return
	}
	switch o.(type) {
	case *words, *form.Words, *navItem, *form.Button:
		need, have := o.MinSize(), o.Size()
		// The test driver counts from inside an imagined edge of the screen.
		edge, _ := fyne.CurrentApp().Driver().CanvasForObject(o).InteractiveArea()
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Add(edge)
		says := o.(probe.Texter).ProbeText()
		if need.Width > have.Width+0.5 || need.Height > have.Height+0.5 {
			t.Errorf("%s: %q needs %v and has %v", where, says, need, have)
		}
		if at.X < -0.5 || at.X+have.Width > room.Width+0.5 || at.Y < -0.5 || at.Y+have.Height > room.Height+0.5 {
			t.Errorf("%s: %q at %v %v is outside of %v", where, says, at, have, room)
		}
	}
	if s, ok := o.(*container.Scroll); ok {
		room.Height = max(room.Height, s.Content.MinSize().Height+room.Height)
	}
	for _, c := range inside(o) {
		uncut(t, where, c, room)
	}
}

// TestLanguageSwitchLeavesNothingBehind: after a switch no text of the other
// language is on the screen, and none is missing.
func TestLanguageSwitchLeavesNothingBehind(t *testing.T) {
	words := map[text.Lang]map[string]string{}
	for _, l := range text.Langs() {
		data, err := os.ReadFile("../../assets/lang/shell." + string(l) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		words[l] = m
	}
	for name, open := range views() {
		b := open(t)
		if b.s.modal() {
			continue // while a dialog is open the language cannot be changed
		}
		for _, l := range []text.Lang{text.EN, text.PT, text.ES} {
			b.s.ChooseLang(l)
			own := map[string]bool{}
			for _, w := range words[l] {
				own[w] = true
			}
			for _, said := range append(b.texts(), b.menuTexts()...) {
				if strings.Contains(said, "⟦") {
					t.Errorf("%s %s: missing %s", name, l, said)
				}
				for other, m := range words {
					for key, w := range m {
						if other != l && w == said && !own[w] {
							t.Errorf("%s: %q is %s (%s) on a page in %s", name, said, other, key, l)
						}
					}
				}
			}
		}
	}
}

func (b *bench) texts() (all []string) {
	for _, i := range probe.Collect(b.s.win) {
		all = append(all, i.Text)
	}
	return all
}

func (b *bench) menuTexts() (all []string) {
	var in func(*fyne.Menu)
	in = func(m *fyne.Menu) {
		all = append(all, m.Label)
		for _, i := range m.Items {
			all = append(all, i.Label)
			if i.ChildMenu != nil {
				in(i.ChildMenu)
			}
		}
	}
	for _, m := range b.s.win.MainMenu().Items {
		in(m)
	}
	return all
}
