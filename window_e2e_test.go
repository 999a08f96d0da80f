package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
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

	"trastienda/ui/probe"
)

// shotsVariable names a folder that gets a picture of every step of the
// journeys, for people who look at them.
const shotsVariable = "TRASTIENDA_SHOTS"

// screen is an X server of its own with a window manager: what one test does
// with the keyboard never reaches another.
type screen struct {
	t       *testing.T
	display string
	home    string
}

// newScreen starts them with the size WxH ("1366x768").
func newScreen(t *testing.T, size string) *screen {
	t.Helper()
	s := &screen{t: t, home: t.TempDir()}
	s.display = startX(t, size)
	// The keyboard of Spanish America: ñ is a key of its own, @ needs AltGr.
	s.must("setxkbmap", "latam")
	s.start("openbox")
	eventually(t, "the window manager", func() error {
		out, err := s.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
		if err == nil && !strings.Contains(out, "window id") {
			err = errors.New(out)
		}
		return err
	})
	return s
}

// startX starts an X server that finds a free display by itself.
func startX(t *testing.T, size string) (display string) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "-nolisten", "tcp", "-noreset", "+extension", "GLX")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v (the journeys need xvfb, openbox, xdotool, x11-utils and imagemagick)", err)
	}
	w.Close()
	t.Cleanup(func() { endOf(cmd) })
	number, err := bufio.NewReader(r).ReadString('\n') // written when the server is ready
	if err != nil {
		t.Fatalf("Xvfb does not start: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

func endOf(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// environment is that of everything on the screen: nothing of the machine's
// own settings gets in, and nothing of the tests' gets out.
func (s *screen) environment() []string {
	kept := slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return strings.HasPrefix(name, "XDG_") || strings.HasPrefix(name, "DBUS_") || strings.HasPrefix(name, "TRASTIENDA_") ||
			strings.HasPrefix(name, "LC_") || strings.HasPrefix(name, "FYNE_")
	})
	return append(kept, "DISPLAY="+s.display, "HOME="+s.home, "LANG=es_AR.UTF-8", "LC_CTYPE=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1", "FYNE_SCALE=1",
		"XDG_RUNTIME_DIR="+s.home)
}

// start runs a helper as long as the test lasts.
func (s *screen) start(name string, args ...string) {
	s.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = s.environment()
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { endOf(cmd) })
}

// run runs a tool to its end.
func (s *screen) run(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = s.environment()
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s %v: %w: %s", name, args, err, out)
	}
	return string(out), err
}

