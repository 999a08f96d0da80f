package outbox

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"trastienda/data/desk/replica"
)

// State is how far an act is, for its person.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Sending   State = "sending"
	Held      State = "held"   // an earlier act on the same record is in conflict
	Paused    State = "paused" // until the person signs in
	Refused   State = "refused"
	Conflict  State = "conflict"
	Discarded State = "discarded"
)

// Value is one thing an act says; Value.Text is "true" or "false" for a yes or
// no.
type Value struct{ Field, Text string }

// Entry is an act that is not at the hub, as a person sees it.
type Entry struct {
	OpID, Kind, Entity, Record string
	Author                     string
	At                         time.Time
	State                      State
	Attempts                   int
	TriedAt                    time.Time // zero: never
	SettledAt                  time.Time // when it was discarded
	Failure                    *Failure  // of the last attempt, nil for none
	Says                       []Value
}

// Entries lists the open acts, oldest first.
func (q *Queue) Entries(ctx context.Context) ([]Entry, error) {
	acts, err := q.p.Replica.Unsent(ctx)
	return q.entries(acts), err
}

// Discarded lists what was given up in the last 30 days, the newest first.
func (q *Queue) Discarded(ctx context.Context) ([]Entry, error) {
	acts, err := q.p.Replica.Discarded(ctx)
	return q.entries(acts), err
}

func (q *Queue) entries(acts []replica.Queued) []Entry {
	list := make([]Entry, len(acts))
	paused := q.Paused()
	for i, act := range acts {
		list[i] = entryOf(act, paused)
	}
	return list
}

func entryOf(act replica.Queued, paused bool) Entry {
	e := Entry{OpID: act.OpID, Kind: act.Kind, Entity: act.Entity, Record: act.Record, Author: act.Author, At: act.At,
		Attempts: act.Attempts, TriedAt: act.TriedAt, SettledAt: act.SettledAt, State: stateOf(act, paused)}
	var failure Failure
	if len(act.Failure) > 0 && json.Unmarshal(act.Failure, &failure) == nil {
		e.Failure = &failure
	}
	said, _ := fieldsOf(act.Body) // one that cannot be read says nothing
	for _, name := range kinds[act.Kind].fields {
		if value, ok := said[name]; ok {
			e.Says = append(e.Says, Value{name, textOf(value)})
		}
	}
	return e
}

func stateOf(act replica.Queued, paused bool) State {
	switch {
	case act.State == replica.QueueRefused:
		return Refused
	case act.State == replica.QueueConflict:
		return Conflict
	case act.State == replica.QueueDiscarded:
		return Discarded
	case act.State == replica.QueueSending:
		return Sending
	case act.Held:
		return Held
	case paused:
		return Paused
	}
	return Waiting
}

// textOf is a JSON value as a person reads it.
func textOf(value json.RawMessage) string {
	var v any
	if json.Unmarshal(value, &v) != nil {
		return ""
	}
	switch x := v.(type) {
	case []any:
		if text, ok := pointsText(value); ok {
			return text
		}
	case nil:
		return ""
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	}
	return string(value)
}
