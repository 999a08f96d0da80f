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

// walkIndex names the index that holds exactly the filter's rows in the order
// given, if one does: then pages are walked to by key. Everything else is
// listed once (list.go).
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
