package main

import "testing"

// The sample is tried as its manager and as one of its agents: each has their
// own copy and sees their own rows only.
func TestJourneyPersona(t *testing.T) {
	dir := sampleFolder(t, 60)
	w := newScreen(t, "1366x768").open(dir, "--lang", "es-AR", "--theme", "light")
	w.purchases()
	w.rows(60)
	w.choose("ribbon.persona", 1)
	w.shows("nav.user", "Gerente · Gerencia Demo")
	w.shows("ribbon.persona", "Ver como: Gerente")
	w.there("purchases.title")
	w.rows(60)
	w.shot("manager")
	w.choose("ribbon.persona", 4)
	w.shows("nav.user", "Agente · Agente Demo")
	own := count(t, folderFiles{dir}.hub(), "select count(*) from purchase where agent_id = 'agent-01'")
	if own == 0 || own == 60 {
		t.Fatalf("the agent has %d of 60 purchases", own)
	}
	w.rows(own)
	w.shot("agent")
	w.close()
}
