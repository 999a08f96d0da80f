package grid

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"trastienda/ui/look"
)

// triangles are the marks of an open and of a closed group.
var triangles = map[string][]byte{
	"group-open":   []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 8h16l-8 10z"/></svg>`),
	"group-closed": []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M8 4v16l10-8z"/></svg>`),
}

type iconKey struct {
	name string
	size int
}

// icons holds the symbols drawn so far as masks; the colour comes with the
// painting, so that one mask serves every tone and both themes.
type icons map[iconKey]*image.Alpha

func (c icons) mask(name string, size int) *image.Alpha {
	k := iconKey{name, size}
	if m, ok := c[k]; ok {
		return m
	}
	svg, own := triangles[name]
	if !own {
		svg = look.IconSVG(name)
	}
	m := drawIcon(svg, size)
	c[k] = m
	return m
}

// drawIcon rasterises a symbol at its size in pixels; a drawing that cannot
// be read leaves its place empty, the word beside it says the same.
func drawIcon(svg []byte, size int) *image.Alpha {
	m := image.NewAlpha(image.Rect(0, 0, size, size))
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg))
	if err != nil || size <= 0 || icon.ViewBox.H == 0 {
		return m
	}
	// Material Symbols have the box "0 -960 960 960"; SetTarget subtracts
	// the box's corner before it scales.
	y := 0.0
	if icon.ViewBox.Y < 0 {
		y = icon.ViewBox.Y + (-icon.ViewBox.Y/icon.ViewBox.H)*float64(size)
	}
	icon.SetTarget(0, y, float64(size), float64(size))
	img := image.NewRGBA(m.Rect)
	icon.Draw(rasterx.NewDasher(size, size, rasterx.NewScannerGV(int(icon.ViewBox.W), int(icon.ViewBox.H), img, img.Rect)), 1)
	for i := range m.Pix {
		m.Pix[i] = img.Pix[4*i+3]
	}
	return m
}

func (c icons) draw(dst *image.RGBA, name string, size int, at image.Point, col color.RGBA) {
	m := c.mask(name, size)
	draw.DrawMask(dst, m.Rect.Add(at), image.NewUniform(col), image.Point{}, m, image.Point{}, draw.Over)
}
