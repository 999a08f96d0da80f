// Package printing asks for a printer and hands it a document. It knows no system;
// it asks its Backend.
package printing

import (
	"context"
	"log/slog"

	"fyne.io/fyne/v2"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// The settings that keep the printer that was used last: for whole pages, and for
// rolls of 80 mm.
const (
	Pages = "reporting.printer"
	Rolls = "reporting.printer.roll"
)

// Backend is what choosing a printer needs. Its methods may block and are called
// off the UI goroutine.
type Backend interface {
	// Printers gives the names of the computer's printers, nil when it has none.
	Printers(ctx context.Context) ([]string, error)
	// Print hands a PDF to a printer. Its error says what the system said.
	Print(ctx context.Context, printer, path string) error
	// Setting gives a choice of the user on this computer, "" when none was made.
	Setting(ctx context.Context, key string) (string, error)
	PutSetting(ctx context.Context, key, value string) error
}

// Chooser asks for a printer and prints. All of it is needed; UI goroutine only.
type Chooser struct {
	Backend Backend
	Book    *text.Book
	Window  fyne.Window
	// Last is the setting of the printer used last: Pages or Rolls.
	Last string
	Ctx  context.Context // nothing is shown after its end
	Do   func(func())    // runs on the UI goroutine
	// Toast tells that a document went to a printer, or why it did not.
	Toast       func(words string, failed bool)
	ViewChanged func()
	Log         *slog.Logger
}

// Choose asks for the printer; the one used last is chosen already. Without any it
// offers to open the document instead; that they cannot be listed is told.
func (c Chooser) Choose(use func(printer string), instead func()) {
	type choice struct {
		printers []string
		last     string
	}
	part.Run(c.Ctx, c.Do, func(ctx context.Context) (found choice, err error) {
		if found.printers, err = c.Backend.Printers(ctx); err != nil {
			return found, err
		}
		if last, err := c.Backend.Setting(ctx, c.Last); err == nil {
			found.last = last
		} else {
			c.Log.Warn("read the printer used last", "error", err)
		}
		return found, nil
	}, func(found choice, err error) {
		switch {
		case err != nil:
			c.Log.Warn("list the printers", "error", err)
			c.Toast(c.Book.T("reporting.printers.unread", "why", err.Error()), true)
		case dialog.Open(c.Window.Canvas()): // something else is asked meanwhile
		case len(found.printers) == 0:
			c.NoPrinter(instead)
		default:
			c.Pick(found.printers, found.last, use)
		}
	})
}

// Pick asks which of some printers to use and remembers it.
func (c Chooser) Pick(printers []string, last string, use func(printer string)) {
	b := c.Book
	chosen := printers[0]
	options := make([]form.Option, len(printers))
	for i, name := range printers {
		options[i] = form.Option{ID: name, Text: name}
		if name == last {
			chosen = name
		}
	}
	field := form.NewSelect(form.SelectParams{ID: "reporting.printer", Options: options, Selected: chosen, OnChange: func(id string) { chosen = id }})
	dialog.Show(dialog.Params{ID: "reporting.print", Window: c.Window, Title: b.T("reporting.print.title"), Icon: look.Icon("print"),
		Content: form.NewRow(b.T("reporting.printer"), field, ""), Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("reporting.cancel")},
			{ID: "do", Text: b.T("reporting.print.do"), Kind: dialog.Primary, Run: func() {
				c.keep(chosen)
				use(chosen)
			}},
		}, Cancel: 0, Default: 1, Focus: dialog.None, CtrlEnter: dialog.None, OnHide: c.ViewChanged})
	c.ViewChanged()
}

// NoPrinter says that there is none and offers something else.
func (c Chooser) NoPrinter(instead func()) {
	b := c.Book
	dialog.Show(dialog.Params{ID: "reporting.noprinter", Window: c.Window, Title: b.T("reporting.noprinter.title"), Icon: look.Icon("print"),
		Content: dialog.Paragraph(b.T("reporting.noprinter.text")), Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("reporting.cancel")},
			{ID: "open", Text: b.T("reporting.noprinter.open"), Kind: dialog.Primary, Run: instead},
		}, Cancel: 0, Default: 1, Focus: 1, CtrlEnter: dialog.None, OnHide: c.ViewChanged})
	c.ViewChanged()
}

// keep remembers the printer for the next time.
func (c Chooser) keep(name string) {
	part.Run(c.Ctx, c.Do, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, c.Backend.PutSetting(ctx, c.Last, name)
	}, func(_ struct{}, err error) {
		if err != nil {
			c.Log.Warn("keep the printer", "error", err)
		}
	})
}

// Print hands a PDF to a printer and tells what became of it: that the system took
// it, not that it is on paper.
func (c Chooser) Print(printer, path string) {
	part.Run(c.Ctx, c.Do, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, c.Backend.Print(ctx, printer, path)
	}, func(_ struct{}, err error) {
		if err != nil {
			c.Log.Warn("print", "printer", printer, "error", err)
			c.Toast(c.Book.T("reporting.print.failed", "printer", printer, "why", err.Error(), "path", path), true)
			return
		}
		c.Toast(c.Book.T("reporting.print.sent", "printer", printer), false)
	})
}
