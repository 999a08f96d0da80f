package form

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/ui/look"
)

func TestAPINIsTakenOutOnce(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Light))
	heard := ""
	f := NewPINField(FieldParams{ID: "pin", Text: "1", OnChange: func(s string) { heard = s }})
	w := test.NewTempWindow(t, f)
	w.Canvas().Focus(f)
	test.Type(f, "12 a3-4")
	if f.Text != "1234" || heard != "1234" {
		t.Fatalf("the field has %q, told %q", f.Text, heard)
	}
	if got := f.ProbeText(); got != "••••" {
		t.Errorf("the probe sees %q", got)
	}
	clip := test.NewClipboard()
	f.TypedShortcut(&fyne.ShortcutSelectAll{})
	f.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clip})
	f.TypedShortcut(&fyne.ShortcutCut{Clipboard: clip})
	if clip.Content() != "" {
		t.Errorf("copied %q", clip.Content())
	}
	if got := f.Take(); got != "1234" {
		t.Errorf("took %q", got)
	}
	f.TypedShortcut(&fyne.ShortcutUndo{})
	if f.Text != "" || f.Take() != "" {
		t.Errorf("after it was taken there is %q", f.Text)
	}
	f.SetText("12345678901234567890")
	if f.Text != "123456789012" {
		t.Errorf("it takes %q", f.Text)
	}
}
