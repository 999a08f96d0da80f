package reporting

import (
	"context"

	"trastienda/reports"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// askPrinter writes the report as a PDF and prints it on the printer that is
// chosen.
func (p *Page) askPrinter() {
	p.choosePrinter(func(printer string) {
		p.Write(p.wanted(reports.PDF), func(paths []string) {
			p.made.read()
			for _, path := range paths {
				p.print(printer, path)
			}
		})
	}, func() { p.Write(p.wanted(reports.PDF), func(paths []string) { p.made.read(); p.Open(paths[0]) }) })
}

// askPrinterFor prints a file that was made before.
func (p *Page) askPrinterFor(path string) {
	p.choosePrinter(func(printer string) { p.print(printer, path) }, func() { p.Open(path) })
}

// choosePrinter asks for the printer; the one used last is chosen already.
// Without any it offers to open the document instead.
func (p *Page) choosePrinter(use func(printer string), instead func()) {
	type choice struct {
		printers []string
		last     string
	}
	part.Run(p.ctx, p.Do, func(ctx context.Context) (c choice, err error) {
		if c.printers, err = p.Backend.Printers(ctx); err != nil {
			return c, err
		}
		c.last, err = p.Backend.Setting(ctx, settingPrinter)
		return c, err
	}, func(c choice, err error) {
		if err != nil {
			p.Log.Warn("list the printers", "error", err)
		}
		if dialog.Open(p.Shell.Window().Canvas()) {
			return // something else is asked meanwhile
		}
		if len(c.printers) == 0 {
			p.noPrinter(instead)
			return
		}
		p.pick(c.printers, c.last, use)
	})
}

func (p *Page) pick(printers []string, last string, use func(printer string)) {
	b := p.Book
	chosen := printers[0]
	options := make([]form.Option, len(printers))
	for i, name := range printers {
		options[i] = form.Option{ID: name, Text: name}
		if name == last {
			chosen = name
		}
	}
	field := form.NewSelect(form.SelectParams{ID: "reporting.printer", Options: options, Selected: chosen, OnChange: func(id string) { chosen = id }})
	dialog.Show(dialog.Params{ID: "reporting.print", Window: p.Shell.Window(), Title: b.T("reporting.print.title"), Icon: look.Icon("print"),
		Content: form.NewRow(b.T("reporting.printer"), field, ""), Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("reporting.cancel")},
			{ID: "do", Text: b.T("reporting.print.do"), Kind: dialog.Primary, Run: func() {
				p.keepPrinter(chosen)
				use(chosen)
			}},
		}, Cancel: 0, Default: 1, Focus: dialog.None, CtrlEnter: dialog.None, OnHide: p.viewChanged})
	p.viewChanged()
}

func (p *Page) noPrinter(instead func()) {
	b := p.Book
	dialog.Show(dialog.Params{ID: "reporting.noprinter", Window: p.Shell.Window(), Title: b.T("reporting.noprinter.title"), Icon: look.Icon("print"),
		Content: dialog.Paragraph(b.T("reporting.noprinter.text")), Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("reporting.cancel")},
			{ID: "open", Text: b.T("reporting.noprinter.open"), Kind: dialog.Primary, Run: instead},
		}, Cancel: 0, Default: 1, Focus: 1, CtrlEnter: dialog.None, OnHide: p.viewChanged})
	p.viewChanged()
}

// keepPrinter remembers the printer for the next time.
func (p *Page) keepPrinter(name string) {
	part.Run(p.ctx, p.Do, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.Backend.PutSetting(ctx, settingPrinter, name)
	}, func(_ struct{}, err error) {
		if err != nil {
			p.Log.Warn("keep the printer", "error", err)
		}
	})
}

// print hands a PDF to a printer and tells what became of it: that the system
// took it, not that it is on paper.
func (p *Page) print(printer, path string) {
	part.Run(p.ctx, p.Do, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.Backend.Print(ctx, printer, path)
	}, func(_ struct{}, err error) {
		if err != nil {
			p.Log.Warn("print", "printer", printer, "error", err)
			p.Toast(p.Book.T("reporting.print.failed", "printer", printer, "why", err.Error(), "path", path), true)
			return
		}
		p.Toast(p.Book.T("reporting.print.sent", "printer", printer), false)
	})
}
