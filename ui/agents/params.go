package agents

import (
	"context"
	"errors"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/app/access"
	"trastienda/ui/columns"
	"trastienda/ui/command"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/text"
)

// PageID names the page in the shell.
const PageID = "agents"

// settingColumns keeps how the user wants the columns.
const settingColumns = "agents.columns"

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

// Params is what the page is made of. All after User may be nil.
type Params struct {
	Backend Backend
	Book    *text.Book
	Shell   Shell
	// Role and User are those of whoever is signed in: what they proposed
	// themselves somebody else decides.
	Role access.Role
	User string
	// Toast shows a short message with a button.
	Toast func(words, action string, do func())
	// Unsent shows the changes of an agent that are not at the hub.
	Unsent func(id string)
	Copy   func(string) // to the clipboard; nil asks the app
	// Export takes the list out as a file; nil: nothing can.
	Export func(liststate.Export)
	Do     func(func()) // runs on the UI goroutine; nil means fyne.Do
	Log    *slog.Logger
}

// New makes the page. Before it is shown it reads the open changes alone, for
// its number in the navigation.
func New(p Params) (*Page, error) {
	if p.Backend == nil || p.Book == nil || p.Shell == nil || !p.Role.Allows(access.AgentsSee) {
		return nil, errors.New("make page of agents: backend, book, shell and a role that may see it are needed")
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
	if p.Toast == nil {
		p.Toast = func(string, string, func()) {}
	}
	if p.Unsent == nil {
		p.Unsent = func(string) {}
	}
	page := &Page{Params: p, known: map[string]Agent{}}
	page.ctx, page.stop = context.WithCancel(context.Background())
	page.balances = newBalances(page)
	page.soon.After(page.ctx, p.Do, first, page.read)
	page.root = container.NewStack()
	page.columns = &columns.Memory{Key: settingColumns, Backend: p.Backend, Context: page.ctx, Do: p.Do, Log: p.Log,
		Grid: func() *grid.Grid { return page.grid }}
	return page, nil
}

// may tells whether whoever is signed in has a right; of an agent's user the
// hub gives the own agent alone, so that this says it of that one.
func (p *Page) may(right access.Permission) bool { return p.Role.Allows(right) }

// proposes tells whether whoever is signed in may propose bank data.
func (p *Page) proposes() bool { return p.may(access.BankPropose) }
