package connector

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// ErrHandler means that the handler behind a HandlerTransport broke off.
var ErrHandler = errors.New("connector: the handler broke off")

// HandlerTransport calls h inside this process, without a port, and behaves as
// a network would: a caller whose context ends gets the context's error at
// once (h may still finish what it does), a panic in h is a broken
// connection, and an answer that h breaks off ends in io.ErrUnexpectedEOF.
// The answer arrives when h returns; nothing is streamed.
func HandlerTransport(h http.Handler) http.RoundTripper { return handlerTransport{h} }

type handlerTransport struct{ handler http.Handler }

func (t handlerTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	body, err := readBody(req)
	if err != nil {
		return nil, err
	}
	in := serverRequest(req, body)
	answered := make(chan *recorder, 1)
	go func() {
		rec := &recorder{header: http.Header{}}
		defer func() {
			rec.panicked = recover()
			answered <- rec
		}()
		t.handler.ServeHTTP(rec, in)
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case rec := <-answered:
		return rec.response(req)
	}
}

// serverRequest is req as a server would see it.
func serverRequest(req *http.Request, body []byte) *http.Request {
	in := req.Clone(req.Context())
	in.Proto, in.ProtoMajor, in.ProtoMinor = "HTTP/1.1", 1, 1
	in.RequestURI = req.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:0"
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	in.GetBody = nil
	in.ContentLength = int64(len(body))
	in.Body = http.NoBody
	if len(body) > 0 {
		in.Body = io.NopCloser(bytes.NewReader(body))
	}
	return in
}

// recorder keeps what a handler writes until it returns.
type recorder struct {
	header   http.Header
	sent     http.Header
	status   int
	body     bytes.Buffer
	panicked any
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status, r.sent = status, r.header.Clone()
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

// Flush exists because some handlers insist on it; nothing is streamed here.
func (r *recorder) Flush() { r.WriteHeader(http.StatusOK) }

func (r *recorder) response(req *http.Request) (*http.Response, error) {
	if r.panicked != nil && (r.status == 0 || !isAbort(r.panicked)) {
		return nil, fmt.Errorf("%w: %T", ErrHandler, r.panicked)
	}
	r.WriteHeader(http.StatusOK)
	var body io.Reader = bytes.NewReader(r.body.Bytes())
	length := int64(r.body.Len())
	if n, err := strconv.ParseInt(r.sent.Get("Content-Length"), 10, 64); err == nil && n > length {
		length = n
		body = io.MultiReader(body, cut{})
	} else if r.panicked != nil {
		length = -1
		body = io.MultiReader(body, cut{})
	}
	return &http.Response{
		Status:        strconv.Itoa(r.status) + " " + http.StatusText(r.status),
		StatusCode:    r.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        r.sent,
		Body:          io.NopCloser(body),
		ContentLength: length,
		Request:       req,
	}, nil
}

func isAbort(v any) bool {
	err, ok := v.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}

// cut is where a broken-off answer ends.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
