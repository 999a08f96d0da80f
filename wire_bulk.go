package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/document"
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

// SaveFile writes a file into the user's folder of documents, and tells the audit.
func (p purchaseBackend) SaveFile(ctx context.Context, name string, data []byte, rows int) (string, error) {
	folder, err := p.b.files.documents()
	if err != nil {
		return "", err
	}
	if _, err := on(p, func(d *desk.Desk) (struct{}, error) {
		return struct{}{}, d.TellExport(ctx, desk.ExportBulk, "csv", rows)
	}); err != nil {
		return "", err
	}
	return saveBeside(folder, name, data)
}

// saveBeside writes a whole file into a folder. A file that is there already is
// left alone: the new one gets a number.
func saveBeside(dir, name string, data []byte) (path string, err error) {
	end := filepath.Ext(name)
	for n := 1; ; n++ {
		free := name
		if n > 1 {
			free = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, end), n, end)
		}
		file, err := document.Create(dir, free)
		if err == nil {
			if _, err = file.Write(data); err != nil {
				return "", errors.Join(err, file.Drop())
			}
			err = file.Keep()
		}
		switch {
		case errors.Is(err, document.ErrTaken):
			continue
		case err != nil:
			return "", fmt.Errorf("save %s: %w", name, err)
		}
		return file.Path(), nil
	}
}
