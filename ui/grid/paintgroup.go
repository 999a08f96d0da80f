package grid

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/math/fixed"

	"trastienda/ui/look"
)

// paintGroup paints the head of a group into r: triangle and title over the
// columns up to the first subtotal, and the subtotals under their columns; the
// first column's follows the title, which stands in its place.
func (g *Grid) paintGroup(img, beside *image.RGBA, i int, row *Row, r image.Rectangle) {
	k := g.ink
	line := max(1, int(math.Round(k.px)))
	body := image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Max.Y-line)
	back := theme.ColorNameHeaderBackground
	if i == g.pointer.over.row {
		back = theme.ColorNamePressed
	}
	fill(img, body, k.colour(back))
	fill(img, image.Rect(r.Min.X, r.Max.Y-line, r.Max.X, r.Max.Y), k.colour(theme.ColorNameSeparator))
	for _, c := range g.shown {
		if !g.subtotalSeen(row, c) {
			continue
		}
		dst, cell := beside, row.Cells[c]
		if g.stuck(c) {
			dst = img
		}
		cell.Bold = true
		g.paintCell(dst, g.cellRect(c, body), cell, false)
	}
	g.paintTitle(img, row, body)
	if g.focused && i == g.current.index {
		outline(img, body, k.dp(ringWidth(g)), k.colour(theme.ColorNamePrimary))
	}
}

// paintTitle paints what the rows of a group have in common.
func (g *Grid) paintTitle(img *image.RGBA, row *Row, body image.Rectangle) {
	k, group := g.ink, row.Group
	icon := "group-closed"
	if group.Open {
		icon = "group-open"
	}
	size := k.dp(iconSize)
	x := int(math.Round(float64(g.titleStart(row)) * k.px))
	ink := k.colour(theme.ColorNameForeground)
	k.icons.draw(img, icon, size, image.Pt(x, body.Min.Y+(body.Dy()-size)/2), ink)
	x += size + k.dp(iconGap)
	title, note, leading, _ := g.titleParts(row)
	y := baseline(body, k.bold)
	for _, part := range []struct {
		text string
		face *face
		ink  color.RGBA
	}{{title, k.bold, ink}, {note, k.regular, k.colour(look.ColorMuted)}, {leading, k.bold, ink}} {
		if part.text != "" {
			part.face.draw(img, part.text, fixed.I(x), y, part.ink)
			x += part.face.width(part.text).Ceil() + k.dp(cellPad)
		}
	}
}
