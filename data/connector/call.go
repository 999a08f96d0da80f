package connector

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-resty/resty/v2"
	"github.com/google/uuid"
)

// ErrIncomplete means that a call lacks its key or its reference. It is a
// fault in our own code and nothing was sent.
var ErrIncomplete = errors.New("connector: a call without key or reference is not sent")

const (
	singleLimit = 1 << 20
	listLimit   = 8 << 20
	detailLimit = 200
)

type requestIDKey struct{}

// WithRequestID gives the calls made with ctx the number to quote (X-Request-Id)
// where the call's own type has no room for it. Without it one is made up.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// client makes the calls to one outside system.
type client struct {
	system  string
	rest    *resty.Client
	base    string
	timeout time.Duration
	token   string // hidden wherever it is repeated
	bad     error
	log     *slog.Logger
}

func newClient(system string, o Options) *client {
	c := &client{system: system, base: strings.TrimRight(o.URL, "/"), timeout: o.Timeout, log: o.Log}
	if c.timeout <= 0 {
		c.timeout = defaultTimeout
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if o.URL == "" {
		c.bad = ErrNotConfigured
		return c
	}
	if err := o.Check(); err != nil {
		c.bad = fmt.Errorf("%w: %w", ErrNotConfigured, err)
		return c
	}
	// resty's own log would print addresses and bodies.
	c.rest = resty.NewWithClient(newHTTPClient(o.RoundTripper)).
		SetLogger(silent{}).
		SetDisableWarn(true).
		SetRetryCount(0).
		SetHeader("User-Agent", "trastienda").
		SetHeader("Accept", "application/json, application/problem+json")
	if c.token = strings.TrimSpace(o.Token); c.token != "" {
		c.rest.SetAuthToken(c.token)
	}
	return c
}

// call is one request and what its answers mean.
type call struct {
	name   string
	method string
	path   string
	params map[string]string
	query  map[string]string
	body   any
	key    string
	id     string
	// want is the one status that means yes.
	want int
	// refusals are the codes that mean a definite no, each with its status.
	refusals map[string]int
	limit    int
	// secret: the body holds a PIN.
	secret bool
}

// do sends c exactly once. It returns the body of the expected answer, a
// *Refusal, an *UnknownError or ErrNotConfigured.
func (c *client) do(ctx context.Context, q call) ([]byte, error) {
	if c.bad != nil {
		return nil, c.bad
	}
	if q.id == "" {
		if id, ok := ctx.Value(requestIDKey{}).(string); ok && id != "" {
			q.id = id
		} else {
			q.id = uuid.NewString()
		}
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	body, err := c.exchange(ctx, q)
	c.tell(ctx, q, time.Since(began), err)
	return body, err
}

func (c *client) exchange(ctx context.Context, q call) ([]byte, error) {
	req := c.rest.R().SetContext(ctx).
		SetResponseBodyLimit(q.limit).
		SetHeader("X-Request-Id", q.id).
		SetPathParams(q.params).
		SetQueryParams(q.query)
	if q.key != "" {
		req.SetHeader("Idempotency-Key", q.key)
	}
	var raw []byte
	if q.body != nil {
		var err error
		if raw, err = json.Marshal(q.body); err != nil {
			return nil, fmt.Errorf("connector: body of %s: %w", q.name, err)
		}
		req.SetHeader("Content-Type", "application/json").SetBody(raw)
	}
	sent := c.keepRequest(ctx, q, raw)
	resp, err := req.Execute(q.method, c.base+q.path)
	if err != nil {
		unknown := broken(ctx, err)
		sent.keepNoAnswer(unknown)
		return nil, unknown
	}
	sent.keepAnswer(resp.StatusCode(), resp.Body())
	return resp.Body(), classify(q, resp.StatusCode(), resp.Body())
}

// broken names what kept an answer from arriving.
func broken(ctx context.Context, err error) *UnknownError {
	var timeout net.Error
	code := "connection"
	switch {
	case errors.Is(err, resty.ErrResponseBodyTooLarge):
		code = "garbled"
	case errors.Is(ctx.Err(), context.Canceled):
		code = "cancelled"
	case ctx.Err() != nil, errors.As(err, &timeout) && timeout.Timeout():
		code = "timeout"
	}
	return &UnknownError{Code: code, Cause: err}
}

// classify tells a definite answer from one that leaves the outcome unknown:
// the wanted status and the named refusals are definite, nothing else is.
func classify(q call, status int, body []byte) error {
	if status == q.want {
		return nil
	}
	unknown := &UnknownError{Code: "http-" + strconv.Itoa(status)}
	if status < 400 {
		return unknown
	}
	var p struct{ Code, Detail string }
	if json.Unmarshal(body, &p) != nil {
		p.Code, p.Detail = "", ""
	}
	unknown.Detail = tidy(p.Detail)
	switch {
	case status >= 500:
		// A read changes nothing, so nobody has to look after it.
		unknown.Alarm = q.method != http.MethodGet
		return unknown
	case status == http.StatusUnprocessableEntity && p.Code == "key-reused":
		unknown.Code, unknown.Alarm = p.Code, true
		return unknown
	}
	if named, ok := q.refusals[p.Code]; ok && named == status {
		return &Refusal{Code: p.Code, Detail: tidy(p.Detail)}
	}
	return unknown
}

func (c *client) tell(ctx context.Context, q call, took time.Duration, err error) {
	at := []any{"system", c.system, "call", q.name, "request_id", q.id, "ms", took.Milliseconds()}
	var refusal *Refusal
	var unknown *UnknownError
	switch {
	case err == nil:
		c.log.DebugContext(ctx, "outside call answered", at...)
	case errors.As(err, &refusal):
		c.log.InfoContext(ctx, "outside call refused", append(at, "code", refusal.Code)...)
	case errors.As(err, &unknown):
		c.log.WarnContext(ctx, "outside call without a known outcome", append(at, "code", unknown.Code, "alarm", unknown.Alarm, "cause", cause(unknown))...)
	}
}

// cause is what kept an answer away, for the log: never the address, which
// names references, and never what an answer said.
func cause(u *UnknownError) string {
	var at *url.Error
	if errors.As(u.Cause, &at) {
		return tidy(at.Err.Error())
	}
	return ""
}

// garbled is an answer that has the right status and not the expected body.
func garbled(cause error) *UnknownError { return &UnknownError{Code: "garbled", Cause: cause} }

// differs is an answer about something else than what was asked.
func differs(what string) *UnknownError {
	return &UnknownError{Code: "answer-differs", Detail: what, Alarm: true}
}

// plain tells whether s is a name we may store: printable, of sensible length.
func plain(s string) bool {
	return s != "" && len(s) <= 255 && strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsPrint(r) || r == unicode.ReplacementChar
	}) < 0
}

// tidy makes a text from outside fit for a screen: no control characters, and
// not longer than anybody reads.
func tidy(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s))
	if r := []rune(s); len(r) > detailLimit {
		return string(r[:detailLimit]) + "…"
	}
	return s
}

type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
