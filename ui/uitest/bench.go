// Package uitest is the bench that the tests of the pages work on: a window of
// Fyne's test driver, the part of the shell a page sees, and hands and eyes
// that use the page as a person does. It is for tests alone.
package uitest

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/ui/command"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// BuenosAires is the time zone of the pages on a bench.
var BuenosAires = time.FixedZone("-03", -3*60*60)

// patience is how long a bench waits for something that should come. It only
// ends a test that fails.
const patience = 20 * time.Second

// Page is what a bench asks of the page it shows.
type Page interface {
	Content() fyne.CanvasObject
	Commands() []command.Command
	Key(e *fyne.KeyEvent) bool
	Shown()
	Dispose()
}

// Bench is a window with a page in it, and the shell around the page. Whatever
// would run on the UI goroutine is queued and run by the test's own, in Until.
type Bench struct {
	T     *testing.T
	Book  *text.Book
	Look  *look.Look
	Table *command.Table
	Queue chan func() // what waits for the UI goroutine
	Ran   int         // how much of it was run

	Selection string // what the page said last for the status bar
	Badges    int    // how often it said that its number may be another

	name   string // of the pictures
	window fyne.Window
	page   Page
}

// New makes the window of a page, still empty. The name begins the names of the
// pictures.
func New(t *testing.T, name string, lang text.Lang) *Bench {
	t.Helper()
	b := &Bench{T: t, name: name, Look: look.New(look.Light), Queue: make(chan func(), 10000)}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(b.Look)
	var err error
	if b.Book, err = text.NewBook(lang); err != nil {
		t.Fatal(err)
	}
	b.Book.SetZone(BuenosAires)
	b.window = app.NewWindow("")
	b.window.SetPadded(false)
	b.Table = command.NewTable(command.Params{Modal: func() bool { return dialog.Open(b.window.Canvas()) }})
	return b
}

// Show puts the page into the window, whose content gets this size in dp, as
// the shell does when somebody goes to the page. It goes with the test.
func (b *Bench) Show(page Page, width, height float32) {
	b.T.Helper()
	b.page = page
	b.window.SetContent(form.WithTips(page.Content()))
	b.Resize(width, height)
	b.window.Show()
	if err := b.Table.Set("page", page.Commands()); err != nil {
		b.T.Fatal(err)
	}
	page.Shown()
	b.T.Cleanup(page.Dispose)
}

// Resize gives the window's content another size, in dp.
func (b *Bench) Resize(width, height float32) { b.window.Resize(fyne.NewSize(width, height)) }

// Wear gives the window a look and a zoom in percent; pages take it when they
// are built anew.
func (b *Bench) Wear(choice look.Choice, zoom int) {
	b.Look.SetChoice(choice)
	b.Look.SetZoom(zoom)
	fyne.CurrentApp().Settings().SetTheme(b.Look)
}

// Do hands f to the test's goroutine, which is the UI's.
func (b *Bench) Do(f func()) { b.Queue <- f }

// Until runs what is queued until cond holds.
func (b *Bench) Until(what string, cond func() bool) {
	b.T.Helper()
	deadline := time.After(patience)
	for !cond() {
		select {
		case f := <-b.Queue:
			f()
			b.Ran++
		case <-time.After(5 * time.Millisecond): // cond may ask what no queue tells of
		case <-deadline:
			b.T.Fatalf("waited in vain for: %s\non the screen: %q", what, b.Words())
		}
	}
}

// Window is part of every page's Shell.
func (b *Bench) Window() fyne.Window { return b.window }

// Commands is part of every page's Shell.
func (b *Bench) Commands() *command.Table { return b.Table }

// SetSelection is part of every page's Shell.
func (b *Bench) SetSelection(s string) { b.Selection = s }

// ViewChanged is part of every page's Shell.
func (b *Bench) ViewChanged() {}

// BadgesChanged is part of every page's Shell.
func (b *Bench) BadgesChanged() { b.Badges++ }

// Key is part of every page's Shell: a key that no control wanted goes to the
// page.
func (b *Bench) Key(e *fyne.KeyEvent) bool { return b.page.Key(e) }
