package users

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page and its dialogs in three languages, both looks, a wide and the least
// window, the latter also at the greatest zoom: no text is cut. Set
// TRASTIENDA_PICTURES to a folder to look at them.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		b := newBench(t, lang, sampleTeam())
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			for _, c := range []struct {
				width, height float32
				zoom          int
			}{{1366 - 248, 680, 100}, {1024 - 56, 552, 100}, {1024 - 56, 552, 160}} {
				b.look.SetChoice(choice)
				b.look.SetZoom(c.zoom)
				fyne.CurrentApp().Settings().SetTheme(b.look)
				b.window.Resize(fyne.NewSize(c.width, c.height))
				b.page.Rebuild()
				b.settled()
				b.dialogs(fmt.Sprintf("%s-%s-%.0f-%d", lang, choice, c.width, c.zoom))
			}
		}
	}
}

// dialogs shows each of them once.
func (b *bench) dialogs(name string) {
	b.t.Helper()
	b.choose("eva")
	b.seen(name + "-invited")
	b.tap("users.withdraw.button")
	b.seen(name + "-withdraw")
	b.tap("users.gone.cancel")
	b.choose("bru")
	b.seen(name + "-list")
	for button, id := range map[string]string{"users.active": "users.off", "users.reset": "users.code", "users.sessions": "users.out"} {
		b.tap(button + ".button")
		b.seen(name + "-" + id)
		b.tap(id + ".cancel")
	}
	b.backend.set(func(f *fake) {
		f.failing = &Conflict{Current: access.User{ID: "bru", Name: "Bruno Díaz", Role: access.Agent, Agent: "n2", Active: true, Version: 9}}
	})
	b.tap("users.change.button")
	find[*form.Select](b, "users.edit.role").TypedRune('g') // gerente; in English nothing begins so
	b.typed("users.edit.name", "Bruno A. Díaz")
	b.tap("users.edit.do")
	b.settled()
	b.seen(name + "-conflict")
	b.tap("users.edit.cancel")
	b.backend.set(func(f *fake) { f.failing = nil })
	b.tap("users.invite.button")
	find[*form.Select](b, "users.new.role").TypedRune('a')
	b.tap("users.new.do")
	b.seen(name + "-invite")
	b.tap("users.new.cancel")
	b.tap("users.invite.button")
	b.typed("users.new.email", "gabriela.fernandez@sur.example")
	b.typed("users.new.name", "Gabriela Fernández")
	b.tap("users.new.do")
	b.settled()
	b.seen(name + "-token")
	b.tap("users.new.copy")
	b.seen(name + "-copied")
	b.tap("users.new.close")
}

// What the page says when there is nobody to show.
func TestEmptyPicturesAreUncut(t *testing.T) {
	for _, lang := range text.Langs() {
		for name, f := range map[string]*fake{"offline": {reading: ErrOffline}, "signedout": {reading: ErrSignedOut}} {
			b := newBench(t, lang, f)
			b.window.Resize(fyne.NewSize(1024-56, 552))
			b.seen(string(lang) + "-" + name)
		}
		b := newBench(t, lang, sampleTeam())
		b.page.setText("nobody of that name")
		b.settled()
		b.seen(string(lang) + "-empty")
		b.page.clearFilters()
		b.backend.set(func(f *fake) { f.reading = ErrOffline })
		b.page.Refresh()
		b.settled()
		b.seen(string(lang) + "-stale")
	}
}
