package money

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestFormat(t *testing.T) {
	cases := []struct {
		minor          int64
		currency, lang string
		want           string
	}{
		{4000000, "ARS", "es-AR", "$\u00a040.000,00"},
		{1000000000, "ARS", "es-AR", "$\u00a010.000.000,00"},
		{10400, "ARS", "es-AR", "$\u00a0104,00"},
		{-5000, "ARS", "es-AR", "-$\u00a050,00"},
		{-123450, "ARS", "es-AR", "-$\u00a01.234,50"},
		{11297, "BRL", "pt-BR", "R$\u00a0112,97"},
		{4000000, "ARS", "en", "ARS\u00a040,000.00"},
		{-5000, "ARS", "en", "-ARS\u00a050.00"},
		{5, "ARS", "es-AR", "$\u00a00,05"},
		{0, "ARS", "pt-BR", "AR$\u00a00,00"},
		{-9223372036854775808, "ARS", "es-AR", "-$\u00a092.233.720.368.547.758,08"},
	}
	for _, c := range cases {
		if got := Format(c.minor, c.currency, c.lang); got != c.want {
			t.Errorf("Format(%d, %s, %s) = %q, want %q", c.minor, c.currency, c.lang, got, c.want)
		}
	}
}

// The vectors of rule B6.
func TestParseVectors(t *testing.T) {
	good := map[string]int64{
		"123.456,78": 12345678, "10,03": 1003, "0,10": 10, "10123": 1012300, "1.234.567,89": 123456789,
		"1234": 123400, "1.234": 123400, "1234,5": 123450, "1.234,56": 123456, "$ 1.234,50": 123450, "$1.234,50": 123450,
		"$\u00a040.000,00": 4000000, "10.123": 1012300,
	}
	for text, want := range good {
		if got, err := Parse(text, "es-AR"); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	bad := map[string]error{
		"1,234": ErrDecimals, "12.34,56": ErrFormat, "123456.123.123456": ErrFormat, "50#,50": ErrFormat, ",0001": ErrDecimals,
		"": ErrEmpty, "- 123": ErrFormat, "-123": ErrFormat, "123 ": ErrFormat, "1,234.56": ErrFormat, "1,2,3": ErrFormat,
		"1.": ErrFormat, "1,": ErrFormat, "1e5": ErrFormat, "１２": ErrFormat, "$": ErrEmpty,
		"1000000000000000000": ErrTooLarge, "10000000000000,01": ErrTooLarge, ",50": ErrFormat,
	}
	for text, want := range bad {
		if got, err := Parse(text, "es-AR"); !errors.Is(err, want) {
			t.Errorf("Parse(%q) = %d, %v, want %v", text, got, err, want)
		}
	}
	if got, err := Parse("1,234.56", "en"); err != nil || got != 123456 {
		t.Errorf("Parse in en = %d, %v", got, err)
	}
}

// The vectors of rule B11; for the rest those of B6 count.
func TestParseVectorsOfBrazil(t *testing.T) {
	for text, want := range map[string]int64{"R$ 1.400,00": 140000, "R$ 400,00": 40000, "4,00": 400, "112,97": 11297} {
		if got, err := Parse(text, "pt-BR"); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"$ 1.400,00", "$R 1.400,00"} {
		if got, err := Parse(text, "pt-BR"); !errors.Is(err, ErrFormat) {
			t.Errorf("Parse(%q) = %d, %v", text, got, err)
		}
	}
}

func TestParseReadsWhatFormatWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(0, Limit).Draw(t, "minor")
		lang := rapid.SampledFrom([]string{"es-AR", "pt-BR", "en"}).Draw(t, "lang")
		currency := rapid.SampledFrom([]string{"ARS", "BRL"}).Draw(t, "currency")
		for _, text := range []string{Digits(minor, lang), Format(minor, currency, lang)} {
			if got, err := Parse(text, lang); err != nil || got != minor {
				t.Fatalf("Parse(%q, %s) = %d, %v, want %d", text, lang, got, err, minor)
			}
		}
	})
}

func TestWithBonusRoundsHalfUp(t *testing.T) {
	cases := []struct {
		paid int64
		bp   BasisPoints
		want int64
	}{
		{10000, 400, 10400},                       // S0-13: 100 → 104
		{1, 400, 1}, {12, 400, 12}, {13, 400, 14}, // 0.52 → 1
		{50, 100, 51}, // exactly one half goes up
		{49, 100, 49},
		{Limit, 10000, 2 * Limit},
		{777, 0, 777},
	}
	for _, c := range cases {
		if got := WithBonus(c.paid, c.bp); got != c.want {
			t.Errorf("WithBonus(%d, %d) = %d, want %d", c.paid, c.bp, got, c.want)
		}
	}
}
