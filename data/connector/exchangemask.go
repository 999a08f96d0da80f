package connector

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"

	"trastienda/app/ident"
)

// hidden stands where something is not kept.
const hidden = "•••"

// meaning says how a field of the outside systems' language is kept. A field
// that is not among them is not kept: what it may hold is not known.
type meaning int

const (
	nothing    meaning = iota
	amount             // a number
	identifier         // a name of a record; of a PIN's call only what was sent
	word               // a code of the contract
	instant
	account // a CBU or CVU, masked
	prose   // free text, without numbers that could be an account or a person's; none of a PIN's call
)

var meanings = map[string]meaning{
	"amount": amount, "paid": amount, "credited": amount, "available": amount,
	"reference": identifier, "agent": identifier, "psr": identifier, "transfer_id": identifier, "purchase_id": identifier,
	"wallet_transfer": identifier, "currency": identifier,
	"status": word, "code": word, "completed_at": instant, "at": instant, "as_of": instant, "to_cbu": account,
	"reason": prose, "detail": prose, "title": prose,
}

// masker takes out of a document what must not be kept.
type masker struct {
	token string
	// secretive: the request held a PIN, and the answer may repeat it anywhere.
	secretive bool
	// sent are the texts of that request's fields that may come back.
	sent map[string]string
}

// maxDepth is deeper than any document of the outside systems.
const maxDepth = 32

var errDeep = errors.New("connector: nested too deep")

// document is a JSON document as it is kept, its fields in their order; false
// when it is none.
func (m masker) document(raw []byte) (string, bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var b strings.Builder
	if m.value(d, &b, "", 0) != nil {
		return "", false
	}
	_, err := d.Token()
	return b.String(), errors.Is(err, io.EOF)
}

// value writes the next value of d, which belongs to the field name.
func (m masker) value(d *json.Decoder, b *strings.Builder, name string, depth int) error {
	t, err := d.Token()
	switch t := t.(type) {
	case nil:
		if err == nil {
			b.WriteString("null")
		}
	case bool:
		if t {
			b.WriteString("true")
		} else {
			b.WriteString("false")
		}
	case json.Number:
		if meanings[name] == amount && len(t) <= 20 {
			b.WriteString(t.String())
		} else {
			quote(b, hidden)
		}
	case string:
		quote(b, m.text(name, t))
	case json.Delim:
		return m.list(d, b, t, name, depth+1)
	}
	return err
}

// list writes an array or an object that has begun.
func (m masker) list(d *json.Decoder, b *strings.Builder, open json.Delim, name string, depth int) error {
	if depth > maxDepth {
		return errDeep
	}
	b.WriteRune(rune(open))
	for first := true; d.More(); first = false {
		if !first {
			b.WriteByte(',')
		}
		if open == '{' {
			t, err := d.Token()
			if err != nil {
				return err
			}
			name, _ = t.(string)
			shown := name
			if !fieldName.MatchString(name) {
				shown = hidden
			}
			quote(b, shown)
			b.WriteByte(':')
		}
		if err := m.value(d, b, name, depth); err != nil {
			return err
		}
	}
	t, err := d.Token()
	if err == nil {
		b.WriteRune(rune(t.(json.Delim)))
	}
	return err
}

var (
	fieldName = regexp.MustCompile(`^[a-z][a-z_]{0,39}$`)
	codeWord  = regexp.MustCompile(`^[a-z][a-z-]{0,63}$`)
	// Spelled-out numbers too: "0000 3009-0000".
	longNumber  = regexp.MustCompile(`\d(?:[ ./-]?\d){21,}`)
	proseNumber = regexp.MustCompile(`\d(?:[ ./-]?\d){2,}`)
	keyLike     = regexp.MustCompile(`[A-Za-z0-9+/=_-]{24,}`)
)

// text is the text of a field as it is kept.
func (m masker) text(name, text string) string {
	switch meanings[name] {
	case identifier:
		if m.sent != nil && name != "wallet_transfer" && m.sent[name] != text {
			return hidden // the number of the payment is the purchase's, and known
		}
		return m.identifier(text)
	case word:
		if codeWord.MatchString(text) && !m.holdsToken(text) {
			return text
		}
	case instant:
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return at.Format(time.RFC3339Nano)
		}
	case account:
		return ident.MaskCBU(text)
	case prose:
		if m.secretive || m.holdsToken(text) {
			return hidden
		}
		return keyLike.ReplaceAllString(proseNumber.ReplaceAllString(text, hidden), hidden)
	}
	return hidden
}

// identifier is the name of a record; an account that stands in its place is
// hidden all the same.
func (m masker) identifier(text string) string {
	if m.holdsToken(text) {
		return hidden
	}
	return longNumber.ReplaceAllString(text, hidden)
}

func (m masker) holdsToken(text string) bool { return m.token != "" && strings.Contains(text, m.token) }

// learn notes what a request with a PIN sent beside it.
func (m *masker) learn(body []byte) {
	m.sent = map[string]string{}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return // then nothing comes back
	}
	for name, raw := range fields {
		var text string
		if meanings[name] == identifier && json.Unmarshal(raw, &text) == nil {
			m.sent[name] = text
		}
	}
}

// quote writes a text as JSON, with the signs that only HTML minds as they are.
func quote(b *strings.Builder, text string) {
	e := json.NewEncoder(trimEnd{b})
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text into memory
}

// trimEnd drops the line end that an encoder writes after each value.
type trimEnd struct{ b *strings.Builder }

func (t trimEnd) Write(p []byte) (int, error) {
	t.b.Write(bytes.TrimSuffix(p, []byte("\n")))
	return len(p), nil
}
