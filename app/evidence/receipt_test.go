package evidence

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"trastienda/app/purchase"
)

func key(n byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed)
}

func trusted(n byte) Fingerprint { return KeyOf(key(n)).Fingerprint }

var someReceipt = Receipt{Purchase: "0192f0c1-7b2e-7c11-9b1e-3a5d1c0f9a77", Version: 7, Status: purchase.StatusOK, Paid: 10000, Credited: 10400,
	Currency: "ARS", Copy: 2, At: time.Date(2026, 11, 28, 8, 0, 0, 123e6, time.UTC)}

func TestASealSaysWhatWasSealed(t *testing.T) {
	odd := someReceipt
	odd.Purchase, odd.Paid = "a:b c/ñ%", -1
	for _, r := range []Receipt{someReceipt, {At: time.UnixMilli(0).UTC()}, odd} {
		seal := r.Seal(key(1))
		got, err := VerifyReceipt(seal, trusted(1))
		if err != nil || got != r {
			t.Errorf("%q reads %+v, %v", seal, got, err)
		}
		if got, err := ParseReceipt(seal); err != nil || got != r {
			t.Errorf("parsed %q reads %+v, %v", seal, got, err)
		}
	}
	if n := len(someReceipt.Seal(key(1))); n > 300 {
		t.Errorf("a seal of %d characters is too much for a QR on a roll", n)
	}
}

func TestEveryChangedByteOfASealIsFound(t *testing.T) {
	seal := someReceipt.Seal(key(1))
	for i := range len(seal) {
		for _, flip := range []byte{1, 2, 4, 8, 16, 32, 64, 128} {
			b := []byte(seal)
			b[i] ^= flip
			if _, err := VerifyReceipt(string(b), trusted(1)); err == nil {
				t.Fatalf("byte %d changed by %d is not noticed", i, flip)
			}
		}
	}
}

func TestOtherSealsAreRefused(t *testing.T) {
	seal := someReceipt.Seal(key(1))
	more := someReceipt
	more.Credited++
	for name, c := range map[string]struct {
		seal string
		want error
	}{
		"empty": {"", ErrDamaged}, "half": {seal[:len(seal)/2], ErrDamaged}, "more": {seal + "A", ErrDamaged}, "line end": {seal + "\n", ErrDamaged},
		"plus sign":                    {strings.Replace(seal, ":7:", ":+7:", 1), ErrDamaged},
		"leading zero":                 {strings.Replace(seal, ":7:", ":07:", 1), ErrDamaged},
		"other key":                    {someReceipt.Seal(key(2)), ErrOtherKey},
		"other amount":                 {strings.Replace(seal, ":10400:", ":10401:", 1), ErrSignature},
		"other's signature":            {more.fields() + seal[strings.LastIndex(seal[:strings.LastIndex(seal, ":")], ":"):], ErrSignature},
		"own signature on a known key": {seal[:strings.LastIndex(seal, ":")] + someReceipt.Seal(key(2))[strings.LastIndex(someReceipt.Seal(key(2)), ":"):], ErrSignature},
	} {
		if r, err := VerifyReceipt(c.seal, trusted(1)); !errors.Is(err, c.want) || r != (Receipt{}) {
			t.Errorf("%s: %+v, %v, want %v", name, r, err, c.want)
		}
	}
}

func TestCodeOfASeal(t *testing.T) {
	code := Code(someReceipt.Seal(key(1)))
	if len(code) != 19 || strings.Count(code, "-") != 3 || code != Code(someReceipt.Seal(key(1))) || code == Code(someReceipt.Seal(key(2))) {
		t.Errorf("the code is %q", code)
	}
}

func TestFingerprintsAreReadAsPeopleWriteThem(t *testing.T) {
	f := trusted(1)
	for _, text := range []string{string(f), f.String(), strings.ToUpper(string(f)), " " + strings.ReplaceAll(f.String(), " ", ":") + "\n", strings.ReplaceAll(f.String(), " ", "-")} {
		if got, ok := ParseFingerprint(text); !ok || got != f {
			t.Errorf("%q reads %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "x", string(f)[1:], string(f) + "0", strings.Replace(string(f), string(f)[:1], "g", 1)} {
		if _, ok := ParseFingerprint(text); ok {
			t.Errorf("%q is taken for a fingerprint", text)
		}
	}
}

func FuzzReceiptSeal(f *testing.F) {
	f.Add(someReceipt.Seal(key(1)))
	f.Add("trastienda:r1::0:::::::")
	f.Fuzz(func(t *testing.T, seal string) {
		r, err := VerifyReceipt(seal, trusted(1))
		if err == nil && r.Seal(key(1)) != seal {
			t.Errorf("%q is not how a hub writes it", seal)
		}
	})
}
