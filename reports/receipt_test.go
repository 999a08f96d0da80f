package reports

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"trastienda/app/purchase"
)

// sealed is a text as long as a hub's seal.
var sealed = "trastienda:r1:0192f0c1-7b2e-7c11-9b1e-3a5d1c0f9a77:17:ok:1000000:1040000:ARS:3:2026-11-28T15:04:05Z:" + strings.Repeat("Ab3_", 21) + "Qw"

// receipt is one of a purchase with a cause ("" for one that is done) and so many
// attempts.
func receipt(cause purchase.Cause, attempts int) Receipt {
	q := purchases(1)[0]
	q.ID, q.Cause, q.Status = "0192f0c1-7b2e-7c11-9b1e-3a5d1c0f9a77", cause, cause.Status()
	q.Legs = purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}
	switch cause {
	case purchase.CausePaymentPending:
		q.Legs = purchase.Legs{Payment: purchase.Waiting, Transfer: purchase.Waiting, Notice: purchase.Waiting}
	case purchase.CauseNoBalance:
		q.Legs.Transfer, q.Legs.Notice, q.TransferID = purchase.Refused, purchase.Waiting, ""
	case purchase.CauseNoticePending:
		q.Legs.Notice = purchase.Waiting
	case purchase.CauseNoAnswer:
		q.Legs.Transfer, q.Legs.Notice, q.TransferID = purchase.Unknown, purchase.Waiting, ""
	}
	r := Receipt{Purchase: q, Asked: true, Seal: &ReceiptSeal{At: made.Add(-2 * time.Second), Text: sealed, Code: "K7QM-2FXA-93TD-PLWC"}}
	for i := range attempts {
		end := made.Add(time.Duration(i) * time.Minute)
		a := purchase.Attempt{N: i + 1, Leg: purchase.Transfer, By: purchase.By{Kind: purchase.Automatic}, StartedAt: end.Add(-time.Second), FinishedAt: &end, Outcome: purchase.OutcomeDone}
		if i < attempts-1 {
			a.Outcome, a.Code, a.By = purchase.OutcomeRefused, purchase.CodeNoBalance, purchase.By{Kind: purchase.Person, Name: "Gómez, Marta"}
		}
		r.Attempts = append(r.Attempts, a)
	}
	return r
}

func receiptFile(t testing.TB, r Receipt, h Head, on ReceiptPaper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(h, on, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// flat is the text of a PDF without its line breaks.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// receiptText is the text of a receipt in the order it is written: the words that
// lie across do not come between others.
func receiptText(t *testing.T, name string, data []byte) string {
	t.Helper()
	pdfText(t, name, data)
	return tool(t, "pdftotext", "-raw", saved(t, name, data), "-")
}

var papers = []ReceiptPaper{ReceiptA4, ReceiptRoll}

func TestReceiptSaysItInThreeLanguages(t *testing.T) {
	for lang, want := range map[string][]string{
		"es-AR": {"Comprobante de compra de saldo virtual", "COPIA 3", "OK", "Agencia del Sur S.A.", "A-001 · Kiosco Ñandú", "000012345600000", "28/11/26 11:47:05", "000000004000", "TR-00000000",
			"Monto pagado $ 10.000,00", "Bonificación $ 400,00", "Monto acreditado $ 10.400,00", "COELSA Acreditado", "2 intentos", "1. Envío · Gómez, Marta · sin saldo (Código insufficient-balance)",
			"2. Envío · automático · saldo enviado", "Código de verificación", "K7QM-2FXA-93TD-PLWC", "Hecho por Gómez, Marta el 28/11/2026 12:04 (UTC-03:00 America/Argentina/Buenos_Aires)"},
		"pt-BR": {"Comprovante de compra de saldo virtual", "CÓPIA 3", "10.400,00", "Código de verificação", "Feito por Gómez, Marta em 28/11/2026 12:04"},
		"en":    {"Receipt of a virtual balance purchase", "COPY 3", "10,400.00", "Verification code", "Made by Gómez, Marta on 2026-11-28 12:04"},
	} {
		for _, on := range papers {
			r, h := receipt("", 2), head(t, lang)
			r.Seal.Copy, h.Logo = 3, logo(t)
			text := flat(receiptText(t, fmt.Sprintf("receipt-%s-%s.pdf", on, lang), receiptFile(t, r, h, on)))
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s %s: no %q in %s", lang, on, w, text)
				}
			}
			if strings.Contains(text, "PENDIENTE") || strings.Contains(text, "DATOS DE EJEMPLO") {
				t.Errorf("%s %s: a purchase that is done and no sample says otherwise: %s", lang, on, text)
			}
		}
	}
}

