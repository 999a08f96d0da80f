package text

import (
	"testing"
	"time"
	_ "time/tzdata"

	"fyne.io/fyne/v2/lang"
)

func open(t *testing.T, l Lang) *Book {
	t.Helper()
	b, err := NewBook(l)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("America/Argentina/Buenos_Aires")
	if err != nil {
		t.Fatal(err)
	}
	b.SetZone(zone)
	return b
}

func TestFormats(t *testing.T) {
	at := time.Date(2022, 12, 13, 13, 24, 52, 0, time.UTC)
	cases := []struct {
		lang                                           Lang
		money, negative, number, percent, moment, day_ string
	}{
		{ES, "$\u00a040.000,00", "-$\u00a050,00", "1.234.567", "4\u00a0%", "13/12/2022 10:24", "13/12/2022"},
		{PT, "R$\u00a0112,97", "-R$\u00a050,00", "1.234.567", "4%", "13/12/2022 10:24", "13/12/2022"},
		{EN, "ARS\u00a040,000.00", "-ARS\u00a050.00", "1,234,567", "4%", "13 Dec 2022 10:24", "13 Dec 2022"},
	}
	for _, c := range cases {
		b := open(t, c.lang)
		minor, currency := int64(4000000), "ARS"
		if c.lang == PT {
			minor, currency = 11297, "BRL"
		}
		got := []string{b.Money(minor, currency), b.Money(-5000, currency), b.Number(1234567), b.Percent(400), b.Moment(at), b.Day(at), b.Stamp(at), b.Clock(at)}
		want := []string{c.money, c.negative, c.number, c.percent, c.moment, c.day_, "13/12/22 10:24:52", "10:24"}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: format %d gives %q, want %q", c.lang, i, got[i], want[i])
			}
		}
	}
	for lang, want := range map[Lang]string{ES: "13/12", PT: "13/12", EN: "13 Dec"} {
		if got := open(t, lang).DayMonth(at); got != want {
			t.Errorf("%s: the day is %q, want %q", lang, got, want)
		}
	}
	b := open(t, ES)
	if got := b.Percent(425); got != "4,25\u00a0%" {
		t.Errorf("Percent(425) = %q", got)
	}
	if got := b.Percent(10000); got != "100\u00a0%" {
		t.Errorf("Percent(10000) = %q", got)
	}
	if got := b.Stamp(time.Time{}) + b.Day(time.Time{}); got != "" {
		t.Errorf("an unknown time is written as %q", got)
	}
}

func TestSpan(t *testing.T) {
	b := open(t, ES)
	for d, want := range map[time.Duration]string{
		3*time.Hour + 12*time.Minute: "3 h 12 min", 45 * time.Second: "45 s", 51 * time.Hour: "2 d 3 h", 48 * time.Hour: "2 d",
		2 * time.Hour: "2 h", 59*time.Minute + 59*time.Second: "59 min", -time.Second: "0 s", 0: "0 s",
	} {
		if got := b.Span(d); got != want {
			t.Errorf("Span(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestTextsAreFilled(t *testing.T) {
	b := open(t, ES)
	if got := b.T("kit.amount.reading", "amount", "X"); got != "Se entenderá: X" {
		t.Errorf("T = %q", got)
	}
	one, other := b.N("kit.search.more", 1), b.N("kit.search.more", 1200)
	if one != "Hay 1 más: seguí escribiendo" || other != "Hay 1.200 más: seguí escribiendo" {
		t.Errorf("N = %q, %q", one, other)
	}
	if got := b.T("kit.nothing.like.it"); got != "⟦kit.nothing.like.it⟧" || b.Has("kit.nothing.like.it") {
		t.Errorf("a missing text shows as %q", got)
	}
	// A value that looks like a place is not filled in turn.
	if got := b.T("kit.month.title", "month", "{year}", "year", "2022"); got != "{year} de 2022" {
		t.Errorf("T = %q", got)
	}
}

func TestZeroIsNeverToldAsOne(t *testing.T) {
	for l, want := range map[Lang]string{ES: "Hay 0 más: seguí escribiendo", PT: "Há mais 0: continue digitando", EN: "0 more: keep typing"} {
		if got := open(t, l).N("kit.search.more", 0); got != want {
			t.Errorf("%s: N(0) = %q, want %q", l, got, want)
		}
	}
}

func TestSetTellsListenersOnce(t *testing.T) {
	b := open(t, ES)
	var heard []Lang
	remove := b.OnChange(func() { heard = append(heard, b.Lang()) })
	b.Set(PT)
	b.Set(PT)
	b.Set("fr")
	remove()
	b.Set(EN)
	if len(heard) != 1 || heard[0] != PT || b.Lang() != EN {
		t.Errorf("heard %v, book is in %s", heard, b.Lang())
	}
}

func TestFyneSpeaksTheSameLanguage(t *testing.T) {
	b := open(t, EN)
	for l, want := range map[Lang]string{ES: "Seleccionar todo", PT: "Selecionar tudo", EN: "Select all"} {
		b.Set(l)
		if got := lang.L("Select all"); got != want {
			t.Errorf("%s: Fyne says %q, want %q", l, got, want)
		}
	}
}

func TestUnknownLanguageIsRefused(t *testing.T) {
	if _, err := NewBook("fr"); err == nil {
		t.Error("a book in French was opened")
	}
}
