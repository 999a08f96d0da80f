package agency

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"
)

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestCheck(t *testing.T) {
	good := Profile{Name: "Agencia Demo", Currency: "ARS", TimeZone: "America/Argentina/Buenos_Aires", Logo: picture(t, 200, 80)}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*Profile)
		want   error
	}{
		{"no name", func(s *Profile) { s.Name = "" }, ErrName},
		{"a long name", func(s *Profile) { s.Name = strings.Repeat("ñ", NameMost+1) }, ErrName},
		{"a line end in the name", func(s *Profile) { s.Name = "a\nb" }, ErrName},
		{"broken UTF-8", func(s *Profile) { s.Name = "a\xff" }, ErrName},
		{"no currency", func(s *Profile) { s.Currency = "" }, ErrCurrency},
		{"an invented currency", func(s *Profile) { s.Currency = "ZZ9" }, ErrCurrency},
		{"a zone that is none", func(s *Profile) { s.TimeZone = "America/Nowhere" }, ErrTimeZone},
		{"no zone", func(s *Profile) { s.TimeZone = "" }, ErrTimeZone},
		{"the zone of the machine", func(s *Profile) { s.TimeZone = "Local" }, ErrTimeZone},
		{"a zone that is a path", func(s *Profile) { s.TimeZone = "../../etc/passwd" }, ErrTimeZone},
		{"no picture", func(s *Profile) { s.Logo = []byte("GIF89a") }, ErrLogo},
		{"too many bytes", func(s *Profile) { s.Logo = append(picture(t, 9, 9), make([]byte, LogoBytes)...) }, ErrLogo},
		{"too many pixels", func(s *Profile) { s.Logo = picture(t, LogoSide+1, 1) }, ErrLogo},
	} {
		s := good
		c.change(&s)
		if err := s.Check(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCheckNamesEveryWrongField(t *testing.T) {
	err := Profile{}.Check()
	for _, want := range []error{ErrName, ErrCurrency, ErrTimeZone} {
		if !errors.Is(err, want) {
			t.Errorf("%v is missing in %v", want, err)
		}
	}
	if errors.Is(err, ErrLogo) {
		t.Error("no logo is no error")
	}
}

func TestClean(t *testing.T) {
	got := Profile{Name: "  Agencia  ", Currency: " ars", TimeZone: "UTC "}.Clean()
	if got.Name != "Agencia" || got.Currency != "ARS" || got.TimeZone != "UTC" {
		t.Errorf("%+v", got)
	}
}