func TestReceiptSaysWhatIsNotFinal(t *testing.T) {
	closing := func(kind purchase.ClosingKind, state purchase.ClosingState) purchase.Closing {
		return purchase.Closing{Version: 2, Kind: kind, State: state, By: "Ana", DecidedBy: "Beto"}
	}
	for _, c := range []struct {
		name    string
		cause   purchase.Cause
		closing purchase.Closing
		want    []string
		not     string
	}{
		{"payment", purchase.CausePaymentPending, purchase.Closing{}, []string{"PENDIENTE DE CONFIRMACIÓN", "Monto del pago", "Monto a acreditar", "COELSA todavía no acreditó el pago."}, "Monto acreditado"},
		{"unknown", purchase.CauseNoAnswer, purchase.Closing{}, []string{"PENDIENTE DE CONFIRMACIÓN", "no se sabe si el saldo se envió", "Monto a acreditar", "todavía no hay"}, "NO ACREDITADO"},
		{"notice", purchase.CauseNoticePending, purchase.Closing{}, []string{"PENDIENTE DE CONFIRMACIÓN", "El saldo ya se envió", "Monto acreditado"}, "no prueba que"},
		{"balance", purchase.CauseNoBalance, purchase.Closing{}, []string{"ERROR", "SALDO NO ACREDITADO", "Monto no acreditado"}, "PENDIENTE DE"},
		{"proposed", purchase.CauseNoBalance, closing(purchase.ClosedByHand, purchase.ClosingProposed), []string{"SALDO NO ACREDITADO"}, "CERRADA"},
		{"closed", purchase.CauseExpired, closing(purchase.ClosedByHand, purchase.ClosingApproved), []string{"CERRADA A MANO", "Ana y Beto"}, "PENDIENTE DE"},
		{"refunded", purchase.CauseNoBalance, closing(purchase.Refunded, purchase.ClosingApproved), []string{"DINERO DEVUELTO", "Ana y Beto"}, "SALDO NO"},
	} {
		for _, on := range papers {
			r := receipt(c.cause, 1)
			r.Closing = c.closing
			text := flat(receiptText(t, fmt.Sprintf("receipt-%s-%s.pdf", on, c.name), receiptFile(t, r, head(t, "es-AR"), on)))
			for _, w := range c.want {
				if !strings.Contains(text, w) {
					t.Errorf("%s %s: no %q in %s", c.name, on, w, text)
				}
			}
			if strings.Contains(text, c.not) {
				t.Errorf("%s %s says %q: %s", c.name, on, c.not, text)
			}
		}
	}
}

// What a hub was not asked about has no number and says that nobody can verify it.
func TestReceiptWithoutSealSaysSo(t *testing.T) {
	for _, on := range papers {
		r, h := receipt("", 0), head(t, "es-AR")
		r.Seal, r.Asked, h.AsOf, h.Sample = nil, false, made.Add(-time.Hour), true
		text := flat(receiptText(t, fmt.Sprintf("receipt-%s-offline.pdf", on), receiptFile(t, r, h, on)))
		for _, w := range []string{"SIN NÚMERO", "no tiene número ni sello", "no se puede verificar", "Datos sincronizados hasta el 28/11/26 11:04:05", "Los tiene el hub", "Datos de ejemplo: ninguna"} {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in %s", on, w, text)
			}
		}
		for _, w := range []string{"ORIGINAL", "COPIA", "Código de verificación"} {
			if strings.Contains(text, w) {
				t.Errorf("%s: says %q", on, w)
			}
		}
	}
}

// Every page says what is not final and what is made up.
func TestReceiptSaysItAcrossEveryPage(t *testing.T) {
	for _, on := range papers {
		r, h := receipt(purchase.CauseNoAnswer, 40), head(t, "es-AR")
		r.Purchase.Agent.Name = strings.Repeat("Distribuidora Ñandú ", 100)
		h.Sample = true
		path := saved(t, fmt.Sprintf("receipt-%s-across.pdf", on), receiptFile(t, r, h, on))
		drawn := tool(t, "qpdf", "--qdf", "--normalize-content=n", path, "-")
		for _, words := range []string{"PENDIENTE DE CONFIRMACIÓN", "DATOS DE EJEMPLO"} {
			if n := strings.Count(drawn, wide(words)); n < 2 {
				t.Errorf("%s: %q stands there %d times", on, words, n)
			}
		}
	}
}

func TestReceiptOfEqualInputIsEqual(t *testing.T) {
	for _, on := range papers {
		h := head(t, "es-AR")
		h.Sample, h.Logo = true, logo(t)
		one := receiptFile(t, receipt(purchase.CauseNoAnswer, 5), h, on)
		for range 3 {
			if !bytes.Equal(one, receiptFile(t, receipt(purchase.CauseNoAnswer, 5), h, on)) {
				t.Fatalf("%s: two receipts of the same differ", on)
			}
		}
	}
}

