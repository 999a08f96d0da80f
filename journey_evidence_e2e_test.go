package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trastienda/app/evidence"
	"trastienda/app/purchase"
)

// An operator retries a purchase that has no balance, takes the pack of evidence of
// it out, and somebody else checks the file without any hub. Without the hub there
// is none, and the window says why; a byte that was changed is found.
func TestJourneyEvidence(t *testing.T) {
	site := newSite(t, "sqlite")
	site.setBalance(testAgent, 0)
	x := newScreen(t, "1366x768")
	documents := filepath.Join(x.home, "Documentos")
	if err := os.Mkdir(documents, 0o700); err != nil {
		t.Fatal(err)
	}
	var key evidence.Key
	if r := call(t, "GET", site.hub.url+"/v1/hub/key", site.auth(), nil, &key); r.StatusCode != http.StatusOK {
		t.Fatalf("the hub's key: %d %s", r.StatusCode, bodyOf(r))
	}
	paid := newPayment("")
	site.pay(paid)
	q := site.byReference(paid.Reference)
	q = site.reaches(q.ID, purchase.StatusError, purchase.CauseNoBalance)
	if _, r := site.retry(q.ID); r.StatusCode != http.StatusOK {
		t.Fatalf("retry: %d", r.StatusCode)
	}

	w := x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.signIn("operator@demo.test", testPassword)
	w.purchases()
	w.until("the purchase", func(v view) error {
		row, _, ok := v.row("wallet_transfer", paid.Number)
		if !ok {
			return fmt.Errorf("there is %v", v.column("wallet_transfer"))
		}
		w.click(row + ".psr")
		return nil
	})
	w.key("Return")
	w.there("purchases.detail.evidence")
	w.click("purchases.detail.evidence")
	w.contains("toast.evidence", "Paquete de pruebas firmado y guardado en")
	w.shot("done")
	path := onlyPack(t, documents)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := evidence.Verify(file, key.Fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	if p.Purchase.ID != q.ID || len(p.Attempts) < 2 || len(p.Links) < 3 {
		t.Errorf("the pack is of %s, with %d attempts and %d links", p.Purchase.ID, len(p.Attempts), len(p.Links))
	}
	for _, a := range p.Attempts {
		if !a.Kept || !strings.Contains(a.Request, "X-Request-Id: "+a.Reference) || a.Answer == "" {
			t.Errorf("attempt %d was kept as %+v", a.N, a)
		}
	}
	if last := p.Attempts[len(p.Attempts)-1]; !strings.Contains(last.Answer, "insufficient-balance") {
		t.Errorf("the last answer is %q", last.Answer)
	}
	if exit := execute(t.Context(), []string{"verify", path, "--key", key.Fingerprint.String()}); exit != exitOK {
		t.Errorf("verify exits %d", exit)
	}
	file[len(file)/3] ^= 4
	changed := filepath.Join(t.TempDir(), "changed.zip")
	if err := os.WriteFile(changed, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if exit := execute(t.Context(), []string{"verify", changed, "--key", string(key.Fingerprint)}); exit != exitFailed {
		t.Errorf("verify of a changed file exits %d", exit)
	}
	text := flatPDF(t, packDocumentOf(t, path))
	for _, want := range []string{"Paquete de pruebas de una compra", paid.Number, key.Fingerprint.String(), "POST /v1/transfers", "Reintento pedido"} {
		if !strings.Contains(text, want) {
			t.Errorf("the document has no %q: %s", want, text)
		}
	}

	site.hub.kill()
	w.click("purchases.detail.evidence")
	w.contains("toast.evidence", "No se hizo el paquete de pruebas: el hub, que es quien lo firma, no contesta.")
	if again := onlyPack(t, documents); again != path {
		t.Errorf("without the hub there is %s", again)
	}
	w.close()
}

// The settings say what others check a pack with.
func TestJourneyHubKey(t *testing.T) {
	site := newSite(t, "sqlite")
	var key evidence.Key
	if r := call(t, "GET", site.hub.url+"/v1/hub/key", site.auth(), nil, &key); r.StatusCode != http.StatusOK {
		t.Fatalf("the hub's key: %d %s", r.StatusCode, bodyOf(r))
	}
	w := newScreen(t, "1366x768").open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.signIn("agent@demo.test", testPassword)
	w.click("nav.settings")
	w.contains("settings.hub.key", key.Fingerprint.String())
	w.shot("settings")
	w.close()
}

// onlyPack is the one pack in a folder, with no half file beside it.
func onlyPack(t *testing.T, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 1 || filepath.Ext(list[0].Name()) != ".zip" {
		t.Fatalf("the folder has %v, %v", list, err)
	}
	return filepath.Join(dir, list[0].Name())
}

// packDocumentOf takes the document out of a pack.
func packDocumentOf(t *testing.T, path string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("evidence.pdf")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, f); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "evidence.pdf")
	if err := os.WriteFile(out, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return out
}
