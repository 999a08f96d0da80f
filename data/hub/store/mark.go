package store

import (
	"context"
	"database/sql"
	"errors"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// markColumns are read by scanMark; the purchase is joined for its agent, who
// alone decides which scope sees the mark.
const markColumns = `select m.purchase_id, m.note, m.note_by, m.note_ms, m.holder_id, m.holder_name, m.held_ms, m.version
	from purchase_mark m join purchase p on p.agency_id = m.agency_id and p.id = m.purchase_id`

func scanMark(row interface{ Scan(...any) error }) (purchase.Mark, error) {
	var m purchase.Mark
	var holder purchase.Holder
	var noted, held sql.NullInt64
	err := row.Scan(&m.PurchaseID, &m.Note, &m.NoteBy, &noted, &holder.ID, &holder.Name, &held, &m.Version)
	m.NoteAt, m.HeldAt = pointer(noted), pointer(held)
	if holder.ID != "" {
		m.Holder = &holder
	}
	return m, err
}

// Mark reads the mark of a purchase that the transaction has locked; one of
// version 0 when nobody made any.
func (t *Tx) Mark(ctx context.Context, p *PurchaseRow) (purchase.Mark, error) {
	m, err := scanMark(t.tx.QueryRowContext(ctx, markColumns+` where m.agency_id = $1 and m.purchase_id = $2`, p.Agency, p.ID))
	if errors.Is(err, sql.ErrNoRows) {
		return purchase.Mark{PurchaseID: p.ID}, nil
	}
	return m, wrap("mark", err)
}

// SaveMark stores the mark of a purchase that the transaction has locked, and
// tells the feed.
func (t *Tx) SaveMark(ctx context.Context, p *PurchaseRow, m purchase.Mark) error {
	var noted, held any
	var holder purchase.Holder
	if m.NoteAt != nil {
		noted = m.NoteAt.UnixMilli()
	}
	if m.Holder != nil && m.HeldAt != nil {
		holder, held = *m.Holder, m.HeldAt.UnixMilli()
	}
	_, err := t.tx.ExecContext(ctx, `insert into purchase_mark
		(agency_id, purchase_id, note, note_by, note_ms, holder_id, holder_name, held_ms, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (agency_id, purchase_id) do update set note = excluded.note, note_by = excluded.note_by,
		note_ms = excluded.note_ms, holder_id = excluded.holder_id, holder_name = excluded.holder_name,
		held_ms = excluded.held_ms, version = excluded.version`,
		p.Agency, p.ID, m.Note, m.NoteBy, noted, holder.ID, holder.Name, held, m.Version)
	if err != nil {
		return wrap("mark", err)
	}
	t.Changed(p.Agency, EntityMark, p.ID, p.Agent, m.Version, false)
	return nil
}

// FindMark gives the mark of a purchase in scope, one of version 0 when nobody
// made any; ErrNotFound when scope does not see the purchase.
func (s *Store) FindMark(ctx context.Context, scope access.Scope, id string) (purchase.Mark, error) {
	seen, err := s.PurchasesByID(ctx, scope, []string{id})
	if err != nil {
		return purchase.Mark{}, err
	}
	if _, ok := seen[id]; !ok {
		return purchase.Mark{}, ErrNotFound
	}
	marks, err := s.MarksByID(ctx, scope, []string{id})
	m := marks[id]
	m.PurchaseID = id
	return m, err
}

// MarksByID gives the marks there are of those purchases that are in scope, by
// the purchase's id.
func (s *Store) MarksByID(ctx context.Context, scope access.Scope, ids []string) (map[string]purchase.Mark, error) {
	found := make(map[string]purchase.Mark, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var w listing.Where
	marksIn(&w, scope)
	listing.In(&w, "m.purchase_id", ids)
	list, err := s.marks(ctx, w, "")
	for _, m := range list {
		found[m.PurchaseID] = m
	}
	return found, err
}

var markPages = paging[purchase.Mark]{
	columns: map[string]listing.Column{"id": {Name: "m.purchase_id"}},
	usual:   listing.Sort{{Field: "id"}},
	values:  func(m purchase.Mark) map[string]any { return map[string]any{"id": m.PurchaseID} },
}

// ListMarks gives a page of the marks in scope, by the purchase's id. Cursors
// are as in ListPurchases.
func (s *Store) ListMarks(ctx context.Context, scope access.Scope, cursor string, limit int) (Page[purchase.Mark], error) {
	var w listing.Where
	marksIn(&w, scope)
	return markPages.page(w, nil, cursor, limit, func(w listing.Where, tail string) ([]purchase.Mark, error) {
		return s.marks(ctx, w, tail)
	})
}

func marksIn(w *listing.Where, scope access.Scope) {
	w.And("m.agency_id = ?", scope.Agency)
	if scope.Agent != "" {
		w.And("p.agent_id = ?", scope.Agent)
	}
}

func (s *Store) marks(ctx context.Context, w listing.Where, tail string) ([]purchase.Mark, error) {
	where, args := w.SQL()
	rows, err := s.read.QueryContext(ctx, markColumns+where+tail, args...)
	if err != nil {
		return nil, wrap("marks", err)
	}
	defer rows.Close()
	list := []purchase.Mark{}
	for rows.Next() {
		m, err := scanMark(rows)
		if err != nil {
			return nil, wrap("marks", err)
		}
		list = append(list, m)
	}
	return list, wrap("marks", rows.Err())
}
