package grid

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/math/fixed"

	"trastienda/ui/look"
)

// Sizes inside a cell, dp at 100 %.
const (
	iconSize = 16
	iconGap  = 4
	pillPad  = 6
	barWidth = 3
	spill    = 2 // a text may lean this far into the padding before it is cut
)

// generate paints the body; Fyne asks for it in real pixels.
func (g *Grid) generate(w, h int) image.Image {
	if g.canvas == nil || g.canvas.Rect.Dx() != w || g.canvas.Rect.Dy() != h {
		g.canvas = image.NewRGBA(image.Rect(0, 0, w, h))
	}
	img := g.canvas // Fyne has copied it to a texture when generate is called again
	if width := g.raster.Size().Width; w > 0 && h > 0 && width > 0 {
		g.paint(img, scaleOf(float64(w)/float64(width), float64(g.scale())))
	}
	return img
}

// scaleOf corrects the ratio of pixels to dp, which the rounding of the width
// has made uneven, to the canvas's scale (or, on a dense screen, a multiple).
func scaleOf(ratio, canvas float64) float64 {
	n := math.Max(1, math.Round(ratio/canvas))
	if math.Abs(ratio/canvas-n) < 0.05 {
		return n * canvas
	}
	return ratio
}

func (g *Grid) paint(img *image.RGBA, px float64) {
	k := g.ink
	k.prepare(px)
	fill(img, img.Rect, k.colour(look.ColorSurface))
	// What scrolls sideways is painted into the part beside the frozen column.
	edge := int(math.Round(float64(g.geo.frozen) * px))
	beside := img.SubImage(image.Rect(edge, 0, img.Rect.Max.X, img.Rect.Max.Y)).(*image.RGBA)
	top := math.Round(g.offset * px)
	rowPx := g.rowH() * px
	first, last := g.VisibleRows()
	for i := first; i <= last; i++ {
		y0 := int(math.Round(float64(i)*rowPx) - top)
		y1 := int(math.Round(float64(i+1)*rowPx) - top)
		g.paintRow(img, beside, i, image.Rect(0, y0, img.Rect.Dx(), y1))
	}
	if g.focused && g.current.index < 0 {
		outline(img, img.Rect, k.dp(ringWidth(g)), k.colour(theme.ColorNamePrimary))
	}
	g.paintTip(img)
}

func ringWidth(g *Grid) float64 {
	return float64(theme.SizeForWidget(look.SizeRing, g)) / float64(g.zoom())
}

// paintRow paints row i into r; the last line of pixels is the separator.
// beside is the part of img that scrolls sideways.
func (g *Grid) paintRow(img, beside *image.RGBA, i int, r image.Rectangle) {
	k, row := g.ink, g.load.row(i)
	line := max(1, int(math.Round(k.px)))
	body := image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Max.Y-line)
	if row != nil && row.Group != nil {
		g.paintGroup(img, beside, i, row, r)
		return
	}
	chosen := row != nil && g.sel.shows(i, row)
	if row != nil && row.Fill != "" {
		fill(img, body, k.colour(row.Fill))
	}
	if i == g.pointer.over.row {
		fill(img, body, k.colour(theme.ColorNameHover))
	}
	if chosen {
		fill(img, body, k.colour(look.ColorSelection))
	}
	fill(img, image.Rect(r.Min.X, r.Max.Y-line, r.Max.X, r.Max.Y), k.colour(theme.ColorNameSeparator))
	g.paintCells(img, beside, i, row, body)
	if edge := beside.Rect.Min.X; edge > 0 {
		fill(img, image.Rect(edge-line, r.Min.Y, edge, r.Max.Y), k.colour(theme.ColorNameInputBorder))
	}
	switch {
	case chosen:
		fill(img, image.Rect(0, r.Min.Y, k.dp(barWidth), body.Max.Y), k.colour(look.ColorSelectionBar))
	case row != nil && row.Bar:
		fill(img, image.Rect(0, r.Min.Y, k.dp(barWidth), body.Max.Y), k.colour(look.ColorError))
	}
	if g.focused && i == g.current.index {
		outline(img, body, k.dp(ringWidth(g)), k.colour(theme.ColorNamePrimary))
	}
}

// paintCells paints what row i says in its columns, or that it is on its way.
func (g *Grid) paintCells(img, beside *image.RGBA, i int, row *Row, body image.Rectangle) {
	for _, c := range g.shown {
		dst, cell := beside, g.cellRect(c, body)
		if g.stuck(c) {
			dst = img
		}
		if cell.Min.X >= dst.Rect.Max.X || cell.Max.X <= dst.Rect.Min.X {
			continue
		}
		switch {
		case row == nil:
			g.paintPlace(dst, cell, i, c)
		case c < len(row.Cells):
			g.paintCell(dst, cell, row.Cells[c], spot{i, c} == g.pointer.over)
		}
	}
}

// cellRect is where column c stands in a row, in pixels of the raster.
func (g *Grid) cellRect(c int, row image.Rectangle) image.Rectangle {
	px := g.ink.px
	x := g.left(c)
	x0 := int(math.Round(float64(x) * px))
	x1 := int(math.Round(float64(x+g.geo.w[c]) * px))
	return image.Rect(x0, row.Min.Y, x1, row.Max.Y)
}

