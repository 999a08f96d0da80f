package purchases

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/reports"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The receipt is of the chosen purchase, whatever its state, and of no other.
func TestReceiptOfTheChosenPurchase(t *testing.T) {
	var got []Receipt
	b := newBench(t, text.ES)
	if cmds := b.page.receiptCommands(); cmds != nil || b.page.receiptMenu() != nil {
		t.Errorf("where nobody writes receipts there are the commands %v", cmds)
	}
	b.page.receipt = func(r Receipt) { got = append(got, r) }
	cmds := b.page.receiptCommands()
	for _, c := range cmds {
		if ok, reason := c.Enabled(); ok || reason != "Elegí una compra." {
			t.Errorf("%s without a row: %v, %q", c.ID, ok, reason)
		}
	}
	b.page.grid.Select("p4")
	b.Until("the chosen row", func() bool { ok, _ := cmds[0].Enabled(); return ok })
	for _, c := range cmds {
		c.Run()
	}
	if want := []Receipt{{"p4", reports.ReceiptA4, false}, {"p4", reports.ReceiptRoll, false}, {"p4", reports.ReceiptA4, true}}; !slices.Equal(got, want) {
		t.Errorf("asked for %+v", got)
	}
	b.page.grid.Select("p4", "p5")
	b.Until("both rows", func() bool { return b.page.chosen == 2 })
	if ok, _ := cmds[0].Enabled(); ok {
		t.Error("two rows have one receipt")
	}
}

// Every button of the panel is inside it, in the language with the longest words.
func TestPanelHasRoomForItsButtons(t *testing.T) {
	b := newBench(t, text.PT)
	b.page.receipt, b.page.evidence = func(Receipt) {}, func(string) {}
	b.page.Rebuild()
	b.page.open("p5")
	b.Until("the purchase", func() bool { return b.page.detail.known })
	for _, zoom := range []int{100, 160} {
		b.Wear(look.Light, zoom)
		b.page.Rebuild()
		b.Until("the purchase", func() bool { return b.page.detail.known })
		b.Seen(fmt.Sprint("panel-buttons-", zoom))
		panel := fyne.CurrentApp().Driver().AbsolutePositionForObject(b.page.detail.root).Y + b.page.detail.root.Size().Height
		for _, id := range []string{"retry", "receipt", "evidence", "copy"} {
			item, ok := b.Item("purchases.detail." + id)
			if end := float32(item.Y + item.H); !ok || end > panel {
				t.Errorf("%d %%: %s ends at %v, the panel at %v, there %v", zoom, id, end, panel, ok)
			}
		}
	}
}

// The panel gives the receipt of what it shows.
func TestPanelGivesItsReceipt(t *testing.T) {
	var got []Receipt
	b := newBench(t, text.ES)
	b.page.receipt = func(r Receipt) { got = append(got, r) }
	b.page.Rebuild()
	b.page.open("p5")
	b.Until("the purchase", func() bool { return b.page.detail.known })
	b.Tap("purchases.detail.receipt")
	if want := []Receipt{{"p5", reports.ReceiptA4, false}}; !slices.Equal(got, want) {
		t.Errorf("asked for %+v", got)
	}
}

// The pack of evidence is of the chosen purchase, or of the one in the panel.
func TestEvidenceOfTheChosenPurchase(t *testing.T) {
	var got []string
	b := newBench(t, text.ES)
	b.page.evidence = func(id string) { got = append(got, id) }
	cmds := b.page.receiptCommands()
	if len(cmds) != 1 || !slices.Equal(b.page.receiptMenu(), []string{"", cmdEvidence}) {
		t.Fatalf("there are %v and the menu %v", cmds, b.page.receiptMenu())
	}
	if ok, reason := cmds[0].Enabled(); ok || reason != "Elegí una compra." {
		t.Errorf("without a row: %v, %q", ok, reason)
	}
	b.page.grid.Select("p4")
	b.Until("the chosen row", func() bool { ok, _ := cmds[0].Enabled(); return ok })
	cmds[0].Run()

	b = newBench(t, text.ES)
	b.page.evidence = func(id string) { got = append(got, id) }
	b.page.Rebuild()
	b.page.open("p5")
	b.Until("the purchase", func() bool { return b.page.detail.known })
	b.Tap("purchases.detail.evidence")
	if !slices.Equal(got, []string{"p4", "p5"}) {
		t.Errorf("asked for %v", got)
	}
}
