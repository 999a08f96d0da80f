package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// stall is how long hub and disk keep the window waiting.
const stall = 5 * time.Second

// A hub that accepts calls and answers nothing, and a disk that takes nothing:
// the window goes on painting and answers every key meanwhile.
func TestJourneyHubAndDiskStalled(t *testing.T) {
	site := newSite(t, "sqlite")
	dir := t.TempDir()
	w := newScreen(t, "1366x768").open(dir, "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.focus("signin.email")
	w.signIn("operator@demo.test", testPassword)
	w.purchases()
	w.rows(6)
	w.contains("status.connection", "En línea")
	row, _ := w.pick("status", "ERROR")

	// A stopped process keeps its connections open and says nothing.
	if err := site.hub.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	let := lockWrites(t, dir)
	began := time.Now()
	for stalled := 0; time.Since(began) < stall || stalled == 0; stalled++ {
		w.key("Home")
		w.there(page + ".r0.chosen")
		w.key("Down", "Down")
		w.there(page + ".r2.chosen")
		w.shows("status.selection", "1 de 6 filas seleccionada · Suma: $\u00a024,00")
		w.key("ctrl+f")
		w.focus("purchases.search")
		w.write("141")
		w.rows(1)
		w.key("Escape")
		w.rows(6)
		w.key("F5")
		w.tabTo("Tab", page)
	}
	// The retry is written down before it leaves; while that takes, the dialog
	// says that it works and the window can be moved through.
	w.click(row + ".psr")
	w.there(row + ".chosen")
	w.key("ctrl+Return")
	w.focus("purchases.retry.no")
	w.key("ctrl+Return")
	w.there("purchases.retry.working")
	w.key("Escape")
	w.there("purchases.retry.working") // what was sent is not taken back by Esc
	let()
	if err := site.hub.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	w.there("purchases.retry.ok")
	w.key("Return")
	w.gone("purchases.retry.ok")
	w.contains("status.connection", "En línea")
	w.close()
}

// lockWrites takes the desktop's file for itself, as another program or a slow
// disk would: until let is called nothing can be written.
func lockWrites(t *testing.T, dir string) (let func()) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "desk", "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the copies of the hub: %v, %v", files, err)
	}
	db, err := sql.Open("sqlite", "file:"+files[0]+"?_txlock=immediate&_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(fmt.Errorf("lock %s: %w", files[0], err))
	}
	return func() {
		if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
			t.Error(err)
		}
	}
}
