package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/month"
	"trastienda/data/desk"
	"trastienda/data/desk/printing"
	"trastienda/reports"
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

// explained puts an error of the hub into words.
func explained(s *shell.Shell) func(error) string {
	return func(err error) string {
		e := s.Explain(faultOf(err))
		return strings.Join(strings.Fields(e.Title+". "+e.Text+" "+e.Do+" "+e.Quote), " ")
	}
}
