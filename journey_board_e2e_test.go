package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The board tells the numbers of the list behind each of its links, with the
// mouse and with the keyboard.
func TestJourneyBoard(t *testing.T) {
	w := newScreen(t, "1366x768").open(sampleFolder(t, 500), "--lang", "es-AR", "--theme", "light")
	for _, card := range []struct{ id, status string }{{"board.errors", "ERROR"}, {"board.pending", "PENDIENTE"}} {
		n := w.cardNumber(card.id)
		w.click(card.id)
		w.there("purchases.title")
		v := w.rows(n)
		for _, status := range v.column("status") {
			if status != card.status {
				t.Errorf("%s leads to a row with %s", card.id, status)
			}
		}
		w.key("ctrl+1")
		w.there("board.title")
	}

	w.tabTo("Tab", "chart.days")
	today := w.there("chart.days.tip").text("chart.days.tip")
	w.key("Home")
	told := w.until("the first day", func(v view) error {
		if v.text("chart.days.tip") == today {
			return fmt.Errorf("it still says %q", today)
		}
		return nil
	}).text("chart.days.tip")
	total, err := strconv.Atoi(told[strings.LastIndex(told, " ")+1:])
	if err != nil {
		t.Fatalf("the tip says %q", told)
	}
	w.shot("told")
	w.key("Return")
	w.there("purchases.title")
	w.rows(total)
	w.shot("day")
	w.key("ctrl+1")
	w.there("board.title")
	w.click("chart.days.turn")
	w.shows("chart.days.table.1.4", strconv.Itoa(total))
	w.shot("table")
	w.click("board.days.30")
	w.there("board.title")
	w.click("chart.days.turn")
	w.shows("chart.days", "30")
	w.resize(1024, 640)
	w.until("the cards within the window", func(v view) error {
		if i, ok := v.find("board.today"); !ok || i.X+i.W > 1024 {
			return fmt.Errorf("%+v", i)
		}
		return nil
	})
	w.shot("narrow")
	w.choose("nav.theme", 2)
	w.shows("nav.theme", "Oscuro")
	for range 6 {
		w.key("ctrl+plus")
	}
	w.until("the greatest zoom", func(v view) error {
		if i, ok := v.find("board.pending"); !ok || i.W < 250 {
			return fmt.Errorf("%+v", i)
		}
		return nil
	})
	w.shot("dark-160")
	w.key("Next") // PgDn
	w.shot("dark-160-below")
	w.close()
}

// An agent signs in and sees their own balance, which the eye hides.
func TestJourneyAgentBoard(t *testing.T) {
	site := newSite(t, "sqlite")
	w := newScreen(t, "1366x768").open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.focus("signin.email")
	w.signIn("agent@demo.test", testPassword)
	w.contains("board.balance", "Saldo disponible · $")
	w.shows("grid.movements.head.reason", "Motivo")
	w.shows("grid.movements.r0.reason", "Compra acreditada")
	w.shows("grid.movements", "5")
	w.shot("balance")
	w.click("board.balance.eye")
	w.shows("board.balance", "Saldo disponible · ••••••")
	w.shot("hidden")
	site.hub.kill()
	w.contains("board.offline", "Sin conexión")
	w.key("space")
	w.contains("board.balance", " · al ")
	w.shot("offline")
	w.close()
}

// cardNumber waits until a card knows its number.
func (w *window) cardNumber(id string) int {
	w.t.Helper()
	n := 0
	w.until("the number of "+id, func(v view) error {
		found := regexp.MustCompile(`· (\d+)`).FindStringSubmatch(v.text(id))
		if found == nil {
			return fmt.Errorf("it says %q", v.text(id))
		}
		n, _ = strconv.Atoi(found[1])
		return nil
	})
	return n
}
