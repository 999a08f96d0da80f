package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/data/desk/document"
	"trastienda/reports"
	"trastienda/ui/purchases"
	"trastienda/ui/text"
)

// flatPDF is the text of a PDF in the order it is written, without line breaks.
func flatPDF(t *testing.T, path string) string {
	t.Helper()
	text, err := exec.Command("pdftotext", "-raw", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(text)), " ")
}

// oneOf is a purchase of a state.
func (p boardBackend) oneOf(t *testing.T, s purchase.Status) purchase.Purchase {
	t.Helper()
	rows, err := p.Rows(t.Context(), purchase.Filter{Statuses: []purchase.Status{s}}, listing.Sort{{Field: "at"}}, 0, 1)
	if err != nil || len(rows) != 1 {
		t.Fatalf("a purchase that is %s: %v, %v", s, rows, err)
	}
	return rows[0]
}

// The window's receipt says what is known of the purchase, lands in the folder of
// documents and leaves the purchase as it was.
func TestReceiptOfTheWindow(t *testing.T) {
	p := openBoard(t, 300)
	home := t.TempDir()
	documents := filepath.Join(home, "Documentos")
	if err := os.Mkdir(documents, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", home)
	book, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	book.SetZone(agencyZone(p.b.agency().TimeZone, p.b.log))
	for status, want := range map[purchase.Status][]string{
		purchase.StatusOK:      {"El pago se acreditó y el saldo se envió", "Monto acreditado"},
		purchase.StatusPending: {"PENDIENTE DE CONFIRMACIÓN"},
		purchase.StatusError:   {"ERROR SALDO NO ACREDITADO", "Monto no acreditado"},
	} {
		q := p.oneOf(t, status)
		for _, on := range []reports.ReceiptPaper{reports.ReceiptA4, reports.ReceiptRoll} {
			g, err := receiptFile(t.Context(), p.b, book, purchases.Receipt{Purchase: q.ID, On: on})
			if err != nil {
				t.Fatal(err)
			}
			if dir := filepath.Dir(g.path); dir != documents || !strings.Contains(filepath.Base(g.path), q.WalletTransfer) {
				t.Errorf("it is %s", g.path)
			}
			got := flatPDF(t, g.path)
			for _, w := range append(want, q.PSR, q.WalletTransfer, q.Agent.Name, "Datos de ejemplo") {
				if !strings.Contains(got, w) {
					t.Errorf("%s on %s: no %q in %s", status, on, w, got)
				}
			}
		}
		if after, err := p.Find(t.Context(), q.ID); err != nil || status != purchase.StatusPending && after.Version != q.Version { // a pending one moves on by itself
			t.Errorf("the purchase went from version %d to %d, %v", q.Version, after.Version, err)
		}
	}
	if _, err := receiptFile(t.Context(), p.b, book, purchases.Receipt{Purchase: "nothing", On: reports.ReceiptA4}); err == nil || receiptWhy(book, p.b, err) != "la compra ya no está en tus datos." {
		t.Errorf("no such purchase: %v", err)
	}
	if err := os.RemoveAll(documents); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", filepath.Join(home, "gone"))
	if _, err := receiptFile(t.Context(), p.b, book, purchases.Receipt{Purchase: p.oneOf(t, purchase.StatusOK).ID, On: reports.ReceiptA4}); err == nil || !strings.Contains(receiptWhy(book, p.b, err), "revisá el espacio y los permisos") {
		t.Errorf("no folder: %v", err)
	}
}

// The command line writes it from the copy alone, and says that it is not numbered.
func TestReceiptOfADataFolder(t *testing.T) {
	p := openBoard(t, 60)
	dir, out := p.b.files.dir, t.TempDir()
	q := p.oneOf(t, purchase.StatusPending)
	p.b.close()
	run := func(args ...string) int {
		return execute(context.Background(), append([]string{"report", "receipt", "--lang", "es-AR", "--data-dir", dir}, args...))
	}
	path := filepath.Join(out, "r.pdf")
	for _, args := range [][]string{{"--id", q.ID}, {"--id", q.WalletTransfer}, {"--id", q.ID, "--roll"}} {
		if code := run(append(args, "-o", path)...); code != exitOK {
			t.Fatalf("%v: exit %d", args, code)
		}
		got := flatPDF(t, path)
		for _, w := range []string{q.ID, "SIN NÚMERO", "no se puede verificar", "PENDIENTE DE CONFIRMACIÓN", "Los tiene el hub"} {
			if !strings.Contains(got, w) {
				t.Errorf("%v: no %q in %s", args, w, got)
			}
		}
		size, err := exec.Command("pdfinfo", path).Output()
		if roll := slices.Contains(args, "--roll"); err != nil || strings.Contains(string(size), "A4") == roll {
			t.Errorf("%v: %v, %s", args, err, size)
		}
	}
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
	}{
		"no such purchase": {[]string{"--id", "nothing", "-o", path}, exitFailed},
		"a workbook":       {[]string{"--id", q.ID, "--format", "xlsx", "-o", path}, exitUsage},
		"no purchase":      {[]string{"-o", path}, exitUsage},
		"no folder":        {[]string{"--id", q.ID, "-o", filepath.Join(out, "none", "r.pdf")}, exitFailed},
		"a folder":         {[]string{"--id", q.ID, "-o", out}, exitFailed},
	} {
		if code := run(c.args...); code != c.code {
			t.Errorf("%s: exit %d, want %d", name, code, c.code)
		}
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "old" {
		t.Errorf("the old file holds %q, %v", data, err)
	}
	if left, err := os.ReadDir(out); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// The name of a receipt's file is one on every system, whatever the number.
func TestReceiptName(t *testing.T) {
	book, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[string]string{"0004000": "Comprobante 0004000 ", "": "Comprobante p1 ", "../a:b?": "Comprobante ___a_b_ ", strings.Repeat("9", 300): "Comprobante " + strings.Repeat("9", 60) + " "} {
		g := given{receipt: reports.Receipt{Purchase: purchase.Purchase{ID: "p1", WalletTransfer: number}}, head: reports.Head{Zone: book.Zone()}}
		name := receiptName(book, g, reports.ReceiptA4)
		if !strings.HasPrefix(name, want) {
			t.Errorf("%q gives %q", number, name)
		}
		f, err := document.Create(t.TempDir(), name)
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if err := f.Drop(); err != nil {
			t.Error(err)
		}
	}
}
