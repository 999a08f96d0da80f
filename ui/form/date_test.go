package form

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/clock"
	"trastienda/ui/text"
)

func fixed(t time.Time) clock.Clock { return clock.Fixed(t) }

func TestParseDay(t *testing.T) {
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	good := map[string]time.Time{
		"13/12/2022": day(2022, 12, 13), "13/12/22": day(2022, 12, 13), "1/2": day(2026, 2, 1), "010226": day(2026, 2, 1), "13122022": day(2022, 12, 13),
		"13-12-22": day(2022, 12, 13), "13.12.2022": day(2022, 12, 13), "2022-12-13": day(2022, 12, 13), "13 Dec 2022": day(2022, 12, 13),
		"hoy": day(2026, 11, 22), " HOY ": day(2026, 11, 22), "hoje": day(2026, 11, 22), "today": day(2026, 11, 22), "ayer": day(2026, 11, 21),
		"-7": day(2026, 11, 15), "+10": day(2026, 12, 2), "29/02/2024": day(2024, 2, 29),
	}
	for s, want := range good {
		if got, err := parseDay(s, today); err != nil || !got.Equal(want) {
			t.Errorf("parseDay(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	// The dates of rule B6; a month of one digit is how people write, and taken.
	for s, want := range map[string]time.Time{"15/07/2002": day(2002, 7, 15), "15/07/02": day(2002, 7, 15), "15/7/2002": day(2002, 7, 15)} {
		if got, err := parseDay(s, today); err != nil || !got.Equal(want) {
			t.Errorf("parseDay(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"15-07/2002", "2024/05", "15/07/", "15/07/2024/", "15/07/24/"} {
		if got, err := parseDay(s, today); err != errDateFormat {
			t.Errorf("parseDay(%q) = %v, %v", s, got, err)
		}
	}
	for s, want := range map[string]error{"31/02/2022": errNoSuchDay, "29/02/2023": errNoSuchDay, "13/13/2022": errNoSuchDay, "0/1": errNoSuchDay,
		"mañana": errDateFormat, "12": errDateFormat, "1/2/3": errDateFormat, "": errDateFormat, "12/2022": errDateFormat} {
		if got, err := parseDay(s, today); err != want {
			t.Errorf("parseDay(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
}

func dateStage(t *testing.T, l text.Lang) (*stage, *DateField, *[]time.Time) {
	s := newStage(t)
	s.book.Set(l)
	var days []time.Time
	f := NewDateField(DateParams{Field: FieldParams{ID: "d"}, Book: s.book, Clock: fixed(today), OnDay: func(d time.Time) { days = append(days, d) }})
	s.show(f, NewTextField(FieldParams{ID: "o"}))
	s.focus(f)
	return s, f, &days
}

func TestDateField(t *testing.T) {
	s, f, days := dateStage(t, text.EN)
	s.typed("-7")
	if got := f.Note().Text; got != "Read as: 15 Nov 2026" {
		t.Errorf("the reading is %q", got)
	}
	s.key(fyne.KeyReturn)
	if f.Text != "15 Nov 2026" || f.Note().Text != "" {
		t.Errorf("after leaving: %q, %q", f.Text, f.Note().Text)
	}
	s.focus(f)
	if f.Text != "15/11/2026" || f.SelectedText() != f.Text {
		t.Errorf("coming back: %q, %q selected", f.Text, f.SelectedText())
	}
	if len(*days) != 1 || (*days)[0].Day() != 15 {
		t.Errorf("told %v", *days)
	}
	s.typed("31/02/2026")
	s.key(fyne.KeyReturn)
	if note := f.Note(); !note.Error || note.Text != "That day does not exist." {
		t.Errorf("31 February: %+v", note)
	}
	if last := (*days)[len(*days)-1]; !last.IsZero() {
		t.Errorf("a day that does not exist was told as %v", last)
	}
}

func TestCalendarTurnsToShorterMonths(t *testing.T) {
	s, f, _ := dateStage(t, text.ES)
	s.typed("31/01/2026")
	s.key(fyne.KeyDown)
	m, ok := s.win.Canvas().Focused().(*month)
	if !ok {
		t.Fatalf("Down gave the focus to %T", s.win.Canvas().Focused())
	}
	if m.title.Text() != "Enero de 2026" {
		t.Errorf("the calendar opens on %q", m.title.Text())
	}
	s.key(fyne.KeyPageDown)
	if m.title.Text() != "Febrero de 2026" || m.mark.Day() != 28 {
		t.Errorf("from 31 January: %q, day %d", m.title.Text(), m.mark.Day())
	}
	s.key(fyne.KeyPageDown, fyne.KeyRight, fyne.KeyReturn)
	if f.Text != "29/03/2026" || s.win.Canvas().Focused() != f {
		t.Errorf("chose %q; focus on %T", f.Text, s.win.Canvas().Focused())
	}
	s.key(fyne.KeyDown, fyne.KeyEscape)
	if f.Text != "29/03/2026" || s.win.Canvas().Focused() != f || s.win.Canvas().Overlays().Top() != nil {
		t.Error("Esc did not close the calendar and leave the day alone")
	}
}

func TestWeeksBeginAsTheLanguageDoes(t *testing.T) {
	for l, want := range map[text.Lang][2]string{text.ES: {"lu", "26"}, text.EN: {"Mo", "26"}, text.PT: {"dom", "1"}} {
		s, _, _ := dateStage(t, l)
		s.key(fyne.KeyDown)
		m := s.win.Canvas().Focused().(*month)
		r := m.CreateRenderer().(*monthRenderer)
		if got := [2]string{r.texts[0].Text, r.texts[weekDays].Text}; got != want {
			t.Errorf("%s: November 2026 begins with %v, want %v", l, got, want)
		}
	}
}

func TestCalendarByMouse(t *testing.T) {
	s, f, _ := dateStage(t, text.ES)
	f.ActionItem.(*actionIcon).Tapped(nil)
	m := s.win.Canvas().Focused().(*month)
	items := m.ProbeItems()
	if len(items) != 42 || items[0].ID != "d.day.2026-10-26" {
		t.Fatalf("%d days, the first %+v", len(items), items[0])
	}
	size := m.cell()
	m.Tapped(&fyne.PointEvent{Position: fyne.NewPos(size.Width*6.5, size.Height*1.5)})
	if f.Text != "01/11/2026" {
		t.Errorf("the click chose %q", f.Text)
	}
	f.ActionItem.(*actionIcon).Tapped(nil)
	at := s.win.Canvas().Overlays().Top().(*floater)
	at.Tapped(&fyne.PointEvent{Position: fyne.NewPos(1000, 630)})
	if s.win.Canvas().Overlays().Top() != nil {
		t.Error("a click beside the calendar does not close it")
	}
}
