package reporting

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// madePanel lists the files that were made lately on this computer.
type madePanel struct {
	page  *Page
	root  *fyne.Container
	list  *fyne.Container
	reads part.Generation
}

func newMadePanel(p *Page) *madePanel {
	m := &madePanel{page: p, list: container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)})}
	title := form.NewWords(p.Book.T("reporting.made"))
	title.ID, title.TextSize, title.Bold = "reporting.made.title", look.SizeSection, true
	shut := form.NewIconButton("reporting.made.close", p.Book.T("reporting.made.close"), look.Icon("close"), p.keys, p.toggleMade)
	pad := part.Sized(look.SizeGap, 1.25)
	head := container.NewVBox(container.New(part.Padded{Pad: pad}, container.New(part.Ends{}, title, shut)), widget.NewSeparator())
	back := canvas.NewRectangle(theme.Color(look.ColorSurface))
	back.StrokeColor, back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	m.root = container.NewStack(back, container.NewBorder(head, nil, nil, nil, container.NewVScroll(container.New(part.Padded{Pad: pad}, m.list))))
	m.root.Hidden = !p.showMade
	return m
}

// toggleMade shows the files beside the list, or hides them.
func (p *Page) toggleMade() {
	p.showMade = !p.showMade
	p.made.root.Hidden = !p.showMade
	p.chips.show()
	p.made.read()
	p.root.Refresh()
	p.viewChanged()
}

// read lists the files anew.
func (m *madePanel) read() {
	p, n := m.page, m.reads.Next()
	if !p.showMade {
		return
	}
	part.Run(p.ctx, p.Do, p.Backend.Lately, func(list []Made, err error) {
		if !m.reads.Current(n) {
			return
		}
		if err != nil {
			p.Log.Warn("read what was made lately", "error", err)
			m.list.Objects = []fyne.CanvasObject{m.words("reporting.made.unread", p.Book.T("reporting.made.unread"), true)}
			m.list.Refresh()
		} else {
			m.fill(list)
		}
		p.viewChanged()
	})
}

func (m *madePanel) fill(list []Made) {
	b := m.page.Book
	m.list.Objects = nil
	if len(list) == 0 {
		m.list.Add(m.words("reporting.made.none", b.T("reporting.made.none"), true))
	}
	for i, f := range list {
		if i > 0 {
			m.list.Add(widget.NewSeparator())
		}
		m.add("reporting.made."+b.Number(i), f)
	}
	m.list.Refresh()
	m.root.Refresh()
}

// add tells of a file and what may be done with it.
func (m *madePanel) add(id string, f Made) {
	p, b := m.page, m.page.Book
	name := m.words(id+".name", filepath.Base(f.Path), false)
	name.Bold = true
	m.list.Add(name)
	if f.Gone {
		m.list.Add(m.words(id+".about", b.T("reporting.made.gone", "at", b.Moment(f.At)), true))
		return
	}
	about := b.Moment(f.At)
	if f.Rows > 0 {
		about = b.N("reporting.made.about", f.Rows, "at", about)
	}
	m.list.Add(m.words(id+".about", about, true))
	buttons := container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})
	button := func(key, icon string, run func()) {
		buttons.Add(form.NewButton(form.ButtonParams{ID: id + "." + key, Text: b.T("reporting.made." + key), Icon: look.Icon(icon), Keys: p.keys, Run: run}))
	}
	button("open", "open_in_new", func() { p.Open(f.Path) })
	button("folder", "folder_open", func() { p.Open(filepath.Dir(f.Path)) })
	if strings.EqualFold(filepath.Ext(f.Path), ".pdf") {
		button("print", "print", func() { p.askPrinterFor(f.Path) })
	}
	m.list.Add(buttons)
}

func (m *madePanel) words(id, text string, muted bool) *form.Words {
	w := form.NewWords(text)
	w.ID = id
	if muted {
		w.TextSize, w.Color = look.SizeCaption, look.ColorMuted
	}
	return w
}
