// Package document writes the files people ask for into a folder of theirs. A
// file has its name only once it is whole: until then it stands beside it under
// another one.
package document

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrTaken tells that there is a file of that name already; it is left as it is.
var ErrTaken = errors.New("document: there is a file of that name")

// ErrName tells that a name cannot be a file's name on every system.
var ErrName = errors.New("document: that cannot be a file's name")

// ErrFolder tells that a path is a folder's.
var ErrFolder = errors.New("document: that is a folder")

// File is a document that is being written. Either Keep or Drop ends it.
type File struct {
	path string
	over bool // replaces what has the name
	temp *os.File
	out  *bufio.Writer
}

// Create begins a document called name in dir. Errors: ErrName, ErrTaken.
func Create(dir, name string) (*File, error) {
	if !nameable(name) {
		return nil, ErrName
	}
	path := filepath.Join(dir, name)
	if _, err := os.Lstat(path); err == nil {
		return nil, ErrTaken
	}
	return begin(path, false)
}

// Replace begins a document that takes the place of what has its path once it is
// whole; until then, and when anything fails, that stays untouched. ErrFolder when
// the path is a folder's.
func Replace(path string) (*File, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, ErrFolder
	}
	return begin(path, true)
}

func begin(path string, over bool) (*File, error) {
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, ".trastienda-*.part")
	if err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return &File{path: path, over: over, temp: temp, out: bufio.NewWriterSize(temp, 64<<10)}, nil
}

// Path is where the document will be.
func (f *File) Path() string { return f.path }

// Write is part of io.Writer.
func (f *File) Write(p []byte) (int, error) { return f.out.Write(p) }

// Keep gives the whole document its name. ErrTaken when somebody took it
// meanwhile; after any error nothing stays.
func (f *File) Keep() error {
	if err := f.whole(); err != nil {
		return err
	}
	return f.name()
}

// whole has everything on the disk, under the name it has meanwhile.
func (f *File) whole() error {
	err := errors.Join(f.out.Flush(), f.temp.Sync(), f.temp.Close())
	if err != nil {
		return errors.Join(err, gone(f.temp.Name()))
	}
	return nil
}

// name gives a whole document its name.
func (f *File) name() error {
	settle := settle
	if f.over {
		settle = os.Rename
	}
	if err := settle(f.temp.Name(), f.path); err != nil {
		return errors.Join(err, gone(f.temp.Name()))
	}
	return nil
}

// Drop removes what was written.
func (f *File) Drop() error { return errors.Join(f.temp.Close(), gone(f.temp.Name())) }

// settle renames without replacing: a link fails where the name is taken. File
// systems without links get a look first.
func settle(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		return gone(from)
	}
	if _, seen := os.Lstat(to); seen == nil {
		return ErrTaken
	}
	return os.Rename(from, to)
}

func gone(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// nameable tells whether name is one that Windows takes too: folders may be
// shared.
func nameable(name string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch base {
	case "", "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
		"LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9":
		return false
	}
	return len(name) <= 200 && name == strings.TrimSpace(name) && !strings.HasSuffix(name, ".") &&
		!strings.ContainsAny(name, `<>:"/\|?*`) && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// Folder is where documents go: what the desktop calls the folder of documents,
// or the home folder where there is none.
func Folder(home string) string {
	for _, name := range append(named(home), "Documents", "Documentos") {
		dir := name
		if !filepath.IsAbs(name) {
			dir = filepath.Join(home, name)
		}
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir
		}
	}
	return home
}

// named is what a Linux desktop calls the folder in the user's language.
func named(home string) []string {
	text, err := os.ReadFile(filepath.Join(home, ".config", "user-dirs.dirs"))
	if err != nil {
		return nil // there is none on other systems
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "XDG_DOCUMENTS_DIR="); ok {
			value = strings.ReplaceAll(strings.Trim(value, `"`), "$HOME", home)
			if filepath.IsAbs(value) {
				return []string{value}
			}
		}
	}
	return nil
}
