package store

import (
	"context"
	"database/sql"
	"errors"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// closingColumns are read by scanClosing; the purchase is joined for its agent,
// who alone decides which scope sees the closing.
const closingColumns = `select c.purchase_id, c.kind, c.reason, c.state, c.by_id, c.by_name, c.at_ms, c.decided_by, c.decided_ms, c.answer, c.version
	from purchase_closing c join purchase p on p.agency_id = c.agency_id and p.id = c.purchase_id`

func scanClosing(row interface{ Scan(...any) error }) (purchase.Closing, error) {
	var c purchase.Closing
	var at int64
	var decided sql.NullInt64
	err := row.Scan(&c.PurchaseID, &c.Kind, &c.Reason, &c.State, &c.ByID, &c.By, &at, &c.DecidedBy, &decided, &c.Answer, &c.Version)
	c.At, c.DecidedAt = millis(at), pointer(decided)
	return c, err
}

// Closing reads the closing of a purchase that the transaction has locked; one of
// version 0 when nobody proposed any.
func (t *Tx) Closing(ctx context.Context, p *PurchaseRow) (purchase.Closing, error) {
	c, err := scanClosing(t.tx.QueryRowContext(ctx, closingColumns+` where c.agency_id = $1 and c.purchase_id = $2`, p.Agency, p.ID))
	if errors.Is(err, sql.ErrNoRows) {
		return purchase.Closing{PurchaseID: p.ID}, nil
	}
	return c, wrap("closing", err)
}

// ClosedByHand tells whether people closed the purchase.
func (t *Tx) ClosedByHand(ctx context.Context, agency, id string) (bool, error) {
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from purchase_closing where agency_id = $1 and purchase_id = $2 and state = 'approved'`, agency, id).Scan(&n)
	return n > 0, wrap("closing", err)
}

// InFlight tells whether a call of a purchase that the transaction has locked is
// on its way, or was left open by somebody who is gone.
func (t *Tx) InFlight(ctx context.Context, p *PurchaseRow) (bool, error) {
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from attempt where agency_id = $1 and purchase_id = $2 and finished_ms is null`, p.Agency, p.ID).Scan(&n)
	return n > 0, wrap("attempts", err)
}

// SaveClosing stores the closing of a purchase that the transaction has locked,
// and tells the feed.
func (t *Tx) SaveClosing(ctx context.Context, p *PurchaseRow, c purchase.Closing) error {
	var decided any
	if c.DecidedAt != nil {
		decided = c.DecidedAt.UnixMilli()
	}
	_, err := t.tx.ExecContext(ctx, `insert into purchase_closing
		(agency_id, purchase_id, kind, reason, state, by_id, by_name, at_ms, decided_by, decided_ms, answer, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		on conflict (agency_id, purchase_id) do update set kind = excluded.kind, reason = excluded.reason, state = excluded.state,
		by_id = excluded.by_id, by_name = excluded.by_name, at_ms = excluded.at_ms, decided_by = excluded.decided_by,
		decided_ms = excluded.decided_ms, answer = excluded.answer, version = excluded.version`,
		p.Agency, p.ID, string(c.Kind), c.Reason, string(c.State), c.ByID, c.By, c.At.UnixMilli(), c.DecidedBy, decided, c.Answer, c.Version)
	if err != nil {
		return wrap("closing", err)
	}
	t.Changed(p.Agency, EntityClosing, p.ID, p.Agent, c.Version, false)
	return nil
}

// ClosingsByID gives the closings there are of those purchases that are in scope,
// by the purchase's id.
func (s *Store) ClosingsByID(ctx context.Context, scope access.Scope, ids []string) (map[string]purchase.Closing, error) {
	found := make(map[string]purchase.Closing, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	w := closingsIn(scope)
	listing.In(&w, "c.purchase_id", ids)
	list, err := s.closings(ctx, w, "")
	for _, c := range list {
		found[c.PurchaseID] = c
	}
	return found, err
}

var closingPages = paging[purchase.Closing]{
	columns: map[string]listing.Column{"id": {Name: "c.purchase_id"}},
	usual:   listing.Sort{{Field: "id"}},
	values:  func(c purchase.Closing) map[string]any { return map[string]any{"id": c.PurchaseID} },
}

// ListClosings gives a page of the closings in scope, by the purchase's id.
// Cursors are as in ListPurchases.
func (s *Store) ListClosings(ctx context.Context, scope access.Scope, cursor string, limit int) (Page[purchase.Closing], error) {
	return closingPages.page(closingsIn(scope), nil, cursor, limit, func(w listing.Where, tail string) ([]purchase.Closing, error) {
		return s.closings(ctx, w, tail)
	})
}

func closingsIn(scope access.Scope) (w listing.Where) {
	w.And("c.agency_id = ?", scope.Agency)
	if scope.Agent != "" {
		w.And("p.agent_id = ?", scope.Agent)
	}
	return w
}

func (s *Store) closings(ctx context.Context, w listing.Where, tail string) ([]purchase.Closing, error) {
	where, args := w.SQL()
	rows, err := s.read.QueryContext(ctx, closingColumns+where+tail, args...)
	if err != nil {
		return nil, wrap("closings", err)
	}
	defer rows.Close()
	list := []purchase.Closing{}
	for rows.Next() {
		c, err := scanClosing(rows)
		if err != nil {
			return nil, wrap("closings", err)
		}
		list = append(list, c)
	}
	return list, wrap("closings", rows.Err())
}
