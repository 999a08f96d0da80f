package grid

import (
	"context"
	"image"
	"image/color"
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/listing"
	"trastienda/ui/look"
)

// given is a source of given rows.
type given struct{ rows []Row }

func (s given) Count(context.Context) (int, error) { return len(s.rows), nil }

func (s given) Rows(_ context.Context, from, n int) ([]Row, error) {
	return s.rows[min(from, len(s.rows)):min(from+n, len(s.rows))], nil
}

// purchases are the six rows of the design's picture.
func purchases() given {
	row := func(id, at, psr, transfer, amount, recharge, status string, bar bool) Row {
		pill := map[string]Cell{
			"OK":        {Kind: Pill, Text: "OK", Tone: look.ToneSuccess, Icon: "check_circle"},
			"ERROR":     {Kind: Pill, Text: "ERROR", Tone: look.ToneError, Icon: "error"},
			"PENDIENTE": {Kind: Pill, Text: "PENDIENTE", Tone: look.ToneWarning, Icon: "schedule"},
		}[status]
		action := Cell{Kind: Action}
		if status != "OK" {
			action = Cell{Kind: Action, Text: "Reintentar", Icon: "refresh"}
		}
		r := Row{ID: id, Bar: bar, Cells: []Cell{
			{Text: at}, {Text: psr}, {Text: transfer}, {Text: amount, Kind: Money}, {Text: recharge}, pill, action,
		}}
		if status == "PENDIENTE" {
			r.Fill = look.ColorPendingRow
		}
		return r
	}
	return given{[]Row{
		row("a", "13/12/22 10:24:52", "290384911000001", "141", "$ 104,00", "WB221212.1047.B23373", "OK", false),
		row("b", "27/06/22 14:29:32", "000050070000001", "123123132", "$ 40.000,00", "21", "OK", false),
		row("c", "27/06/22 14:29:21", "000050070000001", "123123132", "$ 24,00", "21", "OK", false),
		row("d", "27/06/22 14:29:09", "000050070000001", "123123132", "$ 10.000.000,00", "21", "ERROR", true),
		row("e", "27/06/22 14:28:38", "000050070000001", "123123132", "$ 50,00", "200", "PENDIENTE", false),
		row("f", "27/06/22 14:28:31", "000050070000001", "123123132", "$ 50,00", "26", "PENDIENTE", false),
	}}
}

func purchaseColumns() []Column {
	return []Column{
		{ID: "at", Title: "Fecha y hora", Width: 130, Sortable: true},
		{ID: "psr", Title: "PSR", Width: 140, Sortable: true},
		{ID: "wallet", Title: "N° Transferencia Claro Pay", Width: 170},
		{ID: "amount", Title: "Monto", Width: 130, Align: Right, Sortable: true},
		{ID: "recharge", Title: "ID Transferencia recarga", Width: 180},
		{ID: "status", Title: "Estado transf recarga", Width: 150},
		{ID: "do", Title: "Acciones", Width: 120, NoCopy: true},
	}
}

func pictureStage(t testing.TB, size fyne.Size) *stage {
	s := newStage(t)
	s.w.Resize(size)
	s.SetColumns(purchaseColumns())
	s.SetSort(listing.Sort{{Field: "at", Desc: true}})
	s.open(purchases())
	s.Select("d", "e")
	return s
}

// has tells whether a colour is painted now inside the box the probe tells.
func (s *stage) has(id string, name fyne.ThemeColorName) bool {
	s.t.Helper()
	return s.hasIn(s.shot(), id, name)
}

func (s *stage) hasIn(img *image.NRGBA, id string, name fyne.ThemeColorName) bool {
	s.t.Helper()
	want := s.ink.colour(name)
	off := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.Grid)
	for _, it := range s.ProbeItems() {
		if it.ID != id {
			continue
		}
		px := s.w.Canvas().Scale()
		x0, y0 := int(it.X-off.X*px), int(it.Y-off.Y*px)
		for y := y0; y < y0+int(it.H); y++ {
			for x := x0; x < x0+int(it.W); x++ {
				if c := img.NRGBAAt(x, y); c.R == want.R && c.G == want.G && c.B == want.B {
					return true
				}
			}
		}
		return false
	}
	s.t.Fatalf("%s is not shown", id)
	return false
}

func TestWhatIsPainted(t *testing.T) {
	for _, choice := range []look.Choice{look.Light, look.Dark} {
		for _, scale := range []float32{1, 1.5, 2} {
			s := pictureStage(t, fyne.NewSize(1028, 425))
			s.wear(choice, 100)
			s.w.Canvas().(interface{ SetScale(float32) }).SetScale(scale)
			s.Refresh()
			img := s.shot()
			for _, c := range []struct {
				id   string
				name fyne.ThemeColorName
				want bool
			}{
				{"r0.status", look.ColorSuccessTint, true},
				{"r0.status", look.ColorSuccess, true},
				{"r0.status", look.ColorErrorTint, false},
				{"r3.status", look.ColorErrorTint, true},
				{"r4.status", look.ColorWarningTint, true},
				{"r3", look.ColorSelection, true},
				{"r3", look.ColorSelectionBar, true},
				{"r2", look.ColorSelection, false},
				{"r2", look.ColorSelectionBar, false},
				{"r5", look.ColorPendingRow, true},
				{"r5.do", theme.ColorNamePrimary, true},
				{"r0.do", theme.ColorNamePrimary, false},
				{"r0.psr", theme.ColorNameForeground, true},
				{"r1", theme.ColorNameSeparator, true},
				{"head.psr", theme.ColorNameHeaderBackground, true},
			} {
				if got := s.hasIn(img, "grid.test."+c.id, c.name); got != c.want {
					t.Errorf("%s at %v: %s in %s = %v, want %v", choice, scale, c.name, c.id, got, c.want)
				}
			}
			s.Select()
			if !s.has("grid.test.r3", look.ColorError) {
				t.Errorf("%s at %v: the bar of the error row is missing", choice, scale)
			}
		}
	}
}

