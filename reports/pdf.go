package reports

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"io"

	"github.com/jung-kurt/gofpdf"

	"trastienda/app/money"
	"trastienda/assets"
)

// Measures of a page of a table, in millimetres, and sizes of letters in points.
const (
	pageWide, pageHigh = 297.0, 210.0
	margin             = 10.0
	footHigh           = 9.0
	cellSize           = 7.5
	cellLine           = 3.3
	cellPad            = 0.9
	titleSize          = 14.0
	smallSize          = 8.0
	smallLine          = 4.2
)

// The colours, as those of the light look.
var (
	ink       = [3]int{0x1B, 0x24, 0x30}
	faint     = [3]int{0x4F, 0x5B, 0x6B}
	headFill  = [3]int{0xE9, 0xEC, 0xF0}
	evenFill  = [3]int{0xF7, 0xF8, 0xFA}
	markFill  = [3]int{0xFF, 0xF8, 0xE1}
	lineColor = [3]int{0xB4, 0xBE, 0xCA}
)

// paper is a PDF that is being drawn: gofpdf with our typeface, measured and
// cleaned by typeface.go.
type paper struct {
	f    *gofpdf.Fpdf
	bold bool
	size float64 // points
	face *typeface
	// known are the characters the file's subset of each cut holds already.
	known [2][1 << 16]bool
	raw   []byte
	ink   []byte // the colour of what is written
}

// newPaper begins a PDF whose bytes depend on nothing but what is drawn.
func newPaper(d *Document, wide, high float64) *paper {
	orientation := "P"
	if wide > high {
		orientation = "L"
	}
	f := gofpdf.NewCustom(&gofpdf.InitType{OrientationStr: orientation, UnitStr: "mm", Size: gofpdf.SizeType{Wd: min(wide, high), Ht: max(wide, high)}})
	f.SetCatalogSort(true)
	f.SetCreationDate(d.Made.UTC())
	f.SetModificationDate(d.Made.UTC())
	f.SetTitle(d.Title, true)
	f.SetAuthor(d.By, true)
	f.SetCreator("Trastienda", true)
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	f.AddUTF8FontFromBytes("plex", "", bytes.Clone(assets.Font(false)))
	f.AddUTF8FontFromBytes("plex", "B", bytes.Clone(assets.Font(true)))
	return &paper{f: f, face: regular()}
}

// letters chooses cut, size and colour of what is written next.
func (p *paper) letters(bold bool, size float64, color [3]int) {
	style, face := "", regular()
	if bold {
		style, face = "B", semibold()
	}
	p.f.SetFont("plex", style, size)
	p.f.SetTextColor(color[0], color[1], color[2])
	p.bold, p.size, p.face, p.ink = bold, size, face, colour(color)
}

const pointsPerMM = 72 / 25.4

// wide tells how wide a clean text is, in millimetres.
func (p *paper) wide(clean string) float64 {
	return float64(p.face.wide(clean)) / 1000 * p.size / pointsPerMM
}

// most is how many thousandths of the size fit into so many millimetres.
func (p *paper) most(mm float64) int { return int(mm * pointsPerMM / p.size * 1000) }

// text writes one line of clean text with its foot at y.
func (p *paper) text(x, y float64, clean string) {
	if clean == "" {
		return
	}
	known := &p.known[0]
	if p.bold {
		known = &p.known[1]
	}
	for _, r := range clean {
		if !known[r] {
			// gofpdf notes which characters a page uses where it writes them itself.
			for _, r := range clean {
				known[r] = true
			}
			p.f.Text(x, y, clean)
			return
		}
	}
	p.write(x, y, clean)
}

// right writes one line that ends at x.
func (p *paper) right(x, y float64, clean string) { p.text(x-p.wide(clean), y, clean) }

// centre writes one line around x.
func (p *paper) centre(x, y float64, clean string) { p.text(x-p.wide(clean)/2, y, clean) }

func (p *paper) fill(color [3]int, x, y, w, h float64) {
	p.f.SetFillColor(color[0], color[1], color[2])
	p.f.Rect(x, y, w, h, "F")
}

func (p *paper) rule(x1, y1, x2, y2 float64) {
	p.f.SetDrawColor(lineColor[0], lineColor[1], lineColor[2])
	p.f.SetLineWidth(0.2)
	p.f.Line(x1, y1, x2, y2)
}

// across writes words in large pale letters over the whole page and all that is
// on it.
func (p *paper) across(words string, color [3]int, wide, high float64) {
	p.letters(true, 40, color)
	clean := p.face.clean(words)
	diagonal := 0.8 * wide
	p.letters(true, min(64, 40*diagonal/p.wide(clean)), color)
	p.f.SetAlpha(0.14, "Normal")
	p.f.TransformBegin()
	p.f.TransformRotate(24, wide/2, high/2)
	p.centre(wide/2, high/2, clean)
	p.f.TransformEnd()
	p.f.SetAlpha(1, "Normal")
}

