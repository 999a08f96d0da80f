package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// newAgency makes an agency of one's own on the welcome page.
func (w *window) newAgency() {
	w.t.Helper()
	w.click("welcome.agency")
	for _, f := range [][2]string{
		{"agency.name", "Agencia Sur"}, {"agency.1.name", "Ana"}, {"agency.1.email", "ana@sur.test"}, {"agency.1.password", "contrasena1"}, {"agency.1.again", "contrasena1"},
		{"agency.2.name", "Luis"}, {"agency.2.email", "luis@sur.test"}, {"agency.2.password", "contrasena2"}, {"agency.2.again", "contrasena2"},
	} {
		w.fill(f[0], f[1])
	}
	w.click("agency.do")
	w.there("board.title")
}

// A manager sets the program up: the look, the outside systems of the hub inside
// it, and the agency's name. Everything is there at the next start.
func TestJourneySettings(t *testing.T) {
	dir := t.TempDir()
	s := newScreen(t, "1366x2000").withKeychain()
	w := s.open(dir, "--lang", "es-AR", "--theme", "light")
	w.resize(1300, 1900)
	w.newAgency()
	w.gone("ribbon.simulated")
	w.click("nav.settings")
	w.there("settings.title")
	w.click("settings.hub.test")
	w.contains("settings.hub.line", "Responde un hub, versión "+version)
	w.fill("settings.recharge.url", "http://127.0.0.1:1")
	w.click("settings.recharge.test")
	w.contains("settings.recharge.found", "No responde nadie en esa dirección.")
	w.fill("settings.recharge.token", "s3cret-token")
	w.fill("settings.merchant.url", "comercios")
	w.click("settings.outside.save")
	w.contains("settings.outside.line", "dirección")
	w.shot("refused")
	w.click("settings.merchant.url")
	w.key("ctrl+a", "BackSpace")
	w.click("settings.outside.save")
	w.shows("settings.outside.line", "Guardado.")
	w.contains("settings.recharge.token.note", "Hay una guardada")
	w.click("settings.simulate")
	w.click("settings.outside.save")
	w.contains("settings.outside.line", "Se simulan todos los sistemas o ninguno")
	w.click("settings.recharge.url")
	w.key("ctrl+a", "BackSpace")
	w.click("settings.outside.save")
	w.shows("settings.outside.line", "Guardado.")
	w.there("ribbon.simulated")
	w.contains("settings.recharge.token.note", "No hay ninguna guardada")
	w.fill("settings.agency.name", "Agencia del Sur")
	w.click("settings.agency.save")
	w.contains("settings.agency.line", "Guardado.")
	w.shows("nav.agency", "Agencia del Sur")
	w.shot("saved")
	w.key("ctrl+1")
	w.contains("status.connection", "En línea")
	w.close()

	w = s.open(dir, "--theme", "light")
	w.shows("nav.agency", "Agencia del Sur")
	w.there("ribbon.simulated")
	w.click("nav.settings")
	w.there("settings.agency.name")
	w.shows("settings.recharge.url", "")
	w.close()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "s3cret-token") {
			t.Errorf("%s has the secret", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
