package buy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/buying"
	"trastienda/ui/command"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// PageID names the page in the shell.
const PageID = "buy"

// TypeAgainFrom is the amount, in minor units, from which on it is typed a second
// time in the confirmation (ui.md 1.3), unless the page is told another.
const TypeAgainFrom int64 = 100_000_00

// Shell is what the page needs of the window around it.
type Shell interface {
	// Window is the window, for dialogs.
	Window() fyne.Window
	// Commands is the table the page's commands are in while it is shown.
	Commands() *command.Table
	// ViewChanged tells that the window shows something else now.
	ViewChanged()
	// Key offers a key that nobody on the page wanted to the window.
	Key(e *fyne.KeyEvent) bool
}

// Params is what the page is made of. All but Backend, Book, Shell, Role and
// Currency may be left out.
type Params struct {
	Backend  Backend
	Book     *text.Book
	Shell    Shell
	Role     access.Role
	Currency string // the agency's (ISO 4217); the amount is typed in it
	// TypeAgainFrom is 0 for the usual.
	TypeAgainFrom int64
	// Home shows the board ("Inicio"), OpenPurchase a purchase on its page.
	Home         func()
	OpenPurchase func(id string)
	// Receipt gives the receipt of a purchase; nil: nothing can.
	Receipt func(id string)
	// Alert says something in the window while another page is shown, with a
	// button that does something.
	Alert func(words, action string, do func())
	Copy  func(string) // to the clipboard; nil asks the app
	Do    func(func()) // runs on the UI goroutine; nil means fyne.Do
	Log   *slog.Logger
}

// Page is the page; it is a shell.Page. Everything here belongs to the UI
// goroutine.
type Page struct {
	Params
	ctx  context.Context // of the page; ends with Dispose
	stop context.CancelFunc

	agents   []agent.Agent
	read     bool // the agents were read once
	failure  error
	limits   buying.Limits // zero: not known
	psr      string        // of the point of sale chosen, "" for none
	funds    funds         // what is known of its wallet
	asks     part.Generation
	hide     bool   // the available money is hidden
	recalled bool   // hide was read
	online   bool   // as last shown
	typed    string // the amount, kept while the page is built anew
	sent     []Sent
	told     []Told
	quoting  bool // the figures of a purchase are being asked for
	act      *act // a purchase from its question to its closed dialog

	shown   bool
	madeFor string // language and look of what is built

	root   *fyne.Container
	scroll *container.Scroll
	body   *body
	notes  *notes
}

// New makes the page. It reads nothing before it is shown.
func New(p Params) (*Page, error) {
	if p.Backend == nil || p.Book == nil || p.Shell == nil || p.Currency == "" || !p.Role.Allows(access.PurchasesBuy) {
		return nil, errors.New("make page of buying: backend, book, shell, currency and a role that may buy are needed")
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
	if p.TypeAgainFrom == 0 {
		p.TypeAgainFrom = TypeAgainFrom
	}
	if p.Home == nil {
		p.Home = func() {}
	}
	if p.OpenPurchase == nil {
		p.OpenPurchase = func(string) {}
	}
	if p.Alert == nil {
		p.Alert = func(string, string, func()) {}
	}
	page := &Page{Params: p, online: true}
	page.ctx, page.stop = context.WithCancel(context.Background())
	page.root = container.NewStack()
	go page.tick()
	return page, nil
}

// ID is part of shell.Page.
func (p *Page) ID() string { return PageID }

// Title is the page's title (S0-1).
func (p *Page) Title() string { return p.Book.T("buy.title") }

// NavTitle is the short one of the navigation (S0-11).
func (p *Page) NavTitle() string { return p.Book.T("buy.nav") }

// Icon is part of shell.Page.
func (p *Page) Icon() string { return "payments" }

// Content is part of shell.Page.
func (p *Page) Content() fyne.CanvasObject {
	if p.scroll == nil { // at the start only the page that is shown is made
		p.build()
	}
	return p.root
}

// Busy tells whether a payment waits for its answer.
func (p *Page) Busy() bool { return p.act != nil && p.act.sent }

// Reading tells whether what the page shows first is still on its way.
func (p *Page) Reading() bool { return !p.read && p.failure == nil }

// Panes are the places F6 walks through.
func (p *Page) Panes() []fyne.Focusable {
	panes := []fyne.Focusable{p.body.amount, p.body.confirm}
	if p.body.point != nil {
		panes = append([]fyne.Focusable{p.body.point}, panes...)
	}
	return panes
}

// Shown reads everything again.
func (p *Page) Shown() {
	p.shown = true
	if p.madeFor != p.appearance() {
		p.Rebuild()
	}
	p.recall()
	p.Refresh()
}

// Hidden is part of shell.Page.
func (p *Page) Hidden() { p.shown = false }

// Dispose ends everything the page has under way; a payment that left is not
// taken back by that. A dialog must not outlive the session it belongs to.
func (p *Page) Dispose() {
	p.stop()
	if p.act != nil && p.act.dialog != nil {
		p.act.forget()
		p.act.dialog.Hide()
	}
}

// Refresh reads everything again; what is shown stays until it is there.
func (p *Page) Refresh() {
	p.load()
	p.askWallet()
}

// Changed tells that the copy changed: an agent's bank data may be approved now.
func (p *Page) Changed() {
	if p.shown {
		p.load()
	}
}

// Rebuild makes the content anew after a change of language or look; what was
// chosen and typed stays.
func (p *Page) Rebuild() {
	if p.body != nil {
		p.typed = p.body.amount.Text
	}
	p.build()
}

// appearance is what everything built depends on.
func (p *Page) appearance() string {
	return fmt.Sprint(p.Book.Lang(), theme.Size(theme.SizeNameText), theme.Color(theme.ColorNameBackground))
}

// Key scrolls.
func (p *Page) Key(e *fyne.KeyEvent) bool {
	step := p.scroll.Size().Height * 0.9
	switch e.Name {
	case fyne.KeyPageDown:
	case fyne.KeyPageUp:
		step = -step
	default:
		return false
	}
	most := max(0, p.scroll.Content.Size().Height-p.scroll.Size().Height)
	p.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(p.scroll.Offset.Y+step, most))))
	p.viewChanged()
	return true
}

// Reveal scrolls what got the keyboard into sight.
func (p *Page) Reveal(o fyne.CanvasObject) {
	if part.Reveal(p.scroll, o, theme.Size(look.SizeRow)) {
		p.viewChanged()
	}
}

// keys is what every control of the page does with a key it does not use.
func (p *Page) keys(e *fyne.KeyEvent) bool { return p.Shell.Key(e) }

func (p *Page) viewChanged() {
	if p.shown {
		p.Shell.ViewChanged()
	}
}

// run calls f off the UI goroutine and then done on it, unless the page is gone
// by then.
func run[T any](p *Page, f func(context.Context) (T, error), done func(T, error)) {
	part.Run(p.ctx, p.Do, f, done)
}
