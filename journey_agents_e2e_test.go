package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trastienda/app/agency"
	"trastienda/app/agent"
	"trastienda/app/ident"
)

// newCBU is what the journeys put in place of an agent's account: of BCRA's own
// example (B1). wrongCBU has its eighth digit wrong.
const (
	newCBU   = "0110138202011100377664"
	wrongCBU = "0110138302011100377664"
)

// staff opens a window of somebody on the page of agents.
func (s *site) staff(x *screen, email, theme string) (*window, string) {
	s.t.Helper()
	dir := s.t.TempDir()
	w := x.open(dir, "--hub", s.hub.url, "--lang", "es-AR", "--theme", theme)
	w.focus("signin.email")
	w.signIn(email, testPassword)
	w.there("board.title")
	w.click("nav.agents")
	return w, dir
}

// editAgent opens the form of the agent with a code.
func (w *window) editAgent(code string) {
	w.t.Helper()
	w.key("ctrl+f")
	w.focus("agents.search")
	w.write(code)
	w.shows("grid.agents", "1")
	w.click("grid.agents.r0.name")
	w.there("grid.agents.r0.chosen")
	w.key("Return")
	w.there("agents.form.title")
}

// bankTab goes to "Datos Bancarios" by keys.
func (w *window) bankTab() {
	w.t.Helper()
	w.key("ctrl+Prior")
	w.contains("agents.tab.bank", "● Datos Bancarios")
}

// openChange waits for the only open change on the screen and gives the
// beginning of the ids of its parts.
func (w *window) openChange() (prefix string) {
	w.t.Helper()
	w.until("a change to approve", func(v view) error {
		for _, i := range v {
			if id, ok := strings.CutSuffix(i.ID, ".approve"); ok && strings.HasPrefix(id, "agents.change.") {
				prefix = id
				return nil
			}
		}
		return fmt.Errorf("none")
	})
	return prefix
}

// agentNow is an agent as the hub has it.
func (s *site) agentNow(id string) (a agent.Agent) {
	s.t.Helper()
	if r := call(s.t, "GET", s.hub.url+"/v1/agents/"+id, map[string]string{"Authorization": "Bearer " + s.signIn("manager@demo.test")}, nil, &a); r.StatusCode != http.StatusOK {
		s.t.Fatalf("agent: %d %s", r.StatusCode, bodyOf(r))
	}
	return a
}

