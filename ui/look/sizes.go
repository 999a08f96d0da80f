package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Sizes beyond those Fyne names, in dp at 100 % (design, section 5.2).
const (
	SizeTitle   fyne.ThemeSizeName = "pageTitle"
	SizeSection fyne.ThemeSizeName = "section"
	SizeCaption fyne.ThemeSizeName = theme.SizeNameCaptionText
	SizeAmount  fyne.ThemeSizeName = "amount"  // the amount of a dialog
	SizeRow     fyne.ThemeSizeName = "gridRow" // a row of a list, by density
	SizeHeader  fyne.ThemeSizeName = "gridHeader"
	SizeButton  fyne.ThemeSizeName = "button" // height of a button and of a field
	SizeNav     fyne.ThemeSizeName = "nav"
	SizeDetail  fyne.ThemeSizeName = "detail"
	SizeMargin  fyne.ThemeSizeName = "margin" // around a page
	SizeGap     fyne.ThemeSizeName = "gap"    // between blocks
	SizeNavIcon fyne.ThemeSizeName = "navIcon"
	SizeChip    fyne.ThemeSizeName = "chip"
	SizeDialog  fyne.ThemeSizeName = "dialog"    // greatest width of a dialog
	SizeRing    fyne.ThemeSizeName = "focusRing" // not zoomed
)

func size(name fyne.ThemeSizeName) (float32, bool) {
	switch name {
	case theme.SizeNameText:
		return 13, true
	case theme.SizeNameCaptionText:
		return 11, true
	case SizeSection, theme.SizeNameSubHeadingText:
		return 16, true
	case SizeTitle, theme.SizeNameHeadingText:
		return 18, true
	case SizeAmount:
		return 22, true
	case theme.SizeNamePadding, theme.SizeNameLineSpacing:
		return 4, true
	case theme.SizeNameInnerPadding:
		return 6, true
	case theme.SizeNameInlineIcon:
		return 18, true
	case SizeNavIcon:
		return 20, true
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 4, true
	case SizeHeader:
		return 30, true
	case SizeButton:
		return 32, true
	case SizeChip:
		return 28, true
	case SizeNav:
		return 248, true
	case SizeDetail:
		return 360, true
	case SizeDialog:
		return 520, true
	case SizeMargin:
		return 14, true
	case SizeGap:
		return 8, true
	}
	return 0, false
}

// row is the height of a row; the least is what a mouse hits with ease.
func row(d Density) float32 {
	switch d {
	case Compact:
		return 28
	case Large:
		return 40
	}
	return 34
}

// line are the sizes a zoom leaves alone: a border of 1 dp at 80 % would be
// drawn or not depending on where it falls on the pixels.
func line(name fyne.ThemeSizeName) (float32, bool) {
	switch name {
	case theme.SizeNameInputBorder, theme.SizeNameSeparatorThickness:
		return 1, true
	case SizeRing:
		return 2, true
	}
	return 0, false
}
