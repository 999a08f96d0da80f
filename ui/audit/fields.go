package audit

import (
	"bytes"
	"encoding/json"
	"maps"
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
// then by name.
func fieldsOf(b *text.Book, e chain.Entry) []field {
	before, after := flat(b, e.Before), flat(b, e.After)
	names := slices.Collect(maps.Keys(before))
	for name := range after {
		if _, both := before[name]; !both {
			names = append(names, name)
		}
	}
	list := make([]field, len(names))
	for i, name := range names {
		list[i] = field{name: name, before: before[name], after: after[name]}
	}
	slices.SortFunc(list, func(x, y field) int {
		if x.changed() != y.changed() {
			if x.changed() {
				return -1
			}
			return 1
		}
		return strings.Compare(x.name, y.name)
	})
	return list
}

// flat gives every value of a document by its name. A document that is a bare
// value has no name.
func flat(b *text.Book, doc json.RawMessage) map[string]string {
	out := map[string]string{}
	var v any
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	if d.Decode(&v) == nil {
		flatten(b, out, "", v)
	}
	return out
}

func flatten(b *text.Book, out map[string]string, name string, v any) {
	switch v := v.(type) {
	case nil: // not there
	case map[string]any:
		for key, x := range v {
			if name != "" {
				key = name + "." + key
			}
			flatten(b, out, key, x)
		}
	case []any:
		parts := map[string]string{}
		for i, x := range v {
			flatten(b, parts, strconv.Itoa(i+100000), x) // in their order
		}
		var words []string
		for _, key := range slices.Sorted(maps.Keys(parts)) {
			words = append(words, parts[key])
		}
		out[name] = strings.Join(words, ", ")
	default:
		out[name] = valueWords(b, name, v)
	}
}

// worded are the fields whose values are codes with words of their own.
var worded = map[string]bool{"status": true, "cause": true, "result": true, "code": true, "session": true, "role": true,
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
		if strings.HasSuffix(name, "_at") {
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
