package outbox

import (
	"context"
	"encoding/json"

	"trastienda/app/month"
)

// monthStep is closing a month.
const monthStep = "month.close"

// CloseMonth closes a month once, as Retry sends a retry, with its errors.
func (a *Acts) CloseMonth(ctx context.Context, m string) (month.Close, error) {
	return take(ctx, a, step[month.Close]{
		kind: monthStep, target: m,
		send:  func(ctx context.Context, key string) (month.Close, error) { return a.Remote.CloseMonth(ctx, key, m) },
		stale: func(json.RawMessage) error { return nil }, // a month has no version
	})
}

func isMonth(doc json.RawMessage, target string) bool {
	var c month.Close
	return json.Unmarshal(doc, &c) == nil && c.Month != "" && c.Month == target
}

// keepNothing: closed months are read from the hub.
func keepNothing(context.Context, *Acts, json.RawMessage) error { return nil }
