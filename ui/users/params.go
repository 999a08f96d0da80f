package users

import (
	"context"
	"errors"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/columns"
	"trastienda/ui/command"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/text"
)

// PageID names the page in the shell.
const PageID = "users"

// settingColumns keeps how the user wants the columns.
const settingColumns = "users.columns"

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
	// Key offers a key that nobody on the page wanted to the window.
	Key(e *fyne.KeyEvent) bool
}

// Params is what the page is made of. Copy, Do and Log may be nil.
type Params struct {
	Backend Backend
	Book    *text.Book
	Shell   Shell
	// Explain puts an error of the hub into words.
	Explain func(error) string
	Copy    func(string) // to the clipboard; nil asks the app
	// Export takes the list out as a file; nil: nothing can.
	Export func(liststate.Export)
	Do     func(func()) // runs on the UI goroutine; nil means fyne.Do
	Log    *slog.Logger
}

// New makes the page. Before it is shown it reads nothing.
func New(p Params) (*Page, error) {
	if p.Backend == nil || p.Book == nil || p.Shell == nil || p.Explain == nil {
		return nil, errors.New("make users page: backend, book, shell and a way to explain errors are needed")
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
	page := &Page{Params: p, known: map[string]person{}}
	page.ctx, page.stop = context.WithCancel(context.Background())
	page.root = container.New(liststate.Layout{Parts: page.parts})
	page.columns = &columns.Memory{Key: settingColumns, Backend: p.Backend, Context: page.ctx, Do: p.Do, Log: p.Log,
		Grid: func() *grid.Grid { return page.grid }}
	page.build()
	return page, nil
}
