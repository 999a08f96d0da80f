package uitest

import (
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/probe"
)

// Words is everything the probe sees in the window.
func (b *Bench) Words() []string {
	var words []string
	for _, item := range probe.Collect(b.window) {
		words = append(words, item.Text)
	}
	return words
}

// Reads tells whether words stand somewhere in the window.
func (b *Bench) Reads(words string) bool {
	return strings.Contains(strings.Join(b.Words(), "\n"), words)
}

// Item finds what has an id in the window.
func (b *Bench) Item(id string) (probe.Item, bool) {
	for _, item := range probe.Collect(b.window) {
		if item.ID == id {
			return item, true
		}
	}
	return probe.Item{}, false
}

// Says is the text of an id, "" when it is not on the screen.
func (b *Bench) Says(id string) string {
	item, _ := b.Item(id)
	return item.Text
}

// Shown is the text of an id, waiting for it to be there.
func (b *Bench) Shown(id string) string {
	b.T.Helper()
	var found probe.Item
	b.Until("item "+id, func() (ok bool) { found, ok = b.Item(id); return ok })
	return found.Text
}

// Becomes waits until an id has a text.
func (b *Bench) Becomes(id, want string) {
	b.T.Helper()
	b.Until(id+" = "+want, func() bool { i, ok := b.Item(id); return ok && i.Text == want })
}

// Seen checks that no text on the screen is cut or missing in the language, and
// draws it for people to look at.
func (b *Bench) Seen(name string) {
	b.T.Helper()
	for _, words := range b.Words() {
		if strings.Contains(words, "⟦") { // how the book shows a text it does not have
			b.T.Errorf("%s: a text is missing: %s", name, words)
		}
	}
	c := b.window.Canvas()
	from := fyne.CurrentApp().Driver().AbsolutePositionForObject(c.Content()).X // not 0: the test driver has a border
	for _, o := range append([]fyne.CanvasObject{c.Content()}, c.Overlays().List()...) {
		b.fits(name, o, from, from+c.Size().Width)
	}
	b.picture(name)
}

// fits checks the texts under o against the left edge of the window and the
// right one of the widget around them, and wrapped ones against their height.
func (b *Bench) fits(where string, o fyne.CanvasObject, from, to float32) {
	b.T.Helper()
	if _, rows := o.(*grid.Grid); rows || !o.Visible() { // a grid scrolls sideways and has tests of its own
		return
	}
	left := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X
	switch o := o.(type) {
	case *canvas.Text:
		if right := left + o.MinSize().Width; o.Text != "" && (left < from-1 || right > to+1) {
			b.T.Errorf("%s: %q is cut: it goes from %.0f to %.0f, and there is room from %.0f to %.0f", where, o.Text, left, right, from, to)
		}
	case *form.Words:
		if need := o.HeightFor(o.Size().Width); o.Text() != "" && o.Size().Height+1 < need {
			b.T.Errorf("%s: %q needs a height of %.0f and has %.0f", where, o.Text(), need, o.Size().Height)
		}
	}
	if _, is := o.(fyne.Widget); is {
		to = min(to, left+o.Size().Width)
	}
	for _, each := range inside(o) {
		b.fits(where, each, from, to)
	}
}

// picture writes the window as a PNG into the folder named by
// TRASTIENDA_PICTURES, if it is set.
func (b *Bench) picture(name string) {
	b.T.Helper()
	dir := os.Getenv("TRASTIENDA_PICTURES")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, b.name+"-"+name+".png"))
	if err == nil {
		err = errors.Join(png.Encode(f, b.window.Canvas().Capture()), f.Close())
	}
	if err != nil {
		b.T.Fatal(err)
	}
}

// inside is what o is made of.
func inside(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}
