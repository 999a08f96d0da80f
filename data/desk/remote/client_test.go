package remote_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/remote"
)

func clientOf(t *testing.T, url string) *remote.Client {
	t.Helper()
	c, err := remote.New(remote.Options{BaseURL: url, Lang: func() string { return "pt-BR" }})
	if err != nil {
		t.Fatal(err)
	}
	c.SetToken(fakehub.Token)
	t.Cleanup(c.Close)
	return c
}

func TestParseAddress(t *testing.T) {
	good := map[string]string{
		"hub.example.com": "https://hub.example.com", " https://Hub.Example.com:8443/x/ ": "https://hub.example.com:8443/x",
		"http://127.0.0.1:80": "http://127.0.0.1:80", "http://localhost:9": "http://localhost:9", "http://[::1]:9": "http://[::1]:9",
		"HTTPS://a": "https://a",
	}
	for text, want := range good {
		if got, err := remote.ParseAddress(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	bad := map[string]remote.AddressReason{
		"": remote.AddressEmpty, "  ": remote.AddressEmpty, "http://hub.example.com": remote.AddressPlainHTTP,
		"http://10.0.0.1": remote.AddressPlainHTTP, "ftp://a": remote.AddressScheme, "https://u:p@a": remote.AddressExtra,
		"https://a?x=1": remote.AddressExtra, "https://": remote.AddressUnreadable, "https://a b": remote.AddressUnreadable,
		"http://localhost.evil.com": remote.AddressPlainHTTP,
	}
	for text, want := range bad {
		_, err := remote.ParseAddress(text)
		var a *remote.AddressError
		if !errors.As(err, &a) || a.Reason != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestSignIn(t *testing.T) {
	server := httptest.NewServer(fakehub.New())
	defer server.Close()
	c := clientOf(t, server.URL)
	c.SetToken("")
	s, err := c.SignIn(context.Background(), remote.Credentials{Email: "a@b", Password: fakehub.Password, Device: "d"})
	if err != nil || s.Token != fakehub.Token+"/a@b" || s.User.Email != "a@b" || s.Agency.Currency != "ARS" {
		t.Fatalf("%+v, %v", s, err)
	}
	if _, err := c.Changes(context.Background(), "", 0); err != nil {
		t.Errorf("the token is not used: %v", err)
	}
	_, err = c.SignIn(context.Background(), remote.Credentials{Email: "a@b", Password: "wrong"})
	var p *problem.Problem
	if !errors.As(err, &p) || p.Code != problem.BadCredentials || errors.Is(err, remote.ErrUnauthorized) {
		t.Errorf("a wrong password: %v", err)
	}
	if err := c.SignOut(context.Background()); err != nil {
		t.Error(err)
	}
	if _, err := c.Changes(context.Background(), "", 0); !errors.Is(err, remote.ErrUnauthorized) {
		t.Errorf("signed out: %v", err)
	}
}

// What answers at an address decides what is said about it.
func TestWhoAnswers(t *testing.T) {
	write := func(status int, kind, epoch, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if kind != "" {
				w.Header().Set("Content-Type", kind)
			}
			if epoch != "" {
				w.Header().Set("X-Hub-Epoch", epoch)
			}
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	cases := []struct {
		name    string
		handler http.HandlerFunc
		want    error
	}{
		{"a web page", write(200, "text/html", "", "<html>"), remote.ErrNotAHub},
		{"another JSON service", write(200, "application/json", "", `{"items":[]}`), remote.ErrNotAHub},
		{"another shape", write(200, "application/json", "e", `[1,2]`), remote.ErrNotAHub},
		{"no cursor", write(200, "application/json", "e", `{"items":[]}`), remote.ErrNotAHub},
		{"a bare 404", write(404, "text/plain", "", "404 page not found"), remote.ErrNotAHub},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.test/", http.StatusFound)
		}, remote.ErrNotAHub},
		{"a balancer without hubs", write(503, "text/html", "", "no upstream"), remote.ErrOffline},
		{"a cut answer", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Hub-Epoch", "e")
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "99")
			w.Write([]byte(`{"it`))
		}, remote.ErrOffline},
		{"old cursor", write(410, problem.ContentType, "e", `{"code":"must-refetch","status":410}`), remote.ErrMustRefetch},
		{"unreadable cursor", write(400, problem.ContentType, "e", `{"code":"bad-cursor","status":400}`), remote.ErrMustRefetch},
		{"revoked", write(401, problem.ContentType, "e", `{"code":"no-session","status":401}`), remote.ErrUnauthorized},
		{"unknown", write(404, problem.ContentType, "e", `{"code":"not-found","status":404}`), remote.ErrNotFound},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(c.handler)
			defer server.Close()
			_, err := clientOf(t, server.URL).Changes(context.Background(), "", 0)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			for _, other := range []error{remote.ErrNotAHub, remote.ErrOffline, remote.ErrMustRefetch, remote.ErrUnauthorized, remote.ErrNotFound} {
				if other != c.want && errors.Is(err, other) {
					t.Errorf("%v is also %v", err, other)
				}
			}
		})
	}
	t.Run("a port that speaks something else", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				c.Read(make([]byte, 4096))
				c.Write([]byte("500 unknown command\r\n"))
				c.Close()
			}
		}()
		if _, err := clientOf(t, "http://"+l.Addr().String()).Changes(context.Background(), "", 0); !errors.Is(err, remote.ErrNotAHub) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("retry after", func(t *testing.T) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "7")
			fakehub.New().Refuse(w, http.StatusTooManyRequests, problem.TooManyAttempts)
		}))
		defer server.Close()
		_, err := clientOf(t, server.URL).SignIn(context.Background(), remote.Credentials{})
		var r *remote.Refusal
		if !errors.As(err, &r) || r.RetryAfter != 7*time.Second {
			t.Errorf("got %v", err)
		}
	})
}