// A manager types an account wrong in each way and then right; an operator sees it
// masked and can do nothing; another manager, led there by the board, approves it.
func TestJourneyBankDataOfAnAgent(t *testing.T) {
	site := newSite(t, "sqlite")
	x := newScreen(t, "1366x1000")
	before := site.agentNow("agent-01")
	w, dir := site.staff(x, "manager@demo.test", "light")
	w.resize(1340, 940)
	w.shows("agents.title", "Agentes")
	w.shows("grid.agents", "13")
	w.shot("list")
	w.editAgent("A001")
	w.shot("main")
	w.bankTab()
	w.shows("agents.bank.cbu", before.Bank.CBUMasked)
	for _, c := range []struct{ typed, says string }{
		{"0110138 3", "0110138-3 · 8 de 22"},
		{wrongCBU, "El dígito verificador del banco (8.º) no coincide. Revisá los primeros 8."},
		{newCBU[:21] + "5", "El dígito verificador de la cuenta (22.º) no coincide."},
		{"A" + newCBU[1:], "Lleva «A» en el lugar 1"},
		{newCBU + "0", "Tiene más de 22 dígitos"},
	} {
		w.fill("agents.bank.new.cbu", c.typed)
		w.contains("agents.bank.new.cbu.note", c.says)
	}
	w.fill("agents.bank.new.cbu", wrongCBU)
	w.there("agents.doctor.fix.8")
	w.shot("wrong")
	w.fill("agents.bank.new.alias", "alias_malo")
	w.key("ctrl+s")
	w.contains("agents.form.line", "no se guardó nada")
	w.focus("agents.bank.new.cbu")
	w.click("agents.doctor.fix.8")
	w.shows("agents.bank.new.cbu", newCBU)
	w.contains("agents.bank.new.alias.note", "Lleva «_»")
	w.fill("agents.bank.new.alias", "demo.nuevo.01")
	w.fill("agents.bank.new.holder", "Distribuidora Nueva")
	w.shot("good")
	w.key("ctrl+s")
	w.contains("agents.form.line", "está en el hub: no vale hasta que otra persona lo apruebe")
	change := w.openChange()
	w.until("it cannot be approved by oneself", func(v view) error {
		if i, ok := v.find(change + ".approve"); !ok || !i.Disabled {
			return fmt.Errorf("%+v", i)
		}
		return nil
	})
	w.shows(change+".why", "Lo propusiste vos; lo aprueba otra persona.")
	w.shows(change+".new.cbu", ident.MaskCBU(newCBU))
	w.shows("agents.form.bank", "Cargado · cambio por aprobar")
	w.shot("proposed")
	w.close()
	nowhere(t, dir, newCBU)

	w, _ = site.staff(x, "operator@demo.test", "dark")
	w.resize(1340, 940)
	w.editAgent("A001")
	w.bankTab()
	w.shows("agents.bank.new.cbu", before.Bank.CBUMasked)
	w.until("nothing to write", func(v view) error {
		for _, id := range []string{"agents.bank.new.cbu", change + ".approve", change + ".reject", "agents.bank.eye"} {
			if i, ok := v.find(id); !ok || !i.Disabled {
				return fmt.Errorf("%s: %+v", id, i)
			}
		}
		return nil
	})
	w.contains("agents.bank.second", "Solo un gerente")
	w.shot("operator")
	w.close()

	w = x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "dark")
	w.focus("signin.email")
	w.signIn("manager2@demo.test", testPassword)
	w.there("board.title")
	w.shows("nav.agents", "Agentes 2") // the sample has one already
	w.click("nav.agents")
	w.click("agents.chip.changes")
	w.shows("agents.changes.title", "Cambios por aprobar")
	w.click(change + ".eye")
	w.shows(change+".new.cbu", "0110138-2 · 0201110037766-4")
	w.shot("to approve")
	w.click(change + ".reject")
	w.there("agents.ask.reason")
	w.click("agents.ask.yes")
	w.shows("agents.ask.reason.note", "Escribí el motivo.")
	w.key("Escape")
	w.gone("agents.ask.yes")
	w.click(change + ".approve")
	w.focus("agents.ask.no")
	w.shot("question")
	w.click("agents.ask.yes")
	w.shows("agents.ask.text", "Los datos nuevos están en vigencia.")
	w.key("Return")
	w.gone(change + ".approve")
	w.shows("nav.agents", "Agentes 1")
	w.shot("approved")
	w.key("Escape")
	w.editAgent("A001")
	w.bankTab()
	w.shows("agents.bank.cbu", ident.MaskCBU(newCBU))
	w.click("agents.bank.history")
	w.there("agents.history.title")
	w.shot("history")
	w.close()
	if now := site.agentNow("agent-01"); now.Bank.CBUMasked != ident.MaskCBU(newCBU) || now.Bank.Version != before.Bank.Version+1 || now.Bank.Change != "" {
		t.Errorf("the hub has %+v", now.Bank)
	}
}

