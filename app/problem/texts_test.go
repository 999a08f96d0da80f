package problem

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// declared reads the codes that codes.go declares, so that a code without
// texts cannot hide.
func declared(t *testing.T) []Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []Code
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, _ := strconv.Unquote(lit.Value)
			codes = append(codes, Code(text))
		}
		return true
	})
	return codes
}

func TestEveryCodeSpeaksEveryLanguage(t *testing.T) {
	codes := declared(t)
	if len(codes) != len(Codes()) {
		t.Errorf("%d codes are declared, %d have texts", len(codes), len(Codes()))
	}
	for _, code := range codes {
		e, ok := entries[code]
		if !ok {
			t.Errorf("%s has no texts", code)
			continue
		}
		if e.status < 400 || e.status > 599 {
			t.Errorf("%s has status %d", code, e.status)
		}
		seen := map[string]string{}
		for _, lang := range Languages {
			x := e.texts[lang]
			if x.title == "" || strings.Count(x.detail, ".") < 3 {
				t.Errorf("%s says too little in %s: what happened, what of the money, what to do", code, lang)
			}
			if other, twice := seen[x.detail]; twice {
				t.Errorf("%s says the same in %s and %s", code, lang, other)
			}
			seen[x.detail] = lang
			if !utf8.ValidString(x.title + x.detail) {
				t.Errorf("%s is not UTF-8 in %s", code, lang)
			}
		}
		if len(e.texts) != len(Languages) {
			t.Errorf("%s has %d languages", code, len(e.texts))
		}
	}
}

func TestNew(t *testing.T) {
	p := New(KeyMissing, "pt-BR", "r-1")
	if p.Status != 400 || p.Code != KeyMissing || p.RequestID != "r-1" || p.Title != "Falta a chave do pedido" ||
		p.Type != "urn:trastienda:problem:key-missing" {
		t.Errorf("got %+v", p)
	}
	if got := New(KeyMissing, "fr", "").Title; got != "Falta la clave del pedido" {
		t.Errorf("an unknown language reads %q", got)
	}
	if got := New("no-such-code", "en", "").Code; got != Internal {
		t.Errorf("an unknown code reads %q", got)
	}
}
