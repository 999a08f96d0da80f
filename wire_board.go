package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/ui/board"
	"trastienda/ui/purchases"
)

// boardBackend gives the page "Mi tablero" the desk's data.
type boardBackend struct{ purchaseBackend }

// oldestFirst is the order in which purchases wait.
var oldestFirst = listing.Sort{{Field: "at"}}

// stuck keeps the pending purchases that are older than the board lets them be.
// Those whose time has run out are among them: their deadline comes later.
func (p boardBackend) stuck() purchase.Filter {
	return purchase.Filter{Statuses: []purchase.Status{purchase.StatusPending}, To: p.Now().Add(-board.StuckAfter)}
}

// Counts reads the numbers of the cards.
func (p boardBackend) Counts(ctx context.Context) (board.Counts, error) {
	return on(p.purchaseBackend, func(d *desk.Desk) (board.Counts, error) {
		view, now := d.Purchases(), p.Now()
		all, err := view.Counters(ctx)
		if err != nil {
			return board.Counts{}, err
		}
		pending, failed := all.Status[purchase.StatusPending], all.Status[purchase.StatusError]
		c := board.Counts{All: all.All.Count, Pending: pending.Count, Error: failed.Count,
			PendingSums: boardSums(pending.Credited), ErrorSums: boardSums(failed.Credited)}
		if c.Due, err = view.Due(ctx, now, now.Add(purchases.DueSoonWithin)); err != nil {
			return c, err
		}
		stuck, err := view.Count(ctx, p.stuck())
		if err != nil {
			return c, err
		}
		c.Attention = stuck + failed.Count
		c.OldestPending, err = boardOldest(ctx, view)
		return c, err
	})
}

func boardSums(byCurrency map[string]int64) []board.Sum {
	list := []board.Sum{}
	for _, s := range sums(byCurrency) {
		list = append(list, board.Sum(s))
	}
	return list
}

// boardOldest tells when the oldest pending purchase was made; zero when there
// is none.
func boardOldest(ctx context.Context, view desk.View) (time.Time, error) {
	rows, err := view.Rows(ctx, purchase.Filter{Statuses: []purchase.Status{purchase.StatusPending}}, oldestFirst, 0, 1)
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	return rows[0].At, nil
}

// Days sums the days up.
func (p boardBackend) Days(ctx context.Context, from, to string) ([]board.DayTotal, error) {
	zone := agencyZone(p.b.agency().TimeZone, p.b.log)
	return on(p.purchaseBackend, func(d *desk.Desk) ([]board.DayTotal, error) {
		return boardDays(ctx, d.Purchases(), zone, from, to)
	})
}

// boardDays adds the rows of the period up by day, status and currency.
func boardDays(ctx context.Context, view desk.View, zone *time.Location, from, to string) ([]board.DayTotal, error) {
	first, _, err := dayBounds(from, zone)
	if err != nil {
		return nil, err
	}
	_, end, err := dayBounds(to, zone)
	if err != nil {
		return nil, err
	}
	totals := map[board.DayTotal]*board.DayTotal{} // by day, status and currency alone
	err = eachPurchase(ctx, view, purchase.Filter{From: first, To: end}, func(q purchase.Purchase) {
		k := board.DayTotal{Day: q.At.In(zone).Format(time.DateOnly), Status: q.Status, Currency: q.Currency}
		if totals[k] == nil {
			t := k
			totals[k] = &t
		}
		totals[k].N++
		totals[k].Credited += q.Credited
	})
	all := make([]board.DayTotal, 0, len(totals))
	for _, t := range totals {
		all = append(all, *t)
	}
	return all, err
}

// dayBounds are the first instant of a day and of the next one.
func dayBounds(day string, zone *time.Location) (first, next time.Time, err error) {
	first, err = time.ParseInLocation(time.DateOnly, day, zone)
	return first, first.AddDate(0, 0, 1), err
}

// eachPurchase reads the filter's rows in pages, the oldest first.
func eachPurchase(ctx context.Context, view desk.View, f purchase.Filter, see func(purchase.Purchase)) error {
	const page = 1000
	for from := 0; ; from += page {
		rows, err := view.Rows(ctx, f, oldestFirst, from, page)
		if err != nil {
			return err
		}
		for _, q := range rows {
			see(q)
		}
		if len(rows) < page {
			return nil
		}
	}
}

// TopPSR finds the points of sale that were credited most.
func (p boardBackend) TopPSR(ctx context.Context, from, to string, most int) ([]board.PSRTotal, error) {
	zone := agencyZone(p.b.agency().TimeZone, p.b.log)
	return on(p.purchaseBackend, func(d *desk.Desk) ([]board.PSRTotal, error) {
		return boardTop(ctx, d.Purchases(), zone, from, to, most)
	})
}

