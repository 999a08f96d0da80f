package agents

import (
	"strings"

	"trastienda/app/agent"
	"trastienda/app/audit"
)

// query narrows the list; an empty field keeps every agent.
type query struct {
	text     string
	bank     agent.BankState
	activity activity
	locality string
}

// activity is whether an agent works.
type activity string

// The activities to look for.
const (
	active   activity = "active"
	inactive activity = "inactive"
)

func (q query) keeps(a Agent) bool {
	switch {
	case q.bank != "" && a.Bank.State != q.bank,
		q.activity == active && !a.Active, q.activity == inactive && a.Active,
		q.locality != "" && audit.Fold(strings.TrimSpace(a.Address.Locality)) != q.locality:
		return false
	}
	if q.text == "" {
		return true
	}
	words := []string{a.Code, a.Name, a.CUIT, cuitWords(a.CUIT), a.Contact.Person, a.Contact.Phone, a.Contact.Mobile, a.Contact.Email, a.Address.Locality}
	for _, p := range a.PointsOfSale {
		words = append(words, p.PSR, p.Name)
	}
	all := audit.Fold(strings.Join(words, " "))
	for _, word := range strings.Fields(audit.Fold(q.text)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// panel counts what the panel of filters narrows.
func (q query) panel() int {
	n := 0
	for _, set := range []bool{q.activity != "", q.locality != ""} {
		if set {
			n++
		}
	}
	return n
}
