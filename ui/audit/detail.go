package audit

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	chain "trastienda/app/audit"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// detail is the panel at the right: one link, what its record was before and
// after, and its place in the chain.
type detail struct {
	page *Page
	link chain.Entry // the link shown; zero while closed

	root   *fyne.Container
	title  *form.Words
	body   *fyne.Container
	scroll *container.Scroll
	close  *form.Button
}

func newDetail(p *Page) *detail {
	d := &detail{page: p, title: form.NewWords("")}
	b := p.Book
	d.title.ID, d.title.TextSize, d.title.Bold = "audit.detail.title", look.SizeSection, true
	d.close = form.NewIconButton("audit.detail.close", b.T("audit.detail.close"), look.Icon("close"), p.keys, func() {
		d.hide()
		p.focusGrid()
	})
	d.body = container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)})
	d.scroll = container.NewVScroll(container.New(part.Padded{Pad: part.Sized(look.SizeGap, 1.5)}, d.body))
	pad := part.Sized(look.SizeGap, 1.25)
	button := func(id, key string, run func()) *form.Button {
		return form.NewButton(form.ButtonParams{ID: id, Text: b.T(key), Icon: look.Icon("content_copy"), Keys: p.keys, Run: run})
	}
	foot := container.New(part.Padded{Pad: pad}, container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)},
		button("audit.detail.copy", "audit.detail.copy", func() { p.Copy(d.asText()) }),
		button("audit.detail.hash.copy", "audit.copy.hash", func() { p.Copy(d.link.Hash) })))
	head := container.New(part.Padded{Pad: pad}, container.New(part.Ends{}, d.title, d.close))
	back := canvas.NewRectangle(theme.Color(look.ColorSurface))
	back.StrokeColor, back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	d.root = container.New(panel{}, back, head, widget.NewSeparator(), d.scroll, widget.NewSeparator(), foot)
	d.root.Hide()
	return d
}

// show opens the panel with a link.
func (d *detail) show(e chain.Entry) {
	if d.link.Seq != e.Seq {
		d.scroll.ScrollToTop()
	}
	d.link = e
	d.render()
	d.root.Show()
	d.page.root.Refresh()
	d.page.viewChanged()
}

// hide closes the panel.
func (d *detail) hide() {
	d.link = chain.Entry{}
	d.root.Hide()
	d.page.root.Refresh()
	d.page.viewChanged()
}

func (d *detail) render() {
	b, e := d.page.Book, d.link
	d.title.SetText(actWords(b, e.Act))
	d.body.Objects = nil
	d.facts("audit.detail.", d.who())
	d.section("audit.detail.changes")
	fields := fieldsOf(b, e)
	if len(fields) == 0 {
		d.body.Add(words("audit.detail.nothing", b.T("audit.detail.nothing"), look.ColorMuted, false))
	} else {
		d.changes(fields)
	}
	d.section("audit.detail.chain")
	d.facts("audit.detail.", d.place())
	d.root.Refresh()
	d.scroll.Refresh()
}

// fact is one labelled value, also of the copied text.
type fact struct{ id, label, value string }

func (d *detail) who() []fact {
	b, e := d.page.Book, d.link
	return []fact{
		{"at", b.T("audit.col.at"), b.Stamp(e.At)},
		{"actor", b.T("audit.col.actor"), whoWords(b, e)},
		{"device", b.T("audit.col.device"), e.Device},
		{"record", b.T("audit.col.record"), recordWords(b, e.Entity, d.page.source.name(e))},
		{"id", b.T("audit.col.id"), e.EntityID},
	}
}

func (d *detail) place() []fact {
	b, e := d.page.Book, d.link
	return []fact{
		{"number", b.T("audit.col.number"), strconv.FormatInt(e.Seq, 10)},
		{"hash", b.T("audit.detail.hash"), e.Hash},
		{"previous", b.T("audit.detail.previous"), e.PrevHash},
	}
}

// longValue is the length from which on a value is written smaller.
const longValue = 34

func (d *detail) facts(prefix string, list []fact) {
	var pairs []fyne.CanvasObject
	for _, f := range list {
		v := words(prefix+f.id, orDash(f.value), theme.ColorNameForeground, false)
		if len(f.value) > longValue {
			v.TextSize = look.SizeCaption // ids and hashes are compared, not read
		}
		pairs = append(pairs, words("", f.label, look.ColorMuted, false), v)
	}
	d.body.Add(container.New(pairRows{}, pairs...))
}

func (d *detail) section(key string) {
	d.body.Add(widget.NewSeparator())
	d.body.Add(words(key, d.page.Book.T(key), theme.ColorNameForeground, true))
}

// changes puts before and after beside each other, field by field. What changed
// comes first, in bold on a tint.
func (d *detail) changes(list []field) {
	b := d.page.Book
	d.body.Add(container.New(halves{}, words("", b.T("audit.detail.before"), look.ColorMuted, false),
		words("", b.T("audit.detail.after"), look.ColorMuted, false)))
	for _, f := range list {
		name := words("audit.field", fieldWords(b, f.name), look.ColorMuted, false)
		name.TextSize = look.SizeCaption
		was := words("audit.before."+f.name, orDash(f.before), theme.ColorNameForeground, false)
		is := words("audit.after."+f.name, orDash(f.after), theme.ColorNameForeground, f.changed())
		back := canvas.NewRectangle(theme.Color(look.ColorSurface))
		if f.changed() {
			back.FillColor = theme.Color(look.ColorInfoTint)
			back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
			name.SetText(b.T("audit.detail.changed", "field", fieldWords(b, f.name)))
		}
		d.body.Add(container.New(part.Padded{Pad: part.Sized(theme.SizeNamePadding, 1)}, back,
			container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 0.5)}, name, container.New(halves{}, was, is))))
	}
}

// asText is what "Copiar datos" puts on the clipboard.
func (d *detail) asText() string {
	b := d.page.Book
	lines := []string{d.title.Text()}
	for _, f := range append(d.who(), d.place()...) {
		lines = append(lines, f.label+": "+orDash(f.value))
	}
	for _, f := range fieldsOf(b, d.link) {
		lines = append(lines, fieldWords(b, f.name)+": "+orDash(f.before)+" → "+orDash(f.after))
	}
	return strings.Join(lines, "\n")
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func words(id, text string, color fyne.ThemeColorName, bold bool) *form.Words {
	w := form.NewWords(text)
	w.ID, w.Color, w.Bold = id, color, bold
	return w
}
