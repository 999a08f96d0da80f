package chart

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
	"trastienda/ui/part"
)

// newLegend is a row for the names of the series.
func newLegend() *fyne.Container {
	return container.New(part.Flow{Gap: func() float32 { return 2 * theme.Size(look.SizeGap) }})
}

// keysOf names each series beside a piece of its pattern.
func keysOf(id string, series []Series) []fyne.CanvasObject {
	keys := make([]fyne.CanvasObject, len(series))
	for i, s := range series {
		keys[i] = newKey(id+"."+s.ID, s)
	}
	return keys
}

// key is one series of the legend.
type key struct {
	widget.BaseWidget
	id     string
	series Series
}

func newKey(id string, s Series) *key {
	k := &key{id: id, series: s}
	k.ExtendBaseWidget(k)
	return k
}

// ProbeID and ProbeText tell the probe what stands here.
func (k *key) ProbeID() string   { return k.id }
func (k *key) ProbeText() string { return k.series.Name }

// CreateRenderer is called by Fyne.
func (k *key) CreateRenderer() fyne.WidgetRenderer {
	r := &keyRenderer{k: k, label: canvas.NewText(k.series.Name, nil)}
	r.swatch = canvas.NewRaster(func(w, h int) image.Image {
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		if width := r.swatch.Size().Width; width > 0 {
			dp := float64(w) / float64(width) * float64(theme.SizeForWidget(theme.SizeNameText, k)/13)
			paintPattern(img, img.Rect, k.series.Pattern, opaque(k, k.series.Color), opaque(k, look.ColorSurface), dp)
		}
		return img
	})
	r.Refresh()
	return r
}

type keyRenderer struct {
	k      *key
	swatch *canvas.Raster
	label  *canvas.Text
}

func (r *keyRenderer) Destroy() {}
func (r *keyRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.swatch, r.label}
}

func (r *keyRenderer) side() (w, h, gap float32) {
	z := theme.SizeForWidget(theme.SizeNameText, r.k) / 13
	return 20 * z, 12 * z, 5 * z
}

func (r *keyRenderer) MinSize() fyne.Size {
	w, h, gap := r.side()
	text := r.label.MinSize()
	return fyne.NewSize(w+gap+text.Width, max(h, text.Height))
}

func (r *keyRenderer) Layout(size fyne.Size) {
	w, h, gap := r.side()
	place(r.swatch, frame{0, (size.Height - h) / 2, w, h})
	text := r.label.MinSize()
	place(r.label, frame{w + gap, (size.Height - text.Height) / 2, text.Width, text.Height})
}

func (r *keyRenderer) Refresh() {
	r.label.TextSize = theme.SizeForWidget(look.SizeCaption, r.k)
	r.label.Color = theme.ColorForWidget(theme.ColorNameForeground, r.k)
	r.Layout(r.k.Size())
	r.swatch.Refresh()
	canvas.Refresh(r.k)
}
