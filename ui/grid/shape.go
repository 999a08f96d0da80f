package grid

import (
	"image"
	"image/color"
	"image/draw"
	"math"
)

func fill(dst *image.RGBA, r image.Rectangle, c color.RGBA) {
	draw.Draw(dst, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// outline paints a frame of that thickness inside r.
func outline(dst *image.RGBA, r image.Rectangle, thick int, c color.RGBA) {
	fill(dst, image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+thick), c)
	fill(dst, image.Rect(r.Min.X, r.Max.Y-thick, r.Max.X, r.Max.Y), c)
	fill(dst, image.Rect(r.Min.X, r.Min.Y, r.Min.X+thick, r.Max.Y), c)
	fill(dst, image.Rect(r.Max.X-thick, r.Min.Y, r.Max.X, r.Max.Y), c)
}

// dashed paints a frame of dashes inside r; a dash is three times as long as the
// frame is thick, and the gaps two times.
func dashed(dst *image.RGBA, r image.Rectangle, thick int, c color.RGBA) {
	long, step := 3*thick, 5*thick
	for x := r.Min.X + thick; x < r.Max.X-thick; x += step {
		to := min(x+long, r.Max.X-thick)
		fill(dst, image.Rect(x, r.Min.Y, to, r.Min.Y+thick), c)
		fill(dst, image.Rect(x, r.Max.Y-thick, to, r.Max.Y), c)
	}
	for y := r.Min.Y + thick; y < r.Max.Y-thick; y += step {
		to := min(y+long, r.Max.Y-thick)
		fill(dst, image.Rect(r.Min.X, y, r.Min.X+thick, to), c)
		fill(dst, image.Rect(r.Max.X-thick, y, r.Max.X, to), c)
	}
}

// rounded paints a rectangle with round corners, their edges smoothed.
func rounded(dst *image.RGBA, r image.Rectangle, radius float64, c color.RGBA) {
	n := int(math.Ceil(radius))
	if n <= 0 || 2*n > r.Dx() || 2*n > r.Dy() {
		fill(dst, r, c)
		return
	}
	fill(dst, image.Rect(r.Min.X+n, r.Min.Y, r.Max.X-n, r.Max.Y), c)
	fill(dst, image.Rect(r.Min.X, r.Min.Y+n, r.Min.X+n, r.Max.Y-n), c)
	fill(dst, image.Rect(r.Max.X-n, r.Min.Y+n, r.Max.X, r.Max.Y-n), c)
	for y := range n {
		for x := range n {
			d := math.Hypot(radius-(float64(x)+0.5), radius-(float64(y)+0.5))
			a := math.Max(0, math.Min(1, radius+0.5-d))
			for _, p := range []image.Point{
				{r.Min.X + x, r.Min.Y + y}, {r.Max.X - 1 - x, r.Min.Y + y},
				{r.Min.X + x, r.Max.Y - 1 - y}, {r.Max.X - 1 - x, r.Max.Y - 1 - y},
			} {
				blend(dst, p, c, a)
			}
		}
	}
}

// blend lays c over one pixel; both are opaque.
func blend(dst *image.RGBA, p image.Point, c color.RGBA, a float64) {
	if !p.In(dst.Rect) {
		return
	}
	i := dst.PixOffset(p.X, p.Y)
	mix := func(under, over uint8) uint8 {
		return uint8(math.Round(float64(under)*(1-a) + float64(over)*a))
	}
	dst.Pix[i], dst.Pix[i+1], dst.Pix[i+2] = mix(dst.Pix[i], c.R), mix(dst.Pix[i+1], c.G), mix(dst.Pix[i+2], c.B)
}
