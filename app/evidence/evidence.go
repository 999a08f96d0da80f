// Package evidence holds what a hub signs so that somebody else can check it
// without any hub: the seal of a receipt, and the pack of what is known of a
// purchase. Whoever checks needs one thing from the agency, by a way of its own:
// the fingerprint of the hub's key.
package evidence

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
)

// What is wrong with something that is checked.
var (
	// ErrDamaged: it is no pack or seal, or not one as a hub makes it.
	ErrDamaged = errors.New("evidence: it is damaged, or was never what it says")
	// ErrOtherKey: it was signed by another key than the fingerprint's.
	ErrOtherKey = errors.New("evidence: another key signed it")
	// ErrSignature: the signature is not one of these contents.
	ErrSignature = errors.New("evidence: the signature does not fit the contents")
	// ErrChain: a link of the audit chain does not give its own hash.
	ErrChain = errors.New("evidence: a link of the audit chain does not give its hash")
)

// Fingerprint is the SHA-256 of a hub's public key, as 64 lower-case hexadecimal
// digits. Empty means none.
type Fingerprint string

// Of is the fingerprint of a public key.
func Of(key ed25519.PublicKey) Fingerprint {
	sum := sha256.Sum256(key)
	return Fingerprint(hex.EncodeToString(sum[:]))
}

// ParseFingerprint reads a fingerprint as people write it: upper or lower case,
// with blanks, colons or dashes between its digits. It reports false for anything
// that is not 64 hexadecimal digits then.
func ParseFingerprint(text string) (Fingerprint, bool) {
	text = strings.ToLower(strings.NewReplacer(" ", "", ":", "", "-", "", "\n", "", "\t", "", "\u00a0", "").Replace(text))
	raw, err := hex.DecodeString(text)
	return Fingerprint(text), err == nil && len(raw) == sha256.Size
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

// Key is what everybody may know of a hub's key.
type Key struct {
	Fingerprint Fingerprint `json:"fingerprint"`
	Public      string      `json:"public"` // base64url without padding, 32 bytes
}

// KeyOf is the public half of a key.
func KeyOf(private ed25519.PrivateKey) Key {
	public := private.Public().(ed25519.PublicKey)
	return Key{Fingerprint: Of(public), Public: text64.EncodeToString(public)}
}

// text64 is how bytes are written.
var text64 = base64.RawURLEncoding.Strict()

// checkSigned tells whether the key of the fingerprint signed a message.
func checkSigned(message []byte, public, signature string, trusted Fingerprint) error {
	key, err := text64.DecodeString(public)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return ErrDamaged
	}
	sig, err := text64.DecodeString(signature)
	if err != nil || len(sig) != ed25519.SignatureSize {
		return ErrDamaged
	}
	// The decoder passes over line ends.
	if text64.EncodeToString(key) != public || text64.EncodeToString(sig) != signature {
		return ErrDamaged
	}
	if Of(key) != trusted {
		return ErrOtherKey
	}
	if !ed25519.Verify(key, message, sig) {
		return ErrSignature
	}
	return nil
}
