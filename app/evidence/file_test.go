package evidence

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"

	"trastienda/app/audit"
	"trastienda/app/purchase"
)

// somePack is a small pack with a chain of two links.
func somePack(by byte) Pack {
	at := time.Date(2026, 11, 28, 8, 0, 0, 0, time.UTC)
	p := Pack{Key: trusted(by), Agency: Agency{ID: "north", Name: "Agencia Norte", Currency: "ARS", TimeZone: "UTC"},
		Purchase: purchase.Purchase{ID: "p1", At: at, PSR: "000123", Paid: 10000, Credited: 10400, Currency: "ARS", Status: purchase.StatusOK, Version: 3},
		Attempts: []Attempt{{Attempt: purchase.Attempt{N: 1, Leg: purchase.Transfer, StartedAt: at, Outcome: purchase.OutcomeDone}, Kept: true,
			Request: "POST /v1/transfers\n\n{}", Answer: "201 Created\n\n{}"}},
		Made: at, By: audit.Actor{ID: "u1", Name: "Gómez, Marta"}, Version: "test"}
	prev := strings.Repeat("a", 64)
	for seq := int64(3); seq <= 5; seq += 2 {
		l := Link{Link: audit.Link{Agency: "north", Seq: seq, At: at.UnixMilli(), Actor: "u1", ActorName: "Gómez, Marta", Act: audit.ActRetry,
			Entity: "purchase", EntityID: "p1", After: `{"result":"completed"}`, Prev: prev}}
		l.Hash = l.Sum()
		prev = l.Hash
		p.Links = append(p.Links, l)
	}
	p.Head = Head{Seq: 5, Hash: prev}
	p.Complete()
	return p
}

