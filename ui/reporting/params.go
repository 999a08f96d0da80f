// Package reporting is the page "Reportes": what the report "Compras
// automatizadas" (S0-17) of a period will hold, the ways to take it out as a file
// or on paper, and the files that were made lately. It knows no database; it asks
// its Backend.
package reporting

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/app/agent"
	"trastienda/app/month"
	"trastienda/reports"
	"trastienda/ui/command"
	"trastienda/ui/liststate"
	"trastienda/ui/printing"
	"trastienda/ui/purchases"
	"trastienda/ui/text"
)

// PageID names the page in the shell.
const PageID = "reporting"

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

// ErrUnknown tells that no answer to the close of a month came: it is asked for
// until it is known.
var ErrUnknown = errors.New("reporting: nobody knows whether the month is closed")

// Made is a file that the program wrote. Gone tells that it is not there any more.
type Made struct {
	Path  string
	Title string // what it is, in the words of its making
	Rows  int    // 0 for what has none, such as a receipt
	At    time.Time
	Gone  bool
}

// Backend is what the page needs of the desktop's data. Every method that takes a
// context may block and is called off the UI goroutine.
type Backend interface {
	// Agents gives the agents whose purchases may be reported.
	Agents(ctx context.Context) ([]agent.Agent, error)
	// Lately gives the files made last on this computer, the newest first.
	Lately(ctx context.Context) ([]Made, error)
	printing.Backend
	// Months asks the hub for the closed months; CloseMonth closes the next one, once.
	// Errors: ErrUnknown, or what Explain puts into words.
	Months(ctx context.Context) (month.List, error)
	CloseMonth(ctx context.Context, m string) (month.Close, error)
	// Now is the present instant.
	Now() time.Time
}

// Params is what the page is made of. Do and Log may be nil.
type Params struct {
	Backend Backend
	Book    *text.Book
	Shell   Shell
	// Preview makes the list that shows what a report holds.
	Preview func(keys func(*fyne.KeyEvent) bool) *purchases.Preview
	// Write begins writing the report beside the window. written (may be nil) is
	// called with the files once they are there, on the UI goroutine.
	Write func(e purchases.Export, written func(paths []string))
	// SeeMonths tells whether the user reads closed months, MayClose whether they may
	// close one. WriteMonth writes the document of one as Write does.
	SeeMonths, MayClose bool
	WriteMonth          func(c month.Close, f reports.Format, written func(paths []string))
	// Explain puts an error of the hub into words.
	Explain func(error) string
	// Open shows a file or a folder in the program the system has for it.
	Open func(path string)
	// Toast tells that a document went to a printer, or why it did not.
	Toast func(words string, failed bool)
	Do    func(func()) // runs on the UI goroutine; nil means fyne.Do
	Log   *slog.Logger
}

// New makes the page. Before it is shown it reads nothing.
func New(p Params) (*Page, error) {
	if p.Backend == nil || p.Book == nil || p.Shell == nil || p.Preview == nil || p.Write == nil || p.Open == nil || p.Toast == nil || p.Explain == nil || p.SeeMonths && p.WriteMonth == nil {
		return nil, errors.New("make reports page: backend, book, shell, preview and ways to write, to open and to tell are needed")
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	if p.Do == nil {
		p.Do = fyne.Do
	}
	page := &Page{Params: p, query: startQuery()}
	page.ctx, page.stop = context.WithCancel(context.Background())
	page.root = container.New(liststate.Layout{Parts: page.parts})
	return page, nil
}
