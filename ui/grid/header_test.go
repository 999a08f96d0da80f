package grid

import (
	"math"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"trastienda/app/listing"
	"trastienda/ui/look"
)

// headAt gives the middle of a heading on the canvas.
func (s *stage) headAt(col int) fyne.Position {
	return fyne.NewPos(s.geo.x[col]+s.geo.w[col]/2-s.offsetX, s.geo.headH/2)
}

// gripAt gives the edge at the right of a heading.
func (s *stage) gripAt(col int) fyne.Position {
	return fyne.NewPos(s.geo.x[col]+s.geo.w[col]-s.offsetX-1, s.geo.headH/2)
}

func TestHeadingsSort(t *testing.T) {
	s := newStage(t)
	var told []string
	s.OnSort = func(o listing.Sort) { told = append(told, o.String()) }
	tap := func(col int) { test.TapCanvas(s.w.Canvas(), s.headAt(col)) }
	tap(0)
	tap(0)
	tap(0)
	tap(1)
	tap(2) // not sortable
	s.header.cells[0].MouseDown(&desktop.MouseEvent{Modifier: shift})
	tap(0)
	s.header.cells[0].MouseDown(&desktop.MouseEvent{Modifier: ctrl})
	tap(0)
	tap(0)
	want := "name|-name|name|amount|amount,name|amount,-name|name"
	if got := strings.Join(told, "|"); got != want {
		t.Errorf("orders told: %s, want %s", got, want)
	}
	if got := s.item("grid.test.head.name"); got != "Nombre ↑" {
		t.Errorf("heading = %q", got)
	}
}

func TestHeadingsByKeyboard(t *testing.T) {
	s := newStage(t)
	var told, menus []string
	s.OnSort = func(o listing.Sort) { told = append(told, o.String()) }
	s.OnHeader = func(col string, _ fyne.Position) { menus = append(menus, col) }
	c := s.w.Canvas()
	c.Focus(s.Grid)
	c.FocusNext()
	if c.Focused() != s.header {
		t.Fatalf("Tab leads from the rows to %T, want the headings", c.Focused())
	}
	press := func(k fyne.KeyName) { s.header.TypedKey(&fyne.KeyEvent{Name: k}) }
	press(fyne.KeyRight)
	press(fyne.KeyReturn)
	press(fyne.KeySpace)
	press(desktop.KeyMenu)
	press(fyne.KeyF5)
	before := s.geo.w[1]
	s.header.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyRight, Modifier: ctrl})
	if s.geo.w[1] != before+8 {
		t.Errorf("Ctrl+right made the column %v wide, from %v", s.geo.w[1], before)
	}
	press(fyne.KeyDown)
	if c.Focused() != s.Grid {
		t.Errorf("down leads to %T", c.Focused())
	}
	if strings.Join(told, "|") != "amount|-amount" || strings.Join(menus, "|") != "amount" || strings.Join(s.sent, "|") != "F5" {
		t.Errorf("orders %v, menus %v, keys handed on %v", told, menus, s.sent)
	}
}

func TestHeadingsWrapAndAreNeverShortened(t *testing.T) {
	s := newStage(t)
	title := "N° Transferencia Claro Pay"
	s.SetColumns([]Column{{ID: "a", Title: title, Width: 200, Sortable: true}, {ID: "b", Title: "B", Width: 100}})
	one := s.geo.headH
	text := func() string {
		c := s.header.cells[0]
		return strings.TrimSpace(c.texts[0].Text + " " + c.texts[1].Text)
	}
	if s.header.cells[0].texts[1].Text != "" {
		t.Errorf("a wide column has its heading on two lines")
	}
	test.Drag(s.w.Canvas(), s.gripAt(0), -180, 0)
	if s.header.cells[0].texts[1].Text == "" || text() != title {
		t.Errorf("narrow heading: %q", text())
	}
	if s.geo.headH <= one {
		t.Errorf("the header stayed %v high with two lines", one)
	}
	for _, line := range s.header.cells[0].texts {
		if right := line.Position().X + line.MinSize().Width; right > s.geo.w[0] {
			t.Errorf("%q ends at %v in a column of %v", line.Text, right, s.geo.w[0])
		}
	}
}

