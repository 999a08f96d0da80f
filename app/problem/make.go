package problem

import (
	"slices"
	"strings"
)

// Languages are the languages of every text, the first one being the default.
var Languages = []string{"es-AR", "pt-BR", "en"}

// TypePrefix followed by the code is the type of a problem (RFC 9457): a name,
// not an address that could be opened.
const TypePrefix = "urn:trastienda:problem:"

// text is what a code says in one language. The detail tells what happened,
// what it means for the money, and what to do.
type text struct{ title, detail string }

// entry is a code's HTTP status and its texts by language.
type entry struct {
	status int
	texts  map[string]text
}

// New makes the problem of a code in lang (a tag of Languages; any other means
// the default). requestID is the number to quote. An unknown code reads as
// Internal, so that no text is ever empty.
func New(code Code, lang, requestID string) *Problem {
	e, known := entries[code]
	if !known {
		code, e = Internal, entries[Internal]
	}
	t, known := e.texts[lang]
	if !known {
		t = e.texts[Languages[0]]
	}
	return &Problem{
		Type:      TypePrefix + string(code),
		Title:     t.title,
		Status:    e.status,
		Detail:    t.detail,
		Code:      code,
		RequestID: requestID,
	}
}

// Status is the HTTP status a code is answered with.
func (c Code) Status() int { return New(c, "", "").Status }

// Codes lists every code there is, in order.
func Codes() []Code {
	codes := make([]Code, 0, len(entries))
	for c := range entries {
		codes = append(codes, c)
	}
	slices.SortFunc(codes, func(a, b Code) int { return strings.Compare(string(a), string(b)) })
	return codes
}
