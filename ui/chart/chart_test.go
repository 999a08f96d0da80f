package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
	"trastienda/ui/probe"
)

// bench is a panel in a window of the test driver.
type bench struct {
	t      *testing.T
	window fyne.Window
	panel  *Panel
	picked []string
	copied string
	keys   []fyne.KeyName // that the chart had no use for
}

func newBench(t *testing.T, kind Kind, d Data, looks ...*look.Look) *bench {
	t.Helper()
	b := &bench{t: t}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(append(looks, look.New(look.Light))[0])
	b.window = app.NewWindow("")
	b.window.SetPadded(false)
	number := func(n int64) string { return fmt.Sprint(n) }
	b.panel = NewPanel(PanelParams{
		Params: Params{ID: "days", Kind: kind, Step: 1, Tick: number, Value: number, Total: "Total", Empty: "Nothing here",
			Keys:   func(e *fyne.KeyEvent) bool { b.keys = append(b.keys, e.Name); return true },
			OnPick: func(bar, series int) { b.picked = append(b.picked, fmt.Sprint(bar, series)) }},
		Title: "Per day", First: "Day", Plain: number, AsTable: "Table", AsChart: "Chart", CopyText: "Copy", Copy: func(s string) { b.copied = s },
	})
	b.panel.Set(d, "")
	b.window.SetContent(b.panel.Object())
	b.window.Resize(fyne.NewSize(600, 460))
	b.window.Show()
	return b
}

// week are three series of which the middle one is missing on the second day.
func week() Data {
	d := Data{Series: []Series{
		{ID: "ok", Name: "OK", Color: theme.ColorNamePrimary},
		{ID: "pending", Name: "PENDING", Color: look.ColorWarning, Pattern: Hatched},
		{ID: "error", Name: "ERROR", Color: look.ColorError, Pattern: Dotted},
	}}
	for i, v := range [][]int64{{10, 5, 1}, {20, 0, 2}, {0, 0, 0}, {7, 7, 7}} {
		d.Bars = append(d.Bars, Bar{ID: fmt.Sprint("d", i), Label: fmt.Sprint("0", i), Name: fmt.Sprint("Day ", i), Values: v})
	}
	return d
}

func (b *bench) items() map[string]probe.Item {
	all := map[string]probe.Item{}
	for _, i := range probe.Collect(b.window) {
		all[i.ID] = i
	}
	return all
}

