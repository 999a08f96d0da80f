package reports

import (
	"context"

	"trastienda/app/money"
	"trastienda/app/month"
	"trastienda/app/purchase"
)

// MonthSource gives the rows of a closed month once, in their order, and ends with
// the first error of give.
type MonthSource func(ctx context.Context, give func(month.Row) error) error

// The places of the columns of a monthly close.
const (
	monthAt = iota
	monthPSR
	monthAgent
	monthWallet
	monthTransfer
	monthBefore
	monthStatus
	monthCurrency
	monthAmount
	monthPaid
	monthCredited
)

// Month is the document "Cierre mensual": the month's own purchases and the
// adjustments of earlier months. Only what is OK counts, so the amounts that are
// added up are those of purchases that became OK, less those that are OK no more.
func Month(h Head, c month.Close, rows MonthSource) *Document {
	w := h.Words
	d := &Document{
		Words: w, Lang: h.Lang, Title: w.T("reports.month.title", "month", MonthName(c.Month, h.Lang)), Agency: h.Agency, Logo: h.Logo,
		Made: h.Made, Zone: h.Zone, By: h.By, Sample: h.Sample, Count: c.Rows,
		GroupTitle: w.T("reports.month.part"), CurrencyColumn: monthCurrency, TallyColumn: monthStatus, Columns: monthColumns(w),
	}
	last := c.To.Add(-1)
	d.Period = w.T("reports.period", "from", d.day(c.From), "to", d.day(last)) + " · " + w.T("reports.month.closed", "by", c.By, "at", d.stamp(c.At))
	for _, s := range tallied {
		d.Tallies = append(d.Tallies, w.T(statusKeys[s]))
	}
	d.Rows = func(ctx context.Context, give func(*Row) error) error {
		row := Row{Cells: make([]Cell, len(d.Columns))}
		return rows(ctx, func(r month.Row) error {
			fillMonth(d, r, &row)
			return give(&row)
		})
	}
	d.Notes = func() []string { return monthNotes(d, c) }
	return d
}

// MonthName writes a month: 10/2026, in English 2026-10.
func MonthName(m, lang string) string {
	d := Document{Lang: lang}
	if d.english() || len(m) != len(month.Layout) {
		return m
	}
	return m[5:] + "/" + m[:4]
}

func monthColumns(w Words) []Column {
	return []Column{
		monthAt:       {Title: w.T("purchases.col.at"), Type: Instant, Width: 26},
		monthPSR:      {Title: w.T("purchases.col.psr"), Type: Identifier, Width: 27},
		monthAgent:    {Title: w.T("reports.col.agent"), Type: Text, Width: 35},
		monthWallet:   {Title: w.T("purchases.col.wallet"), Type: Identifier, Width: 25},
		monthTransfer: {Title: w.T("purchases.col.transfer"), Type: Identifier, Width: 33},
		monthBefore:   {Title: w.T("reports.month.before"), Type: Text, Width: 21},
		monthStatus:   {Title: w.T("reports.month.status"), Type: Text, Width: 21},
		monthCurrency: {Title: w.T("reports.currency"), Type: Identifier, Width: 14},
		monthAmount:   {Title: w.T("purchases.col.amount"), Type: Text, Width: 24},
		monthPaid:     {Title: w.T("reports.month.paid"), Type: Amount, Width: 24},
		monthCredited: {Title: w.T("reports.month.credited"), Type: Amount, Width: 24},
	}
}

func fillMonth(d *Document, r month.Row, row *Row) {
	w := d.Words
	row.Group = w.T("reports.month.own")
	if r.Kind == month.Adjustment {
		row.Group = w.T("reports.month.adjustments")
	}
	status := w.T(statusKeys[r.Status])
	row.Currency, row.Tally, row.Marked = r.Currency, status, r.Status == purchase.StatusPending
	c := row.Cells
	c[monthAt].At = r.At
	c[monthPSR].Text, c[monthAgent].Text = r.PSR, agentName(r.Agent)
	c[monthWallet].Text, c[monthTransfer].Text = r.WalletTransfer, r.TransferID
	c[monthBefore].Text = ""
	if key, known := statusKeys[r.Before]; known {
		c[monthBefore].Text = w.T(key)
	}
	c[monthStatus].Text, c[monthCurrency].Text = status, r.Currency
	c[monthAmount].Text = money.Digits(r.Credited, d.Lang)
	c[monthPaid].Amount, c[monthCredited].Amount = r.Counts()*r.Paid, r.Counts()*r.Credited
}

// monthNotes tell what of the month was pending when it was closed, and that
// nothing of it moves any more.
func monthNotes(d *Document, c month.Close) []string {
	var notes []string
	for _, t := range c.Totals {
		if t.Kind == month.Own && t.Status == purchase.StatusPending && t.Count > 0 {
			notes = append(notes, d.Words.N("reports.month.pending", int(t.Count), "amount", money.Format(t.Credited, t.Currency, d.Lang)))
		}
	}
	return append(notes, d.Words.T("reports.month.rule"))
}
