package api

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestListenRefusesPlainHTTPToOthers(t *testing.T) {
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0"} {
		l, err := Listen(address, nil)
		if err == nil {
			l.Close()
		}
		if !errors.Is(err, ErrPlainHTTP) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := Listen("no port", nil); err == nil {
		t.Error("an address without a port is opened")
	}
	l, err := Listen("0.0.0.0:0", &tls.Config{MinVersion: tls.VersionTLS13})
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
}

func TestServe(t *testing.T) {
	h := newHub(t, "sqlite:"+t.TempDir()+"/hub.db")
	l, err := Listen("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	server := Server(h.handler)
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	for _, c := range []struct{ accept, title string }{
		{"pt-BR,pt;q=0.9", "É preciso entrar de novo"}, {"en-US", "Sign in again"}, {"es", "Hay que ingresar de nuevo"},
		{"", "Hay que ingresar de nuevo"}, {"zh", "Hay que ingresar de nuevo"}, {"@@@", "Hay que ingresar de nuevo"},
	} {
		r, err := http.NewRequest("GET", "http://"+l.Addr().String()+"/v1/purchases", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Language", c.accept)
		r.Header.Set("Accept", "text/html")
		r.Header.Set("X-Request-Id", "my-own-7")
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		w.Body.Close()
		if w.StatusCode != 401 || !strings.Contains(string(body), c.title) || w.Header.Get("X-Request-Id") != "my-own-7" || w.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%q: %d %s", c.accept, w.StatusCode, body)
		}
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
}

func TestNewNeedsItsParts(t *testing.T) {
	if _, err := New(Params{}); err == nil {
		t.Error("an API of nothing is made")
	}
	h := newHub(t, "sqlite:"+t.TempDir()+"/hub.db")
	if _, err := New(h.api.Params); err != nil {
		t.Errorf("a second API beside the first: %v", err)
	}
}