// nowhere checks that no log of a data folder has a text.
func nowhere(t *testing.T, dir, text string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(filepath.Base(path), "log") {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(text)) {
			t.Errorf("%s has the account in full", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// An operator changes an agent and enters a new one without the hub; both arrive
// when it is back.
func TestJourneyAgentsWithoutTheHub(t *testing.T) {
	site := newSite(t, "sqlite")
	w, _ := site.staff(newScreen(t, "1366x900"), "operator@demo.test", "light")
	w.shows("grid.agents", "13")
	w.contains("status.connection", "En línea")
	site.hub.kill()
	w.contains("status.connection", "Sin conexión")
	w.editAgent("A003")
	w.key("ctrl+Next")
	w.contains("agents.tab.contact", "● Contacto")
	w.fill("agents.form.contact.phone", "261 999-0000")
	w.key("ctrl+s")
	w.contains("agents.form.line", "Guardado en esta computadora")
	w.contains("agents.form.unsent", "Por enviar")
	w.shot("kept")
	w.key("Escape")
	w.shows("grid.agents.r0.state", "EN COLA")
	w.key("ctrl+n")
	w.focus("agents.form.code")
	w.write("A099")
	w.key("ctrl+s")
	w.shows("agents.form.name.note", "Completá este campo.")
	w.fill("agents.form.name", "Kiosco Nuevo")
	w.key("ctrl+s")
	w.shows("agents.form.title", "Agente · Kiosco Nuevo")
	w.key("Escape")
	w.contains("status.notice", "2 cambios por enviar")
	w.click("status.notice")
	w.shows("grid.outbox.r1.what", "Alta de agente")
	w.shot("to send")
	site.startHub()
	w.gone("status.notice")
	w.click("nav.agents")
	w.shows("grid.agents.r0.state", "ACTIVO")
	w.key("ctrl+f")
	w.focus("agents.search")
	w.write("A099")
	w.shows("grid.agents", "1")
	w.shows("grid.agents.r0.bank", "Falta CBU")
	w.shot("arrived")
	w.close()
	if now := site.agentNow("agent-03"); now.Contact.Phone != "261 999-0000" {
		t.Errorf("the hub has %+v", now.Contact)
	}
}

// An agent's user is led to the own form, where bank data alone can be written.
func TestJourneyAgentEditsTheirOwn(t *testing.T) {
	site := newSite(t, "sqlite")
	w, _ := site.staff(newScreen(t, "1366x1000"), "agent@demo.test", "light")
	w.resize(1340, 940)
	w.contains("agents.tab.bank", "● Datos Bancarios")
	w.fill("agents.bank.new.cbu", "01101382-02011100377664")
	w.fill("agents.bank.new.holder", "Agente Demo")
	w.key("ctrl+Next")
	w.contains("agents.tab.main", "● Principal")
	w.until("the rest may only be read", func(v view) error {
		if i, ok := v.find("agents.form.name"); !ok || !i.Disabled {
			return fmt.Errorf("%+v", i)
		}
		return nil
	})
	w.shot("read only")
	w.key("Escape")
	w.shows("agents.discard.title", "¿Descartar los cambios?")
	w.shot("discard")
	w.key("Escape")
	w.key("ctrl+s")
	w.contains("agents.form.line", "no vale hasta que otra persona lo apruebe")
	w.bankTab()
	w.shows(w.openChange()+".why", "Lo propusiste vos; lo aprueba otra persona.")
	w.shot("proposed")
	w.close()
	if now := site.agentNow("agent-01"); now.Bank.Change == "" || now.Bank.CBUMasked == ident.MaskCBU(newCBU) {
		t.Errorf("the hub has %+v", now.Bank)
	}
}

// A manager proposes another rate for new agents in the settings; it counts once
// another manager approved it.
func TestJourneyRateOfNewAgents(t *testing.T) {
	site := newSite(t, "sqlite")
	x := newScreen(t, "1366x1500")
	w := x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.resize(1340, 1440) // the whole page is in sight
	w.focus("signin.email")
	w.signIn("manager@demo.test", testPassword)
	w.there("board.title")
	w.click("nav.settings")
	w.contains("settings.agency.rate", "4\u00a0%")
	w.click("settings.agency.rate.change")
	w.focus("agents.rate.ask.rate")
	w.write("105")
	w.click("agents.rate.ask.yes")
	w.contains("agents.rate.ask.rate.note", "de 0 a 100")
	w.fill("agents.rate.ask.rate", "5,25")
	w.shot("ask")
	w.click("agents.rate.ask.yes")
	w.contains("agents.rate.ask.text", "falta que otra persona la apruebe")
	w.key("Return")
	w.contains("settings.agency.rate", "4\u00a0%")
	w.close()

	w, _ = site.staff(x, "manager2@demo.test", "light")
	w.resize(1340, 1440)
	w.click("agents.chip.changes")
	change := ""
	w.until("the rate of new agents", func(v view) error {
		for _, i := range v {
			if id, ok := strings.CutSuffix(i.ID, ".title"); ok && i.Text == "Tasa de bonificación para agentes nuevos" {
				change = id
				return nil
			}
		}
		return fmt.Errorf("none")
	})
	w.contains(change+".new.rate", "5,25")
	w.shot("to approve")
	w.click(change + ".approve")
	w.focus("agents.ask.no")
	w.click("agents.ask.yes")
	w.shows("agents.ask.text", "La tasa quedó aprobada.")
	w.close()
	var now agency.Profile
	call(t, "GET", site.hub.url+"/v1/agency", map[string]string{"Authorization": "Bearer " + site.signIn("manager@demo.test")}, nil, &now)
	if now.BonusBP != 525 {
		t.Errorf("the hub has %d", now.BonusBP)
	}
}
