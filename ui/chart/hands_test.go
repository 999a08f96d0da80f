package chart

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func TestPointerTellsAndChooses(t *testing.T) {
	b := newBench(t, Stacked, week())
	chart := b.panel.Chart()
	at := func(id string) fyne.Position {
		i := b.items()["chart.days."+id]
		own := fyne.CurrentApp().Driver().AbsolutePositionForObject(chart)
		return fyne.NewPos(i.X+i.W/2, i.Y+i.H/2).Subtract(own)
	}
	move := func(p fyne.Position) {
		chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: p}})
	}
	if chart.Tip() != "" {
		t.Errorf("a tip without a pointer: %q", chart.Tip())
	}
	move(at("d1.error"))
	if got := b.items()["chart.days.tip"].Text; got != "Day 1 · OK: 20 · PENDING: 0 · ERROR: 2 · Total: 22" {
		t.Errorf("the tip says %q", got)
	}
	if chart.Cursor() != desktop.PointerCursor {
		t.Error("no hand over a bar")
	}
	chart.Tapped(&fyne.PointEvent{Position: at("d1.error")})
	chart.Tapped(&fyne.PointEvent{Position: fyne.NewPos(at("d1").X, chart.geo.plot.y+1)}) // above its parts
	chart.Tapped(&fyne.PointEvent{Position: fyne.NewPos(1, 1)})                           // on the axis
	if want := []string{"1 2", "1 -1"}; !slices.Equal(b.picked, want) {
		t.Errorf("chosen %v, want %v", b.picked, want)
	}
	b.window.Canvas().Unfocus()
	move(at("d0"))
	chart.MouseOut()
	if chart.Tip() != "" {
		t.Errorf("the pointer left and the tip stays: %q", chart.Tip())
	}
}

func TestKeysTellAndChoose(t *testing.T) {
	b := newBench(t, Stacked, week())
	chart := b.panel.Chart()
	told := func(want string) {
		t.Helper()
		bar, series := chart.Told()
		if got := fmt.Sprint(bar, series); got != want {
			t.Errorf("told about %s, want %s", got, want)
		}
	}
	b.press()
	told("3 -1") // the newest
	if !b.items()["chart.days"].Focused || chart.Tip() == "" {
		t.Error("the keyboard is here and nothing is told")
	}
	b.press(fyne.KeyRight)
	told("3 -1")
	b.press(fyne.KeyUp, fyne.KeyUp)
	told("3 1")
	b.press(fyne.KeyLeft)
	told("2 -1") // that series is zero there
	b.press(fyne.KeyLeft, fyne.KeyUp, fyne.KeyUp)
	told("1 2") // over the one that is zero
	b.press(fyne.KeyReturn, fyne.KeyUp, fyne.KeySpace, fyne.KeyDown)
	told("1 2")
	b.press(fyne.KeyHome)
	told("0 2")
	b.press(fyne.KeyEnd, fyne.KeyEnter, fyne.KeyF5)
	if want := []string{"1 2", "1 -1", "3 2"}; !slices.Equal(b.picked, want) {
		t.Errorf("chosen %v, want %v", b.picked, want)
	}
	if !slices.Equal(b.keys, []fyne.KeyName{fyne.KeyF5}) {
		t.Errorf("keys handed on: %v", b.keys)
	}
	b.window.Canvas().Unfocus()
	told("-1 -1")
}

// What is told about stays when other numbers come, as long as it is there.
func TestNewNumbersKeepThePlace(t *testing.T) {
	b := newBench(t, Stacked, week())
	b.press(fyne.KeyHome, fyne.KeyRight)
	later := week()
	later.Bars = later.Bars[1:]
	b.panel.Set(later, "")
	if bar, _ := b.panel.Chart().Told(); bar != 0 {
		t.Errorf("the bar told about is %d now, want 0", bar)
	}
	later.Bars = later.Bars[1:]
	b.panel.Set(later, "")
	if bar, _ := b.panel.Chart().Told(); bar != -1 {
		t.Errorf("a bar that is gone is told about: %d", bar)
	}
	b.press(fyne.KeyLeft) // from nowhere, the keyboard being here
	if bar, _ := b.panel.Chart().Told(); bar != 0 {
		t.Errorf("told about %d", bar)
	}
}
