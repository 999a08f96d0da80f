package purchase

import (
	"reflect"
	"testing"
	"time"

	"trastienda/app/listing"
)

// Instants are stored in whole milliseconds; a bound between two of them must
// neither take in the earlier one as "from" nor leave it out as "to".
func TestBoundsFinerThanAMillisecond(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		bound time.Time
		want  int64
	}{
		{at, at.UnixMilli()},
		{at.Add(time.Nanosecond), at.UnixMilli() + 1},
		{at.Add(time.Millisecond - time.Nanosecond), at.UnixMilli() + 1},
		{at.Add(time.Millisecond), at.UnixMilli() + 1},
		{time.Date(1960, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() + 1},
	} {
		var w listing.Where
		Filter{From: c.bound, To: c.bound}.Narrow(&w)
		if _, args := w.SQL(); !reflect.DeepEqual(args, []any{c.want, c.want}) {
			t.Errorf("%s gives %v, not %d", c.bound.Format(time.RFC3339Nano), args, c.want)
		}
	}
}

// A list by cause looks only among the rows of its status, so the two must
// belong together in every row.
func TestStatusFollowsFromTheCause(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	states := []LegState{Done, Waiting, Unknown, Refused}
	for _, payment := range states {
		for _, transfer := range states {
			for _, notice := range states {
				for _, code := range []string{"", CodeNoBalance, "terminal-blocked"} {
					for _, now := range []time.Time{at, at.Add(2 * Window)} {
						s := State{At: at, AccreditedAt: at, RefusalCode: code, Legs: Legs{payment, transfer, notice}}
						if status, cause := s.Show(now); cause.Status() != status {
							t.Errorf("%+v: cause %q is said to be %s, the row shows %s", s.Legs, cause, cause.Status(), status)
						}
					}
				}
			}
		}
	}
}

// What the copy can be sorted by is more than what the hub promised.
func TestTheHubKnowsNoSortByDeadline(t *testing.T) {
	if _, err := listing.ParseSort("deadline", SortFields...); err == nil {
		t.Error("the hub's API takes it")
	}
	for _, field := range CopySortFields {
		if _, ok := Columns[field]; !ok {
			t.Errorf("%s has no column", field)
		}
	}
	if len(CopySortFields) != len(SortFields)+1 {
		t.Errorf("%v against %v", CopySortFields, SortFields)
	}
}

func TestNarrowToIDs(t *testing.T) {
	for name, c := range map[string]struct {
		f    Filter
		want string
		args int
	}{
		"all":    {Filter{}, "", 0},
		"some":   {Filter{Only: []string{"a", "b"}}, " where id in ($1,$2)", 2},
		"none":   {Filter{Only: []string{}}, " where 1 = 0", 0},
		"except": {Filter{Only: []string{"a"}, Except: []string{"b"}}, " where id in ($1) and id not in ($2)", 2},
		"cause":  {Filter{NotCause: CauseExpired}, " where cause <> $1", 1},
	} {
		var w listing.Where
		c.f.Narrow(&w)
		if got, args := w.SQL(); got != c.want || len(args) != c.args || c.f.Empty() != (name == "all") {
			t.Errorf("%s: %q with %d arguments, empty %v", name, got, len(args), c.f.Empty())
		}
	}
}
