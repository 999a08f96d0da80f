package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/agent"
	"trastienda/data/desk"
	"trastienda/data/desk/printing"
	"trastienda/ui/look"
	"trastienda/ui/purchases"
	"trastienda/ui/reporting"
	"trastienda/ui/shell"
)

// reportingPage is the page of the reports.
func reportingPage(s *shell.Shell, b *backend, log *slog.Logger) shell.Page {
	page, err := reporting.New(reporting.Params{Backend: reportingBackend{purchaseBackend{b}}, Book: s.Book(), Shell: s, Log: log,
		Preview: func(keys func(*fyne.KeyEvent) bool) *purchases.Preview {
			return purchases.NewPreview(reporting.PageID, purchaseBackend{b}, s.Book(), keys, nil)
		},
		Write: func(e purchases.Export, written func([]string)) { exportPurchases(s, b, e, written) },
		Open:  s.OpenFolder,
		Toast: func(words string, failed bool) { printToast(s, words, failed) }})
	if err != nil {
		// Only a missing part makes this fail: a mistake in this file.
		panic(err)
	}
	return page
}

// printToast tells what became of a document that was printed.
func printToast(s *shell.Shell, words string, failed bool) {
	tone := look.ToneSuccess
	if failed {
		tone = look.ToneError
	}
	s.Toast(shell.Toast{ID: "print", Text: words, Tone: tone})
}

// reportingBackend gives the page what the copy and this computer have.
type reportingBackend struct{ purchaseBackend }

// Agents gives the agents of the copy.
func (r reportingBackend) Agents(ctx context.Context) ([]agent.Agent, error) {
	return on(r.purchaseBackend, func(d *desk.Desk) ([]agent.Agent, error) { return d.Agents(ctx) })
}

// Printers gives the printers; having none is no error here.
func (r reportingBackend) Printers(ctx context.Context) ([]string, error) {
	list, err := printing.Printers(ctx)
	if errors.Is(err, printing.ErrNone) {
		return nil, nil
	}
	return list, err
}

// Print hands a file to a printer. What the system says is the error.
func (r reportingBackend) Print(ctx context.Context, printer, path string) error {
	err := printing.Print(ctx, printer, path)
	var failed *printing.FailedError
	if errors.As(err, &failed) {
		return errors.New(failed.Told)
	}
	return err
}

// settingMade keeps the files that were made lately, as JSON.
const settingMade = "reporting.made"

// mostMade is how many of them are kept.
const mostMade = 30

// madeRecord is a file as it is kept.
type madeRecord struct {
	Path  string    `json:"path"`
	Title string    `json:"title"`
	Rows  int       `json:"rows"`
	At    time.Time `json:"at"`
}

// madeLately reads the files that this user made on this computer.
func madeLately(ctx context.Context, d *desk.Desk) ([]madeRecord, error) {
	kept, err := d.Setting(ctx, settingMade)
	if err != nil || kept == "" {
		return nil, err
	}
	var list []madeRecord
	if err := json.Unmarshal([]byte(kept), &list); err != nil {
		return nil, nil // of another version: the files themselves are where they were
	}
	return list, nil
}

// noteMade remembers files that were just written.
func (b *backend) noteMade(ctx context.Context, title string, rows int, paths []string) {
	d := b.deskNow()
	if d == nil {
		return
	}
	b.making.Lock()
	defer b.making.Unlock()
	list, err := madeLately(ctx, d)
	if err == nil {
		for _, path := range paths {
			list = append([]madeRecord{{Path: path, Title: title, Rows: rows, At: b.clock.Now()}}, list...)
		}
		var text []byte
		if text, err = json.Marshal(list[:min(len(list), mostMade)]); err == nil {
			err = d.PutSetting(ctx, settingMade, string(text))
		}
	}
	if err != nil {
		b.log.Warn("remember a file that was made", "error", err)
	}
}

// Lately gives the files made lately, and whether they are still there.
func (r reportingBackend) Lately(ctx context.Context) ([]reporting.Made, error) {
	list, err := on(r.purchaseBackend, func(d *desk.Desk) ([]madeRecord, error) { return madeLately(ctx, d) })
	made := make([]reporting.Made, len(list))
	for i, m := range list {
		_, gone := os.Stat(filepath.Clean(m.Path))
		made[i] = reporting.Made{Path: m.Path, Title: m.Title, Rows: m.Rows, At: m.At, Gone: gone != nil}
	}
	return made, err
}
