package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trastienda/app/audit"
	"trastienda/app/evidence"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// provenPack is a pack with its real document, and the fingerprint it is trusted by.
func provenPack(t *testing.T, seed byte) (file []byte, key evidence.Fingerprint, signer ed25519.PrivateKey) {
	t.Helper()
	signer = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	key = evidence.KeyOf(signer).Fingerprint
	at := time.Date(2026, 11, 28, 8, 0, 0, 0, time.UTC)
	p := evidence.Pack{Key: key, Agency: evidence.Agency{ID: "a", Name: "Agencia Norte", TimeZone: "America/Argentina/Buenos_Aires"}, Made: at, Version: version,
		By: audit.Actor{ID: "u", Name: "Gómez, Marta"}, Purchase: purchase.Purchase{ID: "p1", At: at, Status: purchase.StatusOK, Paid: 10000, Credited: 10400, Currency: "ARS"}}
	l := evidence.Link{Link: audit.Link{Agency: "a", Seq: 1, EntityID: "p1", Act: audit.ActEvidence}}
	l.Hash = l.Sum()
	p.Links, p.Head = []evidence.Link{l}, evidence.Head{Seq: 1, Hash: l.Hash}
	p.Complete()
	var document bytes.Buffer
	if err := packDocument(&document, p, nil, "es-AR"); err != nil {
		t.Fatal(err)
	}
	file, err := p.File(document.Bytes(), signer)
	if err != nil {
		t.Fatal(err)
	}
	return file, key, signer
}

func verifyIn(t *testing.T, args ...string) int {
	t.Helper()
	return execute(context.Background(), append([]string{"verify"}, args...))
}

func TestVerifyExitsWithWhatItFound(t *testing.T) {
	file, key, signer := provenPack(t, 1)
	_, other, _ := provenPack(t, 2)
	dir := t.TempDir()
	put := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := put("good.zip", file)
	flipped := bytes.Clone(file)
	flipped[len(flipped)/2] ^= 1
	seal := evidence.Receipt{Purchase: "p1", Status: purchase.StatusOK, Paid: 1, Credited: 1, Currency: "ARS", At: time.UnixMilli(1)}.Seal(signer)
	for name, c := range map[string]struct {
		args []string
		exit int
	}{
		"genuine": {[]string{good, "--key", string(key)}, 0}, "as people write it": {[]string{good, "--key", key.String(), "--lang", "en"}, 0},
		"another hub": {[]string{good, "--key", string(other)}, 1}, "flipped": {[]string{put("flipped.zip", flipped), "--key", string(key)}, 1},
		"cut": {[]string{put("cut.zip", file[:len(file)-1]), "--key", string(key)}, 1}, "empty": {[]string{put("empty.zip", nil), "--key", string(key)}, 1},
		"gone": {[]string{filepath.Join(dir, "gone.zip"), "--key", string(key)}, 1}, "a folder": {[]string{dir, "--key", string(key)}, 1},
		"no key": {[]string{good}, 2}, "half a key": {[]string{good, "--key", "3f2a"}, 2}, "nothing": {[]string{"--key", string(key)}, 2},
		"both": {[]string{good, "--receipt", seal, "--key", string(key)}, 2}, "language": {[]string{good, "--key", string(key), "--lang", "fr"}, 2},
		"receipt": {[]string{"--receipt", seal, "--key", string(key)}, 0}, "receipt with a line end": {[]string{"--receipt", seal + "\n", "--key", string(key)}, 0},
		"changed receipt": {[]string{"--receipt", strings.Replace(seal, ":1:1:", ":1:2:", 1), "--key", string(key)}, 1},
		"another's":       {[]string{"--receipt", seal, "--key", string(other)}, 1}, "no receipt": {[]string{"--receipt", "hello", "--key", string(key)}, 1},
	} {
		if exit := verifyIn(t, c.args...); exit != c.exit {
			t.Errorf("%s: exit %d, want %d", name, exit, c.exit)
		}
	}
}

func TestVerifySaysWhatItFound(t *testing.T) {
	file, key, _ := provenPack(t, 1)
	path := filepath.Join(t.TempDir(), "p.zip")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string][]string{
		"es-AR": {"Auténtico", "Agencia Norte", "p1", "$ 104,00", "Gómez, Marta", "2026-11-28 08:00:00 UTC"}, "pt-BR": {"Autêntico"}, "en": {"Genuine", "ARS 104.00"},
	} {
		var out strings.Builder
		if err := runVerify(verifyFlags{file: path, key: string(key), lang: lang}, &out); err != nil {
			t.Error(err)
		}
		for _, w := range want {
			if !strings.Contains(strings.ReplaceAll(out.String(), "\u00a0", " "), w) {
				t.Errorf("%s: no %q in %s", lang, w, out.String())
			}
		}
	}
	var out strings.Builder
	_, other, _ := provenPack(t, 2)
	if err := runVerify(verifyFlags{file: path, key: string(other), lang: "es-AR"}, &out); err == nil || !strings.Contains(out.String(), "NO es auténtico") || strings.Contains(out.String(), "Agencia Norte") {
		t.Errorf("another's: %v %s", err, out.String())
	}
}

func TestHubKeyIsThatOfTheDatabase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		if err := tellHubKey(ctx, dsn, &strings.Builder{}); err == nil {
			t.Error("a database without a hub has a key")
		}
		s := storetest.Open(t, dsn, store.Options{})
		var out strings.Builder
		if err := tellHubKey(ctx, dsn, &out); err != nil || strings.TrimSpace(out.String()) != evidence.KeyOf(s.Key()).Fingerprint.String() {
			t.Errorf("it tells %q, %v", out.String(), err)
		}
	})
}
