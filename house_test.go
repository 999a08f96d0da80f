package main

import (
	"go/parser"
	"go/token"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms is the import table of the house: what the Go files below a folder may
// import of this module. The longest folder that matches decides.
var rooms = map[string][]string{
	"app":            {"app"},
	"data/hub":       {"app", "data/hub", "data/connector"},
	"data/desk":      {"app", "data/desk"},
	"data/connector": {"app", "data/connector"},
	"reports":        {"app", "reports", "assets"},
	"ui":             {"app", "reports", "assets", "ui"},
	"assets":         {"assets"},
}

// values are the only libraries the business may use: value types that call
// nobody and draw nothing. rapid is for its tests.
var values = []string{"github.com/google/uuid", "pgregory.net/rapid", "golang.org/x/text"}

// testKits are packages that only tests may import: nothing of them belongs in
// the program.
var testKits = []string{"ui/uitest"}

// topLevel is all that may stand at the top.
var topLevel = []string{
	"app", "ui", "data", "reports", "assets", ".ci", ".gitignore", ".gitattributes",
	"FyneApp.toml", "go.mod", "go.sum", "README.md", "CONTRIBUTING.md", "Makefile", "main.go",
}

func trackedFiles(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "ls-files").Output()
	if err != nil {
		t.Fatalf("list the files: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func TestTopLevel(t *testing.T) {
	for _, file := range trackedFiles(t) {
		top, _, below := strings.Cut(file, "/")
		wire := !below && strings.HasPrefix(top, "wire") && strings.HasSuffix(top, ".go")
		test := !below && strings.HasSuffix(top, "_test.go")
		if !slices.Contains(topLevel, top) && !wire && !test {
			t.Errorf("%s stands at the top level and has no place there", file)
		}
	}
}

func TestImportTable(t *testing.T) {
	checked := 0
	for _, file := range trackedFiles(t) {
		if !strings.HasSuffix(file, ".go") || !strings.Contains(file, "/") {
			continue
		}
		room, allowed := roomOf(path.Dir(file))
		if room == "" {
			t.Errorf("%s is in no room", file)
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		checked++
		for _, spec := range parsed.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if own, ok := strings.CutPrefix(name, "trastienda/"); ok {
				if !slices.ContainsFunc(allowed, func(a string) bool { return within(own, a) }) {
					t.Errorf("%s imports %s, which %s may not", file, name, room)
				}
				if slices.Contains(testKits, own) && !strings.HasSuffix(file, "_test.go") {
					t.Errorf("%s imports %s, which is for tests alone", file, name)
				}
			} else if room == "app" && strings.Contains(strings.Split(name, "/")[0], ".") &&
				!slices.ContainsFunc(values, func(v string) bool { return within(name, v) }) {
				t.Errorf("%s imports %s; the business uses value libraries only", file, name)
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d files were checked", checked)
	}
}

func roomOf(dir string) (room string, allowed []string) {
	for name, list := range rooms {
		if within(dir, name) && len(name) > len(room) {
			room, allowed = name, list
		}
	}
	return room, allowed
}

func within(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}

func TestRoomsAreToldApart(t *testing.T) {
	if room, _ := roomOf("data/hub/store"); room != "data/hub" {
		t.Errorf("data/hub/store is in %q", room)
	}
	if room, _ := roomOf("database"); room != "" {
		t.Errorf("database is in %q", room)
	}
}
