package form

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestDigitsField(t *testing.T) {
	s := newStage(t)
	heard, right := "", false
	f := NewDigitsField(DigitsParams{Field: FieldParams{ID: "cbu"}, Book: s.book, Max: 22, Exact: true, Groups: []int{8, 14},
		OnDigits: func(d string, ok bool) { heard, right = d, ok }})
	other := NewTextField(FieldParams{ID: "o"})
	s.show(f, other)
	s.focus(f)
	s.typed("0000a300-9 00")
	if f.Text != "0000300900" || heard != f.Text || right {
		t.Errorf("the field holds %q, told %q %v", f.Text, heard, right)
	}
	if note := f.Note(); note.Text != "00003009 00" || note.Error {
		t.Errorf("the echo is %+v", note)
	}
	s.focus(other)
	if note := f.Note(); note.Text != "Faltan 12 dígitos de 22." || !note.Error {
		t.Errorf("after leaving: %+v", note)
	}
	s.focus(f)
	if f.SelectedText() != "0000300900" || f.Note().Error {
		t.Errorf("coming back: %q selected, %+v", f.SelectedText(), f.Note())
	}
	fyne.CurrentApp().Clipboard().SetContent("0000300-9 0020287493747-7 (CVU)")
	f.TypedShortcut(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
	if f.Text != "0000300900202874937477" || heard != f.Text || !right {
		t.Errorf("pasted: %q, told %q %v", f.Text, heard, right)
	}
	f.TypedRune('9')
	if f.Text != "0000300900202874937477" {
		t.Errorf("more than fit: %q", f.Text)
	}
	if note := f.Note(); note.Text != "00003009 00202874937477" || note.Error {
		t.Errorf("the echo is %+v", note)
	}
	f.CursorColumn = 4
	s.key(fyne.KeyBackspace)
	f.TypedRune('x')
	f.TypedRune('7')
	if f.Text != "0007300900202874937477" || f.CursorColumn != 4 {
		t.Errorf("in the middle: %q, cursor at %d", f.Text, f.CursorColumn)
	}
}

func TestDigitsMissing(t *testing.T) {
	s := newStage(t)
	must := NewDigitsField(DigitsParams{Field: FieldParams{ID: "m", Text: "29 03"}, Book: s.book, Max: 5, Exact: true})
	may := NewDigitsField(DigitsParams{Field: FieldParams{ID: "o"}, Book: s.book, Max: 15, Optional: true})
	s.show(must, may)
	if must.Complain() || must.Note().Text != "Falta 1 dígito de 5." {
		t.Errorf("one is missing: %+v", must.Note())
	}
	must.SetText("")
	if must.Complain() || must.Note().Text != "Ingresá el número." {
		t.Errorf("all are missing: %+v", must.Note())
	}
	if !may.Complain() || may.Note().Error {
		t.Errorf("an optional number is missing: %+v", may.Note())
	}
	may.SetText("123456")
	if digits, ok := may.Digits(); digits != "123456" || !ok || may.Note().Text != "1234 56" {
		t.Errorf("%q, %v, %+v", digits, ok, may.Note())
	}
}
