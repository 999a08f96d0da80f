package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"trastienda/app/month"
)

// monthColumns are read by scanMonth.
const monthColumns = `select month, from_ms, to_ms, zone, at_ms, by_name, rows_count, totals, seq from month_close`

// closedMonth is a close with the change number it looked up to.
type closedMonth struct {
	month.Close
	seq int64
}

func scanMonth(row interface{ Scan(...any) error }) (closedMonth, error) {
	var c closedMonth
	var from, to, at int64
	var totals string
	err := row.Scan(&c.Month, &from, &to, &c.Zone, &at, &c.By, &c.Rows, &totals, &c.seq)
	c.From, c.To, c.At = millis(from), millis(to), millis(at)
	if err == nil {
		err = json.Unmarshal([]byte(totals), &c.Totals)
	}
	return c, err
}

// Months gives the agency's closed months, the newest first.
func (s *Store) Months(ctx context.Context, agency string) ([]month.Close, error) {
	rows, err := s.read.QueryContext(ctx, monthColumns+` where agency_id = $1 order by month desc`, agency)
	if err != nil {
		return nil, wrap("months", err)
	}
	defer rows.Close()
	list := []month.Close{}
	for rows.Next() {
		c, err := scanMonth(rows)
		if err != nil {
			return nil, wrap("months", err)
		}
		list = append(list, c.Close)
	}
	return list, wrap("months", rows.Err())
}

// Month gives a closed month; ErrNotFound while it is not closed.
func (s *Store) Month(ctx context.Context, agency, m string) (month.Close, error) {
	c, err := scanMonth(s.read.QueryRowContext(ctx, monthColumns+` where agency_id = $1 and month = $2`, agency, m))
	if errors.Is(err, sql.ErrNoRows) {
		return month.Close{}, ErrNotFound
	}
	return c.Close, wrap("month", err)
}

// FirstPurchase is when the agency's oldest purchase was; zero when it has none.
func (s *Store) FirstPurchase(ctx context.Context, agency string) (time.Time, error) {
	return firstPurchase(ctx, s.read, agency)
}

func firstPurchase(ctx context.Context, from interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}, agency string) (time.Time, error) {
	var at sql.NullInt64
	err := from.QueryRowContext(ctx, `select min(at_ms) from purchase where agency_id = $1`, agency).Scan(&at)
	if err != nil || !at.Valid {
		return time.Time{}, wrap("first purchase", err)
	}
	return millis(at.Int64), nil
}

// FirstPurchase is that of Store inside the transaction.
func (t *Tx) FirstPurchase(ctx context.Context, agency string) (time.Time, error) {
	return firstPurchase(ctx, t.tx, agency)
}

// LastMonth takes the agency's head, so that no purchase changes until the
// transaction ends, and gives the month that was closed last; nil when none was.
func (t *Tx) LastMonth(ctx context.Context, agency string) (last *month.Close, err error) {
	if _, _, err := t.takeHead(ctx, agency, 0); err != nil {
		return nil, wrap("head", err)
	}
	c, err := t.lastMonth(ctx, agency)
	if c == nil {
		return nil, err
	}
	return &c.Close, err
}

func (t *Tx) lastMonth(ctx context.Context, agency string) (*closedMonth, error) {
	c, err := scanMonth(t.tx.QueryRowContext(ctx, monthColumns+` where agency_id = $1 order by month desc limit 1`, agency))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, wrap("month", err)
	}
	return &c, nil
}

// CloseMonth counts a month once and for ever: its own purchases, and of earlier
// ones whatever changed its state since a close counted it or came too late for
// one. c says which month, its bounds, and who closes it; rows and totals are
// filled in. The transaction holds the head (LastMonth).
func (t *Tx) CloseMonth(ctx context.Context, agency, byID string, c *month.Close) error {
	seq, _, err := t.takeHead(ctx, agency, 0)
	if err != nil {
		return wrap("head", err)
	}
	last, err := t.lastMonth(ctx, agency)
	if err != nil {
		return err
	}
	_, err = t.tx.ExecContext(ctx, `insert into month_close (agency_id, month, from_ms, to_ms, zone, seq, at_ms, by_id, by_name, rows_count, totals)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '[]')`,
		agency, c.Month, c.From.UnixMilli(), c.To.UnixMilli(), c.Zone, seq, c.At.UnixMilli(), byID, c.By)
	if err != nil {
		return wrap("month", err)
	}
	own, err := t.countMonth(ctx, `'own'`, `''`, `purchase p`, ` where p.agency_id = $1 and p.at_ms >= $3 and p.at_ms < $4`, agency, c.Month, 0, c.From.UnixMilli(), c.To.UnixMilli())
	if err != nil {
		return err
	}
	moved := int64(0)
	if last != nil {
		// What changed since: an index of the changes finds it, not a look at all; the
		// cross join has SQLite begin there.
		moved, err = t.countMonth(ctx, `'adjustment'`, statusCounted, `change c cross join purchase p`, ` where c.agency_id = $1 and c.seq > $3
			and c.entity = 'purchase' and p.agency_id = c.agency_id and p.id = c.id and p.at_ms < $4 and p.status <> `+statusCounted, agency, c.Month, own, last.seq, c.From.UnixMilli())
		if err != nil {
			return err
		}
	}
	c.Rows = int(own + moved)
	if c.Totals, err = t.monthTotals(ctx, agency, c.Month); err != nil {
		return err
	}
	totals, err := json.Marshal(c.Totals)
	if err != nil {
		return err
	}
	_, err = t.tx.ExecContext(ctx, `update month_close set rows_count = $3, totals = $4 where agency_id = $1 and month = $2`, agency, c.Month, c.Rows, string(totals))
	return wrap("month", err)
}

