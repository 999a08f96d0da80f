package ident

import "strings"

// ddds are the area codes of Brazil (B10).
var ddds = " 11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55" +
	" 61 62 63 64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99 "

func checkMobile(text string) (string, string, []Finding) {
	begun := false
	r := read(text, func(r rune) bool {
		fits := digit(r) || strings.ContainsRune("().", r) || r == '+' && !begun
		begun = begun || digit(r) || r == '+'
		return fits
	})
	s := national(strings.NewReplacer("(", "", ")", "", ".", "").Replace(r.text))
	switch {
	case r.at != 0:
		return "", "", badChar(MobileChar, r)
	case strings.HasPrefix(s, "+"):
		return "", "", bad(MobileCountry)
	case s == "":
		return "", "", bad(MobileMissing)
	case len(s) == 10 && strings.Contains(ddds, " "+s[:2]+" ") && s[2] >= '2' && s[2] <= '5':
		return "", "", bad(MobileLandline)
	case len(s) != 11:
		return "", "", bad(MobileLength, "got", len(s))
	case !strings.Contains(ddds, " "+s[:2]+" "):
		return "", "", bad(MobileArea, "code", s[:2])
	case s[2] != '9':
		return "", "", bad(MobileNine)
	case !groupsFit(text):
		return "", "", bad(MobileGroups)
	}
	shown := s[:2] + " " + s[2:7] + "-" + s[7:]
	found := []Finding{good(MobileGood, "value", shown)}
	if s[3] == '0' {
		found = append(found, warn(MobileZero))
	}
	return s, shown, found
}

// national drops the country prefix and the trunk's 0 where a whole number
// remains. 55 is also an area, so that it is dropped by length.
func national(s string) string {
	for _, prefix := range []string{"+55", "0055", "55"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok && (len(rest) == 11 || len(rest) == 12 && rest[0] == '0') {
			s = rest
			break
		}
	}
	if len(s) == 12 && s[0] == '0' {
		s = s[1:]
	}
	return s
}

// groupsFit refuses a dash inside the last eight digits that is not in their
// middle: 9999-99999 lost or gained a digit somewhere.
func groupsFit(text string) bool {
	after := 0
	for i := len(text) - 1; i >= 0 && after < 8; i-- {
		switch {
		case digit(rune(text[i])):
			after++
		case text[i] == '-' && after != 4 && after != 0:
			return false
		}
	}
	return true
}
