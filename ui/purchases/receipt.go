package purchases

import (
	"trastienda/reports"
	"trastienda/ui/command"
	"trastienda/ui/look"
)

// Receipt is a wish for the receipt of one purchase.
type Receipt struct {
	Purchase string // id
	On       reports.ReceiptPaper
	Share    bool // to send words of it to somebody
}

// The ids of the commands that give a receipt.
const (
	cmdReceipt      = "purchases.receipt.a4"
	cmdReceiptRoll  = "purchases.receipt.roll"
	cmdReceiptShare = "purchases.receipt.share"
	cmdEvidence     = "purchases.evidence"
)

// receiptCommands give the receipt of the chosen purchase and the pack of evidence
// of it; none where nobody writes them. Whatever its state, there is one: it says
// what is known.
func (p *Page) receiptCommands() []command.Command {
	var all []command.Command
	if p.evidence != nil {
		all = append(all, command.Command{ID: cmdEvidence, Menu: command.File, Title: p.title("evidence.do"), Icon: look.Icon("shield"),
			Enabled: p.oneChosen, Run: func() { p.evidence(p.selected.ID) }})
	}
	if p.receipt == nil {
		return all
	}
	give := func(on reports.ReceiptPaper, share bool) func() {
		return func() { p.receipt(Receipt{Purchase: p.selected.ID, On: on, Share: share}) }
	}
	return append([]command.Command{
		{ID: cmdReceipt, Menu: command.File, Title: p.title("receipt.do.a4"), Icon: look.Icon("receipt_long"), Enabled: p.oneChosen, Run: give(reports.ReceiptA4, false)},
		{ID: cmdReceiptRoll, Menu: command.File, Title: p.title("receipt.do.roll"), Enabled: p.oneChosen, Run: give(reports.ReceiptRoll, false)},
		{ID: cmdReceiptShare, Menu: command.File, Title: p.title("receipt.do.share"), Enabled: p.oneChosen, Run: give(reports.ReceiptA4, true)},
	}, all...)
}

// receiptMenu are those that are in the menu of a row.
func (p *Page) receiptMenu() []string {
	list := []string{""}
	if p.receipt != nil {
		list = append(list, cmdReceipt, cmdReceiptRoll, cmdReceiptShare)
	}
	if p.evidence != nil {
		list = append(list, cmdEvidence)
	}
	if len(list) == 1 {
		return nil
	}
	return list
}
