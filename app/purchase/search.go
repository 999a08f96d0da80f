package purchase

import (
	"strconv"
	"strings"
)

// SearchText is the text of a row that the search box looks into: PSR, both
// transfer numbers, and the credited amount as plain digits with a point
// ("40000.00"), in lower case. Fields are kept apart by blanks.
func SearchText(psr, walletTransfer, transferID string, credited int64) string {
	cents := strconv.FormatInt(credited%100, 10)
	if len(cents) < 2 {
		cents = "0" + cents
	}
	amount := strconv.FormatInt(credited/100, 10) + "." + cents
	return normal(psr + " " + walletTransfer + " " + transferID + " " + amount)
}

// SearchWords are the words of a text that is searched for, in the form of
// SearchText: a row is found when it holds every one of them.
func SearchWords(text string) []string {
	words := strings.Fields(normal(text))
	for i, w := range words {
		words[i] = amountDigits(w)
	}
	return words
}

// normal folds case. The fields searched are codes and numbers, so nothing
// else needs folding.
func normal(text string) string { return strings.ToLower(text) }

// amountDigits turns a typed amount into the form of SearchText: "$40.000,00"
// and "40.000" become "40000.00" and "40000". Anything that does not read as
// an amount with grouping or decimals stays as typed, because transfer ids
// have points of their own (WB221212.1047.B23373, S0-30).
func amountDigits(word string) string {
	s := strings.TrimPrefix(word, "$")
	digits := 0
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c != '.' && c != ',':
			return word
		}
	}
	if digits == 0 || digits == len(s) {
		return s
	}
	last := strings.LastIndexAny(s, ".,")
	whole, fraction := s[:last], s[last+1:]
	strip := strings.NewReplacer(".", "", ",", "")
	if len(fraction) == 3 { // a grouping mark, not a decimal one
		return strip.Replace(s)
	}
	if len(fraction) > 2 {
		return word
	}
	return strip.Replace(whole) + "." + fraction
}
