package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/ui/purchases"
)

// ByIDs gives the purchases that are still there.
func (p purchaseBackend) ByIDs(ctx context.Context, ids []string) ([]purchase.Purchase, error) {
	return on(p, func(d *desk.Desk) ([]purchase.Purchase, error) { return d.Purchases().ByIDs(ctx, ids) })
}

// Bulk retries several purchases and waits for the end.
func (p purchaseBackend) Bulk(ctx context.Context, list []purchase.Purchase, tell func(purchase.BulkTally)) (string, error) {
	run, err := on(p, func(d *desk.Desk) (run string, err error) { return d.Bulk(ctx, list, tell) })
	switch {
	case errors.Is(err, desk.ErrBulkRunning):
		err = purchases.ErrBulkRunning
	case errors.Is(err, desk.ErrBulkTooMany):
		err = purchases.ErrBulkTooMany
	}
	return run, err
}

// CancelBulk ends it after the purchase under way.
func (p purchaseBackend) CancelBulk() {
	if d := p.b.deskNow(); d != nil {
		d.CancelBulk()
	}
}

// BulkRows gives the rows of a run.
func (p purchaseBackend) BulkRows(ctx context.Context, run string) ([]purchase.BulkRow, error) {
	return on(p, func(d *desk.Desk) ([]purchase.BulkRow, error) { return d.BulkRows(ctx, run) })
}

// UntoldBulk gives the run that nobody was told of.
func (p purchaseBackend) UntoldBulk(ctx context.Context) (*purchase.BulkRun, error) {
	return on(p, func(d *desk.Desk) (*purchase.BulkRun, error) { return d.UntoldBulk(ctx) })
}

// ToldBulk says that somebody was told.
func (p purchaseBackend) ToldBulk(ctx context.Context, run string) error {
	_, err := on(p, func(d *desk.Desk) (struct{}, error) { return struct{}{}, d.ToldBulk(ctx, run) })
	return err
}

// SaveFile writes a file into the user's folder of documents.
func (p purchaseBackend) SaveFile(_ context.Context, name string, data []byte) (string, error) {
	folder, err := p.b.files.documents()
	if err != nil {
		return "", err
	}
	return saveBeside(folder, name, data)
}

// documents matches the folder of documents in the list that Linux desktops
// keep: its name is in the user's language.
var documents = regexp.MustCompile(`(?m)^XDG_DOCUMENTS_DIR="\$HOME/([^"]+)"`)

// userFolder is where the user keeps documents: the system's folder for them,
// else that of downloads, else home itself.
func userFolder(home string) string {
	names := []string{"Documents", "Documentos", "Downloads", "Descargas"}
	if list, err := os.ReadFile(filepath.Join(home, ".config", "user-dirs.dirs")); err == nil {
		if m := documents.FindSubmatch(list); m != nil {
			names = append([]string{string(m[1])}, names...)
		}
	}
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(home, name)); err == nil && info.IsDir() {
			return filepath.Join(home, name)
		}
	}
	return home
}

// saveBeside writes a file under another name and gives it its own when it is
// whole. A file that is there already is left alone: the new one gets a number.
func saveBeside(dir, name string, data []byte) (path string, err error) {
	temp, err := os.CreateTemp(dir, ".trastienda-*")
	if err != nil {
		return "", fmt.Errorf("save %s: %w", name, err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return "", fmt.Errorf("save %s: %w", name, err)
	}
	end := filepath.Ext(name)
	for n := 1; ; n++ {
		path = filepath.Join(dir, name)
		if n > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, end), n, end))
		}
		// The name is claimed first: renaming would replace another file.
		claim, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("save %s: %w", name, err)
		}
		if err := errors.Join(claim.Close(), os.Rename(temp.Name(), path)); err != nil {
			return "", errors.Join(fmt.Errorf("save %s: %w", name, err), os.Remove(path))
		}
		return path, nil
	}
}
