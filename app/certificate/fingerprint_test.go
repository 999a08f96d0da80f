package certificate

import (
	"strings"
	"testing"
)

func TestFingerprint(t *testing.T) {
	// The SHA-256 of "abc" (FIPS 180-2, appendix B.1).
	f := Of([]byte("abc"))
	if f != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("of abc: %s", string(f))
	}
	shown := f.String()
	if !strings.HasPrefix(shown, "BA78 16BF 8F01 ") || len(strings.Fields(shown)) != 16 {
		t.Errorf("shown %q", shown)
	}
	if Fingerprint("").String() != "" {
		t.Error("none is shown as something")
	}
}
