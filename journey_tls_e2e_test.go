package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// Somebody connects to a hub with a certificate of its own, compares, trusts it
// and works; then another server stands in its place, and the hub comes back
// with a new certificate.
func TestJourneyCertificate(t *testing.T) {
	hub, folder := newSecureHub(t), t.TempDir()
	own := hub.certificate
	s := newScreen(t, "1366x1100").withKeychain()
	w := s.open(folder, "--lang", "es-AR", "--theme", "light")
	w.resize(1300, 1000)
	w.click("welcome.hub")
	w.fill("connect.address", hub.url)
	w.fill("connect.email", "manager@demo.test")
	w.fill("connect.password", testPassword)
	w.key("Return")
	w.contains("stage.line", "Ninguna autoridad garantiza el certificado de este hub. No se envió nada")
	v := w.contains("stage.line", inTwoLines(hub.fingerprint))
	if v.focused() == "connect.trust" {
		t.Error("the button that trusts has the keyboard")
	}
	w.shot("untrusted")
	w.click("connect.trust")
	w.shows("stage.line", "Responde un hub de Trastienda, versión "+version+".")
	w.click("connect.do")
	w.there("board.title")
	w.contains("status.connection", "En línea")

	hub.kill()
	impostor := newImpostor(t, hub.address, newCertificate(t))
	w.contains("ribbon.certificate", "El certificado cambió: puede ser otro servidor. No se envía nada.")
	w.contains("status.connection", "Sin conexión")
	w.click("nav.settings")
	w.there("settings.title")
	w.shows("settings.hub.proxy", "Se llega al hub sin proxy, según la configuración del sistema.")
	w.click("settings.hub.test")
	w.contains("settings.hub.line", "El certificado cambió: puede ser otro servidor. No se envió nada.")
	w.there("settings.hub.trust")
	w.shot("changed")
	if impostor.came.Load() == 0 || impostor.heard.Load() != 0 {
		t.Errorf("another server got %d connections and %d bytes", impostor.came.Load(), impostor.heard.Load())
	}
	impostor.close()

	hub.start(own)
	w.gone("ribbon.certificate") // before the click: what is below moves
	w.contains("status.connection", "En línea")
	w.click("settings.hub.test")
	w.contains("settings.hub.line", "La conexión está cifrada. Los relojes coinciden.")
	w.gone("settings.hub.trust")

	// The hub's own new certificate is trusted in the settings.
	hub.kill()
	hub.start(newCertificate(t))
	w.there("ribbon.certificate")
	w.click("settings.hub.test")
	w.contains("settings.hub.line", inTwoLines(hub.fingerprint))
	w.click("settings.hub.trust")
	w.contains("settings.hub.line", "La conexión está cifrada. Los relojes coinciden.")
	w.gone("ribbon.certificate")
	w.contains("status.connection", "En línea")
	w.shot("renewed")
	w.close()
}

// inTwoLines is a fingerprint as the window shows it.
func inTwoLines(fingerprint string) string {
	groups := strings.Fields(fingerprint)
	return strings.Join(groups[:8], " ") + "\n" + strings.Join(groups[8:], " ")
}

// A hub whose clock is another one's: the window says so until it is right.
func TestJourneyClocks(t *testing.T) {
	hub := newSecureHub(t)
	plain := startServer(t, "hub", "--listen", "127.0.0.1:0", "--database", hub.database, "--simulate")
	hub.kill()
	w := newScreen(t, "1366x768").open(t.TempDir(), "--hub", plain.url, "--lang", "es-AR", "--theme", "light", "--clock", "2020-03-01T10:00:00-03:00")
	w.signIn("operator@demo.test", testPassword)
	w.contains("ribbon.clock", "El reloj de este equipo atrasa")
	w.shot("behind")
	w.close()
}

// The hub asks for a later program: this one goes on reading and sends nothing,
// until the hub asks for less.
func TestJourneyTooOld(t *testing.T) {
	site := newSite(t, "sqlite")
	hub, err := url.Parse(site.hub.url)
	if err != nil {
		t.Fatal(err)
	}
	var asks atomic.Value // the version
	var acts atomic.Int64
	asks.Store("99.0.0")
	between := httputil.NewSingleHostReverseProxy(hub)
	between.ModifyResponse = func(r *http.Response) error {
		r.Header.Set("X-Hub-Desktop", asks.Load().(string))
		if r.Request.Method != http.MethodGet && !strings.HasPrefix(r.Request.URL.Path, "/v1/sessions") {
			acts.Add(1)
		}
		return nil
	}
	front := httptest.NewServer(between)
	defer front.Close()
	w := newScreen(t, "1366x768").withKeychain().open(t.TempDir(), "--hub", front.URL, "--lang", "es-AR", "--theme", "light")
	w.signIn("operator@demo.test", testPassword)
	w.contains("ribbon.tooold", "Este programa es anterior a lo que pide el hub")
	w.purchases()
	w.rows(6)
	row, id := w.pick("status", "ERROR")
	w.key("ctrl+Return")
	w.there("purchases.retry.yes")
	w.key("ctrl+Return")
	w.contains("purchases.retry.text", "Este programa es anterior a lo que pide el hub: actualizalo.")
	w.shot("refused")
	w.key("Escape")
	w.gone("purchases.retry.text")
	w.shows(row+".status", "ERROR")
	if n, sent := acts.Load(), len(site.ledger("recharge", id)); n != 0 || sent != 0 {
		t.Errorf("%d acts arrived, %d transfers happened", n, sent)
	}
	w.contains("status.connection", "En línea")

	asks.Store(version)
	w.key("F5")
	w.gone("ribbon.tooold")
	w.key("ctrl+Return")
	w.there("purchases.retry.yes")
	w.key("ctrl+Return")
	w.there("purchases.retry.ok")
	if acts.Load() != 1 {
		t.Errorf("%d acts arrived", acts.Load())
	}
	w.key("Escape")
	w.gone("purchases.retry.ok")
	w.close()
}