// statusCounted is the state that the last close counted a purchase in, ” when
// none did.
const statusCounted = `coalesce((select r.status from month_row r where r.agency_id = p.agency_id and r.purchase_id = p.id order by r.month desc limit 1), '')`

// countMonth writes the rows of one kind behind the first so many and tells how
// many those are. $1 and $2 of rest are agency and month, the others follow.
func (t *Tx) countMonth(ctx context.Context, kind, before, from, rest, agency, m string, behind int64, args ...any) (int64, error) {
	text := fmt.Sprintf(`insert into month_row (agency_id, month, n, purchase_id, kind, status_before, status, at_ms, psr,
		agent_id, agent_code, agent_name, wallet_transfer, transfer_id, currency, paid, credited)
		select p.agency_id, $2, %d + row_number() over (order by p.at_ms, p.id), p.id, %s, %s, p.status, p.at_ms, p.psr,
		p.agent_id, a.code, a.name, p.wallet_transfer, p.transfer_id, p.currency, p.paid, p.credited
		from %s join agent a on a.agency_id = p.agency_id and a.id = p.agent_id`, behind, kind, before, from) + rest
	done, err := t.tx.ExecContext(ctx, text, append([]any{agency, m}, args...)...)
	if err != nil {
		return 0, wrap("month", err)
	}
	n, err := done.RowsAffected()
	return n, wrap("month", err)
}

// monthTotals adds the rows of a month up: each comes to its state and, if an
// earlier close counted it, leaves that one.
func (t *Tx) monthTotals(ctx context.Context, agency, m string) ([]month.Total, error) {
	rows, err := t.tx.QueryContext(ctx, `select kind, status, currency, cast(sum(n) as bigint), cast(sum(paid) as bigint), cast(sum(credited) as bigint) from (
		select kind, status, currency, 1 as n, paid, credited from month_row where agency_id = $1 and month = $2
		union all
		select kind, status_before, currency, -1, -paid, -credited from month_row where agency_id = $1 and month = $2 and status_before <> ''
		) x group by kind, status, currency order by kind desc, status, currency`, agency, m)
	if err != nil {
		return nil, wrap("month", err)
	}
	defer rows.Close()
	list := []month.Total{}
	for rows.Next() {
		var x month.Total
		if err := rows.Scan(&x.Kind, &x.Status, &x.Currency, &x.Count, &x.Paid, &x.Credited); err != nil {
			return nil, wrap("month", err)
		}
		list = append(list, x)
	}
	return list, wrap("month", rows.Err())
}

// MonthRows gives up to limit rows of a closed month behind row n.
func (s *Store) MonthRows(ctx context.Context, agency, m string, n int64, limit int) ([]month.Row, error) {
	rows, err := s.read.QueryContext(ctx, `select n, kind, purchase_id, at_ms, psr, agent_id, agent_code, agent_name, wallet_transfer, transfer_id,
		currency, paid, credited, status_before, status from month_row where agency_id = $1 and month = $2 and n > $3 order by n limit $4`, agency, m, n, limit)
	if err != nil {
		return nil, wrap("month", err)
	}
	defer rows.Close()
	list := []month.Row{}
	for rows.Next() {
		var r month.Row
		var at int64
		if err := rows.Scan(&r.N, &r.Kind, &r.PurchaseID, &at, &r.PSR, &r.Agent.ID, &r.Agent.Code, &r.Agent.Name, &r.WalletTransfer, &r.TransferID,
			&r.Currency, &r.Paid, &r.Credited, &r.Before, &r.Status); err != nil {
			return nil, wrap("month", err)
		}
		r.At = millis(at)
		list = append(list, r)
	}
	return list, wrap("month", rows.Err())
}
