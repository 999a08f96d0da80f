package ident

import (
	"errors"
	"strings"
)

// ErrAlias tells that a text is no alias of an account.
var ErrAlias = errors.New("ident: not an alias")

// Alias reads an alias of a CBU or CVU (rule B4, BCRA Com. "A" 8114): 6 to 20
// letters without accents, digits, dots and dashes. Case does not count, so it
// is given in lower case.
func Alias(text string) (string, error) {
	if len(text) < 6 || len(text) > 20 {
		return "", ErrAlias
	}
	for _, c := range []byte(text) {
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '.' || c == '-') {
			return "", ErrAlias
		}
	}
	return strings.ToLower(text), nil
}
