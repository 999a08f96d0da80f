package purchases

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// halfway is what the window left when it was closed.
func halfway(f *fake) {
	rows := sourceRows()
	row := func(place int, p purchase.Purchase, op string, s purchase.BulkState, code string) purchase.BulkRow {
		return purchase.BulkRow{Place: place, Purchase: p, OpID: op, State: s, Code: code}
	}
	f.leave("run-0", []purchase.BulkRow{
		row(0, rows[5], "op-0", purchase.BulkDone, ""), row(1, rows[4], "op-1", purchase.BulkDone, ""),
		row(2, rows[3], "op-2", purchase.BulkUnknown, ""),
		row(3, rows[2], "", purchase.BulkNotSent, purchase.BulkInterrupted), row(4, rows[1], "", purchase.BulkNotSent, purchase.BulkInterrupted),
	})
}

func TestAnUnfinishedRunIsToldAtTheNextStart(t *testing.T) {
	b := newBench(t, text.ES, halfway)
	if got := b.Shown("purchases.left"); got != "El reintento de 5 compras quedó a medias: 2 enviadas, 1 sin respuesta, 2 no se enviaron." {
		t.Errorf("the banner says %q", got)
	}
	b.Tap("purchases.left.view")
	b.Until("the list", func() bool {
		return b.page.outcome != nil && b.page.outcome.dialog != nil && !b.page.outcome.grid.Busy()
	})
	if got := b.cell(3, "why"); got != "El programa se cerró antes de su turno." {
		t.Errorf("row 4 says %q", got)
	}
	// The hub is asked for what has no answer, and the open list follows.
	b.backend.set(func(f *fake) { f.bulk.runs["run-0"][2].State = purchase.BulkDone })
	b.page.Changed()
	b.Until("the answer", func() bool { return b.cell(2, "state") == "ENVIADA" })
	if got := b.Shown("purchases.bulk.result.sum"); got != "El reintento de 5 compras quedó a medias: 3 enviadas, 2 no se enviaron." {
		t.Errorf("the list says %q", got)
	}
	b.press(fyne.KeyEscape)
	b.gone()
	b.Until("no banner", func() bool { _, there := b.Item("purchases.left"); return !there })
	if b.backend.sent() != 0 {
		t.Error("something was sent")
	}
}

func TestTheBannerCanBeClosedWithoutLooking(t *testing.T) {
	b := newBench(t, text.ES, halfway)
	b.Shown("purchases.left")
	b.Tap("purchases.left.close")
	b.Until("no banner", func() bool { _, there := b.Item("purchases.left"); return !there })
	b.page.Changed()
	b.Until("nothing left to do", func() bool { return len(b.Queue) == 0 && !b.page.grid.Busy() })
	if _, there := b.Item("purchases.left"); there {
		t.Error("it came back")
	}
}

// A row opens its purchase; the banner leads back to the list.
func TestARowOfTheResultOpensItsPurchase(t *testing.T) {
	b := newBench(t, text.ES)
	b.ask("p5", "p6")
	b.finish()
	b.page.outcome.grid.OnOpen("p5")
	b.Until("the detail", func() bool { return b.page.detail.id == "p5" && !dialog.Open(b.Window().Canvas()) })
	if got := b.Shown("purchases.left"); got != "El reintento de 2 compras terminó: 2 enviadas." {
		t.Errorf("the banner says %q", got)
	}
	b.Tap("purchases.left.view")
	b.Until("the list", func() bool { return b.page.outcome != nil })
}

func TestResultPerRow(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) {
		f.bulk.states = map[string]purchase.BulkState{"p4": purchase.BulkRefused, "p5": purchase.BulkUnknown, "p6": purchase.BulkNoBalance}
		f.bulk.codes = map[string]string{"p4": codeAmountRange, "p6": purchase.CodeNoBalance}
	})
	b.ask("p1", "p4", "p5", "p6")
	b.finish()
	for i, want := range []string{
		"SIN SALDO El agente no tiene saldo virtual disponible.", "SIN RESPUESTA No se sabe si se completó: se consulta sola.",
		"RECHAZADA El monto está fuera del rango que acepta el sistema de recarga.", "SIN CAMBIOS Ya estaba OK.",
	} {
		if got := b.cell(i, "state") + " " + b.cell(i, "why"); got != want {
			t.Errorf("row %d says %q, want %q", i, got, want)
		}
	}
	if got := b.Shown("purchases.bulk.result.more"); got != "Las que no tienen respuesta se consultan solas; nada se envía de nuevo." {
		t.Errorf("below it says %q", got)
	}
}

