package main

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trastienda/app/clock"
)

// TestTheDiagnosisOfADataFolder goes where people look for a download, says
// the versions, and holds nothing secret of the files it takes.
func TestTheDiagnosisOfADataFolder(t *testing.T) {
	home, data := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home) // Windows
	downloads := filepath.Join(home, "Downloads")
	files := folderFiles{data}
	secret := `{"password":"jacaranda","cbu":"0000300900202874937477","hook":"whsec_MfKQ9r8GKYqrTwjU"}`
	for path, text := range map[string]string{files.log(): secret + "\n", files.settings(): `{"Zoom":120}`, files.place(): `{"kind":"remote","email":"ana.perez@agencia.com"}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := newDiagnostics(files, true, clock.Fixed(time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)), slog.New(slog.DiscardHandler))
	defer d.close()
	d.Record(errors.New("PIN 4821 was wrong"), []byte("goroutine 1\nmain.pages()"))
	if _, found, err := d.NewCrash(); !found || err != nil {
		t.Fatalf("the panic is not known: %v %v", found, err)
	}
	path, err := d.Save(context.Background(), []byte(secret))
	if err != nil || filepath.Dir(path) != data {
		t.Fatalf("without a folder of downloads: %s, %v", path, err)
	}
	if err := os.Mkdir(downloads, 0o700); err != nil {
		t.Fatal(err)
	}
	if path, err = d.Save(context.Background(), []byte(secret)); err != nil || filepath.Dir(path) != downloads {
		t.Fatalf("with one: %s, %v", path, err)
	}
	text := unzipped(t, path)
	for _, part := range []string{"Trastienda " + version, "SQLite 3.", `"Zoom":120`, `"kind":"remote"`, "main.pages()", "trastienda.log"} {
		if !strings.Contains(text, part) {
			t.Errorf("the diagnosis lacks %q", part)
		}
	}
	for _, leak := range []string{"jacaranda", "0000300900202874937477", "MfKQ9", "ana.perez", "4821"} {
		if strings.Contains(text, leak) {
			t.Errorf("the diagnosis shows %q", leak)
		}
	}
}

// unzipped is the names and texts of a ZIP file, one after the other.
func unzipped(t *testing.T, path string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(f.Name + "\n" + string(text) + "\n")
	}
	return all.String()
}

// TestAFolderOfOthersIsLeftAlone: only who holds the data folder may watch for
// crashes in it.
func TestAFolderOfOthersIsLeftAlone(t *testing.T) {
	data := t.TempDir()
	d := newDiagnostics(folderFiles{data}, false, clock.Fixed(time.Time{}), slog.New(slog.DiscardHandler))
	defer d.close()
	d.Record("x", nil)
	if _, found, err := d.NewCrash(); found || err != nil {
		t.Errorf("a crash is known: %v %v", found, err)
	}
	if left, err := os.ReadDir(data); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
