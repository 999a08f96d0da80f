package reporting

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"trastienda/app/month"
	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/printing"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

func TestThePeriodAndTheFiltersAreTheReport(t *testing.T) {
	b := newBench(t, text.ES, sample())
	b.Becomes("reporting.sum", "3 compras · OK: 2 ($\u00a0128,00) · PENDIENTE: 1 ($\u00a050,00)") // this month
	if b.Says("reporting.from") != "" {                                                           // the panel is folded
		t.Error("the panel is open")
	}
	b.Tap("reporting.filters.button")
	if from, to := b.Says("reporting.from"), b.Says("reporting.to"); from != "01/12/2022" || to != "13/12/2022" {
		t.Errorf("the days of the month are %s to %s", from, to)
	}
	b.Tap("reporting.period.lastmonth")
	b.Becomes("reporting.sum", "1 compra · ERROR: 1 ($\u00a040.000,00)")
	b.Tap("reporting.period.all")
	b.Becomes("reporting.sum", "4 compras · OK: 2 ($\u00a0128,00) · PENDIENTE: 1 ($\u00a050,00) · ERROR: 1 ($\u00a040.000,00)")
	b.page.filters.to.SetText("30/11/2022")
	b.Becomes("reporting.sum", "1 compra · ERROR: 1 ($\u00a040.000,00)")
	b.page.filters.from.SetText("01/12/2022")
	if got := b.Says("reporting.to.note"); got != "El día «hasta» es anterior a «desde». El reporte es el de antes." {
		t.Errorf("a period upside down: %q", got)
	}
	b.Tap("reporting.period.all")
	uitest.Find[*form.Select](b.Bench, "reporting.status").TypedRune('p')
	b.Becomes("reporting.sum", "1 compra · PENDIENTE: 1 ($\u00a050,00)")
	b.Becomes("reporting.filters.button", "● Filtros (1)")
	b.Type("reporting.psr", "nadie")
	b.Becomes("reporting.sum", "0 compras")
	b.Shown("reporting.empty")
	b.Tap("reporting.excel.button")
	if len(b.wrote) != 1 {
		t.Fatalf("wrote %+v", b.wrote)
	}
	if e := b.wrote[0]; e.Format != reports.XLSX || e.Filter.PSR != "nadie" || !slices.Equal(e.Filter.Statuses, []purchase.Status{purchase.StatusPending}) || !e.Filter.From.IsZero() {
		t.Errorf("wrote %+v", e)
	}
}

func TestGroupsHaveTheirSums(t *testing.T) {
	b := newBench(t, text.ES, sample())
	b.page.setQuery(query{by: purchase.GroupByStatus})
	b.settled()
	b.Until("the groups", func() bool { return b.Reads("PENDIENTE") && b.Reads("$\u00a040.000,00") })
	b.Tap("reporting.pdf.button")
	if e := b.wrote[0]; e.Format != reports.PDF || e.By != purchase.GroupByStatus {
		t.Errorf("wrote %+v", e)
	}
}

func TestFilesMadeLately(t *testing.T) {
	f := sample()
	f.made = []Made{{Path: "/docs/noviembre.pdf", Rows: 1, At: noon}, {Path: "/docs/octubre.xlsx", Rows: 3, At: noon.Add(-time.Hour), Gone: true}}
	b := newBench(t, text.ES, f)
	b.Tap("reporting.made.button")
	b.Becomes("reporting.made.0.about", "1 fila · 13/12/2022 12:00")
	b.Becomes("reporting.made.1.about", "Ya no está en la carpeta · 13/12/2022 11:00")
	if _, there := b.Item("reporting.made.1.open"); there {
		t.Error("a file that is gone can be opened")
	}
	b.Tap("reporting.made.0.open")
	b.Tap("reporting.made.0.folder")
	if !slices.Equal(b.opened, []string{"/docs/noviembre.pdf", "/docs"}) {
		t.Errorf("opened %q", b.opened)
	}
	f.set(func(f *fake) { f.made = nil })
	b.Tap("reporting.csv.button")
	b.written[0]([]string{"/docs/x.csv"})
	b.Until("the list to be read again", func() bool { return b.Says("reporting.made.none") != "" })
	b.Tap("reporting.made.close")
	if b.Says("reporting.made.title") != "" {
		t.Error("the panel stays")
	}
}

