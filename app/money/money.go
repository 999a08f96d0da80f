// Package money holds amounts as integer minor units with an ISO 4217 code.
// No amount is ever a float: 112,97 is exact only in cents.
package money

import (
	"fmt"
	"strconv"
	"strings"
)

// Limit is the largest amount, in minor units, that any money field accepts
// (10^15, ten million millions of pesos). It leaves room to sum thousands of
// rows in an int64.
const Limit int64 = 1_000_000_000_000_000

// nbsp stands between symbol and digits so that they are never torn apart.
const nbsp = "\u00a0"

// BasisPoints is a rate in hundredths of a percent: 400 is 4 %.
type BasisPoints int64

// WithBonus returns paid plus its bonus, rounded half up to the minor unit:
// credited = paid + round-half-up(paid × bp / 10000) (S0-13, S0-14: 100 → 104
// at 400 bp). paid is in minor units and not negative.
func WithBonus(paid int64, bp BasisPoints) int64 {
	// In two parts, because paid × bp of the largest amount leaves an int64.
	return paid + paid/10000*int64(bp) + (paid%10000*int64(bp)+5000)/10000
}

// Valid tells whether amount may be moved: at least one minor unit and at
// most Limit.
func Valid(amount int64) bool { return amount > 0 && amount <= Limit }

// Digits writes minor units with two decimals in the notation of lang
// ("es-AR", "pt-BR": 1.234,56; "en": 1,234.56), without a currency.
func Digits(minor int64, lang string) string {
	sign := ""
	u := uint64(minor)
	if minor < 0 {
		sign, u = "-", -uint64(minor)
	}
	group, point := ".", ","
	if english(lang) {
		group, point = ",", "."
	}
	return sign + grouped(u/100, group) + point + fmt.Sprintf("%02d", u%100)
}

// Format writes an amount the way the screen shows it: "$ 40.000,00" in
// es-AR, "R$ 112,97" in pt-BR, "ARS 40,000.00" in en (always the code there,
// because "$" alone is ambiguous). The space is U+00A0.
func Format(minor int64, currency, lang string) string {
	sign, digits := "", Digits(minor, lang)
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	return sign + Symbol(currency, lang) + nbsp + digits
}

// Symbol returns what stands before the digits of currency in lang.
func Symbol(currency, lang string) string {
	if english(lang) {
		return currency
	}
	switch {
	case currency == "ARS" && strings.HasPrefix(lang, "es"):
		return "$"
	case currency == "ARS":
		// To a Brazilian reader a bare "$" is a dollar.
		return "AR$"
	case currency == "BRL":
		return "R$"
	}
	return currency
}

// Integer writes n grouped in the notation of lang: 1.234 or 1,234.
func Integer(n int64, lang string) string {
	group := "."
	if english(lang) {
		group = ","
	}
	if n < 0 {
		return "-" + grouped(-uint64(n), group)
	}
	return grouped(uint64(n), group)
}

func english(lang string) bool { return strings.HasPrefix(lang, "en") }

func grouped(u uint64, sep string) string {
	s := strconv.FormatUint(u, 10)
	if len(s) <= 3 {
		return s
	}
	var b strings.Builder
	first := len(s) % 3
	b.WriteString(s[:first])
	for i := first; i < len(s); i += 3 {
		if b.Len() > 0 {
			b.WriteString(sep)
		}
		b.WriteString(s[i : i+3])
	}
	return b.String()
}
