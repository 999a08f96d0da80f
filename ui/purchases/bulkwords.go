package purchases

import (
	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// bulkShown is how a state of a row looks: word, icon and colour.
type bulkShown struct {
	key, icon string
	tone      look.Tone
}

var bulkStates = map[purchase.BulkState]bulkShown{
	purchase.BulkDone:      {"bulk.state.done", "check_circle", look.ToneSuccess},
	purchase.BulkPending:   {"bulk.state.pending", "schedule", look.ToneWarning},
	purchase.BulkNoBalance: {"bulk.state.nobalance", "account_balance_wallet", look.ToneError},
	purchase.BulkRefused:   {"bulk.state.refused", "error", look.ToneError},
	purchase.BulkUnknown:   {"bulk.state.unknown", "sync_problem", look.ToneWarning},
	purchase.BulkNotSent:   {"bulk.state.notsent", "block", look.ToneNeutral},
	purchase.BulkNotNeeded: {"bulk.state.notneeded", "info", look.ToneNeutral},
	purchase.BulkWaiting:   {"bulk.state.waiting", "schedule", look.ToneNeutral},
	purchase.BulkSending:   {"bulk.state.sending", "hourglass_top", look.ToneInfo},
}

// bulkLine writes a row of a bulk retry.
func bulkLine(b *text.Book, r purchase.BulkRow) grid.Row {
	s, p := bulkStates[r.State], r.Purchase
	return grid.Row{ID: p.ID, Cells: []grid.Cell{
		{Text: b.Stamp(p.At)},
		{Text: p.PSR},
		{Text: b.Money(p.Credited, p.Currency), Kind: grid.Money, Align: grid.Right},
		{Text: b.T(s.key), Kind: grid.Pill, Icon: s.icon, Tone: s.tone, Bold: true},
		{Text: bulkWhy(b, r)},
	}}
}

// bulkWhy says the reason of a row's state; "" where the word says it all.
func bulkWhy(b *text.Book, r purchase.BulkRow) string {
	switch r.State {
	case purchase.BulkPending:
		return bulkPendingWhy(b, r.Code)
	case purchase.BulkNoBalance, purchase.BulkRefused:
		return reports.RefusalWords(b, r.Code)
	case purchase.BulkUnknown:
		return b.T("bulk.why.unknown")
	}
	if key := bulkWhys[r.Code]; key != "" {
		return b.T(key)
	}
	return ""
}

// bulkPendingWhy says why a purchase is still pending after its retry.
func bulkPendingWhy(b *text.Book, code string) string {
	switch {
	case code == purchase.CodeSettling:
		return b.T("purchases.dialog.more.settling")
	case purchase.Cause(code) == purchase.CauseNoAnswer:
		return b.T("purchases.cause.noanswer")
	}
	return reports.CauseSentence(b, purchase.Purchase{Cause: purchase.Cause(code)})
}

// bulkWhys say why nothing was sent for a row.
var bulkWhys = map[string]string{
	purchase.BulkCancelled:   "bulk.why.cancelled",
	purchase.BulkAgentEmpty:  "bulk.why.agentempty",
	purchase.BulkOffline:     "bulk.why.offline",
	purchase.BulkInterrupted: "bulk.why.interrupted",
	purchase.BulkSignedOut:   "bulk.why.signedout",
	purchase.BulkTooOld:      "shell.tooold",
	purchase.BulkNotStored:   "bulk.why.notstored",
	purchase.BulkLost:        "bulk.why.lost",
	purchase.BulkComplete:    "bulk.why.complete",
	purchase.BulkGone:        "bulk.why.gone",
}

// outcomeOf: "El reintento de 5 compras quedó a medias: 2 enviadas, 1 sin
// respuesta, 2 no se enviaron".
func outcomeOf(b *text.Book, t purchase.BulkTally) string {
	key := "bulk.over"
	if t.Halfway() {
		key = "bulk.half"
	}
	return b.N(key, t.Rows, "what", tallyWords(b, t))
}
