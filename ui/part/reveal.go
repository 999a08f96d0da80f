package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Reveal scrolls something of a scroll's content that got the keyboard into
// sight, with some room around it, and tells whether it moved: Fyne leaves it
// wherever it is.
func Reveal(scroll *container.Scroll, o fyne.CanvasObject, room float32) bool {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(scroll.Content).Y
	end, page := top+o.Size().Height, scroll.Size().Height
	y := scroll.Offset.Y
	switch {
	case top < y:
		y = top - room
	case end > y+page:
		y = min(end+room, scroll.Content.Size().Height) - page
	default:
		return false
	}
	scroll.ScrollToOffset(fyne.NewPos(0, max(y, 0)))
	return true
}
