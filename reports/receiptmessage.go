package reports

import (
	"strings"

	"trastienda/app/money"
)

// Message is the receipt in words for somebody outside, over mail or a messenger.
// It has no account and no tax number, and the transfer numbers are covered up to
// their last four characters: whoever has them whole may ask the outside systems.
func (r Receipt) Message(h Head) string {
	w, q := h.Words, r.Purchase
	d := &Document{Words: w, Lang: h.Lang, Zone: h.Zone}
	lines := []string{h.Agency, w.T("receipt.title") + " · " + r.copyWord(w)}
	lines = append(lines, w.T("receipt.state")+": "+r.stateWord(w, " · "))
	lines = append(lines, r.state(w)...)
	add := func(title, value string) {
		if value != "" {
			lines = append(lines, title+": "+value)
		}
	}
	add(w.T("purchases.col.at"), d.stamp(q.At))
	add(w.T("reports.col.agent"), q.Agent.Name)
	add(w.T("purchases.col.psr"), q.PSR)
	add(r.paidTitle(w), money.Format(q.Paid, q.Currency, h.Lang))
	add(r.creditedTitle(w), money.Format(q.Credited, q.Currency, h.Lang))
	add(w.T("purchases.col.wallet"), covered(q.WalletTransfer))
	add(w.T("purchases.col.transfer"), covered(q.TransferID))
	if r.Seal != nil {
		add(w.T("receipt.code"), r.Seal.Code)
	} else {
		lines = append(lines, w.T("receipt.noseal"))
	}
	if h.Sample {
		lines = append(lines, w.T("reports.sample"))
	}
	return strings.Join(lines, "\n")
}

// covered shows the last four characters of a number at most, and never more than
// half of it.
func covered(number string) string {
	all := []rune(number)
	if len(all) == 0 {
		return ""
	}
	return "••••" + string(all[len(all)-min(4, len(all)/2):])
}
