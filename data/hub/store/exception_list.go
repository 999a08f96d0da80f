package store

import (
	"context"

	"trastienda/app/access"
	"trastienda/app/listing"
)

// ExceptionSortFields are the fields a list of exceptions may be sorted by.
var ExceptionSortFields = []string{"at"}

var exceptionPages = paging[Exception]{
	columns: map[string]listing.Column{"at": {Name: "e.at_ms", Number: true}, "id": {Name: "e.id"}},
	usual:   listing.Sort{{Field: "at", Desc: true}, {Field: "id", Desc: true}},
	values:  func(e Exception) map[string]any { return map[string]any{"at": e.At.UnixMilli(), "id": e.ID} },
}

// ListExceptions gives a page of the agency's open exceptions, newest first
// unless sort says otherwise. Cursors are as in ListPurchases.
func (s *Store) ListExceptions(ctx context.Context, agency string, sort listing.Sort, cursor string, limit int) (Page[Exception], error) {
	var w listing.Where
	w.And("e.agency_id = ?", agency)
	w.And("e.closed_ms is null")
	return exceptionPages.page(w, sort, cursor, limit, func(w listing.Where, tail string) ([]Exception, error) {
		where, args := w.SQL()
		return exceptions(ctx, s.read, where+tail, args...)
	})
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

// OpenExceptionsByID gives those of the exceptions that the scope sees and that
// wait for a person, by id.
func (s *Store) OpenExceptionsByID(ctx context.Context, scope access.Scope, ids []string) ([]Exception, error) {
	if len(ids) == 0 || !scope.Role.Allows(access.ExceptionsSee) {
		return nil, nil
	}
	var w listing.Where
	w.And("e.agency_id = ?", scope.Agency)
	w.And("e.closed_ms is null")
	listing.In(&w, "e.id", ids)
	where, args := w.SQL()
	return exceptions(ctx, s.read, where, args...)
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
