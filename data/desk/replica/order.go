package replica

import (
	"time"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// total makes an order total, so that every row has one place: the id decides
// last, in the direction of the key before it. Rows of one status come by
// date, which is what a person expects to see below it (and what the index
// holds).
func total(s listing.Sort) listing.Sort {
	if len(s) == 0 {
		s = purchase.NewestFirst
	}
	if len(s) == 1 && s[0].Field == "status" {
		s = s.With(listing.Key{Field: "at", Desc: s[0].Desc})
	}
	return s.With(listing.Key{Field: "id", Desc: s[len(s)-1].Desc})
}

// walk is a list, or a part of one, that one index holds in its order.
type walk struct {
	filter purchase.Filter
	sort   listing.Sort
	index  string
	part   part
}

// part is which rows of a list that is sorted by deadline a walk goes along.
type part string

// The parts. SQLite keeps rows without a deadline together, sorted by id, so
// that one index holds both.
const (
	everything part = ""
	dated      part = "deadline_ms is not null"
	undated    part = "deadline_ms is null"
)

// walks returns the walks that make up the list in its order, one behind the
// other, if indexes hold exactly the filter's rows: then pages are walked to by
// key. Everything else is listed once (list.go).
func walks(f purchase.Filter, s listing.Sort) []walk {
	if s[0].Field == "deadline" && f.Empty() && len(s) == 2 && s[1].Desc == s[0].Desc {
		return []walk{{sort: s, index: "purchase_due", part: dated}, {sort: s[1:], index: "purchase_due", part: undated}}
	}
	if index, ok := walkIndex(f, s); ok {
		return []walk{{filter: f, sort: s, index: index}}
	}
	return nil
}

// walkIndex names the index that holds exactly the filter's rows in the order
// given, if one does.
func walkIndex(f purchase.Filter, s listing.Sort) (string, bool) {
	statuses, dated := f.Statuses, !f.From.IsZero() || !f.To.IsZero()
	f.Statuses, f.From, f.To = nil, time.Time{}, time.Time{}
	if !f.Empty() {
		return "", false
	}
	switch s.String() {
	case "at,id", "-at,-id":
		switch len(statuses) {
		case 0:
			return "purchase_at", true
		case 1:
			return "purchase_status", true
		}
		return "", false
	}
	if dated || len(statuses) > 0 {
		return "", false
	}
	index, ok := map[string]string{
		"status,at,id": "purchase_status", "psr,id": "purchase_psr", "amount,id": "purchase_amount",
		"wallet_transfer,id": "purchase_wallet", "transfer_id,id": "purchase_transfer",
		"-status,-at,-id": "purchase_status", "-psr,-id": "purchase_psr", "-amount,-id": "purchase_amount",
		"-wallet_transfer,-id": "purchase_wallet", "-transfer_id,-id": "purchase_transfer",
	}[s.String()]
	return index, ok
}

// keyValues are a row's values for the keys of an order.
func keyValues(r *row, s listing.Sort) []any {
	values := make([]any, len(s))
	for i, k := range s {
		switch k.Field {
		case "at":
			values[i] = r.atMS
		case "psr":
			values[i] = r.psr
		case "wallet_transfer":
			values[i] = r.walletTransfer
		case "amount":
			values[i] = r.credited
		case "transfer_id":
			values[i] = r.transferID
		case "status":
			values[i] = string(r.status)
		case "deadline":
			values[i] = r.deadlineMS.Int64 // a walk along deadlines has no row without one
		case "id":
			values[i] = r.id
		}
	}
	return values
}

// keyColumns are the columns of an order's keys.
func keyColumns(s listing.Sort) string {
	text := ""
	for i, k := range s {
		if i > 0 {
			text += ", "
		}
		text += purchase.Columns[k.Field].Name
	}
	return text
}
