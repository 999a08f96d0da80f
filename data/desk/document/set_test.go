package document

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func put(t *testing.T, s *Set, volume, of int, text string) {
	t.Helper()
	f, err := s.Open(volume, of)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if have, err := os.ReadFile(path); err != nil || string(have) != want {
		t.Errorf("%s holds %q, %v, want %q", path, have, err, want)
	}
}

func entries(t *testing.T, dir string) int {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestSetKeepsItsVolumesTogether(t *testing.T) {
	dir := t.TempDir()
	s := NewSet(filepath.Join(dir, "ventas.pdf"), false)
	put(t, s, 1, 12, "one")
	put(t, s, 2, 12, "two")
	if err := s.Keep(); err != nil {
		t.Fatal(err)
	}
	holds(t, filepath.Join(dir, "ventas-01.pdf"), "one")
	holds(t, filepath.Join(dir, "ventas-02.pdf"), "two")
	if n := entries(t, dir); n != 2 || len(s.Paths()) != 2 {
		t.Errorf("%d files, the paths are %v", n, s.Paths())
	}
	again := NewSet(filepath.Join(dir, "ventas.pdf"), false)
	if _, err := again.Open(1, 12); !errors.Is(err, ErrTaken) {
		t.Errorf("a taken name gives %v", err)
	}
}

// What has the name stays until the new one is whole, and when that fails.
func TestReplaceLeavesTheOldFileUntilItIsWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := NewSet(path, true)
	put(t, s, 1, 1, "half")
	holds(t, path, "old")
	if err := s.Drop(); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "old")
	s = NewSet(path, true)
	put(t, s, 1, 1, "new")
	if err := s.Keep(); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "new")
	if n := entries(t, dir); n != 1 {
		t.Errorf("%d files", n)
	}
	if _, err := Replace(dir); !errors.Is(err, ErrFolder) {
		t.Errorf("a folder's path gives %v", err)
	}
}

// A disk that is full when the last volume is written leaves none of them.
func TestSetOfAFullDiskKeepsNothing(t *testing.T) {
	dir := t.TempDir()
	s := NewSet(filepath.Join(dir, "a.pdf"), true)
	put(t, s, 1, 3, "one")
	put(t, s, 2, 3, "two")
	put(t, s, 3, 3, "three")
	if err := s.files[1].temp.Close(); err != nil { // its bytes cannot be written any more
		t.Fatal(err)
	}
	if err := s.Keep(); err == nil {
		t.Error("nothing was told")
	}
	if n := entries(t, dir); n != 0 {
		t.Errorf("%d files are left", n)
	}
}
