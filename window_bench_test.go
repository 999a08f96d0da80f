package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trastienda/ui/purchases"
	"trastienda/ui/shell"
)

// limit prints a ratio beside its goal and fails above twice the goal.
func limit(b *testing.B, what string, ratio, goal float64) {
	b.Helper()
	b.ReportMetric(ratio, what)
	b.Logf("%s: %.2f (goal %.2f)", what, ratio, goal)
	if ratio > 2*goal {
		b.Fatalf("%s is %.2f, more than twice the goal of %.2f", what, ratio, goal)
	}
}

// childOn starts this test binary as a program of the benchmarks.
func childOn(b *testing.B, s *screen, mode string) (*exec.Cmd, *bufio.Reader) {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(s.environment(), canvasVariable+"="+mode)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	return cmd, bufio.NewReader(out)
}

// A jump to anywhere in a million rows and a step of the wheel, each painted in
// a real window, beside a frame of an empty one.
func BenchmarkWindowFrames(b *testing.B) {
	s := newScreen(b, "1440x960")
	for b.Loop() {
		cmd, out := childOn(b, s, "frames")
		var costs frameCosts
		if err := json.NewDecoder(out).Decode(&costs); err != nil {
			b.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
		b.Logf("CPU of a frame: empty %.1f ms, page jump %.1f ms, wheel step %.1f ms", costs.Empty, costs.Jump, costs.Wheel)
		limit(b, "jump/empty", costs.Jump/costs.Empty, 1.5)
		limit(b, "wheel/frame", costs.Wheel/16.7, 1)
	}
}

// The program with the rows of its last day, from its start to the first rows
// on the screen, beside an empty form of the toolkit.
func BenchmarkFirstFrame(b *testing.B) {
	s, dir := newScreen(b, "1440x960"), sampleFolder(b, 5000)
	remember(b, dir)
	s.untilRows(b, dir).end(b) // the copy is made now
	for b.Loop() {
		var form, rows []float64
		for range 5 {
			began := time.Now()
			cmd, out := childOn(b, s, "form")
			if _, err := out.ReadString('\n'); err != nil {
				b.Fatal(err)
			}
			form = append(form, time.Since(began).Seconds()*1000)
			if err := cmd.Wait(); err != nil {
				b.Fatal(err)
			}
			began = time.Now()
			w := s.untilRows(b, dir)
			rows = append(rows, time.Since(began).Seconds()*1000)
			w.end(b)
		}
		b.Logf("first frame: form %.0f ms, rows %.0f ms", median(form), median(rows))
		limit(b, "rows/form", median(rows)/median(form), 1.3)
	}
}

// remember makes the program begin with the list of purchases.
func remember(b *testing.B, dir string) {
	b.Helper()
	if err := (prefsFile{folderFiles{dir}.settings()}).Save(shell.Prefs{Page: purchases.PageID, Lang: "es-AR", Theme: "light"}); err != nil {
		b.Fatal(err)
	}
}

// opened is the program while it is measured.
type opened struct {
	cmd   *exec.Cmd
	probe string
	s     *screen
}

// untilRows starts the program and waits for the first row.
func (s *screen) untilRows(b *testing.B, dir string) *opened {
	b.Helper()
	w := &opened{cmd: exec.Command(program(b), "--data-dir", dir, "--probe", filepath.Join(b.TempDir(), "probe.json")), s: s}
	w.probe = w.cmd.Args[len(w.cmd.Args)-1]
	w.cmd.Env = s.environment()
	if err := w.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { endOf(w.cmd) })
	w.until(b, `"`+page+`.r0.psr"`)
	return w
}

func (w *opened) until(b *testing.B, text string) {
	b.Helper()
	for range 100 * 60 * 10 {
		if data, err := os.ReadFile(w.probe); err == nil && strings.Contains(string(data), text) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.Fatalf("%s never comes", text)
}

func (w *opened) end(b *testing.B) {
	b.Helper()
	if err := w.cmd.Process.Signal(os.Interrupt); err != nil {
		b.Fatal(err)
	}
	_ = w.cmd.Wait()
}
