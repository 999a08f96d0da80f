package exceptions

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/exception"
	"trastienda/ui/command"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
	"trastienda/ui/text"
)

// PageID names the page in the shell.
const PageID = "exceptions"

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

// Params is what the page is made of. Copy, Do, Log and Open may be nil.
type Params struct {
	Backend Backend
	Book    *text.Book
	Shell   Shell
	// Role and User are those of whoever is signed in: what they proposed
	// themselves somebody else decides.
	Role access.Role
	User string
	// Open shows a purchase on its page.
	Open func(purchaseID string)
	Copy func(string) // to the clipboard; nil asks the app
	// Export takes the list out as a file; nil: nothing can.
	Export func(liststate.Export)
	Do     func(func()) // runs on the UI goroutine; nil means fyne.Do
	Log    *slog.Logger
}

// Page is the page; it is a shell.Page. Everything here belongs to the UI
// goroutine.
type Page struct {
	Params
	ctx  context.Context // of the page; ends with Dispose
	stop context.CancelFunc

	list     []exception.Exception
	more     bool // there is more than was read
	read     bool // the list was read once
	failure  error
	online   bool // as last shown
	readings int  // turn of the readings; older answers do not count
	waiting  bool // an answer is still to come
	soon     bool // a change of the copy will be read
	chosen   exception.Exception
	settling *settling // a step from its question to its answer

	shown   bool
	madeFor string // language and look of what is built

	root    *fyne.Container
	grid    *grid.Grid
	source  *grid.Held
	toolbar *toolbar
	state   *state
	detail  *detail
}

// New makes the page. It reads nothing at once, so that it takes nothing from
// the first page; its number in the navigation comes a moment later.
func New(p Params) (*Page, error) {
	if p.Backend == nil || p.Book == nil || p.Shell == nil || !p.Role.Allows(access.ExceptionsSee) {
		return nil, errors.New("make page of exceptions: backend, book, shell and a role that may see it are needed")
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
	if p.Open == nil {
		p.Open = func(string) {}
	}
	page := &Page{Params: p, online: true}
	page.ctx, page.stop = context.WithCancel(context.Background())
	page.root = container.New(liststate.Layout{Parts: page.parts})
	go page.tick()
	return page, nil
}

// prepare makes the content when it is first asked for: at the start only the page
// that is shown is made.
func (p *Page) prepare() {
	if p.madeFor == "" {
		p.build()
	}
}

// build makes everything the page shows, in the present language and look.
func (p *Page) build() {
	p.madeFor = p.appearance()
	p.toolbar = newToolbar(p)
	p.detail = newDetail(p)
	p.buildGrid()
	p.state = newState(p)
	title := form.NewWords(p.Title())
	title.ID, title.TextSize, title.Bold = "exceptions.title", look.SizeTitle, true
	about := piece.Muted(p.Book.T("exceptions.about"))
	p.root.Objects = []fyne.CanvasObject{title, about, p.toolbar.root, p.state.words, p.state.banner, p.state.bar.Root, p.grid, p.state.overlay, p.detail.root}
	p.fill()
}

// Rebuild makes the content anew after a change of language or look; what was
// chosen and opened stays.
func (p *Page) Rebuild() {
	sort, columns, open, chosen := p.grid.Sort(), p.grid.View(), p.detail.id, p.chosen.ID
	p.grid.Stop()
	p.build()
	p.grid.SetSort(sort)
	p.grid.SetView(columns)
	p.fill()
	if chosen != "" {
		p.grid.Select(chosen)
	}
	if open != "" {
		p.detail.show(open)
	}
}

// appearance is what everything built depends on.
func (p *Page) appearance() string {
	return fmt.Sprint(p.Book.Lang(), theme.Size(theme.SizeNameText), theme.Color(theme.ColorNameBackground))
}

// ID is part of shell.Page.
func (p *Page) ID() string { return PageID }

// Title is part of shell.Page.
func (p *Page) Title() string { return p.Book.T("exceptions.title") }

// NavTitle is part of shell.Page.
func (p *Page) NavTitle() string { return p.Title() }

// Icon is part of shell.Page.
func (p *Page) Icon() string { return "notifications" }

// Content is part of shell.Page.
func (p *Page) Content() fyne.CanvasObject {
	p.prepare()
	return p.root
}

// Badge counts what waits for a person.
func (p *Page) Badge() int { return len(p.list) }

// Busy tells whether a step waits for its answer.
func (p *Page) Busy() bool { return p.settling != nil && p.settling.sent }

// Panes are the places F6 walks through.
func (p *Page) Panes() []fyne.Focusable {
	panes := []fyne.Focusable{p.grid, p.toolbar.buttons[0]}
	if p.detail.id != "" {
		panes = append(panes, p.detail.close)
	}
	return panes
}

// Shown reads the list.
func (p *Page) Shown() {
	p.shown = true
	if p.madeFor != p.appearance() {
		p.Rebuild()
	}
	p.Refresh()
	p.tellSelection()
}

// Hidden is part of shell.Page.
func (p *Page) Hidden() { p.shown = false }

// Dispose ends everything the page has under way; a step that left is not taken
// back by that.
func (p *Page) Dispose() { p.stop() }

// Refresh reads list and detail again; what is shown stays until they are there.
func (p *Page) Refresh() {
	p.load()
	if p.detail != nil && p.detail.id != "" {
		p.detail.load()
	}
}

// Key takes Esc: it closes the detail.
func (p *Page) Key(e *fyne.KeyEvent) bool {
	if e.Name != fyne.KeyEscape || p.detail.id == "" {
		return false
	}
	p.detail.hide()
	p.focusGrid()
	return true
}

func (p *Page) focusGrid() {
	if c := p.Shell.Window().Canvas(); c != nil && p.shown {
		c.Focus(p.grid)
	}
}

func (p *Page) viewChanged() {
	if p.shown {
		p.Shell.ViewChanged()
	}
}

// keys is what every control of the page does with a key it does not use.
func (p *Page) keys(e *fyne.KeyEvent) bool { return p.Shell.Key(e) }

// sized is a size of the present zoom.
func sized(name fyne.ThemeSizeName, factor float32) func() float32 {
	return func() float32 { return theme.Size(name) * factor }
}

// run calls f off the UI goroutine and then done on it, unless the page is gone
// by then.
func run[T any](p *Page, f func(context.Context) (T, error), done func(T, error)) {
	part.Run(p.ctx, p.Do, f, done)
}
