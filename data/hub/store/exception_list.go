package store

import (
	"context"
	"fmt"

	"trastienda/app/listing"
)

// ExceptionSortFields are the fields a list of exceptions may be sorted by.
var ExceptionSortFields = []string{"at"}

var exceptionKeys = map[string]listing.Column{"at": {Name: "e.at_ms", Number: true}, "id": {Name: "e.id"}}

// ListExceptions gives a page of the agency's open exceptions, newest first
// unless sort says otherwise. Cursors are as in ListPurchases.
func (s *Store) ListExceptions(ctx context.Context, agency string, sort listing.Sort, cursor string, limit int) (Page[Exception], error) {
	if len(sort) == 0 {
		sort = listing.Sort{{Field: "at", Desc: true}}
	}
	sort = sort.With(listing.Key{Field: "id", Desc: sort[0].Desc})
	var w listing.Where
	w.And("e.agency_id = ?", agency)
	w.And("e.closed_ms is null")
	if cursor != "" {
		values, err := listing.DecodeCursor(cursor, sort, sort.Numbers(exceptionKeys))
		if err != nil {
			return Page[Exception]{}, err
		}
		w.After(sort, exceptionKeys, values)
	}
	where, args := w.SQL()
	list, err := exceptions(ctx, s.read, where+sort.OrderBy(exceptionKeys)+fmt.Sprintf(" limit %d", limit+1), args...)
	if err != nil {
		return Page[Exception]{}, err
	}
	page := Page[Exception]{Items: list}
	if len(list) > limit {
		page.Items = list[:limit]
		last := page.Items[limit-1]
		page.Next = listing.EncodeCursor(sort, []any{last.At.UnixMilli(), last.ID})
	}
	return page, nil
}

// OpenNotices gives the agency's open notices of the payments of some references
// that can be taken in, in the order of their ids.
func (s *Store) OpenNotices(ctx context.Context, agency string, references []string) ([]Exception, error) {
	if len(references) == 0 {
		return nil, nil
	}
	var w listing.Where
	w.And("e.agency_id = ?", agency)
	w.And("e.closed_ms is null")
	w.And("e.notice <> ''")
	listing.In(&w, "e.reference", references)
	where, args := w.SQL()
	return exceptions(ctx, s.read, where+" order by e.id", args...)
}

// FindException gives an exception of the agency, closed or not; ErrNotFound
// when there is none.
func (s *Store) FindException(ctx context.Context, agency, id string) (Exception, error) {
	list, err := exceptions(ctx, s.read, ` where e.agency_id = $1 and e.id = $2`, agency, id)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Exception{}, err
	}
	return list[0], nil
}
