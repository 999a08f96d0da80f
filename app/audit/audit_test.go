package audit

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"trastienda/app/listing"
)

func TestLinksAreFoundByWhatStandsInThem(t *testing.T) {
	text := SearchText(Entry{Actor: Actor{Name: "Ángela Núñez"}, Device: "CAJA-3", Act: ActMark, Entity: "mark", EntityID: "0189-AB",
		Before: json.RawMessage(`null`), After: json.RawMessage(`{"note":"Llamé a Claro","holder":{"name":"Ana"},"tags":["uno"],"version":7}`)})
	for _, c := range []struct {
		search string
		found  bool
	}{
		{"angela", true}, {"ÁNGELA nuñez", true}, {"caja-3", true}, {"purchase.mark", true}, {"ab", true},
		{"llame claro", true}, {"ana uno", true}, {"note", false}, {"pedro", false},
	} {
		all := true
		for _, w := range SearchWords(c.search) {
			all = all && strings.Contains(text, w)
		}
		if all != c.found {
			t.Errorf("%q: found %v in %q", c.search, all, text)
		}
	}
	long := SearchText(Entry{After: json.RawMessage(`"` + strings.Repeat("ж", searchMost) + `"`)})
	if len(long) > searchMost || !utf8.ValidString(long) {
		t.Errorf("%d bytes, valid %v", len(long), utf8.ValidString(long))
	}
}

func TestFilterNarrows(t *testing.T) {
	half := time.Date(2026, 1, 2, 3, 4, 5, 500, time.UTC)
	for _, c := range []struct {
		f    Filter
		sql  string
		args []any
	}{
		{Filter{}, "", nil},
		{Filter{Actor: "u"}, " where actor = $1", []any{"u"}},
		{Filter{Actor: Hub}, " where actor = ''", nil},
		{Filter{From: half, To: half}, " where at_ms >= $1 and at_ms < $2", []any{half.UnixMilli() + 1, half.UnixMilli() + 1}},
		{Filter{Act: "a", Entity: "e", EntityID: "i", Through: 9}, " where act = $1 and entity = $2 and entity_id = $3 and seq <= $4",
			[]any{"a", "e", "i", int64(9)}},
		{Filter{Text: ` 50%_\ `}, ` where search like $1 escape '\'`, []any{`%50\%\_\\%`}},
	} {
		var w listing.Where
		c.f.Narrow(&w)
		if sql, args := w.SQL(); sql != c.sql || !slices.Equal(args, c.args) {
			t.Errorf("%+v: %s %v", c.f, sql, args)
		}
		if want := c.sql != ""; c.f.Narrows() != want {
			t.Errorf("%+v narrows: %v", c.f, c.f.Narrows())
		}
	}
	if (Filter{Through: 3, Text: " "}).Narrows() {
		t.Error("a bound and blanks narrow nothing")
	}
}
