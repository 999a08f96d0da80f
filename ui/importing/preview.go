package importing

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/ident"
	rules "trastienda/app/importing"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/look"
)

// preview is the list of the rows of a file with what is wrong with each.
type preview struct {
	i    *Importer
	grid *grid.Grid
	ids  []string // of our columns that the file has, as the grid shows them
	rows []int    // those that are shown, as places in the reading
}

// widths are what some columns need beyond the usual: a marked identifier is in
// bold and has its sign beside it.
var widths = map[string]float32{rules.CBU: 110, rules.PSR: 40, rules.CUIT: 20, rules.HolderCUIT: 20, rules.At: 30, rules.TransferID: 40}

// showPreview is the step before anything is sent.
func (i *Importer) showPreview() {
	b := i.Book
	i.stopLists()
	p := &preview{i: i}
	i.preview = p
	columns := []grid.Column{
		{ID: "line", Title: b.T("importing.col.line"), Width: 60, MinWidth: 50, Align: grid.Right, Fixed: true},
		{ID: "why", Title: b.T("importing.reason"), Width: 330, MinWidth: 120},
	}
	for _, c := range rules.Columns(i.kind) {
		if _, ok := i.mapping[c.ID]; ok {
			p.ids = append(p.ids, c.ID)
			columns = append(columns, grid.Column{ID: c.ID, Title: i.colWords(c.ID), Width: widths[c.ID] + 140, MinWidth: 60, Digits: c.Digits})
		}
	}
	p.grid = grid.New(grid.Params{ID: "importing", Columns: columns, Do: i.Do, Keys: i.listKeys})
	p.filter()
	sum := form.NewWords(i.sumWords())
	sum.ID, sum.Bold = "importing.sum", true
	parts := []fyne.CanvasObject{sum}
	if words := i.earlierWords(); words != "" {
		note := dialog.Note(words)
		note.ID = "importing.earlier"
		parts = append(parts, note)
	}
	only := form.NewCheck(form.CheckParams{ID: "importing.onlybad", Text: b.T("importing.onlybad"), Checked: i.onlyBad, OnChange: func(on bool) {
		i.onlyBad = on
		p.filter()
		i.Shell.ViewChanged()
	}})
	only.SetEnabled(i.read.bad+i.read.warned > 0)
	parts = append(parts, only, container.New(listHeight{i, len(i.read.rows)}, p.grid))
	if i.kind == rules.Agents {
		parts = append(parts, form.NewCheck(form.CheckParams{ID: "importing.update", Text: b.T("importing.update"), Checked: i.update, OnChange: func(on bool) { i.update = on }}),
			dialog.Note(b.T("importing.bank.about")))
	} else {
		parts = append(parts, dialog.Note(b.T("importing.history.about")))
	}
	i.dialog.Update(dialog.Stack(parts...), i.previewButtons(), 2, dialog.None, 2)
	i.Shell.ViewChanged()
}

func (i *Importer) previewButtons() []dialog.Button {
	b := i.Book
	none := ""
	if i.read.items() == 0 {
		none = b.T("importing.none")
	}
	return []dialog.Button{
		{ID: "columns", Text: b.T("importing.columns"), Icon: look.Icon("view_column"), KeepOpen: true, Run: i.askColumns},
		{ID: "bad", Text: b.T("importing.savebad"), Icon: look.Icon("save"), KeepOpen: true, Disabled: i.read.bad == 0, Reason: b.T("importing.nobad"),
			Run: func() { i.saveBad(i.reasons(nil)) }},
		{ID: "cancel", Text: b.T("importing.cancel")},
		{ID: "do", Text: b.N("importing.do."+string(i.kind), i.read.items()), Kind: dialog.Primary, Disabled: none != "", Reason: none, Run: i.send},
	}
}

// sumWords counts the rows.
func (i *Importer) sumWords() string {
	b := i.Book
	words := b.N("importing.rows", len(i.read.rows)) + " · " + b.N("importing.bad", i.read.bad)
	if i.read.warned > 0 {
		words += " · " + b.N("importing.warned", i.read.warned)
	}
	return words
}

// earlierWords tells that this very file was imported before; empty when it was
// not, as far as is known.
func (i *Importer) earlierWords() string {
	if i.earlier == nil {
		return ""
	}
	return i.Book.T("importing.earlier", "when", i.Book.Moment(i.earlier.At), "who", i.earlier.By, "added", i.earlier.Created)
}

