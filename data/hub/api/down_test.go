package api

import (
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"trastienda/data/hub/store/storetest"
)

// wireToPostgres stands between a hub and its database and can be cut.
type wireToPostgres struct {
	network, server string // where the database listens

	mu    sync.Mutex
	cut   bool
	conns map[net.Conn]bool
}

// newWire gives the address of a database through a wire.
func newWire(t *testing.T, dsn string) (*wireToPostgres, string) {
	t.Helper()
	at, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	const socket = ".s.PGSQL.5432"
	w := &wireToPostgres{network: "tcp", server: at.Host, conns: map[net.Conn]bool{}}
	here := "127.0.0.1:0"
	q := at.Query()
	if dir := q.Get("host"); dir != "" {
		w.network, w.server = "unix", filepath.Join(dir, socket)
		short, err := os.MkdirTemp("", "wire") // a socket's path is short
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(short) })
		here = filepath.Join(short, socket)
		q.Set("host", short)
	}
	l, err := net.Listen(w.network, here)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	if w.network == "tcp" {
		at.Host = l.Addr().String()
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(c)
		}
	}()
	at.RawQuery = q.Encode()
	return w, at.String()
}

func (w *wireToPostgres) carry(c net.Conn) {
	defer c.Close()
	s, err := net.Dial(w.network, w.server)
	if err != nil {
		return
	}
	defer s.Close()
	w.mu.Lock()
	if w.cut {
		w.mu.Unlock()
		return
	}
	w.conns[c], w.conns[s] = true, true
	w.mu.Unlock()
	go func() { _, _ = io.Copy(s, c); s.Close() }()
	_, _ = io.Copy(c, s)
}

func (w *wireToPostgres) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	for c := range w.conns {
		c.Close()
	}
	clear(w.conns)
}

// A hub whose database is down says so, and when to come back; what was asked
// meanwhile was not done, and the same key does it afterwards, once.
func TestADatabaseThatIsDown(t *testing.T) {
	wire, dsn := newWire(t, storetest.DSN(t, "postgres"))
	h := newHub(t, dsn)
	down := func(a answer) {
		t.Helper()
		a.want(503, "database-down")
		if a.Header().Get("Retry-After") == "" || a.Header().Get("X-Hub-Epoch") == "" {
			t.Errorf("headers %v", a.Header())
		}
	}
	h.do("operator", "GET", "/v1/purchases", "").want(200, "")
	wire.set(true)
	down(h.do("operator", "GET", "/v1/purchases", ""))
	down(h.do("operator", "GET", "/v1/changes", ""))
	down(h.do("operator", "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", "k1"))
	down(h.do("operator", "GET", "/v1/operations/k1", ""))
	down(h.do("", "POST", "/v1/sessions", credentials("operator@example.test", password)))
	down(h.do("", "GET", "/health/ready", ""))
	h.do("", "GET", "/health/live", "").want(200, "")
	if logs := h.logs.String(); strings.Contains(logs, "operation failed") {
		t.Errorf("it is logged as something unforeseen: %s", logs)
	}
	if h.recharge.sends != 0 {
		t.Fatalf("%d sends", h.recharge.sends)
	}
	wire.set(false)
	// A connection that broke meanwhile may be taken from the pool once more.
	eventually(t, "the database", func() bool { return h.do("operator", "GET", "/v1/operations/k1", "").Code == 404 })
	for range 2 {
		h.do("operator", "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", "k1").want(200, "")
	}
	if h.recharge.sends != 1 {
		t.Errorf("%d sends", h.recharge.sends)
	}
}
