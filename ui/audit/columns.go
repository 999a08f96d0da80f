package audit

import (
	"cmp"
	"strconv"

	chain "trastienda/app/audit"
	"trastienda/ui/grid"
	"trastienda/ui/text"
)

// The ids of the columns. colSeq is the only one the chain can be sorted by; it
// stands for the column of the time, because a link's number is its place in time.
const (
	colSeq    = "seq"
	colActor  = "actor"
	colDevice = "device"
	colAct    = "act"
	colRecord = "record"
	colNumber = "number"
)

func listColumns(b *text.Book) []grid.Column {
	return []grid.Column{
		{ID: colSeq, Title: b.T("audit.col.at"), Width: 140, MinWidth: 130, Sortable: true, Fixed: true},
		{ID: colActor, Title: b.T("audit.col.actor"), Width: 150, MinWidth: 90},
		{ID: colDevice, Title: b.T("audit.col.device"), Width: 110, MinWidth: 80},
		{ID: colAct, Title: b.T("audit.col.act"), Width: 190, MinWidth: 100},
		{ID: colRecord, Title: b.T("audit.col.record"), Width: 310, MinWidth: 100},
		{ID: colNumber, Title: b.T("audit.col.number"), Width: 90, MinWidth: 70, Align: grid.Right, Away: true},
	}
}

// formatRow writes a link as a row of the grid; name is what people call its
// record, if that is known.
func formatRow(b *text.Book, e chain.Entry, name string) grid.Row {
	actor := grid.Cell{Text: whoWords(b, e)}
	if e.Actor.ID == "" {
		actor.Icon = "hub"
	}
	return grid.Row{ID: strconv.FormatInt(e.Seq, 10), Cells: []grid.Cell{
		{Text: b.Stamp(e.At)},
		actor,
		{Text: e.Device},
		{Text: actWords(b, e.Act)},
		{Text: recordWords(b, e.Entity, cmp.Or(name, e.EntityID))},
		{Text: strconv.FormatInt(e.Seq, 10), Align: grid.Right},
	}}
}

// actWords says an act; one that this version does not know is shown as it is.
func actWords(b *text.Book, act string) string {
	if key := "audit.act." + act; b.Has(key) {
		return b.T(key)
	}
	return act
}

// whoWords says who did what a link tells.
func whoWords(b *text.Book, e chain.Entry) string {
	if e.Act == chain.ActSignInFailed {
		return b.T("audit.unknown")
	}
	return actorWords(b, e.Actor)
}

// actorWords names somebody.
func actorWords(b *text.Book, a chain.Actor) string {
	switch {
	case a.Name != "":
		return a.Name
	case a.ID != "":
		return a.ID
	}
	return b.T("audit.hub")
}

// recordWords says which record it is about, by its name or its id.
func recordWords(b *text.Book, entity, name string) string {
	if key := "audit.entity." + entity; b.Has(key) {
		entity = b.T(key)
	}
	if name == "" {
		return entity
	}
	return entity + " " + name
}
