package form

import (
	"image/color"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
	"trastienda/ui/probe"
	"trastienda/ui/text"
)

type monthParams struct {
	id     string
	book   *text.Book
	today  time.Time
	chosen time.Time // zero for none
	pick   func(time.Time)
}

// month is the calendar of a date field: six weeks, one day marked. Arrows
// move by day and week, PgUp and PgDn by month, Home and End within the week,
// Enter and Space choose, T goes to today.
type month struct {
	widget.BaseWidget
	p       monthParams
	mark    time.Time
	title   *Words
	view    fyne.CanvasObject
	focused bool
}

var (
	_ fyne.Focusable = (*month)(nil)
	_ fyne.Tappable  = (*month)(nil)
	_ probe.Teller   = (*month)(nil)
)

const weeks, weekDays = 6, 7

func newMonth(p monthParams) *month {
	m := &month{p: p, mark: p.chosen, title: NewWords("")}
	if m.mark.IsZero() {
		m.mark = dayOf(p.today)
	}
	m.title.Bold, m.title.ID = true, p.id+".month"
	b, id := p.book, p.id
	keys := func(ev *fyne.KeyEvent) bool { return m.key(ev) }
	before := NewIconButton(id+".previous", b.T("kit.date.previous"), look.Icon("chevron_left"), keys, func() { m.turn(-1) })
	after := NewIconButton(id+".next", b.T("kit.date.next"), look.Icon("chevron_right"), keys, func() { m.turn(1) })
	today := NewButton(ButtonParams{ID: id + ".today", Text: b.T("kit.date.today"), Kind: Quiet, Keys: keys, Run: func() { p.pick(dayOf(p.today)) }})
	clear := NewButton(ButtonParams{ID: id + ".clear", Text: b.T("kit.date.clear"), Kind: Quiet, Keys: keys, Run: func() { p.pick(time.Time{}) }})
	head := container.New(layout.NewBorderLayout(nil, nil, before, after), before, after, container.New(&middle{}, m.title))
	foot := container.NewHBox(today, layout.NewSpacer(), clear)
	m.view = container.New(layout.NewBorderLayout(head, foot, nil, nil), head, m, foot)
	m.ExtendBaseWidget(m)
	m.write()
	return m
}

func dayOf(t time.Time) time.Time {
	y, mo, d := t.Date()
	return time.Date(y, mo, d, 0, 0, 0, 0, t.Location())
}

// middle centres the title between the arrows.
type middle struct{}

func (middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, objects[0].(*Words).LineHeight())
}

func (middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	words := objects[0].(*Words)
	fit := words.Fit(size.Width)
	words.Resize(fyne.NewSize(size.Width, fit.Height))
	words.Move(fyne.NewPos((size.Width-fit.Width)/2, (size.Height-fit.Height)/2))
}

// write puts the name of the month into the title.
func (m *month) write() {
	b := m.p.book
	name := b.T("kit.month.title", "month", b.T("kit.month."+strconv.Itoa(int(m.mark.Month()))), "year", strconv.Itoa(m.mark.Year()))
	first, size := utf8.DecodeRuneInString(name)
	m.title.SetText(string(unicode.ToUpper(first)) + name[size:])
}

// turn goes to another month and keeps the day, or the last day of a shorter
// month: from 31 January to 28 February, never past it.
func (m *month) turn(by int) {
	first := time.Date(m.mark.Year(), m.mark.Month()+time.Month(by), 1, 0, 0, 0, 0, m.mark.Location())
	last := first.AddDate(0, 1, -1).Day()
	m.set(first.AddDate(0, 0, min(m.mark.Day(), last)-1))
}

func (m *month) set(day time.Time) {
	m.mark = day
	m.write()
	m.Refresh()
}

// firstWeekday is Sunday in Brazil and Monday elsewhere.
func (m *month) firstWeekday() time.Weekday {
	if m.p.book.Lang() == text.PT {
		return time.Sunday
	}
	return time.Monday
}

// column is the place of a day in its week.
func (m *month) column(day time.Time) int {
	return (int(day.Weekday()) - int(m.firstWeekday()) + weekDays) % weekDays
}

// day returns the day in a cell; cells run on into the months around.
func (m *month) day(cell int) time.Time {
	first := time.Date(m.mark.Year(), m.mark.Month(), 1, 0, 0, 0, 0, m.mark.Location())
	return first.AddDate(0, 0, cell-m.column(first))
}

func (m *month) key(ev *fyne.KeyEvent) bool {
	step := func(days int) { m.set(m.mark.AddDate(0, 0, days)) }
	switch ev.Name {
	case fyne.KeyLeft:
		step(-1)
	case fyne.KeyRight:
		step(1)
	case fyne.KeyUp:
		step(-weekDays)
	case fyne.KeyDown:
		step(weekDays)
	case fyne.KeyHome:
		step(-m.column(m.mark))
	case fyne.KeyEnd:
		step(weekDays - 1 - m.column(m.mark))
	case fyne.KeyPageUp:
		m.turn(-1)
	case fyne.KeyPageDown:
		m.turn(1)
	case fyne.KeyT:
		m.set(dayOf(m.p.today))
	default:
		return false
	}
	return true
}

// TypedKey moves and chooses.
func (m *month) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case ev.Name == fyne.KeySpace || isEnter(ev):
		m.p.pick(m.mark)
	case m.key(ev):
	default:
		Forward(m, nil, ev)
	}
}

