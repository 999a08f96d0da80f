package store

import (
	"maps"
	"math"
	"strings"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// steer keeps SQLite from the plans it takes without statistics, when it
// believes that an agency has ten rows: going through all of them by the primary
// key, in no useful order, and sorting them. It gives the columns to sort by and
// may add to w a bound that every row meets, because that makes SQLite see the
// index that begins with it. PostgreSQL knows its rows and needs none of this.
func (s *Store) steer(w *listing.Where, scope access.Scope, f purchase.Filter, sort listing.Sort) map[string]listing.Column {
	columns := purchase.Columns
	if s.dialect.postgres {
		return columns
	}
	lead := sort[0].Field
	if scope.Agent != "" || selective(f) {
		// Few rows, found by an index of their own (each of those goes on with
		// the instant) and sorted then. The sign hides the index by amount.
		columns = maps.Clone(columns)
		columns["amount"] = listing.Column{Name: "+" + columns["amount"].Name, Number: true}
		if lead == "at" || !f.From.IsZero() || !f.To.IsZero() {
			return columns
		}
		lead = "at"
	} else if oneAmount(f) {
		return columns
	}
	if c := columns[lead]; c.Number {
		w.And(c.Name+" >= ?", int64(math.MinInt64))
	} else {
		w.And(c.Name + " >= ''")
	}
	return columns
}

// selective tells whether a filter lets only a small part of the rows through,
// as far as that can be told without looking.
func selective(f purchase.Filter) bool {
	undone := len(f.Statuses) > 0
	for _, status := range f.Statuses {
		undone = undone && status != purchase.StatusOK
	}
	return undone || f.PSR != "" || f.Agent != "" || f.WalletTransfer != "" || f.TransferID != "" || f.Cause != "" ||
		!f.From.IsZero() || !f.To.IsZero() || strings.TrimSpace(f.Text) != ""
}

// narrow adds a filter's conditions. A range of amounts may let everything
// through, so on SQLite only one exact amount is looked up by its index.
func (s *Store) narrow(w *listing.Where, f purchase.Filter, sort listing.Sort) {
	if !s.dialect.postgres && !oneAmount(f) && sort[0].Field != "amount" {
		if f.AmountMin != nil {
			w.And("+credited >= ?", *f.AmountMin)
		}
		if f.AmountMax != nil {
			w.And("+credited <= ?", *f.AmountMax)
		}
		f.AmountMin, f.AmountMax = nil, nil
	}
	f.Narrow(w)
}

func oneAmount(f purchase.Filter) bool {
	return f.AmountMin != nil && f.AmountMax != nil && *f.AmountMin == *f.AmountMax
}
