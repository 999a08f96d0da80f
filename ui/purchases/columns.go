package purchases

import (
	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The ids of the columns. All but the last are sort fields of the list.
const (
	colAt       = "at"
	colPSR      = "psr"
	colWallet   = "wallet_transfer"
	colAmount   = "amount"
	colTransfer = "transfer_id"
	colStatus   = "status"
	colActions  = "actions"
)

// columns are the seven columns of S0-28, in that order. Five carry a sort
// caret; date and time has none, and is the order of the list when no column
// is chosen (S0-29).
func columns(b *text.Book) []grid.Column {
	return []grid.Column{
		{ID: colAt, Title: b.T("purchases.col.at"), Width: 130, MinWidth: 130},
		{ID: colPSR, Title: b.T("purchases.col.psr"), Width: 132, MinWidth: 90, Sortable: true},
		{ID: colWallet, Title: b.T("purchases.col.wallet"), Width: 120, MinWidth: 90, Sortable: true},
		{ID: colAmount, Title: b.T("purchases.col.amount"), Width: 136, MinWidth: 110, Align: grid.Right, Sortable: true},
		{ID: colTransfer, Title: b.T("purchases.col.transfer"), Width: 170, MinWidth: 100, Sortable: true},
		{ID: colStatus, Title: b.T("purchases.col.status"), Width: 122, MinWidth: 118, Sortable: true},
		{ID: colActions, Title: b.T("purchases.col.actions"), Width: 128, MinWidth: 110, NoCopy: true},
	}
}

// formatRow writes a purchase as a row of the grid, in the formats of S0-30.
// The amount is the credited one (S0-50); the retry is there only for PENDIENTE
// and ERROR (S0-38).
func formatRow(b *text.Book, p purchase.Purchase) grid.Row {
	icon, tone := statusIcon(p.Status)
	row := grid.Row{ID: p.ID, Cells: []grid.Cell{
		{Text: b.Stamp(p.At)},
		{Text: p.PSR},
		{Text: p.WalletTransfer},
		{Text: b.Money(p.Credited, p.Currency), Kind: grid.Money, Align: grid.Right},
		{Text: p.TransferID},
		{Text: b.T(statusKeys[p.Status]), Kind: grid.Pill, Icon: icon, Tone: tone, Bold: true},
		{},
	}}
	if p.Status.Retryable() {
		row.Cells[6] = grid.Cell{Text: b.T("purchases.retry.row"), Kind: grid.Action, Icon: "refresh"}
	}
	switch p.Status {
	case purchase.StatusPending:
		row.Fill = look.ColorPendingRow
	case purchase.StatusError:
		row.Bar = true
	}
	return row
}

// order is the sort the backend is asked for: the chosen one, then newest
// first.
func order(chosen listing.Sort) listing.Sort {
	return chosen.With(purchase.NewestFirst[0])
}
