package grid

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// missing stands for a glyph the font lacks; it is drawn, not looked up, so
// that it is there with every font.
const missing = '□'

// Text is placed on quarters of a pixel, which keeps its rhythm at small
// sizes and the cache of glyphs small.
const subPixels = 4

// face is the embedded font at one size, with every glyph drawn once.
type face struct {
	font    *sfnt.Font
	face    font.Face
	size    float64 // pixels per em
	buf     sfnt.Buffer
	glyphs  map[glyphKey]glyph
	advance map[rune]fixed.Int26_6
	known   map[rune]rune // what is drawn for a rune: itself, missing, or 0 for nothing
	ascent  int
	descent int
}

type glyphKey struct {
	r   rune
	sub uint8
}

type glyph struct {
	mask *image.Alpha
	at   image.Point // from the pen's whole pixel on the base line
}

func newFace(data []byte, size float64) (*face, error) {
	f, err := opentype.Parse(data)
	if err != nil {
		return nil, err
	}
	fc, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, err
	}
	x := &face{font: f, face: fc, size: size, glyphs: map[glyphKey]glyph{}, advance: map[rune]fixed.Int26_6{}, known: map[rune]rune{}}
	x.ascent = int(math.Round(size * 0.78)) // the height of figures and capitals with their accents' room
	x.descent = int(math.Round(size * 0.22))
	return x, nil
}

// shown maps a rune to what is drawn for it: line ends and tabs become
// blanks, invisible joiners nothing, and what the font lacks the box.
func (f *face) shown(r rune) rune {
	if s, ok := f.known[r]; ok {
		return s
	}
	s := r
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		s = ' '
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
		s = 0
	default:
		if i, err := f.font.GlyphIndex(&f.buf, r); err != nil || i == 0 {
			s = missing
			if unicode.Is(unicode.Mn, r) {
				s = 0
			}
		}
	}
	f.known[r] = s
	return s
}

// width is the advance of a text in pixels.
func (f *face) width(s string) fixed.Int26_6 {
	var w fixed.Int26_6
	for _, r := range tidy(s) {
		w += f.step(f.shown(r))
	}
	return w
}

// step is the advance of a rune as shown gives it.
func (f *face) step(r rune) fixed.Int26_6 {
	if r == 0 {
		return 0
	}
	if a, ok := f.advance[r]; ok {
		return a
	}
	a, ok := f.face.GlyphAdvance(r)
	if r == missing || !ok {
		a = fixed.Int26_6(f.size * 0.7 * 64)
	}
	f.advance[r] = a
	return a
}

// tidy joins accents to their letters, as the font has one glyph for both.
func tidy(s string) string {
	if norm.NFC.QuickSpanString(s) == len(s) {
		return s
	}
	return norm.NFC.String(s)
}

// cut shortens a text that is wider than room and tells whether it had to.
func (f *face) cut(s string, room fixed.Int26_6) (string, bool) {
	s = tidy(s)
	if f.width(s) <= room {
		return s, false
	}
	room -= f.step(f.shown('…'))
	var w fixed.Int26_6
	for i, r := range s {
		w += f.step(f.shown(r))
		if w > room {
			return s[:i] + "…", true
		}
	}
	return s, false
}

// draw paints a text with its base line at y, beginning at x (pixels).
func (f *face) draw(dst *image.RGBA, s string, x fixed.Int26_6, y int, c color.RGBA) {
	src := image.NewUniform(c)
	for _, r := range tidy(s) {
		r = f.shown(r)
		if r == 0 {
			continue
		}
		sub := uint8((x & 63) * subPixels / 64)
		g := f.glyph(r, sub)
		if g.mask != nil {
			p := image.Pt(x.Floor(), y).Add(g.at)
			draw.DrawMask(dst, g.mask.Rect.Add(p), src, image.Point{}, g.mask, image.Point{}, draw.Over)
		}
		x += f.step(r)
	}
}

func (f *face) glyph(r rune, sub uint8) glyph {
	k := glyphKey{r, sub}
	if g, ok := f.glyphs[k]; ok {
		return g
	}
	var g glyph
	if r == missing {
		g = f.box()
	} else {
		dot := fixed.Point26_6{X: fixed.Int26_6(int(sub) * 64 / subPixels)}
		dr, mask, mp, _, ok := f.face.Glyph(dot, r)
		if ok && !dr.Empty() {
			// the face draws every glyph into the same memory: keep a copy
			g.mask, g.at = image.NewAlpha(image.Rect(0, 0, dr.Dx(), dr.Dy())), dr.Min
			draw.Draw(g.mask, g.mask.Rect, mask, mp, draw.Src)
		}
	}
	f.glyphs[k] = g
	return g
}

// box draws the outline that stands for a missing glyph.
func (f *face) box() glyph {
	w, h := max(4, int(f.size*0.55)), max(4, int(f.size*0.68))
	line := max(1, int(math.Round(f.size/13)))
	m := image.NewAlpha(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.Opaque, image.Point{}, draw.Src)
	draw.Draw(m, m.Rect.Inset(line), image.Transparent, image.Point{}, draw.Src)
	return glyph{mask: m, at: image.Pt(max(1, int(f.size*0.07)), -h)}
}
