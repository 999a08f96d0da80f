package importing

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	rules "trastienda/app/importing"
	"trastienda/reports/sheet"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// Shell is what the dialog needs of the window.
type Shell interface {
	// Window is the window, for dialogs.
	Window() fyne.Window
	// ViewChanged tells that the window shows something else now.
	ViewChanged()
}

// Params is what an Importer is made of. Open, Do and Log may be nil.
type Params struct {
	Backend Backend
	Book    *text.Book
	Shell   Shell
	// Explain puts an error of the hub into words.
	Explain func(error) string
	// StartTask shows long work in the status bar.
	StartTask func(title func() string, cancel func()) Task
	// Alert offers what came while another dialog was open.
	Alert func(words, action string, do func())
	// Done is told that something was imported: lists read again.
	Done func(rules.Kind)
	Open func(path string) // shows a file in its folder; nil: no button
	Do   func(func())      // runs on the UI goroutine; nil means fyne.Do
	Log  *slog.Logger
}

// Importer is the dialog and what it has under way. Everything here belongs to
// the UI goroutine.
type Importer struct {
	Params
	ctx  context.Context // of the session; ends with Dispose
	stop context.CancelFunc

	kind    rules.Kind
	path    string
	table   *sheet.Table
	mapping rules.Mapping
	read    reading
	earlier *rules.Run // of this very file; nil for none
	update  bool
	onlyBad bool

	asking  bool // the dialog with the steps is open
	dialog  *dialog.Dialog
	field   *form.TextField // of the path
	line    *form.Words     // of the first step: what the template is, what is under way
	preview *preview
	chooser *chooser
	sending bool
	untold  func() // shows the outcome of the last import; nil once it was seen
	reads   part.Generation
}

