package importing

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"trastienda/app/agent"
	"trastienda/app/money"
	"trastienda/app/purchase"
)

// PurchaseItem is a purchase of the past. Amounts are minor units of the
// agency's currency; Paid is Credited where the file does not say it. It is
// history: nothing is ever sent for it.
type PurchaseItem struct {
	Line           int             `json:"row" minimum:"1" doc:"Line of the file"`
	At             time.Time       `json:"at"`
	PSR            string          `json:"psr"`
	WalletTransfer string          `json:"wallet_transfer"`
	TransferID     string          `json:"transfer_id"`
	Paid           int64           `json:"paid"`
	Credited       int64           `json:"credited"`
	Status         purchase.Status `json:"status" enum:"ok,error"`
}

// MaxNumber bounds the transfers' numbers, in characters.
const MaxNumber = 64

// Sound tells whether the item may be stored; what a file's rows are checked by
// in more detail.
func (p PurchaseItem) Sound(now time.Time) bool {
	return agent.CheckPSR(p.PSR) == nil && money.Valid(p.Paid) && money.Valid(p.Credited) && p.Credited >= p.Paid &&
		p.At.Year() >= 2000 && !p.At.After(now) && (p.Status == purchase.StatusOK || p.Status == purchase.StatusError) &&
		numberFits(p.WalletTransfer) && numberFits(p.TransferID)
}

func numberFits(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= MaxNumber && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// PurchaseID is the id of a purchase that came from a file: the same facts have
// the same one in an agency, so that a second import adds nothing. hubID is a
// UUID.
func PurchaseID(hubID, agency string, p PurchaseItem) string {
	return purchase.IDFor(hubID, strings.Join([]string{"import", agency, p.PSR, p.At.UTC().Format(time.RFC3339), p.WalletTransfer, p.TransferID,
		money.Digits(p.Paid, "en"), money.Digits(p.Credited, "en")}, "\x00"))
}

// statuses are the words that say how a purchase ended.
var statuses = map[string]purchase.Status{
	"ok": purchase.StatusOK, "acreditada": purchase.StatusOK, "acreditado": purchase.StatusOK, "confirmada": purchase.StatusOK, "exitosa": purchase.StatusOK,
	"completada": purchase.StatusOK, "creditada": purchase.StatusOK, "completed": purchase.StatusOK,
	"error": purchase.StatusError, "erro": purchase.StatusError, "erron": purchase.StatusError, "rechazada": purchase.StatusError, "rechazado": purchase.StatusError,
	"recusada": purchase.StatusError, "fallida": purchase.StatusError, "refused": purchase.StatusError, "failed": purchase.StatusError,
	"pendiente": purchase.StatusPending, "pendente": purchase.StatusPending, "pending": purchase.StatusPending,
}

// CheckPurchases reads the rows of a file of past purchases.
func CheckPurchases(rows []Row, m Mapping, rules Rules) ([]Checked, []PurchaseItem) {
	checked := make([]Checked, len(rows))
	var items []PurchaseItem
	seen := map[string]bool{}
	for i, row := range rows {
		r := &reader{Rules: rules, row: row, m: m}
		item := r.purchase()
		if !refuses(r.faults) {
			id := PurchaseID(uuid.Nil.String(), "", item)
			if seen[id] {
				r.fault(At, TwiceHere)
			}
			seen[id] = true
		}
		checked[i] = Checked{Row: row, Faults: r.faults, Item: -1}
		if !refuses(r.faults) {
			checked[i].Item = len(items)
			items = append(items, item)
		}
	}
	return checked, items
}

func (r *reader) purchase() PurchaseItem {
	p := PurchaseItem{Line: r.row.Line, PSR: r.digits(PSR), WalletTransfer: r.digits(WalletTransfer), TransferID: r.digits(TransferID)}
	damaged := len(r.faults) > 0
	p.At, _ = r.instant(At)
	for column, text := range map[string]string{WalletTransfer: p.WalletTransfer, TransferID: p.TransferID} {
		if !numberFits(text) {
			r.fault(column, Reason(agent.TooLong))
		}
	}
	switch {
	case p.PSR == "" && !damaged:
		r.fault(PSR, Reason(agent.Missing))
	case p.PSR != "" && agent.CheckPSR(p.PSR) != nil:
		r.fault(PSR, Reason(agent.NotPSR))
	}
	credited, ok := r.amount(Credited)
	if !ok && r.text(Credited) == "" {
		r.fault(Credited, Reason(agent.Missing))
	}
	paid, said := r.amount(Paid)
	if !said {
		paid = credited
	}
	if ok && said && credited < paid {
		r.fault(Credited, LessThan)
	}
	p.Paid, p.Credited = paid, credited
	switch status, known := statuses[plainHead(r.text(Status))]; {
	case r.text(Status) == "":
		r.fault(Status, Reason(agent.Missing))
	case !known:
		r.fault(Status, NotStatus)
	case status == purchase.StatusPending:
		r.fault(Status, NotPending)
	default:
		p.Status = status
	}
	return p
}
