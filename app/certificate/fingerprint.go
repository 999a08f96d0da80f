// Package certificate names TLS certificates so that a person can tell one from
// another.
package certificate

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Fingerprint is the SHA-256 of a certificate, as 64 lower-case hexadecimal
// digits. Empty means none.
type Fingerprint string

// Of is the fingerprint of a certificate in DER.
func Of(der []byte) Fingerprint {
	sum := sha256.Sum256(der)
	return Fingerprint(hex.EncodeToString(sum[:]))
}

// String writes it as people compare it: upper case, in groups of four
// ("3F2A 9C01 …", sixteen groups).
func (f Fingerprint) String() string {
	var b strings.Builder
	for i, c := range strings.ToUpper(string(f)) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}
