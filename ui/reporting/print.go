package reporting

import (
	"trastienda/reports"
	"trastienda/ui/printing"
)

// askPrinter writes the report as a PDF and prints it on the printer that is
// chosen.
func (p *Page) askPrinter() {
	c := p.printer()
	c.Choose(func(printer string) {
		p.Write(p.wanted(reports.PDF), func(paths []string) {
			p.made.read()
			for _, path := range paths {
				c.Print(printer, path)
			}
		})
	}, func() { p.Write(p.wanted(reports.PDF), func(paths []string) { p.made.read(); p.Open(paths[0]) }) })
}

// askPrinterFor prints a file that was made before.
func (p *Page) askPrinterFor(path string) {
	c := p.printer()
	c.Choose(func(printer string) { c.Print(printer, path) }, func() { p.Open(path) })
}

func (p *Page) printer() printing.Chooser {
	return printing.Chooser{Backend: p.Backend, Book: p.Book, Window: p.Shell.Window(), Last: printing.Pages, Ctx: p.ctx, Do: p.Do,
		Toast: p.Toast, ViewChanged: p.viewChanged, Log: p.Log}
}
