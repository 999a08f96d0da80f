package audit

import (
	"strings"
	"time"

	"trastienda/app/listing"
)

// Hub stands for the hub itself where a filter names an actor: ids of users are
// UUIDs.
const Hub = "hub"

// Filter is what a list of the chain may be narrowed by. Empty fields do not
// narrow. From and To are half-open instants.
type Filter struct {
	From, To time.Time
	Actor    string // id of a user, or Hub
	Act      string
	Entity   string
	EntityID string
	// Text is searched in names, devices, acts, ids and contents (see SearchText).
	Text string
	// Through keeps links up to this number; 0 keeps all.
	Through int64
}

// Narrows tells whether the filter leaves anything out but newer links.
func (f Filter) Narrows() bool {
	f.Text, f.Through = strings.TrimSpace(f.Text), 0
	return f != Filter{}
}

// SortFields are the fields the chain may be sorted by: its links have one
// order.
var SortFields = []string{"seq"}

// NewestFirst is the default order.
var NewestFirst = listing.Sort{{Field: "seq", Desc: true}}

// Columns are the columns of the hub's audit table.
var Columns = map[string]listing.Column{"seq": {Name: "seq", Number: true}}

// Narrow adds the filter's conditions on the hub's audit table, which holds
// instants as Unix milliseconds.
func (f Filter) Narrow(w *listing.Where) {
	equal := func(column, value string) {
		if value != "" {
			w.And(column+" = ?", value)
		}
	}
	if f.Actor == Hub {
		w.And("actor = ''")
	} else {
		equal("actor", f.Actor)
	}
	equal("act", f.Act)
	equal("entity", f.Entity)
	equal("entity_id", f.EntityID)
	if !f.From.IsZero() {
		w.And("at_ms >= ?", millisFrom(f.From))
	}
	if !f.To.IsZero() {
		w.And("at_ms < ?", millisFrom(f.To))
	}
	if f.Through > 0 {
		w.And("seq <= ?", f.Through)
	}
	for _, word := range SearchWords(f.Text) {
		w.And(`search like ? escape '\'`, "%"+likeLiteral.Replace(word)+"%")
	}
}

// likeLiteral takes from a text what a like pattern would read as more.
var likeLiteral = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// millisFrom is the first stored instant that is not before t: instants are kept
// in whole milliseconds.
func millisFrom(t time.Time) int64 {
	ms := t.UnixMilli()
	if time.UnixMilli(ms).Before(t) {
		ms++
	}
	return ms
}
