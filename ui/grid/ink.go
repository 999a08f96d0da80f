package grid

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// ink is what the body is painted with: faces and icons for the present
// scale, and the theme's colours.
type ink struct {
	g       *Grid
	px      float64 // pixels per dp
	size    float64 // text, pixels
	regular *face
	bold    *face
	icons   icons
	colours map[fyne.ThemeColorName]color.RGBA
}

func newInk(g *Grid) *ink { return &ink{g: g, icons: icons{}} }

// prepare takes the scale (pixels per dp) and the theme of this painting.
func (k *ink) prepare(px float64) {
	size := float64(theme.SizeForWidget(theme.SizeNameText, k.g)) * px
	if k.regular == nil || size != k.size {
		k.regular, k.bold = mustFace(false, size), mustFace(true, size)
		clear(k.icons)
	}
	k.px, k.size = px, size
	k.colours = map[fyne.ThemeColorName]color.RGBA{}
}

// mustFace makes a face of the embedded font, which a test proves readable.
func mustFace(bold bool, size float64) *face {
	f, err := newFace(look.Font(bold), size)
	if err != nil {
		panic("grid: embedded font: " + err.Error())
	}
	return f
}

func (k *ink) face(bold bool) *face {
	if bold {
		return k.bold
	}
	return k.regular
}

// colour gives a colour of the theme, opaque.
func (k *ink) colour(name fyne.ThemeColorName) color.RGBA {
	c, ok := k.colours[name]
	if !ok {
		c = color.RGBAModel.Convert(theme.ColorForWidget(name, k.g)).(color.RGBA)
		c.A = 255
		k.colours[name] = c
	}
	return c
}

// dp turns dp into whole pixels, at least one for what is to be seen.
func (k *ink) dp(v float64) int {
	n := int(math.Round(v * float64(k.g.zoom()) * k.px))
	if n == 0 && v > 0 {
		n = 1
	}
	return n
}

// ready makes measuring possible before the first painting.
func (k *ink) ready() {
	if k.regular == nil {
		k.prepare(float64(k.g.scale()))
	}
}

// need is the width of a cell's contents in dp, without the padding.
func (k *ink) need(c Cell) float32 {
	k.ready()
	w := k.face(c.Bold || c.Kind == Pill || c.Kind == Action).width(c.Text).Ceil()
	if c.Icon != "" {
		w += k.dp(iconSize) + k.dp(iconGap)
	}
	if c.Kind == Pill {
		w += 2 * k.dp(pillPad)
	}
	return float32(float64(w+1) / k.px)
}

// surface is the colour rows are painted on.
func surface(g *Grid) color.Color { return theme.ColorForWidget(look.ColorSurface, g) }
