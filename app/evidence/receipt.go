package evidence

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"net/url"
	"strconv"
	"strings"
	"time"

	"trastienda/app/purchase"
)

// Paper is what a receipt is printed on.
type Paper string

// The papers there are.
const (
	A4   Paper = "a4"
	Roll Paper = "roll" // 80 mm
)

// Receipt is what the seal of a receipt says. Amounts are minor units of
// Currency. Copy is 0 for the original and n for "COPIA n"; At is when the hub
// gave the number, to the millisecond, in UTC. Version, Status, Paid and Credited
// are the purchase's then.
type Receipt struct {
	Purchase       string
	Version        int64
	Status         purchase.Status
	Paid, Credited int64
	Currency       string
	Copy           int
	At             time.Time
}

// Sealed is what a hub answers for a receipt: its number, when it was given,
// which version of the purchase it speaks of, the text of the QR and a code that
// people can read out.
type Sealed struct {
	ID      string    `json:"id"` // the receipt's, made by the desktop
	Copy    int       `json:"copy"`
	At      time.Time `json:"at"`
	Version int64     `json:"version"` // of the purchase
	Code    string    `json:"code"`
	Seal    string    `json:"seal"`
}

// sealStart begins every seal; the 1 is the version of this form.
const sealStart = "trastienda:r1:"

// fields is the part of a seal that is signed.
func (r Receipt) fields() string {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return sealStart + strings.Join([]string{url.QueryEscape(r.Purchase), number(r.Version), url.QueryEscape(string(r.Status)),
		number(r.Paid), number(r.Credited), url.QueryEscape(r.Currency), number(int64(r.Copy)), number(r.At.UnixMilli())}, ":")
}

// Seal signs a receipt. The text is ASCII, some 260 characters: the fields, the
// public key and the signature, with colons between them.
func (r Receipt) Seal(key ed25519.PrivateKey) string {
	signed := r.fields() + ":" + KeyOf(key).Public
	return signed + ":" + text64.EncodeToString(ed25519.Sign(key, []byte(signed)))
}

// ParseReceipt reads what a seal says, without believing it. ErrDamaged when it
// is none, or is not written as a hub writes it.
func ParseReceipt(seal string) (Receipt, error) {
	r, _, _, _, err := parseSeal(seal)
	return r, err
}

// VerifyReceipt reads a seal that the key of the fingerprint signed. Errors:
// ErrDamaged, ErrOtherKey, ErrSignature.
func VerifyReceipt(seal string, trusted Fingerprint) (Receipt, error) {
	r, signed, public, signature, err := parseSeal(seal)
	if err == nil {
		err = checkSigned([]byte(signed), public, signature, trusted)
	}
	if err != nil {
		return Receipt{}, err
	}
	return r, nil
}

func parseSeal(seal string) (r Receipt, signed, public, signature string, err error) {
	body, ok := strings.CutPrefix(seal, sealStart)
	parts := strings.Split(body, ":")
	if !ok || len(parts) != 10 {
		return Receipt{}, "", "", "", ErrDamaged
	}
	broken := false
	number := func(i int) int64 {
		n, err := strconv.ParseInt(parts[i], 10, 64)
		broken = broken || err != nil
		return n
	}
	word := func(i int) string {
		text, err := url.QueryUnescape(parts[i])
		broken = broken || err != nil
		return text
	}
	r = Receipt{Purchase: word(0), Version: number(1), Status: purchase.Status(word(2)), Paid: number(3), Credited: number(4),
		Currency: word(5), Copy: int(number(6)), At: time.UnixMilli(number(7)).UTC()}
	public, signature = parts[8], parts[9]
	signed = sealStart + strings.Join(parts[:9], ":")
	// Written again it must be the same text: there is one way to write a seal.
	if broken || r.fields()+":"+public != signed {
		return Receipt{}, "", "", "", ErrDamaged
	}
	return r, signed, public, signature, nil
}

// Code is what people compare when they have no camera at hand: sixteen letters
// and digits of the seal's SHA-256, in groups of four.
func Code(seal string) string {
	sum := sha256.Sum256([]byte(seal))
	text := base32.StdEncoding.EncodeToString(sum[:10])
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}