func TestPrinting(t *testing.T) {
	f := sample()
	f.printers, f.kept = []string{"Caja", "Gerencia"}, map[string]string{printing.Pages: "Gerencia"}
	b := newBench(t, text.ES, f)
	b.Tap("reporting.print.button")
	b.Shown("reporting.print.do")
	if got := b.Says("reporting.printer"); got != "Gerencia" {
		t.Errorf("chosen is %q, not the one of the last time", got)
	}
	b.Tap("reporting.print.do")
	if len(b.wrote) != 1 || b.wrote[0].Format != reports.PDF {
		t.Fatalf("wrote %+v", b.wrote)
	}
	b.written[0]([]string{"/docs/1.pdf", "/docs/2.pdf"})
	b.Until("both volumes", func() bool { return len(b.told) == 2 })
	slices.Sort(f.printed)
	if !slices.Equal(f.printed, []string{"Gerencia /docs/1.pdf", "Gerencia /docs/2.pdf"}) || b.told[0] != "El documento se envió a la impresora Gerencia." {
		t.Errorf("printed %q, told %q", f.printed, b.told)
	}
	f.set(func(f *fake) { f.refuse = errors.New("lp: Sin papel.") })
	b.page.printer().Print("Caja", "/docs/1.pdf")
	b.Until("the refusal", func() bool { return len(b.told) == 3 })
	if want := "La impresora Caja no tomó el documento: lp: Sin papel. El archivo está en /docs/1.pdf."; b.told[2] != want {
		t.Errorf("told %q", b.told[2])
	}
}

// What cannot be read is not said to be none.
func TestPrintersAndFilesThatCannotBeRead(t *testing.T) {
	f := sample()
	b := newBench(t, text.ES, f)
	f.set(func(f *fake) { f.noPrinters, f.failing = errors.New("lpstat: sin servidor"), errors.New("disk") })
	b.Tap("reporting.print.button")
	b.Until("the word", func() bool { return len(b.told) == 1 })
	if b.told[0] != "No se pudieron leer las impresoras de este equipo: lpstat: sin servidor" || dialog.Open(b.Window().Canvas()) {
		t.Errorf("told %q", b.told)
	}
	b.Tap("reporting.made.button")
	b.Becomes("reporting.made.unread", "No se pudo leer qué archivos se hicieron. Los archivos están en su carpeta.")
}

func TestWithoutAPrinterTheDocumentIsOffered(t *testing.T) {
	b := newBench(t, text.ES, sample())
	b.Tap("reporting.print.button")
	b.Shown("reporting.noprinter.open")
	b.Tap("reporting.noprinter.open")
	b.written[0]([]string{"/docs/1.pdf"})
	if !slices.Equal(b.opened, []string{"/docs/1.pdf"}) || dialog.Open(b.Window().Canvas()) {
		t.Errorf("opened %q", b.opened)
	}
}

func TestAListThatCannotBeRead(t *testing.T) {
	f := sample()
	f.failing = errors.New("disk")
	b := newBench(t, text.ES, f)
	if ok, reason := b.page.mayWrite(); ok || reason == "" {
		t.Errorf("a report of rows that are not known: %v %q", ok, reason)
	}
	f.set(func(f *fake) { f.failing = nil })
	b.page.Refresh()
	b.Becomes("reporting.sum", "3 compras · OK: 2 ($\u00a0128,00) · PENDIENTE: 1 ($\u00a050,00)")
}

