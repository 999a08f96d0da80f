package agents

import (
	"cmp"
	"slices"
	"time"

	"trastienda/app/agent"
	"trastienda/app/audit"
	"trastienda/app/listing"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The ids of the columns.
const (
	colCode     = "code"
	colName     = "name"
	colState    = "state"
	colBank     = "bank"
	colBalance  = "balance"
	colCUIT     = "cuit"
	colPhone    = "phone"
	colLocality = "locality"
	colPoints   = "points"
	colBonus    = "bonus"
	colVisit    = "visit"
)

var byCode = listing.Sort{{Field: colCode}}

func listColumns(b *text.Book) []grid.Column {
	return []grid.Column{
		{ID: colCode, Title: b.T("agents.col.code"), Width: 74, MinWidth: 60, Sortable: true, Digits: true},
		{ID: colName, Title: b.T("agents.col.name"), Width: 184, MinWidth: 100, Sortable: true, Fixed: true},
		{ID: colState, Title: b.T("agents.col.state"), Width: 112, MinWidth: 96, Sortable: true},
		{ID: colBank, Title: b.T("agents.col.bank"), Width: 226, MinWidth: 110, Sortable: true},
		{ID: colBalance, Title: b.T("agents.col.balance"), Width: 186, MinWidth: 110, Align: grid.Right},
		{ID: colCUIT, Title: b.T("agents.col.cuit"), Width: 112, MinWidth: 90, Sortable: true, Digits: true},
		{ID: colPhone, Title: b.T("agents.col.phone"), Width: 126, MinWidth: 80, Sortable: true},
		{ID: colLocality, Title: b.T("agents.col.locality"), Width: 120, MinWidth: 80, Sortable: true},
		{ID: colPoints, Title: b.T("agents.col.points"), Width: 170, MinWidth: 80, Sortable: true},
		{ID: colBonus, Title: b.T("agents.col.bonus"), Width: 78, MinWidth: 70, Align: grid.Right, Sortable: true},
		{ID: colVisit, Title: b.T("agents.col.visit"), Width: 100, MinWidth: 80, Sortable: true},
	}
}

// formatRow writes an agent as a row of the grid; balance is the text of its
// balance. Who cannot buy for want of an account has the pale row of what is
// pending.
func formatRow(b *text.Book, a Agent, balance string) grid.Row {
	row := grid.Row{ID: a.ID, Bar: a.Unsent == UnsentRefused || a.Unsent == UnsentConflict, Cells: []grid.Cell{
		{Text: a.Code}, {Text: a.Name}, stateCell(b, a), bankCell(b, a), {Text: balance, Align: grid.Right},
		{Text: cuitWords(a.CUIT)}, {Text: phoneOf(a)}, {Text: a.Address.Locality}, {Text: pointsWords(b, a.PointsOfSale)},
		{Text: b.Percent(a.BonusBP), Align: grid.Right}, {Text: dayWords(b, a.NextVisit)},
	}}
	if a.Active && a.Bank.State == agent.BankMissing {
		row.Fill = look.ColorPendingRow
	}
	return row
}

// stateCell tells whether an agent works, and before that what of it is not at
// the hub.
func stateCell(b *text.Book, a Agent) grid.Cell {
	if sign, ok := unsentSigns[a.Unsent]; ok {
		return grid.Cell{Kind: grid.Pill, Text: b.T(sign.word), Icon: sign.icon, Tone: sign.tone, Dashed: a.Unsent == UnsentWaiting}
	}
	if a.Active {
		return grid.Cell{Kind: grid.Pill, Text: b.T("agents.state.active"), Icon: "check_circle", Tone: look.ToneSuccess}
	}
	return grid.Cell{Kind: grid.Pill, Text: b.T("agents.state.inactive"), Icon: "block", Tone: look.ToneNeutral}
}

func bankCell(b *text.Book, a Agent) grid.Cell {
	icon, tone, words := bankWords(b, a.Bank)
	return grid.Cell{Kind: grid.Pill, Text: words, Icon: icon, Tone: tone}
}

// bankWords is how far bank data is: word, icon and colour. Data in force stays
// so while a change of it waits.
func bankWords(b *text.Book, bank agent.Bank) (icon string, tone look.Tone, words string) {
	switch {
	case bank.State == agent.BankApproved && bank.Change != "":
		return "hourglass_top", look.ToneInfo, b.T("agents.bank.change")
	case bank.State == agent.BankApproved:
		return "check_circle", look.ToneSuccess, b.T("agents.bank.approved")
	case bank.State == agent.BankPending:
		return "schedule", look.ToneWarning, b.T("agents.bank.pending")
	}
	return "warning", look.ToneWarning, b.T("agents.bank.missing")
}

// unsentSigns are the signs of what is not at the hub.
var unsentSigns = map[Unsent]struct {
	icon           string
	tone           look.Tone
	word, sentence string
}{
	UnsentWaiting:  {"cloud_off", look.ToneInfo, "agents.unsent.waiting", "agents.unsent.waiting.more"},
	UnsentRefused:  {"error", look.ToneError, "agents.unsent.refused", "agents.unsent.refused.more"},
	UnsentConflict: {"sync_problem", look.ToneWarning, "agents.unsent.conflict", "agents.unsent.conflict.more"},
}

// cuitWords groups the digits of a CUIT as people write it.
func cuitWords(cuit string) string {
	if len(cuit) != 11 {
		return cuit
	}
	return cuit[:2] + "-" + cuit[2:10] + "-" + cuit[10:]
}

func phoneOf(a Agent) string { return cmp.Or(a.Contact.Phone, a.Contact.Mobile) }

// pointsWords names the first point of sale and tells how many more there are.
func pointsWords(b *text.Book, points []agent.PointOfSale) string {
	if len(points) == 0 {
		return b.T("agents.points.none")
	}
	first := cmp.Or(points[0].Name, points[0].PSR)
	if len(points) == 1 {
		return first
	}
	return first + " +" + b.Number(len(points)-1)
}

// dayWords writes a day of the agency.
func dayWords(b *text.Book, day string) string {
	t, err := time.ParseInLocation(time.DateOnly, day, b.Zone())
	if err != nil {
		return ""
	}
	return b.Day(t)
}

// bankOrder puts what somebody has to do something about first.
var bankOrder = map[agent.BankState]string{agent.BankMissing: "1", agent.BankPending: "2", agent.BankApproved: "3"}

// sorted puts agents into an order; who is equal stands by code.
func sorted(list []Agent, order listing.Sort) {
	slices.SortStableFunc(list, func(x, y Agent) int {
		for _, by := range order {
			c := compare(x, y, by.Field)
			if by.Desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return cmp.Or(cmp.Compare(x.Code, y.Code), cmp.Compare(x.ID, y.ID))
	})
}

func compare(x, y Agent, field string) int {
	key := func(a Agent) string {
		switch field {
		case colName:
			return audit.Fold(a.Name)
		case colState:
			if !a.Active {
				return string(a.Unsent) + "~"
			}
			return string(a.Unsent)
		case colBank:
			return bankOrder[a.Bank.State] + a.Bank.Change
		case colCUIT:
			return a.CUIT
		case colPhone:
			return phoneOf(a)
		case colLocality:
			return audit.Fold(a.Address.Locality)
		case colVisit:
			return a.NextVisit
		}
		return a.Code
	}
	switch field {
	case colBonus:
		return cmp.Compare(x.BonusBP, y.BonusBP)
	case colPoints:
		return cmp.Compare(len(x.PointsOfSale), len(y.PointsOfSale))
	}
	return cmp.Compare(key(x), key(y))
}
