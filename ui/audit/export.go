package audit

import (
	"context"
	"errors"
	"strconv"
	"time"

	chain "trastienda/app/audit"
	"trastienda/app/listing"
	"trastienda/reports"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

func (p *Page) mayExport() (bool, string) {
	switch {
	case p.exporting:
		return false, p.Book.T("audit.reason.exporting")
	case p.state.Fault() != nil:
		return false, errorWords(p.Book, p.state.Fault()).Title
	case p.state.Count() < 0:
		return false, p.Book.T("audit.reason.unread")
	case p.state.Count() == 0:
		return false, p.Book.T("audit.reason.none")
	}
	return true, ""
}

// askExport asks for the name of the file.
func (p *Page) askExport() {
	b := p.Book
	var d *dialog.Dialog
	var field *form.TextField
	field = form.NewTextField(form.FieldParams{ID: "audit.export.name", SelectAll: true, Max: 190, OnChange: func(string) { field.SetError("") }})
	field.SetText(b.T("audit.export.file") + "-" + p.Backend.Now().In(b.Zone()).Format(time.DateOnly))
	begin := func() {
		d.Enable("save", false, b.T("audit.reason.exporting"))
		name := field.Text + ".csv"
		part.Run(p.ctx, p.Do, func(ctx context.Context) (File, error) { return p.Backend.Create(ctx, name) }, func(f File, err error) {
			switch {
			case err == nil && d.Hidden():
				go p.drop(f) // the question was taken back meanwhile
			case err == nil:
				d.Hide()
				p.export(f)
			case !d.Hidden():
				d.Enable("save", true, "")
				field.SetError(p.fileWords(err))
				d.Fit()
			}
		})
	}
	folder := dialog.Note(b.T("audit.export.folder", "folder", p.Backend.Folder()))
	folder.ID = "audit.export.folder"
	d = dialog.Show(dialog.Params{ID: "audit.export.ask", Window: p.Shell.Window(), Title: b.T("audit.export.ask"), Icon: look.Icon("download"),
		Content: dialog.Stack(dialog.Paragraph(b.N("audit.export.rows", p.state.Count())), form.NewRow(b.T("audit.export.name"), field, ".csv"), folder),
		Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("audit.export.cancel")},
			{ID: "save", Text: b.T("audit.export"), Kind: dialog.Primary, KeepOpen: true, Run: begin},
		}, Cancel: 0, Default: 1, Focus: dialog.None, CtrlEnter: dialog.None})
	p.viewChanged()
}

// fileWords says why a file could not be made.
func (p *Page) fileWords(err error) string {
	b := p.Book
	switch {
	case errors.Is(err, ErrTaken):
		return b.T("audit.export.taken")
	case errors.Is(err, ErrName):
		return b.T("audit.export.badname")
	}
	p.Log.Warn("export the audit", "error", err)
	return b.T("audit.export.nofile", "folder", p.Backend.Folder())
}

// export writes what the list shows, in its order and as of now, beside the
// window.
func (p *Page) export(f File) {
	ctx, cancel := context.WithCancel(p.ctx)
	task := p.StartTask(func() string { return p.Book.T("audit.export.working") }, cancel)
	p.exporting = true
	p.commandsChanged()
	job := exportJob{backend: p.Backend, book: p.Book, filter: p.query.filter(), order: p.order, progress: task.Set}
	go func() {
		n, err := job.run(ctx, f)
		if err == nil {
			err = p.Backend.Exporting(ctx, n)
		}
		if err == nil {
			err = f.Keep()
		} else {
			p.drop(f)
		}
		stopped := ctx.Err() != nil
		cancel()
		if p.ctx.Err() != nil {
			return // the session is over, and its tasks with it
		}
		task.Done()
		p.Do(func() { p.exported(f.Path(), n, stopped, err) })
	}()
}

// drop removes a file that will not be whole.
func (p *Page) drop(f File) {
	if err := f.Drop(); err != nil {
		p.Log.Warn("remove half an export", "error", err)
	}
}

// exported tells how it ended.
func (p *Page) exported(path string, n int, stopped bool, err error) {
	p.exporting = false
	p.commandsChanged()
	switch {
	case err == nil:
		p.inTime(p.Book.N("audit.export.done", n), func() { p.showExport(path, n) })
	case !stopped:
		p.Log.Warn("export the audit", "error", err)
		said := errorWords(p.Book, err)
		p.inTime(p.Book.T("audit.export.undone"), func() { p.tellExport(said.Title+" "+said.Text, p.Book.T("audit.export.failed")) })
	}
}