func TestFocusIsPainted(t *testing.T) {
	s := pictureStage(t, fyne.NewSize(1028, 425))
	if s.has("grid.test.r1", theme.ColorNamePrimary) {
		t.Error("a ring without focus")
	}
	s.w.Canvas().Focus(s.Grid)
	s.shortcut(fyne.KeyDown, ctrl)
	if !s.has("grid.test.r1", theme.ColorNamePrimary) || s.has("grid.test.r2", theme.ColorNamePrimary) {
		t.Error("the ring is not around the current row")
	}
	s.w.Canvas().Unfocus()
	if s.has("grid.test.r1", theme.ColorNamePrimary) {
		t.Error("the ring stays without focus")
	}
}

func TestCellsThatAreNotLoadedShowTheirPlace(t *testing.T) {
	s := newStage(t)
	held := &numbers{n: 10, gate: make(chan struct{})}
	s.SetSource(held)
	if !s.has("grid.test.r0.name", theme.ColorNameHeaderBackground) {
		t.Error("no place holder")
	}
	close(held.gate)
	s.settle()
	if s.has("grid.test.r0.name", theme.ColorNameHeaderBackground) {
		t.Error("the place holder stays")
	}
}

func TestGlyphsTheFontLacks(t *testing.T) {
	f := mustFace(false, 13)
	for r, want := range map[rune]rune{'A': 'A', 'ñ': 'ñ', '😀': missing, '漢': missing, '\t': ' ', '\u200d': 0, '\ufe0f': 0, '…': '…'} {
		if got := f.shown(r); got != want {
			t.Errorf("%q is drawn as %q, want %q", r, got, want)
		}
	}
	if f.width("a😀\ufe0fb") != f.width("ab")+f.step(missing) {
		t.Error("an emoji is not one box wide")
	}
	if f.width("n\u0303") != f.width("ñ") {
		t.Error("an accent of its own is not joined to its letter")
	}
	img := image.NewRGBA(image.Rect(0, 0, 20, 20))
	f.draw(img, "😀", 0, 15, color.RGBA{255, 255, 255, 255})
	if slices.Max(img.Pix) == 0 {
		t.Error("nothing is drawn for a missing glyph")
	}
}

func TestLongTextsAreCutAndShownInFullOnHover(t *testing.T) {
	s := newStage(t)
	long := "Rechazada por el sistema de recarga: saldo insuficiente del agente"
	s.open(given{[]Row{{ID: "x", Cells: []Cell{{Text: long}, {Text: "corto"}, {}}}}})
	s.shot()
	cut, was := s.ink.face(false).cut(long, s.ink.face(false).width("Rechazada por…"))
	if !was || cut != "Rechazada por…" {
		t.Errorf("cut to %q", cut)
	}
	test.MoveMouse(s.w.Canvas(), s.at(0, 0))
	s.q.until(t, func() bool { return s.item("grid.test.tip") == long })
	if !s.has("grid.test.r0", theme.ColorNameInputBorder) && !s.has("grid.test", theme.ColorNameInputBorder) {
		t.Error("the tip is told but not painted")
	}
	test.MoveMouse(s.w.Canvas(), s.at(0, 1))
	if got := s.item("grid.test.tip"); got != "absent" {
		t.Errorf("beside the cell the tip shows %q", got)
	}
	s.showTip()
	if got := s.item("grid.test.tip"); got != "absent" {
		t.Errorf("a text that is not cut has a tip: %q", got)
	}
}

func TestEveryIconOfTheListsCanBeDrawn(t *testing.T) {
	for _, name := range []string{"check_circle", "error", "schedule", "refresh", "sync_problem", "hourglass_top", "cloud_off", "block"} {
		m := drawIcon(look.IconSVG(name), 16)
		ink := 0
		for _, a := range m.Pix {
			ink += int(a)
		}
		if share := ink * 100 / (255 * 256); share < 8 || share > 75 {
			t.Errorf("%s covers %d %% of its box", name, share)
		}
	}
}

func TestRowsAreWholePixels(t *testing.T) {
	s := newStage(t)
	for _, scale := range []float32{1, 1.25, 1.5, 1.75, 2} {
		for zoom := 80; zoom <= 160; zoom += 10 {
			s.wear(look.Light, zoom)
			s.w.Canvas().(interface{ SetScale(float32) }).SetScale(scale)
			px := s.rowH() * float64(scale)
			if math.Abs(px-math.Round(px)) > 1e-6 {
				t.Errorf("scale %v, zoom %d: a row has %v pixels", scale, zoom, px)
			}
		}
	}
}
