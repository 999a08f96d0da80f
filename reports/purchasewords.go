package reports

import (
	"trastienda/app/money"
	"trastienda/app/purchase"
)

// statusKeys are the words of S0-37.
var statusKeys = map[purchase.Status]string{
	purchase.StatusOK:      "purchases.status.ok",
	purchase.StatusPending: "purchases.status.pending",
	purchase.StatusError:   "purchases.status.error",
}

// causeKeys are the short words of causes, as the filter of the list has them.
var causeKeys = map[purchase.Cause]string{
	purchase.CausePaymentPending:                        "purchases.causes.payment",
	purchase.CauseNoBalance:                             "purchases.causes.nobalance",
	purchase.CauseNoAnswer:                              "purchases.causes.noanswer",
	purchase.CauseNoticePending:                         "purchases.causes.notice",
	purchase.CauseExpired:                               "purchases.causes.expired",
	purchase.CauseRefused("terminal-blocked"):           "purchases.causes.terminal",
	purchase.CauseRefused("unknown-psr"):                "purchases.causes.psr",
	purchase.CauseRefused("unknown-agent"):              "purchases.causes.agent",
	purchase.CauseRefused("amount-out-of-range"):        "purchases.causes.range",
	purchase.CauseRefused(purchase.CodePaymentRejected): "purchases.causes.rejected",
}

// causeWords tells why p is not OK; empty when it is. "No answer" is also the
// cause of a transfer that was never sent, so the leg decides.
func causeWords(w Words, p purchase.Purchase) string {
	if p.Cause == purchase.CauseNone {
		return ""
	}
	if p.Cause == purchase.CauseNoAnswer && p.Legs.Transfer == purchase.Waiting {
		return w.T("reports.cause.notsent")
	}
	if key, ok := causeKeys[p.Cause]; ok {
		return w.T(key)
	}
	return w.T("reports.cause.refused", "code", p.Cause.Refusal())
}

// waiting collects what is pending and since when, by currency.
type waiting struct {
	d      *Document
	list   []Sum // Amounts holds the credited sum alone
	oldest *purchase.Purchase
}

func (x *waiting) add(p *purchase.Purchase) {
	if p.Status != purchase.StatusPending {
		return
	}
	i := 0
	for i < len(x.list) && x.list[i].Currency != p.Currency {
		i++
	}
	if i == len(x.list) {
		x.list = append(x.list, Sum{Currency: p.Currency, Amounts: make([]int64, 1)})
	}
	x.list[i].Rows++
	x.list[i].Amounts[0] += p.Credited
	if x.oldest == nil || p.At.Before(x.oldest.At) {
		kept := *p
		x.oldest = &kept
	}
}

// notes say what is pending: nothing, or how much and since when.
func (x *waiting) notes() []string {
	w := x.d.Words
	if x.oldest == nil {
		return []string{w.T("reports.pending.none")}
	}
	var all []string
	for _, s := range x.list {
		all = append(all, w.N("reports.pending", s.Rows, "amount", money.Format(s.Amounts[0], s.Currency, x.d.Lang)))
	}
	hours := int(x.d.Made.Sub(x.oldest.At).Hours())
	return append(all, w.T("reports.pending.oldest", "at", x.d.stamp(x.oldest.At), "psr", x.oldest.PSR,
		"days", max(hours, 0)/24, "hours", max(hours, 0)%24))
}
