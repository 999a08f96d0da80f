package probe

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

type named struct {
	widget.Entry
	id string
}

func (n *named) ProbeID() string   { return n.id }
func (n *named) ProbeText() string { return n.Text }

func newNamed(id, text string) *named {
	n := &named{id: id}
	n.Text = text
	n.ExtendBaseWidget(n)
	return n
}

// cells stands for a grid.
type cells struct{ widget.Label }

func (c *cells) ProbeItems() []Item { return []Item{{ID: "grid.r0.psr", Text: "123"}} }

func ids(items []Item) map[string]Item {
	all := map[string]Item{}
	for _, i := range items {
		all[i.ID] = i
	}
	return all
}

func scene(t *testing.T) (fyne.Window, *named, *named) {
	test.NewTempApp(t)
	first, hidden, off := newNamed("first", "uno"), newNamed("hidden", "no"), newNamed("off", "dos")
	hidden.Hide()
	off.Disable()
	rows := container.NewVBox()
	for range 20 {
		rows.Add(widget.NewLabel("x"))
	}
	below := newNamed("below", "abajo")
	rows.Add(below)
	grid := &cells{}
	grid.ExtendBaseWidget(grid)
	scroll := container.NewVScroll(rows)
	scroll.SetMinSize(fyne.NewSize(100, 100))
	w := test.NewTempWindow(t, container.NewVBox(first, hidden, off, grid, scroll))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(400, 300))
	return w, first, below
}

func TestCollect(t *testing.T) {
	w, first, _ := scene(t)
	w.Canvas().Focus(first)
	over := container.NewVBox(newNamed("over", "encima"))
	w.Canvas().Overlays().Add(over)
	over.Resize(w.Canvas().Size())
	got := ids(Collect(w))
	if i := got["first"]; i.Text != "uno" || i.W <= 0 || i.H <= 0 || i.Disabled {
		t.Errorf("first is %+v", i)
	}
	if !got["off"].Disabled || got["off"].Y <= got["first"].Y {
		t.Errorf("off is %+v", got["off"])
	}
	for _, id := range []string{"grid.r0.psr", "over"} {
		if _, ok := got[id]; !ok {
			t.Errorf("%s is missing", id)
		}
	}
	for _, id := range []string{"hidden", "below", ""} {
		if i, ok := got[id]; ok {
			t.Errorf("%q cannot be seen and is told: %+v", id, i)
		}
	}
}

// far is a teller with an item in sight, one half out of it, and one below.
type far struct {
	widget.Label
	edge float32 // the lower edge of the window
}

func (f *far) ProbeItems() []Item {
	return []Item{{ID: "seen", X: 0, Y: 0, W: 10, H: 10}, {ID: "half", X: 0, Y: f.edge - 5, W: 10, H: 10}, {ID: "out", X: 0, Y: f.edge + 1, W: 10, H: 10}}
}

func TestWhatATellerHasOutOfSightIsLeftOut(t *testing.T) {
	test.NewTempApp(t)
	chart := &far{}
	chart.ExtendBaseWidget(chart)
	room := container.NewGridWrap(fyne.NewSize(100, 400), chart)
	scroll := container.NewVScroll(room)
	w := test.NewTempWindow(t, scroll)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(100, 100))
	chart.edge = fyne.CurrentApp().Driver().AbsolutePositionForObject(scroll).Y + scroll.Size().Height
	got := ids(Collect(w))
	if i, ok := got["seen"]; !ok || i.H != 10 {
		t.Errorf("seen is %+v", i)
	}
	if i, ok := got["half"]; !ok || i.H != 5 {
		t.Errorf("half is %+v", i)
	}
	if i, ok := got["out"]; ok {
		t.Errorf("out is told: %+v", i)
	}
}

func TestFocusIsTold(t *testing.T) {
	w, first, _ := scene(t)
	if ids(Collect(w))["first"].Focused {
		t.Error("told as focused without the focus")
	}
	w.Canvas().Focus(first)
	if !ids(Collect(w))["first"].Focused {
		t.Error("the focus is not told")
	}
}

func TestPixelsFollowTheScale(t *testing.T) {
	w, _, _ := scene(t)
	one := ids(Collect(w))["off"]
	w.Canvas().(test.WindowlessCanvas).SetScale(2)
	two := ids(Collect(w))["off"]
	if two.Y != 2*one.Y || two.H != 2*one.H {
		t.Errorf("at scale 1 %+v, at scale 2 %+v", one, two)
	}
}

func TestWrite(t *testing.T) {
	w, _, _ := scene(t)
	path := filepath.Join(t.TempDir(), "probe.json")
	for range 2 {
		if err := Write(path, w); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var items []map[string]any
	if err := json.Unmarshal(data, &items); err != nil || len(items) != 3 {
		t.Fatalf("%d items, %v: %s", len(items), err, data)
	}
	for _, key := range []string{"id", "text", "x", "y", "w", "h", "focused", "disabled"} {
		if _, ok := items[0][key]; !ok {
			t.Errorf("an item lacks %q", key)
		}
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("files left: %v, %v", left, err)
	}
	if err := Write(filepath.Join(t.TempDir(), "no", "such", "dir"), w); err == nil {
		t.Error("writing into a folder that is not there succeeded")
	}
}
