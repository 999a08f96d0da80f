package sync_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/app/purchase"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
	"trastienda/data/desk/sync"
)

const (
	firstRows = 200_000
	pageRows  = 1000
)

// firstDoc is one of the documents of a first sync.
func firstDoc(i int) purchase.Purchase {
	p := doc(i)
	p.ID, p.WalletTransfer, p.TransferID = fmt.Sprintf("%08x-%d", uint32(i)*2654435761, i), fmt.Sprint(123000000+i), fmt.Sprintf("WB221212.%04d.B%05d", i%1000, i)
	p.Version = 1
	return p
}

// snapshotServer answers with pages made beforehand, so that only this side is
// measured.
func snapshotServer(b *testing.B) *httptest.Server {
	var pages [][]byte
	for from := 0; from < firstRows; from += pageRows {
		page := remote.SnapshotPage[purchase.Purchase]{ChangesAfter: "e1.all.1", Next: fmt.Sprint(from/pageRows + 1)}
		if from+pageRows == firstRows {
			page.Next = ""
		}
		for i := from; i < from+pageRows; i++ {
			page.Items = append(page.Items, firstDoc(i))
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
		case q.Get("entity") != "purchase": // there are none of anything else
			fmt.Fprint(w, `{"items":[],"next":"","changes_after":"e1.all.1"}`)
		default:
			var at int
			fmt.Sscan(q.Get("cursor"), &at)
			w.Write(pages[at])
		}
	}))
	b.Cleanup(server.Close)
	return server
}

// BenchmarkFirstSync loads 200,000 purchases over HTTP, until the lists' indexes
// are made and the feed is followed. Its limit is the upsert alone: the same
// rows, in memory already, into the same table, and the same indexes after it.
func BenchmarkFirstSync(b *testing.B) {
	server := snapshotServer(b)
	var synced, alone []time.Duration
	for b.Loop() {
		synced, alone = append(synced, firstSync(b, server.URL)), append(alone, upsertAlone(b))
	}
	for len(synced) < 3 {
		synced, alone = append(synced, firstSync(b, server.URL)), append(alone, upsertAlone(b))
	}
	slices.Sort(synced)
	slices.Sort(alone)
	ours, limit := synced[len(synced)/2], alone[len(alone)/2]
	const goal = 0.8
	ratio := float64(limit) / float64(ours)
	b.ReportMetric(ratio, "ratio")
	b.ReportMetric(float64(ours.Microseconds())/firstRows, "µs/row")
	b.ReportMetric(float64(limit.Microseconds())/firstRows, "µs/row-limit")
	if ratio < goal/2 {
		b.Fatalf("%.2f of the upsert alone; the goal is %.2f", ratio, goal)
	}
}

func firstSync(b *testing.B, address string) time.Duration {
	client, err := remote.New(remote.Options{BaseURL: address})
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	client.SetToken(fakehub.Token)
	r, err := replica.Open(context.Background(), replica.Options{Path: filepath.Join(b.TempDir(), "r.db"), Hub: "h", User: "u", Clock: clock.Fixed(t0)})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
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
	select {
	case <-followed:
	case <-time.After(5 * time.Minute):
		b.Fatalf("the first sync did not end: %+v", l.State())
	}
	took := time.Since(began)
	cancel()
	<-done
	n, err := r.Purchases.Count(context.Background(), purchase.Filter{})
	if err != nil || n != firstRows {
		b.Fatal(n, err)
	}
	return took
}

// upsertAlone writes the rows in INSERTs of 50 and transactions of ten pages,
// the measured best, and makes the indexes.
func upsertAlone(b *testing.B) time.Duration {
	// A replica makes the table; everything else is the driver's.
	path := filepath.Join(b.TempDir(), "alone.db")
	r, err := replica.Open(context.Background(), replica.Options{Path: path, Hub: "h", User: "u", Clock: clock.Fixed(t0)})
	if err != nil {
		b.Fatal(err)
	}
	r.Close()
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "cache_size(-65536)", "temp_store(MEMORY)"}}
	db, err := sql.Open("sqlite", "file:"+path+"?"+q.Encode())
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	docs := make([]purchase.Purchase, firstRows)
	for i := range docs {
		docs[i] = firstDoc(i)
	}
	columns := "id, at_ms, psr, agent_id, wallet_transfer, paid, credited, currency, transfer_id, status, cause, " +
		"leg_payment, leg_transfer, leg_notice, search, version, gen"
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", 17), ",") + ")"
	insert := "insert into purchase (" + columns + ") values " + strings.TrimSuffix(strings.Repeat(one+",", 50), ",") +
		" on conflict (id) do update set version = excluded.version where excluded.version > purchase.version"
	began := time.Now()
	for batch := range slices.Chunk(docs, 10*pageRows) {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		stmt, err := tx.Prepare(insert)
		if err != nil {
			b.Fatal(err)
		}
		for part := range slices.Chunk(batch, 50) {
			args := make([]any, 0, 50*17)
			for _, p := range part {
				args = append(args, p.ID, p.At.UnixMilli(), p.PSR, p.Agent.ID, p.WalletTransfer, p.Paid, p.Credited, p.Currency, p.TransferID,
					string(p.Status), string(p.Cause), string(p.Legs.Payment), string(p.Legs.Transfer), string(p.Legs.Notice),
					purchase.SearchText(p.PSR, p.WalletTransfer, p.TransferID, p.Credited), p.Version, 1)
			}
			if _, err := stmt.Exec(args...); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	for _, on := range []string{"at_ms, id", "status, at_ms, id", "deadline_ms, id", "psr, id", "credited, id", "wallet_transfer, id", "transfer_id, id"} {
		if _, err := db.Exec("create index " + `"` + on + `"` + " on purchase (" + on + ")"); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := db.Exec("pragma wal_checkpoint(truncate)"); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}
