package outbox

import (
	"encoding/json"
	"testing"
	"time"

	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// Full jitter from 1 s to 15 min.
func TestPauses(t *testing.T) {
	q := NewQueue(QueueParams{})
	for attempts, want := range map[int]time.Duration{
		0: time.Second, 1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 10: 512 * time.Second, 11: 15 * time.Minute, 1_000_000: 15 * time.Minute,
	} {
		if got := q.limit(attempts); got != want {
			t.Errorf("after %d attempts at most %v, want %v", attempts, got, want)
		}
	}
	for range 1000 {
		q.later("x", 3, 0)
		if wait := time.Until(q.due["x"]); wait > 4*time.Second+time.Millisecond {
			t.Fatalf("%v after three attempts", wait)
		}
		q.later("x", 3, time.Hour)
		if wait := time.Until(q.due["x"]); wait < 59*time.Minute {
			t.Fatalf("%v where the hub asked for an hour", wait)
		}
	}
}

// Whether the hub may have done an act nevertheless.
func TestUnsure(t *testing.T) {
	refused := func(status int, code problem.Code) error {
		return &remote.Refusal{Problem: &problem.Problem{Status: status, Code: code}}
	}
	for _, c := range []struct {
		name   string
		err    error
		unsure bool
	}{
		{"no answer", &remote.OfflineError{}, true},
		{"nothing left", &remote.OfflineError{NotSent: true}, false},
		{"no hub", &remote.NotAHubError{}, true},
		{"still running", refused(409, problem.InProgress), true},
		{"time-out", refused(408, problem.BodyTimeout), true},
		{"rolled back", refused(500, problem.Internal), false},
		{"refused", refused(403, problem.Forbidden), false},
		{"conflict", refused(412, problem.VersionConflict), false},
	} {
		if got := judge(c.err).failure.Unsure; got != c.unsure {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// What is laid over a record, and the sign it gets.
func TestOverlay(t *testing.T) {
	act := func(state replica.QueueState, value string) replica.Queued {
		body, err := json.Marshal(map[string]string{"value": value})
		if err != nil {
			t.Fatal(err)
		}
		return replica.Queued{Kind: KindSetting, State: state, Body: body}
	}
	held := act(replica.QueueWaiting, "held")
	held.Held = true
	for _, c := range []struct {
		name   string
		unsent []replica.Queued
		value  string
		sign   Sign
	}{
		{"nothing", nil, "hub", SignNone},
		{"waits", []replica.Queued{act(replica.QueueWaiting, "a")}, "a", SignWaiting},
		{"is sent", []replica.Queued{act(replica.QueueSending, "a"), act(replica.QueueWaiting, "b")}, "b", SignWaiting},
		{"refused", []replica.Queued{act(replica.QueueRefused, "a")}, "hub", SignRefused},
		{"refused, another waits", []replica.Queued{act(replica.QueueRefused, "a"), act(replica.QueueWaiting, "b")}, "b", SignRefused},
		{"conflict", []replica.Queued{act(replica.QueueConflict, "a"), held}, "hub", SignConflict},
		{"of another program", []replica.Queued{{Kind: "unknown", State: replica.QueueWaiting}}, "hub", SignNone},
	} {
		doc, sign, err := Overlay(json.RawMessage(`{"key":"k","value":"hub","version":3}`), c.unsent, purchase.Holder{})
		var got struct {
			Key, Value string
			Version    int64
		}
		if err != nil || json.Unmarshal(doc, &got) != nil || got.Key != "k" || got.Version != 3 || got.Value != c.value || sign != c.sign {
			t.Errorf("%s: %s %q, %v", c.name, doc, sign, err)
		}
	}
}
