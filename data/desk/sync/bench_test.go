package sync_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/app/purchase"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
	"trastienda/data/desk/sync"
)

// BenchmarkFirstSync loads 200,000 purchases over HTTP. The hub's pages are
// made beforehand, so that only this side is measured.
func BenchmarkFirstSync(b *testing.B) {
	const rows, size = 200_000, 1000
	var pages [][]byte
	for from := 0; from < rows; from += size {
		page := remote.SnapshotPage[purchase.Purchase]{ChangesAfter: "e1.all.1", Next: fmt.Sprint(from/size + 1)}
		if from+size == rows {
			page.Next = ""
		}
		for i := from; i < from+size; i++ {
			p := doc(i)
			p.ID, p.WalletTransfer, p.TransferID = fmt.Sprintf("%08x-%d", uint32(i)*2654435761, i), fmt.Sprint(123000000+i), fmt.Sprintf("WB221212.%04d.B%05d", i%1000, i)
			p.Version = 1
			page.Items = append(page.Items, p)
		}
		text, err := json.Marshal(page)
		if err != nil {
			b.Fatal(err)
		}
		pages = append(pages, text)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Hub-Epoch", "e1")
		w.Header().Set("Content-Type", "application/json")
		q := r.URL.Query()
		switch {
		case r.URL.Path == "/v1/changes":
			fmt.Fprint(w, `{"items":[],"next":"e1.all.1","more":false}`)
		case q.Get("entity") == "agent":
			fmt.Fprint(w, `{"items":[],"next":"","changes_after":"e1.all.1"}`)
		default:
			var at int
			fmt.Sscan(q.Get("cursor"), &at)
			w.Write(pages[at])
		}
	}))
	defer server.Close()
	for b.Loop() {
		client, err := remote.New(remote.Options{BaseURL: server.URL})
		if err != nil {
			b.Fatal(err)
		}
		client.SetToken(fakehub.Token)
		r, err := replica.Open(context.Background(), replica.Options{Path: filepath.Join(b.TempDir(), "r.db"), Hub: "h", User: "u", Clock: clock.Fixed(t0)})
		if err != nil {
			b.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		followed := make(chan struct{}, 1)
		began := time.Now()
		l := sync.New(sync.Options{Remote: client, Replica: r, Clock: clock.Fixed(t0), OnState: func(s sync.State) {
			if s.Phase == sync.Following {
				select {
				case followed <- struct{}{}:
				default:
				}
			}
		}})
		done := make(chan struct{})
		go func() { l.Run(ctx); close(done) }()
		<-followed
		b.ReportMetric(float64(time.Since(began).Microseconds())/rows, "µs/row")
		n, err := r.Purchases.Count(ctx, purchase.Filter{})
		if err != nil || n != rows {
			b.Fatal(n, err)
		}
		cancel()
		<-done
		r.Close()
	}
}
