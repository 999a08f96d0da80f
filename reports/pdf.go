package reports

import (
	"errors"
	"fmt"
	"io"

	"trastienda/app/money"
)

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
		w.p.text(margin, w.y, w.p.face.clean(w.d.none()))
		w.y += 4
	}
	w.y += 2
	for i, tally := range w.d.Tallies {
		for _, b := range blocks(tally, s.tallies[i]) {
			w.sumLine(b)
		}
	}
	if w.d.summed() {
		for _, b := range blocks(words.T("reports.total"), s.total) {
			w.sumLine(b)
		}
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