func (b *bench) press(keys ...fyne.KeyName) {
	b.window.Canvas().Focus(b.panel.Chart())
	for _, k := range keys {
		b.panel.Chart().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func TestTicksAreRound(t *testing.T) {
	for _, c := range []struct {
		top, least int64
		want       []int64
	}{
		{0, 1, []int64{0, 1}},
		{3, 1, []int64{0, 1, 2, 3}},
		{5, 1, []int64{0, 1, 2, 3, 4, 5}},
		{6, 1, []int64{0, 2, 4, 6}},
		{38, 1, []int64{0, 10, 20, 30, 40}},
		{41, 1, []int64{0, 10, 20, 30, 40, 50}},
		{99, 1, []int64{0, 20, 40, 60, 80, 100}},
		{1_234_567_89, 100, []int64{0, 50_000_000, 100_000_000, 150_000_000}},
		{10, 100, []int64{0, 100}},
	} {
		if got := ticks(c.top, c.least); !slices.Equal(got, c.want) {
			t.Errorf("ticks(%d, %d) = %v, want %v", c.top, c.least, got, c.want)
		}
	}
}

// What the chart tells are the numbers it was given, and the parts are as high
// as they say.
func TestPartsAreAsHighAsTheirNumbers(t *testing.T) {
	b := newBench(t, Stacked, week())
	items := b.items()
	if got := items["chart.days"].Text; got != "4" {
		t.Errorf("%q bars", got)
	}
	if got := items["chart.days.d0"].Text; got != "OK: 10 · PENDING: 5 · ERROR: 1" {
		t.Errorf("the first bar tells %q", got)
	}
	for id, want := range map[string]string{"d0.ok": "10", "d0.pending": "5", "d0.error": "1", "d1.ok": "20", "d1.error": "2", "d3.pending": "7"} {
		if got := items["chart.days."+id].Text; got != want {
			t.Errorf("%s tells %q, want %s", id, got, want)
		}
	}
	if _, ok := items["chart.days.d1.pending"]; ok {
		t.Error("a zero has a part")
	}
	ten, twenty, five := items["chart.days.d0.ok"].H, items["chart.days.d1.ok"].H, items["chart.days.d0.pending"].H
	if !near(twenty, 2*ten) || !near(ten, 2*five) {
		t.Errorf("10 is %v high, 20 %v, 5 %v", ten, twenty, five)
	}
	if top := items["chart.days.d0.pending"]; !near(top.Y+top.H, items["chart.days.d0.ok"].Y) {
		t.Error("the second series does not stand on the first")
	}
	// 22 is the highest bar: ticks are 0, 5 … 25.
	if got := items["chart.days.tick4"].Text; got != "20" {
		t.Errorf("the fifth tick is %q", got)
	}
	if line, end := items["chart.days.tick4"].Y, items["chart.days.d1.ok"].Y; !near(line, end) {
		t.Errorf("20 ends at %v, its line is at %v", end, line)
	}
}

// near allows for the rounding of float32.
func near(a, b float32) bool { return a-b < 0.01 && b-a < 0.01 }

func TestTableTwinHasTheSameNumbers(t *testing.T) {
	b := newBench(t, Stacked, week())
	if _, ok := b.items()["chart.days.copy"]; ok {
		t.Error("the chart offers to copy")
	}
	test.Tap(b.panel.turn)
	items := b.items()
	if _, ok := items["chart.days"]; ok {
		t.Error("the chart is still there")
	}
	want := [][]string{{"Day", "OK", "PENDING", "ERROR", "Total"}, {"Day 0", "10", "5", "1", "16"}, {"Day 1", "20", "0", "2", "22"},
		{"Day 2", "0", "0", "0", "0"}, {"Day 3", "7", "7", "7", "21"}}
	var lines []string
	for i, row := range want {
		for j, text := range row {
			if got := items[fmt.Sprintf("chart.days.table.%d.%d", i, j)].Text; got != text {
				t.Errorf("cell %d, %d says %q, want %q", i, j, got, text)
			}
		}
		lines = append(lines, strings.Join(row, "\t"))
	}
	test.Tap(b.panel.copy)
	if got := b.copied; got != strings.Join(lines, "\n")+"\n" {
		t.Errorf("copied %q", got)
	}
	test.Tap(b.panel.turn)
	if _, ok := b.items()["chart.days"]; !ok || b.panel.Table() {
		t.Error("the chart did not come back")
	}
}

func TestEmptyChartSaysSo(t *testing.T) {
	for _, d := range []Data{{}, {Series: week().Series, Bars: []Bar{{ID: "d0", Values: []int64{0, 0, 0}}}}} {
		b := newBench(t, Stacked, d)
		if got := b.items()["chart.days"].Text; got != "Nothing here" {
			t.Errorf("an empty chart says %q", got)
		}
		b.press(fyne.KeyLeft, fyne.KeyReturn)
		b.panel.Chart().Tapped(&fyne.PointEvent{Position: fyne.NewPos(200, 100)})
		if len(b.picked) != 0 || b.panel.Chart().Tip() != "" {
			t.Errorf("chosen %v, told %q", b.picked, b.panel.Chart().Tip())
		}
	}
}

func TestMoreBarsThanCanBeToldApart(t *testing.T) {
	d := Data{Series: week().Series[:1]}
	for i := range MostBars + 5 {
		d.Bars = append(d.Bars, Bar{ID: fmt.Sprint(i), Label: "01/01", Name: "n", Values: []int64{1}})
	}
	b := newBench(t, Line, d)
	if got := len(b.panel.Chart().Data().Bars); got != MostBars {
		t.Errorf("%d bars are shown", got)
	}
}

func TestLyingBars(t *testing.T) {
	b := newBench(t, Across, Data{Series: week().Series[:1], Bars: []Bar{
		{ID: "a", Label: "000050070000001", Name: "A", Values: []int64{400}}, {ID: "b", Label: "B", Name: "B", Values: []int64{100}}, {ID: "c", Label: "C", Name: "C", Values: []int64{0}}}})
	items := b.items()
	if long, short := items["chart.days.a.ok"].W, items["chart.days.b.ok"].W; long != 4*short {
		t.Errorf("400 is %v long, 100 %v", long, short)
	}
	b.press()
	if bar, _ := b.panel.Chart().Told(); bar != 0 {
		t.Errorf("told about %d first", bar)
	}
	b.press(fyne.KeyDown, fyne.KeyReturn, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn)
	if want := []string{"1 -1", "0 -1"}; !slices.Equal(b.picked, want) {
		t.Errorf("chosen %v, want %v", b.picked, want)
	}
	if got := b.panel.Chart().Tip(); got != "A · OK: 400" {
		t.Errorf("the tip says %q", got)
	}
}
