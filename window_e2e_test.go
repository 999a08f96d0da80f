package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"trastienda/ui/probe"
)

// window is the desktop program on a screen.
type window struct {
	*screen
	cmd   *exec.Cmd
	out   bytes.Buffer // read after ended is closed
	ended chan struct{}
	probe string
	id    string
}

// open starts the desktop on a data folder and waits for its window.
func (s *screen) open(dataDir string, args ...string) *window {
	s.t.Helper()
	w := &window{screen: s, probe: filepath.Join(s.t.TempDir(), "probe.json"), ended: make(chan struct{})}
	w.cmd = exec.Command(program(s.t), append([]string{"--data-dir", dataDir, "--probe", w.probe}, args...)...)
	w.cmd.Env = s.environment()
	w.cmd.Stdout, w.cmd.Stderr = &w.out, &w.out
	if err := w.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() {
		_ = w.cmd.Wait()
		close(w.ended)
	}()
	s.t.Cleanup(func() {
		if s.t.Failed() {
			w.keepEvidence(dataDir)
		}
		_ = w.cmd.Process.Kill()
		<-w.ended
	})
	w.find()
	return w
}

// find waits for the window and gives it the keyboard.
func (w *window) find() {
	w.t.Helper()
	eventually(w.t, "the window", func() error {
		select {
		case <-w.ended:
			w.t.Fatalf("the program ended: %s", w.out.String())
		default:
		}
		out, err := w.run("xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(w.cmd.Process.Pid))
		if err != nil {
			return err
		}
		w.id = strings.Fields(out)[0]
		_, err = os.Stat(w.probe)
		return err
	})
	w.must("xdotool", "windowactivate", "--sync", w.id)
}

// close ends the program as a person does, with Ctrl+Q.
func (w *window) close() {
	w.t.Helper()
	w.key("ctrl+q")
	select {
	case <-w.ended:
	case <-time.After(patience):
		w.t.Fatal("Ctrl+Q does not end the program")
	}
	if code := w.cmd.ProcessState.ExitCode(); code != 0 {
		w.t.Fatalf("the program ended with %d: %s", code, w.out.String())
	}
}

// corner is where the window's content begins on the screen.
func (w *window) corner() (x, y int) {
	w.t.Helper()
	out := w.must("xwininfo", "-id", w.id)
	for _, part := range []struct {
		name string
		into *int
	}{{"X", &x}, {"Y", &y}} {
		m := regexp.MustCompile(`Absolute upper-left ` + part.name + `:\s+(-?\d+)`).FindStringSubmatch(out)
		if m == nil {
			w.t.Fatalf("xwininfo says %s", out)
		}
		*part.into, _ = strconv.Atoi(m[1])
	}
	return x, y
}

// resize gives the window a size and waits until it has it.
func (w *window) resize(width, height int) {
	w.t.Helper()
	w.must("xdotool", "windowmove", "--sync", w.id, "4", "24")
	eventually(w.t, "the new size", func() error {
		w.must("xdotool", "windowsize", w.id, strconv.Itoa(width), strconv.Itoa(height))
		out := w.must("xwininfo", "-id", w.id)
		if !strings.Contains(out, fmt.Sprintf("-geometry %dx%d", width, height)) {
			return errors.New(out)
		}
		return nil
	})
}

// click waits for an item that can be pressed and clicks its middle. A slow
// machine tells of items that have no place yet, so the place must stay.
func (w *window) click(id string) {
	w.t.Helper()
	var at probe.Item
	eventually(w.t, id+" to click", func() error {
		before := at
		var ok bool
		if at, ok = w.now().find(id); !ok || at.Disabled {
			return fmt.Errorf("there %v, disabled %v", ok, at.Disabled)
		}
		if at != before {
			return fmt.Errorf("it moves from %+v to %+v", before, at)
		}
		return nil
	})
	x, y := w.corner()
	w.must("xdotool", "mousemove", "--sync", strconv.Itoa(x+int(at.X+at.W/2)), strconv.Itoa(y+int(at.Y+at.H/2)))
	w.must("xdotool", "click", "1")
}

// key presses keys one after another ("ctrl+f", "Tab").
func (w *window) key(keys ...string) {
	w.t.Helper()
	w.must("xdotool", append([]string{"key", "--delay", "20"}, keys...)...)
}

// write types a text into what has the keyboard.
func (w *window) write(text string) {
	w.t.Helper()
	w.must("xdotool", "type", "--delay", "15", text)
}

// fill types into a field.
func (w *window) fill(id, text string) {
	w.t.Helper()
	w.click(id)
	w.focus(id)
	w.key("ctrl+a")
	w.write(text)
}

// tabTo presses a key until an item has the keyboard, as somebody without a
// mouse does.
func (w *window) tabTo(key, id string) {
	w.t.Helper()
	var seen []string
	for range 40 {
		v := w.now()
		if i, ok := v.find(id); ok && i.Focused {
			return
		}
		seen = append(seen, v.focused())
		w.key(key)
	}
	w.t.Fatalf("%s never reaches %s, only %v", key, id, seen)
}
