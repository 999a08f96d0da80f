package main

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/buying"
	"trastienda/app/money"
	"trastienda/app/purchase"
)

// journeyPIN is the right one of the wallet in these journeys.
const journeyPIN = "739155"

// tellWallet sets a point of sale's wallet in the simulator.
func (s *site) tellWallet(psr string, what map[string]any) {
	s.t.Helper()
	if r := call(s.t, "PUT", s.simulator.url+"/sim/wallets/"+psr, nil, what, nil); r.StatusCode != http.StatusOK {
		s.t.Fatalf("wallet: %d %s", r.StatusCode, bodyOf(r))
	}
}

// shop is the first point of sale of the sample's agent, with money in its wallet.
func (s *site) shop() (of agent.Agent, psr string) {
	s.t.Helper()
	var list struct{ Items []agent.Agent }
	call(s.t, "GET", s.hub.url+"/v1/agents", map[string]string{"Authorization": "Bearer " + s.signIn("agent@demo.test")}, nil, &list)
	if len(list.Items) != 1 || len(list.Items[0].PointsOfSale) == 0 {
		s.t.Fatalf("the agent sees %+v", list.Items)
	}
	psr = list.Items[0].PointsOfSale[0].PSR
	s.setBalance(list.Items[0].Code, 500_000_00)
	s.tellWallet(psr, map[string]any{"available": 1_000_00, "currency": "ARS", "pin": journeyPIN})
	return list.Items[0], psr
}

// payments are the payments of a point of sale's wallet that really happened.
func (s *site) payments() (list []effect) {
	s.t.Helper()
	var answer struct{ Items []effect }
	call(s.t, "GET", s.simulator.url+"/sim/ledger?system=wallet", nil, nil, &answer)
	return answer.Items
}

// buying opens the page as the sample's agent and chooses the point of sale.
func (x *screen) buying(s *site, dir, psr string, args ...string) *window {
	s.t.Helper()
	w := x.open(dir, append([]string{"--hub", s.hub.url, "--lang", "es-AR", "--theme", "light"}, args...)...)
	w.focus("signin.email")
	w.signIn("agent@demo.test", testPassword)
	w.click("board.buy")
	w.shows("buy.title", "Compra Automatizada de Saldo")
	w.choosePoint(psr)
	return w
}

func (w *window) choosePoint(psr string) {
	w.t.Helper()
	w.there("buy.point")
	if strings.HasPrefix(w.now().text("buy.point"), psr) {
		return
	}
	w.click("buy.point")
	w.click("buy.point." + psr)
	w.contains("buy.point", psr)
}

// toPIN goes from an amount to the question for the PIN.
func (w *window) toPIN(amount, asks string) {
	w.t.Helper()
	w.there("buy.available")
	w.fill("buy.amount", amount)
	w.click("buy.confirm")
	w.shows("buy.confirm.amount", asks)
	w.focus("buy.dialog.no")
	w.click("buy.dialog.yes")
	w.shows("buy.dialog.title", "CONFIRMAR COMPRA DE SALDO")
	w.focus("buy.pin")
}

// sendPIN types a PIN, which shows as dots, and sends it.
func (w *window) sendPIN(digits string) {
	w.t.Helper()
	w.write(digits)
	w.shows("buy.pin", strings.Repeat("•", len(digits)))
	w.key("ctrl+Return")
}

