// Package assets holds what is embedded in the program: the typeface of the
// screens and the documents, the icons, and the texts in three languages.
package assets

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed font/*.ttf font/LICENSE icon/*.svg icon/LICENSE lang/*.json icon-small.png
var files embed.FS

// AppIcon returns the program's own icon for its window, a PNG of 128 × 128
// pixels: the toolkit decodes it before the window is shown, and the 512 × 512 of
// icon.png, which is that of the installed program, take a quarter of the start.
func AppIcon() []byte {
	data, err := files.ReadFile("icon-small.png")
	if err != nil {
		panic(err) // a broken build
	}
	return data
}

// Font returns IBM Plex Sans as a TrueType file, the regular (400) or the
// semibold (600) cut. Its digits are tabular, so columns of money line up
// without any OpenType feature. Callers must not change the bytes.
func Font(bold bool) []byte {
	name := "font/IBMPlexSans_400Regular.ttf"
	if bold {
		name = "font/IBMPlexSans_600SemiBold.ttf"
	}
	data, err := files.ReadFile(name)
	if err != nil {
		// The file is part of the program: its absence is a broken build.
		panic(err)
	}
	return data
}

// Icon returns the SVG of a Material Symbol, and false when the name is not
// among the embedded ones.
func Icon(name string) ([]byte, bool) {
	data, err := files.ReadFile("icon/" + name + ".svg")
	return data, err == nil
}

// IconNames lists the embedded icons, sorted.
func IconNames() []string {
	entries, err := files.ReadDir("icon")
	if err != nil {
		panic(err)
	}
	var names []string
	for _, e := range entries {
		if path.Ext(e.Name()) == ".svg" {
			names = append(names, strings.TrimSuffix(e.Name(), ".svg"))
		}
	}
	return names
}

// Languages returns the folder of the catalogues: <area>.<language>.json with
// the texts, sources.json (number of a source text → key) and same.json (keys
// whose text may be equal in several languages).
func Languages() fs.FS {
	sub, err := fs.Sub(files, "lang")
	if err != nil {
		panic(err)
	}
	return sub
}
