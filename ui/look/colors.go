package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Roles beyond those Fyne names.
const (
	ColorNav          fyne.ThemeColorName = "nav"          // navigation and status bar
	ColorMuted        fyne.ThemeColorName = "muted"        // secondary text
	ColorSurface      fyne.ThemeColorName = "surface"      // cards, grid, fields
	ColorSelection    fyne.ThemeColorName = "rowSelection" // a chosen row, entry, chip
	ColorSelectionBar fyne.ThemeColorName = "selectionBar" // the 3 dp bar that says "chosen" without colour
	ColorPendingRow   fyne.ThemeColorName = "pendingRow"   // whole row of a pending purchase (S1)

	ColorSuccess     fyne.ThemeColorName = "successText"
	ColorSuccessTint fyne.ThemeColorName = "successTint"
	ColorWarning     fyne.ThemeColorName = "warningText"
	ColorWarningTint fyne.ThemeColorName = "warningTint"
	ColorError       fyne.ThemeColorName = "errorText"
	ColorErrorTint   fyne.ThemeColorName = "errorTint"
	ColorInfo        fyne.ThemeColorName = "infoText"
	ColorInfoTint    fyne.ThemeColorName = "infoTint"
	ColorDraft       fyne.ThemeColorName = "draftText"
	ColorDraftTint   fyne.ThemeColorName = "draftTint"
	ColorNeutral     fyne.ThemeColorName = "neutralText"
	ColorNeutralTint fyne.ThemeColorName = "neutralTint"
)

type pair struct{ light, dark color.NRGBA }

func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xff}
}

func both(light, dark uint32) pair { return pair{hex(light), hex(dark)} }

// palette holds the measured colours (design, section 5.1); the contrast of
// every pair that meets on the screen is proved by a test. It is a function
// with a switch and not a table, because a theme is asked for colours all day
// and a switch on strings allocates nothing.
func palette(name fyne.ThemeColorName) (pair, bool) {
	if p, ok := statusPalette(name); ok {
		return p, true
	}
	switch name {
	case theme.ColorNameBackground:
		return both(0xF6F7F9, 0x14181E), true
	case ColorSurface, theme.ColorNameInputBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground:
		return both(0xFFFFFF, 0x1B2028), true
	case ColorNav:
		return both(0xE9EDF2, 0x171C23), true
	case theme.ColorNameHeaderBackground, theme.ColorNameButton, theme.ColorNameDisabledButton:
		return both(0xEDF0F4, 0x232A34), true
	case theme.ColorNameForeground:
		return both(0x1B2430, 0xE7EBF0), true
	case ColorMuted:
		return both(0x4F5B6B, 0xA9B4C2), true
	case theme.ColorNamePlaceHolder:
		return both(0x616E81, 0x8D99A8), true
	case theme.ColorNameDisabled:
		return both(0x7C8794, 0x77828F), true
	case theme.ColorNameInputBorder, theme.ColorNameScrollBar:
		return both(0x7F8B9B, 0x6C7888), true
	case theme.ColorNameScrollBarBackground:
		return both(0xE9EDF2, 0x171C23), true
	case theme.ColorNameSeparator:
		return both(0xD5DBE3, 0x313A46), true
	case theme.ColorNamePrimary, theme.ColorNameHyperlink, ColorSelectionBar:
		return both(0x1F5FBF, 0x7FB2FF), true
	case theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnSuccess, theme.ColorNameForegroundOnWarning, theme.ColorNameForegroundOnError:
		return both(0xFFFFFF, 0x0B1C33), true
	case theme.ColorNameSelection, ColorSelection, theme.ColorNameFocus:
		// Fyne fills the whole control with its focus colour; ours draw a
		// ring in the primary colour instead, and text stays readable on both.
		// The dark one is a shade below the design's #26456F, on which links
		// have 4.49:1 only.
		return both(0xCFE0F8, 0x25446D), true
	case theme.ColorNameHover:
		return both(0xEEF3FA, 0x242C37), true
	case theme.ColorNamePressed:
		return both(0xDCE5F1, 0x2E3846), true
	case theme.ColorNameShadow:
		return pair{color.NRGBA{A: 0x40}, color.NRGBA{A: 0x80}}, true
	}
	return pair{}, false
}

func statusPalette(name fyne.ThemeColorName) (pair, bool) {
	switch name {
	case ColorSuccess, theme.ColorNameSuccess:
		return both(0x1B6E3C, 0x6FD193), true
	case ColorSuccessTint:
		return both(0xE2F3E8, 0x163524), true
	case ColorWarning, theme.ColorNameWarning:
		return both(0x7A5200, 0xF2C14E), true
	case ColorWarningTint:
		return both(0xFFF1D1, 0x3A2D0C), true
	case ColorError, theme.ColorNameError:
		return both(0xB3261E, 0xFF9A91), true
	case ColorErrorTint:
		return both(0xFCE5E3, 0x47201D), true
	case ColorInfo:
		return both(0x255E9B, 0x8EC0F5), true
	case ColorInfoTint:
		return both(0xE3EEFA, 0x17304A), true
	case ColorDraft:
		return both(0x5B3F99, 0xC3ABFF), true
	case ColorDraftTint:
		return both(0xEEE8FA, 0x31264D), true
	case ColorNeutral:
		return both(0x4F5B6B, 0xB4BECA), true
	case ColorNeutralTint:
		return both(0xE9ECF0, 0x2C343F), true
	case ColorPendingRow:
		return both(0xFFF8E1, 0x2C2410), true
	}
	return pair{}, false
}

// Tone is a family of status colours: one for the text, one behind it.
type Tone int

// The families (design, section 3.4).
const (
	ToneNeutral Tone = iota
	ToneSuccess
	ToneWarning
	ToneError
	ToneInfo
	ToneDraft
)

// Text returns the colour of the words and the icon.
func (t Tone) Text() fyne.ThemeColorName {
	switch t {
	case ToneSuccess:
		return ColorSuccess
	case ToneWarning:
		return ColorWarning
	case ToneError:
		return ColorError
	case ToneInfo:
		return ColorInfo
	case ToneDraft:
		return ColorDraft
	}
	return ColorNeutral
}

// Tint returns the colour behind them.
func (t Tone) Tint() fyne.ThemeColorName {
	switch t {
	case ToneSuccess:
		return ColorSuccessTint
	case ToneWarning:
		return ColorWarningTint
	case ToneError:
		return ColorErrorTint
	case ToneInfo:
		return ColorInfoTint
	case ToneDraft:
		return ColorDraftTint
	}
	return ColorNeutralTint
}
