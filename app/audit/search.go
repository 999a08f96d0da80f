package audit

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// searchMost bounds the text that one link is found by, in bytes: a link is kept
// for ever, and so is its text.
const searchMost = 4000

// SearchText is the text that one link is found by: who, where, what, which
// record, and what stands in it before and after, without accents and in lower
// case.
func SearchText(e Entry) string {
	parts := []string{e.Actor.Name, e.Device, e.Act, e.Entity, e.EntityID}
	for _, doc := range []json.RawMessage{e.Before, e.After} {
		var v any
		if json.Unmarshal(doc, &v) == nil {
			parts = values(parts, v)
		}
	}
	text := Fold(strings.Join(parts, " "))
	if len(text) > searchMost {
		text = strings.ToValidUTF8(text[:searchMost], "")
	}
	return text
}

// values adds the texts of a JSON value. Names of fields are the same in every
// link and find nothing; neither do numbers, which mean something only beside
// their field.
func values(parts []string, v any) []string {
	switch v := v.(type) {
	case string:
		return append(parts, v)
	case []any:
		for _, x := range v {
			parts = values(parts, x)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = values(parts, v[key])
		}
	}
	return parts
}

// SearchWords are the words of a text that is searched for, in the form of
// SearchText: a link is found when it holds every one of them.
func SearchWords(text string) []string { return strings.Fields(Fold(text)) }

// Fold takes accents and case from a text.
func Fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
