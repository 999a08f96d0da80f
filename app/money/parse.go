package money

import (
	"errors"
	"strings"
)

// Reasons why a typed amount is not understood. The form says them in the
// user's language.
var (
	ErrEmpty    = errors.New("money: empty")
	ErrFormat   = errors.New("money: not an amount")
	ErrDecimals = errors.New("money: more than two decimals")
	ErrTooLarge = errors.New("money: above the limit")
)

// Parse reads what a person typed into an amount field, in the notation of
// lang, and returns minor units (rule B6): 1234, 1.234, 1234,5 and 1.234,56,
// with or without a leading currency symbol. Two decimal marks, misplaced
// grouping, the other notation, signs, and more than two decimals are refused.
func Parse(text, lang string) (int64, error) {
	s := strings.ReplaceAll(text, nbsp, " ")
	for _, symbol := range []string{"AR$", "R$", "$", "ARS", "BRL"} {
		if symbol == "$" && strings.HasPrefix(lang, "pt") {
			continue // a dollar there (B11)
		}
		if rest, ok := strings.CutPrefix(s, symbol); ok {
			s = strings.TrimPrefix(rest, " ")
			break
		}
	}
	if s == "" {
		return 0, ErrEmpty
	}
	group, point := ".", ","
	if english(lang) {
		group, point = ",", "."
	}
	whole, fraction, hasPoint := strings.Cut(s, point)
	if hasPoint && fraction == "" || strings.Contains(fraction, point) {
		return 0, ErrFormat
	}
	if !asciiDigits(fraction) && fraction != "" {
		return 0, ErrFormat
	}
	if len(fraction) > 2 {
		return 0, ErrDecimals
	}
	whole, err := ungroup(whole, group)
	if err != nil {
		return 0, err
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > 14 {
		return 0, ErrTooLarge
	}
	var minor int64
	for _, c := range whole + (fraction + "00")[:2] {
		minor = minor*10 + int64(c-'0')
	}
	if minor > Limit {
		return 0, ErrTooLarge
	}
	return minor, nil
}

// ungroup drops grouping marks that stand exactly before every third digit.
func ungroup(whole, group string) (string, error) {
	parts := strings.Split(whole, group)
	for i, p := range parts {
		if !asciiDigits(p) || (i > 0 && len(p) != 3) || (i == 0 && len(parts) > 1 && len(p) > 3) {
			return "", ErrFormat
		}
	}
	return strings.Join(parts, ""), nil
}

func asciiDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
