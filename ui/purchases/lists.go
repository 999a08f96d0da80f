package purchases

import (
	"context"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// Lists is what the page needs of the replica's lists besides plain rows. Its
// methods may block and are called off the UI goroutine.
type Lists interface {
	// Groups parts the purchases f keeps by purchase.GroupByStatus and its like,
	// in the order they are shown.
	Groups(ctx context.Context, f purchase.Filter, by string) ([]Group, error)
	// Seek gives the place of the first purchase, in the order s, whose text in
	// a field (one of s) begins with prefix.
	Seek(ctx context.Context, f purchase.Filter, s listing.Sort, field, prefix string) (index int, found bool, err error)
}

// Choices keeps what the user chose, for this hub: SharedSettings on all of
// their computers, the others on this one. Its methods may block and are called off the UI goroutine.
type Choices interface {
	// Setting gives a choice, "" when none was made.
	Setting(ctx context.Context, key string) (string, error)
	PutSetting(ctx context.Context, key, value string) error
}

// Group is one group of a list and what it comes to. Key is what
// purchase.GroupFilter takes; Title is an agent's name or the key.
type Group struct {
	Key, Title string
	Count      int
	Sums       []Sum // credited, one per currency
}
