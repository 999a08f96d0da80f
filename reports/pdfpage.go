package reports

import (
	"image"
	"image/color"
	"image/draw"
	"strconv"
)

// page begins a page with its head: the first has the whole one, the others the
// title and the heads of the columns.
func (w *pdf) page(first bool) {
	p := w.p
	p.f.AddPage()
	w.y = margin
	if first {
		w.firstHead()
	} else {
		p.letters(true, smallSize, ink)
		title := p.face.clean(w.d.Title)
		p.text(margin, w.y+3, title)
		after := margin + p.wide(title) + 3
		p.letters(false, smallSize, faint)
		p.text(after, w.y+3, p.face.clean(w.d.Period))
		p.right(pageWide-margin, w.y+3, p.face.clean(w.d.Agency))
		w.y += 5.5
	}
	w.columnHeads()
}

// firstHead is the agency with its logo, the title, the period and the filters.
func (w *pdf) firstHead() {
	p := w.p
	x := margin
	if wide := p.logo(w.d.Logo, margin, w.y, 40, 13); wide > 0 {
		x += wide + 4
	}
	p.letters(true, titleSize, ink)
	title := w.d.Title
	if w.volumes > 1 {
		title += " — " + w.volumeWords()
	}
	for _, line := range p.face.wrap(p.face.clean(title), p.most(pageWide-margin-x), nil) {
		w.y += 5.8
		p.text(x, w.y, line)
	}
	p.letters(false, smallSize+1, faint)
	w.y += 5
	p.text(x, w.y, p.face.clean(w.d.Agency))
	w.y = max(w.y, margin+13) + 1.5
	for i, head := range w.d.headlines() {
		p.letters(i == 0, smallSize, ink)
		for _, line := range p.face.wrap(p.face.clean(head), p.most(pageWide-2*margin), nil) {
			w.y += smallLine
			p.text(margin, w.y, line)
		}
	}
	w.y += 3
}

// columnHeads are drawn again on every page.
func (w *pdf) columnHeads() {
	p := w.p
	p.letters(true, cellSize, ink)
	heads := make([][]string, len(w.d.Columns))
	tall := 1
	for i, c := range w.d.Columns {
		heads[i] = p.face.wrap(p.face.clean(c.Title), p.most(w.left[i+1]-w.left[i]-2*cellPad), nil)
		tall = max(tall, len(heads[i]))
	}
	high := float64(tall)*cellLine + 2*cellPad
	p.fill(headFill, margin, w.y, pageWide-2*margin, high)
	for i, c := range w.d.Columns {
		for n, line := range heads[i] {
			foot := w.y + cellPad + float64(n+1+tall-len(heads[i]))*cellLine - 0.8
			if c.Type == Amount {
				p.right(w.left[i+1]-cellPad, foot, line)
			} else {
				p.text(w.left[i]+cellPad, foot, line)
			}
		}
	}
	w.y += high + 0.4
	w.even = false
}

// write writes a line whose characters the file has already. gofpdf's own way
// formats and copies each text several times; most of a report's time goes there.
func (p *paper) write(x, y float64, clean string) {
	_, high := p.f.GetPageSize()
	b := append(append(p.raw[:0], "q "...), p.ink...)
	b = append(b, " rg BT "...)
	b = strconv.AppendFloat(b, x*pointsPerMM, 'f', 2, 64)
	b = append(b, ' ')
	b = strconv.AppendFloat(b, (high-y)*pointsPerMM, 'f', 2, 64)
	b = append(b, " Td ("...)
	for _, r := range clean { // none is beyond U+FFFF: clean has made boxes of those
		b = escaped(escaped(b, byte(r>>8)), byte(r))
	}
	p.raw = append(b, ") Tj ET Q"...)
	p.f.RawWriteStr(string(p.raw))
}

// colour writes a colour as a PDF has it.
func colour(c [3]int) []byte {
	var b []byte
	for i, v := range c {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendFloat(b, float64(v)/255, 'f', 3, 64)
	}
	return b
}

func escaped(b []byte, c byte) []byte {
	switch c {
	case '\\', '(', ')':
		b = append(b, '\\')
	case '\r':
		return append(b, '\\', 'r')
	}
	return append(b, c)
}

// opaque draws a picture on white: a PDF for old readers and printers has no
// transparency.
func opaque(picture image.Image) image.Image {
	flat := image.NewNRGBA(picture.Bounds())
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), picture, picture.Bounds().Min, draw.Over)
	return flat
}
