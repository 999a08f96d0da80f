package purchase

import (
	"strings"
	"testing"

	"trastienda/app/listing"
)

func TestSearchFindsWhatThePersonSees(t *testing.T) {
	text := SearchText("000050070000001", "123123132", "WB221212.1047.B23373", 4000000)
	found := []string{"50070", "123123132", "wb221212.1047", "B23373", "40000", "40.000", "$40.000,00", "40,000.00", "40.000,0", "1047"}
	for _, typed := range found {
		if !strings.Contains(text, amountDigits(normal(typed))) {
			t.Errorf("%q is not found in %q", typed, text)
		}
	}
	for _, typed := range []string{"40.001", "999", "x"} {
		if strings.Contains(text, amountDigits(normal(typed))) {
			t.Errorf("%q is found in %q", typed, text)
		}
	}
}

func TestNarrowEscapesPatterns(t *testing.T) {
	var w listing.Where
	Filter{Text: `50% _\`}.Narrow(&w)
	_, args := w.SQL()
	if len(args) != 2 || args[0] != `%50\%%` || args[1] != `%\_\\%` {
		t.Errorf("args %q", args)
	}
}

func TestEmptyFilterNarrowsNothing(t *testing.T) {
	var w listing.Where
	f := Filter{Text: "  "}
	f.Narrow(&w)
	if sql, args := w.SQL(); sql != "" || args != nil || !f.Empty() {
		t.Errorf("got %q %v", sql, args)
	}
}
