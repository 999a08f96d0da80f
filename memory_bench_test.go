package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What the program keeps in memory with a million purchases open, its hub
// included, at the last row; beside it what a plain browser of SQLite files
// (package sqlitebrowser) takes to show the first rows of the same file.
func BenchmarkMemoryOfAMillion(b *testing.B) {
	const rows = 1_000_000
	s, dir := newScreen(b, "1440x960"), sampleFolder(b, rows)
	remember(b, dir)
	s.copied(b, dir, rows)
	s.indexed(b, dir)
	for b.Loop() {
		ours := s.memoryOfProgram(b, dir, rows)
		theirs := s.memoryOfBrowser(b, dir)
		b.Logf("memory with %d rows: the program %.0f MB, sqlitebrowser %.0f MB", rows, ours, theirs)
		limit(b, "RSS/sqlitebrowser", ours/theirs, 1)
	}
}

// indexed opens the program until nothing is written into the copy any more: after
// its first rows it makes the index of searches for some minutes.
func (s *screen) indexed(b *testing.B, dir string) {
	b.Helper()
	const still, most = 15 * time.Second, 15 * time.Minute
	w := s.launch(b, dir)
	for since, end := time.Now(), time.Now().Add(most); time.Since(since) < still; time.Sleep(time.Second) {
		files, err := filepath.Glob(filepath.Join(dir, "desk", "replica-*"))
		if err != nil || time.Now().After(end) {
			b.Fatalf("the copy is still written to after %s, %v", most, err)
		}
		for _, file := range files {
			if info, err := os.Stat(file); err == nil && !strings.HasSuffix(file, "-shm") && info.ModTime().After(since) {
				since = info.ModTime()
			}
		}
	}
	w.end(b)
}

// memoryOfProgram opens the list and goes to its last row, as a person does.
func (s *screen) memoryOfProgram(b *testing.B, dir string, rows int) float64 {
	b.Helper()
	began := time.Now()
	w := s.launchProbed(b, dir)
	w.painted(b, began)
	// The search first: from there Down goes to the rows, wherever the keyboard was.
	for _, key := range []struct{ name, focus string }{{"ctrl+f", "purchases.search"}, {"Down", page}} {
		s.press(b, w.cmd.Process.Pid, key.name)
		w.until(b, "the keyboard on "+key.focus, patience, func(v view) bool { return v.hasFocus(key.focus) })
	}
	s.press(b, w.cmd.Process.Pid, "End")
	last := page + ".r" + strconv.Itoa(rows-1)
	w.until(b, "the last row", patience, func(v view) bool { return v.text(last) != "" })
	megabytes := settled(b, w.cmd.Process.Pid)
	w.end(b)
	return megabytes
}

// hasFocus tells whether an item, or a part of it, has the keyboard.
func (v view) hasFocus(id string) bool {
	focused := v.focused()
	return focused == id || strings.HasPrefix(focused, id+".")
}

// memoryOfBrowser opens the copy of the rows in sqlitebrowser.
func (s *screen) memoryOfBrowser(b *testing.B, dir string) float64 {
	b.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "desk", "replica-*.db"))
	if err != nil || len(files) != 1 {
		b.Fatalf("the copies are %v, %v", files, err)
	}
	cmd := exec.Command("sqlitebrowser", "--table", "purchase", files[0])
	cmd.Env = s.environment()
	if err := cmd.Start(); err != nil {
		b.Fatalf("%v (make bench installs sqlitebrowser)", err)
	}
	b.Cleanup(func() { endOf(cmd) })
	s.windowOf(b, cmd.Process.Pid)
	megabytes := settled(b, cmd.Process.Pid)
	endOf(cmd)
	return megabytes
}

// press gives the window of a process the keyboard and presses a key in it.
func (s *screen) press(b *testing.B, pid int, key string) {
	b.Helper()
	s.tool(b, "xdotool", "windowactivate", "--sync", s.windowOf(b, pid))
	s.tool(b, "xdotool", "key", key)
}

// windowOf waits for the window of a process. It is a call of its own: in a
// chain of xdotool's commands a window that is not there yet is waited for
// without an end.
func (s *screen) windowOf(b *testing.B, pid int) (id string) {
	b.Helper()
	eventually(b, fmt.Sprint("a window of process ", pid), func() error {
		out, err := s.run("xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(pid))
		if err == nil {
			id = strings.Fields(out)[0]
		}
		return err
	})
	return id
}

var residentLine = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// settled is what a process has in memory, in MB, once that has stayed within
// 2 % for three seconds.
func settled(b *testing.B, pid int) float64 {
	b.Helper()
	const step, still = 250 * time.Millisecond, 12
	var seen []float64
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(step) {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			b.Fatal(err)
		}
		m := residentLine.FindSubmatch(status)
		if m == nil {
			b.Fatalf("process %d has ended", pid)
		}
		kb, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			b.Fatal(err)
		}
		seen = append(seen, kb/1024)
		if n := len(seen); n >= still {
			lately := seen[n-still:]
			if most := slices.Max(lately); most <= slices.Min(lately)*1.02 {
				return most
			}
		}
	}
	b.Fatalf("the memory of process %d does not settle within %s: %.0f", pid, patience, seen)
	return 0
}
