package reports

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"trastienda/app/purchase"
)

func TestPDFSaysItInThreeLanguages(t *testing.T) {
	for lang, want := range map[string][]string{
		"es-AR": {"Compras automatizadas", "Agencia del Sur S.A.", "Período: del 01/11/2026 al 28/11/2026", "página 1 de", "Hecho por Gómez, Marta el 28/11/2026 12:04 (UTC-03:00 America/Argentina/Buenos_Aires)",
			"28/11/26 11:47:05", "10.000,00", "Kiosco Ñandú", "000012345600000", "PENDIENTE", "Subtotal Agente A-002 · Padaria São João · 20 compras", "Total general · 60 compras", "Datos de ejemplo:", "Pendientes: 17 compras"},
		"pt-BR": {"Compras automáticas", "Período: de 01/11/2026 a 28/11/2026", "página 1 de", "10.000,00", "Total geral · 60 compras", "Feito por Gómez, Marta em 28/11/2026 12:04"},
		"en":    {"Automated purchases", "Period: 2026-11-01 to 2026-11-28", "page 1 of", "10,000.00", "Grand total · 60 purchases", "Made by Gómez, Marta on 2026-11-28 12:04"},
	} {
		h := head(t, lang)
		h.Sample, h.Logo = true, logo(t)
		d := document(t, Purchases{FromDay: "2026-11-01", ToDay: "2026-11-28", Query: PurchaseQuery{By: purchase.GroupByAgent}}, h, purchases(60))
		text := pdfText(t, "purchases-"+lang+".pdf", file(t, d, PDF)[0])
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q", lang, w)
			}
		}
		if t.Failed() {
			t.Log(text)
		}
	}
}

// Every page of made-up data says so.
func TestPDFOfSampleSaysSoOnEveryPage(t *testing.T) {
	h := head(t, "es-AR")
	h.Sample = true
	path := saved(t, "sample.pdf", file(t, document(t, Purchases{}, h, purchases(200)), PDF)[0])
	pages := strings.TrimSpace(tool(t, "qpdf", "--show-npages", path))
	if n := strings.Count(tool(t, "qpdf", "--qdf", "--normalize-content=n", path, "-"), wide("DATOS DE EJEMPLO")); strconv.Itoa(n) != pages || n < 5 {
		t.Errorf("it is said %d times on %s pages", n, pages)
	}
}

// wide is a text as a page has it.
func wide(s string) string {
	var b []byte
	for _, r := range s {
		b = escaped(escaped(b, byte(r>>8)), byte(r))
	}
	return string(b)
}

func TestPDFOfEqualInputIsEqual(t *testing.T) {
	h := head(t, "es-AR")
	h.Sample, h.Logo = true, logo(t)
	for range 3 {
		one, two := file(t, document(t, Purchases{}, h, purchases(300)), PDF), file(t, document(t, Purchases{}, h, purchases(300)), PDF)
		if !bytes.Equal(one[0], two[0]) {
			t.Fatal("two documents of the same rows differ")
		}
	}
}

func TestPDFOfNoRowsAndOfStrangeOnes(t *testing.T) {
	empty := pdfText(t, "empty.pdf", file(t, document(t, Purchases{}, head(t, "es-AR"), nil), PDF)[0])
	for _, w := range []string{"No hay compras en este período con estos filtros.", "No hay compras pendientes.", "página 1 de 1"} {
		if !strings.Contains(empty, w) {
			t.Errorf("no %q in %s", w, empty)
		}
	}
	rows := purchases(3)
	long := strings.Repeat("palabra larguísima ", 210) // 4,000 characters
	rows[0].Agent.Name = long
	rows[1].Agent.Name = strings.Repeat("x", 4000) + "fin"
	rows[2].Agent.Name = "emoji 👩‍👩‍👧 你好 \x00 مرحبا Жук (paréntesis) \\ fin2"
	text := pdfText(t, "strange.pdf", file(t, document(t, Purchases{}, head(t, "es-AR"), rows), PDF)[0])
	// Nothing of a long text is lost, and what the letters lack is a box.
	if n := strings.Count(text, "larguísima"); n < 2*210 {
		t.Errorf("%d words of the long text", n)
	}
	if n := strings.Count(text, "x"); n < 2*4000 {
		t.Errorf("%d of the long word", n)
	}
	flat := strings.Join(strings.Fields(text), " ")
	for _, w := range []string{"emoji □□□ □□", "Жук", "(paréntesis)", "fin2"} {
		if !strings.Contains(flat, w) {
			t.Errorf("no %q", w)
		}
	}
}

func TestPDFGoesOnInVolumes(t *testing.T) {
	n := VolumeRows + 30
	d := document(t, Purchases{Query: PurchaseQuery{By: purchase.GroupByStatus}}, head(t, "es-AR"), purchases(n))
	volumes := file(t, d, PDF)
	if len(volumes) != 2 {
		t.Fatalf("%d volumes", len(volumes))
	}
	last := pdfText(t, "volume2.pdf", volumes[1])
	for _, w := range []string{"Tomo 2 de 2 · página 1 de 2", "(continúa)", "Total general · 50030 compras"} {
		if !strings.Contains(last, w) {
			t.Errorf("no %q in %s", w, last)
		}
	}
}
