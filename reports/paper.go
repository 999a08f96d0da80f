package reports

import (
	"bytes"
	"image/png"

	"github.com/jung-kurt/gofpdf"

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
	p.acrossAt(words, color, wide, []float64{high / 2})
}

// acrossAt writes them around each of some heights.
func (p *paper) acrossAt(words string, color [3]int, wide float64, heights []float64) {
	p.letters(true, 40, color)
	clean := p.face.clean(words)
	diagonal := 0.8 * wide
	p.letters(true, min(64, 40*diagonal/p.wide(clean)), color)
	p.f.SetAlpha(0.14, "Normal")
	for _, y := range heights {
		p.f.TransformBegin()
		p.f.TransformRotate(24, wide/2, y)
		p.centre(wide/2, y, clean)
		p.f.TransformEnd()
	}
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
