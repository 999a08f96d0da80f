package purchase

import (
	"slices"
	"strings"
	"time"

	"trastienda/app/listing"
)

// Filter is what a list of purchases may be narrowed by. Empty fields do not
// narrow. From and To are half-open instants; amounts are credited minor
// units.
type Filter struct {
	Statuses       []Status
	PSR            string // whole code
	Agent          string // agent id
	From, To       time.Time
	WalletTransfer string // whole number
	TransferID     string // whole id
	AmountMin      *int64
	AmountMax      *int64
	Cause          Cause
	NotCause       Cause // left out
	// Text is searched inside PSR, both transfer numbers and the credited
	// amount's plain digits (see SearchText).
	Text string
	// DueBefore keeps undecided rows whose deadline comes before it and after
	// DueAfter.
	DueAfter, DueBefore time.Time
	// Only keeps rows with these ids (none when it is empty, all when it is nil),
	// Except leaves some out. Both are meant for few.
	Only, Except []string
}

// Empty tells whether the filter narrows nothing.
func (f Filter) Empty() bool {
	return len(f.Statuses) == 0 && f.PSR == "" && f.Agent == "" && f.From.IsZero() && f.To.IsZero() &&
		f.WalletTransfer == "" && f.TransferID == "" && f.AmountMin == nil && f.AmountMax == nil &&
		f.Cause == "" && f.NotCause == "" && strings.TrimSpace(f.Text) == "" && f.DueBefore.IsZero() && f.Only == nil && len(f.Except) == 0
}

// SortFields are the fields a list of purchases may be sorted by. "amount" is
// the credited one.
var SortFields = []string{"at", "psr", "wallet_transfer", "amount", "transfer_id", "status"}

// CopySortFields are the fields that the desktop's own copy may be sorted by:
// besides those of the API "deadline", what runs out first. Rows that nothing
// runs out for come last in both directions.
var CopySortFields = append(slices.Clone(SortFields), "deadline")

// NewestFirst is the default order (S0-29).
var NewestFirst = listing.Sort{{Field: "at", Desc: true}}

// Columns are the columns of a purchase table, the same in the hub's store and
// in the desktop's replica. Instants are Unix milliseconds.
var Columns = map[string]listing.Column{
	"at":              {Name: "at_ms", Number: true},
	"psr":             {Name: "psr"},
	"wallet_transfer": {Name: "wallet_transfer"},
	"amount":          {Name: "credited", Number: true},
	"transfer_id":     {Name: "transfer_id"},
	"status":          {Name: "status"},
	"deadline":        {Name: "deadline_ms", Number: true, NullsLast: true},
	"id":              {Name: "id"},
}

// Narrow adds the filter's conditions to w. The table has the columns of
// Columns and agent_id, cause, deadline_ms (null when nothing runs out) and
// search, which SearchText fills.
func (f Filter) Narrow(w *listing.Where) {
	listing.In(w, "status", f.Statuses)
	if listing.In(w, "id", f.Only); f.Only != nil && len(f.Only) == 0 {
		w.And("1 = 0")
	}
	listing.NotIn(w, "id", f.Except)
	equal := func(column, value string) {
		if value != "" {
			w.And(column+" = ?", value)
		}
	}
	equal("psr", f.PSR)
	equal("agent_id", f.Agent)
	equal("wallet_transfer", f.WalletTransfer)
	equal("transfer_id", f.TransferID)
	if f.Cause != CauseNone {
		// The status follows from the cause, and has an index.
		w.And("status = ? and cause = ?", string(f.Cause.Status()), string(f.Cause))
	}
	if f.NotCause != CauseNone {
		w.And("cause <> ?", string(f.NotCause))
	}
	if !f.From.IsZero() {
		w.And("at_ms >= ?", millisFrom(f.From))
	}
	if !f.To.IsZero() {
		w.And("at_ms < ?", millisFrom(f.To))
	}
	if f.AmountMin != nil {
		w.And("credited >= ?", *f.AmountMin)
	}
	if f.AmountMax != nil {
		w.And("credited <= ?", *f.AmountMax)
	}
	if !f.DueBefore.IsZero() {
		w.And("deadline_ms >= ? and deadline_ms < ?", f.DueAfter.UnixMilli(), f.DueBefore.UnixMilli())
	}
	for _, word := range SearchWords(f.Text) {
		w.And(`search like ? escape '\'`, "%"+likeEscape.Replace(word)+"%")
	}
}

// millisFrom is the first stored instant that is not before t. Instants are kept
// in whole milliseconds, so a finer bound must not reach back to the one before it.
func millisFrom(t time.Time) int64 {
	ms := t.UnixMilli()
	if time.UnixMilli(ms).Before(t) {
		ms++
	}
	return ms
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
