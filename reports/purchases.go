package reports

import (
	"cmp"
	"context"
	"errors"
	"time"

	"trastienda/app/listing"
	"trastienda/app/money"
	"trastienda/app/purchase"
)

// PurchaseQuery says which purchases, in which groups (purchase.GroupByStatus …,
// empty for none), and their order within a group.
type PurchaseQuery struct {
	Filter purchase.Filter
	By     string
	Sort   listing.Sort
}

// PurchaseSource gives purchases of one moment: what Each gives is what Count
// counted.
type PurchaseSource interface {
	Count(ctx context.Context, q PurchaseQuery) (int, error)
	// Each gives every purchase once, in order, group by group, and ends with the
	// first error of give. It never holds them all.
	Each(ctx context.Context, q PurchaseQuery, give func(p *purchase.Purchase) error) error
}

// Head is what a document says of its making.
type Head struct {
	Words  Words
	Lang   string
	Agency string
	Logo   []byte // PNG; empty for none
	Made   time.Time
	Zone   *time.Location
	By     string
	AsOf   time.Time // see Document
	Sample bool
}

// Purchases is the report "Compras automatizadas" (S0-17). FromDay and ToDay
// ("2006-01-02", both included, in the agency's zone) narrow the query's filter;
// either may be empty. Agent is what the filter's agent is called. Chosen tells
// that the rows were picked by hand.
type Purchases struct {
	Query          PurchaseQuery
	FromDay, ToDay string
	Agent          string
	Chosen         bool
}

// What is wrong with a wish for a report.
var (
	ErrDay    = errors.New("reports: that is no day")
	ErrPeriod = errors.New("reports: the period ends before it begins")
)

// The places of the columns.
const (
	colAt = iota
	colPSR
	colAgent
	colWallet
	colPaid
	colBonus
	colCredited
	colCurrency
	colTransfer
	colStatus
	colCause
)

// tallied are the states of the summary, in its order.
var tallied = []purchase.Status{purchase.StatusOK, purchase.StatusPending, purchase.StatusError}

// Narrow puts the days into a filter. Errors: ErrDay, ErrPeriod.
func Narrow(f purchase.Filter, fromDay, toDay string, zone *time.Location) (purchase.Filter, error) {
	if fromDay != "" {
		from, err := purchase.DayStart(fromDay, zone)
		if err != nil {
			return f, ErrDay
		}
		f.From = from
	}
	if toDay != "" {
		to, err := purchase.DayStart(purchase.NextDay(toDay), zone)
		if err != nil || purchase.NextDay(toDay) == toDay {
			return f, ErrDay
		}
		f.To = to
	}
	if fromDay != "" && toDay != "" && toDay < fromDay {
		return f, ErrPeriod
	}
	return f, nil
}

// Document makes the report of what the source holds. Errors: ErrDay, ErrPeriod,
// and those of the source.
func (r Purchases) Document(ctx context.Context, h Head, source PurchaseSource) (*Document, error) {
	q := r.Query
	var err error
	if q.Filter, err = Narrow(q.Filter, r.FromDay, r.ToDay, h.Zone); err != nil {
		return nil, err
	}
	count, err := source.Count(ctx, q)
	if err != nil {
		return nil, err
	}
	w := h.Words
	d := &Document{
		Words: w, Lang: h.Lang, Title: w.T("reports.purchases.title"), Agency: h.Agency, Logo: h.Logo,
		Made: h.Made, Zone: h.Zone, By: h.By, AsOf: h.AsOf, Sample: h.Sample, Count: count,
		Columns: purchaseColumns(w), CurrencyColumn: colCurrency, TallyColumn: colStatus,
	}
	d.Period = r.period(d)
	d.Filters = r.filters(d)
	if q.By != "" {
		d.GroupTitle = w.T("reports.by." + q.By)
		d.Filters = append(d.Filters, w.T("reports.grouped", "by", d.GroupTitle))
	}
	for _, s := range tallied {
		d.Tallies = append(d.Tallies, w.T(statusKeys[s]))
	}
	waiting := waiting{d: d}
	d.Rows = func(ctx context.Context, give func(*Row) error) error {
		row := Row{Cells: make([]Cell, len(d.Columns))}
		return source.Each(ctx, q, func(p *purchase.Purchase) error {
			fillPurchase(d, q.By, p, &row)
			waiting.add(p)
			return give(&row)
		})
	}
	d.Notes = waiting.notes
	return d, nil
}