func TestResizingColumns(t *testing.T) {
	s := newStage(t)
	long := strings.Repeat("largo ", 8)
	s.open(given{[]Row{{ID: "x", Cells: []Cell{{Text: long}, {Text: "1"}, {}}}}})
	test.Drag(s.w.Canvas(), s.gripAt(0), 30, 0)
	if s.widths["name"] != 170 {
		t.Errorf("width told = %v", s.widths["name"])
	}
	down := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	s.header.grips[0].MouseDown(down)
	s.header.grips[0].MouseDown(down) // a double click
	if _, cut := s.cutText(spot{0, 0}); cut {
		t.Errorf("at %v the cell is still cut", s.geo.w[0])
	}
	if w := s.geo.w[0]; w > 400 {
		t.Errorf("fitted to %v", w)
	}
	s.clock.now = s.clock.now.Add(time.Hour)
	test.Drag(s.w.Canvas(), s.gripAt(0), -5000, 0)
	if least := s.header.least(0); s.geo.w[0] != least {
		t.Errorf("narrowest width = %v, want the heading's %v", s.geo.w[0], least)
	}
}

func TestWidthsFollowZoomAndTheLastColumnStretches(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 3})
	if s.geo.total != 600 || s.geo.w[2] != 340 || s.geo.hbar {
		t.Errorf("columns %v in 600, horizontal bar %v", s.geo.w, s.geo.hbar)
	}
	s.wear("light", 160)
	if math.Abs(float64(s.geo.w[0])-140*1.6) > 0.01 || s.rowH() != 54 {
		t.Errorf("at 160 %%: first column %v, rows %v", s.geo.w[0], s.rowH())
	}
	if c := s.Columns()[0]; c.Width != 140 {
		t.Errorf("width at 100 %% = %v", c.Width)
	}
}

func TestScrollingSideways(t *testing.T) {
	s := newStage(t)
	s.w.Resize(fyne.NewSize(300, 300))
	s.open(&numbers{n: 100})
	if !s.geo.hbar {
		t.Fatal("no horizontal bar though the columns are wider")
	}
	test.Scroll(s.w.Canvas(), fyne.NewPos(100, 100), -1000, 0)
	if s.offsetX != s.maxOffsetX() || s.maxOffsetX() != 400-s.geo.bodyW {
		t.Errorf("offset %v, most %v", s.offsetX, s.maxOffsetX())
	}
	if s.columnAt(s.geo.bodyW-1) != 2 || s.header.cells[2].Position().X+s.geo.w[2] != s.geo.bodyW {
		t.Errorf("the last column does not end at the edge")
	}
	s.click(1, 2)
	if len(s.acted) != 1 {
		t.Errorf("an action scrolled into view cannot be clicked")
	}
	s.key(fyne.KeyLeft)
	if s.offsetX != s.maxOffsetX()-102 {
		t.Errorf("left moved to %v", s.offsetX)
	}
	s.mods = shift
	test.Scroll(s.w.Canvas(), fyne.NewPos(100, 100), 0, 1000)
	if s.offsetX != 0 || s.Offset() != 0 {
		t.Errorf("Shift+wheel moved to %v, %v", s.offsetX, s.Offset())
	}
}

func TestDensity(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 1000})
	s.ScrollTo(100)
	for d, want := range map[look.Density]float64{look.Compact: 28, look.Large: 40, look.Normal: 34} {
		s.look.SetDensity(d)
		s.wear(look.Light, 100)
		if first, _ := s.VisibleRows(); s.rowH() != want || first != 100 {
			t.Errorf("density %v: rows %v, first %d", d, s.rowH(), first)
		}
	}
}

func TestOrderMarksStandBesideTheWords(t *testing.T) {
	s := newStage(t)
	s.SetColumns([]Column{
		{ID: "a", Title: "Monto acreditado", Width: 1, Align: Right, Sortable: true},
		{ID: "b", Title: "Monto", Width: 1, Sortable: true},
		{ID: "c", Title: "Fecha", Width: 1, Align: Center, Sortable: true},
		{ID: "d", Title: "Resto", Width: 300},
	})
	s.SetSort(listing.Sort{{Field: "a"}, {Field: "b", Desc: true}, {Field: "c"}})
	for _, c := range s.header.cells[:3] {
		for _, mark := range []fyne.CanvasObject{c.mark, c.digit} {
			x0, x1 := mark.Position().X, mark.Position().X+mark.Size().Width
			if x0 < 0 || x1 > c.Size().Width {
				t.Errorf("%s: a mark from %v to %v in a heading of %v", c.column().ID, x0, x1, c.Size().Width)
			}
			for _, line := range c.texts {
				from := line.Position().X
				if line.Text != "" && x0 < from+line.MinSize().Width-0.5 && x1 > from+0.5 {
					t.Errorf("%s: a mark from %v to %v lies over %q from %v", c.column().ID, x0, x1, line.Text, from)
				}
			}
		}
	}
}
