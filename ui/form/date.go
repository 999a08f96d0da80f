package form

import (
	"errors"
	"time"

	"trastienda/app/clock"
	"trastienda/ui/text"
)

// DateParams describe a date field. Days are shown and returned in the zone
// of the book.
type DateParams struct {
	Field    FieldParams
	Book     *text.Book
	Clock    clock.Clock
	Required bool
	// OnDay gets the day when it changed; it is zero while the field is empty
	// or not understood.
	OnDay func(day time.Time)
}

// DateField takes a day as typed (13/12/22, hoy, -7) or from the calendar
// that Down, F4 and the icon open.
type DateField struct {
	TextField
	d     DateParams
	left  bool
	quiet bool
	last  time.Time
	panel *floater
}

var _ Field = (*DateField)(nil)

// NewDateField returns an empty date field.
func NewDateField(p DateParams) *DateField {
	f := &DateField{d: p}
	change := p.Field.OnChange
	p.Field.SelectAll = true
	if p.Field.Placeholder == "" {
		p.Field.Placeholder = p.Book.T("kit.date.placeholder")
	}
	p.Field.OnChange = func(s string) {
		if f.quiet {
			return
		}
		if change != nil {
			change(s)
		}
		f.tell()
	}
	f.hint, f.gained, f.lost, f.open = f.reading, f.plain, f.written, f.calendar
	f.build(f, p.Field)
	f.ActionItem = newActionIcon(p.Field.ID+".open", p.Book.T("kit.date.open"), "calendar_month", f.calendar)
	return f
}

// Day returns the day at 00:00 in the zone of the book. An empty field is a
// zero day and, unless it is required, right.
func (f *DateField) Day() (day time.Time, ok bool) {
	if f.Text == "" {
		return time.Time{}, !f.d.Required
	}
	day, err := parseDay(f.Text, f.today())
	return day, err == nil
}

// SetDay writes a day into the field; the zero day empties it.
func (f *DateField) SetDay(day time.Time) {
	f.SetText(f.d.Book.Day(day))
}

// Complain shows from now on what is wrong and tells whether it is right.
func (f *DateField) Complain() bool {
	f.left = true
	f.Refresh()
	f.told()
	_, ok := f.Day()
	return ok
}

func (f *DateField) today() time.Time { return f.d.Clock.Now().In(f.d.Book.Zone()) }

func (f *DateField) reading() Note {
	b := f.d.Book
	if f.Text == "" {
		if f.d.Required && f.left {
			return Note{Text: b.T("kit.date.empty"), Error: true}
		}
		return Note{}
	}
	day, err := parseDay(f.Text, f.today())
	switch {
	case err == nil && f.focused && b.Day(day) != f.Text:
		return Note{Text: b.T("kit.date.reading", "date", b.Day(day))}
	case err == nil || !f.left:
		return Note{}
	case errors.Is(err, errNoSuchDay):
		return Note{Text: b.T("kit.date.none"), Error: true}
	}
	return Note{Text: b.T("kit.date.format", "example", b.Day(f.today())), Error: true}
}

// plain writes the day in digits on coming into the field: that is how it is
// typed in every language.
func (f *DateField) plain() {
	if day, err := parseDay(f.Text, f.today()); err == nil {
		f.rewrite(day.Format("02/01/2006"))
	}
}

// written writes the day out on leaving the field.
func (f *DateField) written() {
	f.left = f.left || f.Text != ""
	if day, err := parseDay(f.Text, f.today()); err == nil {
		f.rewrite(f.d.Book.Day(day))
	}
	f.Refresh()
}

func (f *DateField) rewrite(s string) {
	if s == f.Text {
		return
	}
	f.quiet = true
	wrong := f.wrong
	f.SetText(s)
	f.wrong = wrong
	f.quiet = false
}

func (f *DateField) tell() {
	day, _ := f.Day()
	if day.Equal(f.last) {
		return
	}
	f.last = day
	if f.d.OnDay != nil {
		f.d.OnDay(day)
	}
}

// calendar opens the month of the day typed, or of today.
func (f *DateField) calendar() {
	if f.Disabled() {
		return
	}
	day, err := parseDay(f.Text, f.today())
	if err != nil {
		day = time.Time{}
	}
	month := newMonth(monthParams{id: f.p.ID, book: f.d.Book, today: f.today(), chosen: day, pick: func(picked time.Time) {
		f.panel.close()
		text := ""
		if !picked.IsZero() {
			text = picked.Format("02/01/2006")
		}
		f.SetText(text)
	}})
	f.panel = openFloater(f, month.view, false, month)
}
