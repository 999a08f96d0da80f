package purchases

import (
	"time"

	"fyne.io/fyne/v2"

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
	colDeadline = "deadline"
	colMark     = "mark"
	colActions  = "actions"
)

// columnIDs are the columns in the order of the source, which is that of the
// cells of a row.
var columnIDs = []string{colAt, colPSR, colWallet, colAmount, colTransfer, colStatus, colDeadline, colMark, colActions}

// listColumns are the seven columns of S0-28, in that order, and before the actions
// what is left of the 72 hours and, if the user wants it, who takes care of it. Date and time has no caret in the source, and is
// the order of the list when no column is chosen (S0-29).
func listColumns(b *text.Book) []grid.Column {
	return []grid.Column{
		{ID: colAt, Title: b.T("purchases.col.at"), Width: 130, MinWidth: 130},
		{ID: colPSR, Title: b.T("purchases.col.psr"), Width: 132, MinWidth: 90, Sortable: true, Digits: true},
		{ID: colWallet, Title: b.T("purchases.col.wallet"), Width: 126, MinWidth: 90, Sortable: true, Digits: true},
		{ID: colAmount, Title: b.T("purchases.col.amount"), Width: amountWidth(b), MinWidth: 110, Align: grid.Right, Sortable: true},
		{ID: colTransfer, Title: b.T("purchases.col.transfer"), Width: 168, MinWidth: 100, Sortable: true, Digits: true},
		{ID: colStatus, Title: b.T("purchases.col.status"), Width: 120, MinWidth: 118, Sortable: true, Fixed: true},
		{ID: colDeadline, Title: b.T("purchases.col.deadline"), Width: 102, MinWidth: 96, Sortable: true},
		{ID: colMark, Title: b.T("marks.title"), Width: 150, MinWidth: 80, Away: true},
		{ID: colActions, Title: b.T("purchases.col.actions"), Width: actionWidth(b), MinWidth: 96, NoCopy: true},
	}
}

// actionWidth is as wide as the action's word needs: with it the eight columns
// fit into the window of a first start.
func actionWidth(b *text.Book) float32 {
	const text, icon, padding = 13, 20, 2 * 8
	return fyne.MeasureText(b.T("purchases.retry.row"), text, fyne.TextStyle{Bold: true}).Width + icon + padding + 2
}

// amountWidth shows ten millions whole: an amount must not be cut, and where the
// currency has more letters it needs more room.
func amountWidth(b *text.Book) float32 {
	const tenMillions, text, padding = 10_000_000_00, 13, 2 * 8
	return fyne.MeasureText(b.Money(tenMillions, "ARS"), text, fyne.TextStyle{}).Width + padding + 3
}

// formatRow writes a purchase as a row of the grid, in the formats of S0-30.
// The amount is the credited one (S0-50). A closed purchase keeps its state.
func formatRow(b *text.Book, p purchase.Purchase, m Mark, c purchase.Closing, now time.Time) grid.Row {
	icon, tone := statusIcon(p.Status)
	row := grid.Row{ID: p.ID, Cells: []grid.Cell{
		{Text: b.Stamp(p.At)},
		{Text: p.PSR},
		{Text: p.WalletTransfer},
		{Text: b.Money(p.Credited, p.Currency), Kind: grid.Money, Align: grid.Right},
		{Text: p.TransferID},
		{Text: b.T(statusKeys[p.Status]), Kind: grid.Pill, Icon: icon, Tone: tone, Bold: true},
		deadlineCell(b, p, c, now),
		markCell(b, m),
		actionCell(b, p, c),
	}}
	switch {
	case c.Closed(): // it waits for nobody any more
	case p.Status == purchase.StatusPending:
		row.Fill = look.ColorPendingRow
	case p.Status == purchase.StatusError:
		row.Bar = true
	}
	return row
}

// deadlineCell tells what is left of a purchase's time, from twelve hours on as a
// pill.
func deadlineCell(b *text.Book, p purchase.Purchase, c purchase.Closing, now time.Time) grid.Cell {
	if p.Deadline == nil || p.Status == purchase.StatusOK || c.Closed() {
		return grid.Cell{}
	}
	switch left := p.Deadline.Sub(now); {
	case left <= 0:
		return grid.Cell{Text: b.T("purchases.left.over"), Kind: grid.Pill, Tone: look.ToneNeutral}
	case left <= DueSoonWithin:
		return grid.Cell{Text: b.Span(left), Kind: grid.Pill, Tone: look.ToneWarning}
	default:
		return grid.Cell{Text: b.Span(left)}
	}
}

// order is the sort the backend is asked for: the chosen one, then newest
// first.
func order(chosen listing.Sort) listing.Sort {
	return chosen.With(purchase.NewestFirst[0])
}
