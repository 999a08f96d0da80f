package store

import (
	"context"
	"fmt"
	"time"

	"trastienda/app/listing"
)

// Exception is a notice or an alarm that nobody but a person can settle. Body is
// JSON (see ExceptionRow).
type Exception struct {
	ID        string
	Kind      string
	Reference string
	Body      string
	At        time.Time
}

// ExceptionSortFields are the fields a list of exceptions may be sorted by.
var ExceptionSortFields = []string{"at"}

var exceptionColumns = map[string]listing.Column{"at": {Name: "at_ms", Number: true}, "id": {Name: "id"}}

// ListExceptions gives a page of the agency's open exceptions, newest first
// unless sort says otherwise. Cursors are as in ListPurchases.
func (s *Store) ListExceptions(ctx context.Context, agency string, sort listing.Sort, cursor string, limit int) (Page[Exception], error) {
	if len(sort) == 0 {
		sort = listing.Sort{{Field: "at", Desc: true}}
	}
	sort = sort.With(listing.Key{Field: "id", Desc: sort[0].Desc})
	var w listing.Where
	w.And("agency_id = ?", agency)
	w.And("closed_ms is null")
	if cursor != "" {
		values, err := listing.DecodeCursor(cursor, sort, sort.Numbers(exceptionColumns))
		if err != nil {
			return Page[Exception]{}, err
		}
		w.After(sort, exceptionColumns, values)
	}
	where, args := w.SQL()
	rows, err := s.read.QueryContext(ctx, "select id, kind, reference, body, at_ms from exception"+where+
		sort.OrderBy(exceptionColumns)+fmt.Sprintf(" limit %d", limit+1), args...)
	if err != nil {
		return Page[Exception]{}, fmt.Errorf("store: list exceptions: %w", err)
	}
	defer rows.Close()
	page := Page[Exception]{Items: []Exception{}}
	for rows.Next() {
		var e Exception
		var at int64
		if err := rows.Scan(&e.ID, &e.Kind, &e.Reference, &e.Body, &at); err != nil {
			return Page[Exception]{}, fmt.Errorf("store: list exceptions: %w", err)
		}
		e.At = time.UnixMilli(at).UTC()
		page.Items = append(page.Items, e)
	}
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		last := page.Items[limit-1]
		page.Next = listing.EncodeCursor(sort, []any{last.At.UnixMilli(), last.ID})
	}
	return page, rows.Err()
}
