package liststate

import (
	"context"
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/command"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// page is a list with nothing but its state.
type page struct {
	root  *fyne.Container
	state *State
	read  int
}

func (p *page) Content() fyne.CanvasObject  { return p.root }
func (p *page) Commands() []command.Command { return nil }
func (p *page) Key(*fyne.KeyEvent) bool     { return false }
func (p *page) Shown()                      {}
func (p *page) Dispose()                    {}

func newPage(t *testing.T) (*uitest.Bench, *page) {
	t.Helper()
	b, p := uitest.New(t, "liststate", text.ES), &page{root: container.NewStack()}
	p.make(b)
	b.Show(p, 600, 400)
	return b, p
}

// make builds the page anew.
func (p *page) make(b *uitest.Bench) {
	p.state = New(Params{ID: "list", Context: b.T.Context(), Do: b.Do, Skeleton: true, Again: "Again", Stays: "What is there stays.",
		Empty: func() Message {
			return Message{Icon: "search", Title: "Nothing", Button: form.NewButton(form.ButtonParams{ID: "list.empty.clear", Text: "Clear"})}
		},
		Explain: func(err error) Message {
			return Message{Icon: "error", Tone: look.ToneError, Title: "Not read.", Text: err.Error()}
		},
		Refresh: func() { p.read++ }, Lay: p.root.Refresh}, p.state)
	p.root.Objects = []fyne.CanvasObject{p.state.Overlay, container.NewVBox(p.state.Banner, p.state.Bar.Root)}
	p.root.Refresh()
}

func TestTheFirstReading(t *testing.T) {
	b, p := newPage(t)
	p.state.Loading()
	if !p.state.Busy() || !p.state.Overlay.Visible() || p.state.Count() != -1 {
		t.Errorf("busy %v, skeleton %v, %d rows", p.state.Busy(), p.state.Overlay.Visible(), p.state.Count())
	}
	b.Until("the bar", func() bool { return p.state.Bar.moving.Visible() })
	p.state.Counted(3)
	if p.state.Busy() || p.state.Overlay.Visible() || p.state.Bar.moving.Visible() || p.state.Count() != 3 {
		t.Errorf("after the answer: busy %v, covered %v, bar %v, %d rows", p.state.Busy(), p.state.Overlay.Visible(), p.state.Bar.moving.Visible(), p.state.Count())
	}
}

func TestAnEmptyListSaysWhy(t *testing.T) {
	b, p := newPage(t)
	p.state.Counted(0)
	if b.Says("list.empty") != "Nothing" || b.Says("list.empty.clear") != "Clear" {
		t.Errorf("on the screen: %q", b.Words())
	}
	if _, more := b.Item("list.empty.more"); more {
		t.Error("there is a second line without words")
	}
}

// Rows that are there stay below the error; without any it stands in their place.
func TestAFault(t *testing.T) {
	b, p := newPage(t)
	p.state.Loading()
	if p.state.Failed(context.Canceled) || p.state.Fault() != nil {
		t.Error("a reading that was given up is told")
	}
	if !p.state.Failed(errors.New("The hub is away.")) || p.state.Busy() {
		t.Error("a fault is not told, or still waited for")
	}
	if b.Says("list.empty") != "Not read." || b.Says("list.empty.more") != "The hub is away." {
		t.Errorf("without rows: %q", b.Words())
	}
	b.Tap("list.empty.again")
	p.state.Counted(2)
	p.state.Failed(errors.New("The hub is away."))
	if got := b.Says("list.error"); got != "Not read. The hub is away. What is there stays." || p.state.Overlay.Visible() {
		t.Errorf("above rows: %q, covered %v", got, p.state.Overlay.Visible())
	}
	b.Tap("list.error.again")
	if p.read != 2 {
		t.Errorf("read %d times", p.read)
	}
	p.state.Counted(2)
	if p.state.Banner.Visible() || p.state.Fault() != nil {
		t.Error("the error stays after an answer")
	}
}

// A page that is built anew says what it said, and still waits for its answer.
func TestBuiltAnew(t *testing.T) {
	b, p := newPage(t)
	p.state.Counted(2)
	p.state.Failed(errors.New("The hub is away."))
	p.state.Loading()
	p.make(b)
	if p.state.Count() != 2 || !p.state.Busy() || b.Says("list.error") == "" {
		t.Errorf("%d rows, busy %v, on the screen %q", p.state.Count(), p.state.Busy(), b.Words())
	}
}