// logo draws the agency's logo into a box and tells how wide it became; nothing
// for none. Whoever gives one has checked it (agency.CheckLogo), and a picture that
// cannot be read all the same is left out: no report fails for it.
func (p *paper) logo(picture []byte, x, y, mostWide, mostHigh float64) float64 {
	flat := flatten(picture)
	if flat == nil {
		return 0
	}
	info := p.f.RegisterImageOptionsReader("logo", gofpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(flat))
	if info == nil || p.f.Err() {
		return 0
	}
	w, h := mostHigh*info.Width()/info.Height(), mostHigh
	if w > mostWide {
		w, h = mostWide, mostWide*info.Height()/info.Width()
	}
	p.f.ImageOptions("logo", x, y, w, h, false, gofpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	return w
}

// flatten writes a PNG anew, because gofpdf reads neither every depth nor
// interlaced ones; nil for none and for what is no PNG.
func flatten(picture []byte) []byte {
	if len(picture) == 0 {
		return nil
	}
	decoded, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil
	}
	var b bytes.Buffer
	if err := png.Encode(&b, opaque(decoded)); err != nil {
		return nil
	}
	return b.Bytes()
}

// pdf writes the table of a document, in volumes if it is long.
type pdf struct {
	d       *Document
	open    Open
	volumes int
	out     io.Writer // of the volume
	volume  int
	rows    int // in the volume
	p       *paper
	y       float64
	left    []float64 // of every column, and the right end
	title   string    // of the group under way
	even    bool
	lines   [][]string // of the cells of a row
}

func newPDF(d *Document, open Open) (writer, error) {
	w := &pdf{d: d, open: open, volumes: d.Volumes(PDF), left: make([]float64, len(d.Columns)+1), lines: make([][]string, len(d.Columns))}
	all := 0.0
	for _, c := range d.Columns {
		all += c.Width
	}
	x := margin
	for i, c := range d.Columns {
		w.left[i] = x
		x += c.Width / all * (pageWide - 2*margin)
	}
	w.left[len(d.Columns)] = pageWide - margin
	return w, w.begin()
}

// begin begins a volume.
func (w *pdf) begin() error {
	w.volume++
	w.rows, w.even = 0, false
	out, err := w.open(w.volume, max(w.volumes, w.volume))
	if err != nil {
		return err
	}
	w.out, w.p = out, newPaper(w.d, pageWide, pageHigh)
	w.page(true)
	return nil
}

// finish writes the volume: only now is it known how many pages it has.
func (w *pdf) finish() error {
	f := w.p.f
	pages := f.PageCount()
	for n := 1; n <= pages; n++ {
		f.SetPage(n)
		y := pageHigh - margin + 2
		w.p.rule(margin, y-4.5, pageWide-margin, y-4.5)
		w.p.letters(false, smallSize, faint)
		w.p.text(margin, y, w.p.face.clean(w.d.made()))
		place := w.d.Words.T("reports.page", "n", money.Integer(int64(n), w.d.Lang), "of", money.Integer(int64(pages), w.d.Lang))
		if w.volumes > 1 {
			place = w.volumeWords() + " · " + place
		}
		w.p.right(pageWide-margin, y, w.p.face.clean(place))
		if w.d.Sample {
			w.p.across(w.d.Words.T("reports.sample.across"), faint, pageWide, pageHigh)
		}
	}
	err := f.Output(w.out)
	w.p = nil // the next volume needs the room
	return err
}

func (w *pdf) volumeWords() string {
	return w.d.Words.T("reports.volume", "n", w.volume, "of", w.volumes)
}

// group begins a group with a line of its own, never the last of a page.
func (w *pdf) group(title string) error {
	w.title = title
	w.room(5.6 + 2*(cellLine+2*cellPad))
	w.groupHead(title)
	return nil
}

func (w *pdf) groupHead(title string) {
	w.p.letters(true, smallSize, ink)
	lines := w.p.face.wrap(w.p.face.clean(title), w.p.most(pageWide-2*margin), nil)
	for _, line := range lines {
		w.y += smallLine
		w.p.text(margin, w.y, line)
	}
	w.y += 1.6
	w.even = false
}

// room begins a page when so much height is not left.
func (w *pdf) room(high float64) {
	if w.y+high > pageHigh-margin-footHigh+4 {
		w.page(false)
	}
}

