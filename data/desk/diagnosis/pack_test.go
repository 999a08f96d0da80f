package diagnosis

import (
	"archive/zip"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 27, 21, 40, 5, 0, time.UTC)

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// unpack reads a diagnosis back: text by name.
func unpack(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(text)
	}
	return all
}

// TestADiagnosisHoldsNoSecret: secrets are planted in every source.
func TestADiagnosisHoldsNoSecret(t *testing.T) {
	data, target := t.TempDir(), t.TempDir()
	planted := strings.Join(secrets, "\n") + "\n"
	long := strings.Repeat("{\"msg\":\"a quiet line\"}\n", tail/20) + secrets[0] + "\n{\"msg\":\"the last line\"}\n"
	files := []string{
		write(t, filepath.Join(data, "trastienda.log"), long), write(t, filepath.Join(data, "trastienda.log.old"), planted),
		write(t, filepath.Join(data, "settings.json"), planted), filepath.Join(data, "missing.json"),
	}
	write(t, filepath.Join(data, "crash", "20261127T100000.000-0.txt"), "older")
	write(t, filepath.Join(data, "crash", "20261127T110000.000-0.new"), planted+"panic: at last")
	write(t, filepath.Join(data, "hub.db"), "0123456789")
	path, err := Save(context.Background(), Contents{DataDir: data, Versions: append([]string{"Trastienda 9.9"}, secrets...),
		Files: files, Window: []byte(planted), Now: now}, filepath.Join(target, "nowhere"), target)
	if err != nil {
		t.Fatal(err)
	}
	if path != filepath.Join(target, "trastienda-20261127-214005.zip") {
		t.Errorf("saved as %s", path)
	}
	all := unpack(t, path)
	for name, text := range all {
		wantNoLeak(t, name, text)
	}
	for name, part := range map[string]string{
		"versions.txt": "Trastienda 9.9", "folder.txt": "hub.db", "trastienda.log": "the last line", "trastienda.log.old": hidden,
		"settings.json": hidden, "20261127T110000.000-0.new": "panic: at last", "window.json": hidden,
	} {
		if !strings.Contains(all[name], part) {
			t.Errorf("%s lacks %q: %.200s", name, part, all[name])
		}
	}
	if len(all) != 7 || len(all["trastienda.log"]) > tail {
		t.Errorf("%d parts, the log has %d bytes", len(all), len(all["trastienda.log"]))
	}
	again, err := Save(context.Background(), Contents{DataDir: data, Now: now}, target)
	if err != nil || again != filepath.Join(target, "trastienda-20261127-214005-2.zip") {
		t.Errorf("the second is %s, %v", again, err)
	}
}

func TestACancelledDiagnosisLeavesNothing(t *testing.T) {
	data, target := t.TempDir(), t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if path, err := Save(ctx, Contents{DataDir: data, Now: now}, target, data); err == nil {
		t.Errorf("saved %s", path)
	}
	left, err := os.ReadDir(target)
	if err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestFolders(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"Descargas", "Documents", "Bajadas"} {
		if err := os.Mkdir(filepath.Join(home, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	in := func(names ...string) []string {
		for i := range names {
			names[i] = filepath.Join(home, names[i])
		}
		return names
	}
	if got := Folders(home); !slices.Equal(got, in("Descargas", "Documents")) {
		t.Errorf("without a list of the desktop: %v", got)
	}
	write(t, filepath.Join(home, ".config", "user-dirs.dirs"), "# ours\nXDG_DESKTOP_DIR=\"$HOME/Escritorio\"\nXDG_DOWNLOAD_DIR=\"$HOME/Bajadas\"\n")
	if got := Folders(home); !slices.Equal(got, in("Bajadas", "Descargas", "Documents")) {
		t.Errorf("with one: %v", got)
	}
}