// boardTop adds the rows of the period up.
func boardTop(ctx context.Context, view desk.View, zone *time.Location, from, to string, most int) ([]board.PSRTotal, error) {
	first, _, err := dayBounds(from, zone)
	if err != nil {
		return nil, err
	}
	_, end, err := dayBounds(to, zone)
	if err != nil {
		return nil, err
	}
	type key struct{ psr, currency string }
	totals := map[key]*board.PSRTotal{}
	f := purchase.Filter{Statuses: []purchase.Status{purchase.StatusOK}, From: first, To: end}
	err = eachPurchase(ctx, view, f, func(q purchase.Purchase) {
		k := key{q.PSR, q.Currency}
		if totals[k] == nil {
			totals[k] = &board.PSRTotal{PSR: q.PSR, Currency: q.Currency}
		}
		totals[k].N++
		totals[k].Credited += q.Credited
	})
	if err != nil {
		return nil, err
	}
	var all []board.PSRTotal
	for _, t := range totals {
		all = append(all, *t)
	}
	slices.SortFunc(all, func(a, b board.PSRTotal) int {
		return cmp.Or(cmp.Compare(b.Credited, a.Credited), cmp.Compare(a.PSR, b.PSR), cmp.Compare(a.Currency, b.Currency))
	})
	return all[:min(len(all), most)], nil
}

// Attention lists what nobody tries any more first, then what was refused,
// then what waits; the longest wait first in each.
func (p boardBackend) Attention(ctx context.Context) ([]purchase.Purchase, error) {
	return on(p.purchaseBackend, func(d *desk.Desk) ([]purchase.Purchase, error) {
		var all []purchase.Purchase
		seen := map[string]bool{}
		for _, f := range []purchase.Filter{{Cause: purchase.CauseExpired}, {Statuses: []purchase.Status{purchase.StatusError}}, p.stuck()} {
			rows, err := d.Purchases().Rows(ctx, f, oldestFirst, 0, board.AttentionMost)
			if err != nil {
				return nil, err
			}
			for _, q := range rows {
				if !seen[q.ID] {
					seen[q.ID] = true
					all = append(all, q)
				}
			}
		}
		return all[:min(len(all), board.AttentionMost)], nil
	})
}

// Movements are the latest purchases.
func (p boardBackend) Movements(ctx context.Context, n int) ([]purchase.Purchase, error) {
	return p.Rows(ctx, purchase.Filter{}, purchase.NewestFirst, 0, n)
}

// Notices are the latest purchases of each kind: completed ones must not push
// out the few that nobody may miss.
func (p boardBackend) Notices(ctx context.Context, n int) ([]board.Notice, error) {
	kinds := []struct {
		kind   board.NoticeKind
		filter purchase.Filter
	}{
		{board.Completed, purchase.Filter{Statuses: []purchase.Status{purchase.StatusOK}}},
		{board.Stuck, purchase.Filter{Statuses: []purchase.Status{purchase.StatusError}}},
		{board.RunOut, purchase.Filter{Cause: purchase.CauseExpired}},
	}
	return on(p.purchaseBackend, func(d *desk.Desk) ([]board.Notice, error) {
		var all []board.Notice
		for _, k := range kinds {
			rows, err := d.Purchases().Rows(ctx, k.filter, purchase.NewestFirst, 0, (n+len(kinds)-1)/len(kinds))
			if err != nil {
				return nil, err
			}
			for _, q := range rows {
				notice := board.Notice{Kind: k.kind, At: q.At, Purchase: q}
				if k.kind == board.RunOut && q.Deadline != nil {
					notice.At = *q.Deadline
				}
				all = append(all, notice)
			}
		}
		slices.SortStableFunc(all, func(a, b board.Notice) int { return b.At.Compare(a.At) })
		return all[:min(len(all), n)], nil
	})
}

// Balance asks the hub for the balance of the one agent an agent sees.
func (p boardBackend) Balance(ctx context.Context) (agent.Balance, error) {
	agents, err := p.Agents(ctx)
	if err != nil {
		return agent.Balance{}, err
	}
	if len(agents) != 1 {
		return agent.Balance{}, board.ErrNoAgent
	}
	return p.purchaseBackend.Balance(ctx, agents[0].ID)
}

// NextVisit: the hub keeps no visits, so none is known.
func (p boardBackend) NextVisit(context.Context) (time.Time, bool, error) {
	return time.Time{}, false, nil
}

// preset is what the page of purchases shows for a link of the board.
func preset(q board.Query) purchases.Preset {
	return purchases.Preset{Status: q.Status, Due: q.Due, From: q.From, To: q.To, PSR: q.PSR, Purchase: q.Purchase}
}

var _ board.Backend = boardBackend{}
