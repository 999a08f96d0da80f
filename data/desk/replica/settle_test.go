package replica

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
)

func edit(id, body string) Queued {
	return Queued{OpID: id, Kind: "user.edit", Entity: "user", Record: "u", Method: "PUT", Path: "/", Body: json.RawMessage(body), At: t0}
}

// Whatever is asked for, only acts that were never tried are rewritten: a key
// stands for the body it was sent with.
func TestOnlyUntriedActsAreRewritten(t *testing.T) {
	for _, how := range []string{"discard", "replace"} {
		t.Run(how, func(t *testing.T) {
			ctx, r := context.Background(), openNew(t)
			must(t, r.ApplyChanges(ctx, Changes{Cursor: "c", Epoch: "e", Documents: []Document{{Entity: "user", ID: "u", Version: 3, Doc: json.RawMessage(`{"version":3}`)}}}))
			for _, id := range []string{"a", "b", "c", "d"} {
				must(t, r.AddQueued(ctx, edit(id, `"old"`)))
			}
			tried, err := r.BeginAttempt(ctx, "c")
			must(t, err)
			must(t, r.EndAttempt(ctx, tried, QueueWaiting, nil, nil, nil))
			tried, err = r.BeginAttempt(ctx, "b")
			must(t, err)
			must(t, r.EndAttempt(ctx, tried, QueueConflict, nil, json.RawMessage(`{"version":4}`), nil))
			var seen Chain
			follow := func(c Chain) ([]Queued, error) {
				seen = c
				list := slices.Clone(c.Open)
				for i := range list {
					list[i].Body, list[i].Before, list[i].Base = json.RawMessage(`"new"`), json.RawMessage(`"seen"`), 4
				}
				return list[c.Ahead:], nil
			}
			wantOpen, wantAhead := []string{"a", "c", "d"}, 1
			if how == "discard" {
				must(t, r.DiscardQueued(ctx, "b", func(Queued) (*Queued, error) { return nil, nil }, follow))
			} else {
				next := edit("e", `"mine"`)
				next.Before, next.Base = json.RawMessage(`{"version":4}`), 4
				must(t, r.ReplaceQueued(ctx, "b", next, follow))
				wantOpen, wantAhead = []string{"a", "e", "c", "d"}, 2
			}
			open := []string{}
			for _, q := range seen.Open {
				open = append(open, q.OpID)
			}
			if !slices.Equal(open, wantOpen) || seen.Ahead != wantAhead || seen.Version != 4 || string(seen.Doc) != `{"version":4}` || seen.Settled.OpID != "b" {
				t.Errorf("the chain is %v, %d ahead, on %s of %d", open, seen.Ahead, seen.Doc, seen.Version)
			}
			for id, want := range map[string]string{"a": `"old"`, "c": `"old"`, "d": `"new"`} {
				q, err := r.FindQueued(ctx, id)
				if err != nil || string(q.Body) != want || (want == `"new"`) != (q.Base == 4 && string(q.Before) == `"seen"`) {
					t.Errorf("%s says %s on %s of %d, %v", id, q.Body, q.Before, q.Base, err)
				}
			}
		})
	}
}

// What cannot be followed is not settled either.
func TestSettlingIsOneWithWhatFollows(t *testing.T) {
	ctx, r := context.Background(), openNew(t)
	must(t, r.AddQueued(ctx, edit("a", `{}`)))
	broken := errors.New("broken")
	err := r.DiscardQueued(ctx, "a", func(Queued) (*Queued, error) { return nil, nil }, func(Chain) ([]Queued, error) { return nil, broken })
	if q, e := r.FindQueued(ctx, "a"); !errors.Is(err, broken) || e != nil || q.State != QueueWaiting {
		t.Errorf("%v; it is %s, %v", err, q.State, e)
	}
}
