package command

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Entry is what the palette searches of a command: its title and the menu it
// is in, in the language of the moment.
type Entry struct{ ID, Title, Path string }

// How well a word of the query fits, the least best. Of two commands the one
// with the smaller sum comes first.
const (
	fitStart   = iota // the title begins with it
	fitWord           // a word of the title begins with it
	fitInside         // it is inside the title
	fitPath           // a word of the menu's name begins with it
	fitLetters        // its letters are in the title in this order
	fitNot            // no fit
)

// Find returns the entries that fit every word of the query, the best first;
// accents and capitals do not count. Where two fit as well, those run lately
// come first (recent, the newest first), then the order given. An empty query
// is every entry, the recent ones first.
func Find(query string, entries []Entry, recent []string) []Entry {
	words := strings.Fields(fold(query))
	type found struct {
		Entry
		fit, age int
	}
	var all []found
	for _, e := range entries {
		f := found{Entry: e, age: len(recent)}
		if i := slices.Index(recent, e.ID); i >= 0 {
			f.age = i
		}
		title, path := fold(e.Title), fold(e.Path)
		for _, w := range words {
			fit := fitOf(w, title, path)
			if fit == fitNot {
				f.fit = -1
				break
			}
			f.fit += fit
		}
		if f.fit >= 0 {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b found) int {
		if a.fit != b.fit {
			return a.fit - b.fit
		}
		return a.age - b.age
	})
	out := make([]Entry, len(all))
	for i, f := range all {
		out[i] = f.Entry
	}
	return out
}

func fitOf(word, title, path string) int {
	switch {
	case strings.HasPrefix(title, word):
		return fitStart
	case beginsAWord(title, word):
		return fitWord
	case strings.Contains(title, word):
		return fitInside
	case beginsAWord(path, word):
		return fitPath
	case len(word) > 1 && inOrder(title, word):
		return fitLetters
	}
	return fitNot
}

func beginsAWord(text, word string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }),
		func(w string) bool { return strings.HasPrefix(w, word) })
}

func inOrder(text, letters string) bool {
	rest := []rune(letters)
	for _, r := range text {
		if len(rest) > 0 && r == rest[0] {
			rest = rest[1:]
		}
	}
	return len(rest) == 0
}

// fold drops capitals and accents.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(s)))
}
