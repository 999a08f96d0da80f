package remote

import (
	"cmp"
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"trastienda/app/problem"
)

// call is one request.
type call struct {
	method, path string
	query        url.Values
	body         any
	key          string // Idempotency-Key
	match        string // If-Match
	act          bool   // goes out on a connection of its own
	entry        bool   // an act of coming or going, also of a desktop that is too old
	anonymous    bool   // without the session's token
	token        string // instead of the session's
	timeout      time.Duration
	accept       string // the media type of the answer; JSON when empty
}

// reply is an answer that a hub gave.
type reply struct {
	body  []byte
	epoch string
}

// wire watches how far a request came, and when its answer began to come back.
type wire struct {
	wanted, got atomic.Bool
	answered    atomic.Pointer[time.Time]
}

func (w *wire) trace(now func() time.Time) *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { w.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.got.Store(true) },
		GotFirstResponseByte: func() {
			at := now()
			w.answered.Store(&at)
		},
	}
}

// notSent is true only when the network was asked for a connection and gave
// none: then no byte of the request can have left. A transport that tells
// nothing (the embedded hub) leaves it open.
func (w *wire) notSent() bool { return w.wanted.Load() && !w.got.Load() }

// do sends one request once and returns what the hub answered.
func (c *Client) do(ctx context.Context, q call) (reply, error) {
	if err := ctx.Err(); err != nil {
		return reply{}, &OfflineError{NotSent: true, Err: err}
	}
	if q.act && !q.entry {
		if err := c.mayAct(ctx); err != nil {
			return reply{}, err
		}
	}
	if q.timeout == 0 {
		q.timeout = c.limit.Call
	}
	ctx, cancel := context.WithTimeout(ctx, q.timeout)
	defer cancel()
	w := &wire{}
	client := c.reads
	if q.act {
		client = c.acts
	}
	r := client.R().
		SetContext(httptrace.WithClientTrace(ctx, w.trace(c.clock.Now))).
		SetHeader("Accept", "application/json").
		SetHeader("Accept-Language", c.lang()).
		SetQueryParamsFromValues(q.query)
	if token := cmp.Or(q.token, c.Token()); token != "" && !q.anonymous {
		r.SetAuthToken(token)
	}
	if q.body != nil {
		text, err := json.Marshal(q.body)
		if err != nil {
			return reply{}, err
		}
		r.SetHeader("Content-Type", "application/json").SetBody(text)
	}
	if q.key != "" {
		r.SetHeader("Idempotency-Key", q.key)
	}
	if q.match != "" {
		r.SetHeader("If-Match", q.match)
	}
	began := time.Now()
	answer, err := r.Execute(q.method, q.path)
	if err != nil {
		err = asOffline(ctx, w, err)
		c.log.Debug("hub call failed", "method", q.method, "path", q.path, "took", time.Since(began), "error", err)
		return reply{}, err
	}
	c.log.Debug("hub call", "method", q.method, "path", q.path, "status", answer.StatusCode(),
		"took", time.Since(began), "request", answer.Header().Get("X-Request-Id"))
	if answer.Header().Get("X-Hub-Epoch") != "" { // nobody else is listened to
		at := w.answered.Load()
		if at == nil { // the embedded hub tells nothing of the way
			now := c.clock.Now()
			at = &now
		}
		c.told.hear(answer.Header(), *at)
	}
	return judge(q.accept, answer.StatusCode(), answer.Header(), answer.Body())
}

// judge tells a hub's answer, of the media type accept, from anybody else's.
func judge(accept string, status int, header http.Header, body []byte) (reply, error) {
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	epoch := header.Get("X-Hub-Epoch")
	if status >= 200 && status < 300 {
		switch {
		case epoch == "":
			return reply{}, &NotAHubError{What: "the answer has no X-Hub-Epoch"}
		case accept != "" && kind == accept:
		case status != http.StatusNoContent && kind != "application/json" && !strings.HasSuffix(kind, "+json"):
			return reply{}, &NotAHubError{What: "the answer is " + kind}
		}
		return reply{body: body, epoch: epoch}, nil
	}
	var p struct {
		problem.Problem
		Current json.RawMessage `json:"current"`
	}
	if kind == problem.ContentType && json.Unmarshal(body, &p) == nil && p.Code != "" {
		p.Status = status
		return reply{}, &Refusal{Problem: &p.Problem, Current: p.Current, RetryAfter: retryAfter(header), Epoch: epoch}
	}
	switch {
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusTooManyRequests:
		// A balancer in front of the hub; the hub itself says it in a problem.
		return reply{}, &OfflineError{Err: errGateway(status)}
	case status >= 300 && status < 400:
		return reply{}, &NotAHubError{What: "it redirects elsewhere"}
	}
	return reply{}, &NotAHubError{What: "status " + strconv.Itoa(status) + " without a problem"}
}

// hubTime is when the hub answered, by its own clock.
func hubTime(h http.Header) time.Time {
	at, err := time.Parse(time.RFC3339Nano, h.Get("X-Hub-Time"))
	if err != nil {
		return time.Time{}
	}
	return at
}

type errGateway int

func (e errGateway) Error() string { return "status " + strconv.Itoa(int(e)) + " from before the hub" }

func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, 3600)) * time.Second
}

// get reads one document.
func get[T any](ctx context.Context, c *Client, q call) (T, error) {
	doc, _, err := getAt[T](ctx, c, q)
	return doc, err
}

// getAt reads one document and the hub's epoch.
func getAt[T any](ctx context.Context, c *Client, q call) (doc T, epoch string, err error) {
	answer, err := c.do(ctx, q)
	if err != nil {
		return doc, "", err
	}
	if err := json.Unmarshal(answer.body, &doc); err != nil {
		return doc, "", &NotAHubError{What: "the JSON of " + q.path + " does not fit"}
	}
	return doc, answer.epoch, nil
}
