package diagnosis

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// tail is how much of the end of a log is packed, in bytes.
const tail = 2 << 20

// Contents are what a diagnosis is made of. Missing files are left out; every
// text is masked while it is written.
type Contents struct {
	DataDir  string
	Versions []string // lines: the program, Go, the system, SQLite
	Files    []string // paths of logs and settings
	Window   []byte   // what the window shows, as JSON; nil = none
	Now      time.Time
}

// Save packs a diagnosis into the first folder that takes it and returns the
// path of the ZIP file. When ctx ends nothing is left behind.
func Save(ctx context.Context, c Contents, folders ...string) (string, error) {
	var errs []error
	for _, dir := range folders {
		file, err := create(dir, c.Now)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		err = errors.Join(c.pack(ctx, file), file.Close())
		if err == nil {
			return file.Name(), nil
		}
		errs = append(errs, err, os.Remove(file.Name()))
		if ctx.Err() != nil {
			break
		}
	}
	return "", fmt.Errorf("save the diagnosis: %w", errors.Join(errs...))
}

// create makes a file that was not there.
func create(dir string, now time.Time) (*os.File, error) {
	base := filepath.Join(dir, "trastienda-"+now.Format("20060102-150405"))
	for i := 1; ; i++ {
		name := base + ".zip"
		if i > 1 {
			name = fmt.Sprintf("%s-%d.zip", base, i)
		}
		file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		return file, err
	}
}

func (c Contents) pack(ctx context.Context, to io.Writer) error {
	z := zip.NewWriter(to)
	add := func(name, text string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: c.Now})
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, Mask(text))
		return err
	}
	if err := add("versions.txt", strings.Join(c.Versions, "\n")+"\n"); err != nil {
		return err
	}
	if err := add("folder.txt", sizes(c.DataDir)); err != nil {
		return err
	}
	for _, path := range append(c.Files, lastCrash(c.DataDir)...) {
		text, err := end(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			text = "could not be read: " + err.Error() + "\n"
		}
		if err := add(filepath.Base(path), text); err != nil {
			return err
		}
	}
	if c.Window != nil {
		if err := add("window.json", string(c.Window)); err != nil {
			return err
		}
	}
	return z.Close()
}

// end reads the last part of a file, from the beginning of a line: half a
// secret would not be known for one.
func end(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	from := max(0, info.Size()-tail)
	text, err := io.ReadAll(io.NewSectionReader(file, from, info.Size()-from))
	if err != nil {
		return "", err
	}
	if from > 0 {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return string(text), nil
}

// lastCrash is the newest report of a crash, if there is one.
func lastCrash(dataDir string) []string {
	c := Crashes{dir: filepath.Join(dataDir, "crash")}
	var all []string
	for _, ending := range []string{told, fresh} { // a fresh one is newer
		if names, err := c.names(ending); err == nil && len(names) > 0 {
			all = []string{filepath.Join(c.dir, names[len(names)-1])}
		}
	}
	return all
}

// sizes lists the files of the data folder; what they hold stays there. What
// cannot be looked at is listed with the reason: a diagnosis is wanted most
// where the disk is in trouble.
func sizes(dir string) string {
	var b strings.Builder
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error { // every error is in the list
		name, relErr := filepath.Rel(dir, path)
		if relErr != nil {
			name = path
		}
		name = filepath.ToSlash(name)
		var info fs.FileInfo
		if err == nil && !d.IsDir() {
			info, err = d.Info()
		}
		switch {
		case errors.Is(err, fs.ErrNotExist): // it went while we looked
		case err != nil:
			fmt.Fprintf(&b, "%12s  %s  %v\n", "?", name, err)
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
		case info != nil:
			fmt.Fprintf(&b, "%12d  %s  %s\n", info.Size(), info.ModTime().UTC().Format(time.RFC3339), name)
		}
		return nil
	})
	return b.String()
}

// Folders are where people look for a file that was saved for them: the
// downloads and the documents of the home folder, as far as they exist.
func Folders(home string) []string {
	var found []string
	for _, name := range append(downloads(home), "Downloads", "Descargas", "Documents", "Documentos") {
		dir := name
		if !filepath.IsAbs(name) {
			dir = filepath.Join(home, name)
		}
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			found = append(found, dir)
		}
	}
	return found
}

// downloads is what a Linux desktop calls the folder in the user's language.
func downloads(home string) []string {
	text, err := os.ReadFile(filepath.Join(home, ".config", "user-dirs.dirs"))
	if err != nil {
		return nil // there is none on other systems
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "XDG_DOWNLOAD_DIR="); ok {
			value = strings.ReplaceAll(strings.Trim(value, `"`), "$HOME", home)
			if filepath.IsAbs(value) {
				return []string{value}
			}
		}
	}
	return nil
}
