package main

import (
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
)

// choosePerson looks somebody up in the page of the users and chooses them.
func (w *window) choosePerson(words string) {
	w.t.Helper()
	w.fill("users.search", words)
	w.shows("grid.users", "1")
	w.click("grid.users.r0.email")
	w.there("grid.users.r0.chosen")
}

// A manager invites an operator, who registers on another computer; the manager
// makes an agent's user of her, and in the end shuts her out. Her window says each
// time what happened, and nobody sees rows that are not theirs.
func TestJourneyUsers(t *testing.T) {
	site := newSite(t, "sqlite")
	agents := site.countAs("agent@demo.test")
	if agents == 0 || agents == 6 {
		t.Fatalf("the sample's agent sees %d of 6 purchases", agents)
	}
	manager := newScreen(t, "1366x768").open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	manager.signIn("manager@demo.test", testPassword)
	manager.click("nav.users")
	manager.shows("users.title", "Usuarios")
	manager.shows("grid.users", "4")
	manager.shot("users")
	token := manager.invite("eva@demo.test", "Eva Luz")

	dir := t.TempDir()
	eva := newScreen(t, "1366x768").open(dir, "--lang", "es-AR", "--theme", "light")
	eva.click("welcome.hub")
	eva.fill("connect.address", site.hub.url)
	eva.click("connect.register")
	eva.fill("register.token", token)
	eva.fill("register.password", "clave de eva")
	eva.fill("register.again", "clave de eva")
	eva.shot("register")
	eva.key("Return")
	eva.purchases()
	eva.rows(6)
	if eva.now().has("nav.users") {
		t.Error("an operator is offered the users")
	}

	// Another role: the session ends, and after signing in only the agent's rows are
	// there.
	manager.key("F5")
	manager.choosePerson("eva")
	manager.shows("grid.users.r0.state", "ACTIVO")
	manager.click("users.change.button")
	manager.click("users.edit.role")
	manager.click("users.edit.role.agent")
	manager.click("users.edit.agent")
	manager.focus("users.edit.agent.search")
	agent, code := site.agent()
	manager.write(code)
	manager.click("users.edit.agent." + agent)
	manager.shot("change")
	manager.click("users.edit.do")
	manager.gone("users.edit.do")
	manager.shows("grid.users.r0.role", "Agente")
	eva.contains("signin.expired", "cambió tu rol")
	eva.shot("role-changed")
	eva.signIn("eva@demo.test", "clave de eva")
	eva.rows(agents) // the window opens where it was

	// Shut out.
	manager.click("users.active.button")
	manager.shot("deactivate")
	manager.click("users.off.do")
	manager.gone("users.off.do")
	manager.shows("grid.users.r0.state", "INACTIVO")
	eva.contains("signin.expired", "Un gerente desactivó tu usuario")
	eva.shot("deactivated")
	eva.key("Escape")
	eva.there("signin.do")
	eva.signIn("eva@demo.test", "clave de eva")
	eva.contains("stage.line", "El correo o la contraseña no son correctos")
	eva.contains("stage.line", "un gerente pudo haber desactivado tu usuario")
	eva.shot("refused")

	// The next one on the same computer has rows of their own.
	eva.signIn("operator@demo.test", testPassword)
	eva.rows(6)
	eva.close()
	manager.close()
	if got := fmt.Sprint(copiesIn(t, dir)); got != "map[0:1 6:1]" {
		t.Errorf("copies by their rows: %s", got)
	}
}

// invite invites an operator and gives the token that is told.
func (w *window) invite(email, name string) string {
	w.t.Helper()
	w.key("ctrl+n")
	w.focus("users.new.email")
	w.write(email)
	w.fill("users.new.name", name)
	w.shot("invite")
	w.key("Return")
	token := w.there("users.new.secret").text("users.new.secret")
	w.contains("users.new.once", "única vez")
	w.shot("token")
	w.click("users.new.close")
	w.gone("users.new.close")
	w.shows("grid.users", "5")
	return token
}

// Two people of one computer, one after the other: each sees their own rows only,
// also while the hub is away.
func TestJourneyTwoPeopleOnOneComputer(t *testing.T) {
	site := newSite(t, "sqlite")
	agents := site.countAs("agent@demo.test")
	w := newScreen(t, "1366x768").open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.signIn("operator@demo.test", testPassword)
	w.purchases()
	w.rows(6)
	w.signOut()
	w.signIn("agent@demo.test", testPassword)
	w.rows(agents)
	site.hub.kill()
	w.contains("status.connection", "Sin conexión")
	w.key("F5")
	w.rows(agents)
	w.shot("offline")
	w.close()
}

// signOut leaves by way of the palette.
func (w *window) signOut() {
	w.t.Helper()
	w.key("ctrl+k")
	w.there("palette.search")
	w.write("cerrar ses")
	w.key("Return")
	w.there("signin.do")
}

// countAs is how many purchases somebody of the sample sees.
func (s *site) countAs(email string) int {
	s.t.Helper()
	var list struct{ Items []struct{ ID string } }
	r := call(s.t, "GET", s.hub.url+"/v1/purchases?limit=100", map[string]string{"Authorization": "Bearer " + s.signIn(email)}, nil, &list)
	if r.StatusCode != http.StatusOK {
		s.t.Fatalf("purchases: %d %s", r.StatusCode, bodyOf(r))
	}
	return len(list.Items)
}

// agent is the agent whose rows the sample's agent sees.
func (s *site) agent() (id, code string) {
	s.t.Helper()
	var list struct{ Items []struct{ ID, Code string } }
	call(s.t, "GET", s.hub.url+"/v1/agents", map[string]string{"Authorization": "Bearer " + s.signIn("agent@demo.test")}, nil, &list)
	if len(list.Items) != 1 {
		s.t.Fatalf("the agent sees %d agents", len(list.Items))
	}
	return list.Items[0].ID, list.Items[0].Code
}

// copiesIn counts the copies of a data folder by how many purchases they have.
func copiesIn(t *testing.T, dir string) map[int]int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "desk", "replica-*.db"))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[int]int{}
	for _, file := range files {
		db, err := sql.Open("sqlite", "file:"+file)
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.QueryRowContext(t.Context(), "select count(*) from purchase").Scan(&n); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		counts[n]++
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	return counts
}
