package importing

import (
	"context"
	"path/filepath"
	"strconv"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	rules "trastienda/app/importing"
	"trastienda/ui/dialog"
	"trastienda/ui/look"
)

// outcome is how an import ended.
type outcome struct {
	results []rules.RowResult
	err     error // nil when every item was answered
	stopped bool
}

// send imports the good rows beside the window.
func (i *Importer) send() {
	if i.sending {
		return
	}
	i.sending = true
	i.keep()
	ctx, cancel := context.WithCancel(i.ctx)
	task := i.StartTask(func() string { return i.Book.T("importing.working") }, cancel)
	total := i.read.items()
	told := func(done int) { task.Set(done, total) }
	told(0)
	head := rules.Batch[struct{}]{Import: uuid.NewString(), File: i.table.SHA256, Name: filepath.Base(i.path), Update: i.update}
	kind, read := i.kind, i.read
	go func() {
		var o outcome
		if kind == rules.Agents {
			o.results, o.err = i.Backend.Agents(ctx, batchOf(head, agentRows(read.agents)), told)
		} else {
			o.results, o.err = i.Backend.Purchases(ctx, batchOf(head, read.purchases), told)
		}
		o.stopped = ctx.Err() != nil
		cancel()
		if i.ctx.Err() != nil {
			return // the session is over, and its tasks with it
		}
		task.Done()
		i.Do(func() { i.ended(o) })
	}()
	i.Shell.ViewChanged()
}

func batchOf[T any](head rules.Batch[struct{}], rows []T) rules.Batch[T] {
	return rules.Batch[T]{Import: head.Import, File: head.File, Name: head.Name, Update: head.Update, Rows: rows}
}

func agentRows(items []rules.AgentItem) []rules.AgentRow {
	rows := make([]rules.AgentRow, len(items))
	for n, item := range items {
		rows[n] = rules.AgentRow{Row: item.Lines[0], Agent: item.Edit, Account: item.Account}
	}
	return rows
}

// ended tells how it went, at once or where it would get into the way later.
func (i *Importer) ended(o outcome) {
	i.sending = false
	if len(o.results) > 0 {
		i.Done(i.kind)
	}
	if o.err != nil && !o.stopped {
		i.Log.Warn("import", "error", o.err)
	}
	if dialog.Open(i.Shell.Window().Canvas()) {
		i.untold = func() { i.showOutcome(o) }
		i.Alert(i.Book.T("importing.ended"), i.Book.T("importing.see"), func() { i.tell() })
		return
	}
	i.showOutcome(o)
}

// tell shows an outcome that nobody has seen yet, and whether there was one.
func (i *Importer) tell() bool {
	show := i.untold
	if i.untold = nil; show == nil {
		return false
	}
	show()
	return true
}

// showOutcome says what was imported and offers what was not.
func (i *Importer) showOutcome(o outcome) {
	b := i.Book
	var t rules.Tally
	for _, r := range o.results {
		t.Add(r)
	}
	title, icon := b.T("importing.ended"), "check_circle"
	var parts []fyne.CanvasObject
	if rest := i.read.items() - len(o.results); rest > 0 {
		title, icon = b.T("importing.cut"), "warning"
		why := b.T("importing.stopped")
		if !o.stopped {
			why = i.Explain(o.err)
		}
		line := dialog.Paragraph(why + " " + b.N("importing.rest", rest))
		line.ID = "importing.cut"
		parts = append(parts, line)
	}
	for n, words := range i.tallyLines(t) {
		line := dialog.Paragraph(words)
		line.ID = "importing.result." + strconv.Itoa(n)
		if n == 0 {
			line.ID, line.Bold = "importing.added", true
		}
		parts = append(parts, line)
	}
	if t.Banks > 0 {
		parts = append(parts, dialog.Note(b.T("importing.banks.about")))
	}
	reasons := i.reasons(o.results)
	i.dialog = dialog.Show(dialog.Params{ID: "importing.end", Window: i.Shell.Window(), Title: title, Icon: look.Icon(icon), Content: dialog.Stack(parts...),
		Buttons: []dialog.Button{
			{ID: "bad", Text: b.T("importing.savebad"), Icon: look.Icon("save"), KeepOpen: true, Disabled: len(reasons) == 0, Reason: b.T("importing.nobad"),
				Run: func() { i.saveBad(reasons) }},
			{ID: "close", Text: b.T("importing.close"), Kind: dialog.Primary},
		}, Cancel: 1, Default: 1, Focus: 1, CtrlEnter: dialog.None, OnHide: i.closed})
	i.Shell.ViewChanged()
}
