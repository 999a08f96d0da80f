package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"trastienda/ui/text"
)

// Every text that the program says it shows can be read on the screen: in three
// languages, light and dark, at 100 % and 160 %, in the smallest window and in
// a large one.
func TestTextsAreLegible(t *testing.T) {
	dir, folder := picturesFolder(t), sampleFolder(t, 60)
	x := newScreen(t, "1960x1160")
	var photos []photo
	for _, lang := range text.Langs() {
		for _, theme := range []string{"light", "dark"} {
			w := x.open(folder, "--lang", string(lang), "--theme", theme)
			w.there("nav.purchases")
			w.key("ctrl+2")
			w.rows(60) // the window has its first size by now
			for _, zoom := range []int{100, 160} {
				for _, size := range [][2]int{{1024, 640}, {1920, 1080}} {
					w.resize(size[0], size[1])
					p := photo{name: fmt.Sprintf("%s-%s-%d-%dx%d", lang, theme, zoom, size[0], size[1]), lang: lang, dark: theme == "dark", zoom: zoom}
					w.key("ctrl+1")
					w.there("board.pending")
					board := p
					board.name += "-board"
					photos = append(photos, w.snapshot(dir, board))
					w.key("ctrl+2")
					w.rows(60)
					photos = append(photos, w.snapshot(dir, p))
					if (zoom == 160) != (size[0] == 1024) {
						continue // the two extremes have to do for the filters and the agents
					}
					agents := p
					w.key("ctrl+shift+f")
					w.there("purchases.preset.today")
					p.name += "-filters"
					photos = append(photos, w.snapshot(dir, p))
					w.key("ctrl+shift+f")
					w.gone("purchases.preset.today")
					w.key("ctrl+3")
					w.balances()
					agents.name += "-agents"
					photos = append(photos, w.snapshot(dir, agents))
					w.key("ctrl+2")
					w.rows(60)
				}
				if zoom == 100 {
					w.zoomIn(6) // ten per cent each
				}
			}
			w.key("ctrl+0")
			w.close()
		}
	}
	read(t, photos)
}

// picturesFolder is where the photos of a test are kept: in the folder for people
// who look at them, if there is one.
func picturesFolder(t *testing.T) string {
	if dir := os.Getenv(shotsVariable); dir != "" {
		return dir
	}
	return t.TempDir()
}

// balances waits until the page of agents shows the balance of every row whose
// balance is in sight; in a small window with a large zoom none is.
func (w *window) balances() {
	w.t.Helper()
	w.until("the balances of the agents", func(v view) error {
		for i := 0; ; i++ {
			if _, ok := v.find(fmt.Sprintf("grid.agents.r%d.code", i)); !ok {
				if i == 0 {
					return errors.New("no agents")
				}
				return nil
			}
			if cell, ok := v.find(fmt.Sprintf("grid.agents.r%d.balance", i)); ok && cell.Text == "–" {
				return fmt.Errorf("row %d says %q", i, cell.Text)
			}
		}
	})
}

// zoomIn presses Ctrl and + until the window is so much larger.
func (w *window) zoomIn(steps int) {
	w.t.Helper()
	for range steps {
		before, _ := w.now().find("purchases.title")
		w.key("ctrl+plus")
		w.until("a larger zoom", func(v view) error {
			if now, ok := v.find("purchases.title"); !ok || now.H <= before.H {
				return fmt.Errorf("the title is %v high", now.H)
			}
			return nil
		})
	}
}

// read reads the photos, two at a time.
func read(t *testing.T, photos []photo) {
	t.Helper()
	var readers sync.WaitGroup
	next := make(chan photo)
	for range 2 {
		readers.Add(1)
		go func() {
			defer readers.Done()
			for p := range next {
				bad, err := p.legible()
				if err != nil {
					t.Error(err)
				}
				if len(bad) > 0 {
					t.Errorf("%s:\n%s", p.name, strings.Join(bad, "\n"))
				}
			}
		}()
	}
	for _, p := range photos {
		next <- p
	}
	close(next)
	readers.Wait()
}

// The reading finds a text that is cut, or one that is not there: a negative
// control.
func TestIllegibleIsFound(t *testing.T) {
	for _, c := range []struct {
		want, read string
		found      bool
	}{
		{"Gestión de compra automática", "Gestion de compra automatica", true},
		{"N° Transferencia Claro Pay", "N* Transferencia Claro Pay", true},
		{"000050070000001", "OO00SOO7OO000O1", true},
		{"Reintentar", "(C Reintentar", true},
		{"Gestión de compra automática", "Gestión de com", false},
		{"Reintentar", "", false},
		{"$ 10.000.000,00", "$ 10.0", false},
		{"Últimos 30 días", "Este mes", false},
	} {
		if got := found(letters(c.want), c.read); got != c.found {
			t.Errorf("%q read as %q: found %v", c.want, c.read, got)
		}
	}
}
