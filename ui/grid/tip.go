package grid

import (
	"image"
	"math"
	"strings"
	"time"

	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/math/fixed"
)

// tipDelay is how long the pointer rests on a shortened text before it is
// shown in full.
const tipDelay = 500 * time.Millisecond

// tip shows the full text of a cell that was cut. It is painted in the body:
// a pop-up of Fyne would take focus and mouse from the grid.
type tip struct {
	text  string // "" while none is shown
	at    spot
	token int // outdates timers
}

// startTip shows the text of a cut cell after a while.
func (g *Grid) startTip(s spot) {
	if _, cut := g.cutText(s); !cut {
		return
	}
	g.tip.token++
	token := g.tip.token
	time.AfterFunc(tipDelay, func() {
		g.do(func() {
			if token == g.tip.token {
				g.showTip()
			}
		})
	})
}

// showTip shows the text of the cut cell under the pointer now.
func (g *Grid) showTip() {
	if text, cut := g.cutText(g.pointer.over); cut {
		g.tip.text, g.tip.at = text, g.pointer.over
		g.repaint()
	}
}

func (g *Grid) hideTip() {
	g.tip.token++
	if g.tip.text != "" {
		g.tip.text = ""
		g.repaint()
	}
}

// cutText gives a cell's text and whether its column is too narrow for it.
func (g *Grid) cutText(s spot) (string, bool) {
	if s.row < 0 || s.col < 0 || s.col >= len(g.cols) {
		return "", false
	}
	r := g.load.row(s.row)
	if r != nil && r.Group != nil {
		return g.cutTitle(r)
	}
	if r == nil || s.col >= len(r.Cells) {
		return "", false
	}
	c := r.Cells[s.col]
	return c.Text, g.ink.need(c)-1 > g.geo.w[s.col]-(2*cellPad-spill)*g.zoom()
}

// paintTip paints the tip below its cell, or above it near the lower edge.
func (g *Grid) paintTip(img *image.RGBA) {
	if g.tip.text == "" {
		return
	}
	k := g.ink
	f, pad := k.regular, k.dp(8)
	most := min(img.Rect.Dx()-4*pad, k.dp(480))
	lines := wrapText(f, g.tip.text, fixed.I(most))
	high := int(math.Round(f.size * 1.35))
	w := 0
	for _, l := range lines {
		w = max(w, f.width(l).Ceil())
	}
	size := image.Pt(w+2*pad, len(lines)*high+pad)
	rowPx := g.rowH() * k.px
	y0 := int(math.Round(float64(g.tip.at.row)*rowPx) - math.Round(g.offset*k.px))
	x := int(math.Round(float64(g.left(g.tip.at.col)) * k.px))
	y := y0 + int(math.Round(rowPx))
	if y+size.Y > img.Rect.Max.Y {
		y = y0 - size.Y
	}
	x = max(2, min(x, img.Rect.Max.X-size.X-2))
	box := image.Rectangle{Min: image.Pt(x, y), Max: image.Pt(x, y).Add(size)}
	rounded(img, box, float64(k.dp(4)), k.colour(theme.ColorNameInputBorder))
	rounded(img, box.Inset(max(1, k.dp(1))), float64(k.dp(3)), k.colour(theme.ColorNameOverlayBackground))
	for i, l := range lines {
		f.draw(img, l, fixed.I(x+pad), y+pad/2+i*high+int(math.Round(f.size)), k.colour(theme.ColorNameForeground))
	}
}

// wrapText breaks a text into lines at blanks, and inside words that are
// wider than a line.
func wrapText(f *face, s string, room fixed.Int26_6) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		joined := strings.TrimSpace(line + " " + word)
		if f.width(joined) <= room {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = ""
		for _, r := range word {
			if f.width(line+string(r)) > room && line != "" {
				lines = append(lines, line)
				line = ""
			}
			line += string(r)
		}
	}
	return append(lines, line)
}