func (s *screen) must(name string, args ...string) string {
	s.t.Helper()
	out, err := s.run(name, args...)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// picture writes what the screen shows to a file.
func (s *screen) picture(file string) {
	if _, err := s.run("import", "-window", "root", file); err != nil {
		s.t.Log(err)
	}
}

// window is the desktop program on a screen.
type window struct {
	*screen
	cmd   *exec.Cmd
	out   bytes.Buffer // read after ended is closed
	ended chan struct{}
	probe string
	id    string
	shots int
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

// keepEvidence saves the picture of a failure and says where.
func (w *window) keepEvidence(dataDir string) {
	dir, err := os.MkdirTemp("", "trastienda-window-")
	if err != nil {
		w.t.Log(err)
		return
	}
	w.picture(filepath.Join(dir, "screen.png"))
	for _, file := range []string{w.probe, folderFiles{dataDir}.log()} {
		if data, err := os.ReadFile(file); err == nil {
			_ = os.WriteFile(filepath.Join(dir, filepath.Base(file)), data, 0o600)
		}
	}
	w.t.Logf("the screen, the probe and the log at the failure are in %s", dir)
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

// view is what the window shows, by the probe.
type view []probe.Item

func (v view) find(id string) (probe.Item, bool) {
	i := slices.IndexFunc(v, func(i probe.Item) bool { return i.ID == id })
	if i < 0 {
		return probe.Item{}, false
	}
	return v[i], true
}

// text is the text of an item; "" if it is not there.
func (v view) text(id string) string {
	i, _ := v.find(id)
	return i.Text
}

func (v view) has(id string) bool {
	_, ok := v.find(id)
	return ok
}

// focused names what has the keyboard.
func (v view) focused() string {
	i := slices.IndexFunc(v, func(i probe.Item) bool { return i.Focused })
	if i < 0 {
		return ""
	}
	return v[i].ID
}

func (w *window) read() (view, error) {
	data, err := os.ReadFile(w.probe)
	if err != nil {
		return nil, err
	}
	var v view
	return v, json.Unmarshal(data, &v)
}

// askEvery is how long the program may take to tell by itself what changed,
// before the test asks.
const askEvery = 400 * time.Millisecond

// until waits until check finds in the window what it looks for.
func (w *window) until(what string, check func(view) error) view {
	w.t.Helper()
	var v view
	asked := time.Now()
	eventually(w.t, what, func() error {
		if time.Since(asked) > askEvery {
			w.key("ctrl+shift+F12")
			asked = time.Now()
		}
		var err error
		if v, err = w.read(); err != nil {
			return err
		}
		return check(v)
	})
	return v
}

// now asks the program what it shows at this moment.
func (w *window) now() view {
	w.t.Helper()
	if err := os.Remove(w.probe); err != nil {
		w.t.Fatal(err)
	}
	w.key("ctrl+shift+F12")
	return w.until("the window's answer", func(view) error { return nil })
}

// shows waits until an item says want.
func (w *window) shows(id, want string) view {
	w.t.Helper()
	return w.until(id+" = "+strconv.Quote(want), func(v view) error {
		if got := v.text(id); got != want {
			return fmt.Errorf("%s says %q", id, got)
		}
		return nil
	})
}

// contains waits until an item's text holds want.
func (w *window) contains(id, want string) view {
	w.t.Helper()
	return w.until(id+" with "+strconv.Quote(want), func(v view) error {
		if got := v.text(id); !strings.Contains(got, want) {
			return fmt.Errorf("%s says %q", id, got)
		}
		return nil
	})
}

// there waits until an item is on the screen.
func (w *window) there(id string) view {
	w.t.Helper()
	return w.until(id, func(v view) error {
		if !v.has(id) {
			return errors.New("it is not there")
		}
		return nil
	})
}

// gone waits until an item is not on the screen.
func (w *window) gone(id string) view {
	w.t.Helper()
	return w.until("no "+id, func(v view) error {
		if v.has(id) {
			return errors.New("it is still there")
		}
		return nil
	})
}

// focus waits until an item has the keyboard.
func (w *window) focus(id string) {
	w.t.Helper()
	w.until("the focus on "+id, func(v view) error {
		if i, ok := v.find(id); !ok || !i.Focused {
			return fmt.Errorf("%q has it", v.focused())
		}
		return nil
	})
}

// click waits for an item that can be pressed and clicks its middle.
func (w *window) click(id string) {
	w.t.Helper()
	var at probe.Item
	w.until(id+" to click", func(v view) error {
		var ok bool
		if at, ok = v.find(id); !ok || at.Disabled {
			return fmt.Errorf("there %v, disabled %v", ok, at.Disabled)
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

// shot keeps a picture of this step if somebody wants to look.
func (w *window) shot(name string) {
	dir := os.Getenv(shotsVariable)
	if dir == "" {
		return
	}
	w.shots++
	w.still()
	w.picture(filepath.Join(dir, strings.ReplaceAll(fmt.Sprintf("%s-%02d-%s.png", w.t.Name(), w.shots, name), "/", "-")))
}

// still waits until what is painted stays: the painting of a machine without a
// graphics card comes behind what the probe tells. A blinking cursor never
// rests, so the wait has an end.
func (w *window) still() {
	last := ""
	for range 6 {
		now, err := w.run("import", "-window", "root", "-depth", "8", "rgb:-")
		if err != nil || now == last {
			return
		}
		last = now
	}
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
