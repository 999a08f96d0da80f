package ident

import "testing"

func TestMaskCBU(t *testing.T) {
	for _, c := range []struct{ cbu, want string }{
		{"", ""},
		{"0000300912345678907477", "0000 3009 •••• •••• ••74 77"},
		{"000030091234567890747", "••••"},
		{"alias.de.prueba", "••••"},
		{"000030091234567890747x", "••••"},
	} {
		if got := MaskCBU(c.cbu); got != c.want {
			t.Errorf("MaskCBU(%q) = %q, want %q", c.cbu, got, c.want)
		}
	}
}
