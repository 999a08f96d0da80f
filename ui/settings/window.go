package settings

import (
	"strconv"

	"trastienda/app/money"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// windowPart is how the window looks on this computer. A choice is seen at
// once, so there is nothing to save.
type windowPart struct{ page *Page }

func newWindowPart(p *Page) *windowPart { return &windowPart{p} }

func (w *windowPart) build() *section {
	p, b, win := w.page, w.page.Book, w.page.Window
	var langs, themes, zooms, densities []form.Option
	for _, l := range text.Langs() {
		langs = append(langs, form.Option{ID: string(l), Text: b.T("shell.lang." + string(l))})
	}
	for _, c := range []look.Choice{look.Light, look.Dark, look.System} {
		themes = append(themes, form.Option{ID: string(c), Text: b.T("shell.theme." + string(c))})
	}
	for z := look.ZoomLeast; z <= look.ZoomMost; z += 10 {
		zooms = append(zooms, form.Option{ID: strconv.Itoa(z), Text: b.Percent(money.BasisPoints(z * 100))})
	}
	for _, d := range []look.Density{look.Compact, look.Normal, look.Large} {
		densities = append(densities, form.Option{ID: string(d), Text: b.T("shell.density." + string(d))})
	}
	return newSection(p, "settings.window", b.T("settings.window"), b.T("settings.window.about"), beside(
		p.choice("settings.lang", "settings.lang", string(win.Lang()), langs, func(id string) { win.ChooseLang(text.Lang(id)) }),
		p.choice("settings.theme", "settings.theme", string(win.Theme()), themes, func(id string) { win.ChooseTheme(look.Choice(id)) }),
		p.choice("settings.zoom", "settings.zoom", strconv.Itoa(win.Zoom()), zooms, func(id string) {
			if n, err := strconv.Atoi(id); err == nil {
				win.SetZoom(n)
			}
		}),
		p.choice("settings.density", "settings.density", string(win.Density()), densities, func(id string) { win.ChooseDensity(look.Density(id)) }),
	))
}

func (*windowPart) load() {}

func (*windowPart) busy() bool { return false }
