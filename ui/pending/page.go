package pending

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/command"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// PageID names the page in the shell.
const PageID = "outbox"

// Shell is what the page needs of the window around it.
type Shell interface {
	// Window is the window, for dialogs.
	Window() fyne.Window
	// Commands is the table of commands.
	Commands() *command.Table
	// Open shows a page of the session.
	Open(id string)
	// ViewChanged tells that the window shows something else now.
	ViewChanged()
	// BadgesChanged tells that the page's number, place or notice may be
	// another.
	BadgesChanged()
	// Key offers a key that nobody on the page wanted to the window.
	Key(e *fyne.KeyEvent) bool
}

// Params is what the page is made of. Records, Copy, Do and Log may be nil.
type Params struct {
	Backend Backend
	Book    *text.Book
	Shell   Shell
	// Records shows the record of a change, by its kind; kinds that are not there
	// have no page.
	Records map[string]func(record string)
	Copy    func(string) // to the clipboard; nil asks the app
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

	unsent    []Change
	discarded []Change
	elsewhere []Elsewhere
	looking   bool // at the discarded ones
	reads     int  // turn of the readings; older answers do not count
	failed    bool // the last reading did
	wanted    string
	shown     bool
	madeFor   string // language and look of what is built

	root    *fyne.Container
	title   *form.Words
	note    *form.Words
	chips   [2]*form.Chip // what waits, what was discarded
	buttons map[string]*form.Button
	tools   *fyne.Container
	grid    *grid.Grid
	source  *source
	facts   *fyne.Container
}

