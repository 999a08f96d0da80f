package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/month"
	"trastienda/data/desk"
	"trastienda/data/desk/document"
	"trastienda/data/desk/printing"
	"trastienda/reports"
	"trastienda/ui/look"
	"trastienda/ui/purchases"
	"trastienda/ui/reporting"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// reportingPage is the page of the reports.
func reportingPage(s *shell.Shell, b *backend, log *slog.Logger) shell.Page {
	page, err := reporting.New(reporting.Params{Backend: reportingBackend{purchaseBackend{b}}, Book: s.Book(), Shell: s, Log: log,
		Preview: func(keys func(*fyne.KeyEvent) bool) *purchases.Preview {
			return purchases.NewPreview(reporting.PageID, purchaseBackend{b}, s.Book(), keys, nil)
		},
		Write:     func(e purchases.Export, written func([]string)) { exportPurchases(s, b, e, written) },
		Open:      s.OpenFolder,
		SeeMonths: s.Session().Role.Allows(access.MonthsSee), MayClose: s.Session().Role.Allows(access.MonthsClose),
		WriteMonth: func(c month.Close, f reports.Format, written func([]string)) { exportMonth(s, b, c, f, written) },
		Explain:    explained(s),
		Toast:      func(words string, failed bool) { printToast(s, words, failed) }})
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

// Months asks the hub.
func (r reportingBackend) Months(ctx context.Context) (month.List, error) {
	return onHub(r.b, func(d *desk.Desk) (month.List, error) { return d.Months(ctx) })
}

// CloseMonth closes a month.
func (r reportingBackend) CloseMonth(ctx context.Context, m string) (month.Close, error) {
	c, err := onHub(r.b, func(d *desk.Desk) (month.Close, error) { return d.CloseMonth(ctx, m) })
	var unknown desk.ErrOutcomeUnknown
	if errors.As(err, &unknown) {
		err = errors.Join(reporting.ErrUnknown, err)
	}
	return c, err
}

// onHub asks the desk, if there is one, and keeps its errors as they are.
func onHub[T any](b *backend, ask func(*desk.Desk) (T, error)) (T, error) {
	d := b.deskNow()
	if d == nil {
		var none T
		return none, desk.ErrSignedOut
	}
	return ask(d)
}

// exportMonth writes the document of a closed month beside the window; its rows
// come from the hub.
func exportMonth(s *shell.Shell, b *backend, c month.Close, f reports.Format, written func([]string)) {
	title := s.Book().T("reports.month.title", "month", c.Month) // a file's name has no slash
	writeBeside(s, b, title, func(ctx context.Context, book *text.Book, progress func(done, of int)) ([]string, int, error) {
		return monthFile(ctx, b, book, title, c, f, progress)
	}, written)
}

// monthFile writes the file; the audit knows of it before it is there.
func monthFile(ctx context.Context, b *backend, book *text.Book, title string, c month.Close, f reports.Format, progress func(done, of int)) ([]string, int, error) {
	folder, d, err := b.writing()
	if err != nil {
		return nil, 0, err
	}
	if err := d.TellExport(ctx, desk.ExportMonth, string(f), c.Rows); err != nil {
		return nil, 0, err
	}
	now := b.clock.Now()
	set := document.NewSet(filepath.Join(folder, documentName(book, title, f, now)), false)
	doc := reports.Month(documentHead(ctx, b, d, book, now), c, func(ctx context.Context, give func(month.Row) error) error { return d.EachMonthRow(ctx, c.Month, give) })
	if err := writeSet(ctx, doc, f, set, progress); err != nil {
		return nil, 0, err
	}
	return set.Paths(), c.Rows, nil
}

// explained puts an error of the hub into words.
func explained(s *shell.Shell) func(error) string {
	return func(err error) string {
		e := s.Explain(faultOf(err))
		return strings.Join(strings.Fields(e.Title+". "+e.Text+" "+e.Do+" "+e.Quote), " ")
	}
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
