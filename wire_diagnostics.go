package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"trastienda/app/clock"
	"trastienda/data/desk/diagnosis"
)

// diagnostics writes down crashes and packs the diagnosis for the window.
type diagnostics struct {
	files   folderFiles
	clock   clock.Clock
	log     *slog.Logger
	crashes *diagnosis.Crashes // nil while another process holds the folder, or it cannot be written
}

// newDiagnostics watches for crashes when the data folder is ours.
func newDiagnostics(files folderFiles, ours bool, c clock.Clock, log *slog.Logger) *diagnostics {
	d := &diagnostics{files: files, clock: c, log: log}
	if !ours {
		return d
	}
	crashes, err := diagnosis.OpenCrashes(files.dir, version)
	if err != nil {
		log.Error("watch for crashes", "error", err) // no reason not to work
		return d
	}
	d.crashes = crashes
	return d
}

// Record writes down a panic.
func (d *diagnostics) Record(value any, stack []byte) {
	d.log.Error("panic", "value", diagnosis.Mask(textOf(value)), "stack", diagnosis.Mask(string(stack)))
	if d.crashes == nil {
		return
	}
	if err := d.crashes.Record(value, stack); err != nil {
		d.log.Error("write down the crash", "error", err)
	}
}

func textOf(value any) string {
	switch v := value.(type) {
	case error:
		return v.Error()
	case string:
		return v
	}
	return "of another kind"
}

// NewCrash tells of a crash of a run before.
func (d *diagnostics) NewCrash() (time.Time, bool, error) {
	if d.crashes == nil {
		return time.Time{}, false, nil
	}
	return d.crashes.Take()
}

// Save packs the diagnosis where people look for a download, and where there
// is no such folder into the data folder.
func (d *diagnostics) Save(ctx context.Context, window []byte) (string, error) {
	var folders []string
	if home, err := os.UserHomeDir(); err == nil {
		folders = diagnosis.Folders(home)
	}
	path, err := diagnosis.Save(ctx, diagnosis.Contents{
		DataDir: d.files.dir, Versions: versions(), Window: window, Now: d.clock.Now().Local(),
		Files: []string{d.files.log(), d.files.log() + ".old", d.files.settings(), d.files.place()},
	}, append(folders, d.files.dir)...)
	return path, faultOf(err)
}

// versions says what runs here.
func versions() []string {
	return []string{
		"Trastienda " + version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, "SQLite " + sqlite3.SQLITE_VERSION,
		"desktop " + strings.Join([]string{os.Getenv("XDG_CURRENT_DESKTOP"), os.Getenv("XDG_SESSION_TYPE")}, " "),
	}
}

func (d *diagnostics) close() {
	if d.crashes == nil {
		return
	}
	if err := d.crashes.Close(); err != nil && !errors.Is(err, os.ErrNotExist) {
		d.log.Error("end the watch for crashes", "error", err)
	}
}
