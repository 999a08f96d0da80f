package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestUserFolder(t *testing.T) {
	home := func(t *testing.T, dirs ...string) string {
		dir := t.TempDir()
		for _, d := range dirs {
			if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	for want, dirs := range map[string][]string{
		"": {}, "Descargas": {"Descargas"}, "Documentos": {"Documentos", "Downloads"}, "Documents": {"Documents", "Documentos"},
	} {
		at := home(t, dirs...)
		if got := userFolder(at); got != filepath.Join(at, want) {
			t.Errorf("with %v it is %s", dirs, got)
		}
	}
	at := home(t, "Documents", "Mis papeles", ".config")
	text := "# made by the system\nXDG_DESKTOP_DIR=\"$HOME/Escritorio\"\nXDG_DOCUMENTS_DIR=\"$HOME/Mis papeles\"\n"
	if err := os.WriteFile(filepath.Join(at, ".config", "user-dirs.dirs"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := userFolder(at); got != filepath.Join(at, "Mis papeles") {
		t.Errorf("the system's own folder is not taken: %s", got)
	}
}

func TestASavedFileIsWholeAndOverNoOther(t *testing.T) {
	dir := t.TempDir()
	for i, want := range []string{"a.csv", "a-2.csv", "a-3.csv"} {
		path, err := saveBeside(dir, "a.csv", []byte{byte('0' + i)})
		if err != nil || path != filepath.Join(dir, want) {
			t.Fatalf("%s, %v; want %s", path, err, want)
		}
	}
	for i, name := range []string{"a.csv", "a-2.csv", "a-3.csv"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(data) != string(rune('0'+i)) {
			t.Errorf("%s holds %q, %v", name, data, err)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 3 {
		t.Errorf("left behind: %v, %v", files, err)
	}
	if path, err := saveBeside(filepath.Join(dir, "nowhere"), "a.csv", nil); err == nil {
		t.Errorf("saved in a folder that is not there: %s", path)
	}
}
