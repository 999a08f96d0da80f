package audit

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"trastienda/app/access"
	chain "trastienda/app/audit"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// Whatever the hub writes has words; only later versions write something else.
func TestEveryActHasWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../app/audit/audit.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	book, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	acts := 0
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(v.Names[0].Name, "Act") {
			return true
		}
		act, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil || actWords(book, act) == act {
			t.Errorf("no words for %s", act)
		}
		acts++
		return true
	})
	if acts < 15 {
		t.Errorf("only %d acts were found", acts)
	}
}

// A changed person is told field by field, in words.
func TestAPersonInWords(t *testing.T) {
	book, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	book.SetZone(uitest.BuenosAires)
	doc := func(u any) json.RawMessage {
		text, err := json.Marshal(u)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	seen := time.Date(2022, 12, 13, 15, 0, 0, 0, time.UTC)
	before := access.User{ID: "u1", Name: "Bruno", Email: "b@sur.example", Role: access.Operator, Active: true, LastSeen: &seen, Version: 1}
	after := before
	after.Role, after.Active, after.Version = access.Manager, false, 2
	said := map[string]string{}
	for _, f := range fieldsOf(book, chain.Entry{Before: doc(before), After: doc(after)}) {
		said[fieldWords(book, f.name)] = f.before + " → " + f.after
	}
	for name, want := range map[string]string{"Rol": "operador → gerente", "Activo": "sí → no", "Última vez": "13/12/2022 12:00 → 13/12/2022 12:00"} {
		if said[name] != want {
			t.Errorf("%s: %q, not %q (all: %v)", name, said[name], want, said)
		}
	}
	invitation := doc(access.Invitation{ExpiresAt: seen})
	for _, f := range append(fieldsOf(book, chain.Entry{After: doc(after)}), fieldsOf(book, chain.Entry{After: invitation})...) {
		if fieldWords(book, f.name) == f.name {
			t.Errorf("no words for the field %s", f.name)
		}
	}
}
