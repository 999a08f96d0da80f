package agents

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
	"trastienda/ui/part"
)

// focusFirst gives the keyboard to the first field of the tab that takes it,
// else to its chip.
func (f *formView) focusFirst() {
	for _, field := range f.fields {
		if field.tab == f.at && !field.text.Disabled() {
			f.page.focus(field.text)
			return
		}
	}
	if f.at == tabBank && f.bank.cbu != nil && !f.bank.cbu.Disabled() {
		f.page.focus(f.bank.cbu)
		return
	}
	f.page.focus(f.chips[f.at])
}

func (f *formView) panes() []fyne.Focusable {
	return []fyne.Focusable{f.chips[f.at], f.save}
}

// key scrolls what does not fit.
func (f *formView) key(e *fyne.KeyEvent) bool {
	page := f.scroll.Size().Height * 0.9
	switch e.Name {
	case fyne.KeyPageDown:
		f.scroll.ScrollToOffset(fyne.NewPos(0, min(f.scroll.Offset.Y+page, max(f.scroll.Content.Size().Height-f.scroll.Size().Height, 0))))
	case fyne.KeyPageUp:
		f.scroll.ScrollToOffset(fyne.NewPos(0, max(f.scroll.Offset.Y-page, 0)))
	default:
		return false
	}
	f.page.viewChanged()
	return true
}

// reveal scrolls what got the keyboard into sight; the head and the foot do not
// scroll.
func (f *formView) reveal(o fyne.CanvasObject) {
	if named, ok := o.(interface{ ProbeID() string }); ok {
		id := named.ProbeID()
		for _, fixed := range []string{"agents.tab.", cmdSave, cmdClear, cmdClose, "agents.form.unsent"} {
			if strings.HasPrefix(id, fixed) {
				return
			}
		}
	}
	if part.Reveal(f.scroll, o, theme.Size(look.SizeRow)) {
		f.page.viewChanged()
	}
}