// paintPlace shows that a cell is still being loaded.
func (g *Grid) paintPlace(img *image.RGBA, cell image.Rectangle, i, c int) {
	k := g.ink
	pad, h := k.dp(cellPad), k.dp(10)
	room := cell.Dx() - 2*pad
	w := room * (45 + (i*37+c*53)%40) / 100 // uneven, as words are
	if w <= 0 {
		return
	}
	x, y := cell.Min.X+pad, cell.Min.Y+(cell.Dy()-h)/2
	if g.cols[c].Align == Right {
		x = cell.Max.X - pad - w
	}
	rounded(img, image.Rect(x, y, x+w, y+h), float64(k.dp(3)), k.colour(theme.ColorNameHeaderBackground))
}

// paintCell paints a loaded cell inside its rectangle and never beyond.
func (g *Grid) paintCell(img *image.RGBA, cell image.Rectangle, c Cell, over bool) {
	if c.Text == "" && c.Icon == "" {
		return
	}
	k := g.ink
	clip, ok := img.SubImage(cell).(*image.RGBA)
	if !ok || clip.Rect.Empty() {
		return
	}
	pad := k.dp(cellPad)
	in := image.Rect(cell.Min.X+pad, cell.Min.Y, cell.Max.X-pad, cell.Max.Y)
	switch c.Kind {
	case Pill:
		g.paintPill(clip, in, c)
	case Action:
		ink := theme.ColorNamePrimary
		if c.Disabled {
			ink = theme.ColorNameDisabled
		}
		x := g.paintWord(clip, in, c, true, k.colour(ink))
		if over && !c.Disabled {
			y := baseline(in, k.bold) + max(1, k.dp(2))
			fill(clip, image.Rect(x[0], y, x[1], y+max(1, k.dp(1))), k.colour(ink))
		}
	default:
		g.paintWord(clip, in, c, c.Bold, k.colour(g.textColour(c)))
	}
}

func (g *Grid) textColour(c Cell) fyne.ThemeColorName {
	if c.Disabled {
		return theme.ColorNameDisabled
	}
	return theme.ColorNameForeground
}

// baseline centres figures and capitals in a row.
func baseline(in image.Rectangle, f *face) int {
	capital := int(math.Round(f.size * 0.698))
	return in.Min.Y + (in.Dy()+capital)/2
}

// paintWord paints icon and text and gives the text's left and right end.
func (g *Grid) paintWord(dst *image.RGBA, in image.Rectangle, c Cell, bold bool, ink color.RGBA) [2]int {
	k := g.ink
	f := k.face(bold)
	room, lead := in.Dx(), 0
	if c.Icon != "" {
		lead = k.dp(iconSize) + k.dp(iconGap)
	}
	text, _ := f.cut(c.Text, fixed.I(max(0, room-lead+k.dp(spill))))
	w := f.width(text)
	x := fixed.I(in.Min.X)
	switch {
	case c.Align == Right || c.Kind == Money:
		x = fixed.I(in.Max.X-lead) - w
	case c.Align == Center:
		x = fixed.I(in.Min.X) + (fixed.I(room-lead)-w)/2
	}
	if c.Icon != "" {
		size := k.dp(iconSize)
		k.icons.draw(dst, c.Icon, size, image.Pt(x.Floor(), in.Min.Y+(in.Dy()-size)/2), ink)
	}
	x += fixed.I(lead)
	f.draw(dst, text, x, baseline(in, f), ink)
	return [2]int{x.Floor(), (x + w).Ceil()}
}

// paintPill paints icon and word on their tint.
func (g *Grid) paintPill(dst *image.RGBA, in image.Rectangle, c Cell) {
	k := g.ink
	r := g.pillRect(in, c)
	rounded(dst, r, float64(k.dp(4)), k.colour(c.Tone.Tint()))
	if c.Dashed {
		dashed(dst, r, max(k.dp(1), 1), k.colour(c.Tone.Text()))
	}
	pad := k.dp(pillPad)
	word := c
	word.Align, word.Kind = Left, Plain
	g.paintWord(dst, image.Rect(r.Min.X+pad, in.Min.Y, r.Max.X-pad, in.Max.Y), word, true, k.colour(c.Tone.Text()))
}

// pillRect is the tinted rectangle of a pill within its cell.
func (g *Grid) pillRect(in image.Rectangle, c Cell) image.Rectangle {
	k := g.ink
	w := k.bold.width(c.Text).Ceil() + 2*k.dp(pillPad)
	if c.Icon != "" {
		w += k.dp(iconSize) + k.dp(iconGap)
	}
	w = min(w, in.Dx())
	h := min(in.Dy()-2, k.dp(20))
	x := in.Min.X
	switch c.Align {
	case Right:
		x = in.Max.X - w
	case Center:
		x += (in.Dx() - w) / 2
	}
	y := in.Min.Y + (in.Dy()-h+1)/2
	return image.Rect(x, y, x+w, y+h)
}
