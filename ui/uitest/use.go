package uitest

import (
	"fyne.io/fyne/v2"

	"trastienda/ui/form"
	"trastienda/ui/probe"
)

// Find gives the visible control with an id, on the page or in a dialog.
func Find[T fyne.CanvasObject](b *Bench, id string) T {
	b.T.Helper()
	var found T
	ok := false
	visit := func(o fyne.CanvasObject) {
		if named, is := o.(probe.Named); is && named.ProbeID() == id {
			if o, is := o.(T); is {
				found, ok = o, true
			}
		}
	}
	Walk(b.window.Canvas().Content(), visit)
	for _, o := range b.window.Canvas().Overlays().List() {
		Walk(o, visit)
	}
	if !ok {
		b.T.Fatalf("no %s in %q", id, b.Words())
	}
	return found
}

// tappable is what a person can press.
type tappable interface {
	fyne.CanvasObject
	fyne.Tappable
}

// Tap presses what has an id.
func (b *Bench) Tap(id string) {
	b.T.Helper()
	Find[tappable](b, id).Tapped(&fyne.PointEvent{})
}

// Type writes into a field.
func (b *Bench) Type(id, words string) {
	b.T.Helper()
	Find[*form.TextField](b, id).SetText(words)
}

// Walk visits o and everything visible inside.
func Walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	for _, each := range inside(o) {
		Walk(each, visit)
	}
}
