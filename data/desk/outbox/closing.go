package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// closingKind is the beginning of the kinds of acts on closings; the step
// follows.
const closingKind = "closing."

// ErrClosingConflict: the purchase, or what somebody proposed for it, is not as it
// was seen; the hub changed nothing.
type ErrClosingConflict struct{ PurchaseID string }

func (e ErrClosingConflict) Error() string {
	return fmt.Sprintf("outbox: the purchase %s or its closing has changed", e.PurchaseID)
}

// SettleClosing sends a step on a closing once, as Retry sends a retry. Errors
// besides those of Retry: ErrClosingConflict.
func (a *Acts) SettleClosing(ctx context.Context, r purchase.ClosingRequest) (purchase.Closing, error) {
	return take(ctx, a, step[purchase.Closing]{
		kind: closingKind + string(r.Step), target: r.PurchaseID,
		send: func(ctx context.Context, key string) (purchase.Closing, error) {
			return a.Remote.SettleClosing(ctx, key, r)
		},
		// What is current may be the purchase or its closing: the page reads both.
		stale: func(json.RawMessage) error { return ErrClosingConflict{r.PurchaseID} },
	})
}

// closingID is the id of a closing's record: its purchase's. "" for anything else.
func closingID(doc json.RawMessage) (id string, version int64) {
	var c purchase.Closing
	if json.Unmarshal(doc, &c) != nil {
		return "", 0
	}
	return c.PurchaseID, c.Version
}

func isClosing(doc json.RawMessage, target string) bool {
	id, _ := closingID(doc)
	return id != "" && id == target
}

func keepClosing(ctx context.Context, a *Acts, doc json.RawMessage) error {
	id, version := closingID(doc)
	return a.Replica.ApplyDocument(ctx, replica.Document{Entity: string(remote.Closings), ID: id, Version: version, Doc: doc}, false)
}
