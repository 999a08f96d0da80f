package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"trastienda/ui/purchases"
	"trastienda/ui/shell"
)

// opened is the program while it is measured. It has no helper that waits
// without an end: a benchmark that hangs says nothing.
type opened struct {
	s          *screen
	dir, probe string
	cmd        *exec.Cmd
}

// launch starts the program on a data folder.
func (s *screen) launch(b *testing.B, dir string, args ...string) *opened {
	b.Helper()
	w := &opened{s: s, dir: dir, cmd: exec.Command(program(b), append([]string{"--data-dir", dir}, args...)...)}
	w.cmd.Env = s.environment()
	if err := w.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { endOf(w.cmd) })
	return w
}

// launchProbed starts it so that it tells what it shows.
func (s *screen) launchProbed(b *testing.B, dir string) *opened {
	b.Helper()
	probe := filepath.Join(b.TempDir(), "probe.json")
	w := s.launch(b, dir, "--probe", probe)
	w.probe = probe
	return w
}

// copied opens the program until its copy of the hub's rows is complete.
func (s *screen) copied(b *testing.B, dir string, rows int) {
	b.Helper()
	w := s.launchProbed(b, dir)
	w.until(b, "a copy of "+strconv.Itoa(rows)+" rows", 15*time.Minute, func(v view) bool {
		return v.text(page) == strconv.Itoa(rows) && strings.HasPrefix(v.text("status.connection"), "En línea")
	})
	w.end(b)
}

// painted is when the first frame with rows was painted: the program's log
// says so.
func (w *opened) painted(b *testing.B, began time.Time) time.Time {
	b.Helper()
	for time.Since(began) < patience {
		time.Sleep(20 * time.Millisecond)
		data, err := os.ReadFile(folderFiles{w.dir}.log())
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			b.Fatal(err)
		}
		for line := range bytes.Lines(data) {
			var said struct {
				Time      time.Time
				Msg, Page string
			}
			if json.Unmarshal(line, &said) == nil && said.Msg == shell.FirstFrame && said.Page == purchases.PageID && said.Time.After(began) {
				return said.Time
			}
		}
	}
	b.Fatalf("the program has painted no rows after %s", patience)
	return time.Time{}
}

// until waits until the probe tells what check looks for.
func (w *opened) until(b *testing.B, what string, most time.Duration, check func(view) bool) {
	b.Helper()
	var v view
	for end := time.Now().Add(most); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if data, err := os.ReadFile(w.probe); err == nil && json.Unmarshal(data, &v) == nil && check(v) {
			return
		}
	}
	picture := filepath.Join(os.TempDir(), "bench-"+strconv.Itoa(w.cmd.Process.Pid)+".png")
	w.s.picture(picture)
	b.Fatalf("still not after %s: %s; the list has %q rows, %q has the keyboard, see %s", most, what, v.text(page), v.focused(), picture)
}

// end ends the program and waits for its end.
func (w *opened) end(b *testing.B) {
	b.Helper()
	if err := w.cmd.Process.Signal(os.Interrupt); err != nil {
		b.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = w.cmd.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		b.Fatalf("the program does not end within %s", patience)
	}
}

// tool runs a tool that might wait for ever, such as xdotool for a window
// manager that does not answer.
func (s *screen) tool(b *testing.B, name string, args ...string) string {
	b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = s.environment()
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%s %v: %v (it has %s): %s", name, args, err, patience, out)
	}
	return string(out)
}
