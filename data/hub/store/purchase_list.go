package store

import (
	"context"
	"database/sql"
	"fmt"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// Page is one page of a list. Next continues it and is empty at the end; Items
// is never nil.
type Page[T any] struct {
	Items []T
	Next  string
}

// listedColumns are what a list shows of a purchase; scanListed reads them.
const listedColumns = `id, at_ms, psr, agent_id, wallet_transfer, paid, credited, currency, transfer_id, status, cause,
	leg_payment, leg_transfer, leg_notice, deadline_ms, next_retry_ms, version`

func scanListed(rows *sql.Rows) (purchase.Purchase, error) {
	var p purchase.Purchase
	var at int64
	var deadline, retry sql.NullInt64
	err := rows.Scan(&p.ID, &at, &p.PSR, &p.Agent.ID, &p.WalletTransfer, &p.Paid, &p.Credited, &p.Currency, &p.TransferID,
		&p.Status, &p.Cause, &p.Legs.Payment, &p.Legs.Transfer, &p.Legs.Notice, &deadline, &retry, &p.Version)
	p.At, p.Deadline, p.NextRetryAt = millis(at), pointer(deadline), pointer(retry)
	return p, err
}

// ListPurchases gives a page of the purchases in scope. An empty sort means
// newest first; cursor is empty for the first page, else what the page before
// gave for the same sort (listing.ErrCursor otherwise). limit is at least 1.
func (s *Store) ListPurchases(ctx context.Context, scope access.Scope, f purchase.Filter, sort listing.Sort, cursor string, limit int) (Page[purchase.Purchase], error) {
	if len(sort) == 0 {
		sort = purchase.NewestFirst
	}
	// One direction for all keys lets the index answer.
	sort = sort.With(listing.Key{Field: "id", Desc: sort[0].Desc})
	rest, args, err := s.pageOf(scope, f, sort, cursor)
	if err != nil {
		return Page[purchase.Purchase]{}, err
	}
	list, err := s.purchases(ctx, scope.Agency, rest+fmt.Sprintf(" limit %d", limit+1), args)
	if err != nil {
		return Page[purchase.Purchase]{}, err
	}
	page := Page[purchase.Purchase]{Items: list}
	if len(list) > limit {
		page.Items = list[:limit]
		page.Next = listing.EncodeCursor(sort, sortValues(sort, list[limit-1]))
	}
	return page, nil
}

// pageOf writes what follows "from purchase", but for the limit, and its
// arguments.
func (s *Store) pageOf(scope access.Scope, f purchase.Filter, sort listing.Sort, cursor string) (string, []any, error) {
	var w listing.Where
	purchasesIn(&w, scope)
	s.narrow(&w, f, sort)
	columns := s.steer(&w, scope, f, sort)
	if cursor != "" {
		values, err := listing.DecodeCursor(cursor, sort, sort.Numbers(columns))
		if err != nil {
			return "", nil, err
		}
		w.After(sort, columns, values)
	}
	where, args := w.SQL()
	return where + sort.OrderBy(columns), args, nil
}

// PurchasesByID gives those of the purchases that are in scope, by id.
func (s *Store) PurchasesByID(ctx context.Context, scope access.Scope, ids []string) (map[string]purchase.Purchase, error) {
	found := make(map[string]purchase.Purchase, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var w listing.Where
	w.And("agency_id = ?", scope.Agency)
	listing.In(&w, "id", ids)
	if scope.Agent != "" {
		// As an expression, so that the engine looks the ids up instead of going
		// through everything the agent has.
		w.And("agent_id || '' = ?", scope.Agent)
	}
	where, args := w.SQL()
	list, err := s.purchases(ctx, scope.Agency, where, args)
	for _, p := range list {
		found[p.ID] = p
	}
	return found, err
}

// purchasesIn is the condition every reading of purchases carries.
func purchasesIn(w *listing.Where, scope access.Scope) {
	w.And("agency_id = ?", scope.Agency)
	if scope.Agent != "" {
		w.And("agent_id = ?", scope.Agent)
	}
}

func (s *Store) purchases(ctx context.Context, agency, rest string, args []any) ([]purchase.Purchase, error) {
	rows, err := s.read.QueryContext(ctx, "select "+listedColumns+" from purchase"+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("store: list purchases: %w", err)
	}
	defer rows.Close()
	list := []purchase.Purchase{}
	for rows.Next() {
		p, err := scanListed(rows)
		if err != nil {
			return nil, fmt.Errorf("store: list purchases: %w", err)
		}
		list = append(list, p)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: list purchases: %w", err)
	}
	return list, s.nameAgents(ctx, agency, list)
}

// nameAgents fills in code and name of each purchase's agent.
func (s *Store) nameAgents(ctx context.Context, agency string, list []purchase.Purchase) error {
	refs := map[string]purchase.AgentRef{}
	var ids []string
	for _, p := range list {
		if _, seen := refs[p.Agent.ID]; !seen {
			refs[p.Agent.ID] = p.Agent
			ids = append(ids, p.Agent.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var w listing.Where
	w.And("agency_id = ?", agency)
	listing.In(&w, "id", ids)
	where, args := w.SQL()
	rows, err := s.read.QueryContext(ctx, "select id, code, name from agent"+where, args...)
	if err != nil {
		return fmt.Errorf("store: name agents: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r purchase.AgentRef
		if err := rows.Scan(&r.ID, &r.Code, &r.Name); err != nil {
			return fmt.Errorf("store: name agents: %w", err)
		}
		refs[r.ID] = r
	}
	for i := range list {
		list[i].Agent = refs[list[i].Agent.ID]
	}
	return rows.Err()
}

func sortValues(sort listing.Sort, p purchase.Purchase) []any {
	all := map[string]any{"at": p.At.UnixMilli(), "psr": p.PSR, "wallet_transfer": p.WalletTransfer, "amount": p.Credited,
		"transfer_id": p.TransferID, "status": string(p.Status), "id": p.ID}
	values := make([]any, len(sort))
	for i, k := range sort {
		values[i] = all[k.Field]
	}
	return values
}
