package grid

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"trastienda/ui/probe"
)

// heads gives the ids of the headings told, from left to right.
func (s *stage) heads() string {
	var list []probe.Item
	for _, it := range s.ProbeItems() {
		if strings.HasPrefix(it.ID, "grid.test.head.") {
			list = append(list, it)
		}
	}
	slices.SortFunc(list, func(a, b probe.Item) int { return int(a.X - b.X) })
	ids := make([]string, len(list))
	for i, it := range list {
		ids[i] = strings.TrimPrefix(it.ID, "grid.test.head.")
	}
	return strings.Join(ids, " ")
}

// state writes a layout as "b:100 a:80-", where - is hidden.
func (s *stage) state() string {
	var list []string
	for _, c := range s.Layout() {
		text := fmt.Sprintf("%s:%v", c.ID, c.Width)
		if c.Hidden {
			text += "-"
		}
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

// box gives what the probe tells of an id, its place in the grid.
func (s *stage) box(id string) probe.Item {
	s.t.Helper()
	off := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.Grid)
	for _, it := range s.ProbeItems() {
		if it.ID == id {
			it.X, it.Y = it.X-off.X, it.Y-off.Y
			return it
		}
	}
	s.t.Fatalf("%s is not shown", id)
	return probe.Item{}
}

// tap taps the middle of what the probe tells of an id.
func (s *stage) tap(id string) {
	s.t.Helper()
	it := s.box(id)
	test.TapCanvas(s.w.Canvas(), fyne.NewPos(it.X+it.W/2, it.Y+it.H/2))
}

// abcd gives columns a to d, 100 dp wide, a fixed, and three rows of them.
func abcd(t *testing.T) *stage {
	s := newStage(t)
	var cols []Column
	var rows []Row
	for _, id := range []string{"a", "b", "c", "d"} {
		cols = append(cols, Column{ID: id, Title: strings.ToUpper(id), Width: 100, Sortable: true, Fixed: id == "a"})
	}
	for i := range 3 {
		row := Row{ID: fmt.Sprint(i)}
		for _, c := range cols {
			row.Cells = append(row.Cells, Cell{Text: fmt.Sprint(c.ID, i)})
		}
		rows = append(rows, row)
	}
	s.SetColumns(cols)
	s.open(given{rows})
	return s
}

func TestHidingMovingAndResettingColumns(t *testing.T) {
	s := abcd(t)
	told := 0
	s.OnLayout = func() { told++ }
	steps := []struct {
		name  string
		do    func()
		state string
		heads string
		told  int
	}{
		{"hide", func() { s.HideColumn("c") }, "a:100 b:100 c:100- d:100", "a b d", 1},
		{"hide again", func() { s.HideColumn("c") }, "a:100 b:100 c:100- d:100", "a b d", 0},
		{"a fixed one stays", func() { s.HideColumn("a") }, "a:100 b:100 c:100- d:100", "a b d", 0},
		{"an unknown one", func() { s.HideColumn("x"); s.ShowColumn("x"); s.MoveColumn("x", 0) }, "a:100 b:100 c:100- d:100", "a b d", 0},
		{"move", func() { s.MoveColumn("d", 0) }, "d:100 a:100 b:100 c:100-", "d a b", 1},
		{"move beyond the end", func() { s.MoveColumn("a", 9) }, "d:100 b:100 c:100- a:100", "d b a", 1},
		{"move to its own place", func() { s.MoveColumn("a", 3) }, "d:100 b:100 c:100- a:100", "d b a", 0},
		{"show", func() { s.ShowColumn("c") }, "d:100 b:100 c:100 a:100", "d b c a", 1},
		{"reset", func() { s.ResetLayout() }, "a:100 b:100 c:100 d:100", "a b c d", 1},
	}
	for _, st := range steps {
		before := told
		st.do()
		if got := s.state(); got != st.state {
			t.Errorf("%s: %s, want %s", st.name, got, st.state)
		}
		if got := s.heads(); got != st.heads {
			t.Errorf("%s: headings %s, want %s", st.name, got, st.heads)
		}
		if told-before != st.told {
			t.Errorf("%s: told %d times, want %d", st.name, told-before, st.told)
		}
	}
}

func TestALayoutIsTakenAsFarAsItFits(t *testing.T) {
	all := func(ids string) []ColumnState {
		var list []ColumnState
		for _, id := range strings.Fields(ids) {
			name, hidden := strings.CutSuffix(id, "-")
			list = append(list, ColumnState{ID: name, Width: 120, Hidden: hidden})
		}
		return list
	}
	for _, c := range []struct{ name, given, want string }{
		{"nothing remembered", "", "a:100 b:100 c:100 d:100"},
		{"another order", "d c b a", "d:120 c:120 b:120 a:120"},
		{"columns that are no more", "x d c y b a", "d:120 c:120 b:120 a:120"},
		{"columns that came since", "d a", "d:120 a:120 b:100 c:100"},
		{"the first column came since", "c b d", "a:100 c:120 b:120 d:120"},
		{"one named twice", "b- b a c d", "b:120- a:120 c:120 d:120"},
		{"a fixed one hidden", "a- b- c- d-", "a:120 b:120- c:120- d:120-"},
	} {
		s := abcd(t)
		s.OnLayout = func() { t.Errorf("%s: SetLayout was told as if the user had done it", c.name) }
		s.SetLayout(all(c.given))
		if got := s.state(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	s := newStage(t)
	s.SetLayout([]ColumnState{{ID: "amount", Hidden: true}, {ID: "name", Hidden: true}, {ID: "do", Hidden: true}})
	if got := s.heads(); got != "amount" {
		t.Errorf("all hidden: headings %q", got)
	}
	s.HideColumn("amount")
	if got := s.heads(); got != "amount" || s.CanHide("amount") {
		t.Errorf("the last column was hidden: %q", got)
	}
}

func TestCellsFollowTheirColumns(t *testing.T) {
	s := abcd(t)
	s.MoveColumn("d", 0)
	s.HideColumn("b")
	for id, want := range map[string]string{"r1.a": "a1", "r1.b": "absent", "r1.c": "c1", "r1.d": "d1"} {
		if got := s.item("grid.test." + id); got != want {
			t.Errorf("%s = %q, want %q", id, got, want)
		}
	}
	if d, a := s.box("grid.test.r1.d"), s.box("grid.test.r1.a"); d.X != 0 || a.X != 100 || d.X != s.box("grid.test.head.d").X {
		t.Errorf("d at %v, a at %v", d.X, a.X)
	}
	s.Select("1")
	if got := s.Copy(true); got != "D\tA\tC\nd1\ta1\tc1\n" {
		t.Errorf("copied %q", got)
	}
	s.OnAction = nil
	s.SetColumns([]Column{{ID: "x", Title: "X", Width: 50}})
	if got := s.state(); got != "x:50" {
		t.Errorf("other columns: %s", got)
	}
}

func TestAViewIsRemembered(t *testing.T) {
	s := abcd(t)
	s.SetFrozen(1)
	s.MoveColumn("b", 0)
	s.HideColumn("c")
	v := s.View()
	data, err := json.Marshal(v)
	want := `{"columns":[{"id":"b","width":100},{"id":"a","width":100},{"id":"c","width":100,"hidden":true},{"id":"d","width":100}],"frozen":1}`
	if err != nil || string(data) != want {
		t.Errorf("written as %s, %v", data, err)
	}
	var read ViewState
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	other := abcd(t)
	other.SetView(read)
	if other.state() != "b:100 a:100 c:100- d:100" || other.Frozen() != 1 {
		t.Errorf("taken back: %s, %d frozen", other.state(), other.Frozen())
	}
	other.ResetLayout()
	if other.Frozen() != 0 {
		t.Error("after a reset a column is frozen")
	}
}

func TestColumnsByKeyboard(t *testing.T) {
	s := abcd(t)
	s.w.Canvas().Focus(s.header)
	press := func(k fyne.KeyName) { s.header.TypedKey(&fyne.KeyEvent{Name: k}) }
	short := func(k fyne.KeyName) {
		s.header.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: ctrl | shift})
	}
	focused := func(want string) {
		t.Helper()
		if got := s.box("grid.test.head." + want); !got.Focused {
			t.Errorf("the keyboard is not on %s", want)
		}
	}
	press(fyne.KeyRight)
	short(fyne.KeyRight)
	if s.heads() != "a c b d" {
		t.Errorf("moved right: %s", s.heads())
	}
	focused("b")
	short(fyne.KeyLeft)
	short(fyne.KeyLeft)
	short(fyne.KeyLeft) // at the edge already
	if s.heads() != "b a c d" {
		t.Errorf("moved left: %s", s.heads())
	}
	press(fyne.KeyDelete)
	if s.heads() != "a c d" {
		t.Errorf("hidden: %s", s.heads())
	}
	focused("a")
	press(fyne.KeyDelete) // fixed
	press(fyne.KeyEnd)
	press(fyne.KeyDelete)
	if s.heads() != "a c" {
		t.Errorf("hidden at the end: %s", s.heads())
	}
	focused("c")
	short(fyne.KeyRight) // the hidden one beside it is no place to go
	if s.heads() != "a c" {
		t.Errorf("moved beyond the end: %s", s.heads())
	}
}

func TestThirdPressWithShiftLeavesTheOrder(t *testing.T) {
	s := abcd(t)
	s.tap("grid.test.head.a")
	add := func(id string) {
		s.header.cells[s.modelIndex(id)].MouseDown(&desktop.MouseEvent{Modifier: shift})
		s.tap("grid.test.head." + id)
	}
	var got []string
	for range 4 {
		add("b")
		got = append(got, s.Sort().String())
	}
	if want := []string{"a,b", "a,-b", "a", "a,b"}; !slices.Equal(got, want) {
		t.Errorf("orders %v, want %v", got, want)
	}
	if s.header.cells[1].digit.Text != "2" || s.header.cells[0].digit.Text != "1" {
		t.Errorf("digits %q and %q", s.header.cells[0].digit.Text, s.header.cells[1].digit.Text)
	}
	add("a")
	add("a")
	add("b")
	add("b") // the only one does not leave
	if s.Sort().String() != "b" {
		t.Errorf("order %v", s.Sort())
	}
	s.header.at = s.modelIndex("c")
	s.mods = shift
	s.header.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.Sort().String() != "b,c" {
		t.Errorf("Shift+Enter: %v", s.Sort())
	}
	s.LeaveOrder("b")
	s.LeaveOrder("c")
	s.OrderBy("x", false, false)
	if s.Sort().String() != "c" {
		t.Errorf("left: %v", s.Sort())
	}
}

// A column that is away shows when the user wants it, is remembered so, and is
// away again in the original view and where nothing is remembered of it.
func TestAColumnThatIsAway(t *testing.T) {
	s := newStage(t)
	cols := purchaseColumns()
	cols[2].Away = true
	s.SetColumns(cols)
	away := func() bool { return s.Layout()[2].Hidden }
	if !away() {
		t.Fatal("it is there from the beginning")
	}
	s.ShowColumn(cols[2].ID)
	kept := s.View()
	s.ResetLayout()
	if !away() {
		t.Error("it is there in the original view")
	}
	s.SetView(kept)
	if away() {
		t.Error("that it was shown is forgotten")
	}
	s.SetLayout(kept.Columns[:2]) // remembered before there was such a column
	if !away() {
		t.Error("a new column comes by itself")
	}
}
