package grid

import (
	"fyne.io/fyne/v2"
)

// MinSize is small on purpose: a grid takes what its page leaves.
func (g *Grid) MinSize() fyne.Size {
	return fyne.NewSize(160, 120)
}

// arrange works the layout out anew and loads what got visible.
func (g *Grid) arrange() {
	// Other rows by zoom or density: the top row stays.
	if h := g.rowH(); g.row != h {
		if g.row > 0 {
			g.offset *= h / g.row
		}
		g.row = h
	}
	g.measure()
	g.header.Move(fyne.NewPos(0, 0))
	g.header.Resize(fyne.NewSize(g.Size().Width, g.geo.headH))
	g.header.place()
	g.raster.Move(fyne.NewPos(0, g.geo.headH))
	g.raster.Resize(fyne.NewSize(g.geo.bodyW, g.geo.bodyH))
	if g.empty != nil {
		if g.load.counted && g.load.count == 0 {
			g.empty.Show()
		} else {
			g.empty.Hide()
		}
		min := g.empty.MinSize()
		g.empty.Resize(fyne.NewSize(max(min.Width, 0), min.Height))
		g.empty.Move(fyne.NewPos((g.geo.bodyW-min.Width)/2, g.geo.headH+max(0, (g.geo.bodyH-min.Height)/3)))
	}
	g.moved()
}

// bars places the scroll bars.
func (g *Grid) bars() {
	thick := barSize * g.zoom()
	if g.geo.vbar {
		g.vbar.Show()
		g.vbar.Move(fyne.NewPos(g.geo.bodyW, g.geo.headH))
		g.vbar.Resize(fyne.NewSize(thick, g.geo.bodyH))
		g.vbar.set(g.offset, g.maxOffset(), float64(g.geo.bodyH))
	} else {
		g.vbar.Hide()
	}
	if g.geo.hbar {
		g.hbar.Show()
		g.hbar.Move(fyne.NewPos(0, g.geo.headH+g.geo.bodyH))
		g.hbar.Resize(fyne.NewSize(g.geo.bodyW, thick))
		g.hbar.set(float64(g.offsetX), float64(g.maxOffsetX()), float64(g.geo.bodyW))
	} else {
		g.hbar.Hide()
	}
	// Nothing else is painted twice: a background below the rows would cost as
	// much as the rows where there is no graphics card.
	g.corner.Hidden = !g.geo.vbar || !g.geo.hbar
	g.corner.Move(fyne.NewPos(g.geo.bodyW, g.geo.headH+g.geo.bodyH))
	g.corner.Resize(fyne.NewSquareSize(thick))
}

// CreateRenderer implements fyne.Widget.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer {
	r := &gridRenderer{g}
	r.g.corner.FillColor = surface(g)
	return r
}

type gridRenderer struct{ g *Grid }

func (r *gridRenderer) Layout(fyne.Size) { r.g.arrange() }

func (r *gridRenderer) MinSize() fyne.Size { return r.g.MinSize() }

func (r *gridRenderer) Objects() []fyne.CanvasObject {
	list := []fyne.CanvasObject{r.g.corner, r.g.raster, r.g.header, r.g.vbar, r.g.hbar, r.g.mark}
	if r.g.empty != nil {
		list = append(list, r.g.empty)
	}
	return list
}

// Refresh follows another theme: colours, sizes and fonts.
func (r *gridRenderer) Refresh() {
	r.g.corner.FillColor = surface(r.g)
	r.g.corner.Refresh()
	r.g.header.Refresh()
	r.g.vbar.Refresh()
	r.g.hbar.Refresh()
	r.g.mark.Refresh()
	r.g.arrange()
}

func (r *gridRenderer) Destroy() {}
