package ident

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// ErrAlias tells that a text is no alias of an account.
var ErrAlias = errors.New("ident: not an alias")

const (
	aliasMin = 6
	aliasMax = 20
)

// Alias reads an alias of a CBU or CVU (rule B4, BCRA Com. "A" 8114): 6 to 20
// letters without accents, digits, dots and dashes. Case does not count, so it
// is given in lower case.
func Alias(text string) (string, error) {
	if len(AliasFaults(text)) > 0 {
		return "", ErrAlias
	}
	return strings.ToLower(text), nil
}

// AliasFaults tells every rule of B4 that a text breaks: its length and the
// first character that no alias has.
func AliasFaults(text string) []Finding {
	if text == "" {
		return bad(AliasMissing)
	}
	var found []Finding
	// Bytes bound characters from above, so that no book is counted.
	switch {
	case len(text) > 4*aliasMax || utf8.RuneCountInString(text) > aliasMax:
		found = bad(AliasLong)
	case utf8.RuneCountInString(text) < aliasMin:
		found = bad(AliasShort, "got", utf8.RuneCountInString(text))
	}
	at := 0
	for _, r := range text {
		if at++; !letterOrDigit(r) && r != '.' && r != '-' {
			return append(found, badChar(AliasChar, reading{bad: r, at: at})...)
		}
	}
	return found
}

func checkAlias(text string) (string, string, []Finding) {
	if found := AliasFaults(text); len(found) > 0 {
		return "", "", found
	}
	alias := strings.ToLower(text)
	return alias, alias, []Finding{good(AliasGood, "value", alias)}
}
