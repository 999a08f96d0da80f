package form

import (
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/ui/text"
)

func TestAmountField(t *testing.T) {
	s := newStage(t)
	type told struct {
		minor int64
		ok    bool
	}
	var heard []told
	f := NewAmountField(AmountParams{Field: FieldParams{ID: "m"}, Book: s.book, Currency: "ARS", Most: 100000000, OnAmount: func(m int64, ok bool) { heard = append(heard, told{m, ok}) }})
	row := NewRow("Monto", f, "En pesos")
	other := NewTextField(FieldParams{ID: "o"})
	s.show(row, other)
	s.focus(f)
	s.typed("1234,5")
	if got := row.note.Text(); got != "Se entenderá: $\u00a01.234,50" {
		t.Errorf("the reading is %q", got)
	}
	s.focus(other)
	if f.Text != "1.234,50" {
		t.Errorf("after leaving the field shows %q", f.Text)
	}
	s.focus(f)
	if f.Text != "1234,50" || f.SelectedText() != "1234,50" {
		t.Errorf("coming back it shows %q with %q selected", f.Text, f.SelectedText())
	}
	if minor, ok := f.Amount(); minor != 123450 || !ok {
		t.Errorf("Amount = %d, %v", minor, ok)
	}
	if last := heard[len(heard)-1]; last != (told{123450, true}) {
		t.Errorf("told %v", heard)
	}
	count := len(heard)
	s.focus(other)
	s.focus(f)
	if len(heard) != count {
		t.Error("writing the amount out was told as a change")
	}
}

func TestAmountFieldSaysWhyItRefuses(t *testing.T) {
	for typed, want := range map[string]string{
		"1,234":   "El monto lleva como máximo dos decimales.",
		"12.34":   "No se entiende el monto. Escribilo así: 1.234,50",
		"-5":      "El monto no puede ser negativo.",
		"−$ 5,00": "El monto no puede ser negativo.",
		"- x":     "No se entiende el monto. Escribilo así: 1.234,50",
		"1,2,3":   "No se entiende el monto. Escribilo así: 1.234,50",
		"1.23,45": "No se entiende el monto. Escribilo así: 1.234,50",
		"50#,50":  "No se entiende el monto. Escribilo así: 1.234,50",
		",0001":   "El monto lleva como máximo dos decimales.",
		"0":       "El monto tiene que ser mayor que cero.",
		"2000000": "El monto supera el máximo de $\u00a01.000.000,00.",
	} {
		s := newStage(t)
		f := NewAmountField(AmountParams{Field: FieldParams{ID: "m"}, Book: s.book, Currency: "ARS", Most: 100000000})
		other := NewTextField(FieldParams{ID: "o"})
		s.show(f, other)
		s.focus(f)
		s.typed(typed)
		if f.Note().Text != "" {
			t.Errorf("%q: it complains while the amount is being typed: %q", typed, f.Note().Text)
		}
		s.focus(other)
		if note := f.Note(); note.Text != want || !note.Error {
			t.Errorf("%q: the note is %+v, want %q", typed, note, want)
		}
		if _, ok := f.Amount(); ok || f.Text != typed {
			t.Errorf("%q: taken as an amount, or changed to %q", typed, f.Text)
		}
	}
}

func TestEmptyAmount(t *testing.T) {
	s := newStage(t)
	must := NewAmountField(AmountParams{Field: FieldParams{ID: "m"}, Book: s.book, Currency: "ARS"})
	may := NewAmountField(AmountParams{Field: FieldParams{ID: "o"}, Book: s.book, Currency: "ARS", Optional: true})
	s.show(must, may)
	if must.Note().Error {
		t.Error("an untouched field is in error")
	}
	if must.Complain() || must.Note().Text != "Ingresá un monto." {
		t.Errorf("a needed amount is missing: %+v", must.Note())
	}
	if !may.Complain() || may.Note().Error {
		t.Errorf("an optional amount is missing: %+v", may.Note())
	}
}

func TestAmountInEnglish(t *testing.T) {
	s := newStage(t)
	s.book.Set(text.EN)
	f := NewAmountField(AmountParams{Field: FieldParams{ID: "m"}, Book: s.book, Currency: "ARS"})
	s.show(f)
	f.SetAmount(123450)
	if minor, ok := f.Amount(); f.Text != "1,234.50" || minor != 123450 || !ok {
		t.Errorf("%q is read as %d, %v", f.Text, minor, ok)
	}
	s.focus(f)
	if f.Text != "1234.50" {
		t.Errorf("in the field: %q", f.Text)
	}
}

// TestAmountsPeopleWrite are those of the rules (B6), with and without the symbol.
func TestAmountsPeopleWrite(t *testing.T) {
	for typed, want := range map[string]int64{
		"1234": 123400, "1.234": 123400, "1234,5": 123450, "1.234,56": 123456, "$ 1.234,56": 123456, "$1234": 123400,
		"123.456,78": 12345678, "10,03": 1003, "0,10": 10, "10123": 1012300, "1.234.567,89": 123456789, " 50 ": 5000,
	} {
		s := newStage(t)
		f := NewAmountField(AmountParams{Field: FieldParams{ID: "m"}, Book: s.book, Currency: "ARS"})
		other := NewTextField(FieldParams{ID: "o"})
		s.show(f, other)
		s.focus(f)
		s.typed(typed)
		s.key(fyne.KeyReturn)
		if s.win.Canvas().Focused() != fyne.Focusable(other) {
			t.Errorf("%q: Enter leads to %T", typed, s.win.Canvas().Focused())
		}
		if minor, ok := f.Amount(); minor != want || !ok || f.Note().Error {
			t.Errorf("%q is read as %d, %v, %+v", typed, minor, ok, f.Note())
		}
	}
}