// An agent buys: it goes through, stays pending, and goes through after two wrong
// PINs. Each time the wallet paid once.
func TestJourneyBuy(t *testing.T) {
	site := newSite(t, "sqlite")
	of, psr := site.shop()
	w := newScreen(t, "1366x768").buying(site, t.TempDir(), psr)
	w.shows("buy.available", "$\u00a01.000,00")
	w.shot("page")

	// Without a session at the wallet, and in again.
	site.tellWallet(psr, map[string]any{"session": false})
	w.click("buy.wallet.again")
	w.contains("buy.nosession", "Si no estas logueado en Claro Pay deberás ingresar tus datos")
	w.shot("nosession")
	site.tellWallet(psr, map[string]any{"session": true})
	w.click("buy.login")
	w.gone("buy.nosession")

	w.fill("buy.amount", "100")
	w.click("buy.confirm")
	w.shows("buy.confirm.amount", "$\u00a0100,00")
	w.shows("buy.confirm.cbu", of.Bank.CBUMasked)
	w.shows("buy.confirm.holder", of.Bank.Holder)
	credited := w.now().text("buy.confirm.credited")
	w.focus("buy.dialog.no")
	w.shot("question")
	w.key("Return") // "Cancelar" has the keyboard
	w.gone("buy.confirm.amount")
	if n := len(site.payments()); n != 0 {
		t.Fatalf("Enter paid %d times", n)
	}

	// Two wrong PINs, then the right one: one payment.
	w.toPIN("100", "$\u00a0100,00")
	w.shot("pin")
	for range 2 {
		w.sendPIN("1111")
		w.shows("buy.pin.note", "El PIN no es correcto. No se pagó nada. Probá de nuevo.")
		w.focus("buy.pin")
	}
	w.shot("wrong")
	w.sendPIN(journeyPIN)
	w.shows("buy.result.head", "OK")
	w.shows("buy.result.paid", "$\u00a0100,00")
	w.shows("buy.result.credited", credited)
	w.shot("ok")
	if paid := site.payments(); len(paid) != 1 || paid[0].Amount != 100_00 {
		t.Fatalf("paid %+v", paid)
	}
	first := site.payments()[0].Reference
	id, _ := buying.StartOf(first)
	done := site.reaches(id, purchase.StatusOK, "")
	if err := exactlyOne(site.ledger("recharge", id), done.Credited); err != nil {
		t.Error(err)
	}
	w.click("buy.dialog.open")
	w.there("purchases.detail.title")
	w.shows("purchases.detail.paid", "$\u00a0100,00")

	// COELSA takes its time.
	w.click("nav.buy")
	w.there("buy.title")
	site.tellWallet(psr, map[string]any{"status": "pending"})
	w.toPIN("200", "$\u00a0200,00")
	w.sendPIN(journeyPIN)
	w.shows("buy.result.head", "Pendiente")
	w.shows("buy.result", "Hay una demora con tu compra, en breve lo veras impactado en tu cuenta.")
	w.shot("pending")
	w.click("buy.dialog.home")
	w.there("board.title")
	if paid := site.payments(); len(paid) != 2 {
		t.Errorf("paid %+v", paid)
	}
	w.close()
}

// act does something as somebody of the sample to a record of that version.
func (s *site) act(email, method, path string, version int64, body, out any) {
	s.t.Helper()
	r := call(s.t, method, s.hub.url+path, map[string]string{"Authorization": "Bearer " + s.signIn(email),
		"Idempotency-Key": uuid.NewString(), "If-Match": strconv.Quote(strconv.FormatInt(version, 10))}, body, out)
	if r.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %d %s", method, path, r.StatusCode, bodyOf(r))
	}
}

// agents are all of the agency.
func (s *site) agents() []agent.Agent {
	s.t.Helper()
	var list struct{ Items []agent.Agent }
	s.act("manager@demo.test", "GET", "/v1/agents?limit=1000", 0, nil, &list)
	return list.Items
}

// newRate gives an agent another rate, from now on: two managers decide.
func (s *site) newRate(agentID string, bp money.BasisPoints) {
	s.t.Helper()
	for _, a := range s.agents() {
		if a.ID == agentID {
			var change agent.RateChange
			s.act("manager@demo.test", "PUT", "/v1/agents/"+a.ID+"/rate", a.Version, map[string]any{"bonus_bp": bp}, &change)
			s.act("manager2@demo.test", "POST", "/v1/rate-changes/"+change.ID+"/approve", change.Version, map[string]any{}, nil)
			return
		}
	}
	s.t.Fatal("no agent " + agentID)
}

// withoutBank makes the sample's agent one that nobody gave bank data.
func (s *site) withoutBank() (psr string) {
	s.t.Helper()
	var people struct{ Items []access.User }
	s.act("manager@demo.test", "GET", "/v1/users", 0, nil, &people)
	for _, a := range s.agents() {
		if a.Bank.State != agent.BankMissing || len(a.PointsOfSale) == 0 {
			continue
		}
		for _, u := range people.Items {
			if u.Email == "agent@demo.test" {
				s.act("manager@demo.test", "PUT", "/v1/users/"+u.ID, u.Version,
					map[string]any{"name": u.Name, "role": u.Role, "agent": a.ID, "active": true}, nil)
				return a.PointsOfSale[0].PSR
			}
		}
	}
	s.t.Fatal("every agent has bank data")
	return ""
}

