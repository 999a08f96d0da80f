package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/app/purchase"
	desksync "trastienda/data/desk/sync"
	"trastienda/ui/board"
	"trastienda/ui/purchases"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// openBoard opens the sample agency without a window and waits until the
// desk's copy is complete.
func openBoard(t *testing.T, rows int) boardBackend {
	t.Helper()
	b := newBackend(backendParams{files: folderFiles{sampleFolder(t, rows)}, clock: clock.System{}, log: slog.New(slog.DiscardHandler),
		lang: func() text.Lang { return text.ES }})
	b.gone.Store(true) // there is no window to tell anything
	t.Cleanup(b.close)
	ctx := context.Background()
	if state, err := b.Start(ctx); err != nil || state != shell.Ready {
		t.Fatalf("start: %v, %v", state, err)
	}
	p := boardBackend{purchaseBackend{b}}
	eventually(t, "the copy", func() error {
		n, err := p.Count(ctx, purchase.Filter{})
		if err == nil && (n != rows || b.deskNow().State().Phase != desksync.Following) {
			err = fmt.Errorf("%d rows", n)
		}
		return err
	})
	return p
}

// dayBounds are the first instant of a day and of the next one.
func dayBounds(day string, zone *time.Location) (first, next time.Time, err error) {
	first, err = purchase.DayStart(day, zone)
	if err != nil {
		return first, next, err
	}
	next, err = purchase.DayStart(purchase.NextDay(day), zone)
	return first, next, err
}

// sumOf gives number and sum of a filter in the sample's only currency.
func (p boardBackend) sumOf(t *testing.T, f purchase.Filter) (n int, credited int64) {
	t.Helper()
	n, err := p.Count(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	all, err := p.SumAll(context.Background(), f)
	if err != nil || len(all) > 1 {
		t.Fatalf("sums %v, %v", all, err)
	}
	for _, s := range all {
		credited += s.Amount
	}
	return n, credited
}

// Every number of the board is that of the list its link shows.
func TestBoardTellsTheNumbersOfTheLists(t *testing.T) {
	p := openBoard(t, 600)
	ctx, now := context.Background(), p.Now()
	zone := agencyZone(p.b.agency().TimeZone, p.b.log)
	status := func(s ...purchase.Status) purchase.Filter { return purchase.Filter{Statuses: s} }

	c, err := p.Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		got    int
		filter purchase.Filter
	}{
		"all": {c.All, purchase.Filter{}}, "pending": {c.Pending, status(purchase.StatusPending)}, "error": {c.Error, status(purchase.StatusError)},
		"due": {c.Due, purchase.Filter{DueAfter: now, DueBefore: now.Add(purchases.DueSoonWithin)}},
	} {
		if want, _ := p.sumOf(t, x.filter); x.got != want {
			t.Errorf("%s: %d, the list has %d", name, x.got, want)
		}
	}
	if _, want := p.sumOf(t, status(purchase.StatusPending)); len(c.PendingSums) != 1 || c.PendingSums[0].Amount != want {
		t.Errorf("pending sums %v, want %d", c.PendingSums, want)
	}

	from, to := now.In(zone).AddDate(0, 0, -29).Format(time.DateOnly), now.In(zone).Format(time.DateOnly)
	days, err := p.Days(ctx, from, to)
	if err != nil || len(days) == 0 {
		t.Fatalf("%d days, %v", len(days), err)
	}
	inDays := 0
	for _, d := range days {
		first, next, err := dayBounds(d.Day, zone)
		if err != nil {
			t.Fatal(err)
		}
		n, credited := p.sumOf(t, purchase.Filter{Statuses: []purchase.Status{d.Status}, From: first, To: next})
		if d.N != n || d.Credited != credited {
			t.Errorf("%s %s: %d and %d, the list has %d and %d", d.Day, d.Status, d.N, d.Credited, n, credited)
		}
		inDays += d.N
	}
	first, _, _ := dayBounds(from, zone)
	_, end, _ := dayBounds(to, zone)
	if n, _ := p.sumOf(t, purchase.Filter{From: first, To: end}); n != inDays {
		t.Errorf("the days hold %d purchases, the list %d", inDays, n)
	}

	tops, err := p.TopPSR(ctx, from, to, 5)
	if err != nil || len(tops) != 5 {
		t.Fatalf("%v, %v", tops, err)
	}
	for i, top := range tops {
		n, credited := p.sumOf(t, purchase.Filter{Statuses: []purchase.Status{purchase.StatusOK}, PSR: top.PSR, From: first, To: end})
		if top.N != n || top.Credited != credited || i > 0 && tops[i-1].Credited < top.Credited {
			t.Errorf("%d: %+v, the list has %d and %d", i, top, n, credited)
		}
	}
}

// What needs attention comes in the order of its urgency, and is as many as
// the board says.
func TestBoardAttentionAndNotices(t *testing.T) {
	p := openBoard(t, 3000)
	ctx := context.Background()
	c, err := p.Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.Attention(ctx)
	if err != nil || len(list) != board.AttentionMost || c.Attention < len(list) {
		t.Fatalf("%d of %d, %v", len(list), c.Attention, err)
	}
	urgency := func(q purchase.Purchase) int {
		switch {
		case q.Cause == purchase.CauseExpired:
			return 0
		case q.Status == purchase.StatusError:
			return 1
		case q.Status == purchase.StatusPending && p.Now().Sub(q.At) >= board.StuckAfter:
			return 2
		}
		t.Errorf("%s %s needs no attention", q.ID, q.Status)
		return 3
	}
	if !slices.IsSortedFunc(list, func(a, b purchase.Purchase) int {
		if x := urgency(a) - urgency(b); x != 0 {
			return x
		}
		return a.At.Compare(b.At)
	}) {
		t.Errorf("not the most urgent first: %v", list)
	}
	want := c.Error
	pending, err := p.Rows(ctx, purchase.Filter{Statuses: []purchase.Status{purchase.StatusPending}}, purchase.NewestFirst, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range pending {
		if p.Now().Sub(q.At) > board.StuckAfter {
			want++
		}
	}
	if c.Attention != want || !c.OldestPending.Equal(pending[len(pending)-1].At) {
		t.Errorf("%d need attention, want %d; the oldest is of %v, want %v", c.Attention, want, c.OldestPending, pending[len(pending)-1].At)
	}

	notices, err := p.Notices(ctx, 6)
	if err != nil || len(notices) != 6 {
		t.Fatalf("%v, %v", notices, err)
	}
	if !slices.IsSortedFunc(notices, func(a, b board.Notice) int { return b.At.Compare(a.At) }) {
		t.Errorf("not the newest first: %v", notices)
	}
	for _, kind := range []board.NoticeKind{board.Completed, board.Stuck, board.RunOut} {
		if !slices.ContainsFunc(notices, func(n board.Notice) bool { return n.Kind == kind }) {
			t.Errorf("kind %d is missing: %v", kind, notices)
		}
	}
	if _, err := p.Balance(ctx); !errors.Is(err, board.ErrNoAgent) {
		t.Errorf("an operator's balance: %v", err)
	}
}
