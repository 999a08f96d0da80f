package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"trastienda/app/audit"
	"trastienda/app/listing"
)

const auditColumns = `seq, at_ms, actor, actor_name, device, act, entity, entity_id, before, after, prev_hash, hash`

var auditPages = paging[audit.Entry]{
	columns: audit.Columns, usual: audit.NewestFirst,
	values: func(e audit.Entry) map[string]any { return map[string]any{"seq": e.Seq} },
}

// ListAudit gives a page of the links of an agency's chain, newest first unless
// sort says otherwise. skip passes over so many links after the cursor; cursors
// are as in ListPurchases.
func (s *Store) ListAudit(ctx context.Context, agency string, f audit.Filter, sort listing.Sort, cursor string, skip, limit int) (Page[audit.Entry], error) {
	return auditPages.page(*auditIn(agency, f), sort, cursor, limit, func(w listing.Where, tail string) ([]audit.Entry, error) {
		return s.auditEntries(ctx, w, tail+fmt.Sprintf(" offset %d", skip))
	})
}

func (s *Store) auditEntries(ctx context.Context, w listing.Where, tail string) ([]audit.Entry, error) {
	where, args := w.SQL()
	rows, err := s.read.QueryContext(ctx, "select "+auditColumns+" from audit"+where+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("store: list audit: %w", err)
	}
	defer rows.Close()
	var list []audit.Entry
	for rows.Next() {
		e, err := scanAudit(rows)
		if err != nil {
			return nil, fmt.Errorf("store: list audit: %w", err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// CountAudit counts the links that f keeps, up to the newest there is now.
func (s *Store) CountAudit(ctx context.Context, agency string, f audit.Filter) (audit.Count, error) {
	var c audit.Count
	err := s.read.QueryRowContext(ctx, `select coalesce(max(seq), 0) from audit where agency_id = $1`, agency).Scan(&c.Through)
	if err != nil {
		return c, fmt.Errorf("store: count audit: %w", err)
	}
	if f.Through == 0 || f.Through > c.Through {
		// Links that come between the two questions are left out of both.
		f.Through = c.Through
	}
	c.Through = f.Through
	if c.Through == 0 {
		return c, nil
	}
	where, args := auditIn(agency, f).SQL()
	if err := s.read.QueryRowContext(ctx, "select count(*) from audit"+where, args...).Scan(&c.Count); err != nil {
		return c, fmt.Errorf("store: count audit: %w", err)
	}
	return c, nil
}

// AuditChoices gives everybody who is in the chain, each by the newest name they
// acted under, and every act. Each value is looked up in its index beyond the one
// before, so that a long chain is not gone through.
func (s *Store) AuditChoices(ctx context.Context, agency string) (audit.Choices, error) {
	c := audit.Choices{Actors: []audit.Actor{}, Acts: []string{}}
	actors, err := s.distinct(ctx, agency, "actor")
	if err != nil {
		return c, err
	}
	for _, id := range actors {
		var name string
		err := s.read.QueryRowContext(ctx, `select actor_name from audit where agency_id = $1 and actor = $2 order by seq desc limit 1`,
			agency, id).Scan(&name)
		if err != nil {
			return c, fmt.Errorf("store: audit choices: %w", err)
		}
		c.Actors = append(c.Actors, audit.Actor{ID: id, Name: name})
	}
	c.Acts, err = s.distinct(ctx, agency, "act")
	return c, err
}

// distinct gives the values of an indexed column of an agency's chain.
func (s *Store) distinct(ctx context.Context, agency, column string) ([]string, error) {
	rows, err := s.read.QueryContext(ctx, `with recursive v(x) as (
		select min(`+column+`) from audit where agency_id = $1
		union all
		select (select min(`+column+`) from audit where agency_id = $1 and `+column+` > v.x) from v where v.x is not null)
		select x from v where x is not null`, agency)
	if err != nil {
		return nil, fmt.Errorf("store: audit choices: %w", err)
	}
	defer rows.Close()
	list := []string{}
	for rows.Next() {
		var x string
		if err := rows.Scan(&x); err != nil {
			return nil, fmt.Errorf("store: audit choices: %w", err)
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// auditIn is the condition every reading of the chain carries.
func auditIn(agency string, f audit.Filter) *listing.Where {
	var w listing.Where
	w.And("agency_id = ?", agency)
	f.Narrow(&w)
	return &w
}

func scanAudit(rows *sql.Rows) (audit.Entry, error) {
	var e audit.Entry
	var at int64
	var before, after string
	err := rows.Scan(&e.Seq, &at, &e.Actor.ID, &e.Actor.Name, &e.Device, &e.Act, &e.Entity, &e.EntityID, &before, &after, &e.PrevHash, &e.Hash)
	e.At, e.Before, e.After = time.UnixMilli(at).UTC(), auditDocument(before), auditDocument(after)
	return e, err
}

// auditDocument is a stored text as JSON: null for none, and as a JSON text what
// somebody made unreadable, because that is what the list has to show then.
func auditDocument(text string) json.RawMessage {
	switch {
	case text == "":
		return json.RawMessage("null")
	case json.Valid([]byte(text)):
		return json.RawMessage(text)
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string only
	}
	return quoted
}

// search is the text the link is found by.
func (e AuditEntry) search() string {
	return audit.SearchText(audit.Entry{Actor: audit.Actor{ID: e.Actor, Name: e.ActorName}, Device: e.Device, Act: e.Act,
		Entity: e.Entity, EntityID: e.EntityID, Before: auditDocument(e.Before), After: auditDocument(e.After)})
}
