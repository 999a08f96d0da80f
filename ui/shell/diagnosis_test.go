package shell

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeDiagnosis keeps what it is told.
type fakeDiagnosis struct {
	mu       sync.Mutex
	recorded []string
	crash    time.Time
	saved    string
	err      error
}

func (f *fakeDiagnosis) Record(value any, stack []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.recorded = append(f.recorded, value.(string)+"\n"+string(stack))
}

func (f *fakeDiagnosis) NewCrash() (time.Time, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := f.crash
	f.crash = time.Time{}
	return at, !at.IsZero(), nil
}

func (f *fakeDiagnosis) Save(_ context.Context, window []byte) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.saved = string(window)
	return "/home/ana/Descargas/trastienda.zip", f.err
}

func withDiagnosis(f *fakeDiagnosis) func(*Params) { return func(p *Params) { p.Diagnosis = f } }

// TestAPanicIsWrittenDownAndEndsTheProgram wherever the shell runs something.
func TestAPanicIsWrittenDownAndEndsTheProgram(t *testing.T) {
	died := func(run func()) (value any) {
		defer func() { value = recover() }()
		run()
		return nil
	}
	f := &fakeDiagnosis{}
	b := newBench(t, ready(), withDiagnosis(f)).inSession()
	b.s.Do(func() { explode("on the UI goroutine") })
	// The loop of the window has a guard too; the panic is one all the same. What
	// the session's start still had to say comes before it.
	loop := func() {
		defer b.s.guard()
		for {
			(<-b.queue)()
		}
	}
	if v := died(loop); v != "on the UI goroutine" {
		t.Fatalf("the panic became %v", v)
	}
	if len(f.recorded) != 1 || !strings.Contains(f.recorded[0], "explode") {
		t.Errorf("written down: %v", f.recorded)
	}
}

func explode(why string) { panic(why) }

func TestACrashIsToldOnce(t *testing.T) {
	f := &fakeDiagnosis{crash: noon}
	b := newBench(t, ready(), withDiagnosis(f)).inSession()
	b.until("told", b.s.modal)
	if got := b.textOf("crash.text"); !strings.Contains(got, "13/12/2022 14:05") {
		t.Errorf("it says %q", got)
	}
	if got := b.textOf("crash.money"); !strings.Contains(got, "se anota antes de salir") || !strings.Contains(got, "Nada se envía por su cuenta") {
		t.Errorf("of the money it says %q", got)
	}
	b.tap("shell.crash.save")
	b.until("saved", b.s.modal)
	if b.textOf("diagnosis.path") != "/home/ana/Descargas/trastienda.zip" || !strings.Contains(f.saved, `"nav.one"`) {
		t.Errorf("saved at %q: %.200s", b.textOf("diagnosis.path"), f.saved)
	}
	b.tap("shell.diagnosis.copy")
	if got := b.s.p.App.Clipboard().Content(); got != "/home/ana/Descargas/trastienda.zip" || b.s.modal() {
		t.Errorf("copied %q", got)
	}
	b.s.tellCrash()
	(<-b.queue)()
	for len(b.queue) > 0 {
		(<-b.queue)()
	}
	if b.s.modal() {
		t.Error("it is told twice")
	}
}

func TestADiagnosisThatCannotBeSavedSaysSo(t *testing.T) {
	b := newBench(t, ready(), withDiagnosis(&fakeDiagnosis{err: &Fault{Kind: DiskFull, Path: "/x", Err: errors.New("full")}})).inSession()
	b.s.cmds.Run("shell.diagnosis")
	b.until("said", b.s.modal)
	if got := b.textOf("shell.error.title"); got != "El disco está lleno" {
		t.Errorf("it says %q", got)
	}
	plain := newBench(t, ready()).inSession()
	if ok, _ := plain.s.cmds.State("shell.diagnosis"); ok {
		t.Error("offered without anybody to save it")
	}
}
