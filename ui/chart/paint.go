package chart

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/vector"

	"trastienda/ui/look"
)

// canvasFrame is what is painted: the plot and a little around it, so that a
// point at its edge is not cut.
func (c *Chart) canvasFrame() frame {
	bleed, p := 5*c.zoom(), c.geo.plot
	return frame{p.x - bleed, p.y - bleed, p.w + 2*bleed, p.h + 2*bleed}
}

// generate paints the plot; Fyne asks for it in real pixels.
func (c *Chart) generate(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	width := c.raster.Size().Width
	if w <= 0 || h <= 0 || width <= 0 || c.data.Empty() {
		return img
	}
	px := float32(w) / width
	at := c.canvasFrame()
	for _, v := range c.geo.ticks {
		y := int(math.Round(float64((c.geo.plot.y + c.level(v) - at.y) * px)))
		left := int((c.geo.plot.x - at.x) * px)
		fill(img, image.Rect(left, y, w-left, y+max(1, int(px))), c.colour(theme.ColorNameSeparator))
	}
	if c.p.Kind == Line {
		c.paintLine(img, px)
		return img
	}
	for i := range c.geo.parts {
		for s, part := range c.geo.parts[i] {
			if part.h > 0 {
				c.paintPart(img, part, c.data.Series[s], px)
			}
		}
	}
	return img
}

// level is where a number stands above the lower end of the plot, in dp from
// its upper end.
func (c *Chart) level(v int64) float32 {
	top := c.geo.ticks[len(c.geo.ticks)-1]
	return c.geo.plot.h - float32(v)/float32(top)*c.geo.plot.h
}

func (c *Chart) colour(name fyne.ThemeColorName) color.RGBA { return opaque(c, name) }

// opaque gives a colour of the theme without its transparency.
func opaque(w fyne.Widget, name fyne.ThemeColorName) color.RGBA {
	rgba := color.RGBAModel.Convert(theme.ColorForWidget(name, w)).(color.RGBA)
	rgba.A = 255
	return rgba
}

func (c *Chart) paintPart(img *image.RGBA, f frame, s Series, px float32) {
	round := func(v float32) int { return int(math.Round(float64(v * px))) }
	at := c.canvasFrame()
	x, y := f.x-at.x, f.y-at.y
	r := image.Rect(round(x), round(y), round(x+f.w), round(y+f.h))
	if c.p.Kind == Stacked && r.Dy() > round(3) {
		r.Min.Y += max(1, round(1)) // two series do not touch
	}
	paintPattern(img, r, s.Pattern, c.colour(s.Color), c.colour(look.ColorSurface), float64(px*c.zoom()))
}

// paintPattern fills r; unit is the size of a dp in pixels.
func paintPattern(img *image.RGBA, r image.Rectangle, p Pattern, ink, paper color.RGBA, unit float64) {
	if p == Plain {
		fill(img, r, ink)
		return
	}
	fill(img, r, mix(ink, paper, 0.16))
	period := max(4, int(math.Round(6*unit)))
	clip := r.Intersect(img.Rect)
	for y := clip.Min.Y; y < clip.Max.Y; y++ {
		for x := clip.Min.X; x < clip.Max.X; x++ {
			if a := coverage(p, x-r.Min.X, r.Max.Y-y, period); a > 0 {
				img.SetRGBA(x, y, mix(ink, img.RGBAAt(x, y), a))
			}
		}
	}
	outline(img, r, max(1, int(math.Round(unit))), ink)
}

// coverage is how much of a pixel the pattern inks; x and y count from the
// lower left corner.
func coverage(p Pattern, x, y, period int) float64 {
	if p == Hatched {
		// how far the pixel is from the middle of its stripe
		d := math.Abs(float64((x+period*1000-y)%period) - float64(period)/2 + 0.5)
		return math.Max(0, math.Min(1, float64(period)/4+0.5-d))
	}
	half := float64(period) / 2
	if (y/period)%2 == 1 {
		x += period / 2 // every other line of dots stands between the others
	}
	d := math.Hypot(float64(x%period)+0.5-half, float64(y%period)+0.5-half)
	return math.Max(0, math.Min(1, float64(period)*0.3+0.5-d))
}

