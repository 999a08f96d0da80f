package purchases

import (
	"slices"
	"testing"
	"time"

	"trastienda/app/purchase"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// A link of another page shows what it stands for and nothing else, whatever
// was searched, chosen and open before.
func TestShowNarrowsToThePreset(t *testing.T) {
	june := time.Date(2022, 6, 27, 0, 0, 0, 0, uitest.BuenosAires)
	for _, c := range []struct {
		name   string
		preset Preset
		want   purchase.Filter
	}{
		{"a state", Preset{Status: purchase.StatusError}, purchase.Filter{Statuses: []purchase.Status{purchase.StatusError}}},
		{"what is due", Preset{Due: true}, purchase.Filter{DueAfter: noon, DueBefore: noon.Add(DueSoonWithin)}},
		{"a day of a point of sale", Preset{From: june, To: june, PSR: "000050070000001"},
			purchase.Filter{From: june, To: june.AddDate(0, 0, 1), PSR: "000050070000001"}},
		{"nothing", Preset{}, purchase.Filter{}},
	} {
		b := newBench(t, text.ES)
		b.page.toolbar.search.SetText("141")
		b.Until("the search", func() bool { return b.backend.lastFilter().Text == "141" })
		b.page.open("p1")
		b.page.Show(c.preset)
		b.Until("the list of "+c.name, func() bool { return b.backend.lastFilter().Text == "" && !b.page.grid.Busy() })
		got := b.backend.lastFilter()
		if !slices.Equal(got.Statuses, c.want.Statuses) || got.PSR != c.want.PSR || !got.From.Equal(c.want.From) || !got.To.Equal(c.want.To) ||
			!got.DueAfter.Equal(c.want.DueAfter) || !got.DueBefore.Equal(c.want.DueBefore) {
			t.Errorf("%s: the filter is %+v, want %+v", c.name, got, c.want)
		}
		if b.page.detail.id != "" || b.page.toolbar.search.Text != "" {
			t.Errorf("%s: open %q, searched %q", c.name, b.page.detail.id, b.page.toolbar.search.Text)
		}
	}
}

func TestShowOpensAPurchase(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.Show(Preset{Purchase: "p5"})
	b.Until("the detail", func() bool { return b.page.detail.id == "p5" && b.page.detail.known && b.page.selected.ID == "p5" })
	if !slices.Equal(b.page.grid.Selection(), []string{"p5"}) {
		t.Errorf("chosen: %v", b.page.grid.Selection())
	}
}

// The navigation shows the number of a page that nobody opened yet.
func TestBadgeBeforeThePageWasOpened(t *testing.T) {
	b := newBench(t, text.ES)
	page, err := New(Params{Backend: b.backend, Book: b.Book, Shell: b, Currency: "ARS", Do: b.Do})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(page.Dispose)
	page.Changed()
	b.Until("the number", func() bool { return page.Badge() == 3 })
}
