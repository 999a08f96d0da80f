package text

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"trastienda/assets"
)

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func catalogue(t *testing.T) map[Lang]map[string]string {
	t.Helper()
	all := map[Lang]map[string]string{}
	for _, l := range Langs() {
		words, err := read(assets.Languages(), l)
		if err != nil {
			t.Fatal(err)
		}
		if len(words) == 0 {
			t.Fatalf("the catalogue of %s is empty", l)
		}
		all[l] = words
	}
	return all
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	data, err := fs.ReadFile(assets.Languages(), name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func TestEveryAreaHasEveryLanguageAndOwnsItsKeys(t *testing.T) {
	names, err := fs.Glob(assets.Languages(), "*.*.json")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, name := range names {
		area, l, _ := strings.Cut(strings.TrimSuffix(name, ".json"), ".")
		if !slices.Contains(Langs(), Lang(l)) {
			t.Errorf("%s: no language %q", name, l)
		}
		words := map[string]string{}
		readJSON(t, name, &words)
		for key := range words {
			if !strings.HasPrefix(key, area+".") {
				t.Errorf("%s: key %q does not begin with its area", name, key)
			}
			if other, twice := seen[l+" "+key]; twice {
				t.Errorf("%s: key %q is in %s too", name, key, other)
			}
			seen[l+" "+key] = name
		}
	}
}

func TestLanguagesSayTheSame(t *testing.T) {
	words := catalogue(t)
	var same []string
	readJSON(t, "same.json", &same)
	for _, a := range Langs() {
		for _, b := range Langs() {
			for key, value := range words[a] {
				other, ok := words[b][key]
				if !ok {
					t.Errorf("%s lacks %q, which %s has", b, key, a)
					continue
				}
				if strings.TrimSpace(value) == "" || value != strings.TrimSpace(value) {
					t.Errorf("%s %q: empty or blanks around it", a, key)
				}
				if a < b && value == other && !slices.Contains(same, key) {
					t.Errorf("%q is %q in %s and in %s: translate it, or list it in same.json", key, value, a, b)
				}
				if got, want := places(value), places(other); !slices.Equal(got, want) && !plural(key) {
					t.Errorf("%q has the places %v in %s and %v in %s", key, got, a, want, b)
				}
			}
		}
	}
	for _, key := range same {
		if words[ES][key] == "" {
			t.Errorf("same.json lists %q, which is no key", key)
		}
	}
}

func places(s string) []string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// plural forms may write the number of the singular as a word.
func plural(key string) bool { return strings.HasSuffix(key, ".one") }

func TestPluralsArePairs(t *testing.T) {
	for l, words := range catalogue(t) {
		for key := range words {
			if base, ok := strings.CutSuffix(key, ".one"); ok && words[base+".other"] == "" {
				t.Errorf("%s: %q has no .other", l, base)
			}
		}
	}
}

// use is what the Go files of the screens say about the catalogue.
type use struct {
	literals map[string]bool   // every string
	asked    map[string]string // first argument of T, N and Has, and fields named …Key, with the place
	prefixes map[string]string // the same when it is the beginning of a sum
	plurals  map[string]string // first argument of N
}

func scan(t *testing.T) use {
	t.Helper()
	u := use{map[string]bool{}, map[string]string{}, map[string]string{}, map[string]string{}}
	files := token.NewFileSet()
	paths, err := filepath.Glob("../../*.go")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// What is found about an identifier names its own text.
	found, err := filepath.Glob("../../app/ident/*.go")
	if err != nil || len(found) == 0 {
		t.Fatalf("no files of app/ident: %v", err)
	}
	paths = append(paths, found...)
	written, err := filepath.Glob("../../reports/*.go")
	if err != nil || len(written) == 0 {
		t.Fatalf("no files of reports: %v", err)
	}
	paths = append(paths, written...)
	for _, path := range paths {
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(files, path, data, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			u.look(n, files)
			return true
		})
	}
	return u
}

func (u use) look(n ast.Node, files *token.FileSet) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if s, ok := literal(n); ok {
			u.literals[s] = true
			if strings.HasPrefix(s, "ident.") && !strings.HasSuffix(s, ".") {
				u.asked[s] = files.Position(n.Pos()).String()
			}
		}
	case *ast.CallExpr:
		sel, ok := n.Fun.(*ast.SelectorExpr)
		if !ok || len(n.Args) == 0 {
			return
		}
		at := files.Position(n.Pos()).String()
		switch sel.Sel.Name {
		case "T", "Has":
			u.ask(n.Args[0], at, u.asked)
		case "N":
			u.ask(n.Args[0], at, u.plurals)
		}
	case *ast.KeyValueExpr:
		if id, ok := n.Key.(*ast.Ident); ok && strings.HasSuffix(id.Name, "Key") {
			u.ask(n.Value, files.Position(n.Pos()).String(), u.asked)
		}
	}
}

func (u use) ask(e ast.Expr, at string, into map[string]string) {
	if s, ok := literal(e); ok && strings.Contains(s, ".") {
		into[s] = at
	}
	if sum, ok := e.(*ast.BinaryExpr); ok {
		if s, ok := literal(sum.X); ok {
			u.prefixes[s] = at
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func TestEveryKeyAskedForExists(t *testing.T) {
	words, u := catalogue(t)[ES], scan(t)
	for key, at := range u.asked {
		if words[key] == "" {
			t.Errorf("%s: no text %q", at, key)
		}
	}
	for key, at := range u.plurals {
		if words[key+".one"] == "" || words[key+".other"] == "" {
			t.Errorf("%s: no plural %q", at, key)
		}
	}
	for prefix, at := range u.prefixes {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(words)), func(key string) bool { return strings.HasPrefix(key, prefix) }) {
			t.Errorf("%s: no text begins with %q", at, prefix)
		}
	}
}

// used tells whether a key stands in the source: whole, as the base of a
// plural, or made from a beginning that ends in a dot.
func (u use) used(key string) bool {
	base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
	if u.literals[key] || u.literals[base] {
		return true
	}
	for i, r := range key {
		if r == '.' && strings.Count(key[:i+1], ".") >= 2 && u.literals[key[:i+1]] {
			return true
		}
	}
	return false
}

func TestEveryKeyIsUsed(t *testing.T) {
	u := scan(t)
	for key := range catalogue(t)[ES] {
		if !u.used(key) {
			t.Errorf("no screen uses the text %q", key)
		}
	}
}

// sources.json lists the key of every text that comes from the sources, by
// its number. The words themselves stand in testdata, copied from the sources
// and not from the catalogue, so that nobody changes them by the way.
func TestSourceTextsAreWordForWord(t *testing.T) {
	words, u := catalogue(t)[ES], scan(t)
	var keys, exact map[string]string
	readJSON(t, "sources.json", &keys)
	data, err := os.ReadFile("testdata/sources.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &exact); err != nil {
		t.Fatal(err)
	}
	for number, key := range keys {
		switch want, ok := exact[number]; {
		case !ok:
			t.Errorf("%s: copy its words from the source into testdata/sources.json", number)
		case words[key] != want:
			t.Errorf("%s: %q is %q, the source says %q", number, key, words[key], want)
		}
		if !u.used(key) {
			t.Errorf("%s: no screen uses %q", number, key)
		}
	}
	for number := range exact {
		if keys[number] == "" {
			t.Errorf("%s has words and no key in sources.json", number)
		}
	}
}
