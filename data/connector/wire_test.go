package connector_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/data/connector"
)

func aTransfer() connector.Transfer {
	return connector.Transfer{Reference: "p-1", Agent: "A1", PSR: "000011112222333", Amount: 10400, Currency: "ARS",
		Key: "transfer-p-1", RequestID: "quote-me"}
}

// breaker is a server on the bare wire that counts the requests that reach
// it. It answers the first ones and then breaks each connection after having
// read the request.
type breaker struct {
	addr     string
	posts    atomic.Int64
	gets     atomic.Int64
	accepted atomic.Int64
}

func startBreaker(t *testing.T, getAnswer, postAnswer string) *breaker {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	b := &breaker{addr: l.Addr().String()}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			b.accepted.Add(1)
			go b.serve(conn, getAnswer, postAnswer)
		}
	}()
	return b
}

func (b *breaker) serve(conn net.Conn, getAnswer, postAnswer string) {
	defer func() { _ = conn.Close() }()
	r := bufio.NewReader(conn)
	for {
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, req.Body)
		answer := postAnswer
		if req.Method == http.MethodGet {
			b.gets.Add(1)
			answer = getAnswer
		} else {
			b.posts.Add(1)
		}
		if answer == "" {
			return
		}
		_, _ = io.WriteString(conn, answer)
	}
}

const emptyFind = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"transfers\":[]}"

func TestSendReachesTheWireOnce(t *testing.T) {
	keeping := func() http.RoundTripper { return &http.Transport{} }
	ours := func() http.RoundTripper { return nil }
	for name, c := range map[string]struct {
		transport func() http.RoundTripper
		post      string
		code      string
	}{
		"ours, connection breaks":   {ours, "", "connection"},
		"reused connection breaks":  {keeping, "", "connection"},
		"ours, redirect 307":        {ours, "HTTP/1.1 307 Temporary Redirect\r\nLocation: /v1/transfers\r\nContent-Length: 0\r\n\r\n", "http-307"},
		"reused, redirect 308":      {keeping, "HTTP/1.1 308 Permanent Redirect\r\nLocation: /v1/transfers\r\nContent-Length: 0\r\n\r\n", "http-308"},
		"ours, 503 with Retry":      {ours, "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n", "http-503"},
		"reused, 429 with Retry":    {keeping, "HTTP/1.1 429 Slow down\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n", "http-429"},
		"reused, 408 and then gone": {keeping, "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "http-408"},
		"no HTTP at all":            {ours, "250 hello\r\n", "connection"},
	} {
		t.Run(name, func(t *testing.T) {
			b := startBreaker(t, emptyFind, c.post)
			r := connector.NewRecharge(connector.Options{URL: "http://" + b.addr, RoundTripper: c.transport(), Timeout: 5 * time.Second})
			if _, err := r.Find(t.Context(), "p-1"); err != nil {
				t.Fatalf("first question: %v", err)
			}
			_, err := r.Send(t.Context(), aTransfer())
			wantUnknown(t, err, c.code)
			if n := b.posts.Load(); n != 1 {
				t.Errorf("%d transfers reached the wire, want 1", n)
			}
		})
	}
}

// The control: the same fault without our care does send twice. If this ever
// fails, the test above proves nothing any more.
func TestAnUnguardedClientSendsTwice(t *testing.T) {
	b := startBreaker(t, emptyFind, "")
	client := &http.Client{Transport: &http.Transport{}}
	resp, err := client.Get("http://" + b.addr + "/v1/transfers")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+b.addr+"/v1/transfers", bodyOf(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Idempotency-Key", "transfer-p-1")
	if resp, err := client.Do(req); err == nil {
		_ = resp.Body.Close()
		t.Fatal("the broken connection gave an answer")
	}
	if n := b.posts.Load(); n < 2 {
		t.Errorf("%d requests on the wire; Go's transport no longer re-sends", n)
	}
}

func TestOurConnectionsAreNotReused(t *testing.T) {
	b := startBreaker(t, emptyFind, "")
	r := connector.NewRecharge(connector.Options{URL: "http://" + b.addr})
	for range 3 {
		if _, err := r.Find(t.Context(), "p-1"); err != nil {
			t.Fatal(err)
		}
	}
	if n := b.accepted.Load(); n != 3 {
		t.Errorf("%d connections for 3 questions", n)
	}
}

func TestHeaders(t *testing.T) {
	var got http.Header
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		w.WriteHeader(http.StatusTeapot)
	}))
	defer srv.Close()
	r := connector.NewRecharge(connector.Options{URL: srv.URL + "/", Token: " secret-token\n"})
	_, err := r.Send(t.Context(), aTransfer())
	wantUnknown(t, err, "http-418")
	for name, want := range map[string]string{"Authorization": "Bearer secret-token", "Idempotency-Key": "transfer-p-1",
		"X-Request-Id": "quote-me", "Content-Type": "application/json"} {
		if got.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, got.Get(name), want)
		}
	}
	_, err = r.Balance(connector.WithRequestID(t.Context(), "from-ctx"), "A1")
	wantUnknown(t, err, "http-418")
	if got.Get("X-Request-Id") != "from-ctx" || got.Get("Idempotency-Key") != "" {
		t.Errorf("a question came with %v", got)
	}
	_, err = r.Find(t.Context(), "p-1")
	wantUnknown(t, err, "http-418")
	if len(got.Get("X-Request-Id")) < 20 {
		t.Errorf("no number to quote was made up: %v", got)
	}
}

