package board

import (
	"errors"
	"strings"
	"testing"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/ui/text"
)

// Nothing is claimed before it was read, and what was read stays while it is
// read again.
func TestLoading(t *testing.T) {
	f := busyAgency()
	f.gate = make(chan struct{})
	b := newBench(t, text.ES, access.Operator, f)
	b.Until("the other answers", func() bool { return b.page.reading == 1 })
	if got := b.says("board.pending"); got != "Compras pendientes · –" {
		t.Errorf("before it was read the card says %q", got)
	}
	b.Until("the bar", func() bool { return b.page.state.bar.Visible() })
	close(f.gate)
	b.settled()
	if b.page.state.bar.Visible() {
		t.Error("the bar stays")
	}
	f.set(func(f *fake) { f.gate = make(chan struct{}) })
	b.page.Refresh()
	b.Until("the other answers", func() bool { return b.page.reading == 1 })
	if got := b.says("board.due"); got != "Vencen antes de 12 h · 2" {
		t.Errorf("while it is read again the card says %q", got)
	}
	close(f.gate)
}

// An answer that comes after a newer question does not count.
func TestOldAnswersDoNotCount(t *testing.T) {
	f := busyAgency()
	b := newBench(t, text.ES, access.Operator, f)
	slow := make(chan struct{})
	f.set(func(f *fake) { f.gate = slow })
	b.page.Refresh()
	b.Until("the question", func() bool { f.mu.Lock(); defer f.mu.Unlock(); return f.asked == 2 })
	f.set(func(f *fake) { f.gate, f.counts.Due = nil, 7 })
	b.page.Refresh()
	b.settled()
	f.set(func(f *fake) { f.counts.Due = 99 })
	close(slow)
	// Three readings of seven answers each, and each of them looks once whether
	// it takes long.
	b.Until("everything", func() bool { return b.Ran == 3*(7+1) })
	if got := b.says("board.due"); got != "Vencen antes de 12 h · 7" {
		t.Errorf("the card says %q", got)
	}
}

func TestErrorsKeepWhatWasRead(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, busyAgency())
	b.backend.set(func(f *fake) {
		f.failing = &problem.Problem{Code: problem.Internal, Detail: "Algo falló en el hub.", RequestID: "r-1"}
	})
	b.page.Refresh()
	b.settled()
	if got := b.says("board.error"); !strings.HasPrefix(got, "Algo falló en el hub. No se envió nada") {
		t.Errorf("the error says %q", got)
	}
	if got := b.says("board.error.code"); got != "Código internal · r-1" {
		t.Errorf("the code is %q", got)
	}
	if got := b.says("board.due"); got != "Vencen antes de 12 h · 2" {
		t.Errorf("the card says %q", got)
	}
	button(b, "board.error.copy").Tapped(nil)
	if b.copied != "internal · r-1" {
		t.Errorf("copied %q", b.copied)
	}
	b.backend.set(func(f *fake) { f.failing = errors.New("disk") })
	button(b, "board.error.again").Tapped(nil)
	b.settled()
	if _, ok := b.Item("board.error.code"); ok {
		t.Error("an error without a code shows the one before")
	}
	b.backend.set(func(f *fake) { f.failing = nil })
	b.page.Refresh()
	b.settled()
	if _, ok := b.Item("board.error"); ok {
		t.Error("the error stays although everything was read")
	}
}

func TestOfflineSaysHowOldTheNumbersAre(t *testing.T) {
	f := busyAgency()
	f.offline = true
	b := newBench(t, text.ES, access.Operator, f)
	if got := b.says("board.offline"); got != "Sin conexión: los números son de la última sincronización (11:05)." {
		t.Errorf("offline says %q", got)
	}
	f.set(func(f *fake) { f.offline = false })
	b.page.Changed()
	b.Until("it online", func() bool { return b.says("board.offline") == "" })
}

func TestEmptyAgency(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, &fake{}).tall()
	for id, want := range map[string]string{
		"board.empty":   "Todavía no hay compras automatizadas. · Cuando un agente compre saldo aparecerá acá.",
		"board.pending": "Compras pendientes · 0", "chart.days": "No hay compras en estos días.",
		"board.notices.none": "Todavía no hay notificaciones.",
	} {
		if got := b.says(id); got != want {
			t.Errorf("%s says %q, want %q", id, got, want)
		}
	}
}

func TestBeforeTheFirstSyncNothingIsCalledEmpty(t *testing.T) {
	f := &fake{never: true, offline: true}
	b := newBench(t, text.ES, access.Operator, f)
	if got := b.says("board.empty"); got != "" {
		t.Errorf("it says %q", got)
	}
	if got := b.says("board.offline"); !strings.HasPrefix(got, "Sin conexión y sin sincronizar todavía") {
		t.Errorf("offline says %q", got)
	}
}

func TestTheFirstReadingEndsWithNumbersOrAnError(t *testing.T) {
	for name, failing := range map[string]error{"numbers": nil, "an error": errors.New("disk")} {
		f := busyAgency()
		f.failing, f.gate = failing, make(chan struct{})
		b := newBench(t, text.ES, access.Operator, f)
		if !b.page.Reading() {
			t.Errorf("%s: nothing is read at first", name)
		}
		close(f.gate)
		b.settled()
		if b.page.Reading() {
			t.Errorf("%s: the first window would wait for more", name)
		}
	}
}

// Many changes are one reading, and a page that is not shown reads nothing.
func TestChangesAreBundled(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, busyAgency())
	for range 50 {
		b.page.Changed()
	}
	b.Until("the reading", func() bool { b.backend.mu.Lock(); defer b.backend.mu.Unlock(); return b.backend.asked == 2 })
	b.settled()
	b.page.Hidden()
	b.page.Changed()
	if b.page.soon {
		t.Error("a hidden page is about to read")
	}
	b.page.Shown()
	b.settled()
	if b.backend.asked != 3 {
		t.Errorf("read %d times, want 3", b.backend.asked)
	}
}