// TypedRune does nothing: the letters arrive as keys.
func (m *month) TypedRune(rune) {}

// FocusGained shows the ring of the marked day.
func (m *month) FocusGained() { m.focused = true; m.Refresh() }

// FocusLost hides it.
func (m *month) FocusLost() { m.focused = false; m.Refresh() }

// cell is the size of a day; the names of the days take one row of cells.
func (m *month) cell() fyne.Size {
	side := theme.Size(look.SizeButton)
	return fyne.NewSize(side*1.1, side)
}

// Tapped chooses the day under the mouse.
func (m *month) Tapped(ev *fyne.PointEvent) {
	size := m.cell()
	column, row := int(ev.Position.X/size.Width), int(ev.Position.Y/size.Height)-1
	if row >= 0 && row < weeks && column >= 0 && column < weekDays {
		m.p.pick(m.day(row*weekDays + column))
	}
}

// ProbeItems lists the days as <id>.day.<2006-01-02>.
func (m *month) ProbeItems() []probe.Item {
	c := canvasOf(m)
	if c == nil {
		return nil
	}
	at, scale, size := fyne.CurrentApp().Driver().AbsolutePositionForObject(m), c.Scale(), m.cell()
	var items []probe.Item
	for i := range weeks * weekDays {
		day := m.day(i)
		items = append(items, probe.Item{ID: m.p.id + ".day." + day.Format(time.DateOnly), Text: strconv.Itoa(day.Day()),
			X: (at.X + float32(i%weekDays)*size.Width) * scale, Y: (at.Y + float32(i/weekDays+1)*size.Height) * scale,
			W: size.Width * scale, H: size.Height * scale, Focused: m.focused && day.Equal(m.mark)})
	}
	return items
}

// CreateRenderer is called by Fyne.
func (m *month) CreateRenderer() fyne.WidgetRenderer {
	r := &monthRenderer{m: m, today: canvas.NewRectangle(color.Transparent), chosen: canvas.NewRectangle(color.Transparent), ring: newRing()}
	for range (weeks + 1) * weekDays {
		t := canvas.NewText("", color.Transparent)
		t.Alignment = fyne.TextAlignCenter
		r.texts = append(r.texts, t)
	}
	r.Refresh()
	return r
}

type monthRenderer struct {
	m                   *month
	today, chosen, ring *canvas.Rectangle
	texts               []*canvas.Text // the names of the days, then the days
}

func (r *monthRenderer) Destroy() {}

func (r *monthRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.today, r.chosen}
	for _, t := range r.texts {
		objects = append(objects, t)
	}
	return append(objects, r.ring)
}

func (r *monthRenderer) MinSize() fyne.Size {
	size := r.m.cell()
	return fyne.NewSize(size.Width*weekDays, size.Height*(weeks+1))
}

func (r *monthRenderer) Layout(fyne.Size) {
	size := r.m.cell()
	for i, t := range r.texts {
		height := t.MinSize().Height
		t.Move(fyne.NewPos(float32(i%weekDays)*size.Width, float32(i/weekDays)*size.Height+(size.Height-height)/2))
		t.Resize(fyne.NewSize(size.Width, height))
	}
	r.place(r.today, dayOf(r.m.p.today))
	r.place(r.chosen, r.m.p.chosen)
	r.place(r.ring, r.m.mark)
}

// place puts a rectangle around a day of the month shown.
func (r *monthRenderer) place(o *canvas.Rectangle, day time.Time) {
	o.Hidden = true
	for i := range weeks * weekDays {
		if !r.m.day(i).Equal(day) {
			continue
		}
		size := r.m.cell()
		o.Hidden = false
		o.Move(fyne.NewPos(float32(i%weekDays)*size.Width+2, float32(i/weekDays+1)*size.Height+2))
		o.Resize(size.SubtractWidthHeight(4, 4))
	}
}

func (r *monthRenderer) Refresh() {
	m := r.m
	for i, t := range r.texts {
		t.TextSize = theme.Size(theme.SizeNameText)
		t.TextStyle.Bold = false
		if i < weekDays {
			weekday := (int(m.firstWeekday()) + i) % weekDays
			t.Text, t.Color = m.p.book.T("kit.weekday."+strconv.Itoa(weekday)), theme.Color(look.ColorMuted)
			continue
		}
		day := m.day(i - weekDays)
		role := theme.ColorNameForeground
		switch {
		case day.Equal(m.p.chosen):
			role, t.TextStyle.Bold = theme.ColorNameForegroundOnPrimary, true
		case day.Month() != m.mark.Month():
			role = theme.ColorNamePlaceHolder
		}
		t.Text, t.Color = strconv.Itoa(day.Day()), theme.Color(role)
	}
	radius := theme.Size(theme.SizeNameInputRadius)
	r.chosen.FillColor, r.chosen.CornerRadius = theme.Color(theme.ColorNamePrimary), radius
	r.today.StrokeColor, r.today.StrokeWidth, r.today.CornerRadius = theme.Color(theme.ColorNameInputBorder), 1, radius
	paintRing(r.ring, m.focused, theme.ColorNamePrimary)
	if m.mark.Equal(m.p.chosen) {
		r.ring.StrokeColor = theme.Color(theme.ColorNameForeground)
	}
	hidden := r.ring.Hidden
	r.Layout(m.Size())
	r.ring.Hidden = r.ring.Hidden || hidden
	canvas.Refresh(m)
}
