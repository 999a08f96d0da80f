// Package probe writes what is on the screen as JSON, because Fyne has no
// accessibility tree: test scripts find controls by their id and read their
// texts without guessing from pixels.
package probe

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Item is one thing on the screen. The box is in pixels from the top left
// corner of the window's content area.
type Item struct {
	ID       string  `json:"id"`
	Text     string  `json:"text"`
	X        float32 `json:"x"`
	Y        float32 `json:"y"`
	W        float32 `json:"w"`
	H        float32 `json:"h"`
	Focused  bool    `json:"focused"`
	Disabled bool    `json:"disabled"`
}

// Named is an object with an id. One without an id is left out.
type Named interface{ ProbeID() string }

// Texter is an object with words.
type Texter interface{ ProbeText() string }

// Teller is an object that lists items of its own: the cells of a grid. Their
// boxes are in pixels of the window.
type Teller interface{ ProbeItems() []Item }

// Parent is a widget that shows other objects. Fyne offers no way to look
// inside a widget, so those that hold named objects say so.
type Parent interface{ ProbeChildren() []fyne.CanvasObject }

// Collect lists what is visible in w: the content, then the overlays from
// bottom to top. UI goroutine only.
func Collect(w fyne.Window) []Item {
	c := w.Canvas()
	walk := walker{canvas: c, driver: fyne.CurrentApp().Driver(), items: []Item{}}
	screen := box{fyne.Position{}, c.Size()}
	walk.visit(c.Content(), screen)
	for _, o := range c.Overlays().List() {
		walk.visit(o, screen)
	}
	return walk.items
}

// Write writes Collect(w) to path. UI goroutine only.
func Write(path string, w fyne.Window) error { return WriteItems(path, Collect(w)) }

// WriteItems writes items to path, at once for a reader: to a file beside it
// that then takes its name. Any goroutine may call it, so that the UI need not
// wait for the disk.
func WriteItems(path string, items []Item) error {
	data, err := json.MarshalIndent(items, "", " ")
	if err != nil {
		return fmt.Errorf("write probe: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("write probe: %w", err)
	}
	_, err = temp.Write(append(data, '\n'))
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		os.Remove(temp.Name())
		return fmt.Errorf("write probe: %w", err)
	}
	return nil
}

// box is a rectangle in dp.
type box struct {
	pos  fyne.Position
	size fyne.Size
}

// within returns the part of b inside clip, and false when there is none.
func (b box) within(clip box) (box, bool) {
	left, top := max(b.pos.X, clip.pos.X), max(b.pos.Y, clip.pos.Y)
	right := min(b.pos.X+b.size.Width, clip.pos.X+clip.size.Width)
	bottom := min(b.pos.Y+b.size.Height, clip.pos.Y+clip.size.Height)
	return box{fyne.NewPos(left, top), fyne.NewSize(right-left, bottom-top)}, right > left && bottom > top
}

type walker struct {
	canvas fyne.Canvas
	driver fyne.Driver
	items  []Item
}

func (w *walker) visit(o fyne.CanvasObject, clip box) {
	if o == nil || !o.Visible() {
		return
	}
	if named, ok := o.(Named); ok && named.ProbeID() != "" {
		at := box{w.driver.AbsolutePositionForObject(o), o.Size()}
		if seen, ok := at.within(clip); ok {
			w.items = append(w.items, w.item(o, named.ProbeID(), seen))
		}
	}
	if teller, ok := o.(Teller); ok {
		w.tell(teller.ProbeItems(), clip)
	}
	if s, ok := o.(*container.Scroll); ok {
		// What is scrolled out of sight cannot be clicked.
		inner, ok := box{w.driver.AbsolutePositionForObject(o), o.Size()}.within(clip)
		if !ok {
			return
		}
		clip = inner
		w.visit(s.Content, clip)
		return
	}
	for _, child := range children(o) {
		w.visit(child, clip)
	}
}

// tell adds what lies inside clip of items an object lists itself.
func (w *walker) tell(items []Item, clip box) {
	scale := w.canvas.Scale()
	for _, i := range items {
		if i.W == 0 || i.H == 0 { // it says something and has no place
			w.items = append(w.items, i)
			continue
		}
		seen, ok := box{fyne.NewPos(i.X/scale, i.Y/scale), fyne.NewSize(i.W/scale, i.H/scale)}.within(clip)
		if !ok {
			continue // scrolled out of sight: it cannot be clicked
		}
		i.X, i.Y, i.W, i.H = seen.pos.X*scale, seen.pos.Y*scale, seen.size.Width*scale, seen.size.Height*scale
		w.items = append(w.items, i)
	}
}

func (w *walker) item(o fyne.CanvasObject, id string, at box) Item {
	scale := w.canvas.Scale()
	item := Item{ID: id, X: at.pos.X * scale, Y: at.pos.Y * scale, W: at.size.Width * scale, H: at.size.Height * scale}
	if t, ok := o.(Texter); ok {
		item.Text = t.ProbeText()
	}
	if f, ok := o.(fyne.Focusable); ok {
		item.Focused = w.canvas.Focused() == f
	}
	if d, ok := o.(interface{ Disabled() bool }); ok {
		item.Disabled = d.Disabled()
	}
	return item
}

// children returns the objects inside o that can be reached from outside.
func children(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case Parent:
		return o.ProbeChildren()
	case *fyne.Container:
		return o.Objects
	case *container.Split:
		return []fyne.CanvasObject{o.Leading, o.Trailing}
	case *container.AppTabs:
		if tab := o.Selected(); tab != nil {
			return []fyne.CanvasObject{tab.Content}
		}
	case *container.ThemeOverride:
		return []fyne.CanvasObject{o.Content}
	case *widget.PopUp:
		return []fyne.CanvasObject{o.Content}
	case *widget.Card:
		return []fyne.CanvasObject{o.Content}
	}
	return nil
}
