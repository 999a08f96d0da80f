package board

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/ui/command"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// PageID names the page in the shell.
const PageID = "board"

// Shell is what the page needs of the window around it.
type Shell interface {
	// ViewChanged tells that the window shows something else now.
	ViewChanged()
	// Key offers a key that nobody on the page wanted to the window.
	Key(e *fyne.KeyEvent) bool
}

// Params is what the page is made of. Copy, Buy, Do and Log may be nil.
type Params struct {
	Backend  Backend
	Book     *text.Book
	Shell    Shell
	Role     access.Role
	Currency string      // the agency's (ISO 4217); charts of amounts are in it
	Open     func(Query) // shows the purchases a link stands for
	Buy      func()      // shows the page "Comprar saldo"; nil: the user may not buy
	Copy     func(string)
	Do       func(func()) // runs on the UI goroutine; nil means fyne.Do
	Log      *slog.Logger
}

// Page is the page; it is a shell.Page. Everything here belongs to the UI
// goroutine.
type Page struct {
	Params
	ctx  context.Context // of the page; ends with Dispose
	stop context.CancelFunc

	days  int // the charts show this many, today the last
	known known
	hide  bool // the balance is hidden; only while the program runs

	shown   bool
	madeFor string             // language and look of what is built
	leave   context.CancelFunc // ends what runs only while the page is shown
	turn    int                // of the readings; older answers do not count
	reading int                // answers that are still to come
	failure error              // the first of this turn
	// complete: everything was read once.
	complete bool
	soon     bool // a refresh is on its way
	asking   int  // turn of the questions for the balance

	root   *fyne.Container
	scroll *container.Scroll
	state  *state
	body   body
}

// body is what stands below the title: that of the agency or that of an agent.
type body interface {
	// object is laid out as wide as the page.
	object() *fyne.Container
	// load begins to read everything again.
	load()
	// fill shows what is known.
	fill()
	// first are the places F6 walks through.
	panes() []fyne.Focusable
}

// refreshAfter is how long the page waits after a change of the replica:
// during a sync there are several a second.
const refreshAfter = time.Second

// New makes the page. It reads nothing before it is shown, and builds nothing
// before its content is asked for.
func New(p Params) (*Page, error) {
	if p.Backend == nil || p.Book == nil || p.Shell == nil || p.Currency == "" || p.Open == nil || !p.Role.Known() {
		return nil, errors.New("make board: backend, book, shell, role, currency and open are needed")
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
	page := &Page{Params: p, days: periods[0]}
	page.ctx, page.stop = context.WithCancel(context.Background())
	page.leave = func() {}
	page.root = container.New(rootLayout{page})
	return page, nil
}

// build makes everything the page shows, in the present language and look.
func (p *Page) build() {
	p.madeFor = p.appearance()
	p.stopTable()
	if p.Role == access.Agent {
		p.body = newAgentBody(p)
	} else {
		p.body = newAgencyBody(p)
	}
	p.state = newState(p)
	at := fyne.Position{}
	if p.scroll != nil {
		at = p.scroll.Offset
	}
	p.scroll = container.NewVScroll(p.body.object())
	p.scroll.Offset = at
	title := form.NewWords(p.Title())
	title.ID, title.TextSize, title.Bold = "board.title", look.SizeTitle, true
	p.root.Objects = []fyne.CanvasObject{title, p.state.words, p.state.banner, p.state.bar, p.scroll}
	p.fill()
}

// fill shows what is known and lays the page out: texts may be longer now.
func (p *Page) fill() {
	p.body.fill()
	p.state.fill()
	p.root.Refresh()
	p.viewChanged()
}

// Rebuild makes the content anew after a change of language or look; what was
// chosen stays.
func (p *Page) Rebuild() { p.build() }

// appearance is what everything built depends on. The shell tells a change
// only to the page that is shown.
func (p *Page) appearance() string {
	return fmt.Sprint(p.Book.Lang(), theme.Size(theme.SizeNameText), theme.Color(theme.ColorNameBackground))
}

// ID is part of shell.Page.
func (p *Page) ID() string { return PageID }

// Title is part of shell.Page.
func (p *Page) Title() string { return p.Book.T("board.title") }

// NavTitle is part of shell.Page.
func (p *Page) NavTitle() string { return p.Title() }

// Icon is part of shell.Page.
func (p *Page) Icon() string { return "space_dashboard" }

// Content is part of shell.Page; it is built when it is first asked for.
func (p *Page) Content() fyne.CanvasObject {
	if p.body == nil {
		p.build()
	}
	return p.root
}

// Commands is part of shell.Page: everything here is done on the page itself.
func (p *Page) Commands() []command.Command { return nil }

// Panes are the places F6 walks through.
func (p *Page) Panes() []fyne.Focusable { return p.body.panes() }

// Busy is part of shell.Page: the page only reads.
func (p *Page) Busy() bool { return false }

// Reading tells whether what the page shows first is still on its way.
func (p *Page) Reading() bool { return !p.complete && p.failure == nil }

// Shown reads everything again.
func (p *Page) Shown() {
	p.shown = true
	var ctx context.Context
	ctx, p.leave = context.WithCancel(p.ctx)
	go p.tick(ctx)
	if p.madeFor != p.appearance() {
		p.Rebuild()
	}
	p.Refresh()
}

// Hidden is part of shell.Page.
func (p *Page) Hidden() {
	p.shown = false
	p.leave()
}

// Dispose ends everything the page has under way.
func (p *Page) Dispose() {
	p.leave()
	p.stop()
	p.stopTable()
}

// stopTable ends the questions of a table that is thrown away.
func (p *Page) stopTable() {
	if b, ok := p.body.(*agentBody); ok {
		b.table.Stop()
	}
}

// Refresh reads everything again; what is shown stays until it is there.
func (p *Page) Refresh() {
	p.load()
	p.askBalance()
}

// Changed tells that the replica or the connection changed. While the page is
// not shown nothing is read: Shown does it.
func (p *Page) Changed() {
	if !p.shown || p.soon {
		return
	}
	p.soon = true
	time.AfterFunc(refreshAfter, func() {
		p.Do(func() {
			p.soon = false
			if p.ctx.Err() != nil || !p.shown {
				return
			}
			p.load()
			if p.known.unknown != nil {
				p.askBalance() // the agent may be known, or the hub back, only now
			}
		})
	})
}

// keys is what every control of the page does with a key it does not use.
func (p *Page) keys(e *fyne.KeyEvent) bool { return p.Shell.Key(e) }

func (p *Page) viewChanged() {
	if p.shown {
		p.Shell.ViewChanged()
	}
}
