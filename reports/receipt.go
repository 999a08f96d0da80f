package reports

import (
	"bytes"
	"image/png"
	"io"
	"time"

	"trastienda/app/purchase"
)

// ReceiptPaper is what a receipt is printed on.
type ReceiptPaper string

// The papers: a page, and a roll of 80 mm that is as long as what is on it.
const (
	ReceiptA4   ReceiptPaper = "a4"
	ReceiptRoll ReceiptPaper = "roll"
)

// Receipt is the receipt of one purchase. It says no more than what is known: what
// is not final says so across every page.
type Receipt struct {
	Purchase purchase.Purchase
	// Attempts are those of the purchase, oldest first; Asked tells that the hub
	// gave them, so that none means that there were none.
	Attempts []purchase.Attempt
	Asked    bool
	Closing  purchase.Closing // of version 0 when nobody proposed one
	// Seal is the hub's; nil when the hub could not be asked. Such a receipt has no
	// number and cannot be verified, and says so.
	Seal *ReceiptSeal
}

// ReceiptSeal is what the hub gives a receipt, once: its number among those of the
// purchase (0 the original, n "COPIA n"), when, the text of the QR and a short code
// of it that a person can read out.
type ReceiptSeal struct {
	Copy int
	At   time.Time
	Text string
	Code string
}

// Measures of receipts, in millimetres and points.
const (
	a4Wide, a4High = 210.0, 297.0
	a4Margin       = 18.0
	rollWide       = 80.0
	rollMargin     = 4.0 // printers reach 72 mm
	qrPage, qrRoll = 46.0, 52.0
)

// The colours of states, as those of the light look: letters and ground.
var (
	okInk, okFill     = [3]int{0x1B, 0x6E, 0x3C}, [3]int{0xE2, 0xF3, 0xE8}
	waitInk, waitFill = [3]int{0x7A, 0x52, 0x00}, [3]int{0xFF, 0xF1, 0xD1}
	badInk, badFill   = [3]int{0xB3, 0x26, 0x1E}, [3]int{0xFC, 0xE5, 0xE3}
	white, black      = [3]int{0xFF, 0xFF, 0xFF}, [3]int{0, 0, 0}
)

// Write writes the receipt as PDF. Equal input gives equal bytes.
func (r Receipt) Write(h Head, on ReceiptPaper, out io.Writer) error {
	w := h.Words
	l := receiptLayout{r: r, on: on, d: &Document{Words: w, Lang: h.Lang, Title: w.T("receipt.title"), Agency: h.Agency, Logo: h.Logo,
		Made: h.Made, Zone: h.Zone, By: h.By, AsOf: h.AsOf, Sample: h.Sample}}
	if on == ReceiptRoll {
		l.s = newLeaf(rollWide, 0, rollMargin, 0, 8)
	} else {
		l.s = newLeaf(a4Wide, a4High, a4Margin, footHigh, 10)
	}
	if r.Seal != nil {
		var err error
		if l.code, err = encode(r.Seal.Text); err != nil {
			return err
		}
	}
	l.all()
	return l.s.draw(l.d, l.over).f.Output(out)
}

// logoSize is how large a picture becomes in a box; zero for none and for what is
// no PNG.
func logoSize(picture []byte, mostWide, mostHigh float64) (wide, high float64) {
	c, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil || c.Width == 0 || c.Height == 0 {
		return 0, 0
	}
	w, h := mostHigh*float64(c.Width)/float64(c.Height), mostHigh
	if w > mostWide {
		w, h = mostWide, mostWide*float64(c.Height)/float64(c.Width)
	}
	return w, h
}
