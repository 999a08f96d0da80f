package chart

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

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

// All shapes at the greatest zoom in both looks. Set
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
