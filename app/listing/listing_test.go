package listing

import (
	"reflect"
	"testing"
)

var columns = map[string]Column{"at": {Name: "at_ms", Number: true}, "psr": {Name: "psr"}, "id": {Name: "id"}}

func TestParseSort(t *testing.T) {
	s, err := ParseSort("-at,psr", "at", "psr")
	if err != nil || !reflect.DeepEqual(s, Sort{{"at", true}, {"psr", false}}) {
		t.Fatalf("got %v, %v", s, err)
	}
	if s.String() != "-at,psr" {
		t.Errorf("String = %q", s.String())
	}
	for _, bad := range []string{"name", "at,at", "at,-at", ",", "--at", "at;drop table"} {
		if _, err := ParseSort(bad, "at", "psr"); err == nil {
			t.Errorf("ParseSort(%q) was accepted", bad)
		}
	}
}

func TestCursor(t *testing.T) {
	s := Sort{{"at", true}, {"id", true}}
	numbers := s.Numbers(columns)
	text := EncodeCursor(s, []any{int64(1 << 60), "x"})
	got, err := DecodeCursor(text, s, numbers)
	if err != nil || !reflect.DeepEqual(got, []any{int64(1 << 60), "x"}) {
		t.Fatalf("got %v, %v", got, err)
	}
	other := Sort{{"at", false}, {"id", true}}
	for name, try := range map[string]struct {
		text string
		sort Sort
	}{
		"another order": {text, other}, "no base64": {"%%", s}, "no JSON": {"aGk", s},
		"wrong type": {EncodeCursor(s, []any{"a", "x"}), s}, "a NUL": {EncodeCursor(s, []any{int64(1), "\x00"}), s},
	} {
		if _, err := DecodeCursor(try.text, try.sort, numbers); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestWhere(t *testing.T) {
	var w Where
	w.And("agency_id = ?", "a")
	In(&w, "status", []string{"ok", "error"})
	In(&w, "cause", []string{})
	w.After(Sort{{"at", true}, {"id", true}}, columns, []any{int64(5), "x"})
	sql, args := w.SQL()
	if want := " where agency_id = $1 and status in ($2,$3) and (at_ms,id) < ($4,$5)"; sql != want {
		t.Errorf("got %s, want %s", sql, want)
	}
	if !reflect.DeepEqual(args, []any{"a", "ok", "error", int64(5), "x"}) {
		t.Errorf("args %v", args)
	}

	var mixed Where
	mixed.After(Sort{{"psr", false}, {"at", true}}, columns, []any{"p", int64(5)})
	sql, args = mixed.SQL()
	if want := " where psr >= $1 and ((psr > $2) or (psr = $3 and at_ms < $4))"; sql != want {
		t.Errorf("got %s, want %s", sql, want)
	}
	if !reflect.DeepEqual(args, []any{"p", "p", "p", int64(5)}) {
		t.Errorf("args %v", args)
	}
}

func TestOrderBy(t *testing.T) {
	due := map[string]Column{"due": {Name: "due_ms", Number: true, NullsLast: true}, "id": {Name: "id"}}
	for want, s := range map[string]Sort{
		"": nil, " order by due_ms nulls last, id": {{"due", false}, {"id", false}}, " order by due_ms desc nulls last, id desc": {{"due", true}, {"id", true}},
	} {
		if got := s.OrderBy(due); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