// Long names are wrapped, strange ones have boxes, and a roll is as long as all of
// it needs; a page that is full goes on on another.
func TestReceiptOfLongAndStrangeNames(t *testing.T) {
	for _, on := range papers {
		r, h := receipt("", 40), head(t, "es-AR")
		r.Purchase.Agent.Name = strings.Repeat("Distribuidora Ñandú ", 100) + "fin de nombre"
		r.Purchase.TransferID = strings.Repeat("9", 120)
		h.Agency = "Agencia 👩‍👩‍👧 مرحبا del Litoral Argentino, Comercializadora y Distribuidora S.R.L."
		h.Sample = true
		data := receiptFile(t, r, h, on)
		text := receiptText(t, fmt.Sprintf("receipt-%s-long.pdf", on), data)
		if n := strings.Count(flat(text), "Distribuidora Ñandú"); n < 100 {
			t.Errorf("%s: %d of the long name", on, n)
		}
		for _, w := range []string{"fin de nombre", "40 intentos", "K7QM-2FXA-93TD-PLWC", "□"} {
			if !strings.Contains(flat(text), w) {
				t.Errorf("%s: no %q in %s", on, w, text)
			}
		}
		pages := strings.TrimSpace(tool(t, "qpdf", "--show-npages", saved(t, "long.pdf", data)))
		if want := map[ReceiptPaper]string{ReceiptA4: "2", ReceiptRoll: "1"}[on]; pages != want {
			t.Errorf("%s: %s pages", on, pages)
		}
		if got := scan(t, data, on); got != sealed {
			t.Errorf("%s: the QR says %q", on, got)
		}
	}
}

// A camera reads the QR from the paper as it is printed: at the resolution of a
// thermal head too.
func TestReceiptQRIsRead(t *testing.T) {
	for _, on := range papers {
		for _, text := range []string{sealed, "trastienda:r1:short", strings.Repeat("long ", 90)} {
			r := receipt(purchase.CausePaymentPending, 3)
			r.Seal.Text = text
			h := head(t, "es-AR")
			h.Sample = true // words lie over it
			if got := scan(t, receiptFile(t, r, h, on), on); got != text {
				t.Errorf("%s: the QR says %q, not %q", on, got, text)
			}
		}
	}
}

func TestReceiptOfATextNoQRHolds(t *testing.T) {
	r := receipt("", 0)
	r.Seal.Text = strings.Repeat("x", 5000)
	if err := r.Write(head(t, "es-AR"), ReceiptA4, &bytes.Buffer{}); err == nil {
		t.Error("a QR of 5,000 characters was made")
	}
}

// What goes outside has no whole transfer number, and says what the paper says.
func TestReceiptMessageIsCovered(t *testing.T) {
	r, h := receipt(purchase.CauseNoAnswer, 1), head(t, "es-AR")
	r.Purchase.TransferID, h.Sample = "TR-00000071", true
	got := r.Message(h)
	for _, w := range []string{"Agencia del Sur S.A.\n", "ORIGINAL", "Estado: PENDIENTE DE CONFIRMACIÓN\n", "no se sabe si el saldo se envió", "Kiosco Ñandú", "PSR: 000012345600000",
		"Monto pagado: $ 10.000,00", "Monto a acreditar: $ 10.400,00", "N° Transferencia Claro Pay: ••••4000\n", "ID Transferencia recarga: ••••0071\n", "K7QM-2FXA-93TD-PLWC", "Datos de ejemplo"} {
		if !strings.Contains(strings.ReplaceAll(got, "\u00a0", " "), w) {
			t.Errorf("no %q in %s", w, got)
		}
	}
	for _, w := range []string{r.Purchase.WalletTransfer, r.Purchase.TransferID, r.Purchase.ID, sealed} {
		if strings.Contains(got, w) {
			t.Errorf("it has %q", w)
		}
	}
	r.Seal = nil
	if got := r.Message(h); !strings.Contains(got, "SIN NÚMERO") || !strings.Contains(got, "no se puede verificar") {
		t.Errorf("without a seal: %s", got)
	}
	for number, want := range map[string]string{"": "", "1": "••••", "1234": "••••34", "123456789": "••••6789"} {
		if got := covered(number); got != want {
			t.Errorf("%q is covered as %q", number, got)
		}
	}
}

// scan finds the QR on any page of a receipt.
func scan(t *testing.T, data []byte, on ReceiptPaper) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, "pdftoppm", "-r", "203", "-png", path, filepath.Join(dir, "page"))
	pages, err := filepath.Glob(filepath.Join(dir, "page*.png"))
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	for _, page := range pages {
		if found, err := readQR(t, page); err == nil {
			return found
		}
	}
	t.Fatalf("%s: no QR on %d pages", on, len(pages))
	return ""
}

func readQR(t *testing.T, path string) (string, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var picture image.Image
	if picture, err = png.Decode(f); err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}
