package chart

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
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

func TestPointerTellsAndChooses(t *testing.T) {
	b := newBench(t, Stacked, week())
	chart := b.panel.Chart()
	at := func(id string) fyne.Position {
		i := b.items()["chart.days."+id]
		own := fyne.CurrentApp().Driver().AbsolutePositionForObject(chart)
		return fyne.NewPos(i.X+i.W/2, i.Y+i.H/2).Subtract(own)
	}
	move := func(p fyne.Position) {
		chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: p}})
	}
	if chart.Tip() != "" {
		t.Errorf("a tip without a pointer: %q", chart.Tip())
	}
	move(at("d1.error"))
	if got := b.items()["chart.days.tip"].Text; got != "Day 1 · OK: 20 · PENDING: 0 · ERROR: 2 · Total: 22" {
		t.Errorf("the tip says %q", got)
	}
	if chart.Cursor() != desktop.PointerCursor {
		t.Error("no hand over a bar")
	}
	chart.Tapped(&fyne.PointEvent{Position: at("d1.error")})
	chart.Tapped(&fyne.PointEvent{Position: fyne.NewPos(at("d1").X, chart.geo.plot.y+1)}) // above its parts
	chart.Tapped(&fyne.PointEvent{Position: fyne.NewPos(1, 1)})                           // on the axis
	if want := []string{"1 2", "1 -1"}; !slices.Equal(b.picked, want) {
		t.Errorf("chosen %v, want %v", b.picked, want)
	}
	b.window.Canvas().Unfocus()
	move(at("d0"))
	chart.MouseOut()
	if chart.Tip() != "" {
		t.Errorf("the pointer left and the tip stays: %q", chart.Tip())
	}
}

func TestKeysTellAndChoose(t *testing.T) {
	b := newBench(t, Stacked, week())
	chart := b.panel.Chart()
	told := func(want string) {
		t.Helper()
		bar, series := chart.Told()
		if got := fmt.Sprint(bar, series); got != want {
			t.Errorf("told about %s, want %s", got, want)
		}
	}
	b.press()
	told("3 -1") // the newest
	if !b.items()["chart.days"].Focused || chart.Tip() == "" {
		t.Error("the keyboard is here and nothing is told")
	}
	b.press(fyne.KeyRight)
	told("3 -1")
	b.press(fyne.KeyUp, fyne.KeyUp)
	told("3 1")
	b.press(fyne.KeyLeft)
	told("2 -1") // that series is zero there
	b.press(fyne.KeyLeft, fyne.KeyUp, fyne.KeyUp)
	told("1 2") // over the one that is zero
	b.press(fyne.KeyReturn, fyne.KeyUp, fyne.KeySpace, fyne.KeyDown)
	told("1 2")
	b.press(fyne.KeyHome)
	told("0 2")
	b.press(fyne.KeyEnd, fyne.KeyEnter, fyne.KeyF5)
	if want := []string{"1 2", "1 -1", "3 2"}; !slices.Equal(b.picked, want) {
		t.Errorf("chosen %v, want %v", b.picked, want)
	}
	if !slices.Equal(b.keys, []fyne.KeyName{fyne.KeyF5}) {
		t.Errorf("keys handed on: %v", b.keys)
	}
	b.window.Canvas().Unfocus()
	told("-1 -1")
}

// What is told about stays when other numbers come, as long as it is there.
func TestNewNumbersKeepThePlace(t *testing.T) {
	b := newBench(t, Stacked, week())
	b.press(fyne.KeyHome, fyne.KeyRight)
	later := week()
	later.Bars = later.Bars[1:]
	b.panel.Set(later, "")
	if bar, _ := b.panel.Chart().Told(); bar != 0 {
		t.Errorf("the bar told about is %d now, want 0", bar)
	}
	later.Bars = later.Bars[1:]
	b.panel.Set(later, "")
	if bar, _ := b.panel.Chart().Told(); bar != -1 {
		t.Errorf("a bar that is gone is told about: %d", bar)
	}
	b.press(fyne.KeyLeft) // from nowhere, the keyboard being here
	if bar, _ := b.panel.Chart().Told(); bar != 0 {
		t.Errorf("told about %d", bar)
	}
}

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

// The series differ without their colours: painted in one ink, a plain part is
// full, a hatched one is not, and a dotted one is neither.
func TestPatternsDifferWithoutColour(t *testing.T) {
	ink, paper := opaqueOf(0), opaqueOf(255)
	share := map[Pattern]float64{}
	rows := map[Pattern]bool{}
	for _, p := range []Pattern{Plain, Hatched, Dotted} {
		img := image.NewRGBA(image.Rect(0, 0, 60, 60))
		paintPattern(img, img.Rect, p, ink, paper, 1)
		dark, alike := 0, true
		for y := 10; y < 50; y++ {
			for x := 10; x < 50; x++ {
				if img.RGBAAt(x, y).R < 64 {
					dark++
				}
				// stripes repeat along their diagonal, dots do not
				alike = alike && img.RGBAAt(x, y) == img.RGBAAt(x+1, y-1)
			}
		}
		share[p], rows[p] = float64(dark)/1600, alike
	}
	if share[Plain] != 1 || share[Hatched] < 0.2 || share[Hatched] > 0.7 || share[Dotted] < 0.1 || share[Dotted] > 0.7 {
		t.Errorf("inked shares: %v", share)
	}
	if !rows[Hatched] || rows[Dotted] {
		t.Errorf("diagonal: hatched %v, dotted %v", rows[Hatched], rows[Dotted])
	}
}

// Bars are painted where they are told to be, at any density of the screen.
func TestBarsArePaintedInPlace(t *testing.T) {
	b := newBench(t, Stacked, week())
	chart := b.panel.Chart()
	for _, density := range []int{1, 2} {
		at := chart.canvasFrame()
		w, h := int(at.w)*density, int(at.h)*density
		img := chart.generate(w, h).(*image.RGBA)
		px := float32(w) / chart.raster.Size().Width
		part := chart.geo.parts[1][0]
		x, y := int((part.x+part.w/2-at.x)*px), int((part.y+part.h/2-at.y)*px)
		if got := img.RGBAAt(x, y); got != chart.colour(theme.ColorNamePrimary) {
			t.Errorf("density %d: in the middle of the bar is %v", density, got)
		}
		if got := img.RGBAAt(x, y-int(part.h*px)); got == chart.colour(theme.ColorNamePrimary) {
			t.Errorf("density %d: above the bar is %v", density, got)
		}
	}
}

// All shapes at the normal and the greatest zoom in both looks. Set
// TRASTIENDA_PICTURES to a folder to look at them.
func TestPictures(t *testing.T) {
	for kind, name := range map[Kind]string{Stacked: "stacked", Line: "line", Across: "across"} {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			l := look.New(choice)
			l.SetZoom(160)
			b := newBench(t, kind, week(), l)
			b.press()
			for _, o := range test.WidgetRenderer(b.panel.Chart()).Objects() {
				if o.Visible() && o.Position().X+o.Size().Width > b.panel.Chart().Size().Width+8 {
					t.Errorf("%s: %T stands out at the right", name, o)
				}
			}
			dir := os.Getenv("TRASTIENDA_PICTURES")
			if dir == "" {
				continue
			}
			f, err := os.Create(filepath.Join(dir, "chart-"+name+"-"+string(choice)+".png"))
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, b.window.Canvas().Capture()); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func opaqueOf(v uint8) color.RGBA { return color.RGBA{v, v, v, 255} }
