package board

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"trastienda/app/access"
	"trastienda/ui/text"
)

func catalogue(t *testing.T, lang text.Lang) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../assets/lang/board." + string(lang) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	if err := json.Unmarshal(data, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

var place = regexp.MustCompile(`\{\w+\}`)

// After a switch to English while running no Spanish is left, and what was
// chosen is still there.
func TestLanguageSwitchLeavesNoSpanish(t *testing.T) {
	es, en := catalogue(t, text.ES), catalogue(t, text.EN)
	for _, role := range []access.Role{access.Operator, access.Agent} {
		f := busyAgency()
		f.visit, f.offline = noon, true
		b := newBench(t, text.ES, role, f).tall()
		if a, ok := b.page.body.(*agencyBody); ok {
			a.choose(30)
			b.settled()
		}
		b.Book.Set(text.EN)
		b.page.Rebuild()
		b.Until("the movements", func() bool { a, ok := b.page.body.(*agentBody); return !ok || !a.table.Busy() })
		for _, words := range b.Words() {
			for key, value := range es {
				fixed := strings.TrimSpace(place.ReplaceAllString(value, ""))
				if value != en[key] && (words == value || len(fixed) > 12 && strings.Contains(words, fixed)) {
					t.Errorf("%s: Spanish is left: %q", role, words)
				}
			}
		}
		if a, ok := b.page.body.(*agencyBody); ok && (b.page.days != 30 || !a.periods[1].On()) {
			t.Error("the switch lost the period")
		}
	}
}
