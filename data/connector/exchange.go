package connector

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Exchange is what one call sent and got, fit to be kept and shown: no token, no
// PIN, accounts masked, at most KeptMost bytes each. Empty when nothing left.
type Exchange struct {
	// Request is the method and the path, a line for each header that says which
	// act it was, an empty line, and the body.
	Request string
	// Answer is the status, an empty line and the body; or why there was none.
	Answer string
}

const (
	// KeptMost bounds each side of an Exchange, in bytes.
	KeptMost = 8 << 10
	// readMost bounds what is looked through to keep a part of it.
	readMost = 256 << 10
)

type exchangeKey struct{}

// WithExchange makes the call made with ctx write into x what it sent and got;
// of several calls the last one counts.
func WithExchange(ctx context.Context, x *Exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

// sending is a call about to leave; nil when nobody keeps it.
type sending struct {
	kept *Exchange
	mask masker
}

// keepRequest writes the request down, if somebody wants it.
func (c *client) keepRequest(ctx context.Context, q call, body []byte) *sending {
	x, ok := ctx.Value(exchangeKey{}).(*Exchange)
	if !ok {
		return nil
	}
	s := &sending{kept: x, mask: masker{token: c.token, secretive: q.secret}}
	path := q.path
	for name, value := range q.params {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	query := url.Values{}
	for _, name := range slices.Sorted(maps.Keys(q.query)) {
		query.Set(name, s.mask.identifier(q.query[name]))
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	head := q.method + " " + s.mask.identifier(path) + "\n"
	if q.key != "" {
		head += "Idempotency-Key: " + s.mask.identifier(q.key) + "\n"
	}
	*x = Exchange{Request: kept(head + "X-Request-Id: " + q.id + "\n" + s.body(body))}
	if q.secret {
		s.mask.learn(body)
	}
	return s
}

func (s *sending) keepAnswer(status int, body []byte) {
	if s != nil {
		s.kept.Answer = kept(fmt.Sprintf("%d %s\n", status, http.StatusText(status)) + s.body(body))
	}
}

// keepNoAnswer writes down why no answer came.
func (s *sending) keepNoAnswer(u *UnknownError) {
	if s != nil {
		s.kept.Answer = "(" + u.Code + ")"
	}
}

// body is a body as it is kept. What is no JSON could hold anything and is told
// by its size alone.
func (s *sending) body(raw []byte) string {
	switch {
	case len(raw) == 0:
		return ""
	case len(raw) > readMost:
		return fmt.Sprintf("\n(%d bytes)", len(raw))
	}
	text, ok := s.mask.document(raw)
	if !ok {
		return fmt.Sprintf("\n(%d bytes that are not JSON)", len(raw))
	}
	return "\n" + text
}

// kept cuts a masked text to what is kept of it.
func kept(text string) string {
	const end = "…"
	if len(text) <= KeptMost {
		return text
	}
	text = text[:KeptMost-len(end)]
	for len(text) > 0 && !utf8.ValidString(text[max(0, len(text)-utf8.UTFMax):]) {
		text = text[:len(text)-1]
	}
	return text + end
}
