package reports

import (
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"trastienda/assets"
)

// box stands for a character that the typeface lacks: the typeface draws its own
// empty box for it.
const box = '□'

// typeface knows how wide the characters of a cut are, in thousandths of its size,
// and which it has.
type typeface struct {
	width [1 << 16]uint16 // 0: the cut has no such character
	box   uint16
}

var (
	regular  = sync.OnceValue(func() *typeface { return measure(assets.Font(false)) })
	semibold = sync.OnceValue(func() *typeface { return measure(assets.Font(true)) })
)

func measure(file []byte) *typeface {
	f, err := sfnt.Parse(file)
	if err != nil {
		panic(err) // the file is part of the program: a broken build
	}
	var b sfnt.Buffer
	t := &typeface{}
	advance := func(g sfnt.GlyphIndex) uint16 {
		w, err := f.GlyphAdvance(&b, g, fixed.I(1000), font.HintingNone)
		if err != nil {
			panic(err)
		}
		return uint16(w.Round())
	}
	for r := range len(t.width) {
		if g, err := f.GlyphIndex(&b, rune(r)); err == nil && g != 0 {
			t.width[r] = advance(g)
		}
	}
	t.box = advance(0)
	return t
}

// clean replaces what cannot be drawn: control characters are blanks, what only
// joins other characters goes, and everything the typeface lacks is a box.
func (t *typeface) clean(s string) string {
	plain := true
	for _, r := range s {
		if r < ' ' || r >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r < ' ', r >= 0x7f && r < 0xa0:
			return ' '
		case r == 0x200d, r >= 0x200b && r <= 0x200f, r >= 0xfe00 && r <= 0xfe0f, r >= 0x0300 && r <= 0x036f && t.width[r] == 0:
			return -1
		case int(r) >= len(t.width) || t.width[r] == 0:
			return box
		}
		return r
	}, s)
}

// wide tells how wide a clean text is, in thousandths of the size.
func (t *typeface) wide(s string) int {
	w := 0
	for _, r := range s {
		w += t.rune(r)
	}
	return w
}

func (t *typeface) rune(r rune) int {
	if int(r) < len(t.width) && t.width[r] > 0 {
		return int(t.width[r])
	}
	return int(t.box)
}

// wrap parts a clean text into lines no wider than most (in thousandths of the
// size), between words where it can, else between characters. An empty text is
// one empty line. The lines go into the slice given.
func (t *typeface) wrap(s string, most int, lines []string) []string {
	if t.wide(s) <= most && !strings.Contains(s, "\n") {
		return append(lines, s)
	}
	for paragraph := range strings.SplitSeq(s, "\n") {
		lines = t.wrapParagraph(paragraph, most, lines)
	}
	return lines
}

func (t *typeface) wrapParagraph(s string, most int, lines []string) []string {
	start, w, blank := 0, 0, -1 // of the line; blank is the last place to part it
	for i, r := range s {
		w += t.rune(r)
		if r == ' ' {
			blank = i
		}
		if w <= most || i == start || r == ' ' {
			continue
		}
		end, next := i, i
		if blank > start {
			end, next = blank, blank+1
		}
		lines = append(lines, strings.TrimRight(s[start:end], " "))
		start, blank = next, -1
		w = t.wide(s[start:i]) + t.rune(r)
	}
	return append(lines, strings.TrimRight(s[start:], " "))
}
