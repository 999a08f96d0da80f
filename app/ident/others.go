package ident

import (
	"errors"
	"regexp"
	"strings"
)

// The errors of texts that are none of these.
var (
	ErrCedula = errors.New("ident: not a cédula")
	ErrRIF    = errors.New("ident: not a RIF")
	ErrLuhn   = errors.New("ident: not a number by Luhn's rule")
)

var (
	panamaForm    = regexp.MustCompile(`^(PE|E|N|([1-9]|1[0-3])(AV|PI)?)-[0-9]{1,4}-[0-9]{1,6}$`)
	venezuelaForm = regexp.MustCompile(`^[VE]-?[0-9]{6,9}$`)
)

// PanamaCedula reads a Panamanian cédula (rule B12), given in upper case: it has
// no check digit, so that only its form is known.
func PanamaCedula(text string) (string, error) { return valueOf(checkCedula, text, ErrCedula) }

// VenezuelaCedula reads a Venezuelan cédula (rule B12), given as letter and
// digits: only its form is known.
func VenezuelaCedula(text string) (string, error) {
	s := written(text)
	if !venezuelaForm.MatchString(s) {
		return "", ErrCedula
	}
	return strings.Replace(s, "-", "", 1), nil
}

// RIF reads a Venezuelan RIF (rule B12): letter and nine digits, the last of
// them a check digit, with or without blanks and dashes.
func RIF(text string) (string, error) { return valueOf(checkRIF, text, ErrRIF) }

// Luhn reads a number whose last digit fits Luhn's rule (B13), with or without
// blanks and dashes. Whether it is a card cannot be known by it: see CardLength.
func Luhn(text string) (string, error) { return valueOf(checkLuhn, text, ErrLuhn) }

// A card has 12 to 19 digits (B13).
const (
	cardMin = 12
	cardMax = 19
)

func checkCedula(text string) (string, string, []Finding) {
	s := written(text)
	switch {
	case s == "":
		return "", "", bad(CedulaMissing)
	case !panamaForm.MatchString(s):
		return "", "", bad(CedulaForm)
	}
	return s, s, []Finding{good(CedulaGood, "value", s)}
}

// rifLetters is what each letter adds to the sum; the letter C of newer lists
// is left out, because no rule for it was found.
var rifLetters = map[byte]int{'V': 4, 'E': 8, 'J': 12, 'P': 16, 'G': 20}

func checkRIF(text string) (string, string, []Finding) {
	r := read(text, letterOrDigit)
	s := upper(r.text)
	switch {
	case r.at != 0:
		return "", "", badChar(RIFChar, r)
	case s == "":
		return "", "", bad(RIFMissing)
	case rifLetters[s[0]] == 0:
		return "", "", bad(RIFType)
	}
	for i, c := range s[1:] {
		if letter(c) {
			return "", "", bad(RIFChar, "char", string(c), "at", placeOf(text, i+1))
		}
	}
	if len(s) != 10 {
		return "", "", bad(RIFLength, "got", len(s)-1)
	}
	check := 11 - (rifLetters[s[0]]+weighted(s[1:], 3, 2, 7, 6, 5, 4, 3, 2))%11
	if check >= 10 {
		check = 0
	}
	if s[9] != byte('0'+check) {
		return "", "", bad(RIFCheck)
	}
	shown := s[:1] + "-" + s[1:9] + "-" + s[9:]
	return s, shown, []Finding{good(RIFGood, "value", shown)}
}

// placeOf finds the place, from 1, of the character that is the nth, from 0, of
// those that read keeps.
func placeOf(text string, nth int) int {
	at := 0
	for _, r := range text {
		at++
		if blank(r) || dash(r) {
			continue
		}
		if nth == 0 {
			break
		}
		nth--
	}
	return at
}

func checkLuhn(text string) (string, string, []Finding) {
	r := read(text, digit)
	switch {
	case r.at != 0:
		return "", "", badChar(LuhnChar, r)
	case r.text == "":
		return "", "", bad(LuhnMissing)
	case len(r.text) > cardMax:
		return "", "", bad(LuhnLong)
	}
	sum := 0
	for i := range len(r.text) {
		d := int(r.text[len(r.text)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	if sum%10 != 0 {
		return "", "", bad(LuhnCheck)
	}
	shown := "•••• " + r.text[max(0, len(r.text)-4):]
	found := []Finding{good(LuhnGood, "last", shown)}
	if len(r.text) < cardMin {
		found = append(found, warn(LuhnLength, "got", len(r.text)))
	}
	return r.text, shown, found
}