// paintLine joins the points, shades what lies under them, and marks each.
func (c *Chart) paintLine(img *image.RGBA, px float32) {
	if len(c.data.Series) == 0 {
		return
	}
	ink := c.colour(c.data.Series[0].Color)
	at := c.canvasFrame()
	points := make([][2]float32, len(c.geo.parts))
	for i, parts := range c.geo.parts {
		p := parts[0]
		points[i] = [2]float32{(p.x + p.w/2 - at.x) * px, (p.y + p.h/2 - at.y) * px}
	}
	base := (c.geo.plot.y + c.geo.plot.h - at.y) * px
	area := vector.NewRasterizer(img.Rect.Dx(), img.Rect.Dy())
	area.MoveTo(points[0][0], base)
	for _, p := range points {
		area.LineTo(p[0], p[1])
	}
	area.LineTo(points[len(points)-1][0], base)
	area.ClosePath()
	inkShape(img, area, fade(ink, 0.14))
	half := max(0.75, c.zoom()*px)
	for i := 1; i < len(points); i++ {
		strip(img, points[i-1], points[i], half, ink)
	}
	for _, p := range points {
		dot(img, p, 3*half, ink)
	}
}

// strip paints a line of twice that half width. Each piece is painted by
// itself: overlapping pieces of one path would cut each other out.
func strip(img *image.RGBA, a, b [2]float32, half float32, ink color.RGBA) {
	dx, dy := b[0]-a[0], b[1]-a[1]
	long := float32(math.Hypot(float64(dx), float64(dy)))
	if long == 0 {
		return
	}
	nx, ny := -dy/long*half, dx/long*half
	z := vector.NewRasterizer(img.Rect.Dx(), img.Rect.Dy())
	z.MoveTo(a[0]+nx, a[1]+ny)
	z.LineTo(b[0]+nx, b[1]+ny)
	z.LineTo(b[0]-nx, b[1]-ny)
	z.LineTo(a[0]-nx, a[1]-ny)
	z.ClosePath()
	inkShape(img, z, ink)
}

func inkShape(img *image.RGBA, z *vector.Rasterizer, ink color.Color) {
	z.DrawOp = draw.Over
	z.Draw(img, img.Rect, image.NewUniform(ink), image.Point{})
}

// dot paints a disc.
func dot(img *image.RGBA, at [2]float32, radius float32, ink color.RGBA) {
	r := float64(radius)
	x, y := float64(at[0]), float64(at[1])
	box := image.Rect(int(x-r-1), int(y-r-1), int(x+r+2), int(y+r+2)).Intersect(img.Rect)
	for py := box.Min.Y; py < box.Max.Y; py++ {
		for px := box.Min.X; px < box.Max.X; px++ {
			d := math.Hypot(float64(px)+0.5-x, float64(py)+0.5-y)
			if a := math.Max(0, math.Min(1, r+0.5-d)); a > 0 {
				over(img, px, py, fade(ink, a))
			}
		}
	}
}

func fill(img *image.RGBA, r image.Rectangle, c color.RGBA) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func outline(img *image.RGBA, r image.Rectangle, thick int, c color.RGBA) {
	fill(img, image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+thick), c)
	fill(img, image.Rect(r.Min.X, r.Max.Y-thick, r.Max.X, r.Max.Y), c)
	fill(img, image.Rect(r.Min.X, r.Min.Y, r.Min.X+thick, r.Max.Y), c)
	fill(img, image.Rect(r.Max.X-thick, r.Min.Y, r.Max.X, r.Max.Y), c)
}

// mix gives share parts of a on b; both are opaque.
func mix(a, b color.RGBA, share float64) color.RGBA {
	m := func(x, y uint8) uint8 { return uint8(math.Round(float64(x)*share + float64(y)*(1-share))) }
	return color.RGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 255}
}

// fade gives an opaque colour that alpha.
func fade(c color.RGBA, alpha float64) color.RGBA {
	f := func(v uint8) uint8 { return uint8(math.Round(float64(v) * alpha)) }
	return color.RGBA{f(c.R), f(c.G), f(c.B), uint8(math.Round(255 * alpha))}
}

// over lays a colour on a pixel that may be see-through.
func over(img *image.RGBA, x, y int, c color.RGBA) {
	b := img.RGBAAt(x, y)
	rest := 255 - uint32(c.A)
	o := func(top, below uint8) uint8 { return uint8(min(255, uint32(top)+uint32(below)*rest/255)) }
	img.SetRGBA(x, y, color.RGBA{o(c.R, b.R), o(c.G, b.G), o(c.B, b.B), o(c.A, b.A)})
}