// Whether an act may have arrived decides between "nothing was sent" and
// "nobody knows".
func TestWhatIsCertainAboutAnAct(t *testing.T) {
	refused := func() string { // a port where nobody listens
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return "http://" + l.Addr().String()
	}()
	_, err := clientOf(t, refused).Retry(context.Background(), "p", "k")
	var offline *remote.OfflineError
	if !errors.As(err, &offline) || !offline.NotSent || remote.Unsure(err) {
		t.Errorf("refused connection: %v", err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := clientOf(t, refused).Retry(ended, "p", "k"); remote.Unsure(err) || !errors.Is(err, context.Canceled) {
		t.Errorf("never begun: %v", err)
	}

	var arrived atomic.Int64
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, r *http.Request)
		unsure bool
	}{
		"cut":            {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, true},
		"web page":       {func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<html>")) }, true},
		"balancer":       {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(502) }, true},
		"internal":       {func(w http.ResponseWriter, r *http.Request) { fakehub.New().Refuse(w, 500, problem.Internal) }, true},
		"in progress":    {func(w http.ResponseWriter, r *http.Request) { fakehub.New().Refuse(w, 409, problem.InProgress) }, true},
		"nothing to do":  {func(w http.ResponseWriter, r *http.Request) { fakehub.New().Refuse(w, 409, problem.NothingToRetry) }, false},
		"not configured": {func(w http.ResponseWriter, r *http.Request) { fakehub.New().Refuse(w, 503, problem.NotConfigured) }, false},
		"signed out":     {func(w http.ResponseWriter, r *http.Request) { fakehub.New().Refuse(w, 401, problem.NoSession) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			arrived.Store(0)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				arrived.Add(1)
				c.answer(w, r)
			}))
			defer server.Close()
			client := clientOf(t, server.URL)
			_, err := client.Retry(context.Background(), "p", "k")
			if err == nil || remote.Unsure(err) != c.unsure {
				t.Errorf("unsure %v for %v", remote.Unsure(err), err)
			}
			if n := arrived.Load(); n != 1 {
				t.Errorf("it arrived %d times", n)
			}
		})
	}
}

// A connection that dies between two acts must not make the second one go out
// twice: net/http repeats requests that carry an Idempotency-Key.
func TestAnActIsNeverRepeatedByTheTransport(t *testing.T) {
	var arrived atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if arrived.Add(1); arrived.Load() > 1 {
			panic(http.ErrAbortHandler)
		}
		fakehub.New().Write(w, 200, purchase.RetryAnswer{Purchase: purchase.Purchase{ID: "p"}})
	}))
	defer server.Close()
	c := clientOf(t, server.URL)
	if _, err := c.Retry(context.Background(), "p", "k1"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Retry(context.Background(), "p", "k2"); !remote.Unsure(err) {
		t.Errorf("got %v", err)
	}
	if n := arrived.Load(); n != 2 {
		t.Errorf("%d requests arrived for two acts", n)
	}
}

func TestQueryOfAList(t *testing.T) {
	var query, lang string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, lang = r.URL.Query().Encode(), r.Header.Get("Accept-Language")
		fakehub.New().Write(w, 200, remote.Page[purchase.Purchase]{Items: []purchase.Purchase{}})
	}))
	defer server.Close()
	least := int64(0)
	_, err := clientOf(t, server.URL).Purchases(context.Background(), remote.Query{
		Filter: purchase.Filter{Statuses: []purchase.Status{"ok", "error"}, PSR: "007", AmountMin: &least, Text: " a ", From: time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", -3*3600))},
		Sort:   listing.Sort{{Field: "amount", Desc: true}}, Limit: 10,
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := "amount_min=0&from=2026-01-02T06%3A04%3A05Z&limit=10&psr=007&q=a&sort=-amount&status=ok%2Cerror"; query != want {
		t.Errorf("got  %s\nwant %s", query, want)
	}
	if lang != "pt-BR" {
		t.Errorf("language %q", lang)
	}
}

// transport is an embedded hub: a handler behind a RoundTripper.
type transport struct{ handler http.Handler }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	t.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestAnEmbeddedHubNeedsNoPort(t *testing.T) {
	h := fakehub.New()
	h.Put(purchase.Purchase{ID: "p", Status: purchase.StatusPending})
	c, err := remote.New(remote.Options{BaseURL: "http://localhost", Transport: transport{h}})
	if err != nil {
		t.Fatal(err)
	}
	c.SetToken(fakehub.Token)
	answer, err := c.Retry(context.Background(), "p", "k")
	if err != nil || answer.Result != purchase.ResultCompleted {
		t.Fatalf("%+v, %v", answer, err)
	}
	op, err := c.Operation(context.Background(), "k")
	if err != nil || !op.Done() || op.Answer.Purchase.ID != "p" {
		t.Errorf("%+v, %v", op, err)
	}
}
