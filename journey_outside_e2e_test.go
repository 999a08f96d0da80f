package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
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
	w.purchases()
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

	// Nothing kept the token, so the next start asks who one is; without the
	// hub nobody can tell, and the window says so.
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

// With a keychain the next start shows the old rows at once, hub or no hub.
func TestJourneyOldRowsWithoutTheHub(t *testing.T) {
	site := newSite(t, "sqlite")
	dir := t.TempDir()
	x := newScreen(t, "1366x768").withKeychain()
	w := x.open(dir, "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.focus("signin.email")
	w.signIn("operator@demo.test", testPassword)
	w.purchases()
	w.rows(6)
	if w.now().has("ribbon.notkept") {
		t.Error("the token was not kept")
	}
	w.close()

	site.hub.kill()
	w = x.open(dir, "--lang", "es-AR", "--theme", "light")
	w.rows(6)
	w.contains("status.connection", "Sin conexión · última sincronización")
	w.pick("status", "ERROR")
	w.key("ctrl+Return")
	w.shows("purchases.retry.text", "Sin conexión con el hub: el reintento necesita conexión y no se hizo.")
	w.shot("old-rows")
	w.key("Escape")
	w.gone("purchases.retry.text")
	site.startHub()
	w.contains("status.connection", "En línea")
	w.close()
}

// A second start on the same folder brings the first window to the front and
// is over.
func TestJourneySecondStart(t *testing.T) {
	dir := sampleFolder(t, 17)
	x := newScreen(t, "1366x768")
	w := x.open(dir, "--lang", "es-AR", "--theme", "light")
	w.purchases()
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
