package grid

import (
	"context"
	"image"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
)

// benchStage is a screen full of purchases, 1400 × 900, a million rows long.
func benchStage(b *testing.B) *stage {
	s := newStage(b)
	s.w.Resize(fyne.NewSize(1400, 900))
	s.SetColumns(purchaseColumns())
	s.open(&many{purchases().rows})
	return s
}

// many repeats some rows a million times.
type many struct{ rows []Row }

func BenchmarkPageJump(b *testing.B) {
	s := benchStage(b)
	i := 0
	for b.Loop() {
		i = (i + 7919) % (million - 100)
		s.ScrollTo(i)
		s.settle()
		s.generate(1388, 870)
	}
}

func BenchmarkPageJumpAmongGroups(b *testing.B) {
	s := newStage(b)
	s.w.Resize(fyne.NewSize(1400, 900))
	s.SetColumns(purchaseColumns())
	g := NewGrouped(thousands{many{purchases().rows}})
	g.OpenAll()
	s.open(g)
	s.SetFrozen(1)
	i := 0
	for b.Loop() {
		i = (i + 7919) % (million - 100)
		s.ScrollTo(i)
		s.settle()
		s.generate(1388, 870)
	}
}

// thousands are a thousand groups of a thousand rows.
type thousands struct{ many }

func (thousands) Groups(context.Context) ([]GroupInfo, error) {
	list := make([]GroupInfo, 1000)
	for i := range list {
		list[i] = GroupInfo{Key: strconv.Itoa(i), Title: "Punto de venta", Count: 1000}
	}
	return list, nil
}

func (t thousands) Rows(ctx context.Context, key string, from, n int) ([]Row, error) {
	rows, err := t.many.Rows(ctx, from, n)
	for i := range rows {
		rows[i].ID = key + "-" + rows[i].ID
	}
	return rows, err
}

func BenchmarkWheelStep(b *testing.B) {
	s := benchStage(b)
	for b.Loop() {
		s.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -30)})
		s.generate(1388, 870)
	}
}

func BenchmarkPaintRows(b *testing.B) {
	s := benchStage(b)
	img := image.NewRGBA(image.Rect(0, 0, 1388, 870))
	for b.Loop() {
		s.paint(img, 1)
	}
}

func BenchmarkHover(b *testing.B) {
	s := benchStage(b)
	i := 0
	for b.Loop() {
		i++
		s.hover(s.at(i%20, 1))
	}
}

func (m *many) Count(context.Context) (int, error) { return million, nil }

func (m *many) Rows(_ context.Context, from, n int) ([]Row, error) {
	rows := make([]Row, n)
	for i := range rows {
		rows[i] = m.rows[(from+i)%len(m.rows)]
		rows[i].ID = strconv.Itoa(from + i)
	}
	return rows, nil
}
