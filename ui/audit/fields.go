package audit

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	chain "trastienda/app/audit"
	"trastienda/ui/text"
)

// field is one value of a record, before and after an act. An empty text is a
// value that is not there.
type field struct {
	name          string // as the record calls it: "legs.payment"
	before, after string
}

func (f field) changed() bool { return f.before != f.after }

// fieldsOf are the fields of a link's record in words, those that changed first,
// in the order the record has them.
func fieldsOf(b *text.Book, e chain.Entry) []field {
	before, after := flat(b, e.Before), flat(b, e.After)
	var list []field
	for _, v := range after {
		list = append(list, field{name: v.name, before: before.of(v.name), after: v.words})
	}
	for _, v := range before {
		if !after.has(v.name) {
			list = append(list, field{name: v.name, before: v.words})
		}
	}
	slices.SortStableFunc(list, func(x, y field) int {
		switch {
		case x.changed() == y.changed():
			return 0
		case x.changed():
			return -1
		}
		return 1
	})
	return list
}

// value is one value of a document.
type value struct{ name, words string }

type values []value

func (l values) has(name string) bool {
	return slices.ContainsFunc(l, func(v value) bool { return v.name == name })
}

func (l values) of(name string) string {
	if i := slices.IndexFunc(l, func(v value) bool { return v.name == name }); i >= 0 {
		return l[i].words
	}
	return ""
}

// flat gives every value of a document by its name, in its order. A document
// that is a bare value has no name; null is not there.
func flat(b *text.Book, doc json.RawMessage) values {
	var list values
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	if err := flatten(b, d, "", &list); err != nil {
		return nil // the hub gives JSON only
	}
	return list
}

func flatten(b *text.Book, d *json.Decoder, name string, into *values) error {
	token, err := d.Token()
	switch {
	case err != nil || token == nil:
		return err
	case token == json.Delim('{'):
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return err
			}
			inner, _ := key.(string)
			if name != "" {
				inner = name + "." + inner
			}
			if err := flatten(b, d, inner, into); err != nil {
				return err
			}
		}
		_, err = d.Token() // the end of the object
		return err
	case token == json.Delim('['):
		var parts values
		for d.More() {
			if err := flatten(b, d, name, &parts); err != nil {
				return err
			}
		}
		var words []string
		for _, v := range parts {
			words = append(words, v.words)
		}
		*into = append(*into, value{name, strings.Join(words, ", ")})
		_, err = d.Token() // the end of the list
		return err
	}
	*into = append(*into, value{name, valueWords(b, name, token)})
	return nil
}

// worded are the fields whose values are codes with words of their own.
var worded = map[string]bool{"status": true, "cause": true, "result": true, "code": true, "session": true, "role": true, "list": true,
	"legs.payment": true, "legs.transfer": true, "legs.notice": true}

// valueWords says one value.
func valueWords(b *text.Book, name string, v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return b.T("audit.yes")
		}
		return b.T("audit.no")
	case json.Number:
		if n, err := strconv.Atoi(v.String()); err == nil {
			return b.Number(n)
		}
		return v.String()
	case string:
		if key := "audit.value." + v; worded[name] && b.Has(key) {
			return b.T(key)
		}
		if strings.HasSuffix(name, "_at") || name == "last_seen" {
			if t, err := time.Parse(time.RFC3339, v); err == nil {
				return b.Moment(t)
			}
		}
		return v
	}
	return ""
}

// fieldWords names a field; one that this version does not know is shown as it
// is.
func fieldWords(b *text.Book, name string) string {
	if key := "audit.field." + name; b.Has(key) {
		return b.T(key)
	}
	return name
}

// sideWords writes the fields of one side on a line, for the file.
func sideWords(b *text.Book, list []field, side func(field) string) string {
	var parts []string
	for _, f := range list {
		if v := side(f); v != "" {
			parts = append(parts, fieldWords(b, f.name)+": "+v)
		}
	}
	return strings.Join(parts, " · ")
}
