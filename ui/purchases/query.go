package purchases

import (
	"strings"
	"time"

	"trastienda/app/calendar"
	"trastienda/app/purchase"
)

// query is everything that narrows the list: chip or state, search text and
// the filter panel. It is the one source of what the chips and the panel show.
type query struct {
	text   string
	status purchase.Status // of a chip or the panel; empty for all
	due    bool            // the chip "Vencen antes de 12 h"
	// closing is the chip "Cierres por aprobar", among the rows it stands for.
	closing bool
	among   []string
	panel   panelValues
}

// panelValues are the fields of the filter panel that are no chip. Days are
// the first instants of calendar days in the agency's zone; both ends count.
type panelValues struct {
	// period, if it is one, is where from and to come from: "today" is another
	// day tomorrow (see query.at).
	period             calendar.Period
	from, to           time.Time
	psr                string
	agent              string // id
	wallet, transferID string
	min, max           *int64
	cause              purchase.Cause
}

// at gives the query as it is at now: the days of a period move on.
func (q query) at(now time.Time, zone *time.Location) query {
	if q.panel.period != calendar.None {
		q.panel.from, q.panel.to = q.panel.period.Days(now, zone)
	}
	return q
}

// filter turns the query into the filter of the list at now.
func (q query) filter(now time.Time) purchase.Filter {
	f := purchase.Filter{
		PSR: q.panel.psr, Agent: q.panel.agent,
		WalletTransfer: q.panel.wallet, TransferID: q.panel.transferID,
		AmountMin: q.panel.min, AmountMax: q.panel.max,
		Cause: q.panel.cause, Text: strings.TrimSpace(q.text),
	}
	if q.status != "" {
		f.Statuses = []purchase.Status{q.status}
	}
	if q.due {
		f.DueAfter, f.DueBefore = now, now.Add(DueSoonWithin)
	}
	if q.closing {
		f.Only = append([]string{}, q.among...)
	}
	f.From = q.panel.from
	if !q.panel.to.IsZero() {
		// The day "to" counts in full; the filter is half-open. AddDate, not
		// 24 h: a day may have 23 or 25.
		f.To = q.panel.to.AddDate(0, 0, 1)
	}
	return f
}

// active counts the panel's filters that narrow the list; from and to count
// as one, and so do the two amounts.
func (q query) active() int {
	n := 0
	for _, set := range []bool{
		!q.panel.from.IsZero() || !q.panel.to.IsZero(),
		q.panel.psr != "", q.panel.agent != "", q.panel.wallet != "", q.panel.transferID != "",
		q.panel.min != nil || q.panel.max != nil,
		q.status != "", q.panel.cause != "",
	} {
		if set {
			n++
		}
	}
	return n
}

// narrows tells whether anything is narrowed at all.
func (q query) narrows() bool {
	return q.due || q.closing || strings.TrimSpace(q.text) != "" || q.active() > 0
}

// chip names one of the chips above the grid.
type chip int

const (
	chipAll chip = iota
	chipPending
	chipError
	chipDue
	chipClosing
	chipNone // a state that no chip stands for
)

// chip tells which chip shows the query's state.
func (q query) chip() chip {
	switch {
	case q.due:
		return chipDue
	case q.closing:
		return chipClosing
	case q.status == "":
		return chipAll
	case q.status == purchase.StatusPending:
		return chipPending
	case q.status == purchase.StatusError:
		return chipError
	}
	return chipNone
}

// withChip returns q as it is after c was pressed. Pressing the chosen chip
// again goes back to all.
func (q query) withChip(c chip) query {
	if q.chip() == c {
		c = chipAll
	}
	q.status, q.due, q.closing = "", false, false
	switch c {
	case chipPending:
		q.status = purchase.StatusPending
	case chipError:
		q.status = purchase.StatusError
	case chipDue:
		q.due = true
	case chipClosing:
		q.closing = true
	}
	return q
}