func someFile(t testing.TB, p Pack, by byte) []byte {
	t.Helper()
	file, err := p.File([]byte("%PDF-1.3 not really"), key(by))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAPackIsVerifiedWithoutAHub(t *testing.T) {
	p := somePack(1)
	file := someFile(t, p, 1)
	got, err := Verify(file, trusted(1))
	if err != nil || fmt.Sprint(got) != fmt.Sprint(p) || len(got.Actors) != 1 {
		t.Errorf("it reads %+v, %v", got, err)
	}
	if !bytes.Equal(file, someFile(t, p, 1)) {
		t.Error("equal packs are not equal files")
	}
}

func TestEveryFlippedByteOfAPackIsFound(t *testing.T) {
	file := someFile(t, somePack(1), 1)
	for i := range file {
		for _, flip := range []byte{1, 0x20, 0x80, 0xff} {
			b := bytes.Clone(file)
			b[i] ^= flip
			if _, err := Verify(b, trusted(1)); err == nil {
				t.Fatalf("byte %d of %d, changed by %#x, is not noticed", i, len(file), flip)
			}
		}
	}
	for n := range file {
		if _, err := Verify(file[:n], trusted(1)); !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
	}
	for _, more := range []string{"\x00", "PK", string(file)} {
		for _, b := range [][]byte{append(bytes.Clone(file), more...), append([]byte(more), file...)} {
			if _, err := Verify(b, trusted(1)); !errors.Is(err, ErrDamaged) {
				t.Errorf("extended by %d bytes: %v", len(more), err)
			}
		}
	}
}

// Somebody edits a link of the audit and makes every later hash, and the file, new.
func TestARebuiltChainIsFound(t *testing.T) {
	forged := somePack(1)
	forged.Links[0].After = `{"result":"refused"}`
	if _, err := forged.File(nil, key(1)); !errors.Is(err, ErrChain) {
		t.Errorf("the hub signs a broken chain: %v", err)
	}
	prev := forged.Links[0].Prev
	for i := range forged.Links {
		forged.Links[i].Prev = prev
		prev = forged.Links[i].Sum()
		forged.Links[i].Hash = prev
	}
	forged.Head.Hash = prev
	if _, err := Verify(someFile(t, forged, 2), trusted(1)); !errors.Is(err, ErrOtherKey) {
		t.Errorf("a chain rebuilt with another key: %v", err)
	}
	// With the old signature on it.
	text, err := forged.text()
	if err != nil {
		t.Fatal(err)
	}
	parts, err := partsOf(someFile(t, somePack(1), 1))
	if err != nil {
		t.Fatal(err)
	}
	s := signature{Form: packForm, Evidence: sum(text), Document: sum(parts[1]), Public: KeyOf(key(1)).Public}
	s.Signature = text64.EncodeToString(make([]byte, 64))
	file, err := assemble(text, parts[1], s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(file, trusted(1)); !errors.Is(err, ErrSignature) {
		t.Errorf("a rebuilt chain under the right key's name: %v", err)
	}
}

func TestAPackOfAnotherHubIsRefused(t *testing.T) {
	if _, err := Verify(someFile(t, somePack(2), 2), trusted(1)); !errors.Is(err, ErrOtherKey) {
		t.Errorf("another hub's pack: %v", err)
	}
	// Signed by the right key, but it says it is another hub's.
	if _, err := Verify(someFile(t, somePack(2), 1), trusted(1)); !errors.Is(err, ErrDamaged) {
		t.Errorf("a pack that names another key: %v", err)
	}
}

func TestPacksThatAreNotSoundAreNotSigned(t *testing.T) {
	for name, spoil := range map[string]func(p *Pack){
		"no purchase": func(p *Pack) { p.Purchase.ID = "" }, "another's link": func(p *Pack) { p.Links[1].EntityID = "p2" },
		"order": func(p *Pack) { p.Links[0], p.Links[1] = p.Links[1], p.Links[0] }, "twice": func(p *Pack) { p.Links[1] = p.Links[0] },
		"another agency's": func(p *Pack) { p.Agency.ID = "south" }, "head": func(p *Pack) { p.Head.Hash = "" }, "old head": func(p *Pack) { p.Head.Seq = 4 },
		"form": func(p *Pack) { p.Form = "x" }, "hash": func(p *Pack) { p.Links[1].Hash = p.Links[0].Hash },
	} {
		p := somePack(1)
		spoil(&p)
		if _, err := p.File(nil, key(1)); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
}

// zipOf writes parts in whatever way a hostile file may have them.
func zipOf(t *testing.T, method uint16, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte("0"), 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostileFilesAreRefused(t *testing.T) {
	lying := func() []byte { // says it is as long as nothing is
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range []string{partEvidence, partDocument, partSignature} {
			w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(nil), CompressedSize64: 1 << 62, UncompressedSize64: 1 << 62})
			if err != nil {
				t.Fatal(err)
			}
			_, _ = w.Write([]byte("{}"))
		}
		_ = z.Close()
		return b.Bytes()
	}()
	for name, file := range map[string][]byte{
		"nothing": nil, "garbage": []byte(strings.Repeat("garbage", 1000)), "text": []byte("{}"), "lying": lying,
		"bomb": zipOf(t, zip.Deflate, partEvidence, partDocument, partSignature), "stored": zipOf(t, zip.Store, partEvidence, partDocument, partSignature),
		"twice": zipOf(t, zip.Store, partEvidence, partEvidence, partSignature), "outside": zipOf(t, zip.Store, "../"+partEvidence, partDocument, partSignature),
		"two": zipOf(t, zip.Store, partEvidence, partDocument), "four": zipOf(t, zip.Store, partEvidence, partDocument, partSignature, "x"),
		"empty": zipOf(t, zip.Store),
	} {
		if p, err := Verify(file, trusted(1)); !errors.Is(err, ErrDamaged) || p.Form != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	file := someFile(f, somePack(1), 1)
	f.Add(file)
	f.Add([]byte("PK"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := Verify(b, trusted(1)); err == nil && !bytes.Equal(b, file) {
			t.Error("another file is taken for the pack")
		}
	})
}