func TestNotConfigured(t *testing.T) {
	ctx := t.Context()
	for _, o := range []connector.Options{{}, {URL: "recharge.example"}, {URL: "ftp://recharge.example"}, {URL: "http://x\x7f"}, {URL: "http://host/?a=b"}} {
		r, m, w := connector.NewRecharge(o), connector.NewMerchant(o), connector.NewWallet(o)
		errs := map[string]error{}
		_, errs["Send"] = r.Send(ctx, aTransfer())
		_, errs["Find"] = r.Find(ctx, "p-1")
		_, errs["Balance"] = r.Balance(ctx, "A1")
		errs["Notify"] = m.Notify(ctx, aNotice())
		_, errs["wallet Find"] = w.Find(ctx, "p-1")
		_, _, errs["List"] = w.List(ctx, "")
		for call, err := range errs {
			if !errors.Is(err, connector.ErrNotConfigured) {
				t.Errorf("%q %s: %v", o.URL, call, err)
			}
		}
		if (o.Check() == nil) != (o.URL == "") {
			t.Errorf("Check(%q) = %v", o.URL, o.Check())
		}
	}
}

func TestNothingIncompleteIsSent(t *testing.T) {
	var requests atomic.Int64
	o := connector.Options{URL: "http://outside.test", RoundTripper: connector.HandlerTransport(http.HandlerFunc(
		func(http.ResponseWriter, *http.Request) { requests.Add(1) }))}
	noKey, noRef, noKeyNotice := aTransfer(), aTransfer(), aNotice()
	noKey.Key, noRef.Reference, noKeyNotice.Key = "", "", ""
	r, m, w := connector.NewRecharge(o), connector.NewMerchant(o), connector.NewWallet(o)
	for name, call := range map[string]func() error{
		"no key":       func() error { _, err := r.Send(t.Context(), noKey); return err },
		"no reference": func() error { _, err := r.Send(t.Context(), noRef); return err },
		"empty find":   func() error { _, err := r.Find(t.Context(), ""); return err },
		"no agent":     func() error { _, err := r.Balance(t.Context(), ""); return err },
		"no notice":    func() error { return m.Notify(t.Context(), noKeyNotice) },
		"wallet find":  func() error { _, err := w.Find(t.Context(), ""); return err },
	} {
		if err := call(); !errors.Is(err, connector.ErrIncomplete) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, amount := range []int64{0, -1, 1_000_000_000_000_000_000} {
		bad := aTransfer()
		bad.Amount = amount
		_, err := r.Send(t.Context(), bad)
		wantRefused(t, err, connector.RefusedAmount)
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests left", n)
	}
}

func wantUnknown(t *testing.T, err error, code string) *connector.UnknownError {
	t.Helper()
	var unknown *connector.UnknownError
	if !errors.As(err, &unknown) {
		t.Fatalf("got %v, want an unknown outcome (%s)", err, code)
	}
	if unknown.Code != code {
		t.Errorf("code %q (%v), want %q", unknown.Code, unknown.Cause, code)
	}
	return unknown
}

func wantRefused(t *testing.T, err error, code string) {
	t.Helper()
	var refusal *connector.Refusal
	if !errors.As(err, &refusal) || refusal.Code != code {
		t.Errorf("got %v, want the refusal %s", err, code)
	}
}

func TestTimeouts(t *testing.T) {
	silent := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	})
	dripping := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"transfer`)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	for name, h := range map[string]http.Handler{"silent": silent, "dripping": dripping} {
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		for where, rt := range map[string]http.RoundTripper{"network": nil, "process": connector.HandlerTransport(h)} {
			r := connector.NewRecharge(connector.Options{URL: srv.URL, Timeout: 50 * time.Millisecond, RoundTripper: rt})
			_, err := r.Send(t.Context(), aTransfer())
			if wantUnknown(t, err, "timeout").Alarm {
				t.Errorf("%s over %s raised an alarm", name, where)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err = r.Send(ctx, aTransfer())
			wantUnknown(t, err, "cancelled")
		}
	}
}

func TestTheLogTellsNoSecrets(t *testing.T) {
	var log bytes.Buffer
	o := connector.Options{URL: "http://user:pass-word@127.0.0.1:1", Token: "secret-token", Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	_, err := connector.NewRecharge(o).Find(t.Context(), "reference-1")
	wantUnknown(t, err, "connection")
	for _, hidden := range []string{"secret-token", "pass-word", "reference-1"} {
		if strings.Contains(log.String(), hidden) {
			t.Errorf("the log has %s: %s", hidden, log.String())
		}
	}
	for _, told := range []string{`"system":"recharge"`, `"call":"find-transfer"`, `"code":"connection"`, "refused"} {
		if !strings.Contains(log.String(), told) {
			t.Errorf("the log lacks %s: %s", told, log.String())
		}
	}
}
