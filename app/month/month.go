// Package month is the monthly close of an agency: what a month came to, counted
// once. A closed month never changes; what moves later is an adjustment in the
// next one that is closed. Months are those of the agency's zone, and each begins
// where the one before ended, so that no instant is in two of them or in none.
package month

import (
	"errors"
	"time"

	"trastienda/app/purchase"
)

// Layout is how a month is written: "2026-10".
const Layout = "2006-01"

// ErrMonth tells that a text is no month.
var ErrMonth = errors.New("month: that is no month")

// Next is the month after one.
func Next(m string) (string, error) {
	t, err := time.Parse(Layout, m)
	if err != nil {
		return "", ErrMonth
	}
	return t.AddDate(0, 1, 0).Format(Layout), nil
}

// Of is the month of an instant in a zone.
func Of(t time.Time, zone *time.Location) string { return t.In(zone).Format(Layout) }

// Bounds are the first instant of a month and of the next one in a zone. Errors:
// ErrMonth.
func Bounds(m string, zone *time.Location) (from, to time.Time, err error) {
	next, err := Next(m)
	if err != nil {
		return from, to, err
	}
	if from, err = purchase.DayStart(m+"-01", zone); err == nil {
		to, err = purchase.DayStart(next+"-01", zone)
	}
	if err != nil {
		return from, to, ErrMonth
	}
	return from, to, nil
}

// Due gives the month that comes next and its bounds: the one after the last that
// was closed, which begins where that ended, or without any that of the oldest
// purchase. It is empty when there is nothing to close.
func Due(last *Close, oldest time.Time, zone *time.Location) (m string, from, to time.Time, err error) {
	switch {
	case last != nil:
		m, err = Next(last.Month)
	case !oldest.IsZero():
		m = Of(oldest, zone)
	default:
		return "", from, to, nil
	}
	if err != nil {
		return "", from, to, err
	}
	from, to, err = Bounds(m, zone)
	if last != nil {
		from = last.To
	}
	return m, from, to, err
}

// Kind tells the month's own purchases from what moved of earlier ones.
type Kind string

// The kinds.
const (
	Own        Kind = "own"
	Adjustment Kind = "adjustment"
)

// Close is a closed month. From and To are half-open; Zone is the agency's at the
// close.
type Close struct {
	Month  string    `json:"month"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Zone   string    `json:"zone"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Rows   int       `json:"rows"`
	Totals []Total   `json:"totals"`
}

// Total is how many purchases of a state there were at the close, in a currency,
// and their amounts in minor units. Those of adjustments are differences: a
// purchase leaves the state it was counted in and comes to another.
type Total struct {
	Kind     Kind            `json:"kind"`
	Status   purchase.Status `json:"status"`
	Currency string          `json:"currency"`
	Count    int64           `json:"count"`
	Paid     int64           `json:"paid"`
	Credited int64           `json:"credited"`
}

// Row is a purchase as a close counted it. Before is the state an earlier close
// counted it in, empty for none.
type Row struct {
	N              int64             `json:"n"`
	Kind           Kind              `json:"kind"`
	PurchaseID     string            `json:"purchase_id"`
	At             time.Time         `json:"at"`
	PSR            string            `json:"psr"`
	Agent          purchase.AgentRef `json:"agent"`
	WalletTransfer string            `json:"wallet_transfer"`
	TransferID     string            `json:"transfer_id"`
	Currency       string            `json:"currency"`
	Paid           int64             `json:"paid"`
	Credited       int64             `json:"credited"`
	Before         purchase.Status   `json:"before"`
	Status         purchase.Status   `json:"status"`
}

// Counts tells what a row adds to the money that its close counts: only what is OK
// counts, so it is 1 when the purchase became OK, -1 when it is OK no more, and 0
// for everything else.
func (r Row) Counts() int64 {
	n := int64(0)
	if r.Status == purchase.StatusOK {
		n++
	}
	if r.Before == purchase.StatusOK {
		n--
	}
	return n
}

// List is the closed months, the newest first, and which one can be closed next:
// empty while none is over.
type List struct {
	Items []Close `json:"items"`
	Next  string  `json:"next"`
}
