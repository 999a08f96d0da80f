package document

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Set is the files of one document: more than one when it comes in volumes. Either
// Keep or Drop ends it.
type Set struct {
	path  string
	over  bool
	files []*File
}

// NewSet begins the files of a document called path, none of which is there yet.
// With over they replace what has their names.
func NewSet(path string, over bool) *Set { return &Set{path: path, over: over} }

// Open begins a volume, 1 … of. Errors: ErrName, ErrTaken, ErrFolder.
func (s *Set) Open(volume, of int) (*File, error) {
	path := volumePath(s.path, volume, of)
	var f *File
	var err error
	if s.over {
		f, err = Replace(path)
	} else {
		f, err = Create(filepath.Dir(path), filepath.Base(path))
	}
	if err == nil {
		s.files = append(s.files, f)
	}
	return f, err
}

// volumePath puts the number of a volume before the ending: ventas-02.pdf.
func volumePath(path string, volume, of int) string {
	if of <= 1 {
		return path
	}
	ending := filepath.Ext(path)
	return fmt.Sprintf("%s-%0*d%s", strings.TrimSuffix(path, ending), len(fmt.Sprint(of)), volume, ending)
}

// Paths are the files in their order.
func (s *Set) Paths() []string {
	paths := make([]string, len(s.files))
	for i, f := range s.files {
		paths[i] = f.path
	}
	return paths
}

// Keep gives every file its name, after all of them are on the disk: a full disk
// leaves none. After any error no file stays half written.
func (s *Set) Keep() error {
	for i, f := range s.files {
		if err := f.whole(); err != nil {
			for _, left := range s.files[:i] {
				err = errors.Join(err, gone(left.temp.Name()))
			}
			for _, left := range s.files[i+1:] {
				err = errors.Join(err, left.Drop())
			}
			return err
		}
	}
	for i, f := range s.files {
		if err := f.name(); err != nil {
			for _, left := range s.files[i+1:] {
				err = errors.Join(err, gone(left.temp.Name()))
			}
			return err
		}
	}
	return syncFolder(filepath.Dir(s.path))
}

// Drop removes what was written.
func (s *Set) Drop() error {
	var err error
	for _, f := range s.files {
		err = errors.Join(err, f.Drop())
	}
	return err
}

// syncFolder has the new names on the disk. Where a folder cannot be synced the
// system does it in its own time.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	_ = d.Sync()
	return d.Close()
}
