package store

import (
	"fmt"

	"trastienda/app/listing"
)

// Page is one page of a list. Next continues it and is empty at the end; Items
// is never nil.
type Page[T any] struct {
	Items []T
	Next  string
}

// paging is how a list is read page by page, each going on after the last row of
// the page before.
type paging[T any] struct {
	columns map[string]listing.Column
	// usual is the order when none is asked for. Its last field tells the rows
	// apart and ends every other order too.
	usual listing.Sort
	// values are the sort values of a row by field, int64 or string.
	values func(T) map[string]any
}

// order is the whole order for the one that was asked for. One direction for all
// keys lets an index answer.
func (p paging[T]) order(asked listing.Sort) listing.Sort {
	if len(asked) == 0 {
		asked = p.usual
	}
	return asked.With(listing.Key{Field: p.usual[len(p.usual)-1].Field, Desc: asked[0].Desc})
}

// page gives the page after cursor, the first one when it is empty, of what w
// keeps in the order asked for. limit is at least 1; read gives the rows for the
// conditions and what follows them. A cursor of another list or order is
// listing.ErrCursor.
func (p paging[T]) page(w listing.Where, asked listing.Sort, cursor string, limit int, read func(w listing.Where, tail string) ([]T, error)) (Page[T], error) {
	page, sort := Page[T]{Items: []T{}}, p.order(asked)
	if cursor != "" {
		values, err := listing.DecodeCursor(cursor, sort, sort.Numbers(p.columns))
		if err != nil {
			return page, err
		}
		w.After(sort, p.columns, values)
	}
	list, err := read(w, sort.OrderBy(p.columns)+fmt.Sprintf(" limit %d", limit+1))
	if err != nil {
		return page, err
	}
	if len(list) > limit {
		list = list[:limit]
		all, values := p.values(list[limit-1]), make([]any, len(sort))
		for i, k := range sort {
			values[i] = all[k.Field]
		}
		page.Next = listing.EncodeCursor(sort, values)
	}
	if list != nil {
		page.Items = list
	}
	return page, nil
}
