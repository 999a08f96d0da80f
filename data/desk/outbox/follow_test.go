package outbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"testing"

	"trastienda/app/purchase"
	"trastienda/data/desk/replica"
)

// user is a user's document, or what an edit says of one.
func user(name, role string, active bool) string {
	return fmt.Sprintf(`{"active":%v,"agent":null,"name":%q,"role":%q}`, active, name, role)
}

func markSaid(note string, hold bool) string { return fmt.Sprintf(`{"hold":%v,"note":%q}`, hold, note) }

func markDoc(note, holder string) string {
	if holder == "" {
		return fmt.Sprintf(`{"purchase_id":"p","note":%q,"holder":null}`, note)
	}
	return fmt.Sprintf(`{"purchase_id":"p","note":%q,"holder":{"id":%q,"name":%q}}`, note, holder, holder)
}

// What follows keeps what it changed itself and takes everything else from what
// it builds on now.
func TestWhatFollowsASettledAct(t *testing.T) {
	type act struct {
		before, body string
		pinned       bool
		state        replica.QueueState // waiting when empty
		want         string             // the body
		base         int64              // 9 is the conflict's version, 1 what it was
	}
	const conflict, refused, waiting = replica.QueueConflict, replica.QueueRefused, replica.QueueWaiting
	nina := user("Nina", "operator", true)
	for _, c := range []struct {
		name    string
		kind    string
		hub     string // the hub's record by now
		settled act
		ahead   []act // the first is what replaced it, if that is a conflict settled with words of the person's
		after   []act
	}{
		{"a conflict over what only the other changed", KindUser, user("Nina", "operator", false),
			act{before: nina, body: user("Nina B", "operator", true), state: conflict},
			[]act{{body: user("Nina B", "operator", false)}},
			[]act{{before: user("Nina B", "operator", true), body: user("Nina Bo", "operator", true), want: user("Nina Bo", "operator", false), base: 9}}},
		{"three in a row", KindUser, user("Nina", "manager", false),
			act{before: nina, body: user("Nina B", "operator", true), state: conflict},
			[]act{{body: user("Nina B", "manager", false)}},
			[]act{
				{before: user("Nina B", "operator", true), body: user("Nina Bo", "operator", true), want: user("Nina Bo", "manager", false), base: 9},
				{before: user("Nina Bo", "operator", true), body: user("Nina Bo", "agent", true), want: user("Nina Bo", "agent", false), base: 1},
				{before: user("Nina Bo", "agent", true), body: user("Nina Boo", "agent", true), want: user("Nina Boo", "agent", false), base: 9},
			}},
		{"left to the hub, which said something else of what follows too", KindUser, user("Nora", "operator", true),
			act{before: nina, body: user("Nina B", "operator", true), state: conflict}, nil,
			[]act{{before: user("Nina B", "operator", true), body: user("Nina Bo", "operator", true), want: user("Nina Bo", "operator", true), base: 1}}},
		{"left to the hub, what follows is about something else", KindUser, user("Nora", "operator", true),
			act{before: nina, body: user("Nina B", "operator", true), state: conflict}, nil,
			[]act{{before: user("Nina B", "operator", true), body: user("Nina B", "manager", true), want: user("Nora", "manager", true), base: 9}}},
		{"decided by the person, what follows overrules it", KindUser, user("Nora", "operator", true),
			act{before: nina, body: user("Nina B", "operator", true), state: conflict},
			[]act{{body: user("Nina B", "operator", true)}},
			[]act{{before: user("Nina B", "operator", true), body: user("Nina Bo", "operator", true), want: user("Nina Bo", "operator", true), base: 9}}},
		{"one that was tried", KindUser, user("Nina", "operator", false),
			act{before: nina, body: user("Nina B", "operator", true), state: conflict},
			[]act{{body: user("Nina B", "operator", false)}},
			[]act{
				{before: user("Nina B", "operator", true), body: user("Nina B", "manager", true), pinned: true},
				{before: user("Nina B", "manager", true), body: user("Nina Bo", "manager", true), want: user("Nina Bo", "manager", true), base: 9},
			}},
		{"refused ones are not built on", KindUser, user("Nina", "operator", false),
			act{before: nina, body: user("Nina B", "operator", true), state: conflict},
			[]act{{body: user("Nina B", "operator", false)}},
			[]act{
				{before: user("Nina B", "operator", true), body: user("Nina B", "manager", true), pinned: true, state: refused},
				{before: user("Nina B", "operator", true), body: user("Nina Bo", "operator", true), want: user("Nina Bo", "operator", false), base: 9},
			}},
		{"a discarded edit is in nothing that follows", KindUser, nina,
			act{before: user("Nina A", "operator", true), body: user("Nina A", "manager", true), state: waiting},
			[]act{{before: nina, body: user("Nina A", "operator", true)}},
			[]act{{before: user("Nina A", "manager", true), body: user("Nina A", "manager", false), want: user("Nina A", "operator", false), base: 1}}},
		{"a note of somebody else", KindMark, markDoc("de Beto", ""),
			act{before: "", body: markSaid("una", false), state: conflict}, nil,
			[]act{{before: markDoc("una", ""), body: markSaid("una", true), want: markSaid("de Beto", true), base: 9}}},
		{"taken by somebody else", KindMark, markDoc("", "beto"),
			act{before: "", body: markSaid("una", false), state: conflict},
			[]act{{body: markSaid("una", false)}},
			[]act{{before: markDoc("una", ""), body: markSaid("una", true), want: markSaid("una", true), base: 1},
				{before: markDoc("una", "me"), body: markSaid("dos", true), want: markSaid("dos", true), base: 9}}},
		{"a note that was discarded", KindMark, "",
			act{before: "", body: markSaid("mal", false), state: waiting}, nil,
			[]act{{before: markDoc("mal", ""), body: markSaid("mal", true), want: markSaid("", true), base: 1},
				{before: markDoc("mal", "me"), body: markSaid("bien", true), want: markSaid("bien", true), base: 1},
				{before: markDoc("bien", "me"), body: markSaid("bien", false), want: markSaid("bien", false), base: 1}}},
		{"a refused one goes again", KindUser, nina,
			act{before: nina, body: user("Nina", "manager", true), state: refused},
			[]act{{before: nina, body: user("Nina", "manager", true)}},
			[]act{{before: nina, body: user("Nina B", "operator", true), want: user("Nina B", "manager", true), base: 1}}},
		{"a note that was refused", KindMark, markDoc("vieja", ""),
			act{before: markDoc("vieja", ""), body: markSaid("mal", false), state: refused}, nil,
			[]act{{before: markDoc("mal", ""), body: markSaid("mal", true), want: markSaid("vieja", true), base: 1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := NewQueue(QueueParams{User: purchase.Holder{ID: "me", Name: "me"}})
			made := func(a act, id string) replica.Queued {
				x := replica.Queued{OpID: id, Kind: c.kind, Record: "p", Body: json.RawMessage(a.body), Base: 1, Pinned: a.pinned, State: waiting}
				if a.state != "" {
					x.State = a.state
				}
				if a.before != "" {
					x.Before = json.RawMessage(a.before)
				}
				return x
			}
			chain := replica.Chain{Settled: made(c.settled, "settled"), Version: 9, Ahead: len(c.ahead)}
			if c.hub != "" {
				chain.Doc = json.RawMessage(c.hub)
			}
			for i, a := range append(c.ahead, c.after...) {
				chain.Open = append(chain.Open, made(a, fmt.Sprint(i)))
			}
			changed, err := q.follow(chain)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{}
			got := map[string]string{}
			for i, a := range c.after {
				if a.want != "" {
					want[fmt.Sprint(len(c.ahead)+i)] = fmt.Sprintf("%s from %d", a.want, a.base)
				}
			}
			for _, x := range changed {
				got[x.OpID] = fmt.Sprintf("%s from %d", x.Body, x.Base)
			}
			if !maps.Equal(got, want) {
				t.Errorf("they say\n%v, want\n%v", got, want)
			}
			q.shown(t, chain, changed)
		})
	}
}

// shown checks that each follower's before is what is shown without it and what
// comes after it.
func (q *Queue) shown(t *testing.T, c replica.Chain, changed []replica.Queued) {
	t.Helper()
	for _, x := range changed {
		for i := range c.Open {
			if c.Open[i].OpID != x.OpID {
				continue
			}
			before, _, err := Overlay(c.Doc, c.Open[:i], q.p.User)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := fieldsOf(x.Before)
			want, _ := fieldsOf(before)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s builds on %s, shown is %s", x.OpID, x.Before, before)
			}
			c.Open[i] = x
		}
	}
}
