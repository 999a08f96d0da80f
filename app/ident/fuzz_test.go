package ident

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzCheck: no text makes any check panic, what is accepted is accepted again in
// its stored form, and nothing found repeats a long text.
func FuzzCheck(f *testing.F) {
	for kind, list := range vectors() {
		for _, v := range list {
			f.Add(string(kind), v.text)
		}
	}
	for _, seed := range []string{"\x00", "\xff\xfe", "٠١٢", "０１２", "\u202e0110138202011100377664", strings.Repeat("9", 1<<12), strings.Repeat("-", 1<<12), "+", "0"} {
		for _, kind := range Kinds() {
			f.Add(string(kind), seed)
		}
	}
	f.Fuzz(func(t *testing.T, kind, text string) {
		r, ok := Check(Kind(kind), text)
		if !ok {
			return
		}
		if len(r.Findings) == 0 || r.Valid != (r.Value != "") {
			t.Fatalf("%+v", r)
		}
		for _, found := range r.Findings {
			for _, arg := range found.Args {
				if s, is := arg.(string); is && (len(s) > 300 || !utf8.ValidString(s)) {
					t.Fatalf("%s tells %q", found.Word, s)
				}
			}
		}
		if again, _ := Check(Kind(kind), r.Value); r.Valid && (again.Value != r.Value || again.Shown != r.Shown) {
			t.Fatalf("%q is stored as %q, which is %+v", text, r.Value, again)
		}
	})
}

// FuzzDiagnose: the diagnosis agrees with what is accepted, and its remedies hold.
func FuzzDiagnose(f *testing.F) {
	for _, v := range vectors()[KindCBU] {
		f.Add(v.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := Diagnose(text)
		if _, err := CBU(text); (err == nil) != d.Valid() {
			t.Fatalf("%q: %v and %+v", text, err, d)
		}
		for _, fix := range d.Fixes {
			if s := d.Digits[:fix.At-1] + string(fix.To) + d.Digits[fix.At:]; !Diagnose(s).Valid() || d.Digits[fix.At-1] != fix.From {
				t.Fatalf("%q: %+v does not help", text, fix)
			}
		}
		for _, at := range d.Blind {
			s := []byte(d.Digits)
			s[at-1], s[at] = s[at], s[at-1]
			if !Diagnose(string(s)).Valid() {
				t.Fatalf("%q: the exchange at %d is noticed", text, at)
			}
		}
	})
}

// Texts of a megabyte are answered like any other.
func TestLongTexts(t *testing.T) {
	for _, part := range []string{"9", "0", "-", " ", "A", "a.", "\x00", "٣", "(", "V1", "1-", "+55", "é", "\xff"} {
		text := strings.Repeat(part, 1<<20/len(part))
		for _, kind := range Kinds() {
			if r, _ := Check(kind, text); r.Valid {
				t.Errorf("%s accepts a megabyte of %q", kind, part)
			}
		}
	}
}
