package purchases

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// toolbar is the search box and the page's one primary button.
type toolbar struct {
	root   *fyne.Container
	search *form.TextField
	retry  *form.Button
}

func newToolbar(p *Page) *toolbar {
	t := &toolbar{}
	b := p.book
	t.search = liststate.NewSearch(liststate.SearchParams{ID: "purchases.search", Book: b, Rows: p.focusGrid, Keys: p.keys, OnChange: p.setText})
	t.retry = form.NewButton(form.ButtonParams{
		ID: "purchases.retry.button", Text: b.T("purchases.retry"), Icon: look.Icon("refresh"), Kind: form.Primary,
		Keys: p.keys, Run: func() { p.shell.Commands().Run(cmdRetry) },
	})
	t.retry.SetEnabled(false, b.T("purchases.reason.none"))
	t.root = container.New(part.Ends{}, t.search, t.retry)
	return t
}