// purchaseColumns are the columns of the list (S0-28) with what a paper has room
// for: the agent, what was paid and the reason.
func purchaseColumns(w Words) []Column {
	return []Column{
		colAt:       {Title: w.T("purchases.col.at"), Type: Instant, Width: 26},
		colPSR:      {Title: w.T("purchases.col.psr"), Type: Identifier, Width: 27},
		colAgent:    {Title: w.T("reports.col.agent"), Type: Text, Width: 35},
		colWallet:   {Title: w.T("purchases.col.wallet"), Type: Identifier, Width: 25},
		colPaid:     {Title: w.T("reports.col.paid"), Type: Amount, Width: 24},
		colBonus:    {Title: w.T("reports.col.bonus"), Type: Amount, Width: 20},
		colCredited: {Title: w.T("reports.col.credited"), Type: Amount, Width: 24},
		colCurrency: {Title: w.T("reports.currency"), Type: Identifier, Width: 14},
		colTransfer: {Title: w.T("purchases.col.transfer"), Type: Identifier, Width: 33},
		colStatus:   {Title: w.T("purchases.col.status"), Type: Text, Width: 20},
		colCause:    {Title: w.T("reports.col.cause"), Type: Text, Width: 29},
	}
}

// fillPurchase makes the row of a purchase. The bonus is what was credited above
// what was paid (S0-13).
func fillPurchase(d *Document, by string, p *purchase.Purchase, row *Row) {
	status := d.Words.T(statusKeys[p.Status])
	row.Group = groupOf(d, by, p, status)
	row.Currency, row.Tally, row.Marked = p.Currency, status, p.Status == purchase.StatusPending
	c := row.Cells
	c[colAt].At = p.At
	c[colPSR].Text = p.PSR
	c[colAgent].Text = agentName(p.Agent)
	c[colWallet].Text = p.WalletTransfer
	c[colPaid].Amount, c[colBonus].Amount, c[colCredited].Amount = p.Paid, p.Credited-p.Paid, p.Credited
	c[colCurrency].Text = p.Currency
	c[colTransfer].Text = p.TransferID
	c[colStatus].Text = status
	c[colCause].Text = causeWords(d.Words, *p)
}

// groupOf names a row's group. A word stands before every value, so that no
// spreadsheet takes one for a number or a date.
func groupOf(d *Document, by string, p *purchase.Purchase, status string) string {
	value := ""
	switch by {
	case purchase.GroupByStatus:
		value = status
	case purchase.GroupByAgent:
		value = agentName(p.Agent)
	case purchase.GroupByPSR:
		value = p.PSR
	case purchase.GroupByDay:
		value = d.day(p.At)
	default:
		return ""
	}
	return d.Words.T("reports.by."+by) + " " + value
}

func agentName(a purchase.AgentRef) string {
	if a.Code == "" || a.Name == "" {
		return cmp.Or(a.Name, a.Code, a.ID)
	}
	return a.Code + " · " + a.Name
}

// day writes the day of an instant in the agency's zone.
func (d *Document) day(t time.Time) string {
	if d.english() {
		return t.In(d.zone()).Format(time.DateOnly)
	}
	return t.In(d.zone()).Format("02/01/2006")
}

// dayWords writes a day that is written "2006-01-02".
func (d *Document) dayWords(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil || d.english() {
		return day
	}
	return t.Format("02/01/2006")
}

func (r Purchases) period(d *Document) string {
	w := d.Words
	switch {
	case r.Chosen:
		return w.T("reports.period.chosen")
	case r.FromDay != "" && r.FromDay == r.ToDay:
		return w.T("reports.period.day", "day", d.dayWords(r.FromDay))
	case r.FromDay != "" && r.ToDay != "":
		return w.T("reports.period", "from", d.dayWords(r.FromDay), "to", d.dayWords(r.ToDay))
	case r.FromDay != "":
		return w.T("reports.period.from", "from", d.dayWords(r.FromDay))
	case r.ToDay != "":
		return w.T("reports.period.to", "to", d.dayWords(r.ToDay))
	}
	return w.T("reports.period.all")
}

// filters are what narrows the report besides its period, in words.
func (r Purchases) filters(d *Document) []string {
	w, f := d.Words, r.Query.Filter
	var all []string
	add := func(title, value string) {
		if value != "" {
			all = append(all, title+": "+value)
		}
	}
	for _, s := range f.Statuses {
		add(w.T("purchases.col.status"), w.T(statusKeys[s]))
	}
	if f.Agent != "" {
		add(w.T("reports.col.agent"), cmp.Or(r.Agent, f.Agent))
	}
	add(w.T("purchases.col.psr"), f.PSR)
	add(w.T("purchases.col.wallet"), f.WalletTransfer)
	add(w.T("purchases.col.transfer"), f.TransferID)
	if f.AmountMin != nil {
		all = append(all, w.T("reports.amount.from", "amount", money.Digits(*f.AmountMin, d.Lang)))
	}
	if f.AmountMax != nil {
		all = append(all, w.T("reports.amount.to", "amount", money.Digits(*f.AmountMax, d.Lang)))
	}
	if f.Cause != purchase.CauseNone {
		add(w.T("reports.col.cause"), causeWords(w, purchase.Purchase{Cause: f.Cause}))
	}
	if f.Text != "" {
		all = append(all, w.T("reports.search", "text", f.Text))
	}
	if !f.DueBefore.IsZero() {
		all = append(all, w.T("reports.due", "at", d.stamp(f.DueBefore)))
	}
	return all
}
