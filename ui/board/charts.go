package board

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2/theme"

	"trastienda/app/money"
	"trastienda/app/purchase"
	"trastienda/ui/chart"
	"trastienda/ui/look"
)

// statuses are the states of a purchase as the chart stacks them, what is done
// at the bottom.
var statuses = []struct {
	status purchase.Status
	key    string
	series chart.Series
}{
	{purchase.StatusOK, "purchases.status.ok", chart.Series{ID: "ok", Color: theme.ColorNamePrimary}},
	{purchase.StatusPending, "purchases.status.pending", chart.Series{ID: "pending", Color: look.ColorWarning, Pattern: chart.Hatched}},
	{purchase.StatusError, "purchases.status.error", chart.Series{ID: "error", Color: look.ColorError, Pattern: chart.Dotted}},
}

func (b *agencyBody) newPanels() {
	p, t := b.page, b.page.Book
	whole := func(n int64) string { return t.Number(int(n)) }
	amount := func(n int64) string { return t.Money(n, p.Currency) }
	tick := func(n int64) string {
		return money.Symbol(p.Currency, string(t.Lang())) + "\u00a0" + t.Number(int(n/100))
	}
	plain := func(n int64) string { return money.Digits(n, string(t.Lang())) }
	panel := func(id, title, first string, kind chart.Kind) chart.PanelParams {
		return chart.PanelParams{Params: chart.Params{ID: id, Kind: kind, Step: 100, Tick: tick, Value: amount,
			Total: t.T("board.total"), Empty: t.T("board.nothing"), Keys: p.keys, OnMove: p.viewChanged},
			Title: title, First: first, Plain: plain, AsTable: t.T("board.astable"), AsChart: t.T("board.aschart"), CopyText: t.T("board.copy"),
			Copy: p.Copy, OnFocus: p.reveal, OnTurn: p.fill}
	}
	count := panel("days", t.T("board.chart.days"), t.T("board.day"), chart.Stacked)
	count.Step, count.Tick, count.Value, count.Plain = 1, whole, whole, whole
	count.OnPick = func(bar, series int) {
		q := Query{From: p.known.period[bar], To: p.known.period[bar]}
		if series >= 0 {
			q.Status = statuses[series].status
		}
		p.Open(q)
	}
	b.count = chart.NewPanel(count)
	credited := panel("credited", t.T("board.chart.credited"), t.T("board.day"), chart.Line)
	credited.OnPick = func(bar, _ int) {
		p.Open(Query{From: p.known.period[bar], To: p.known.period[bar], Status: purchase.StatusOK})
	}
	b.credited = chart.NewPanel(credited)
	top := panel("top", t.T("board.chart.top"), t.T("purchases.col.psr"), chart.Across)
	top.OnPick = func(bar, _ int) {
		days := p.known.period
		p.Open(Query{PSR: b.top.Chart().Data().Bars[bar].ID, Status: purchase.StatusOK, From: days[0], To: days[len(days)-1]})
	}
	b.top = chart.NewPanel(top)
}

func (b *agencyBody) fillCharts() {
	p := b.page
	b.count.Set(p.countData(), "")
	summary := ""
	if all := p.creditedSums(); len(all) > 0 {
		summary = p.Book.T("board.chart.total", "sum", p.sums(all))
	}
	b.credited.Set(p.creditedData(), summary)
	b.top.Set(p.topData(), "")
}

// bars makes a bar for each day of the period; values gives its numbers.
func (p *Page) bars(values func(day string) []int64) []chart.Bar {
	bars := make([]chart.Bar, len(p.known.period))
	for i, day := range p.known.period {
		bars[i] = chart.Bar{ID: dayName(day), Label: p.Book.DayMonth(day), Name: p.Book.Day(day), Values: values(dayName(day))}
	}
	return bars
}

// countData is how many purchases of each state a day had, of all currencies.
func (p *Page) countData() chart.Data {
	var d chart.Data
	for _, s := range statuses {
		s.series.Name = p.Book.T(s.key)
		d.Series = append(d.Series, s.series)
	}
	d.Bars = p.bars(func(day string) []int64 {
		values := make([]int64, len(statuses))
		for _, t := range p.known.days {
			for i, s := range statuses {
				if t.Day == day && t.Status == s.status {
					values[i] += int64(t.N)
				}
			}
		}
		return values
	})
	return d
}

// creditedData is what was credited each day in the agency's currency. Only
// what is OK counts: nobody knows yet what becomes of the rest.
func (p *Page) creditedData() chart.Data {
	d := chart.Data{Series: []chart.Series{{ID: "credited", Name: p.Book.T("board.credited"), Color: theme.ColorNamePrimary}}}
	d.Bars = p.bars(func(day string) []int64 {
		var sum int64
		for _, t := range p.known.days {
			if t.Day == day && t.Status == purchase.StatusOK && t.Currency == p.Currency {
				sum += t.Credited
			}
		}
		return []int64{sum}
	})
	return d
}

// creditedSums is what was credited in the whole period, one sum a currency:
// those that the chart cannot show are told here.
func (p *Page) creditedSums() []Sum {
	return sumOf(p.known.days, func(t DayTotal) bool { return t.Status == purchase.StatusOK })
}

// todayTotals counts today's purchases and sums what was credited.
func (p *Page) todayTotals() (n int, credited []Sum) {
	today := dayName(p.Backend.Now().In(p.Book.Zone()))
	for _, t := range p.known.days {
		if t.Day == today {
			n += t.N
		}
	}
	return n, sumOf(p.known.days, func(t DayTotal) bool { return t.Day == today && t.Status == purchase.StatusOK })
}

// sumOf sums by currency, in the order of their codes.
func sumOf(days []DayTotal, counts func(DayTotal) bool) []Sum {
	var all []Sum
	for _, t := range days {
		if !counts(t) {
			continue
		}
		i := slices.IndexFunc(all, func(s Sum) bool { return s.Currency == t.Currency })
		if i < 0 {
			all = append(all, Sum{Currency: t.Currency})
			i = len(all) - 1
		}
		all[i].Amount += t.Credited
	}
	slices.SortFunc(all, func(a, b Sum) int { return strings.Compare(a.Currency, b.Currency) })
	return all
}

// topData are the points of sale that were credited most in the agency's
// currency.
func (p *Page) topData() chart.Data {
	d := chart.Data{Series: []chart.Series{{ID: "credited", Name: p.Book.T("board.credited"), Color: theme.ColorNamePrimary}}}
	for _, t := range p.known.tops {
		if t.Currency == p.Currency {
			d.Bars = append(d.Bars, chart.Bar{ID: t.PSR, Label: t.PSR, Name: p.Book.T("board.psr", "psr", t.PSR), Values: []int64{t.Credited}})
		}
	}
	return d
}