// New makes an importer of a session.
func New(p Params) (*Importer, error) {
	if p.Backend == nil || p.Book == nil || p.Shell == nil || p.Explain == nil || p.StartTask == nil || p.Alert == nil || p.Done == nil {
		return nil, errors.New("make importer: backend, book, shell and ways to explain, to show work, to alert and to tell are needed")
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	if p.Do == nil {
		p.Do = fyne.Do
	}
	i := &Importer{Params: p, kind: rules.Agents}
	i.ctx, i.stop = context.WithCancel(context.Background())
	return i, nil
}

// Dispose ends everything under way.
func (i *Importer) Dispose() { i.stop() }

// Busy tells whether rows are being sent.
func (i *Importer) Busy() bool { return i.sending }

// Drop takes a file that was dropped on the window: it is read at once. It tells
// whether the file may be a table.
func (i *Importer) Drop(path string, kind rules.Kind) bool {
	if !MayBeTable(path) {
		return false
	}
	if i.sending || i.untold != nil || !i.asking && dialog.Open(i.Shell.Window().Canvas()) {
		return false
	}
	if !i.asking {
		i.Ask(kind)
	}
	i.path = path
	i.readFile()
	return true
}

// Ask opens the dialog with the question which file it is.
func (i *Importer) Ask(kind rules.Kind) {
	if i.sending || i.tell() {
		return
	}
	i.kind, i.asking = kind, true
	i.forget()
	i.dialog = dialog.Show(dialog.Params{ID: "importing", Window: i.Shell.Window(), Title: i.Book.T("importing.title"), Icon: look.Icon("upload_file"), Wide: true,
		Buttons: []dialog.Button{}, Cancel: dialog.None, Default: dialog.None, Focus: dialog.None, CtrlEnter: dialog.None, OnHide: i.closed})
	i.askFile()
}

// forget drops what was read.
func (i *Importer) forget() {
	i.table, i.mapping, i.read, i.earlier, i.update, i.onlyBad = nil, nil, reading{}, nil, false, false
}

// closed: what is being read is not wanted any more.
func (i *Importer) closed() {
	i.reads.Next()
	i.stopLists()
	i.asking = false
}

// askFile is the first step: what it is, and where.
func (i *Importer) askFile() {
	b := i.Book
	i.stopLists()
	kind := form.NewSelect(form.SelectParams{ID: "importing.kind", Selected: string(i.kind), Options: []form.Option{
		{ID: string(rules.Agents), Text: b.T("importing.kind.agents")}, {ID: string(rules.Purchases), Text: b.T("importing.kind.purchases")},
	}, OnChange: func(id string) { i.kind = rules.Kind(id) }})
	path := form.NewTextField(form.FieldParams{ID: "importing.path", Text: i.path, Placeholder: b.T("importing.path.example"),
		OnChange: func(s string) { i.path = s }, OnSubmit: i.readFile})
	i.field = path
	recent := form.NewSelect(form.SelectParams{ID: "importing.recent", Placeholder: b.T("importing.recent.none"), OnChange: func(id string) { path.Put(id) }})
	recent.SetEnabled(false)
	line := dialog.Note(b.T("importing.template.about"))
	line.ID, i.line = "importing.line", line
	content := dialog.Stack(dialog.Paragraph(b.T("importing.about")), form.NewRow(b.T("importing.kind"), kind, ""),
		form.NewRow(b.T("importing.path"), path, b.T("importing.path.hint")), form.NewRow(b.T("importing.recent"), recent, ""), line)
	i.dialog.Update(content, []dialog.Button{
		{ID: "template", Text: b.T("importing.template"), KeepOpen: true, Run: func() { i.saveTemplate(line) }},
		{ID: "choose", Text: b.T("importing.choose"), KeepOpen: true, Run: i.askFolder},
		{ID: "cancel", Text: b.T("importing.cancel")},
		{ID: "read", Text: b.T("importing.read"), Kind: dialog.Primary, KeepOpen: true, Run: i.readFile},
	}, 2, 3, dialog.None)
	i.Shell.Window().Canvas().Focus(path)
	d := i.dialog
	part.Run(i.ctx, i.Do, func(ctx context.Context) ([]string, error) { return i.Backend.Recent(ctx), nil }, func(paths []string, _ error) {
		if d.Hidden() || len(paths) == 0 {
			return
		}
		options := make([]form.Option, len(paths))
		for n, p := range paths {
			options[n] = form.Option{ID: p, Text: filepath.Base(p)}
		}
		recent.SetOptions(options)
		recent.SetEnabled(true)
		i.Shell.ViewChanged()
	})
	i.Shell.ViewChanged()
}

// readFile reads and checks the file; what is wrong with it stands at the field.
func (i *Importer) readFile() {
	path := cleanPath(i.path)
	if path == "" {
		i.field.SetError(i.Book.T("importing.path.missing"))
		return
	}
	n, d := i.reads.Next(), i.dialog
	d.Enable("read", false, i.Book.T("importing.reading"))
	i.line.SetText(i.Book.T("importing.reading"))
	kind, now := i.kind, i.Backend.Now()
	part.Run(i.ctx, i.Do, func(ctx context.Context) (found, error) { return i.find(ctx, kind, path, i.rulesAt(now)) }, func(f found, err error) {
		if !i.reads.Current(n) || d.Hidden() {
			return
		}
		d.Enable("read", true, "")
		if err != nil {
			i.Log.Info("read a file to import", "error", err)
			i.askFile() // a file may be dropped on any step
			i.field.SetError(i.fileWords(err))
			d.Fit()
			i.Shell.ViewChanged()
			return
		}
		i.path, i.table, i.mapping, i.read, i.earlier = path, f.table, f.mapping, f.read, f.earlier
		if len(f.mapping.Missing(kind)) > 0 {
			i.askColumns()
			return
		}
		i.showPreview()
	})
}

// cleanPath takes off what copying a path leaves around it.
func cleanPath(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && (s[0] == '"' && s[len(s)-1] == '"' || s[0] == '\'' && s[len(s)-1] == '\'') {
		s = s[1 : len(s)-1]
	}
	return strings.TrimPrefix(s, "file://")
}

func (i *Importer) fileWords(err error) string {
	b := i.Book
	switch {
	case errors.Is(err, sheet.ErrTooLarge):
		return b.T("importing.file.large", "rows", sheet.MaxRows)
	case errors.Is(err, sheet.ErrEmpty):
		return b.T("importing.file.empty")
	case errors.Is(err, sheet.ErrProtected):
		return b.T("importing.file.protected")
	case errors.Is(err, sheet.ErrNotTable):
		return b.T("importing.file.nottable")
	}
	return b.T("importing.file.unread")
}
