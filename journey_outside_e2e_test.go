package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trastienda/assets"
	"trastienda/ui/text"
)

// signIn types who one is into the page of a known hub.
func (w *window) signIn(email, password string) {
	w.t.Helper()
	w.fill("signin.email", email)
	w.fill("signin.password", password)
	w.key("Return")
}

// The hub goes away while somebody works with it, and is still away at the
// next start.
func TestJourneyHubStopped(t *testing.T) {
	site := newSite(t, "sqlite")
	dir := t.TempDir()
	x := newScreen(t, "1366x768")
	w := x.open(dir, "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.focus("signin.email")
	w.shot("signin")
	w.signIn("operator@demo.test", "otra contraseña")
	w.contains("stage.line", "El correo o la contraseña no son correctos")
	w.shot("wrong-password")
	w.signIn("operator@demo.test", testPassword)
	w.rows(6)
	w.contains("status.connection", "En línea")
	w.shot("online")

	site.hub.kill()
	w.contains("status.connection", "Sin conexión")
	v := w.rows(6)
	if got := strings.Join(v.column("status"), " "); got != "OK OK OK ERROR PENDIENTE PENDIENTE" {
		t.Errorf("the rows say %s", got)
	}
	row, id := w.pick("status", "ERROR")
	w.key("ctrl+Return")
	w.there("purchases.retry.ok")
	w.shows("purchases.retry.text", "Sin conexión con el hub: el reintento necesita conexión y no se hizo.")
	w.shows("purchases.retry.more", "Con este reintento no se envió saldo. Cuando vuelva la conexión, reintentá.")
	w.shot("offline-retry")
	w.key("Escape")
	w.gone("purchases.retry.text")
	w.shows(row+".status", "ERROR")
	w.key("Return")
	w.contains("purchases.detail.cached", "Sin conexión: datos guardados")
	w.shot("offline-detail")
	w.close()

	// This machine keeps no token, so the next start asks who one is; without
	// the hub nobody can tell, and the window says so.
	w = x.open(dir, "--lang", "es-AR", "--theme", "light")
	w.focus("signin.password")
	w.shows("signin.email", "operator@demo.test")
	w.write(testPassword)
	w.key("Return")
	w.contains("stage.line", "No hay conexión con el hub")
	w.shot("restart-offline")

	site.startHub()
	if d := site.find(id); len(d.Attempts) != 1 {
		t.Errorf("the hub knows of %d attempts", len(d.Attempts))
	}
	if n := len(site.ledger("recharge", id)); n != 0 {
		t.Errorf("%d transfers happened", n)
	}
	w.click("signin.do")
	w.rows(6)
	w.contains("status.connection", "En línea")
	w.shot("back")
	w.close()
}

// phrases makes a pattern of every text of a language: what a text leaves open
// may be anything.
func phrases(t *testing.T, l text.Lang) []*regexp.Regexp {
	t.Helper()
	open := regexp.MustCompile(`\\\{[a-z]+\\\}`)
	names, err := fs.Glob(assets.Languages(), "*."+string(l)+".json")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d catalogues of %s: %v", len(names), l, err)
	}
	var all []*regexp.Regexp
	for _, name := range names {
		data, err := fs.ReadFile(assets.Languages(), name)
		if err != nil {
			t.Fatal(err)
		}
		words := map[string]string{}
		if err := json.Unmarshal(data, &words); err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			all = append(all, regexp.MustCompile("^"+open.ReplaceAllString(regexp.QuoteMeta(w), ".*")+"$"))
		}
	}
	return all
}

func matches(list []*regexp.Regexp, words string) bool {
	return slices.ContainsFunc(list, func(r *regexp.Regexp) bool { return r.MatchString(words) })
}

// speaks checks that nothing on the screen is left in Spanish.
func (w *window) speaks(l text.Lang, v view) {
	w.t.Helper()
	spanish, chosen := phrases(w.t, text.ES), phrases(w.t, l)
	for _, i := range v {
		if i.Text != "" && matches(spanish, i.Text) && !matches(chosen, i.Text) {
			w.t.Errorf("in %s %s says %q", l, i.ID, i.Text)
		}
	}
}

// choose takes the n-th entry of a menu at the foot of the navigation.
func (w *window) choose(menu string, n int) {
	w.t.Helper()
	w.click(menu)
	for range n {
		w.key("Down")
	}
	w.key("Return")
}

