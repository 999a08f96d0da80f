// Package listing is the one vocabulary of every list: sort keys, cursors,
// and the conditions of free filters. The hub's store and the desktop's
// replica build the same SQL from it.
package listing

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// MaxLimit is the largest page a list gives.
const MaxLimit = 1000

// Key is one sort key: a field's name in the API and its direction.
type Key struct {
	Field string
	Desc  bool
}

// Sort is a list of sort keys, the first one deciding.
type Sort []Key

// String writes the sort as the API takes it: "-at,amount".
func (s Sort) String() string {
	parts := make([]string, len(s))
	for i, k := range s {
		parts[i] = k.Field
		if k.Desc {
			parts[i] = "-" + k.Field
		}
	}
	return strings.Join(parts, ",")
}

// ParseSort reads "-at,amount". Only allowed fields may stand in it, each
// once; an empty text gives no keys.
func ParseSort(text string, allowed ...string) (Sort, error) {
	if text == "" {
		return nil, nil
	}
	var s Sort
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		field, desc := strings.CutPrefix(part, "-")
		if !contains(allowed, field) || seen[field] {
			return nil, fmt.Errorf("listing: sort key %d is not one of %s", len(s)+1, strings.Join(allowed, ", "))
		}
		seen[field] = true
		s = append(s, Key{Field: field, Desc: desc})
	}
	return s, nil
}

// With returns s followed by key, unless s has its field already. Lists end in
// their id so that the order is total.
func (s Sort) With(key Key) Sort {
	for _, k := range s {
		if k.Field == key.Field {
			return s
		}
	}
	return append(append(Sort{}, s...), key)
}

// cursor is what the opaque text of a cursor holds: the order it belongs to
// and the sort values of the last row given.
type cursor struct {
	Sort   string `json:"s"`
	Values []any  `json:"v"`
}

// EncodeCursor makes the opaque cursor that continues after a row whose sort
// values are values (int64 or string, one per key).
func EncodeCursor(s Sort, values []any) string {
	text, err := json.Marshal(cursor{Sort: s.String(), Values: values})
	if err != nil {
		panic(err) // only int64 and string get here
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// ErrCursor tells that a cursor does not belong to this list and order.
var ErrCursor = fmt.Errorf("listing: the cursor does not belong to this list")

// DecodeCursor reads a cursor made for the same order. numbers tells for each
// key whether its values are int64.
func DecodeCursor(text string, s Sort, numbers []bool) ([]any, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, ErrCursor
	}
	var c cursor
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if err := d.Decode(&c); err != nil || c.Sort != s.String() || len(c.Values) != len(s) || len(numbers) != len(s) {
		return nil, ErrCursor
	}
	for i, v := range c.Values {
		switch v := v.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil || !numbers[i] {
				return nil, ErrCursor
			}
			c.Values[i] = n
		case string:
			if numbers[i] || strings.ContainsRune(v, 0) {
				return nil, ErrCursor
			}
		default:
			return nil, ErrCursor
		}
	}
	return c.Values, nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
