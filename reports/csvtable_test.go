package reports

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestTableInEveryNotation(t *testing.T) {
	rows := purchases(2)
	rows[0].Agent.Code, rows[0].Agent.Name = "", "=cmd|' /C calc'!A0"
	for lang, want := range map[string][]string{
		"es-AR": {"\ufeffFecha y hora;PSR;Agente;", "28/11/26 11:47:05;000012345600000;'=cmd|' /C calc'!A0;000000004000;10000,00;400,00;10400,00;ARS;TR-00000000;OK;\r\n", "\r\nTotal general;2;ARS;20001,37;800,05;20801,42\r\n"},
		"pt-BR": {"\ufeffData e hora;", ";10000,00;400,00;10400,00;", "\r\nTotal geral;2;ARS;20001,37;800,05;20801,42\r\n"},
		"en":    {"Date and time,PSR,", ",10000.00,400.00,10400.00,ARS,", "\r\nGrand total,2,ARS,20001.37,800.05,20801.42\r\n"},
	} {
		text := string(file(t, document(t, Purchases{}, head(t, lang), rows), CSVs)[0])
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in\n%s", lang, w, text)
			}
		}
		if lang == "en" && strings.HasPrefix(text, "\ufeff") {
			t.Error("English has a byte order mark")
		}
	}
}

func TestNarrow(t *testing.T) {
	h := head(t, "es-AR")
	for _, c := range []struct {
		from, to string
		want     error
	}{{"2026-11-01", "2026-11-30", nil}, {"", "", nil}, {"2026-11-30", "2026-11-30", nil}, {"2026-11-30", "2026-11-29", ErrPeriod}, {"30/11/2026", "", ErrDay}, {"", "2026-02-30", ErrDay}} {
		_, err := Purchases{FromDay: c.from, ToDay: c.to}.Document(t.Context(), h, purchases(1))
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%q to %q: %v, want %v", c.from, c.to, err, c.want)
		}
	}
}

// A cancelled report ends at once with the context's error, in every format, and
// progress was told on the way.
func TestCancelEndsAReport(t *testing.T) {
	for _, f := range Formats() {
		ctx, cancel := context.WithCancel(t.Context())
		last := 0
		err := Write(ctx, document(t, Purchases{}, head(t, "es-AR"), purchases(5000)), f, func(int, int) (io.Writer, error) { return io.Discard, nil }, func(done, of int) {
			if last = done; done >= 1000 {
				cancel()
			}
			if of != 5000 {
				t.Errorf("of %d", of)
			}
		})
		if !errors.Is(err, context.Canceled) || last < 1000 || last > 2000 {
			t.Errorf("%s: %v after %d", f, err, last)
		}
	}
	if err := Write(t.Context(), document(t, Purchases{}, head(t, "en"), purchases(5)), CSVs, func(int, int) (io.Writer, error) { return full{}, nil }, nil); err == nil {
		t.Error("a full disk was not told")
	}
}
