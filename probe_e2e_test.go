package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"trastienda/ui/probe"
)

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
