package purchases

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

// toolbar is the search box and the page's one primary button.
type toolbar struct {
	page   *Page
	root   *fyne.Container
	search *form.TextField
	retry  *form.Button
}

func newToolbar(p *Page) *toolbar {
	t := &toolbar{page: p}
	b := p.book
	t.search = form.NewTextField(form.FieldParams{
		ID: "purchases.search", Placeholder: b.T("purchases.search", "key", findKey()), Keys: t.keys, Icon: look.Icon("search"), SelectAll: true, OnChange: p.setText,
	})
	t.retry = form.NewButton(form.ButtonParams{
		ID: "purchases.retry.button", Text: b.T("purchases.retry"), Icon: look.Icon("refresh"), Kind: form.Primary,
		Keys: p.keys, Run: func() { p.shell.Commands().Run(cmdRetry) },
	})
	t.retry.SetEnabled(false, b.T("purchases.reason.none"))
	t.root = container.New(searchRow{gap: p.sized(theme.SizeNamePadding)}, t.search, t.retry)
	return t
}

// findKey names the accelerator of the search box on this system.
func findKey() string {
	if runtime.GOOS == "darwin" {
		return "Cmd+F"
	}
	return "Ctrl+F"
}

// setText shows a search text without searching.
func (t *toolbar) setText(text string) {
	if t.search.Text != text {
		t.search.SetText(text)
	}
}

// keys: Down and Enter go from the search box to the rows.
func (t *toolbar) keys(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		t.page.focusGrid()
		return true
	}
	return t.page.keys(e)
}

// searchRow gives the first object all the width the second leaves.
type searchRow struct{ gap func() float32 }

// MinSize is part of fyne.Layout.
func (l searchRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(a.Width+l.gap()+b.Width, max(a.Height, b.Height))
}

// Layout is part of fyne.Layout.
func (l searchRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := o[1].MinSize().Width
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width-w-l.gap(), size.Height))
	o[1].Move(fyne.NewPos(size.Width-w, 0))
	o[1].Resize(fyne.NewSize(w, size.Height))
}
