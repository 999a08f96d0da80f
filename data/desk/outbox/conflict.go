package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/google/uuid"

	"trastienda/data/desk/replica"
)

// Choice is one field of a conflict: what the act says, and what the record is
// by now. Changed: the person changed the field; what they left as it was is
// better taken from the hub.
type Choice struct {
	Field        string
	Mine, Theirs string
	Differs      bool
	Changed      bool
}

// Clash is a conflict as a person decides it. Version is the record's that they
// look at.
type Clash struct {
	Entry
	Choices []Choice
	Version int64
}

// Clash reads a conflict. ErrSettled when the act is in none (any more).
func (q *Queue) Clash(ctx context.Context, opID string) (Clash, error) {
	act, err := q.p.Replica.FindQueued(ctx, opID)
	if err != nil {
		return Clash{}, named(err)
	}
	if act.State != replica.QueueConflict {
		return Clash{}, ErrSettled
	}
	theirs, version, err := q.newest(ctx, act)
	if err != nil {
		return Clash{}, err
	}
	k := kinds[act.Kind]
	c := Clash{Entry: entryOf(act, q.Paused()), Version: version}
	now, err := k.values(theirs, q.p.User)
	if err != nil {
		return c, err
	}
	before, err := k.values(act.Before, q.p.User)
	if err != nil {
		return c, err
	}
	mine, err := fieldsOf(act.Body)
	if err != nil {
		return c, err
	}
	for _, name := range k.fields {
		choice := Choice{Field: name, Mine: textOf(mine[name]), Theirs: textOf(now[name]),
			Differs: !same(mine[name], now[name]), Changed: !same(mine[name], before[name])}
		if k.words != nil {
			if words, ok := k.words(theirs, name); ok {
				choice.Theirs = words
			}
		}
		c.Choices = append(c.Choices, choice)
	}
	return c, nil
}

// newest is the hub's record as far as it is known: that of the refusal, or a
// later one that the feed brought.
func (q *Queue) newest(ctx context.Context, act replica.Queued) (json.RawMessage, int64, error) {
	o, err := q.p.Replica.Overlaid(ctx, act.Entity, []string{act.Record})
	if err != nil {
		return nil, 0, err
	}
	doc, version := act.Current, versionIn(act.Current)
	if copied := o.Docs[act.Record]; versionIn(copied) > version {
		doc, version = copied, versionIn(copied)
	}
	return doc, version, nil
}

func versionIn(doc json.RawMessage) int64 {
	var v struct {
		Version int64 `json:"version"`
	}
	if json.Unmarshal(orEmpty(doc), &v) != nil {
		return 0
	}
	return v.Version
}

// same compares two values; none, null and an empty text are the same.
func same(a, b json.RawMessage) bool {
	plain := func(v json.RawMessage) any {
		var value any
		if json.Unmarshal(v, &value) != nil || value == nil {
			return ""
		}
		return value
	}
	return reflect.DeepEqual(plain(a), plain(b))
}

// Resolve settles a conflict: the fields named are the person's, the others the
// hub's as of version; where they belong together, all are the person's. It goes as a new act in the place of the old one, and
// what follows on the record goes on from there (follow). With no field of theirs the act is given
// up. ErrChanged: the record has another version by now, look again.
func (q *Queue) Resolve(ctx context.Context, opID string, version int64, mine []string) error {
	act, err := q.p.Replica.FindQueued(ctx, opID)
	if err != nil {
		return named(err)
	}
	if act.State != replica.QueueConflict {
		return ErrSettled
	}
	if len(mine) == 0 {
		return q.Discard(ctx, opID)
	}
	theirs, now, err := q.newest(ctx, act)
	if err != nil {
		return err
	}
	if now != version {
		return ErrChanged
	}
	body, err := q.composed(act, theirs, mine)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	next := act
	next.OpID, next.Body, next.Before, next.Base, next.At = id.String(), body, theirs, version, q.p.Clock.Now()
	if err := q.p.Replica.ReplaceQueued(ctx, opID, next, q.follow); err != nil {
		return named(err)
	}
	q.p.OnChange()
	q.Wake()
	return nil
}

// composed is the body of an act with the hub's values for what is not mine.
func (q *Queue) composed(act replica.Queued, theirs json.RawMessage, mine []string) (json.RawMessage, error) {
	k := kinds[act.Kind]
	if k.one {
		return act.Body, nil
	}
	values, err := k.values(theirs, q.p.User)
	if err != nil {
		return nil, err
	}
	body, err := fieldsOf(act.Body)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, name := range mine {
		own[name] = true
	}
	for _, name := range k.fields {
		if !own[name] {
			body[name] = values[name]
		}
	}
	return joined(body)
}
