package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trastienda/app/clock"
	"trastienda/data/connector/simulator"
)

// pendingRows opens the list of what is pending in the sample and tells how
// many purchases they are.
func (w *window) pendingRows(dataDir string) int {
	w.t.Helper()
	w.key("ctrl+2")
	w.rows(17)
	pending := count(w.t, folderFiles{dataDir}.hub(), "select count(*) from purchase where status = 'pending'")
	w.click("purchases.chip.pending")
	w.rows(pending)
	return pending
}

// bulkQuestion chooses the n rows of the list and opens the question for them.
func (w *window) bulkQuestion(n int) {
	w.t.Helper()
	w.click(page + ".r0.psr")
	w.key("ctrl+a")
	w.contains("status.selection", fmt.Sprintf("%d de %d filas seleccionadas", n, n))
	w.key("ctrl+Return")
	w.there("purchases.bulk.yes")
	w.focus("purchases.bulk.no")
}

// effects counts the transfers that really happened, and those that did twice.
func effects(t *testing.T, dataDir string) (happened, twice int) {
	t.Helper()
	file := folderFiles{dataDir}.simulator()
	return count(t, file, "select count(*) from effect where system = 'recharge'"),
		count(t, file, "select count(*) from (select reference from effect where system = 'recharge' group by reference having count(*) > 1)")
}

// slowOutside makes every call to the sample's outside systems take a while, so
// that a run can be met half-way on a machine of any speed.
func slowOutside(t *testing.T, dataDir string) {
	t.Helper()
	sim, err := simulator.Open(t.Context(), simulator.Options{File: folderFiles{dataDir}.simulator(), Clock: clock.System{}, WalletSecret: insideSecret()})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(sim.SetFaults(t.Context(), simulator.Fault{Mode: "slow", DelayMS: 700}), sim.Close()); err != nil {
		t.Fatal(err)
	}
}

// All pending purchases of the sample at once: Esc and Enter send nothing, the
// question has the numbers, every row says what became of it.
func TestJourneyBulkRetry(t *testing.T) {
	dir := sampleFolder(t, 17)
	w := newScreen(t, "1366x900").open(dir, "--theme", "light")
	pending := w.pendingRows(dir)
	for _, key := range []string{"Escape", "Return"} {
		w.bulkQuestion(pending)
		w.key(key)
		w.gone("purchases.bulk.yes")
	}
	if n := operations(t, dir); n != 0 {
		t.Fatalf("%d retries were sent by Esc and Enter", n)
	}
	before, _ := effects(t, dir)
	w.bulkQuestion(pending)
	w.contains("purchases.bulk.amount", fmt.Sprintf("%d compras · $", pending))
	w.shot("question")
	w.key("Tab")
	w.focus("purchases.bulk.yes")
	w.key("space")
	w.contains("purchases.bulk.result.sum", fmt.Sprintf("El reintento de %d compras", pending))
	w.until("a word for every row", func(v view) error {
		for i := range min(pending, 7) {
			if got := v.text(fmt.Sprintf("grid.bulk.r%d.state", i)); got == "" || got == "EN ESPERA" || got == "EN CURSO" {
				return fmt.Errorf("row %d says %q", i, got)
			}
		}
		return nil
	})
	w.shot("result")
	w.click("purchases.bulk.result.save")
	w.contains("purchases.bulk.result.saved", "Se guardó en "+w.home)
	w.key("Escape")
	w.gone("purchases.bulk.result.sum")
	w.gone("purchases.left")
	w.close()
	files, err := filepath.Glob(filepath.Join(w.home, "reintento-*.csv"))
	if err != nil || len(files) != 1 {
		t.Fatalf("saved %v, %v", files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || strings.Count(string(text), "\r\n") != pending+1 {
		t.Errorf("the file has %d lines, %v", strings.Count(string(text), "\r\n"), err)
	}
	if n := operations(t, dir); n > pending || n == 0 {
		t.Errorf("the hub was asked for %d retries, %d were confirmed", n, pending)
	}
	if after, twice := effects(t, dir); twice > 0 || after <= before {
		t.Errorf("%d transfers, %d before, %d of them twice", after, before, twice)
	}
}

// The program is killed half-way. The next start sends nothing of the rest and
// says what became of it.
func TestJourneyBulkRetryKilled(t *testing.T) {
	dir := sampleFolder(t, 17)
	slowOutside(t, dir)
	s := newScreen(t, "1366x900")
	w := s.open(dir, "--theme", "light")
	pending := w.pendingRows(dir)
	w.bulkQuestion(pending)
	w.key("Tab")
	w.focus("purchases.bulk.yes")
	w.key("space")
	w.until("a later row", func(v view) error {
		if got := v.text("purchases.bulk.working"); !strings.HasPrefix(got, "Reintentando") || strings.HasPrefix(got, "Reintentando 1 ") {
			return fmt.Errorf("%q", got)
		}
		return nil
	})
	_ = w.cmd.Process.Kill()
	<-w.ended
	sent := operations(t, dir)
	if sent == 0 || sent >= pending {
		t.Fatalf("%d of %d were sent when it was killed", sent, pending)
	}
	w = s.open(dir, "--theme", "light")
	w.key("ctrl+2")
	w.contains("purchases.left", fmt.Sprintf("El reintento de %d compras quedó a medias:", pending))
	w.shot("banner")
	w.click("purchases.left.view")
	w.contains("purchases.bulk.result.sum", "no se envi")
	w.shot("result")
	w.key("Escape")
	w.gone("purchases.left")
	w.close()
	if n := operations(t, dir); n != sent {
		t.Errorf("%d retries after the restart, %d before", n, sent)
	}
	if _, twice := effects(t, dir); twice > 0 {
		t.Errorf("%d transfers happened twice", twice)
	}
}