// A month is closed after a question, and its document is taken out.
func TestAMonthIsClosed(t *testing.T) {
	f := sample()
	f.months.Next = "2022-11"
	b := newBench(t, text.ES, f)
	b.Tap("reporting.months.button")
	b.Becomes("reporting.months.next", "Se puede cerrar 11/2022.")
	if i, _ := b.Item("reporting.months.pdf"); !i.Disabled {
		t.Error("there is a document of no month")
	}
	b.Tap("reporting.months.ask")
	b.Tap("reporting.months.no")
	b.Shown("reporting.months.ask")
	b.page.Shell.Window().Canvas().Unfocus()
	f.set(func(f *fake) { f.closing = ErrUnknown })
	b.Tap("reporting.months.ask")
	b.Tap("reporting.months.do")
	b.Becomes("reporting.months.said", "No llegó la respuesta del hub: no se sabe todavía si 11/2022 se cerró. No se movió dinero y un mes nunca se cierra dos veces. Volvé a abrir el cierre mensual en un momento.")
	b.Tap("reporting.months.close")
	f.set(func(f *fake) { f.closing = errors.New("no") })
	b.Tap("reporting.months.button")
	b.Shown("reporting.months.ask")
	b.Tap("reporting.months.ask")
	b.Tap("reporting.months.do")
	b.Becomes("reporting.months.said", "Explicado: no")
	b.Tap("reporting.months.close")
	f.set(func(f *fake) { f.closing = nil })
	b.Tap("reporting.months.button")
	b.Shown("reporting.months.ask")
	b.Tap("reporting.months.ask")
	b.Tap("reporting.months.do")
	b.Becomes("reporting.months.choose", "11/2022")
	want := "Cerrado por Ana el 13/12/2022 12:00 · 2 compras\nCompras del mes: OK: 2 ($\u00a0128,00)\nAjustes de meses anteriores: PENDIENTE: -1 (-$\u00a050,00)"
	if got := b.Says("reporting.months.about"); got != want {
		t.Errorf("the month came to %q, want %q", got, want)
	}
	b.Tap("reporting.months.pdf")
	b.Tap("reporting.months.excel")
	if !slices.Equal(b.closes, []string{"2022-11 pdf", "2022-11 xlsx"}) {
		t.Errorf("documents %q", b.closes)
	}
	if i, _ := b.Item("reporting.months.ask"); !i.Disabled {
		t.Error("the month under way can be closed")
	}
}

// The page, its panels and its questions in three languages, both looks, a wide
// and the least window, the latter also at the greatest zoom: no text is cut.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		f := sample()
		f.made = []Made{{Path: "/docs/noviembre.pdf", Rows: 4505, At: noon}, {Path: "/docs/octubre.xlsx", Rows: 3, At: noon, Gone: true}}
		b := newBench(t, lang, f)
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			for _, c := range []struct {
				width, height float32
				zoom          int
			}{{1366 - 248, 680, 100}, {1024 - 56, 552, 100}, {1024 - 56, 552, 160}} {
				b.Wear(choice, c.zoom)
				b.Resize(c.width, c.height)
				b.page.Rebuild()
				b.settled()
				name := fmt.Sprintf("%s-%s-%.0f-%d", lang, choice, c.width, c.zoom)
				b.Seen(name)
				b.page.filters.show(true)
				b.Seen(name + "-filters")
				b.page.filters.show(false)
				b.page.toggleMade()
				b.Until("the files", func() bool { return b.Says("reporting.made.0.name") != "" })
				b.Seen(name + "-made")
				b.page.toggleMade()
				b.page.printer().Pick([]string{"HP LaserJet 1020"}, "", func(string) {})
				b.Seen(name + "-print")
				b.Tap("reporting.print.cancel")
				b.page.printer().NoPrinter(func() {})
				b.Seen(name + "-noprinter")
				b.Tap("reporting.noprinter.cancel")
				f.set(func(f *fake) { f.months = month.List{Next: "2022-11"} })
				b.page.askMonths()
				b.Shown("reporting.months.ask")
				b.Tap("reporting.months.ask")
				b.Seen(name + "-months-question")
				b.Tap("reporting.months.do")
				b.Becomes("reporting.months.choose", reports.MonthName("2022-11", string(lang)))
				b.Seen(name + "-months")
				b.Tap("reporting.months.close")
			}
		}
	}
}
