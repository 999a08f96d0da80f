package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"trastienda/app/access"
	"trastienda/app/listing"
)

// The entities that desktops follow.
const (
	EntityPurchase = "purchase"
	EntityAgent    = "agent"
	EntityMark     = "mark"
	EntityClosing  = "closing"
	EntityUser     = "user"    // for managers
	EntitySetting  = "setting" // for its own user; the id is USER/KEY
	// EntityAgency is the agency itself, for everybody; its document has no logo.
	EntityAgency = "agency"
	// EntityException is for the agency's staff; one that is closed is deleted.
	EntityException = "exception"
	// EntityBankChange is for the agency's people and its agent, EntityRateChange for
	// managers.
	EntityBankChange = "bank_change"
	EntityRateChange = "rate_change"
)

var entities = []string{EntityPurchase, EntityAgent, EntityMark, EntityClosing, EntityUser, EntitySetting, EntityException, EntityAgency, EntityBankChange, EntityRateChange}

// Change tells that a record changed. Seq grows within an agency; a record has
// one row, that of its newest change.
type Change struct {
	Seq     int64
	Entity  string
	ID      string
	Version int64
	Deleted bool
}

// Head is the number of the agency's newest change; 0 when there is none. Every
// change up to it is visible.
func (s *Store) Head(ctx context.Context, agency string) (int64, error) {
	var seq int64
	err := s.read.QueryRowContext(ctx, `select seq from agency_head where agency_id = $1`, agency).Scan(&seq)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("store: head: %w", err)
	}
	return seq, nil
}

// Heads gives the heads of these agencies.
func (s *Store) Heads(ctx context.Context, agencies []string) (map[string]int64, error) {
	heads := make(map[string]int64, len(agencies))
	var w listing.Where
	listing.In(&w, "agency_id", agencies)
	where, args := w.SQL()
	rows, err := s.read.QueryContext(ctx, "select agency_id, seq from agency_head"+where, args...)
	if err != nil {
		return nil, fmt.Errorf("store: heads: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var agency string
		var seq int64
		if err := rows.Scan(&agency, &seq); err != nil {
			return nil, fmt.Errorf("store: heads: %w", err)
		}
		heads[agency] = seq
	}
	return heads, rows.Err()
}

// Changes gives what changed in scope after one number and up to another, at
// most limit rows in their order. Rows the scope does not see are not among
// them.
func (s *Store) Changes(ctx context.Context, scope access.Scope, after, head int64, limit int) ([]Change, error) {
	var w listing.Where
	w.And("agency_id = ?", scope.Agency)
	changesIn(&w, scope)
	w.And("seq > ? and seq <= ?", after, head)
	listing.In(&w, "entity", entities)
	where, args := w.SQL()
	rows, err := s.read.QueryContext(ctx, "select seq, entity, id, version, deleted from change"+where+
		fmt.Sprintf(" order by seq limit %d", limit), args...)
	if err != nil {
		return nil, fmt.Errorf("store: changes: %w", err)
	}
	defer rows.Close()
	var list []Change
	for rows.Next() {
		var c Change
		var deleted int
		if err := rows.Scan(&c.Seq, &c.Entity, &c.ID, &c.Version, &deleted); err != nil {
			return nil, fmt.Errorf("store: changes: %w", err)
		}
		c.Deleted = deleted != 0
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: changes: %w", err)
	}
	return list, nil
}

// changesIn keeps to the rows that are for the scope: those its agent sees, and
// those whose audience it belongs to.
func changesIn(w *listing.Where, scope access.Scope) {
	condition, args := "audience = ''", []any{}
	if scope.Agent != "" {
		condition, args = "audience = '' and agent_id = ?", []any{scope.Agent}
	}
	for _, audience := range scope.Audiences() {
		condition += " or audience = ?"
		args = append(args, string(audience))
	}
	w.And("("+condition+")", args...)
}
