package look

import (
	"image/color"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"trastienda/assets"
)

// luminance and contrast are the formulas of WCAG 2.1.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	channel := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(r) + 0.7152*channel(g) + 0.0722*channel(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastFormula(t *testing.T) {
	if got := contrast(color.White, color.Black); math.Abs(got-21) > 0.001 {
		t.Errorf("white on black = %v, want 21", got)
	}
	if got := contrast(hex(0x777777), color.White); math.Abs(got-4.48) > 0.01 {
		t.Errorf("#777 on white = %v, want 4.48", got)
	}
}

type meeting struct {
	front, back fyne.ThemeColorName
	least       float64
}

// meetings are all pairs of colours that meet on the screen.
func meetings() []meeting {
	var all []meeting
	add := func(least float64, front fyne.ThemeColorName, backs ...fyne.ThemeColorName) {
		for _, back := range backs {
			all = append(all, meeting{front, back, least})
		}
	}
	const text, line = 4.5, 3
	surfaces := []fyne.ThemeColorName{theme.ColorNameBackground, ColorSurface, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground, theme.ColorNameInputBackground}
	rows := []fyne.ThemeColorName{ColorSelection, ColorPendingRow, theme.ColorNameHover}
	bars := []fyne.ThemeColorName{ColorNav, theme.ColorNameHeaderBackground, theme.ColorNameButton, theme.ColorNamePressed}
	for _, backs := range [][]fyne.ThemeColorName{surfaces, rows, bars} {
		add(text, theme.ColorNameForeground, backs...)
	}
	add(text, theme.ColorNameForeground, theme.ColorNameSelection, theme.ColorNameFocus)
	add(text, ColorMuted, append(surfaces, ColorNav, ColorSelection, ColorPendingRow, theme.ColorNameHover)...)
	add(text, theme.ColorNamePlaceHolder, ColorSurface, theme.ColorNameInputBackground)
	add(text, theme.ColorNameHyperlink, append(surfaces, ColorSelection, ColorPendingRow, theme.ColorNameHover)...)
	add(text, theme.ColorNameError, surfaces...)
	add(text, theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary)
	add(text, theme.ColorNameForegroundOnSuccess, theme.ColorNameSuccess)
	add(text, theme.ColorNameForegroundOnWarning, theme.ColorNameWarning)
	add(text, theme.ColorNameForegroundOnError, theme.ColorNameError)
	add(text, theme.ColorNameBackground, theme.ColorNameForeground) // tooltip
	for tone := ToneNeutral; tone <= ToneDraft; tone++ {
		add(text, tone.Text(), tone.Tint(), ColorSurface, ColorSelection, ColorPendingRow)
	}
	add(line, theme.ColorNameInputBorder, surfaces...)
	add(line, theme.ColorNamePrimary, append(surfaces, ColorNav, ColorSelection, theme.ColorNameButton)...)
	add(line, ColorSelectionBar, ColorSelection)
	add(line, theme.ColorNameScrollBar, ColorSurface)
	return all
}

func TestEveryPairOnTheScreenIsReadable(t *testing.T) {
	for _, choice := range []Choice{Light, Dark} {
		l := New(choice)
		for _, m := range meetings() {
			// The variant says the opposite: the choice must win.
			front, back := l.Color(m.front, 2), l.Color(m.back, 2)
			if got := contrast(front, back); got < m.least {
				t.Errorf("%s: %s on %s is %.2f:1, needs %.1f", choice, m.front, m.back, got, m.least)
			}
		}
	}
}

func TestSystemFollowsTheVariant(t *testing.T) {
	l := New(System)
	light, dark := l.Color(theme.ColorNameBackground, theme.VariantLight), l.Color(theme.ColorNameBackground, theme.VariantDark)
	if light != New(Light).Color(theme.ColorNameBackground, theme.VariantDark) || dark != New(Dark).Color(theme.ColorNameBackground, theme.VariantLight) {
		t.Errorf("system gives %v in light and %v in dark", light, dark)
	}
	l.SetChoice("pink")
	if l.Choice() != System {
		t.Errorf("an unknown choice is %q", l.Choice())
	}
}

