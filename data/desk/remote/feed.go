package remote

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"trastienda/app/listing"
)

// Entity names a kind of record in the feed and in snapshots.
type Entity string

// The entities the desktop keeps a copy of.
const (
	Agents    Entity = "agent"
	Purchases Entity = "purchase"
	Marks     Entity = "mark"
	// Settings are what the person keeps at the hub: their own only. A change's id
	// is USER/KEY, its document an access.Setting; one that was removed arrives as
	// deleted.
	Settings Entity = "setting"
	// Users are the agency's people (access.User); managers only have them.
	Users Entity = "user"
	// AgencyFacts is the agency itself (agency.Profile without its logo).
	AgencyFacts Entity = "agency"
	// Exceptions are the notices that wait for a person (exception.Exception); the
	// agency's staff only have them. One that was settled arrives as deleted.
	Exceptions Entity = "exception"
	// BankChanges (agent.BankChange) are everybody's who sees the agent, RateChanges
	// (agent.RateChange) the managers'.
	BankChanges Entity = "bank_change"
	RateChanges Entity = "rate_change"
	// Closings are how people end purchases (purchase.Closing), by the purchase's id.
	Closings Entity = "closing"
)

// Change is one record of the feed. Doc is empty when it was deleted or left
// the user's scope.
type Change struct {
	Seq     int64           `json:"seq"`
	Entity  Entity          `json:"entity"`
	ID      string          `json:"id"`
	Version int64           `json:"version"`
	Deleted bool            `json:"deleted"`
	Doc     json.RawMessage `json:"doc"`
}

// ChangePage is a page of the feed. Next is the cursor to go on from, also
// when Items is empty. More tells that asking again at once is worth it.
type ChangePage struct {
	Items []Change `json:"items"`
	Next  string   `json:"next"`
	More  bool     `json:"more"`
	Epoch string   `json:"-"`
}

// Changes asks for what changed after a cursor; the hub holds the request up
// to wait when nothing did. ErrMustRefetch: the cursor is of no use any more.
func (c *Client) Changes(ctx context.Context, after string, wait time.Duration) (ChangePage, error) {
	v := url.Values{"after": {after}, "limit": {strconv.Itoa(listing.MaxLimit)}}
	timeout := c.limit.Call
	if wait > 0 {
		v.Set("wait", strconv.Itoa(int(wait/time.Second)))
		timeout = c.limit.LongPoll
	}
	page, epoch, err := getAt[ChangePage](ctx, c, call{method: http.MethodGet, path: "/v1/changes", query: v, timeout: timeout})
	if err == nil && page.Next == "" {
		return ChangePage{}, &NotAHubError{What: "a page of changes without its cursor"}
	}
	page.Epoch = epoch
	return page, err
}

// SnapshotPage is a page of all records of an entity. ChangesAfter is the
// feed's cursor from before the first page.
type SnapshotPage[T any] struct {
	Items        []T    `json:"items"`
	Next         string `json:"next"`
	ChangesAfter string `json:"changes_after"`
	Epoch        string `json:"-"`
}

// Snapshot asks for a page of an entity; T is its document.
func Snapshot[T any](ctx context.Context, c *Client, entity Entity, cursor string) (SnapshotPage[T], error) {
	v := url.Values{"entity": {string(entity)}, "limit": {strconv.Itoa(listing.MaxLimit)}}
	if cursor != "" {
		v.Set("cursor", cursor)
	}
	page, epoch, err := getAt[SnapshotPage[T]](ctx, c, call{method: http.MethodGet, path: "/v1/snapshot", query: v, timeout: c.limit.LongPoll})
	page.Epoch = epoch
	return page, err
}