func (w *pdf) row(r *Row) error {
	if w.rows == VolumeRows {
		if err := w.finish(); err != nil {
			return err
		}
		w.volumes = max(w.volumes, w.volume+1)
		if err := w.begin(); err != nil {
			return err
		}
		if w.title != "" {
			w.groupHead(w.d.Words.T("reports.continued", "group", w.title))
		}
	}
	w.rows++
	fill := evenFill
	if r.Marked {
		fill = markFill
	}
	w.p.letters(false, cellSize, ink)
	tall := 1
	for i, c := range w.d.Columns {
		most := w.p.most(w.left[i+1] - w.left[i] - 2*cellPad)
		w.lines[i] = w.p.face.wrap(w.p.face.clean(w.cell(c, r, i)), most, w.lines[i][:0])
		tall = max(tall, len(w.lines[i]))
	}
	w.drawRow(tall, w.even || r.Marked, fill)
	w.even = !w.even
	return w.p.f.Error()
}

// drawRow draws the lines of a row. A row goes to the next page as a whole,
// unless no page could hold it: then it is parted.
func (w *pdf) drawRow(tall int, filled bool, fill [3]int) {
	const bottom = pageHigh - margin - footHigh + 4
	for from := 0; from < tall; {
		fit := int((bottom - w.y - 2*cellPad) / cellLine)
		if fit < tall-from && (fit < 1 || from == 0 && tall <= fullPage) {
			w.page(false)
			w.p.letters(false, cellSize, ink)
			continue
		}
		to := min(tall, from+fit)
		high := float64(to-from)*cellLine + 2*cellPad
		if filled {
			w.p.fill(fill, margin, w.y, pageWide-2*margin, high)
		}
		for i, c := range w.d.Columns {
			for n := from; n < min(to, len(w.lines[i])); n++ {
				foot := w.y + cellPad + float64(n-from+1)*cellLine - 0.8
				if c.Type == Amount {
					w.p.right(w.left[i+1]-cellPad, foot, w.lines[i][n])
				} else {
					w.p.text(w.left[i]+cellPad, foot, w.lines[i][n])
				}
			}
		}
		w.y += high
		from = to
	}
}

// fullPage is how many lines of a row a page surely holds.
const fullPage = 40

func (w *pdf) cell(c Column, r *Row, i int) string {
	switch c.Type {
	case Instant:
		return w.d.stamp(r.Cells[i].At)
	case Amount:
		return money.Digits(r.Cells[i].Amount, w.d.Lang)
	}
	return r.Cells[i].Text
}

func (w *pdf) subtotal(title string, s []Sum) error {
	for _, b := range blocks(w.d.Words.T("reports.subtotal", "group", title), s) {
		w.sumLine(b)
	}
	w.y += 1.5
	w.title = ""
	return w.p.f.Error()
}

// sumLine writes sums under their columns, below a rule; the words take the place
// before the first of them.
func (w *pdf) sumLine(b block) {
	at := w.d.amountColumns()
	w.p.letters(true, cellSize, ink)
	words := fmt.Sprintf("%s · %s", b.title, w.d.Words.N("reports.count", b.sum.Rows))
	wide := w.left[len(w.left)-1] - margin
	if len(at) > 0 {
		wide = w.left[at[0]] - margin
	}
	lines := w.p.face.wrap(w.p.face.clean(words), w.p.most(wide-2*cellPad), nil)
	high := float64(len(lines))*cellLine + 2*cellPad
	w.room(high)
	w.p.letters(true, cellSize, ink)
	w.p.rule(margin, w.y, pageWide-margin, w.y)
	for n, line := range lines {
		w.p.text(margin+cellPad, w.y+cellPad+float64(n+1)*cellLine-0.8, line)
	}
	foot := w.y + cellPad + cellLine - 0.8
	for _, i := range at {
		w.p.right(w.left[i+1]-cellPad, foot, money.Digits(b.sum.Amounts[i], w.d.Lang))
	}
	if i := w.d.CurrencyColumn; len(at) > 0 && i > at[0] {
		w.p.text(w.left[i]+cellPad, foot, w.p.face.clean(b.sum.Currency))
	}
	w.y += high
}

func (w *pdf) end(s sums, notes []string) error {
	words := w.d.Words
	if len(s.total) == 0 {
		w.p.letters(false, titleSize-4, faint)
		w.y += 8
		w.p.text(margin, w.y, w.p.face.clean(words.T("reports.none")))
		w.y += 4
	}
	w.y += 2
	for i, tally := range w.d.Tallies {
		for _, b := range blocks(tally, s.tallies[i]) {
			w.sumLine(b)
		}
	}
	for _, b := range blocks(words.T("reports.total"), s.total) {
		w.sumLine(b)
	}
	w.y += 3
	for _, note := range notes {
		w.p.letters(false, smallSize, ink)
		for _, line := range w.p.face.wrap(w.p.face.clean(note), w.p.most(pageWide-2*margin), nil) {
			w.room(smallLine)
			w.p.letters(false, smallSize, ink)
			w.y += smallLine
			w.p.text(margin, w.y, line)
		}
	}
	return errors.Join(w.p.f.Error(), w.finish())
}
