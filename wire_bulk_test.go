package main

import (
	"os"
	"path/filepath"
	"testing"
)

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
