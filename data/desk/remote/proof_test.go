package remote_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"trastienda/app/evidence"
	"trastienda/data/desk/remote"
)

// A pack is taken from a hub alone, and as it came; a receipt's id is its key.
func TestWhatIsSignedComesFromAHub(t *testing.T) {
	kind, epoch := "application/zip", "e"
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = append(asked, r.Method+" "+r.URL.EscapedPath()+" "+r.Header.Get("Idempotency-Key")+" "+string(body))
		w.Header().Set("Content-Type", kind)
		if epoch != "" {
			w.Header().Set("X-Hub-Epoch", epoch)
		}
		if r.Method == http.MethodPut {
			_, _ = io.WriteString(w, `{"id":"r1","copy":2,"seal":"s","code":"c","version":3}`)
			return
		}
		_, _ = io.WriteString(w, "PK\x03\x04\x00\xff")
	}))
	defer server.Close()
	c := clientOf(t, server.URL)
	ctx := context.Background()
	if file, err := c.Evidence(ctx, "a/b", "es-AR"); err != nil || string(file) != "PK\x03\x04\x00\xff" {
		t.Errorf("the pack is %q, %v", file, err)
	}
	if got := asked[len(asked)-1]; got != `POST /v1/purchases/a%2Fb/evidence  {"lang":"es-AR"}` {
		t.Errorf("it asks %s", got)
	}
	if _, err := c.SealReceipt(ctx, "p", "r1", evidence.Roll); !errors.Is(err, remote.ErrNotAHub) {
		t.Errorf("a zip for a receipt: %v", err)
	}
	kind = "application/json"
	sealed, err := c.SealReceipt(ctx, "p", "r1", evidence.Roll)
	if err != nil || sealed.Copy != 2 || sealed.Version != 3 || asked[len(asked)-1] != `PUT /v1/purchases/p/receipts/r1 r1 {"kind":"roll"}` {
		t.Errorf("%+v, %v, asked %s", sealed, err, asked[len(asked)-1])
	}
	kind = "text/html"
	if _, err := c.Evidence(ctx, "p", "en"); !errors.Is(err, remote.ErrNotAHub) {
		t.Errorf("a web page for a pack: %v", err)
	}
	kind, epoch = "application/zip", ""
	if _, err := c.Evidence(ctx, "p", "en"); !errors.Is(err, remote.ErrNotAHub) {
		t.Errorf("a pack of no hub: %v", err)
	}
}
