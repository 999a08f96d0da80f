package reports

import (
	"trastienda/app/money"
	"trastienda/app/purchase"
)

// receiptLayout puts a receipt on its paper.
type receiptLayout struct {
	r    Receipt
	on   ReceiptPaper
	d    *Document
	s    *leaf
	code *code
}

// The latest attempts are on the paper, so many; all of them are in the program.
const (
	attemptsPage = 12
	attemptsRoll = 4
)

func (l *receiptLayout) all() {
	l.head()
	l.state()
	l.facts()
	l.amounts()
	l.legs()
	l.attempts()
	l.verification()
	if l.on == ReceiptRoll {
		// Pale letters may be lost on heat-sensitive paper: the end says it again.
		if across := l.r.across(l.d.Words); across != "" {
			l.s.y += 2
			l.s.band(across, style{bold: true, size: l.s.size + 1, color: white}, black)
		}
		l.s.rule(1.5)
		l.s.text(style{size: 7, color: ink}, toCentre, l.s.margin, l.s.inner(), l.d.made())
	}
}

func (l *receiptLayout) plain() style  { return style{size: l.s.size, color: ink} }
func (l *receiptLayout) strong() style { return style{bold: true, size: l.s.size, color: ink} }

// head is the agency, the title and which receipt it is.
func (l *receiptLayout) head() {
	s, w := l.s, l.d.Words
	title, word := w.T("receipt.title"), l.r.copyWord(w)
	if l.on == ReceiptRoll {
		if wide, high := logoSize(l.d.Logo, 44, 14); wide > 0 {
			y := s.y
			s.put(func(p *paper) { p.logo(l.d.Logo, (s.wide-wide)/2, y, 44, 14) })
			s.y += high + 2
		}
		s.text(style{bold: true, size: 11, color: ink}, toCentre, s.margin, s.inner(), l.d.Agency)
		s.y++
		s.text(l.plain(), toCentre, s.margin, s.inner(), title)
		s.text(l.strong(), toCentre, s.margin, s.inner(), word)
		s.y += 2
		return
	}
	l.pageHead(title, word)
}

// pageHead is the head of a page: the agency to the left, title and word to the
// right.
func (l *receiptLayout) pageHead(title, word string) {
	const right = 104.0
	s := l.s
	top := s.y
	left := s.inner() - right - 6
	if wide, high := logoSize(l.d.Logo, 50, 16); wide > 0 {
		s.put(func(p *paper) { p.logo(l.d.Logo, s.margin, top, 50, 16) })
		s.y += high + 2
	}
	s.text(style{bold: true, size: 13, color: ink}, toLeft, s.margin, left, l.d.Agency)
	below := s.y
	s.y = top
	s.text(style{bold: true, size: 13, color: ink}, toRight, s.wide-s.margin-right, right, title)
	s.text(style{bold: true, size: 11, color: faint}, toRight, s.wide-s.margin-right, right, word)
	s.y = max(s.y, below)
	s.rule(3)
}

// state is a band with the word of S0-37, and what it means below.
func (l *receiptLayout) state() {
	s, w, q := l.s, l.d.Words, l.r.Purchase
	letters, ground := waitInk, waitFill
	switch q.Status {
	case purchase.StatusOK:
		letters, ground = okInk, okFill
	case purchase.StatusError:
		letters, ground = badInk, badFill
	}
	if l.on == ReceiptRoll { // a thermal head knows black alone
		letters, ground = white, black
	}
	size := s.size + 3
	s.band(l.r.stateWord(w, "\n"), style{bold: true, size: size, color: letters}, ground)
	s.y += 1.5
	lines := l.r.state(w)
	if l.d.Sample {
		lines = append(lines, w.T("reports.sample"))
	}
	for _, line := range lines {
		s.text(l.plain(), toCentre, s.margin, s.inner(), line)
	}
	s.rule(2.5)
}

// facts are who, where, when and the numbers of the outside systems.
func (l *receiptLayout) facts() {
	w, q := l.d.Words, l.r.Purchase
	for _, f := range [][2]string{
		{w.T("reports.col.agent"), agentName(q.Agent)},
		{w.T("purchases.col.psr"), q.PSR},
		{w.T("purchases.col.at"), l.d.stamp(q.At)},
		{w.T("purchases.col.wallet"), q.WalletTransfer},
		{w.T("purchases.col.transfer"), q.TransferID},
		{w.T("receipt.id"), q.ID},
	} {
		value := f[1]
		if value == "" {
			value = w.T("receipt.nothing")
		}
		l.s.pair(f[0], value, l.plain(), toRight)
	}
	l.s.rule(2.5)
}

// amounts are what was paid, the bonus and what is credited (S0-13).
func (l *receiptLayout) amounts() {
	w, q := l.d.Words, l.r.Purchase
	l.s.room(4 * l.strong().line())
	amount := func(minor int64) string { return money.Format(minor, q.Currency, l.d.Lang) }
	l.s.pair(l.r.paidTitle(w), amount(q.Paid), l.strong(), toRight)
	l.s.pair(w.T("reports.col.bonus"), amount(q.Credited-q.Paid), l.plain(), toRight)
	l.s.pair(l.r.creditedTitle(w), amount(q.Credited), style{bold: true, size: l.s.size + 3, color: ink}, toRight)
	l.s.rule(2.5)
}

