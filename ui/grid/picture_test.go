package grid

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/listing"
	"trastienda/ui/look"
)

// byStatus groups the purchases of the design's picture by their state.
type byStatus struct{}

func (byStatus) of(key string) []Row {
	var list []Row
	for _, r := range purchases().rows {
		if r.Cells[5].Text == key {
			list = append(list, r)
		}
	}
	return list
}

func (s byStatus) Groups(context.Context) ([]GroupInfo, error) {
	var list []GroupInfo
	for _, g := range []struct{ key, sum string }{{"ERROR", "$ 10.000.000,00"}, {"PENDIENTE", "$ 100,00"}, {"OK", "$ 40.128,00"}} {
		n := len(s.of(g.key))
		list = append(list, GroupInfo{Key: g.key, Title: g.key, Note: fmt.Sprint(n, " compras"), Count: n,
			Cells: []Cell{{}, {}, {}, {Text: g.sum, Kind: Money}}})
	}
	return list, nil
}

func (s byStatus) Rows(_ context.Context, key string, from, n int) ([]Row, error) {
	rows := s.of(key)
	return rows[min(from, len(rows)):min(from+n, len(rows))], nil
}

// Groups, a frozen column and another order of columns in both looks. Set
// TRASTIENDA_PICTURES to a folder to look at them.
func TestGroupsAndFrozenColumnsInBothLooks(t *testing.T) {
	for _, choice := range []look.Choice{look.Light, look.Dark} {
		for _, zoom := range []int{100, 160} {
			s := newStage(t)
			s.wear(choice, zoom)
			s.w.Resize(fyne.NewSize(760, 400))
			s.SetColumns(purchaseColumns())
			s.SetSort(listing.Sort{{Field: "at", Desc: true}, {Field: "amount"}})
			g := NewGrouped(byStatus{})
			g.Toggle("group:PENDIENTE")
			g.Toggle("group:ERROR")
			s.open(g)
			s.MoveColumn("psr", 0)
			s.HideColumn("recharge")
			s.SetFrozen(1)
			s.Select("e")
			s.w.Canvas().Focus(s.Grid)
			s.key(fyne.KeyDown)
			s.drawn(fmt.Sprintf("grid-%s-%d", choice, zoom))
			s.scrollToX(60)
			test.MoveMouse(s.w.Canvas(), s.at(2, 0))
			for id, want := range map[string]fyne.ThemeColorName{
				"r0": theme.ColorNameHeaderBackground, "r2": theme.ColorNamePressed, "r0.amount": theme.ColorNameForeground,
				"r0.group": theme.ColorNameForeground, "r3": look.ColorPendingRow, "r1.psr": theme.ColorNameForeground, "head.psr": theme.ColorNameForeground,
			} {
				if zoom == 100 && !s.has("grid.test."+id, want) {
					t.Errorf("%s: no %s in %s", choice, want, id)
				}
			}
			s.drag("amount", 90, 60)
			s.drawn(fmt.Sprintf("grid-scrolled-%s-%d", choice, zoom))
			s.drop("amount")
		}
	}
}

// drawn draws the grid for people to look at, if they asked for it.
func (s *stage) drawn(name string) {
	s.t.Helper()
	dir := os.Getenv("TRASTIENDA_PICTURES")
	if dir == "" {
		return
	}
	file, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, s.shot()); err != nil {
		s.t.Fatal(err)
	}
}