// The language and the look change while the program runs, in every corner of
// the page and in its dialogs.
func TestJourneyLanguages(t *testing.T) {
	w := newScreen(t, "1366x768").open(sampleFolder(t, 60), "--lang", "es-AR", "--theme", "light")
	w.rows(60)
	w.choose("nav.theme", 2)
	w.shows("nav.theme", "Oscuro")
	w.pick("wallet_transfer", "88120417")
	w.key("Return")
	w.there("purchases.detail.title")
	w.shot("dark")
	for _, l := range []struct {
		lang      text.Lang
		entry     int
		title, no string
	}{
		{text.PT, 2, "Gestão de compra automática de saldo virtual", "Não"},
		{text.EN, 3, "Automatic virtual balance purchases", "No"},
	} {
		w.choose("nav.lang", l.entry)
		w.speaks(l.lang, w.shows("purchases.title", l.title))
		w.speaks(l.lang, w.now())
		w.shot("page")
		w.key("ctrl+shift+f")
		w.speaks(l.lang, w.there("purchases.filters.psr"))
		w.shot("filters")
		w.key("ctrl+shift+f")
		w.gone("purchases.filters.psr")
		w.key("F1")
		w.speaks(l.lang, w.there("shell.shortcuts.close"))
		w.shot("shortcuts")
		w.key("Escape")
		w.gone("shell.shortcuts.close")
		w.pick("wallet_transfer", "88120417")
		w.key("ctrl+Return")
		w.focus("purchases.retry.no")
		w.speaks(l.lang, w.shows("purchases.retry.no", l.no))
		w.shot("question")
		w.key("Tab")
		w.focus("purchases.retry.yes")
		w.key("space")
		w.speaks(l.lang, w.there("purchases.retry.ok"))
		w.shot("answer")
		w.key("Return")
		w.gone("purchases.retry.ok")
		w.key("Alt_L")
		w.shot("menu")
		w.key("Escape")
	}
	w.close()
}

// A second start on the same folder brings the first window to the front and
// is over.
func TestJourneySecondStart(t *testing.T) {
	dir := sampleFolder(t, 17)
	x := newScreen(t, "1366x768")
	w := x.open(dir, "--lang", "es-AR", "--theme", "light")
	w.rows(17)
	w.must("xdotool", "windowminimize", "--sync", w.id)
	second := exec.Command(program(t), "--data-dir", dir)
	second.Env = x.environment()
	if out, err := second.CombinedOutput(); err != nil {
		t.Fatalf("the second start: %v: %s", err, out)
	}
	eventually(t, "the first window in front", func() error {
		active, err := w.run("xdotool", "getactivewindow")
		if err == nil && strings.TrimSpace(active) != w.id {
			err = fmt.Errorf("%s is active, not %s", strings.TrimSpace(active), w.id)
		}
		return err
	})
	w.shot("raised")
	w.close()
}

// What cannot work says so in the window, with what to do.
func TestJourneyBadInput(t *testing.T) {
	x := newScreen(t, "1366x768")

	t.Run("no hub", func(t *testing.T) {
		noHub := httptest.NewServer(http.NotFoundHandler())
		defer noHub.Close()
		w := x.in(t).open(t.TempDir(), "--hub", noHub.URL, "--lang", "es-AR", "--theme", "light")
		w.focus("signin.email")
		w.signIn("operator@demo.test", "una clave")
		w.contains("stage.line", "En esa dirección no hay un hub de Trastienda")
		w.shot("nohub")
		w.close()
	})

	t.Run("folder below a file", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "archivo")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(file, "datos")
		w := x.in(t).open(dir, "--lang", "es-AR", "--theme", "light")
		w.contains("fatal.what", "No se puede escribir en la carpeta de datos")
		w.contains("error.text", dir)
		w.contains("error.do", "--data-dir")
		w.shot("folder")
		w.close()
	})

	t.Run("newer database", func(t *testing.T) {
		dir := sampleFolder(t, 17)
		madeNewer(t, folderFiles{dir}.hub())
		w := x.in(t).open(dir, "--lang", "es-AR", "--theme", "light")
		w.contains("fatal.what", "Los datos son de una versión más nueva")
		w.contains("error.do", "Instalá la versión más nueva de Trastienda.")
		w.shot("newer")
		w.close()
	})
}

// in gives the screen to a part of a test.
func (s *screen) in(t *testing.T) *screen { return &screen{t: t, display: s.display, home: s.home} }

// madeNewer writes into a hub's database that a later program changed it.
func madeNewer(t *testing.T, file string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), "insert into goose_db_version (version_id, is_applied) values (99999, 1)"); err != nil {
		t.Fatal(err)
	}
}
