package main

import (
	"context"
	"slices"

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

// unclosed gives filters of purchases that wait for somebody without those that people
// closed.
func unclosed(closed []string, filters ...purchase.Filter) []purchase.Filter {
	for i := range filters {
		filters[i].Except = closed
	}
	return filters
}

// imported are errors of a file of past purchases: history, which waits for nobody.
var imported = purchase.Filter{Cause: purchase.CauseRefused(purchase.CodeImported)}

// refused are the purchases with an error that somebody may deal with.
var refused = purchase.Filter{Statuses: []purchase.Status{purchase.StatusError}, NotCause: imported.Cause}

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
		_, closed, err := closings(ctx, d)
		if err != nil {
			return c, err
		}
		for _, f := range unclosed(closed, p.stuck(), refused) {
			n, err := view.Count(ctx, f)
			if err != nil {
				return c, err
			}
			c.Attention += n
		}
		oldest, err := view.Oldest(ctx, purchase.StatusPending)
		if oldest != nil {
			c.OldestPending = oldest.At
		}
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

// Days gives the roll-ups of the days.
func (p boardBackend) Days(ctx context.Context, from, to string) ([]board.DayTotal, error) {
	return on(p.purchaseBackend, func(d *desk.Desk) ([]board.DayTotal, error) {
		totals, err := d.Purchases().Days(ctx, from, to)
		all := make([]board.DayTotal, len(totals))
		for i, t := range totals {
			all[i] = board.DayTotal(t)
		}
		return all, err
	})
}

// TopPSR finds the points of sale that were credited most.
func (p boardBackend) TopPSR(ctx context.Context, from, to string, most int) ([]board.PSRTotal, error) {
	return on(p.purchaseBackend, func(d *desk.Desk) ([]board.PSRTotal, error) {
		totals, err := d.Purchases().TopPSR(ctx, from, to, most)
		all := make([]board.PSRTotal, len(totals))
		for i, t := range totals {
			all[i] = board.PSRTotal(t)
		}
		return all, err
	})
}

// Attention lists what nobody tries any more first, then what was refused,
// then what waits; the longest wait first in each.
func (p boardBackend) Attention(ctx context.Context) ([]purchase.Purchase, error) {
	return on(p.purchaseBackend, func(d *desk.Desk) ([]purchase.Purchase, error) {
		var all []purchase.Purchase
		seen := map[string]bool{}
		_, closed, err := closings(ctx, d)
		if err != nil {
			return nil, err
		}
		for _, f := range unclosed(closed, purchase.Filter{Cause: purchase.CauseExpired}, refused, p.stuck()) {
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

// Unsettled counts the notices that wait for a person.
func (p boardBackend) Unsettled(ctx context.Context) (board.Unsettled, error) {
	return on(p.purchaseBackend, func(d *desk.Desk) (u board.Unsettled, err error) {
		u.N, u.Oldest, err = d.Unsettled(ctx)
		return u, err
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
		{board.Stuck, refused},
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

// preset is what the page of purchases shows for a link of the board.
func preset(q board.Query) purchases.Preset {
	return purchases.Preset{Status: q.Status, Due: q.Due, From: q.From, To: q.To, PSR: q.PSR, Purchase: q.Purchase}
}

var _ board.Backend = boardBackend{}