// stopLists ends the lists of the step before.
func (i *Importer) stopLists() {
	if i.preview != nil {
		i.preview.grid.Stop()
		i.preview = nil
	}
	if i.chooser != nil {
		i.chooser.grid.Stop()
		i.chooser = nil
	}
}

// filter shows all rows, or those with something to say.
func (p *preview) filter() {
	p.rows = p.rows[:0:0]
	for n, c := range p.i.read.rows {
		if !p.i.onlyBad || len(c.Faults) > 0 {
			p.rows = append(p.rows, n)
		}
	}
	p.grid.SetSource(&previewSource{i: p.i, read: p.i.read, mapping: p.i.mapping, ids: p.ids, rows: p.rows})
}

// listKeys gives what a list has no use for to the dialog.
func (i *Importer) listKeys(e *fyne.KeyEvent) bool {
	if typed := i.Shell.Window().Canvas().OnTypedKey(); typed != nil {
		typed(e)
	}
	return true
}

// masks keep accounts and their holders out of sight where nothing has to be
// corrected in them.
var masks = map[string]func(string) string{
	rules.CBU: func(s string) string {
		cbu, _ := ident.CBU(s)
		return ident.MaskCBU(cbu)
	},
	rules.HolderCUIT: func(s string) string {
		cuit, _ := ident.CUIT(s)
		return ident.MaskCUIT(cuit)
	},
}

// previewSource gives the list its rows; they are put into words as they come
// into sight.
type previewSource struct {
	i       *Importer
	read    reading
	mapping rules.Mapping
	ids     []string
	rows    []int
}

// Count is part of grid.Source.
func (s *previewSource) Count(context.Context) (int, error) { return len(s.rows), nil }

// Rows is part of grid.Source.
func (s *previewSource) Rows(_ context.Context, from, n int) ([]grid.Row, error) {
	var list []grid.Row
	for _, at := range s.rows[min(from, len(s.rows)):min(from+n, len(s.rows))] {
		list = append(list, s.row(s.read.rows[at]))
	}
	return list, nil
}

func (s *previewSource) row(c rules.Checked) grid.Row {
	marks := map[string]look.Tone{}
	for _, f := range c.Faults {
		if f.Warning {
			marks[f.Column] = look.ToneWarning
		}
	}
	for _, f := range c.Faults {
		if !f.Warning {
			marks[f.Column] = look.ToneError
		}
	}
	cells := []grid.Cell{{Text: strconv.Itoa(c.Row.Line), Align: grid.Right}, {Text: s.i.rowWords(c, s.mapping)}}
	for _, id := range s.ids {
		cell := grid.Cell{Text: cellText(c.Row, s.mapping, id)}
		if tone, marked := marks[id]; marked {
			cell.Kind, cell.Tone, cell.Icon = grid.Pill, tone, "error"
			if tone == look.ToneWarning {
				cell.Icon = "warning"
			}
			if cell.Text == "" {
				cell.Text = s.i.Book.T("importing.blank")
			}
		} else if mask := masks[id]; mask != nil {
			cell.Text = mask(cell.Text)
		}
		cells = append(cells, cell)
	}
	return grid.Row{ID: strconv.Itoa(c.Row.Line), Cells: cells, Bar: c.Bad()}
}

// cellText is what the file shows in one of our columns.
func cellText(row rules.Row, m rules.Mapping, id string) string {
	if at, ok := m[id]; ok && at < len(row.Cells) {
		return row.Cells[at].Text
	}
	return ""
}

// listHeight gives a list of so many rows the room that a window has beside what
// stands around it.
type listHeight struct {
	i    *Importer
	rows int
}

// MinSize is part of fyne.Layout.
func (l listHeight) MinSize([]fyne.CanvasObject) fyne.Size {
	head, row := theme.Size(look.SizeHeader), theme.Size(look.SizeRow)
	room := l.i.Shell.Window().Canvas().Size().Height - 12*row
	rows := float32(min(max(l.rows, 4), 10))
	return fyne.NewSize(160, max(min(head+(rows+0.5)*row, room), head+3*row))
}

// Layout is part of fyne.Layout.
func (listHeight) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(size)
}
