// Package look is the appearance of the program: the measured colours of the
// light and the dark theme, the sizes and their zoom, the typeface, the icons.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/assets"
)

// Choice is what the user chose for light and dark.
type Choice string

// The choices. System follows what the operating system says.
const (
	Light  Choice = "light"
	Dark   Choice = "dark"
	System Choice = "system"
)

// Density is how much room a row of a list takes.
type Density string

// The densities.
const (
	Compact Density = "compact"
	Normal  Density = "normal"
	Large   Density = "large"
)

// The zoom in percent.
const (
	ZoomLeast  = 80
	ZoomMost   = 160
	ZoomNormal = 100
)

// Look is the theme. To show a change, hand it to app.Settings().SetTheme
// again; the first time do it in Lifecycle().SetOnStarted, because Fyne
// watches the system's light/dark switch only if no theme was set before.
type Look struct {
	choice  Choice
	zoom    int
	density Density
	regular fyne.Resource
	bold    fyne.Resource
}

var _ fyne.Theme = (*Look)(nil)

// New returns the theme at 100 %.
func New(c Choice) *Look {
	l := &Look{
		zoom:    ZoomNormal,
		density: Normal,
		regular: fyne.NewStaticResource("IBMPlexSans-Regular.ttf", assets.Font(false)),
		bold:    fyne.NewStaticResource("IBMPlexSans-SemiBold.ttf", assets.Font(true)),
	}
	l.SetChoice(c)
	return l
}

// Choice returns what SetChoice took.
func (l *Look) Choice() Choice { return l.choice }

// SetChoice sets light, dark or system; anything else counts as system.
func (l *Look) SetChoice(c Choice) {
	if c != Light && c != Dark {
		c = System
	}
	l.choice = c
}

// Zoom returns the zoom in percent.
func (l *Look) Zoom() int { return l.zoom }

// SetZoom sets the zoom in percent, kept within ZoomLeast and ZoomMost.
func (l *Look) SetZoom(percent int) { l.zoom = min(max(percent, ZoomLeast), ZoomMost) }

// Density returns what SetDensity took.
func (l *Look) Density() Density { return l.density }

// SetDensity sets the height of rows; anything unknown counts as normal.
func (l *Look) SetDensity(d Density) {
	if d != Compact && d != Large {
		d = Normal
	}
	l.density = d
}

// Color returns the colour of a role; a name that is no role of ours is left
// to Fyne's own theme.
func (l *Look) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch l.choice {
	case Light:
		variant = theme.VariantLight
	case Dark:
		variant = theme.VariantDark
	}
	if pair, ok := palette(name); ok {
		if variant == theme.VariantDark {
			return pair.dark
		}
		return pair.light
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Font returns IBM Plex Sans; monospace and symbols are Fyne's own.
func (l *Look) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace || style.Symbol:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return l.bold
	}
	return l.regular
}

// Icon returns Fyne's own icons as Material Symbols where there is one, so
// that the built-in controls match the rest.
func (l *Look) Icon(name fyne.ThemeIconName) fyne.Resource {
	if symbol := builtin(name); symbol != "" {
		return Icon(symbol)
	}
	return theme.DefaultTheme().Icon(name)
}

// Size returns a size in dp with the zoom applied. Lines of one or two dp do
// not grow.
func (l *Look) Size(name fyne.ThemeSizeName) float32 {
	if fixed, ok := line(name); ok {
		return fixed
	}
	base, ok := size(name)
	switch {
	case name == SizeRow:
		base = row(l.density)
	case !ok:
		base = theme.DefaultTheme().Size(name)
	}
	return base * float32(l.zoom) / 100
}

// Font returns the typeface of the screen, for those who draw text themselves.
func Font(bold bool) []byte { return assets.Font(bold) }
