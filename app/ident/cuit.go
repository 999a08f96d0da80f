package ident

import "errors"

// ErrCUIT tells that a text is no CUIT or CUIL.
var ErrCUIT = errors.New("ident: not a CUIT or CUIL")

// cuitPrefixes says whose number begins with what (B5).
var cuitPrefixes = map[string]Word{
	"20": CUITPerson, "23": CUITPerson, "24": CUITPerson, "25": CUITPerson, "26": CUITPerson, "27": CUITPerson,
	"30": CUITEntity, "33": CUITEntity, "34": CUITEntity, "50": CUITForeign, "51": CUITForeign, "55": CUITForeign,
}

// CUIT reads a CUIT or CUIL (rule B5) with or without blanks and dashes: 11
// digits, a known prefix and the right check digit. A remainder of 1 has no
// check digit: such a number is issued under another prefix.
func CUIT(text string) (string, error) {
	r := read(text, digit)
	if len(cuitFaults(r)) > 0 {
		return "", ErrCUIT
	}
	return r.text, nil
}

// CUITFaults tells the rule of B5 that a text breaks; none: it is a CUIT or CUIL.
func CUITFaults(text string) []Finding { return cuitFaults(read(text, digit)) }

func cuitFaults(r reading) []Finding {
	switch {
	case r.at != 0:
		return badChar(CUITChar, r)
	case r.text == "":
		return bad(CUITMissing)
	case len(r.text) != 11:
		return bad(CUITLength, "got", len(r.text))
	case cuitPrefixes[r.text[:2]] == "":
		return bad(CUITPrefix, "code", r.text[:2])
	}
	switch check, ok := cuitCheck(r.text); {
	case !ok:
		return bad(CUITNoCheck)
	case check != r.text[10]:
		return bad(CUITCheck)
	}
	return nil
}

// MakeCUIT completes ten digits with their check digit. It fails where none
// exists.
func MakeCUIT(ten string) (string, error) {
	if len(ten) != 10 || !digits(ten) || cuitPrefixes[ten[:2]] == "" {
		return "", ErrCUIT
	}
	check, ok := cuitCheck(ten)
	if !ok {
		return "", ErrCUIT
	}
	return ten + string(check), nil
}

// cuitCheck is the eleventh digit of the first ten; false where there is none.
func cuitCheck(s string) (byte, bool) {
	switch r := weighted(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11; r {
	case 0:
		return '0', true
	case 1:
		return 0, false
	default:
		return byte('0' + 11 - r), true
	}
}

func checkCUIT(text string) (string, string, []Finding) {
	r := read(text, digit)
	if found := cuitFaults(r); len(found) > 0 {
		return "", "", found
	}
	written := r.text[:2] + "-" + r.text[2:10] + "-" + r.text[10:]
	return r.text, written, []Finding{good(cuitPrefixes[r.text[:2]], "value", written)}
}
