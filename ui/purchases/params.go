package purchases

import (
	"context"
	"errors"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/app/access"
	"trastienda/ui/command"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/text"
)

// PageID names the page in the shell.
const PageID = "purchases"

// Shell is what the page needs of the window around it.
type Shell interface {
	// Window is the window, for dialogs.
	Window() fyne.Window
	// Commands is the table the page's commands are in while it is shown.
	Commands() *command.Table
	// SetSelection writes the right part of the status bar.
	SetSelection(text string)
	// ViewChanged tells that the window shows something else now.
	ViewChanged()
	// BadgesChanged tells that the number in the navigation may be another.
	BadgesChanged()
	// Key offers a key that nobody on the page wanted to the window.
	Key(e *fyne.KeyEvent) bool
}

// Task is long work in the status bar.
type Task interface {
	Set(done, total int)
	Done()
}

// Params is what the page is made of. Copy, Do, Alert, Notify and Task may be
// nil.
type Params struct {
	Backend Backend
	Book    *text.Book
	Shell   Shell
	Log     *slog.Logger
	// Currency is the agency's (ISO 4217); amounts in the filter are read in it.
	Currency string
	// User is the id of whoever is signed in: what they keep for themselves
	// ("Lo tengo yo") is told from what others keep.
	User string
	// Role is that of whoever is signed in; it bounds a bulk retry.
	Role access.Role
	// Kept are the settings named by Settings, read before there is a page so that
	// its first list need not wait for them; nil: the page reads them itself.
	Kept map[string]string
	Copy func(string) // to the clipboard; nil asks the app
	Do   func(func()) // runs on the UI goroutine; nil means fyne.Do
	// Alert says something in the window, with a button that does something.
	Alert func(words, action string, do func())
	// Unsent shows what is not at the hub of a purchase's mark; nil: nothing can.
	Unsent func(purchaseID string)
	// Agent shows the form of an agent; nil: nothing can.
	Agent func(agentID string)
	// Export writes the list as a file and says where it is; nil: nothing can.
	Export func(Export)
	// Receipt gives the receipt of a purchase; nil: nothing can.
	Receipt func(Receipt)
	// Evidence gives the pack of evidence of a purchase; nil: nothing can.
	Evidence func(purchaseID string)
	// Notify says something outside the window while it is not in front.
	Notify func(words string)
	// Task shows long work in the status bar, with a button that calls cancel;
	// nil: long work keeps its dialog.
	Task func(title func() string, cancel func()) Task
}

// New makes the page. Before it is shown it reads nothing but its numbers.
func New(p Params) (*Page, error) {
	if p.Backend == nil || p.Book == nil || p.Shell == nil || p.Currency == "" {
		return nil, errors.New("make purchases page: backend, book, shell and currency are needed")
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	if p.Do == nil {
		p.Do = fyne.Do
	}
	if p.Copy == nil {
		p.Copy = func(s string) { fyne.CurrentApp().Clipboard().SetContent(s) }
	}
	if p.Alert == nil {
		p.Alert = func(string, string, func()) {}
	}
	if p.Notify == nil {
		p.Notify = func(string) {}
	}
	page := &Page{backend: p.Backend, book: p.Book, shell: p.Shell, log: p.Log, copy: p.Copy, do: p.Do,
		alert: p.Alert, notify: p.Notify, task: p.Task, unsent: p.Unsent, toAgent: p.Agent, export: p.Export, receipt: p.Receipt, evidence: p.Evidence, currency: p.Currency, user: p.User, role: p.Role, kept: p.Kept, agents: map[string]form.Option{}}
	page.watch.page = page
	page.ctx, page.stop = context.WithCancel(context.Background())
	page.root = container.New(liststate.Layout{Parts: page.parts})
	page.build()
	page.recount() // the navigation shows it before the page is
	go page.tick()
	return page, nil
}