// The rate changes between the question and the PIN: nothing is paid until the new
// figures were confirmed. Without an approved account nothing can be bought.
func TestJourneyBuyChanged(t *testing.T) {
	site := newSite(t, "sqlite")
	of, psr := site.shop()
	x := newScreen(t, "1366x768")
	w := x.buying(site, t.TempDir(), psr)
	w.toPIN("100", "$\u00a0100,00")
	site.newRate(of.ID, 700)
	w.sendPIN(journeyPIN)
	w.contains("buy.changed", "Cambió algo desde que lo viste. No se pagó nada.")
	w.shows("buy.confirm.credit.was", "$\u00a0104,00")
	w.shows("buy.confirm.credit.is", "$\u00a0107,00")
	w.focus("buy.dialog.no")
	w.shot("changed")
	if n := len(site.payments()); n != 0 {
		t.Fatalf("paid %d times", n)
	}
	w.click("buy.dialog.yes")
	w.focus("buy.pin")
	w.sendPIN(journeyPIN)
	w.shows("buy.result.head", "OK")
	w.shows("buy.result.credited", "$\u00a0107,00")
	if paid := site.payments(); len(paid) != 1 || paid[0].Amount != 100_00 {
		t.Errorf("paid %+v", paid)
	}
	w.close()

	w = x.buying(site, t.TempDir(), site.withoutBank())
	w.contains("buy.blocked", "no puedas realizar esto porque tu agente no tiene cargado el CBU")
	w.until("that nothing can be bought", func(v view) error {
		if i, ok := v.find("buy.confirm"); !ok || !i.Disabled {
			return fmt.Errorf("%+v", i)
		}
		return nil
	})
	w.shot("nobank")
	w.close()
}

// The hub is killed after the PIN was sent, and the program too: nothing is paid
// twice, and both say what is known when they are back.
func TestJourneyBuyHubKilled(t *testing.T) {
	site := newSite(t, "sqlite")
	_, psr := site.shop()
	dir, x := t.TempDir(), newScreen(t, "1366x768")
	w := x.buying(site, dir, psr)
	// The wallet pays, and its answer is lost with the hub that waits for it.
	site.faults(simFault{System: "wallet", Call: "pay", Mode: "timeout-after", Times: 1, DelayMS: 20000})
	w.toPIN("100", "$\u00a0100,00")
	w.sendPIN(journeyPIN)
	w.there("buy.working.more")
	eventually(t, "the payment", func() error {
		if n := len(site.payments()); n != 1 {
			return fmt.Errorf("%d payments", n)
		}
		return nil
	})
	site.hub.kill()
	w.until("that it is not known", func(v view) error {
		if got := v.text("buy.result"); !strings.Contains(got, "No sabemos si el pago se hizo.") {
			return fmt.Errorf("it says %q", got)
		}
		return nil
	})
	w.shot("unknown")
	w.click("buy.dialog.consult")
	w.contains("buy.result", "no se pudo consultar, y no sabemos si el pago se hizo")
	w.key("Escape")
	w.gone("buy.result")
	w.note("buy.sent.", "todavía no tiene respuesta")
	w.shot("left")
	w.close()

	site.startHub()
	w = x.open(dir, "--hub", site.hub.url, "--lang", "es-AR", "--theme", "dark")
	w.focus("signin.password") // it knows who it was
	w.signIn("agent@demo.test", testPassword)
	w.click("nav.buy")
	w.note("buy.told.", "Compra de las")
	w.shot("told")
	paid := site.payments()
	if len(paid) != 1 {
		t.Fatalf("paid %+v", paid)
	}
	id, _ := buying.StartOf(paid[0].Reference)
	done := site.reaches(id, purchase.StatusOK, "")
	if err := exactlyOne(site.ledger("recharge", id), done.Credited); err != nil {
		t.Error(err)
	}
	w.close()
}

// note waits for a note of the page whose id begins so.
func (w *window) note(id, words string) {
	w.t.Helper()
	w.until(id+" "+words, func(v view) error {
		for _, i := range v {
			if strings.HasPrefix(i.ID, id) && strings.Contains(i.Text, words) {
				return nil
			}
		}
		return fmt.Errorf("not there")
	})
}