func TestTheResultIsCopiedAndSaved(t *testing.T) {
	for lang, want := range map[text.Lang][]string{
		text.ES: {"reintento-20221213-120000.csv", "\ufeffFecha y hora;PSR;N° Transferencia Claro Pay;Agente;Monto;Moneda;Resultado;Motivo;Código de motivo;Clave del reintento",
			"27/06/22 14:28:31;000050070000001;123123132;'=cmd|;50,00;ARS;ENVIADA;;;op-0"},
		text.PT: {"nova-tentativa-20221213-120000.csv", "\ufeffData e hora;PSR;Nº da transferência Claro Pay;Agente;Valor;Moeda;Situação;Razão;Código da razão;Chave da tentativa",
			"27/06/22 14:28:31;000050070000001;123123132;'=cmd|;50,00;ARS;ENVIADA;;;op-0"},
		text.EN: {"retry-20221213-120000.csv", "Date and time,PSR,Claro Pay transfer number,Agent,Amount,Currency,Result,Reason,Reason code,Key of the retry",
			"27/06/22 14:28:31,000050070000001,123123132,'=cmd|,50.00,ARS,SENT,,,op-0"},
	} {
		b := newBench(t, lang, func(f *fake) { f.rows[5].Agent.Name = "=cmd|" })
		b.ask("p5", "p6")
		b.finish()
		b.Tap("purchases.bulk.result.copy")
		if lines := strings.Split(b.copied, "\n"); len(lines) != 4 || !strings.HasPrefix(lines[1], "27/06/22 14:28:31\t000050070000001\t123123132\t'=cmd|\t") {
			t.Errorf("%s: copied %q", lang, b.copied)
		}
		b.Tap("purchases.bulk.result.save")
		b.Until("the path", func() bool {
			return strings.HasSuffix(b.Shown("purchases.bulk.result.saved"), "/home/ana/Documentos/"+want[0])
		})
		lines := strings.Split(string(b.backend.bulk.files[want[0]]), "\r\n")
		if len(lines) != 4 || lines[0] != want[1] || lines[1] != want[2] {
			t.Errorf("%s: saved %q\nwant\n%q", lang, lines, want[1:])
		}
	}
}

func TestAFileThatCannotBeSavedSaysSo(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.bulk.saving = errors.New("disk full") })
	b.ask("p5", "p6")
	b.finish()
	b.Tap("purchases.bulk.result.save")
	b.Until("the reason", func() bool {
		return strings.HasPrefix(b.Shown("purchases.bulk.result.saved"), "No se pudo guardar el archivo; esto no cambia ninguna compra.")
	})
}

func TestResultIsWrittenForSpreadsheets(t *testing.T) {
	b, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(asCSV(b, [][]string{{`a;b "c"`, "x\ny"}})); got != "\ufeff\"a;b \"\"c\"\"\";\"x\r\ny\"\r\n" {
		t.Errorf("quoted as %q", got)
	}
	if got := asTSV([][]string{{"a\tb", "=x\ny"}}); got != "a b\t'=x y\n" {
		t.Errorf("on the clipboard %q", got)
	}
}

// Question, progress, result and banner in both looks, three languages, and at
// the smallest window with the greatest zoom: nothing is cut.
func TestBulkIsUncutInEveryLanguage(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, c := range []struct {
			name   string
			choice look.Choice
			zoom   int
			size   fyne.Size
		}{
			{"light", look.Light, 100, fyne.NewSize(1100, 620)}, {"dark", look.Dark, 100, fyne.NewSize(1100, 620)},
			{"small", look.Light, look.ZoomMost, fyne.NewSize(1024-56, 640-60)},
		} {
			turns := make(chan struct{})
			b := newBench(t, lang, halfway, func(f *fake) {
				f.bulk.turns = turns
				f.bulk.states = map[string]purchase.BulkState{"p4": purchase.BulkRefused, "p5": purchase.BulkUnknown}
				f.bulk.codes = map[string]string{"p4": codeAmountRange}
				f.rows[1].Status, f.rows[1].Legs.Notice = purchase.StatusPending, purchase.Waiting
				f.rows[2].Status, f.rows[2].Legs = purchase.StatusPending, purchase.Legs{Payment: purchase.Waiting, Transfer: purchase.Waiting, Notice: purchase.Waiting}
			})
			b.Wear(c.choice, c.zoom)
			b.Window().Resize(c.size)
			b.page.Rebuild()
			b.Shown("purchases.left")
			b.Until("rows", func() bool { return !b.page.grid.Busy() })
			name := string(lang) + "-" + c.name
			b.Seen(name + "-bulk-banner")
			b.ask("p1", "p2", "p3", "p4", "p5", "p6")
			b.Seen(name + "-bulk-question")
			b.press(fyne.KeyEnd)
			b.Until("balance", func() bool {
				return !strings.Contains(b.Shown("purchases.bulk.agent.a1"), b.Book.T("purchases.fact.asking"))
			})
			b.Seen(name + "-bulk-question-end")
			b.Tap("purchases.bulk.yes")
			turns <- struct{}{}
			b.Until("the second", func() bool { return b.Shown("purchases.bulk.working") == b.Book.T("bulk.working", "n", 2, "total", 5) })
			b.Seen(name + "-bulk-progress")
			close(turns)
			b.Until("the result", func() bool {
				return b.page.outcome != nil && b.page.outcome.dialog != nil && !b.page.outcome.grid.Busy()
			})
			b.Seen(name + "-bulk-result")
		}
	}
}
