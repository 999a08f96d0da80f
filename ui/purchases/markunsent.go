package purchases

import (
	"fyne.io/fyne/v2/container"

	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// unsentSigns are the icon, the family, the word and the sentence of what is
// not at the hub.
var unsentSigns = map[Unsent]struct {
	icon           string
	tone           look.Tone
	word, sentence string
}{
	UnsentWaiting:  {"cloud_off", look.ToneInfo, "marks.unsent.waiting", "marks.unsent.waiting.more"},
	UnsentRefused:  {"error", look.ToneError, "marks.unsent.refused", "marks.unsent.refused.more"},
	UnsentConflict: {"sync_problem", look.ToneWarning, "marks.unsent.conflict", "marks.unsent.conflict.more"},
}

// markUnsent says what of the mark is not at the hub, and leads to where
// something can be done about it.
func (d *detail) markUnsent(u Unsent) {
	sign, unsent := unsentSigns[u]
	if !unsent {
		return
	}
	p, b := d.page, d.page.book
	d.body.Add(newNote(sign.icon, sign.tone, newPara(b.T(sign.sentence)).named("marks.unsent")))
	if u == UnsentWaiting || p.unsent == nil {
		return
	}
	key := "marks.unsent.open"
	if u == UnsentConflict {
		key = "marks.unsent.resolve"
	}
	see := form.NewButton(form.ButtonParams{ID: "marks.unsent.button", Text: b.T(key), Icon: look.Icon("send"), Keys: p.keys,
		Run: func() { p.unsent(d.id) }})
	d.body.Add(container.New(flow{Gap: p.sized(look.SizeGap)}, see))
}

// markCell tells who takes care of a purchase, or else the note on it, with the
// sign of what is not at the hub.
func markCell(b *text.Book, m Mark) grid.Cell {
	cell := grid.Cell{}
	switch {
	case m.Holder != nil:
		cell = grid.Cell{Text: m.Holder.Name, Icon: "person"}
	case m.Note != "":
		cell = grid.Cell{Text: m.Note, Icon: "edit"}
	}
	if sign, unsent := unsentSigns[m.Unsent]; unsent {
		cell.Icon = sign.icon
		if cell.Text == "" || m.Unsent != UnsentWaiting {
			cell.Text = b.T(sign.word)
		}
	}
	return cell
}

// OpenPurchase shows one purchase beside the list; the page is shown by then.
func (p *Page) OpenPurchase(id string) { p.open(id) }
