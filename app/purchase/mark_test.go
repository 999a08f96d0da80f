package purchase

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestCleanNote(t *testing.T) {
	for _, c := range []struct {
		note, want string
		err        error
	}{
		{"", "", nil},
		{" \n ", "", nil},
		{"  llamé a Claro \n", "llamé a Claro", nil},
		{"uno\r\ndos", "uno\ndos", nil},
		{strings.Repeat("ñ", MaxNote) + "  ", strings.Repeat("ñ", MaxNote), nil},
		{strings.Repeat("ñ", MaxNote+1), "", ErrNoteTooLong},
		{"a\tb", "", ErrNoteControl},
		{"a\rb", "", ErrNoteControl},
		{"a\x00b", "", ErrNoteControl},
		{"a\u0085b", "", ErrNoteControl},
		{"a\xffb", "", ErrNoteControl},
	} {
		if got, err := CleanNote(c.note); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("CleanNote(%.20q) = %.20q, %v", c.note, got, err)
		}
	}
}

func TestSetMark(t *testing.T) {
	ana, beto := Holder{"a", "Ana"}, Holder{"b", "Beto"}
	first, later := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(2026, 1, 2, 4, 0, 0, 0, time.UTC)
	none := Mark{PurchaseID: "p"}
	anas := Mark{PurchaseID: "p", Note: "x", NoteBy: "Ana", NoteAt: &first, Holder: &ana, HeldAt: &first, Version: 3}
	for _, c := range []struct {
		name string
		mark Mark
		note string
		hold bool
		by   Holder
		want Mark
	}{
		{"nothing", none, "", false, ana, none},
		{"a note", none, "x", false, ana, Mark{PurchaseID: "p", Note: "x", NoteBy: "Ana", NoteAt: &later, Version: 1}},
		{"taken", none, "", true, ana, Mark{PurchaseID: "p", Holder: &ana, HeldAt: &later, Version: 1}},
		{"the same again", anas, "x", true, ana, anas},
		{"taken over", anas, "x", true, beto,
			Mark{PurchaseID: "p", Note: "x", NoteBy: "Ana", NoteAt: &first, Holder: &beto, HeldAt: &later, Version: 4}},
		{"let go", anas, "x", false, ana, Mark{PurchaseID: "p", Note: "x", NoteBy: "Ana", NoteAt: &first, Version: 4}},
		{"not let go by another", anas, "x", false, beto, anas},
		{"written on by another", anas, "y", false, beto,
			Mark{PurchaseID: "p", Note: "y", NoteBy: "Beto", NoteAt: &later, Holder: &ana, HeldAt: &first, Version: 4}},
		{"rewritten", anas, "y", true, ana,
			Mark{PurchaseID: "p", Note: "y", NoteBy: "Ana", NoteAt: &later, Holder: &ana, HeldAt: &first, Version: 4}},
		{"wiped out", anas, "", false, ana, Mark{PurchaseID: "p", Version: 4}},
	} {
		if got := c.mark.Set(c.note, c.hold, c.by, later); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
