package grid

import (
	"image"
	"image/color"
	"testing"
)

// A dashed frame has dashes and gaps on every side, and paints nothing else.
func TestDashed(t *testing.T) {
	ink := color.RGBA{1, 2, 3, 255}
	for _, thick := range []int{1, 2, 3} {
		img := image.NewRGBA(image.Rect(0, 0, 200, 80))
		r := image.Rect(10, 10, 150, 50)
		dashed(img, r, thick, ink)
		sides := [4]int{}
		for y := range 80 {
			for x := range 200 {
				if img.RGBAAt(x, y) != ink {
					continue
				}
				p := image.Pt(x, y)
				switch {
				case !p.In(r) || p.In(r.Inset(thick)):
					t.Fatalf("thick %d: ink at %v", thick, p)
				case y < r.Min.Y+thick:
					sides[0]++
				case y >= r.Max.Y-thick:
					sides[1]++
				case x < r.Min.X+thick:
					sides[2]++
				default:
					sides[3]++
				}
			}
		}
		for i, whole := range []int{r.Dx(), r.Dx(), r.Dy(), r.Dy()} {
			if got := sides[i]; got < whole*thick/3 || got > whole*thick*4/5 {
				t.Errorf("thick %d: side %d has %d of %d", thick, i, got, whole*thick)
			}
		}
	}
}
