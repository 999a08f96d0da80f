package main

import (
	"fmt"
	"image/png"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"trastienda/app/evidence"
	"trastienda/app/purchase"
)

// An operator gives the receipt of a purchase: the original, then a copy on a roll,
// one without a number while the hub is away, and the next copy when it is back.
// What the QR says is what the hub sealed.
func TestJourneyReceipt(t *testing.T) {
	site := newSite(t, "sqlite")
	payment := newPayment("pending") // COELSA does not accredit it: it stays as it is
	site.pay(payment)
	id := site.byReference(payment.Reference).ID
	x := newScreen(t, "1366x768")
	documents := filepath.Join(x.home, "Documentos")
	if err := os.Mkdir(documents, 0o700); err != nil {
		t.Fatal(err)
	}
	// A printer that writes down what it is given.
	bin := t.TempDir()
	for name, script := range map[string]string{"lpstat": "echo Laser; echo Tickets80", "lp": `echo "$@" >> ` + filepath.Join(bin, "printed")} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	var key evidence.Key
	if r := call(t, "GET", site.hub.url+"/v1/hub/key", site.auth(), nil, &key); r.StatusCode != http.StatusOK {
		t.Fatalf("the hub's key: %d %s", r.StatusCode, bodyOf(r))
	}
	w := x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.signIn("operator@demo.test", testPassword)
	w.purchases()
	w.rows(7)
	if _, chosen := w.pick("wallet_transfer", payment.Number); chosen != id {
		t.Fatalf("chose %s, not %s", chosen, id)
	}
	w.key("Return")
	w.there("purchases.detail.receipt")
	receipts := &receiptFolder{t: t, w: w, dir: documents}

	w.click("purchases.detail.receipt")
	first := receipts.next()
	w.contains("toast.receipt", "Comprobante guardado en")
	w.shot("receipt")
	text := flatPDF(t, first)
	for _, want := range []string{"ORIGINAL", "PENDIENTE DE CONFIRMACIÓN", "Operación Demo"} {
		if !strings.Contains(text, want) {
			t.Errorf("the first receipt has no %q: %s", want, text)
		}
	}
	now := site.find(id)
	checkSeal(t, first, text, now, key.Fingerprint, 0)

	w.command("Comprobante 80 mm", "purchases.receipt.roll")
	copied := receipts.next()
	text = flatPDF(t, copied)
	if !strings.Contains(text, "COPIA 1") || strings.Contains(text, "ORIGINAL") {
		t.Errorf("the second receipt says %s", text)
	}
	checkSeal(t, copied, text, now, key.Fingerprint, 1)
	w.contains("toast.receipt", filepath.Base(copied))
	w.click("toast.receipt.more")
	w.there("reporting.print.do")
	w.shot("receipt-print")
	w.key("Return")
	w.contains("toast.print", "Laser")
	if printed, err := os.ReadFile(filepath.Join(bin, "printed")); err != nil || string(printed) != "-d Laser -- "+copied+"\n" {
		t.Errorf("the printer got %q, %v", printed, err)
	}

	site.hub.kill()
	w.click("purchases.detail.receipt")
	text = flatPDF(t, receipts.next())
	if !strings.Contains(text, "SIN NÚMERO") || !strings.Contains(text, "no se puede verificar") || strings.Contains(text, "Código de verificación") {
		t.Errorf("without the hub the receipt says %s", text)
	}
	w.contains("toast.receipt", "sin número ni sello")
	site.startHub()
	w.key("F5")
	w.contains("status.connection", "En línea")
	w.click("purchases.detail.receipt")
	again := receipts.next()
	text = flatPDF(t, again)
	if !strings.Contains(text, "COPIA 2") {
		t.Errorf("after the hub came back the receipt says %s", text)
	}
	checkSeal(t, again, text, now, key.Fingerprint, 2)
	if after := site.find(id); after.Status != now.Status || after.Paid != now.Paid || after.Credited != now.Credited || after.TransferID != now.TransferID {
		t.Errorf("giving receipts changed the purchase: %+v, was %+v", after, now)
	}
	w.close()
}

// receiptFolder tells the files of a folder that came since it was asked last.
type receiptFolder struct {
	t    *testing.T
	w    *window
	dir  string
	seen []string
}

func (r *receiptFolder) next() (path string) {
	r.t.Helper()
	r.w.until("another receipt", func(view) error {
		list, err := filepath.Glob(filepath.Join(r.dir, "*.pdf"))
		if err != nil {
			return err
		}
		fresh := slices.DeleteFunc(list, func(p string) bool { return slices.Contains(r.seen, p) })
		if len(fresh) != 1 {
			return fmt.Errorf("new are %v", fresh)
		}
		path = fresh[0]
		return nil
	})
	r.seen = append(r.seen, path)
	return path
}

// checkSeal reads the QR of a receipt and holds it against the purchase.
func checkSeal(t *testing.T, path, text string, q purchase.Detail, trusted evidence.Fingerprint, number int) {
	t.Helper()
	seal := scanned(t, path)
	says, err := evidence.VerifyReceipt(seal, trusted)
	if err != nil {
		t.Fatalf("the QR %q: %v", seal, err)
	}
	if says.Purchase != q.ID || says.Status != q.Status || says.Paid != q.Paid || says.Credited != q.Credited || says.Copy != number {
		t.Errorf("the seal says %+v of %+v, copy %d", says, q.Purchase, number)
	}
	if !strings.Contains(text, evidence.Code(seal)) {
		t.Errorf("the paper has no code %s: %s", evidence.Code(seal), text)
	}
}

// scanned is what the QR on the first page of a PDF says.
func scanned(t *testing.T, path string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "page")
	if told, err := exec.Command("pdftoppm", "-r", "203", "-png", "-singlefile", path, out).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, told)
	}
	f, err := os.Open(out + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatalf("no QR in %s: %v", path, err)
	}
	return result.GetText()
}
