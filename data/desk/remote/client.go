// Package remote is the desktop's client of the hub's API. It never repeats a
// request by itself, never follows a redirect, and always tells apart what
// certainly was not sent from what may have arrived.
package remote

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"trastienda/app/clock"
)

// Timeouts of calls; zero fields take the defaults.
type Timeouts struct {
	Call     time.Duration // 15 s
	Retry    time.Duration // 15 s: the hub answers a retry within 10 s
	LongPoll time.Duration // 40 s: the hub holds a poll for PollWait
}

// PollWait is how long the hub is asked to hold a poll for changes.
const PollWait = 25 * time.Second

// maxAnswer bounds what is read of one answer, so that a wrong address cannot
// fill the memory.
const maxAnswer = 64 << 20

// Options of a client.
type Options struct {
	// BaseURL is the hub's address (see ParseAddress). With a Transport it only
	// names the hub.
	BaseURL string
	// Transport replaces the network: the embedded hub's handler. nil means
	// the real network.
	Transport http.RoundTripper
	// Trust says whose certificate the hub may show on the network.
	Trust Trust
	// Lang tells the language of the hub's texts; nil means es-AR.
	Lang     func() string
	Log      *slog.Logger
	Timeouts Timeouts
	// Clock is compared with the hub's; nil means the machine's.
	Clock clock.Clock
	// Version of this program: acts stay here when the hub asks for a later one.
	// Empty means that it works with every hub.
	Version string
}

// Client talks to one hub. It is safe for concurrent use.
type Client struct {
	base  string
	reads *resty.Client
	acts  *resty.Client
	lang  func() string
	log   *slog.Logger
	limit Timeouts
	token atomic.Pointer[string]

	clock   clock.Clock
	version string
	told    told
}

// New makes a client; it does not touch the network. The error is an
// *AddressError.
func New(o Options) (*Client, error) {
	base, err := ParseAddress(o.BaseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{base: base, lang: o.Lang, log: o.Log, limit: o.Timeouts, clock: o.Clock, version: o.Version}
	if c.clock == nil {
		c.clock = clock.System{}
	}
	if c.lang == nil {
		c.lang = func() string { return "es-AR" }
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	for _, t := range []struct {
		field *time.Duration
		usual time.Duration
	}{{&c.limit.Call, 15 * time.Second}, {&c.limit.Retry, 15 * time.Second}, {&c.limit.LongPoll, 40 * time.Second}} {
		if *t.field <= 0 {
			*t.field = t.usual
		}
	}
	readsOver, actsOver := o.Transport, o.Transport
	if o.Transport == nil {
		readsOver, actsOver = newNetwork(true, base, o.Trust), newNetwork(false, base, o.Trust)
	}
	c.reads, c.acts = c.newResty(readsOver), c.newResty(actsOver)
	return c, nil
}

// Address is the hub's canonical address.
func (c *Client) Address() string { return c.base }

// SetToken sets the session's token for the calls that follow; empty for none.
func (c *Client) SetToken(token string) { c.token.Store(&token) }

// Token is the present session's; empty when there is none.
func (c *Client) Token() string {
	if token := c.token.Load(); token != nil {
		return *token
	}
	return ""
}

// Close lets go of idle connections.
func (c *Client) Close() {
	c.reads.GetClient().CloseIdleConnections()
	c.acts.GetClient().CloseIdleConnections()
}

func (c *Client) newResty(over http.RoundTripper) *resty.Client {
	return resty.New().
		SetBaseURL(c.base).
		SetTransport(over).
		SetRetryCount(0).
		SetResponseBodyLimit(maxAnswer).
		SetRedirectPolicy(resty.RedirectPolicyFunc(func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		})).
		SetDisableWarn(true).
		SetLogger(quiet{})
}

// quiet drops resty's own log lines, which may quote addresses and headers.
type quiet struct{}

func (quiet) Errorf(string, ...any) {}
func (quiet) Warnf(string, ...any)  {}
func (quiet) Debugf(string, ...any) {}

// asOffline turns a transport's error into one of this package.
func asOffline(ctx context.Context, w *wire, err error) error {
	switch text := err.Error(); {
	case strings.Contains(text, "server gave HTTP response to HTTPS client"),
		strings.Contains(text, "malformed HTTP"),
		strings.Contains(text, "first record does not look like a TLS handshake"),
		errors.Is(err, resty.ErrResponseBodyTooLarge):
		return &NotAHubError{What: "it does not speak our protocol"}
	}
	if errors.Is(err, io.EOF) && ctx.Err() != nil {
		err = ctx.Err()
	}
	return &OfflineError{NotSent: w.notSent(), Err: err}
}
