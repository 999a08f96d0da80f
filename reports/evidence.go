package reports

import (
	"io"
	"strings"
	"time"

	"trastienda/app/audit"
	"trastienda/app/evidence"
	"trastienda/app/purchase"
)

// Evidence writes the document of a pack of evidence: A4, for people to read;
// evidence.json beside it says the same and more. Agency, user and instant are the
// pack's. Equal input gives equal bytes.
func Evidence(words Words, lang string, zone *time.Location, logo []byte, p evidence.Pack, out io.Writer) error {
	r := Receipt{Purchase: p.Purchase, Asked: true}
	if p.Closing != nil {
		r.Closing = *p.Closing
	}
	l := evidenceLayout{pack: p, receiptLayout: receiptLayout{r: r, on: ReceiptA4, s: newLeaf(a4Wide, a4High, a4Margin, footHigh, 10),
		d: &Document{Words: words, Lang: lang, Title: words.T("evidence.title"), Agency: p.Agency.Name, Logo: logo, Made: p.Made, Zone: zone, By: p.By.Name, Sample: p.Sample}}}
	l.pageHead(l.d.Title, words.T("evidence.version", "n", p.Purchase.Version))
	l.state()
	l.facts()
	l.amounts()
	l.legs()
	l.attempts()
	l.links()
	l.proof()
	return l.s.draw(l.d, l.over).f.Output(out)
}

type evidenceLayout struct {
	receiptLayout
	pack evidence.Pack
}

// tiny are the letters of what only a person who checks reads.
const tiny = 7.0

// shownMost is how much of a request or an answer the document shows, in
// characters; the whole of it is in evidence.json.
const shownMost = 1200

func (l *evidenceLayout) title(words string) {
	l.s.room(3 * l.strong().line())
	l.s.text(style{bold: true, size: l.s.size + 2, color: ink}, toLeft, l.s.margin, l.s.inner(), words)
	l.s.y++
}

// small writes a paragraph of tiny letters, a bit to the right.
func (l *evidenceLayout) small(words string) {
	l.s.text(style{size: tiny, color: faint}, toLeft, l.s.margin+4, l.s.inner()-4, words)
}

// attempts are all there were, with what was sent and got.
func (l *evidenceLayout) attempts() {
	w := l.d.Words
	l.title(w.T("purchases.detail.attempts"))
	if len(l.pack.Attempts) == 0 {
		l.s.text(l.plain(), toLeft, l.s.margin, l.s.inner(), w.T("purchases.detail.attempts.none"))
	}
	for _, a := range l.pack.Attempts {
		l.s.room(4 * l.plain().line())
		l.s.text(l.strong(), toLeft, l.s.margin, l.s.inner(), attemptLine(w, a.Attempt)+" · "+l.d.stamp(a.StartedAt))
		l.small(w.T("evidence.reference", "number", a.Reference))
		if !a.Kept {
			l.small(w.T("evidence.notkept"))
		} else {
			l.exchange(w.T("evidence.request"), a.Request)
			l.exchange(w.T("evidence.answer"), a.Answer)
		}
		l.s.y += 1.5
	}
	l.s.rule(2.5)
}

func (l *evidenceLayout) exchange(title, text string) {
	if r := []rune(text); len(r) > shownMost {
		text = string(r[:shownMost]) + "…"
	}
	l.small(title + ":")
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			l.s.text(style{size: tiny, color: ink}, toLeft, l.s.margin+8, l.s.inner()-8, line)
		}
	}
}

// actKeys are the words of the acts that a pack may tell of.
var actKeys = map[string]string{
	audit.ActRetry: "audit.act.purchase.retry", audit.ActRetryAnswer: "audit.act.purchase.retry.answer", audit.ActMark: "audit.act.purchase.mark",
	audit.ActBuy: "audit.act.purchase.buy", audit.ActBuyAnswer: "audit.act.purchase.buy.answer",
	audit.ActClosingPropose: "audit.act.closing.propose", audit.ActClosingWithdraw: "audit.act.closing.withdraw",
	audit.ActClosingApprove: "audit.act.closing.approve", audit.ActClosingReject: "audit.act.closing.reject",
	audit.ActReceipt: "audit.act.receipt.made", audit.ActEvidence: "audit.act.evidence.made",
}

// links are the acts of people, as the audit chain has them.
func (l *evidenceLayout) links() {
	w := l.d.Words
	l.title(w.T("evidence.audit"))
	for _, link := range l.pack.Links {
		act := link.Act // one of a newer program has no words here
		if key, ok := actKeys[link.Act]; ok {
			act = w.T(key)
		}
		l.s.room(3 * l.plain().line())
		by := link.ActorName
		if by == "" {
			by = w.T("evidence.hub")
		}
		if link.Device != "" {
			by += " (" + link.Device + ")"
		}
		l.s.text(l.plain(), toLeft, l.s.margin, l.s.inner(), l.d.stamp(time.UnixMilli(link.At))+" · "+act+" · "+by)
		l.small(w.T("evidence.link", "n", link.Seq, "hash", link.Hash))
		l.s.y += 0.8
	}
	l.small(w.T("evidence.head", "n", l.pack.Head.Seq, "hash", l.pack.Head.Hash))
	l.s.rule(2.5)
}

// proof says how somebody else checks the pack.
func (l *evidenceLayout) proof() {
	s, w := l.s, l.d.Words
	s.room(12 * l.plain().line())
	l.title(w.T("evidence.verify.title"))
	s.text(l.plain(), toLeft, s.margin, s.inner(), w.T("evidence.verify.says"))
	s.y++
	s.text(style{size: s.size, color: faint}, toLeft, s.margin, s.inner(), w.T("evidence.fingerprint"))
	s.text(l.strong(), toLeft, s.margin, s.inner(), l.pack.Key.String())
	s.y++
	s.text(l.plain(), toLeft, s.margin, s.inner(), "trastienda verify "+w.T("evidence.file")+".zip --key "+string(l.pack.Key))
	s.y++
	s.text(l.plain(), toLeft, s.margin, s.inner(), w.T("evidence.verify.key"))
}

// over is a page's foot, and that made-up data is made up.
func (l *evidenceLayout) over(p *paper, page, pages int, wide, high float64) {
	l.pageFoot(p, page, pages, wide, high)
	if words := l.r.across(l.d.Words); words != "" && page == 1 {
		color := badInk
		if l.r.Purchase.Status == purchase.StatusPending {
			color = waitInk
		}
		p.acrossAt(words, color, wide, l.places(high, 1))
	}
	if l.d.Sample {
		p.acrossAt(l.d.Words.T("reports.sample.across"), faint, wide, l.places(high, 2))
	}
}
