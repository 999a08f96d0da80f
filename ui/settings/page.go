// Package settings is the page "Configuración": how the window looks, where
// documents go, which hub the program works with, the outside systems of the
// hub inside it, and the agency's own data.
package settings

import (
	"context"
	"errors"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/money"
	"trastienda/ui/command"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// PageID names the page in the shell.
const PageID = "settings"

// Shell is what the page needs of the window around it.
type Shell interface {
	ViewChanged()
	Key(e *fyne.KeyEvent) bool
}

// Params is what the page is made of. Held, Rate, Do and
// Log may be nil.
type Params struct {
	Backend Backend
	Window  Window
	Book    *text.Book
	Shell   Shell
	Role    access.Role
	// Held tells whether an act on another page waits for its answer: the hub is
	// not opened anew then. nil means never.
	Held func() bool
	// Rate asks for another rate of new agents, which waits for a second person;
	// version is that of the agency's data. nil: the page does not show the rate.
	Rate func(now money.BasisPoints, version int64)
	// Explain says an error in the user's language.
	Explain func(error) string
	Do      func(func()) // runs on the UI goroutine; nil means fyne.Do
	Log     *slog.Logger
}

// Page is the page; it is a shell.Page. Everything here belongs to the UI
// goroutine.
type Page struct {
	Params
	ctx  context.Context // of the page; ends with Dispose
	stop context.CancelFunc

	shown    bool
	sections []topic // top to bottom
	root     *fyne.Container
	scroll   *container.Scroll
}

// topic is one section of the page. What was typed survives build.
type topic interface {
	build() *section
	// load reads what the section shows; called whenever the page comes up, and
	// must not overwrite what was typed and not saved.
	load()
	// busy: an act of it waits for its answer.
	busy() bool
}

// New makes the page. It reads nothing before it is shown.
func New(p Params) (*Page, error) {
	if p.Backend == nil || p.Window == nil || p.Book == nil || p.Shell == nil || p.Explain == nil || !p.Role.Known() {
		return nil, errors.New("make settings page: backend, window, book, shell, explain and role are needed")
	}
	if p.Do == nil {
		p.Do = fyne.Do
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	if p.Held == nil {
		p.Held = func() bool { return false }
	}
	page := &Page{Params: p}
	page.ctx, page.stop = context.WithCancel(context.Background())
	page.sections = []topic{newWindowPart(page), newDocumentsPart(page), newHubPart(page)}
	if p.Role.Allows(access.AgencyEdit) {
		if hub := p.Backend.Hub(); hub.Address == "" && !hub.Sample {
			page.sections = append(page.sections, newOutsidePart(page))
		}
		page.sections = append(page.sections, newAgencyPart(page))
	}
	page.root = container.NewStack()
	return page, nil
}

func (p *Page) build() {
	title := form.NewWords(p.Title())
	title.TextSize, title.Bold, title.ID = look.SizeTitle, true, "settings.title"
	list := container.New(column(look.SizeGap, 3), title)
	for _, s := range p.sections {
		list.Add(s.build().box)
	}
	offset := fyne.Position{}
	if p.scroll != nil {
		offset = p.scroll.Offset
	}
	p.scroll = container.NewVScroll(container.New(part.Narrow{Most: part.Sized(theme.SizeNameText, formWidth)}, list))
	p.root.Objects = []fyne.CanvasObject{p.scroll}
	p.root.Refresh()
	p.scroll.Offset = offset
}

// ID is part of shell.Page.
func (p *Page) ID() string { return PageID }

// Title is the page's title.
func (p *Page) Title() string { return p.Book.T("settings.title") }

// NavTitle is the same in the navigation.
func (p *Page) NavTitle() string { return p.Title() }

// Icon is part of shell.Page.
func (p *Page) Icon() string { return "settings" }

// Content is part of shell.Page.
func (p *Page) Content() fyne.CanvasObject {
	if p.scroll == nil { // at the start only the page that is shown is made
		p.build()
	}
	return p.root
}

// Commands is part of shell.Page; everything here is a field or a button.
func (p *Page) Commands() []command.Command { return nil }

// Shown reads what is shown.
func (p *Page) Shown() {
	p.shown = true
	p.Refresh()
}

// Hidden is part of shell.Page.
func (p *Page) Hidden() { p.shown = false }

// Refresh reads everything again but what was typed and not saved.
func (p *Page) Refresh() {
	for _, s := range p.sections {
		s.load()
	}
}

// Rebuild makes the content anew after a change of language or look.
func (p *Page) Rebuild() { p.build() }

// Key scrolls; everything else is the window's.
func (p *Page) Key(e *fyne.KeyEvent) bool {
	step := p.scroll.Size().Height * 0.9
	switch e.Name {
	case fyne.KeyPageDown:
		p.scrollTo(p.scroll.Offset.Y + step)
	case fyne.KeyPageUp:
		p.scrollTo(p.scroll.Offset.Y - step)
	default:
		return false
	}
	return true
}

func (p *Page) scrollTo(y float32) {
	most := max(0, p.scroll.Content.Size().Height-p.scroll.Size().Height)
	p.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, most))))
	p.changed()
}

// Reveal scrolls what got the keyboard into sight.
func (p *Page) Reveal(o fyne.CanvasObject) {
	if part.Reveal(p.scroll, o, theme.Size(look.SizeRow)) {
		p.changed()
	}
}

// Busy tells whether something is being saved.
func (p *Page) Busy() bool {
	for _, s := range p.sections {
		if s.busy() {
			return true
		}
	}
	return false
}

// Dispose ends what the page has under way.
func (p *Page) Dispose() { p.stop() }

// changed lays the page out again and tells the window.
func (p *Page) changed() {
	p.scroll.Content.Refresh()
	p.root.Refresh()
	if p.shown {
		p.Shell.ViewChanged()
	}
}

// keys is what every control of the page does with a key it does not use.
func (p *Page) keys(e *fyne.KeyEvent) bool { return p.Shell.Key(e) }
