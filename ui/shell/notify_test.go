package shell

import (
	"testing"

	"fyne.io/fyne/v2"
)

// bell hears what the system is told.
type bell struct {
	fyne.App
	life *foreground
	rung chan string
}

func (b *bell) SendNotification(n *fyne.Notification) { b.rung <- n.Title + ": " + n.Content }
func (b *bell) Lifecycle() fyne.Lifecycle             { return b.life }

// foreground keeps what is to be called when the window comes and goes.
type foreground struct {
	fyne.Lifecycle
	entered, exited func()
}

func (f *foreground) SetOnEnteredForeground(do func()) { f.entered = do }
func (f *foreground) SetOnExitedForeground(do func())  { f.exited = do }

func TestNotifiesOnlyBehindOtherWindows(t *testing.T) {
	var app *bell
	b := newBench(t, ready(), func(p *Params) {
		app = &bell{App: p.App, life: &foreground{Lifecycle: p.App.Lifecycle()}, rung: make(chan string)}
		p.App = app
	}).inSession()
	say := func(text string) {
		b.s.Notify("Trastienda", text)
		(<-b.queue)() // does not wait for the system: nobody hears the bell yet
	}
	say("in front")
	app.life.exited()
	say("una compra necesita atención")
	if got := <-app.rung; got != "Trastienda: una compra necesita atención" {
		t.Fatalf("heard %q", got)
	}
	app.life.entered()
	say("in front again")
	app.life.exited()
	say("last")
	if got := <-app.rung; got != "Trastienda: last" {
		t.Fatalf("heard %q", got)
	}
}
