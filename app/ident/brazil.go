package ident

import (
	"errors"
	"regexp"
	"strings"
)

// The errors of texts that are no Brazilian identifier.
var (
	ErrCPF    = errors.New("ident: not a CPF")
	ErrCNPJ   = errors.New("ident: not a CNPJ")
	ErrMobile = errors.New("ident: not a Brazilian mobile number")
)

var (
	cpfForm  = regexp.MustCompile(`^[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}$`)
	cnpjForm = regexp.MustCompile(`^[0-9A-Z]{2}\.?[0-9A-Z]{3}\.?[0-9A-Z]{3}/?[0-9A-Z]{4}-?[0-9]{2}$`)
	marks    = strings.NewReplacer(".", "", "-", "", "/", "")
)

// CPF reads a CPF (rule B8): 11 digits, alone or written 000.000.000-00, with
// both check digits right. Eleven equal digits pass the arithmetic and are
// refused.
func CPF(text string) (string, error) { return valueOf(checkCPF, text, ErrCPF) }

// CNPJ reads a CNPJ (rule B9), of digits or with letters as issued since July
// 2026, alone or written AA.AAA.AAA/AAAA-00. Letters are given in upper case.
func CNPJ(text string) (string, error) { return valueOf(checkCNPJ, text, ErrCNPJ) }

// Mobile reads a Brazilian mobile number (rule B10), with or without country
// and trunk prefix, and gives its 11 digits: area and number.
func Mobile(text string) (string, error) { return valueOf(checkMobile, text, ErrMobile) }

// valueOf gives the stored form of a text that a check accepts.
func valueOf(check func(string) (string, string, []Finding), text string, otherwise error) (string, error) {
	value, _, found := check(text)
	for _, f := range found {
		if f.Grade == Bad {
			return "", otherwise
		}
	}
	return value, nil
}

// written gives a text as the strict forms want it: their letters in upper case,
// no blanks around.
func written(text string) string { return upper(strings.TrimSpace(text)) }

func checkCPF(text string) (string, string, []Finding) {
	s := written(text)
	switch {
	case s == "":
		return "", "", bad(CPFMissing)
	case !cpfForm.MatchString(s):
		return "", "", bad(CPFForm)
	}
	s = marks.Replace(s)
	switch {
	case same(s):
		return "", "", bad(CPFSame)
	case s[9] != elevenCheck(weighted(s, 10, 9, 8, 7, 6, 5, 4, 3, 2)) || s[10] != elevenCheck(weighted(s, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)):
		return "", "", bad(CPFCheck)
	}
	shown := s[:3] + "." + s[3:6] + "." + s[6:9] + "-" + s[9:]
	return s, shown, []Finding{good(CPFGood, "value", shown)}
}

// elevenCheck is Brazil's check digit: 0 for a remainder of 0 or 1, else 11
// less the remainder.
func elevenCheck(sum int) byte {
	if r := sum % 11; r >= 2 {
		return byte('0' + 11 - r)
	}
	return '0'
}

func checkCNPJ(text string) (string, string, []Finding) {
	s := written(text)
	switch {
	case s == "":
		return "", "", bad(CNPJMissing)
	case !cnpjForm.MatchString(s):
		return "", "", bad(CNPJForm)
	}
	s = marks.Replace(s)
	switch {
	case s[:12] == "000000000000":
		return "", "", bad(CNPJZeros)
	case same(s):
		return "", "", bad(CNPJSame)
	case s[12] != elevenCheck(weighted(s, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) || s[13] != elevenCheck(weighted(s, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)):
		return "", "", bad(CNPJCheck)
	}
	word := CNPJGood
	if !digits(s) {
		word = CNPJLetters
	}
	shown := s[:2] + "." + s[2:5] + "." + s[5:8] + "/" + s[8:12] + "-" + s[12:]
	return s, shown, []Finding{good(word, "value", shown)}
}
