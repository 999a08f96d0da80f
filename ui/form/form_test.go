package form

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"trastienda/ui/look"
	"trastienda/ui/text"
)

var today = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// stage is a window with controls and a page that notes the keys it gets.
type stage struct {
	t    *testing.T
	win  fyne.Window
	book *text.Book
	tips *TipHost
	keys []fyne.KeyName
}

func newStage(t *testing.T) *stage {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Light))
	book, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	book.SetZone(time.UTC)
	s := &stage{t: t, book: book, win: test.NewTempWindow(t, container.NewVBox())}
	s.win.Resize(fyne.NewSize(1024, 640))
	return s
}

func (s *stage) page(ev *fyne.KeyEvent) bool { s.keys = append(s.keys, ev.Name); return true }

func (s *stage) show(objects ...fyne.CanvasObject) {
	s.tips = WithTips(container.NewVBox(objects...))
	s.win.SetContent(s.tips)
	s.win.Resize(fyne.NewSize(1024, 640))
}

func (s *stage) focus(f fyne.Focusable) { s.win.Canvas().Focus(f) }

func (s *stage) key(names ...fyne.KeyName) {
	for _, name := range names {
		f := s.win.Canvas().Focused()
		if f == nil {
			s.t.Fatalf("nothing has the focus for %s", name)
		}
		f.TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func (s *stage) typed(text string) { test.Type(s.win.Canvas().Focused(), text) }

func TestEveryControlForwardsTheKeysItDoesNotUse(t *testing.T) {
	s := newStage(t)
	field := FieldParams{ID: "x", Keys: s.page}
	controls := map[string]fyne.Focusable{
		"text":     NewTextField(field),
		"password": NewPasswordField(field, "Mostrar", "Ocultar"),
		"notes":    NewTextField(FieldParams{ID: "x", Keys: s.page, MultiLine: true}),
		"digits":   NewDigitsField(DigitsParams{Field: field, Book: s.book, Max: 22}),
		"amount":   NewAmountField(AmountParams{Field: field, Book: s.book, Currency: "ARS"}),
		"date":     NewDateField(DateParams{Field: field, Book: s.book, Clock: fixed(today)}),
		"select":   NewSelect(SelectParams{ID: "x", Keys: s.page}),
		"search":   NewSearchSelect(SearchParams{ID: "x", Keys: s.page, Book: s.book}),
		"check":    NewCheck(CheckParams{ID: "x", Keys: s.page}),
		"button":   NewButton(ButtonParams{ID: "x", Text: "x", Keys: s.page}),
		"chip":     NewChip(ChipParams{ID: "x", Text: "x", Keys: s.page}),
	}
	for name, control := range controls {
		s.show(control.(fyne.CanvasObject))
		s.focus(control)
		s.keys = nil
		s.key(fyne.KeyF5, fyne.KeyF1, fyne.KeyF6, fyne.KeyEscape, desktop.KeyControlLeft)
		if len(s.keys) != 4 {
			t.Errorf("%s: of F5, F1, F6 and Esc the page gets %v", name, s.keys)
		}
		if _, ok := control.(desktop.Keyable); !ok {
			t.Errorf("%s does not hear keys going down: Ctrl+Enter fails in a dialog", name)
		}
	}
}

func TestButton(t *testing.T) {
	s := newStage(t)
	ran := 0
	b := NewButton(ButtonParams{ID: "b", Text: "Reintentar", Tip: "Otra vez", Icon: look.Icon("refresh"), Kind: Primary, Run: func() { ran++ }})
	s.show(b)
	test.Tap(b)
	s.key(fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter)
	if ran != 4 || s.win.Canvas().Focused() != b {
		t.Errorf("ran %d times of 4; focus on %T", ran, s.win.Canvas().Focused())
	}
	b.SetEnabled(false, "Necesita conexión")
	test.Tap(b)
	s.key(fyne.KeyReturn)
	if ran != 4 || !b.Disabled() {
		t.Error("a disabled button ran")
	}
	if s.tips.TipText() != "Necesita conexión" {
		t.Errorf("the tooltip says %q", s.tips.TipText())
	}
	s.win.Canvas().Unfocus()
	if s.tips.TipText() != "" {
		t.Error("the tooltip stays without the focus")
	}
	s.focus(b)
	if s.tips.TipText() != "Necesita conexión" {
		t.Error("the keyboard is not told why the button is disabled")
	}
	b.SetEnabled(true, "")
	test.Tap(b)
	if ran != 5 || s.tips.TipText() != "" {
		t.Errorf("ran %d times of 5, tooltip %q", ran, s.tips.TipText())
	}
}

func TestTooltipStaysInTheWindow(t *testing.T) {
	s := newStage(t)
	b := NewIconButton("b", "Abre el calendario en el mes de la fecha escrita", look.Icon("today"), nil, nil)
	s.show(b)
	host := s.tips
	for _, at := range []fyne.Position{{}, {X: 990, Y: 0}, {X: 990, Y: 600}, {X: 0, Y: 600}} {
		b.Move(at)
		b.Resize(fyne.NewSize(32, 32))
		b.showTip(b, b.tipText())
		pos, size := host.box.Position(), host.box.Size()
		if host.tip.Hidden || pos.X < 0 || pos.Y < 0 || pos.X+size.Width > host.Size().Width || pos.Y+size.Height > host.Size().Height {
			t.Errorf("button at %v: tooltip from %v, size %v, hidden %v", at, pos, size, host.tip.Hidden)
		}
		if pos.Y < at.Y+32 && pos.Y+size.Height > at.Y {
			t.Errorf("button at %v: the tooltip at %v covers it", at, pos)
		}
	}
}

func TestTooltipBesideAColumnOfIcons(t *testing.T) {
	s := newStage(t)
	b := NewIconButton("b", "Compras automatizadas", look.Icon("today"), nil, nil)
	s.show(b)
	b.beside = true
	for _, at := range []fyne.Position{{}, {X: 8, Y: 300}, {X: 8, Y: 608}} {
		b.Move(at)
		b.Resize(fyne.NewSize(40, 32))
		b.showTip(b, b.tipText())
		pos, size := s.tips.box.Position(), s.tips.box.Size()
		if pos.X < at.X+40 || pos.Y < 0 || pos.Y+size.Height > s.tips.Size().Height || pos.Y > at.Y+32 || pos.Y+size.Height < at.Y {
			t.Errorf("button at %v: tooltip at %v, size %v", at, pos, size)
		}
	}
	b.Move(fyne.NewPos(980, 0))
	b.showTip(b, b.tipText())
	if right := s.tips.box.Position().X + s.tips.box.Size().Width; right > s.tips.Size().Width {
		t.Errorf("without room it ends at %v", right)
	}
}

func TestCheckAndChip(t *testing.T) {
	s := newStage(t)
	var states []bool
	check := NewCheck(CheckParams{ID: "c", Text: "Factura", OnChange: func(on bool) { states = append(states, on) }})
	taps := 0
	chip := NewChip(ChipParams{ID: "p", Text: "Pendientes", Count: "2", OnTap: func() { taps++ }})
	s.show(check, chip)
	test.Tap(check)
	s.key(fyne.KeySpace)
	check.SetEnabled(false)
	test.Tap(check)
	if len(states) != 2 || !states[0] || states[1] || check.ProbeText() != "☐ Factura" {
		t.Errorf("changes %v, text %q", states, check.ProbeText())
	}
	narrow := chip.MinSize()
	test.Tap(chip)
	s.key(fyne.KeySpace, fyne.KeyReturn)
	chip.SetOn(true)
	if taps != 3 || chip.ProbeText() != "● Pendientes 2" {
		t.Errorf("%d taps of 3, text %q", taps, chip.ProbeText())
	}
	if chip.MinSize() != narrow {
		t.Errorf("the chip grows from %v to %v when it is on", narrow, chip.MinSize())
	}
}

func TestTextField(t *testing.T) {
	s := newStage(t)
	var changes []string
	submitted := 0
	f := NewTextField(FieldParams{ID: "f", Max: 4, SelectAll: true, OnChange: func(v string) { changes = append(changes, v) }, OnSubmit: func() { submitted++ }})
	other := NewTextField(FieldParams{ID: "g"})
	row := NewRow("Código", f, "Cuatro letras")
	s.show(row, other)
	s.focus(f)
	s.typed("abcdef")
	if f.Text != "abcd" {
		t.Errorf("a field of 4 letters holds %q", f.Text)
	}
	s.key(fyne.KeyReturn)
	if submitted != 1 {
		t.Error("Enter did not submit")
	}
	f.SetError("No existe.")
	if row.note.Text() != "No existe." || !f.Note().Error {
		t.Errorf("the line below is %q", row.note.Text())
	}
	s.focus(other)
	s.focus(f)
	if f.SelectedText() != "abcd" {
		t.Errorf("coming back selects %q", f.SelectedText())
	}
	s.typed("x")
	if f.Text != "x" || row.note.Text() != "Cuatro letras" {
		t.Errorf("after typing: %q, line below %q", f.Text, row.note.Text())
	}
	s.focus(other)
	s.key(fyne.KeyReturn)
	if s.win.Canvas().Focused() != f {
		t.Error("Enter in a plain field does not go to the next")
	}
}

func TestFocusFirstWrong(t *testing.T) {
	s := newStage(t)
	a, b := NewTextField(FieldParams{ID: "a"}), NewTextField(FieldParams{ID: "b"})
	rows := []*LabelledRow{NewRow("A", a, ""), NewRow("B", b, "")}
	s.show(rows[0], rows[1])
	if FocusFirstWrong(rows...) {
		t.Error("a form without errors has a wrong field")
	}
	b.SetError("Falta.")
	if !FocusFirstWrong(rows...) || s.win.Canvas().Focused() != b {
		t.Errorf("the focus is on %T", s.win.Canvas().Focused())
	}
}

func TestPasswordIsNeverTold(t *testing.T) {
	s := newStage(t)
	f := NewPasswordField(FieldParams{ID: "p", Text: "secreto"}, "Mostrar", "Ocultar")
	s.show(f)
	if f.ProbeText() != "•••••••" {
		t.Errorf("the probe reads %q", f.ProbeText())
	}
	eye := f.ActionItem.(*actionIcon)
	test.Tap(eye)
	if f.Password || eye.ProbeText() != "Ocultar" {
		t.Error("the eye did not show the password")
	}
	test.Tap(eye)
	if !f.Password || eye.ProbeText() != "Mostrar" {
		t.Error("the eye did not hide the password")
	}
}

func TestBreakLines(t *testing.T) {
	measure := func(s string) float32 { return float32(len([]rune(s))) }
	cases := []struct {
		text  string
		width float32
		want  []string
	}{
		{"uno dos tres", 7, []string{"uno dos", "tres"}},
		{"uno dos tres", 0, []string{"uno dos tres"}},
		{"0000300900202874937477", 10, []string{"0000300900", "2028749374", "77"}},
		{"ver $\u00a010,00 ya", 9, []string{"ver", "$\u00a010,00", "ya"}},
		{"ñandúes", 2, []string{"ña", "nd", "úe", "s"}},
		{"", 5, []string{""}},
	}
	for _, c := range cases {
		got := breakLines(c.text, c.width, measure)
		if len(got) != len(c.want) {
			t.Errorf("breakLines(%q, %v) = %q, want %q", c.text, c.width, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("breakLines(%q, %v) = %q, want %q", c.text, c.width, got, c.want)
			}
		}
	}
}

// A page scrolls what gets the keyboard into sight.
func TestControlsTellThatTheyGotTheKeyboard(t *testing.T) {
	s := newStage(t)
	var told []string
	button := NewButton(ButtonParams{ID: "b", Text: "B", OnFocus: func() { told = append(told, "button") }})
	chip := NewChip(ChipParams{ID: "c", Text: "C", OnFocus: func() { told = append(told, "chip") }})
	s.show(button, chip)
	s.focus(button)
	s.focus(chip)
	if !slices.Equal(told, []string{"button", "chip"}) {
		t.Errorf("told %v", told)
	}
}

// The height for a width is told without changing what is shown.
func TestWordsTellTheirHeight(t *testing.T) {
	newStage(t)
	w := NewWords("uno dos tres\ncuatro")
	w.Resize(fyne.NewSize(400, 100))
	if got, want := w.HeightFor(400), 2*w.LineHeight(); got != want {
		t.Errorf("wide: %v high, want %v", got, want)
	}
	if got := w.HeightFor(40); got < 3*w.LineHeight() {
		t.Errorf("narrow: only %v high", got)
	}
	if got, want := w.MinSize().Height, 2*w.LineHeight(); got != want {
		t.Errorf("asking changed it: %v high, want %v", got, want)
	}
}
