package shell

import (
	"strings"
	"sync"
	"testing"
)

func TestTasksInTheStatusBar(t *testing.T) {
	b := newBench(t, ready()).inSession()
	cancelled := 0
	order := b.s.StartTask(func() string { return "Importando pedido" }, func() { cancelled++ })
	if b.textOf("status.task") != "Importando pedido" {
		t.Fatalf("before a count: %q", b.textOf("status.task"))
	}
	order.Set(340, 1200)
	(<-b.queue)()
	if got := b.textOf("status.task"); got != "Importando pedido: 340 de 1.200" {
		t.Fatalf("with a count: %q", got)
	}
	report := b.s.StartTask(func() string { return "Creando el PDF" }, nil)
	if got := b.textOf("status.task"); got != "Creando el PDF · y 1 más" || b.has("status.cancel") {
		t.Fatalf("two: %q, cancel %v", got, b.has("status.cancel"))
	}
	b.s.cmds.Run("shell.lang.en")
	if got := b.textOf("status.task"); got != "Creando el PDF · and 1 more" {
		t.Fatalf("in English: %q", got)
	}
	report.Done()
	(<-b.queue)()
	if got := b.textOf("status.task"); got != "Importando pedido: 340 of 1,200" {
		t.Fatalf("the first again: %q", got)
	}
	b.tap("status.cancel")
	if cancelled != 1 || b.has("status.cancel") || b.textOf("status.task") != "Cancelling…" {
		t.Fatalf("cancelled %d times, says %q", cancelled, b.textOf("status.task"))
	}
	order.Done()
	order.Done()
	(<-b.queue)()
	(<-b.queue)()
	if i, _ := b.item("status.task"); i.Text != "" || len(b.s.tasks) != 0 {
		t.Fatalf("at the end: %q", i.Text)
	}
}

// TestManyReportsOfProgressAreOneChange: a worker that counts every row must
// not fill the queue of the UI.
func TestManyReportsOfProgressAreOneChange(t *testing.T) {
	b := newBench(t, ready()).inSession()
	task := b.s.StartTask(func() string { return "x" }, nil)
	before := len(b.queue)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for i := range 1000 {
				task.Set(i, 1000)
			}
		})
	}
	workers.Wait()
	task.Set(1000, 1000)
	if n := len(b.queue) - before; n != 1 {
		t.Errorf("%d changes wait", n)
	}
	(<-b.queue)()
	if got := b.textOf("status.task"); got != "x: 1.000 de 1.000" {
		t.Errorf("shows %q", got)
	}
}

func TestClosingAsksWhileATaskIsUnderWay(t *testing.T) {
	b := newBench(t, ready()).inSession()
	cancelled := 0
	b.s.StartTask(func() string { return "Importando pedido" }, func() { cancelled++ })
	b.s.Quit()
	if !b.s.modal() || !strings.Contains(b.textOf("shell.quit.title"), "trabajo en curso") {
		t.Fatal("closed without a question")
	}
	b.tap("shell.quit.stay")
	if b.s.ctx.Err() != nil || cancelled != 0 {
		t.Fatal("staying ends the work")
	}
	b.s.Quit()
	b.tap("shell.quit.quit")
	if b.s.ctx.Err() == nil || cancelled != 1 {
		t.Fatalf("closed %v, cancelled %d", b.s.ctx.Err(), cancelled)
	}
}

func TestAHiddenPageThatWaitsMakesClosingAsk(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.pages[0].busy = true
	b.s.Open("two")
	b.s.Quit()
	if !b.s.modal() || b.s.ctx.Err() != nil {
		t.Fatal("closed without a question")
	}
}
