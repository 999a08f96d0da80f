package connector_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"trastienda/data/connector"
)

func TestHandlerTransport(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		err     error // from RoundTrip
		bodyErr error // from reading the answer
		status  int
		body    string
	}{
		"answer":            {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(201); _, _ = io.Copy(w, r.Body) }, nil, nil, 201, "hello"},
		"nothing written":   {func(http.ResponseWriter, *http.Request) {}, nil, nil, 200, ""},
		"panic":             {func(http.ResponseWriter, *http.Request) { panic("broken") }, connector.ErrHandler, nil, 0, ""},
		"panic after begin": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "x"); panic("broken") }, connector.ErrHandler, nil, 0, ""},
		"abort":             {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, connector.ErrHandler, nil, 0, ""},
		"abort after begin": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "hal")
			panic(http.ErrAbortHandler)
		}, nil, io.ErrUnexpectedEOF, 200, "hal"},
		"less than promised": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9")
			_, _ = io.WriteString(w, "hal")
		}, nil, io.ErrUnexpectedEOF, 200, "hal"},
	} {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://inside.test/path?q=1", strings.NewReader("hello"))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := connector.HandlerTransport(c.handler).RoundTrip(req)
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err != nil {
				return
			}
			body, err := io.ReadAll(resp.Body)
			if !errors.Is(err, c.bodyErr) || string(body) != c.body || resp.StatusCode != c.status {
				t.Errorf("%d %q %v, want %d %q %v", resp.StatusCode, body, err, c.status, c.body, c.bodyErr)
			}
		})
	}
}

func TestHandlerTransportLetsTheCallerGo(t *testing.T) {
	left, done := make(chan struct{}), make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		<-left
		_, _ = io.WriteString(w, "too late")
		close(done)
	})
	ctx, cancel := context.WithCancelCause(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://inside.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	cancel(errors.New("enough"))
	if _, err := connector.HandlerTransport(h).RoundTrip(req); !errors.Is(err, context.Canceled) {
		t.Errorf("before the call: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	started := make(chan struct{})
	go func() { <-started; stop() }()
	rt := connector.HandlerTransport(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { close(started); h(w, r) }))
	if _, err := rt.RoundTrip(req.Clone(ctx)); !errors.Is(err, context.Canceled) {
		t.Errorf("during the call: %v", err)
	}
	close(left)
	<-done
}
