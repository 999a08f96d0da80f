package buying

import (
	"fmt"
	"log/slog"
	"unicode"
	"unicode/utf8"
)

// PIN is what the holder of a wallet types. It is on its way from the person to
// the wallet and nowhere else: whatever prints, logs or encodes it gets dots, and
// only Reveal, in the two places that write a request, gives the text.
type PIN string

// masked stands for a PIN wherever one is shown.
const masked = "•••"

// MaxPIN bounds a PIN, in characters. The sources do not say how long one is
// (S0-53), so the wallet decides.
const MaxPIN = 64

// Fits tells whether p can be a PIN at all: 1 to MaxPIN printable characters.
func (p PIN) Fits() bool {
	n := 0
	for _, c := range string(p) {
		if !unicode.IsPrint(c) {
			return false
		}
		n++
	}
	return n > 0 && n <= MaxPIN && utf8.ValidString(string(p))
}

// Reveal is the text itself, for the body of a request.
func (p PIN) Reveal() string { return string(p) }

// String is part of fmt.Stringer.
func (p PIN) String() string { return masked }

// Format covers every verb of fmt.
func (p PIN) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(masked)) }

// LogValue is part of slog.LogValuer.
func (p PIN) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalText keeps it out of JSON.
func (p PIN) MarshalText() ([]byte, error) { return []byte(masked), nil }
