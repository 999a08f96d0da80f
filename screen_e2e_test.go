package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// screen is an X server of its own with a window manager: what one test does
// with the keyboard never reaches another.
type screen struct {
	t       testing.TB
	display string
	home    string
	bus     string // address of the message bus, where there is one
	shots   int
}

// newScreen starts them with the size WxH ("1366x768").
func newScreen(t testing.TB, size string) *screen {
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
func startX(t testing.TB, size string) (display string) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "-nolisten", "tcp", "-noreset", "+extension", "GLX")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v (the journeys need xvfb, openbox, xdotool, x11-utils, imagemagick and tesseract-ocr)", err)
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
	if s.bus != "" {
		kept = append(kept, "DBUS_SESSION_BUS_ADDRESS="+s.bus)
	}
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
