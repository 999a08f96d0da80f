package document

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// names lists a folder.
func names(t *testing.T, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, e := range list {
		all += e.Name() + " "
	}
	return all
}

func TestADocumentHasItsNameOnceItIsWhole(t *testing.T) {
	dir := t.TempDir()
	f, err := Create(dir, "a.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("whole")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(f.Path()); err == nil {
		t.Error("half a document has its name")
	}
	if err := f.Keep(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "a.csv")); err != nil || string(got) != "whole" {
		t.Errorf("%q, %v", got, err)
	}
	if got := names(t, dir); got != "a.csv " {
		t.Errorf("left: %s", got)
	}
}

func TestADroppedDocumentLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f, err := Create(dir, "a.csv")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Drop(); err != nil || names(t, dir) != "" {
		t.Errorf("%v, left: %s", err, names(t, dir))
	}
}

func TestADocumentReplacesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	late, err := Create(dir, "a.csv")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(dir, "a.csv"); !errors.Is(err, ErrTaken) {
		t.Errorf("a name that is taken: %v", err)
	}
	if err := late.Keep(); !errors.Is(err, ErrTaken) {
		t.Errorf("a name that was taken meanwhile: %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "mine" || names(t, dir) != "a.csv " {
		t.Errorf("%q, %v, left %s", got, err, names(t, dir))
	}
}

func TestNames(t *testing.T) {
	for name, fine := range map[string]bool{
		"auditoría-2026.csv": true, "a b.csv": true, "": false, ".csv": false, "../a": false, `a\b`: false, "a:b": false, "a.": false,
		" a": false, "nul.csv": false, "com1": false, "a\nb": false, "console.csv": true,
	} {
		_, err := Create(t.TempDir(), name)
		if fine != (err == nil) || !fine && !errors.Is(err, ErrName) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestFolder(t *testing.T) {
	home := t.TempDir()
	if got := Folder(home); got != home {
		t.Errorf("without one: %s", got)
	}
	for _, name := range []string{"Documentos", "Papeles", ".config"} {
		if err := os.Mkdir(filepath.Join(home, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if got := Folder(home); got != filepath.Join(home, "Documentos") {
		t.Errorf("by its usual name: %s", got)
	}
	if err := os.WriteFile(filepath.Join(home, ".config", "user-dirs.dirs"), []byte("XDG_DOCUMENTS_DIR=\"$HOME/Papeles\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Folder(home); got != filepath.Join(home, "Papeles") {
		t.Errorf("by its own name: %s", got)
	}
}
