package importing

import (
	"context"
	"maps"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	rules "trastienda/app/importing"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// colWords is the title of one of our columns.
func (i *Importer) colWords(id string) string { return i.Book.T("importing.col." + id) }

// askColumns is the step that says in which column of the file each of ours
// stands.
func (i *Importer) askColumns() {
	b := i.Book
	i.stopLists()
	chosen := maps.Clone(i.mapping)
	options := []form.Option{{ID: "", Text: b.T("importing.columns.none")}}
	for n, head := range i.table.Head {
		if head == "" {
			head = b.T("importing.columns.unnamed", "n", n+1)
		}
		options = append(options, form.Option{ID: strconv.Itoa(n), Text: head})
	}
	line := form.NewWords("")
	line.ID, line.Color = "importing.columns.line", look.ColorMuted
	missing := func() {
		var names []string
		for _, id := range chosen.Missing(i.kind) {
			names = append(names, i.colWords(id))
		}
		words := b.T("importing.columns.ready")
		if len(names) > 0 {
			words = b.T("importing.columns.missing", "list", strings.Join(names, ", "))
		}
		line.SetText(words)
		i.dialog.Enable("take", len(names) == 0, words)
	}
	parts := []fyne.CanvasObject{dialog.Paragraph(b.T("importing.columns.about")), line}
	for _, c := range rules.Columns(i.kind) {
		title, at := i.colWords(c.ID), ""
		if c.Needed {
			title = b.T("importing.columns.needed", "name", title)
		}
		if n, ok := chosen[c.ID]; ok {
			at = strconv.Itoa(n)
		}
		parts = append(parts, form.NewRow(title, form.NewSelect(form.SelectParams{ID: "importing.columns." + c.ID, Options: options, Selected: at,
			OnChange: func(id string) {
				delete(chosen, c.ID)
				if n, err := strconv.Atoi(id); err == nil {
					chosen[c.ID] = n
				}
				missing()
			}}), ""))
	}
	i.dialog.Update(dialog.Stack(parts...), []dialog.Button{
		{ID: "back", Text: b.T("importing.back"), Run: i.askFile, KeepOpen: true},
		{ID: "take", Text: b.T("importing.columns.take"), Kind: dialog.Primary, KeepOpen: true, Run: func() { i.take(chosen) }},
	}, 0, 1, 1)
	missing()
	i.Shell.ViewChanged()
}

// take checks the rows by another mapping and remembers it.
func (i *Importer) take(m rules.Mapping) {
	i.mapping = m
	i.keep()
	n, d := i.reads.Next(), i.dialog
	kind, table, by := i.kind, i.table, i.rulesAt(i.Backend.Now())
	d.Enable("take", false, i.Book.T("importing.reading"))
	part.Run(i.ctx, i.Do, func(context.Context) (reading, error) { return check(kind, table, m, by), nil }, func(r reading, _ error) {
		if i.reads.Current(n) && !d.Hidden() {
			i.read = r
			i.showPreview()
		}
	})
}
