package ident

import (
	"errors"
	"strings"
)

// ErrCUIT tells that a text is no CUIT or CUIL.
var ErrCUIT = errors.New("ident: not a CUIT or CUIL")

var cuitPrefixes = map[string]bool{
	"20": true, "23": true, "24": true, "25": true, "26": true, "27": true,
	"30": true, "33": true, "34": true, "50": true, "51": true, "55": true,
}

// CUIT reads a CUIT or CUIL (rule B5) with or without dashes: 11 digits, a
// known prefix and the right check digit. A remainder of 1 has no check digit:
// such a number is issued under another prefix.
func CUIT(text string) (string, error) {
	s := strings.ReplaceAll(text, "-", "")
	if len(s) != 11 || !digits(s) || !cuitPrefixes[s[:2]] {
		return "", ErrCUIT
	}
	if check, ok := cuitCheck(s[:10]); !ok || s[10] != check {
		return "", ErrCUIT
	}
	return s, nil
}

// MakeCUIT completes ten digits with their check digit. It fails where none
// exists.
func MakeCUIT(ten string) (string, error) {
	if len(ten) != 10 || !digits(ten) || !cuitPrefixes[ten[:2]] {
		return "", ErrCUIT
	}
	check, ok := cuitCheck(ten)
	if !ok {
		return "", ErrCUIT
	}
	return ten + string(check), nil
}

func cuitCheck(ten string) (byte, bool) {
	sum := 0
	for i, w := range []int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2} {
		sum += int(ten[i]-'0') * w
	}
	switch r := sum % 11; r {
	case 0:
		return '0', true
	case 1:
		return 0, false
	default:
		return byte('0' + 11 - r), true
	}
}
