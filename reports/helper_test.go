package reports

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/purchase"
	"trastienda/assets"
)

// book is the catalogue of a language.
type book map[string]string

func words(t testing.TB, lang string) book {
	t.Helper()
	b := book{}
	for _, area := range []string{"reports", "purchases", "receipt", "evidence", "audit"} {
		data, err := fs.ReadFile(assets.Languages(), area+"."+lang+".json")
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &b); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (b book) T(key string, args ...any) string {
	s, ok := b[key]
	if !ok {
		panic("no text " + key)
	}
	for i := 0; i+1 < len(args); i += 2 {
		s = strings.ReplaceAll(s, "{"+args[i].(string)+"}", fmt.Sprint(args[i+1]))
	}
	return s
}

func (b book) N(key string, n int, args ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return b.T(key+form, append(args, "n", n)...)
}

// buenosAires is an agency's zone, three hours behind UTC.
var buenosAires = time.FixedZone("America/Argentina/Buenos_Aires", -3*3600)

var made = time.Date(2026, 11, 28, 15, 4, 5, 0, time.UTC)

func head(t testing.TB, lang string) Head {
	return Head{Words: words(t, lang), Lang: lang, Agency: "Agencia del Sur S.A.", Made: made, Zone: buenosAires, By: "Gómez, Marta"}
}

// list is a source of purchases that are in memory.
type list []purchase.Purchase

func (l list) Count(_ context.Context, q PurchaseQuery) (int, error) { return len(l), nil }

func (l list) Each(ctx context.Context, q PurchaseQuery, give func(p *purchase.Purchase) error) error {
	sorted := slices.Clone(l)
	key := func(p purchase.Purchase) string {
		switch q.By {
		case purchase.GroupByStatus:
			return string(p.Status)
		case purchase.GroupByAgent:
			return p.Agent.Name
		case purchase.GroupByPSR:
			return p.PSR
		}
		return ""
	}
	slices.SortStableFunc(sorted, func(a, b purchase.Purchase) int { return strings.Compare(key(a), key(b)) })
	for i := range sorted {
		if err := give(&sorted[i]); err != nil {
			return err
		}
	}
	return nil
}

// purchases makes n purchases of three agents in every state, a minute apart, the
// newest first.
func purchases(n int) list {
	all := make(list, n)
	agents := []purchase.AgentRef{{ID: "a1", Code: "A-001", Name: "Kiosco Ñandú"}, {ID: "a2", Code: "A-002", Name: "Padaria São João"}, {ID: "a3", Code: "12", Name: "Smith & Sons (West)"}}
	causes := []purchase.Cause{"", "", "", purchase.CausePaymentPending, purchase.CauseNoBalance, purchase.CauseNoAnswer, purchase.CauseRefused("strange-code")}
	for i := range all {
		cause := causes[i%len(causes)]
		paid := int64(1000000 + i*137)
		all[i] = purchase.Purchase{
			ID: fmt.Sprintf("p%06d", i), At: made.Add(-time.Duration(i+1) * 17 * time.Minute), PSR: fmt.Sprintf("0000123456%05d", i%40),
			Agent: agents[i%3], WalletTransfer: fmt.Sprintf("00%010d", 4000+i), Paid: paid, Credited: paid + paid/25, Currency: "ARS",
			TransferID: fmt.Sprintf("TR-%08d", i), Status: cause.Status(), Cause: cause,
		}
	}
	return all
}

// file writes a document and returns its volumes.
func file(t testing.TB, d *Document, f Format) [][]byte {
	t.Helper()
	var volumes []*bytes.Buffer
	err := Write(t.Context(), d, f, func(volume, of int) (io.Writer, error) {
		if volume != len(volumes)+1 || of != d.Volumes(f) {
			t.Errorf("volume %d of %d", volume, of)
		}
		volumes = append(volumes, &bytes.Buffer{})
		return volumes[volume-1], nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for _, v := range volumes {
		all = append(all, v.Bytes())
	}
	return all
}

func document(t testing.TB, r Purchases, h Head, l list) *Document {
	t.Helper()
	d, err := r.Document(t.Context(), h, l)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// tool runs a program of the system on a file; .ci/deps installs them.
func tool(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// saved writes a file, beside the pictures if somebody wants to look at them.
func saved(t testing.TB, name string, data []byte) string {
	t.Helper()
	dir := os.Getenv("TRASTIENDA_SHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// pdfText checks a PDF and returns its text.
func pdfText(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := saved(t, name, data)
	if out := tool(t, "qpdf", "--check", path); strings.Contains(out, "WARNING") {
		t.Errorf("%s: %s", name, out)
	}
	return tool(t, "pdftotext", "-layout", path, "-") + tool(t, "pdftotext", path, "-")
}

// logo is a picture of an agency.
func logo(t testing.TB) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 60, 40))
	for i := range 60 * 40 {
		m.SetNRGBA(i%60, i/60, color.NRGBA{R: 0x1F, G: 0x5F, B: 0xBF, A: uint8(i % 256)})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
