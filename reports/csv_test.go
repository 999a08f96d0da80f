package reports

import (
	"errors"
	"strings"
	"testing"
)

func TestCSV(t *testing.T) {
	for lang, want := range map[string]string{
		"es-AR": "\ufeffQuién;Qué\r\n\"a;b\";\"dijo \"\"no\"\"\"\r\n'=1+1;\r\n",
		"pt-BR": "\ufeffQuién;Qué\r\n\"a;b\";\"dijo \"\"no\"\"\"\r\n'=1+1;\r\n",
		"en":    "Quién,Qué\r\na;b,\"dijo \"\"no\"\"\"\r\n'=1+1,\r\n",
	} {
		var b strings.Builder
		c := NewCSV(&b, lang)
		for _, line := range [][]string{{"Quién", "Qué"}, {"a;b", `dijo "no"`}, {"=1+1", ""}} {
			if err := c.Line(line...); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Flush(); err != nil || b.String() != want {
			t.Errorf("%s: %q, %v, want %q", lang, b.String(), err, want)
		}
	}
}

func TestHarmless(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "a": "a", "=a": "'=a", "+a": "'+a", "-1": "'-1", "-1,00": "-1,00", "-1+1,00": "'-1+1,00", "@a": "'@a", "\t=a": "'\t=a", " =a": "' =a", "a=b": "a=b", "ñ": "ñ",
	} {
		if got := Harmless(cell); got != want {
			t.Errorf("%q became %q, want %q", cell, got, want)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestCSVTellsThatItCouldNotBeWritten(t *testing.T) {
	c := NewCSV(full{}, "en")
	err := c.Line("a")
	if err = errors.Join(err, c.Flush()); err == nil {
		t.Error("a full disk was not told")
	}
}
