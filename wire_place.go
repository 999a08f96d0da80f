package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"trastienda/ui/shell"
)

// placeKind says where a data folder's hub is.
type placeKind string

const (
	placeNone   placeKind = ""       // nothing chosen yet: first run
	placeSample placeKind = "sample" // the embedded hub with the made-up agency
	placeLocal  placeKind = "local"  // the embedded hub with an agency of one's own
	placeRemote placeKind = "remote" // a hub elsewhere
)

// place is what a data folder remembers of its hub. It holds no secret: the
// token is in the system's keychain.
type place struct {
	Kind  placeKind `json:"kind"`
	Hub   string    `json:"hub,omitempty"`   // address of a remote hub
	Email string    `json:"email,omitempty"` // who signed in last
	// Outside are the outside systems of an embedded hub.
	Outside placeOutside `json:"outside,omitzero"`
}

// placeOutside is where the outside systems of an embedded hub are, as the
// settings have them. Their secrets are in the keychain.
type placeOutside struct {
	RechargeURL string `json:"recharge_url,omitempty"`
	MerchantURL string `json:"merchant_url,omitempty"`
	WalletURL   string `json:"wallet_url,omitempty"`
	Simulate    bool   `json:"simulate,omitempty"`
}

// folderFiles are the names inside a data folder.
type folderFiles struct{ dir string }

func (f folderFiles) hub() string       { return filepath.Join(f.dir, "hub.db") }
func (f folderFiles) simulator() string { return filepath.Join(f.dir, "simulator.db") }
func (f folderFiles) place() string     { return filepath.Join(f.dir, "place.json") }
func (f folderFiles) settings() string  { return filepath.Join(f.dir, "settings.json") }
func (f folderFiles) computer() string  { return filepath.Join(f.dir, "computer.json") }
func (f folderFiles) log() string       { return filepath.Join(f.dir, "trastienda.log") }

func (f folderFiles) readPlace() (place, error) {
	var p place
	err := readJSON(f.place(), &p)
	if errors.Is(err, fs.ErrNotExist) {
		return place{}, nil
	}
	return p, err
}

func (f folderFiles) writePlace(p place) error { return writeJSON(f.place(), p) }

// removeHub removes the embedded hub and its simulator: only a sample, or what
// was half made, is ever removed.
func (f folderFiles) removeHub() error {
	var errs []error
	for _, file := range []string{f.hub(), f.simulator()} {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			errs = append(errs, removeFile(file+suffix))
		}
	}
	return errors.Join(errs...)
}

// removeDesk removes what the desk keeps of a sample.
func (f folderFiles) removeDesk() error { return os.RemoveAll(filepath.Join(f.dir, "desk")) }

func (f folderFiles) removePlace() error { return removeFile(f.place()) }

func removeFile(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// prefsFile keeps the window's preferences in the data folder.
type prefsFile struct{ path string }

// Load returns what was kept; nothing when the file is missing or broken,
// because a lost window size must not keep anybody from working.
func (f prefsFile) Load() shell.Prefs {
	var p shell.Prefs
	if err := readJSON(f.path, &p); err != nil {
		return shell.Prefs{}
	}
	return p
}

// Save writes the preferences.
func (f prefsFile) Save(p shell.Prefs) error { return writeJSON(f.path, p) }

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// writeJSON writes beside the file and renames, so that a crash leaves the old
// file or the new one.
func writeJSON(path string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(append(text, '\n'))
	err = errors.Join(err, temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return nil
}

// defaultDataDir is where the program keeps its data unless told otherwise.
func defaultDataDir() string {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" && runtime.GOOS == "linux" {
		return filepath.Join(dir, "trastienda")
	}
	if runtime.GOOS == "linux" {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, ".local", "share", "trastienda")
		}
	}
	if dir, err := os.UserConfigDir(); err == nil {
		return filepath.Join(dir, "Trastienda")
	}
	return "trastienda-data"
}
