package exception

import (
	"errors"
	"strings"
	"testing"

	"trastienda/app/purchase"
)

// Written by hand: whoever lets another kind be assigned has to say here that
// no balance can go out twice by it.
func TestWhatEachKindMayBecome(t *testing.T) {
	assignable := map[Kind]bool{
		Alarm: false, UnknownPSR: true, Reference: false, Amount: false, Status: false,
		OtherPSR: false, OtherAmount: false, OtherMoney: false, OtherAccount: false,
		ClosedBefore: true, // opened by an approval only, and its id follows from the reference
	}
	if len(assignable) != len(Kinds()) {
		t.Errorf("%d kinds, %d are written down here", len(Kinds()), len(assignable))
	}
	for _, k := range Kinds() {
		if want, ok := assignable[k]; !ok || k.Allows(Assign) != want || !k.Allows(Close) || k.Allows("") || k.Allows("reopen") {
			t.Errorf("%s: assign %v, close %v", k, k.Allows(Assign), k.Allows(Close))
		}
	}
	if Kind("of another version").Allows(Assign) {
		t.Error("a kind nobody knows can be assigned")
	}
}

func TestCleanReason(t *testing.T) {
	for _, c := range []struct {
		reason string
		needed bool
		want   string
		err    error
	}{
		{" ya se devolvió\r\nel lunes ", true, "ya se devolvió\nel lunes", nil},
		{" \n", true, "", ErrNoReason},
		{" \n", false, "", nil},
		{"a\tb", true, "", purchase.ErrNoteControl},
		{strings.Repeat("ñ", MaxReason+1), false, "", purchase.ErrNoteTooLong},
	} {
		if got, err := CleanReason(c.reason, c.needed); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q: %q, %v", c.reason, got, err)
		}
	}
}