// inTime shows a dialog at once, or offers it where it would get into the way: on
// another page, or over a question that waits for an answer.
func (p *Page) inTime(words string, show func()) {
	if p.shown && !dialog.Open(p.Shell.Window().Canvas()) {
		show()
		return
	}
	p.Alert(words, p.Book.T("audit.export.see"), show)
}

func (p *Page) tellExport(lines ...string) {
	b := p.Book
	what, means := dialog.Paragraph(lines[0]), dialog.Note(lines[1])
	what.ID, means.ID = "audit.export.error", "audit.export.means"
	dialog.Show(dialog.Params{ID: "audit.export.end", Window: p.Shell.Window(), Title: b.T("audit.export.ask"), Icon: look.Icon("error"),
		Content: dialog.Stack(what, means), Buttons: []dialog.Button{{ID: "close", Text: b.T("audit.export.close"), Kind: dialog.Primary}},
		Cancel: 0, Default: 0, Focus: 0, CtrlEnter: dialog.None})
	p.viewChanged()
}

// showExport says where the file is.
func (p *Page) showExport(path string, n int) {
	b := p.Book
	where := dialog.Paragraph(path)
	where.ID, where.Bold = "audit.export.path", true
	var buttons []dialog.Button
	if p.Open != nil {
		buttons = append(buttons, dialog.Button{ID: "open", Text: b.T("audit.export.open"), Icon: look.Icon("folder_open"), KeepOpen: true,
			Run: func() { p.Open(path) }})
	}
	buttons = append(buttons, dialog.Button{ID: "copy", Text: b.T("audit.export.copy"), KeepOpen: true, Run: func() { p.Copy(path) }},
		dialog.Button{ID: "close", Text: b.T("audit.export.close"), Kind: dialog.Primary})
	last := len(buttons) - 1
	dialog.Show(dialog.Params{ID: "audit.export.end", Window: p.Shell.Window(), Title: b.N("audit.export.done", n), Icon: look.Icon("check_circle"),
		Content: dialog.Stack(where), Buttons: buttons, Cancel: last, Default: last, Focus: last, CtrlEnter: dialog.None})
	p.viewChanged()
}

// exportJob writes the links of a filter as a table; it runs off the UI
// goroutine and holds one page of them at a time.
type exportJob struct {
	backend  Backend
	book     *text.Book
	filter   chain.Filter
	order    listing.Sort
	progress func(done, total int)
}

// run writes everything and tells how many links that were.
func (j exportJob) run(ctx context.Context, f File) (int, error) {
	count, err := j.backend.Count(ctx, j.filter)
	if err != nil {
		return 0, err
	}
	j.filter.Through = count.Through
	b := j.book
	table := reports.NewCSV(f, string(b.Lang()))
	err = table.Line(b.T("audit.col.at"), b.T("audit.col.actor"), b.T("audit.col.device"), b.T("audit.col.act"), b.T("audit.col.record"),
		b.T("audit.col.id"), b.T("audit.detail.before"), b.T("audit.detail.after"), b.T("audit.col.number"), b.T("audit.detail.hash"), b.T("audit.detail.previous"))
	done, cursor := 0, ""
	for more := count.Count > 0; more && err == nil; {
		var links []chain.Entry
		links, cursor, err = j.backend.Links(ctx, Ask{Filter: j.filter, Sort: j.order, Cursor: cursor, Limit: listing.MaxLimit})
		for _, e := range links {
			err = errors.Join(err, table.Line(j.cells(e)...))
		}
		done, more = done+len(links), cursor != ""
		j.progress(done, count.Count)
	}
	return done, errors.Join(err, table.Flush(), ctx.Err())
}

// cells are the values of a link.
func (j exportJob) cells(e chain.Entry) []string {
	b := j.book
	fields := fieldsOf(b, e)
	return []string{b.Stamp(e.At), whoWords(b, e), e.Device, actWords(b, e.Act), recordWords(b, e.Entity, ""), e.EntityID,
		sideWords(b, fields, func(f field) string { return f.before }), sideWords(b, fields, func(f field) string { return f.after }),
		strconv.FormatInt(e.Seq, 10), e.Hash, e.PrevHash}
}
