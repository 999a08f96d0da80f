package outbox

import (
	"encoding/json"

	"trastienda/data/desk/replica"
)

// follow rebuilds what follows on a record when a person settled an act there,
// or the hub refused one. A body says the whole record, so a follower also
// repeats what it did not change: what that act had said, and what the record
// was before somebody else changed it. Of these it takes what the record is by
// now; what it changed itself stays. One that was tried already goes as it is,
// and the hub answers with a conflict of its own.
func (q *Queue) follow(c replica.Chain) ([]replica.Queued, error) {
	doc := c.Doc
	var changed []replica.Queued
	for i, act := range c.Open {
		k, known := kinds[act.Kind]
		if !known || act.State == replica.QueueConflict || act.State == replica.QueueRefused {
			continue // it is not laid over the record, and may never come to be
		}
		if i >= c.Ahead && act.State == replica.QueueWaiting && !act.Pinned {
			next, err := q.rebuilt(k, act, doc, c)
			if err != nil {
				return nil, err
			}
			act = next
			changed = append(changed, act)
		}
		var err error
		if doc, err = k.after(doc, act, q.p.User); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// rebuilt is a follower that builds on doc. After a conflict it goes from the
// version the person decided on, unless its own word is about what somebody else
// said and the person left to them: that is asked first, so it keeps its base,
// which the hub answers with a conflict.
func (q *Queue) rebuilt(k kind, act replica.Queued, doc json.RawMessage, c replica.Chain) (replica.Queued, error) {
	if len(doc) == 0 && act.Entity == replica.EntityAgent {
		return act, nil // until its record is made there is nothing to build on
	}
	body, err := fieldsOf(act.Body)
	if err != nil {
		return act, err
	}
	before, err := k.values(act.Before, q.p.User)
	if err != nil {
		return act, err
	}
	now, err := k.values(doc, q.p.User)
	if err != nil {
		return act, err
	}
	others, err := q.others(k, c)
	if err != nil {
		return act, err
	}
	asked := false
	for _, name := range k.fields {
		switch own := !same(body[name], before[name]); {
		case !own && !k.one && !same(body[name], now[name]):
			body[name] = now[name]
		case own && others[name] != nil:
			asked = asked || same(others[name], now[name]) && !same(body[name], now[name])
		}
	}
	if act.Body, err = joined(body); err != nil {
		return act, err
	}
	act.Before = doc
	if c.Settled.State == replica.QueueConflict && !asked {
		act.Base = c.Version
	}
	return act, nil
}

// others are the fields that somebody else changed, to something else than the
// settled act said.
func (q *Queue) others(k kind, c replica.Chain) (map[string]json.RawMessage, error) {
	theirs, err := k.values(c.Doc, q.p.User)
	if err != nil {
		return nil, err
	}
	before, err := k.values(c.Settled.Before, q.p.User)
	if err != nil {
		return nil, err
	}
	said, err := fieldsOf(c.Settled.Body)
	if err != nil {
		return nil, err
	}
	changed := map[string]json.RawMessage{}
	for _, name := range k.fields {
		other := !same(theirs[name], before[name]) && !same(theirs[name], said[name])
		if k.words != nil && !other { // what is no value of this person's may be another's
			now, _ := k.words(orEmpty(c.Doc), name)
			was, _ := k.words(orEmpty(c.Settled.Before), name)
			other = now != was && same(theirs[name], before[name])
		}
		if other {
			changed[name] = orNull(theirs[name])
		}
	}
	return changed, nil
}
