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
)

// receiptCommands give the receipt of the chosen purchase; none where nobody
// writes them. Whatever its state, there is one: it says what is known.
func (p *Page) receiptCommands() []command.Command {
	if p.receipt == nil {
		return nil
	}
	give := func(on reports.ReceiptPaper, share bool) func() {
		return func() { p.receipt(Receipt{Purchase: p.selected.ID, On: on, Share: share}) }
	}
	return []command.Command{
		{ID: cmdReceipt, Menu: command.File, Title: p.title("receipt.do.a4"), Icon: look.Icon("receipt_long"), Enabled: p.oneChosen, Run: give(reports.ReceiptA4, false)},
		{ID: cmdReceiptRoll, Menu: command.File, Title: p.title("receipt.do.roll"), Enabled: p.oneChosen, Run: give(reports.ReceiptRoll, false)},
		{ID: cmdReceiptShare, Menu: command.File, Title: p.title("receipt.do.share"), Enabled: p.oneChosen, Run: give(reports.ReceiptA4, true)},
	}
}

// receiptMenu are those that are in the menu of a row.
func (p *Page) receiptMenu() []string {
	if p.receipt == nil {
		return nil
	}
	return []string{"", cmdReceipt, cmdReceiptRoll, cmdReceiptShare}
}
