package users

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/listing"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// person is one line of the list: a user, and of an invited one until when the
// invitation is good.
type person struct {
	access.User
	until time.Time // zero unless invited
	agent string    // name of their agent
}

// state is what a person is at the moment.
type state string

// The states; their texts are users.state.<state>.
const (
	active   state = "active"
	invited  state = "invited"
	expired  state = "expired"
	inactive state = "inactive"
)

func (p person) state(now time.Time) state {
	switch {
	case p.Invited && !now.Before(p.until):
		return expired
	case p.Invited:
		return invited
	case p.Active:
		return active
	}
	return inactive
}

// manages tells whether the person counts when the last manager is looked for.
func (p person) manages() bool { return p.Active && p.Role == access.Manager }

// roles in the order forms offer them.
var roles = []access.Role{access.Operator, access.Manager, access.Agent}

func roleWords(b *text.Book, r access.Role) string { return b.T("users.role." + string(r)) }

// The ids of the columns.
const (
	colName  = "name"
	colEmail = "email"
	colRole  = "role"
	colAgent = "agent"
	colState = "state"
	colSeen  = "seen"
)

var byName = listing.Sort{{Field: colName}}

func listColumns(b *text.Book) []grid.Column {
	return []grid.Column{
		{ID: colName, Title: b.T("users.col.name"), Width: 165, MinWidth: 100, Sortable: true, Fixed: true},
		{ID: colEmail, Title: b.T("users.col.email"), Width: 200, MinWidth: 100, Sortable: true},
		{ID: colRole, Title: b.T("users.col.role"), Width: 95, MinWidth: 80, Sortable: true},
		{ID: colAgent, Title: b.T("users.col.agent"), Width: 130, MinWidth: 80, Sortable: true},
		{ID: colState, Title: b.T("users.col.state"), Width: 195, MinWidth: 110, Sortable: true},
		{ID: colSeen, Title: b.T("users.col.seen"), Width: 140, MinWidth: 90, Sortable: true},
	}
}

// formatRow writes a person as a row of the grid.
func formatRow(b *text.Book, p person, now time.Time, me string) grid.Row {
	name := p.Name
	if p.ID == me {
		name = b.T("users.me", "name", p.Name)
	}
	seen := b.T("users.never")
	if p.LastSeen != nil {
		seen = b.Moment(*p.LastSeen)
	}
	return grid.Row{ID: p.ID, Cells: []grid.Cell{
		{Text: name}, {Text: p.Email}, {Text: roleWords(b, p.Role)}, {Text: p.agent}, stateCell(b, p, now), {Text: seen},
	}}
}

func stateCell(b *text.Book, p person, now time.Time) grid.Cell {
	c := grid.Cell{Kind: grid.Pill, Text: b.T("users.state."+string(p.state(now)), "day", b.DayMonth(p.until))}
	switch p.state(now) {
	case active:
		c.Tone, c.Icon = look.ToneSuccess, "check_circle"
	case invited:
		c.Tone, c.Icon = look.ToneInfo, "send"
	case expired:
		c.Tone, c.Icon = look.ToneWarning, "event_busy"
	default:
		c.Tone, c.Icon = look.ToneNeutral, "block"
	}
	return c
}

// query narrows the list; an empty field keeps everybody.
type query struct {
	text  string
	state state // invited keeps the expired invitations too
	role  access.Role
}

func (q query) keeps(b *text.Book, p person, now time.Time) bool {
	if q.role != "" && p.Role != q.role || q.state != "" && !q.keepsState(p.state(now)) {
		return false
	}
	all := audit.Fold(strings.Join([]string{p.Name, p.Email, p.agent, roleWords(b, p.Role)}, " "))
	for _, word := range strings.Fields(audit.Fold(q.text)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

func (q query) keepsState(s state) bool { return s == q.state || q.state == invited && s == expired }

// sorted puts people into an order; who is equal stands by name.
func sorted(b *text.Book, list []person, order listing.Sort, now time.Time) {
	key := func(p person, field string) string {
		switch field {
		case colEmail:
			return p.Email
		case colRole:
			return roleWords(b, p.Role)
		case colAgent:
			return audit.Fold(p.agent)
		case colState:
			return string(p.state(now))
		case colSeen:
			if p.LastSeen == nil {
				return ""
			}
			return p.LastSeen.UTC().Format(time.RFC3339)
		}
		return audit.Fold(p.Name)
	}
	slices.SortStableFunc(list, func(x, y person) int {
		for _, by := range order {
			c := cmp.Compare(key(x, by.Field), key(y, by.Field))
			if by.Desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return cmp.Or(cmp.Compare(audit.Fold(x.Name), audit.Fold(y.Name)), cmp.Compare(x.ID, y.ID))
	})
}
