package reports

import (
	"fmt"
	"strconv"

	"rsc.io/qr"
)

// quiet is how many modules around a QR stay empty (ISO/IEC 18004, 6.3.8).
const quiet = 4

// code is a QR that can be drawn: the dark runs of every row.
type code struct {
	size int // modules on a side, without the quiet zone
	runs []dark
}

// dark is modules side by side.
type dark struct{ x, y, n int }

// encode makes the QR of a text with error correction M: a creased or stained
// paper is still read. An error means that the text is too long for any.
func encode(text string) (*code, error) {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("reports: QR: %w", err)
	}
	all := &code{size: c.Size}
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			from := x
			for x < c.Size && c.Black(x, y) {
				x++
			}
			if x > from {
				all.runs = append(all.runs, dark{from, y, x - from})
			}
		}
	}
	return all, nil
}

// qr draws a QR with its quiet zone into a square, as one shape: no picture that
// a printer would blur.
func (p *paper) qr(c *code, x, y, side float64) {
	_, high := p.f.GetPageSize()
	module := side / float64(c.size+2*quiet)
	// A hair more than a module: viewers leave light seams between shapes that only touch.
	const seam = 0.02
	b := append(p.raw[:0], "q 0 g "...)
	number := func(mm float64, end string) {
		b = strconv.AppendFloat(b, mm*pointsPerMM, 'f', 3, 64)
		b = append(b, end...)
	}
	for _, r := range c.runs {
		number(x+module*float64(quiet+r.x), " ")
		number(high-(y+module*float64(quiet+r.y+1))-seam, " ")
		number(module*float64(r.n)+seam, " ")
		number(module+seam, " re ")
	}
	p.raw = append(b, "f Q"...)
	p.f.RawWriteStr(string(p.raw))
}