// legs are how far the three steps are.
func (l *receiptLayout) legs() {
	w, legs := l.d.Words, l.r.Purchase.Legs
	for _, leg := range []struct {
		of    purchase.Leg
		state purchase.LegState
	}{{purchase.Payment, legs.Payment}, {purchase.Transfer, legs.Transfer}, {purchase.Notice, legs.Notice}} {
		l.s.pair(w.T(LegKey(leg.of)), LegStateWords(w, leg.of, leg.state), l.plain(), toRight)
	}
	l.s.rule(2.5)
}

// attempts are the latest ones, and how many there were before.
func (l *receiptLayout) attempts() {
	s, w := l.s, l.d.Words
	list, most := l.r.Attempts, attemptsPage
	if l.on == ReceiptRoll {
		most = attemptsRoll
	}
	s.room(3 * l.plain().line())
	switch {
	case len(list) == 0 && !l.r.Asked:
		s.pair(w.T("purchases.detail.attempts"), w.T("receipt.attempts.unknown"), l.plain(), toLeft)
	case len(list) == 0:
		s.pair(w.T("purchases.detail.attempts"), w.T("purchases.detail.attempts.none"), l.plain(), toLeft)
	default:
		earlier := max(0, len(list)-most)
		words := w.N("receipt.attempts", len(list))
		if earlier > 0 {
			words += " · " + w.N("receipt.attempts.last", len(list)-earlier)
		}
		s.pair(w.T("purchases.detail.attempts"), words, l.plain(), toRight)
		for _, a := range list[earlier:] {
			s.y += 0.6
			s.pair(l.d.stamp(a.StartedAt), attemptLine(w, a), l.plain(), toLeft)
		}
	}
	s.rule(2.5)
}

// verification is the hub's seal, or that there is none.
func (l *receiptLayout) verification() {
	s, w := l.s, l.d.Words
	if l.r.Seal == nil {
		words := w.T("receipt.noseal")
		if !l.d.AsOf.IsZero() {
			words += " " + w.T("reports.asof", "at", l.d.stamp(l.d.AsOf)) + "."
		}
		s.text(l.strong(), toLeft, s.margin, s.inner(), words)
		return
	}
	title := w.T("receipt.code")
	says := w.T("receipt.verify", "at", l.d.stamp(l.r.Seal.At))
	large := style{bold: true, size: s.size + 3, color: ink}
	if l.on == ReceiptRoll {
		y := s.y
		s.put(func(p *paper) { p.qr(l.code, (s.wide-qrRoll)/2, y, qrRoll) })
		s.y += qrRoll
		s.text(l.plain(), toCentre, s.margin, s.inner(), title)
		s.text(large, toCentre, s.margin, s.inner(), l.r.Seal.Code)
		s.y++
		s.text(style{size: 7, color: ink}, toCentre, s.margin, s.inner(), says)
		return
	}
	s.room(qrPage)
	top, beside := s.y, s.margin+qrPage+4
	s.put(func(p *paper) { p.qr(l.code, s.margin, top, qrPage) })
	s.y += 4
	s.text(style{size: s.size, color: faint}, toLeft, beside, s.wide-s.margin-beside, title)
	s.text(style{bold: true, size: s.size + 5, color: ink}, toLeft, beside, s.wide-s.margin-beside, l.r.Seal.Code)
	s.y += 2
	s.text(l.plain(), toLeft, beside, s.wide-s.margin-beside, says)
	s.y = max(s.y, top+qrPage)
}

// over is what lies over a page: what is not final and what is made up say so, and
// a page has its foot.
func (l *receiptLayout) over(p *paper, page, pages int, wide, high float64) {
	w := l.d.Words
	if l.on == ReceiptA4 {
		l.pageFoot(p, page, pages, wide, high)
	}
	words := l.r.across(w)
	color := badInk
	if l.r.Purchase.Status == purchase.StatusPending {
		color = waitInk
	}
	if l.on == ReceiptRoll {
		color = black
	}
	if words != "" {
		p.acrossAt(words, color, wide, l.places(high, 1))
	}
	if l.d.Sample {
		p.acrossAt(w.T("reports.sample.across"), faint, wide, l.places(high, 2))
	}
}

// places are the heights where words go across: on a roll every hand's breadth, so
// that no torn piece lacks them. Which is 1 for the state and 2 for made-up data.
func (l *receiptLayout) places(high float64, which int) []float64 {
	if l.on == ReceiptA4 {
		return []float64{high * float64(which) / 3}
	}
	const step = 90.0
	var all []float64
	for y := 25 + 45*float64(which-1); y < high-10; y += step {
		all = append(all, y)
	}
	return all
}

// pageFoot says who made it, when, and which page it is.
func (l *receiptLayout) pageFoot(p *paper, page, pages int, wide, high float64) {
	y := high - a4Margin + 4
	p.rule(a4Margin, y-4.5, wide-a4Margin, y-4.5)
	p.letters(false, smallSize, faint)
	p.text(a4Margin, y, p.face.clean(l.d.made()))
	p.right(wide-a4Margin, y, p.face.clean(l.d.Words.T("reports.page", "n", page, "of", pages)))
}
