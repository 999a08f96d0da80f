package board

import (
	"fmt"
	"testing"

	"trastienda/app/access"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page of both roles in three languages, both looks, both widths and at
// the normal and the greatest zoom: no text is cut. Set TRASTIENDA_PICTURES to
// a folder to look at them.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, role := range []access.Role{access.Manager, access.Agent} {
			b := newBench(t, lang, role, busyAgency())
			for _, choice := range []look.Choice{look.Light, look.Dark} {
				for _, width := range []float32{1366 - 248, 1024 - 56} {
					for _, zoom := range []int{100, 160} {
						b.Wear(choice, zoom)
						b.Resize(width, 708)
						b.page.Rebuild()
						b.settled()
						name := fmt.Sprintf("%s-%s-%s-%.0f-%d", lang, role, choice, width, zoom)
						b.Seen(name)
						if role == access.Manager && choice == look.Light {
							b.tall()
							b.page.body.(*agencyBody).count.Chart().FocusGained()
							b.Seen(name + "-whole")
							b.page.body.(*agencyBody).count.ShowTable(true)
							b.Seen(name + "-table")
						}
					}
				}
			}
		}
	}
}
