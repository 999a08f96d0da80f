package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"strconv"
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

// The program with the rows of its last day, from its start to the first frame
// that shows them, beside an empty form of the toolkit: each tells itself when
// that frame was painted. They take turns, so that a busy machine slows both.
func BenchmarkFirstFrame(b *testing.B) {
	s, dir := newScreen(b, "1440x960"), sampleFolder(b, 5000)
	remember(b, dir)
	s.copied(b, dir, 5000)
	for b.Loop() {
		var form, rows []float64
		for range 11 {
			form = append(form, s.formPainted(b))
			rows = append(rows, s.rowsPainted(b, dir))
		}
		b.Logf("first frame: form %.0f ms, rows %.0f ms; the fastest of each %.0f and %.0f", median(form), median(rows), form[0], rows[0])
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

// formPainted is how long the toolkit takes for a form, in milliseconds.
func (s *screen) formPainted(b *testing.B) float64 {
	b.Helper()
	began := time.Now()
	cmd, out := childOn(b, s, "form")
	line, err := out.ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	at, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	return milliseconds(time.Unix(0, at).Sub(began))
}

// rowsPainted is how long the program takes for its rows, in milliseconds.
func (s *screen) rowsPainted(b *testing.B, dir string) float64 {
	b.Helper()
	began := time.Now()
	w := s.launch(b, dir)
	at := w.painted(b, began)
	w.end(b)
	return milliseconds(at.Sub(began))
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
