package ident

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// reading is an identifier without what people put between its digits, and the
// first character that does not belong there.
type reading struct {
	text string
	bad  rune // where at is not 0
	at   int  // place of bad in the text as it came, in characters from 1; 0: none
}

// read drops blanks and dashes and stops at the first character that fits
// refuses.
func read(text string, fits func(rune) bool) reading {
	var b strings.Builder
	at := 0
	for _, r := range text {
		at++
		switch {
		case blank(r) || dash(r):
			continue
		case !fits(r):
			return reading{b.String(), r, at}
		}
		b.WriteRune(r)
	}
	return reading{text: b.String()}
}

// blank tells what may stand between digits without being seen: what word
// processors and messengers put there when a number is copied.
func blank(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\u2060', '\ufeff': // soft hyphen, zero-width blanks
		return true
	}
	return unicode.IsSpace(r)
}

func dash(r rune) bool { return r == '-' || r >= '\u2010' && r <= '\u2014' || r == '\u2212' }

// digit accepts ASCII digits alone: those of other scripts look like numbers
// and are none to a bank.
func digit(r rune) bool { return r >= '0' && r <= '9' }

func letter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }

func letterOrDigit(r rune) bool { return digit(r) || letter(r) }

// upper writes ASCII letters in upper case and leaves the others alone: to
// Unicode a long s is a small S too, to an office it is none.
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

func digits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// weighted is the sum of the digits times their weights; a digit's value is its
// distance from '0', which is also how a CNPJ counts its letters.
func weighted(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return sum
}

// same tells that a text is one character over and over.
func same(s string) bool { return strings.Count(s, s[:1]) == len(s) }

// shown writes a character so that it can be told in a sentence, whatever it is.
func shown(r rune) string {
	if r != utf8.RuneError && unicode.IsPrint(r) && !unicode.IsMark(r) {
		return string(r)
	}
	const hex = "0123456789ABCDEF"
	var b []byte
	for shift := 20; shift >= 0; shift -= 4 {
		if shift <= 12 || r>>shift != 0 {
			b = append(b, hex[r>>shift&15])
		}
	}
	return "U+" + string(b)
}
