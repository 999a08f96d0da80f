package part

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

func fixed(v float32) func() float32 { return func() float32 { return v } }

// paper is an object of a given area: the narrower, the higher.
type paper struct {
	canvas.Rectangle
	area float32
}

func (p *paper) HeightFor(width float32) float32 { return p.area / width }

func TestWall(t *testing.T) {
	box := func() fyne.CanvasObject { return &paper{area: 10000} }
	hidden := box()
	hidden.Hide()
	for _, c := range []struct {
		name     string
		width    float32
		objects  []fyne.CanvasObject
		at, size []float32 // x, y and width, height of the last object
		height   float32
	}{
		{"one line", 320, []fyne.CanvasObject{box(), box(), box()}, []float32{220, 0}, []float32{100, 100}, 100},
		{"too narrow for three", 309, []fyne.CanvasObject{box(), box(), box()}, []float32{0, 10000/149.5 + 10}, []float32{149.5, 10000 / 149.5}, 2*10000/149.5 + 10},
		{"narrower than one", 50, []fyne.CanvasObject{box(), box()}, []float32{0, 210}, []float32{50, 200}, 410},
		{"a hidden one takes no place", 210, []fyne.CanvasObject{box(), hidden, box()}, []float32{110, 0}, []float32{100, 100}, 100},
		{"few objects fill the width", 1000, []fyne.CanvasObject{box()}, []float32{0, 0}, []float32{1000, 10}, 10},
	} {
		l := Wall{Gap: fixed(10), Least: fixed(100)}
		wall := container.New(l, c.objects...)
		if got := HeightFor(wall, c.width); got != c.height {
			t.Errorf("%s: %v high, want %v", c.name, got, c.height)
		}
		wall.Resize(fyne.NewSize(c.width, c.height))
		last := c.objects[len(c.objects)-1]
		if got := last.Position(); got != fyne.NewPos(c.at[0], c.at[1]) {
			t.Errorf("%s: the last stands at %v, want %v", c.name, got, c.at)
		}
		if got := last.Size(); got != fyne.NewSize(c.size[0], c.size[1]) {
			t.Errorf("%s: the last is %v, want %v", c.name, got, c.size)
		}
	}
}

func TestPaddedKnowsItsHeight(t *testing.T) {
	behind, inner := canvas.NewRectangle(nil), &paper{area: 1000}
	box := container.New(Padded{Pad: fixed(5)}, behind, inner)
	if got := HeightFor(box, 110); got != 20 {
		t.Errorf("%v high, want 20", got)
	}
	box.Resize(fyne.NewSize(110, 20))
	if behind.Size() != box.Size() || inner.Position() != fyne.NewPos(5, 5) || inner.Size() != fyne.NewSize(100, 10) {
		t.Errorf("behind %v, inside %v at %v", behind.Size(), inner.Size(), inner.Position())
	}
}

// Words that grow until another line is needed push down what is below them.
func TestRefitGivesAFlowTheLinesItNeeds(t *testing.T) {
	test.NewTempApp(t)
	gap := func() float32 { return 4 }
	block := canvas.NewRectangle(nil)
	block.SetMinSize(fyne.NewSize(60, 20))
	next := canvas.NewRectangle(nil)
	next.SetMinSize(fyne.NewSize(60, 20))
	flow, below := container.New(Flow{Gap: gap}, block, next), canvas.NewRectangle(nil)
	around := container.New(&Column{Gap: gap}, flow, below)
	Refit(flow, around) // without room there is nothing to place
	if flow.Size().Height != 0 {
		t.Fatalf("placed before it has room: %v", flow.Size())
	}
	around.Resize(fyne.NewSize(130, 200))
	if flow.Size().Height != 20 {
		t.Fatalf("one line is %v high", flow.Size().Height)
	}
	block.SetMinSize(fyne.NewSize(100, 20))
	Refit(flow, around)
	if flow.Size().Height != 44 || below.Position().Y != 48 {
		t.Errorf("two lines are %v high, what follows begins at %v", flow.Size().Height, below.Position().Y)
	}
}
