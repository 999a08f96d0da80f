package store

import (
	"context"
	"database/sql"
	"fmt"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/purchase"
)

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
	pages, w := s.purchasePages(scope, f, sort)
	return pages.page(w, sort, cursor, limit, func(w listing.Where, tail string) ([]purchase.Purchase, error) {
		where, args := w.SQL()
		return s.purchases(ctx, scope.Agency, where+tail, args)
	})
}

// purchasePages is how a list of purchases is read in an order, and what it keeps.
func (s *Store) purchasePages(scope access.Scope, f purchase.Filter, asked listing.Sort) (paging[purchase.Purchase], listing.Where) {
	pages := paging[purchase.Purchase]{usual: purchase.NewestFirst.With(listing.Key{Field: "id", Desc: true}), values: sortValues}
	sort := pages.order(asked)
	var w listing.Where
	purchasesIn(&w, scope)
	s.narrow(&w, f, sort)
	pages.columns = s.steer(&w, scope, f, sort)
	return pages, w
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

func sortValues(p purchase.Purchase) map[string]any {
	return map[string]any{"at": p.At.UnixMilli(), "psr": p.PSR, "wallet_transfer": p.WalletTransfer, "amount": p.Credited,
		"transfer_id": p.TransferID, "status": string(p.Status), "id": p.ID}
}
