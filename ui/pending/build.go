package pending

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// build makes everything the page shows, in the present language and look.
func (p *Page) build() {
	b := p.Book
	p.madeFor = p.appearance()
	p.title = form.NewWords(p.Title())
	p.title.ID, p.title.TextSize, p.title.Bold = "outbox.title", look.SizeTitle, true
	p.note = form.NewWords("")
	p.note.ID, p.note.Color = "outbox.note", look.ColorMuted
	p.chips[0] = form.NewChip(form.ChipParams{ID: "outbox.chip.waiting", Text: b.T("outbox.chip.waiting"), Keys: p.Shell.Key, OnTap: func() { p.look(false) }})
	p.chips[1] = form.NewChip(form.ChipParams{ID: "outbox.chip.discarded", Text: b.T("outbox.chip.discarded"), Keys: p.Shell.Key, OnTap: func() { p.look(true) }})
	p.buttons = map[string]*form.Button{}
	p.tools = container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)}, container.New(asButton{}, p.chips[0]), container.New(asButton{}, p.chips[1]))
	for _, c := range p.Commands() {
		kind := form.Plain
		if c.ID == cmdSend {
			kind = form.Primary
		}
		button := form.NewButton(form.ButtonParams{ID: c.ID + ".button", Text: c.Title(), Icon: c.Icon, Kind: kind, Keys: p.Shell.Key, Run: func() {
			if ok, _ := c.Enabled(); ok {
				c.Run()
			}
		}})
		p.buttons[c.ID] = button
		p.tools.Add(button)
	}
	p.buildGrid()
	p.facts = container.NewStack()
	p.root.Objects = []fyne.CanvasObject{p.title, p.note, p.tools, p.grid, p.facts}
	p.root.Refresh()
}

func (p *Page) buildGrid() {
	p.grid = grid.New(grid.Params{ID: PageID, Columns: listColumns(p.Book), Keys: p.Shell.Key, Do: p.Do})
	p.source = &source{}
	p.grid.OnSelect = func([]string) { p.chosenChanged() }
	p.grid.OnOpen = p.opened
	p.grid.OnCopy = func(tsv string) { p.Copy(tsv) }
	p.grid.OnContext = p.contextMenu
	p.grid.OnError = func(err error) { p.Log.Error("show the outbox", "error", err) }
	empty := form.NewWords(p.Book.T("outbox.empty"))
	empty.ID, empty.Color = "outbox.empty", look.ColorMuted
	p.grid.SetEmpty(container.NewGridWrap(empty.Fit(10000).AddWidthHeight(1, 0), empty))
	p.grid.SetSource(p.source)
}

// pageLayout puts title, note and tools above the list, and what is known of the
// chosen change below it.
type pageLayout struct{ page *Page }

// MinSize is part of fyne.Layout: the list scrolls.
func (l pageLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

// Layout is part of fyne.Layout.
func (l pageLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	p := l.page
	gap := theme.Size(look.SizeGap)
	y := gap / 2
	for _, o := range []fyne.CanvasObject{p.title, p.note, p.tools} {
		h := part.HeightFor(o, size.Width)
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + gap*0.75
	}
	below := float32(0)
	if len(p.facts.Objects) > 0 {
		p.facts.Resize(fyne.NewSize(size.Width, below)) // its height is known with its width
		below = p.facts.MinSize().Height
		p.facts.Resize(fyne.NewSize(size.Width, below))
		p.facts.Move(fyne.NewPos(0, size.Height-below-gap/2))
		below += gap * 1.5
	}
	p.grid.Move(fyne.NewPos(0, y))
	p.grid.Resize(fyne.NewSize(size.Width, max(size.Height-y-below, 0)))
}

// asButton stands a chip in the middle of the height of a button.
type asButton struct{}

// MinSize is part of fyne.Layout.
func (asButton) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[0].MinSize().Width, max(o[0].MinSize().Height, theme.Size(look.SizeButton)))
}

// Layout is part of fyne.Layout.
func (asButton) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := o[0].MinSize().Height
	o[0].Move(fyne.NewPos(0, (size.Height-h)/2))
	o[0].Resize(fyne.NewSize(size.Width, h))
}
