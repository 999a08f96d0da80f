package connector

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Options is how to reach one outside system.
type Options struct {
	// URL is the system's base address; empty means not configured.
	URL string
	// Token is the bearer secret; empty sends none.
	Token string
	// Timeout bounds one call from dialling to the last byte; 10 s when zero.
	Timeout time.Duration
	// RoundTripper carries the requests; nil means a transport of our own over
	// the network. HandlerTransport gives one that stays in the process.
	RoundTripper http.RoundTripper
	// Log gets one line per call, without secrets or bank data; may be nil.
	Log *slog.Logger
}

const defaultTimeout = 10 * time.Second

// Check tells whether URL can be used, so that a wrong flag is found at start.
// An empty URL is fine: that system is not configured.
func (o Options) Check() error {
	if o.URL == "" {
		return nil
	}
	u, err := url.Parse(o.URL)
	if err != nil {
		// The text of url.Error repeats the address, which may hold a secret.
		return errors.New("connector: the address is no URL")
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return fmt.Errorf("connector: the address must be http:// or https:// with a host, not %q", u.Redacted())
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return errors.New("connector: the address must have no query and no fragment")
	}
	return nil
}

// newTransport is a transport that never re-sends. Go's own re-sends a request
// that carries an Idempotency-Key when a reused connection breaks, and HTTP/2
// re-sends on its own terms, so neither is used.
func newTransport() *http.Transport {
	only1 := new(http.Protocols)
	only1.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		Protocols:              only1,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// newHTTPClient follows no redirect: a 307 would post the transfer again.
func newHTTPClient(rt http.RoundTripper) *http.Client {
	if rt == nil {
		rt = newTransport()
	}
	return &http.Client{
		Transport: sendOnce{next: rt},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// sendOnce takes away what a transport needs to send a body a second time, so
// that even a given transport with kept connections sends what we count. It
// also gives the body memory of its own: resty reuses its buffers.
type sendOnce struct{ next http.RoundTripper }

func (s sendOnce) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, err
	}
	once := req.Clone(req.Context())
	once.GetBody = nil
	once.Body = nil
	once.ContentLength = 0
	if len(body) > 0 {
		once.Body = io.NopCloser(bytes.NewReader(body))
		once.ContentLength = int64(len(body))
	}
	return s.next.RoundTrip(once)
}

func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	defer func() { _ = req.Body.Close() }()
	return io.ReadAll(req.Body)
}