// New makes the page; its number is read at once, because the navigation shows
// the page by it.
func New(p Params) (*Page, error) {
	if p.Backend == nil || p.Book == nil || p.Shell == nil {
		return nil, errors.New("make outbox page: backend, book and shell are needed")
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
	page := &Page{Params: p}
	page.ctx, page.stop = context.WithCancel(context.Background())
	page.root = container.New(pageLayout{page})
	if err := p.Shell.Commands().Set(PageID, page.sessionCommands()); err != nil {
		return nil, err
	}
	page.Changed()
	go page.tick()
	return page, nil
}

// ID is part of shell.Page.
func (p *Page) ID() string { return PageID }

// Title is part of shell.Page.
func (p *Page) Title() string { return p.Book.T("outbox.title") }

// NavTitle is part of shell.Page.
func (p *Page) NavTitle() string { return p.Title() }

// Icon is part of shell.Page.
func (p *Page) Icon() string { return "cloud_off" }

// Content is part of shell.Page.
func (p *Page) Content() fyne.CanvasObject {
	p.prepare()
	return p.root
}

// prepare makes the content when it is first asked for: at the start only the page
// that is shown is made.
func (p *Page) prepare() {
	if p.madeFor == "" {
		p.build()
		p.fill()
	}
}

// Badge counts what is not at the hub.
func (p *Page) Badge() int { return len(p.unsent) }

// Away: without anything to send, here or elsewhere, the page has no place in the
// navigation.
func (p *Page) Away() bool { return len(p.unsent) == 0 && len(p.elsewhere) == 0 }

// Notice is what the status bar says.
func (p *Page) Notice() string {
	switch {
	case len(p.unsent) > 0:
		return p.Book.N("outbox.notice", len(p.unsent))
	case len(p.elsewhere) > 0:
		return p.Book.T("outbox.notice.elsewhere")
	}
	return ""
}

// Panes are the places F6 walks through.
func (p *Page) Panes() []fyne.Focusable { return []fyne.Focusable{p.grid, p.chips[0]} }

// Busy is part of shell.Page: what is being sent goes on without the window.
func (p *Page) Busy() bool { return false }

// Shown is part of shell.Page.
func (p *Page) Shown() {
	p.shown = true
	if p.madeFor != p.appearance() {
		p.Rebuild()
	}
	p.Refresh()
}

// Hidden is part of shell.Page. The next time it begins with what waits.
func (p *Page) Hidden() {
	p.shown = false
	if p.looking {
		p.look(false)
	}
}

// Refresh reads the list again.
func (p *Page) Refresh() { p.Changed() }

// Dispose ends everything the page has under way.
func (p *Page) Dispose() {
	p.stop()
	if p.grid != nil {
		p.grid.Stop()
	}
	if err := p.Shell.Commands().Set(PageID, nil); err != nil { // removing cannot clash
		p.Log.Error("remove commands", "owner", PageID, "error", err)
	}
}

// Key is part of shell.Page.
func (p *Page) Key(*fyne.KeyEvent) bool { return false }

// Rebuild makes the content anew after a change of language or look.
func (p *Page) Rebuild() {
	chosen := p.grid.Selection()
	p.grid.Stop()
	p.build()
	p.fill()
	p.grid.Select(chosen...)
}

// appearance is what everything built depends on.
func (p *Page) appearance() string {
	return fmt.Sprint(p.Book.Lang(), theme.Size(theme.SizeNameText), theme.Color(theme.ColorNameBackground))
}

// lists is what one reading brings.
type lists struct {
	unsent, discarded []Change
	elsewhere         []Elsewhere
}

// Changed reads everything again: the outbox may be another.
func (p *Page) Changed() {
	p.reads++
	turn := p.reads
	part.Run(p.ctx, p.Do, func(ctx context.Context) (l lists, err error) {
		if l.unsent, err = p.Backend.Unsent(ctx); err != nil {
			return l, err
		}
		if l.discarded, err = p.Backend.Discarded(ctx); err != nil {
			return l, err
		}
		l.elsewhere, err = p.Backend.Elsewhere(ctx)
		return l, err
	}, func(l lists, err error) {
		if turn != p.reads {
			return
		}
		p.failed = err != nil && !errors.Is(err, ErrSignedOut)
		if err != nil {
			p.Log.Warn("read the outbox", "error", err)
		} else {
			p.unsent, p.discarded, p.elsewhere = l.unsent, l.discarded, l.elsewhere
		}
		p.fill()
		p.Shell.BadgesChanged()
	})
}

// fill shows what is known; nothing is shown of a page that nobody opened.
func (p *Page) fill() {
	if p.madeFor == "" {
		return
	}
	list := p.unsent
	if p.looking {
		list = p.discarded
	}
	p.source.set(p.rows(list))
	p.grid.Reload()
	p.chips[0].SetCount(p.Book.Number(len(p.unsent)))
	p.chips[1].SetCount(p.Book.Number(len(p.discarded)))
	p.chips[0].SetOn(!p.looking)
	p.chips[1].SetOn(p.looking)
	p.note.SetText(p.noteWords())
	switch {
	case p.failed:
		p.note.Color = look.ColorError
	case len(p.elsewhere) > 0 && !p.looking:
		p.note.Color = look.ColorWarning
	default:
		p.note.Color = look.ColorMuted
	}
	p.note.Refresh()
	p.chosenChanged()
	p.choose()
}

// choose chooses the change of a record that another page asked for, once it is
// there.
func (p *Page) choose() {
	i := slices.IndexFunc(p.unsent, func(c Change) bool { return c.Record == p.wanted && c.State == InConflict })
	if i < 0 {
		i = slices.IndexFunc(p.unsent, func(c Change) bool { return c.Record == p.wanted })
	}
	if p.wanted == "" || i < 0 {
		return
	}
	p.wanted = ""
	p.grid.Select(p.unsent[i].ID)
	if p.unsent[i].State == InConflict {
		p.resolve()
	}
}

// ShowRecord shows what is unsent of a record; a conflict is asked about at
// once. The page is shown by then.
func (p *Page) ShowRecord(record string) {
	p.wanted = record
	p.choose()
}

// look shows what was discarded, or what waits.
func (p *Page) look(discarded bool) {
	p.looking = discarded
	p.grid.Select()
	p.fill()
}

// tick keeps ages true.
func (p *Page) tick() {
	ticker := time.NewTicker(30 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-p.ctx.Done():
			return
		case <-ticker.C:
			p.Do(func() {
				if p.shown && p.ctx.Err() == nil {
					p.fill()
				}
			})
		}
	}
}
