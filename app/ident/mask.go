package ident

import "strings"

// MaskCBU writes a CBU or CVU so that it can be told apart but not used: the
// first eight and the last four digits, in groups of four
// ("0000 3009 •••• •••• ••74 77"). An empty text stays empty; anything that is
// not 22 digits shows nothing of itself.
func MaskCBU(cbu string) string {
	if cbu == "" {
		return ""
	}
	if len(cbu) != 22 || !digits(cbu) {
		return "••••"
	}
	var b strings.Builder
	for i, c := range cbu {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		if i < 8 || i >= 18 {
			b.WriteRune(c)
			continue
		}
		b.WriteRune('•')
	}
	return b.String()
}

// MaskCUIT writes a CUIT or CUIL with its prefix and its last digit alone
// ("27-••••••••-6"). An empty text stays empty; anything that is not 11 digits
// shows nothing of itself.
func MaskCUIT(cuit string) string {
	if cuit == "" {
		return ""
	}
	if len(cuit) != 11 || !digits(cuit) {
		return "••••"
	}
	return cuit[:2] + "-••••••••-" + cuit[10:]
}