func TestZoom(t *testing.T) {
	l := New(Light)
	for _, c := range []struct{ set, want int }{{100, 100}, {160, 160}, {200, 160}, {10, 80}} {
		l.SetZoom(c.set)
		if l.Zoom() != c.want {
			t.Errorf("SetZoom(%d) gives %d, want %d", c.set, l.Zoom(), c.want)
		}
		if got, want := l.Size(SizeRow), 34*float32(c.want)/100; got != want {
			t.Errorf("at %d a row is %v, want %v", c.want, got, want)
		}
		if got := l.Size(theme.SizeNameInputBorder); got != 1 {
			t.Errorf("at %d a border is %v, want 1", c.want, got)
		}
	}
}

func TestEverySizeIsOurs(t *testing.T) {
	for _, name := range []fyne.ThemeSizeName{SizeTitle, SizeSection, SizeCaption, SizeAmount, SizeRow, SizeHeader, SizeButton, SizeNav, SizeDetail, SizeMargin, SizeGap, SizeNavIcon, SizeChip, SizeDialog, SizeRing} {
		if got := New(Light).Size(name); got <= 0 {
			t.Errorf("size %q is %v", name, got)
		}
	}
}

func TestTypeface(t *testing.T) {
	l := New(Light)
	regular, bold, mono := l.Font(fyne.TextStyle{}), l.Font(fyne.TextStyle{Bold: true}), l.Font(fyne.TextStyle{Monospace: true})
	if regular.Name() == bold.Name() || mono.Name() == regular.Name() {
		t.Errorf("typefaces are %s, %s, %s", regular.Name(), bold.Name(), mono.Name())
	}
	test.NewTempApp(t).Settings().SetTheme(l)
	// Tabular digits: every amount of a column is as wide as another.
	for _, style := range []fyne.TextStyle{{}, {Bold: true}} {
		if a, b := fyne.MeasureText("111.111,11", 13, style), fyne.MeasureText("480.888,96", 13, style); a != b {
			t.Errorf("digits are not tabular: %v and %v", a, b)
		}
	}
}

var iconCall = regexp.MustCompile(`look\.(?:Icon|IconIn|IconSVG)\("([^"]+)"`)

func TestEveryIconAskedForIsEmbedded(t *testing.T) {
	found := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		data, err := os.ReadFile(path)
		for _, m := range iconCall.FindAllStringSubmatch(string(data), -1) {
			found++
			if _, ok := assets.Icon(m[1]); !ok {
				t.Errorf("%s asks for the icon %q", path, m[1])
			}
		}
		return err
	})
	if err != nil || found == 0 {
		t.Fatalf("found %d icons, %v", found, err)
	}
}

func TestIconsTakeTheColourAskedFor(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(New(Light))
	for _, name := range assets.IconNames() {
		svg := string(IconIn(name, ColorError).Content())
		if !strings.Contains(strings.ToLower(svg), "#b3261e") {
			t.Errorf("icon %s does not take a colour: %s", name, svg)
		}
	}
	for _, name := range []fyne.ThemeIconName{theme.IconNameCancel, theme.IconNameContentCopy, theme.IconNameVisibility, theme.IconNameSettings} {
		if _, ok := assets.Icon(builtin(name)); !ok {
			t.Errorf("built-in icon %s is %q, which is not embedded", name, builtin(name))
		}
	}
}

// A drawing with its box as published costs a buffer of 3.7 MB.
func TestIconsAreDrawnInASmallBox(t *testing.T) {
	for _, name := range assets.IconNames() {
		if svg := string(IconSVG(name)); strings.Count(svg, smallBox) != 1 || strings.Count(svg, "<path") != 1 {
			t.Errorf("icon %s is %s", name, svg)
		}
	}
}

func TestDensityChangesRowsOnly(t *testing.T) {
	l := New(Light)
	for want, d := range map[float32]Density{28: Compact, 34: Normal, 40: Large} {
		l.SetDensity(d)
		if got := l.Size(SizeRow); got != want || l.Size(SizeButton) != 32 {
			t.Errorf("%s: a row is %v high, a button %v", d, got, l.Size(SizeButton))
		}
		l.SetZoom(150)
		if got := l.Size(SizeRow); got != want*1.5 {
			t.Errorf("%s at 150 %%: %v", d, got)
		}
		l.SetZoom(ZoomNormal)
	}
	l.SetDensity("?")
	if l.Density() != Normal {
		t.Errorf("unknown is %s", l.Density())
	}
}
