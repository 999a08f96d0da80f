package users

import (
	"fmt"
	"testing"

	"trastienda/app/access"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
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
				b.Wear(choice, c.zoom)
				b.Resize(c.width, c.height)
				b.page.Rebuild()
				b.settled()
				b.dialogs(fmt.Sprintf("%s-%s-%.0f-%d", lang, choice, c.width, c.zoom))
			}
		}
	}
}

// dialogs shows each of them once.
func (b *bench) dialogs(name string) {
	b.T.Helper()
	b.choose("eva")
	b.Seen(name + "-invited")
	b.Tap("users.withdraw.button")
	b.Seen(name + "-withdraw")
	b.Tap("users.gone.cancel")
	b.choose("bru")
	b.Seen(name + "-list")
	for button, id := range map[string]string{"users.active": "users.off", "users.reset": "users.code", "users.sessions": "users.out"} {
		b.Tap(button + ".button")
		b.Seen(name + "-" + id)
		b.Tap(id + ".cancel")
	}
	b.backend.set(func(f *fake) {
		f.failing = &Conflict{Current: access.User{ID: "bru", Name: "Bruno Díaz", Role: access.Agent, Agent: "n2", Active: true, Version: 9}}
	})
	b.Tap("users.change.button")
	uitest.Find[*form.Select](b.Bench, "users.edit.role").TypedRune('g') // gerente; in English nothing begins so
	b.Type("users.edit.name", "Bruno A. Díaz")
	b.Tap("users.edit.do")
	b.settled()
	b.Seen(name + "-conflict")
	b.Tap("users.clash.later")
	b.Seen(name + "-conflict-left")
	b.Tap("users.edit.cancel")
	b.backend.set(func(f *fake) { f.failing = nil })
	b.Tap("users.invite.button")
	uitest.Find[*form.Select](b.Bench, "users.new.role").TypedRune('a')
	b.Tap("users.new.do")
	b.Seen(name + "-invite")
	b.Tap("users.new.cancel")
	b.Tap("users.invite.button")
	b.Type("users.new.email", "gabriela.fernandez@sur.example")
	b.Type("users.new.name", "Gabriela Fernández")
	b.Tap("users.new.do")
	b.settled()
	b.Seen(name + "-token")
	b.Tap("users.new.copy")
	b.Seen(name + "-copied")
	b.Tap("users.new.close")
}

// What the page says when there is nobody to show.
func TestEmptyPicturesAreUncut(t *testing.T) {
	for _, lang := range text.Langs() {
		for name, f := range map[string]*fake{"offline": {reading: ErrOffline}, "signedout": {reading: ErrSignedOut}} {
			b := newBench(t, lang, f)
			b.Resize(1024-56, 552)
			b.Seen(string(lang) + "-" + name)
		}
		b := newBench(t, lang, sampleTeam())
		b.page.setText("nobody of that name")
		b.settled()
		b.Seen(string(lang) + "-empty")
		b.page.clearFilters()
		b.backend.set(func(f *fake) { f.reading = ErrOffline })
		b.page.Refresh()
		b.settled()
		b.Seen(string(lang) + "-stale")
	}
}
