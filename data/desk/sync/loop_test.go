package sync_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/agent"
	"trastienda/app/clock"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
	"trastienda/data/desk/sync"
)

var t0 = time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)

func doc(i int) purchase.Purchase {
	p := purchase.Purchase{ID: fmt.Sprintf("p%05d", i), At: t0.Add(time.Duration(i) * time.Second), PSR: "000050070000001",
		Agent: purchase.AgentRef{ID: "a1", Code: "C1", Name: "Uno"}, Paid: 100, Credited: 104, Currency: "ARS",
		Status: purchase.StatusPending, Cause: purchase.CauseNoAnswer,
		Legs: purchase.Legs{Payment: purchase.Done, Transfer: purchase.Unknown, Notice: purchase.Waiting}}
	return p
}

func hubWith(n int) *fakehub.Hub {
	h := fakehub.New()
	h.PageLimit = 10
	h.PutAgent(agent.Agent{ID: "a1", Code: "C1", Name: "Uno", PointsOfSale: []agent.PointOfSale{}})
	for i := range n {
		h.Put(doc(i))
		if i%7 == 0 {
			h.PutInvisible(fmt.Sprint("x", i))
		}
	}
	return h
}

// side is the desktop's side of a test.
type side struct {
	t       *testing.T
	replica *replica.Replica
	loop    *sync.Loop
	end     func()
}

func openReplica(t *testing.T, path string) *replica.Replica {
	t.Helper()
	r, err := replica.Open(context.Background(), replica.Options{Path: path, Hub: "http://hub", User: "u", Clock: clock.Fixed(t0)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// start runs a loop against a server until end is called.
func start(t *testing.T, url, path string, change func(*sync.Options)) *side {
	t.Helper()
	client, err := remote.New(remote.Options{BaseURL: url})
	if err != nil {
		t.Fatal(err)
	}
	client.SetToken(fakehub.Token)
	s := &side{t: t, replica: openReplica(t, path)}
	o := sync.Options{Remote: client, Replica: s.replica, Clock: clock.Fixed(t0), Backoff: time.Millisecond, BackoffCap: 5 * time.Millisecond}
	if change != nil {
		change(&o)
	}
	s.loop = sync.New(o)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.loop.Run(ctx)
	}()
	s.end = func() {
		cancel()
		<-done
		client.Close()
		s.replica.Close()
	}
	t.Cleanup(func() { cancel(); <-done; client.Close() })
	return s
}

func (s *side) waitFor(what string, ready func() bool) {
	s.t.Helper()
	for end := time.Now().Add(20 * time.Second); !ready(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("never: %s; state %+v", what, s.loop.State())
		}
	}
}

func (s *side) rows() []purchase.Purchase {
	rows, err := s.replica.Purchases.Rows(context.Background(), purchase.Filter{}, nil, 0, 1_000_000)
	if err != nil {
		s.t.Fatal(err)
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].ID < rows[j].ID })
	return rows
}

func (s *side) equals(h *fakehub.Hub) bool {
	want := h.All()
	got := s.rows()
	return len(got) == len(want) && (len(got) == 0 || reflect.DeepEqual(got, want))
}

func serve(t *testing.T, h http.Handler) *httptest.Server {
	server := httptest.NewServer(h)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server
}

func TestFirstSyncThenTheFeed(t *testing.T) {
	h := hubWith(95)
	s := start(t, serve(t, h).URL, filepath.Join(t.TempDir(), "r.db"), nil)
	s.waitFor("equal after the snapshot", func() bool { return s.loop.State().Phase == sync.Following && s.equals(h) })
	if st := s.loop.State(); !st.Online || !st.LastSync.Equal(t0) || st.Err != nil {
		t.Errorf("state %+v", st)
	}
	agents, err := s.replica.Agents(context.Background())
	if err != nil || len(agents) != 1 || agents[0].Name != "Uno" {
		t.Errorf("agents %+v, %v", agents, err)
	}
	changed := doc(3)
	changed.Status, changed.Cause = purchase.StatusOK, ""
	h.Put(changed)
	h.Put(doc(200))
	h.PutInvisible("far")
	h.Delete("purchase", "p00001")
	s.waitFor("equal after changes", func() bool { return s.equals(h) })
	// A change outside the scope moves the cursor on and nothing else.
	before := s.replica.Generation()
	h.PutInvisible("farther")
	s.loop.Now()
	s.waitFor("the cursor passes invisible rows", func() bool {
		p, err := s.replica.Progress(context.Background())
		return err == nil && p.Cursor == h.Cursor()
	})
	if s.replica.Generation() != before {
		t.Error("an invisible row changed the list")
	}
}

// What is filled in the background ends with the loop and stays right while
// the feed goes on.
func TestTheSearchIndexIsFilledAfterTheFirstSync(t *testing.T) {
	h := hubWith(95)
	path := filepath.Join(t.TempDir(), "r.db")
	s := start(t, serve(t, h).URL, path, nil)
	s.waitFor("filled", func() bool { return s.loop.State().Phase == sync.Following && s.replica.Filled() })
	changed := doc(3)
	changed.WalletTransfer = "987654321"
	h.Put(changed)
	found := func() bool {
		rows, err := s.replica.Purchases.Rows(context.Background(), purchase.Filter{Text: "76543"}, nil, 0, 5)
		return err == nil && len(rows) == 1 && rows[0].ID == changed.ID
	}
	s.waitFor("the changed row is found", found)
	s.end()
	s.replica = openReplica(t, path)
	if !s.replica.Filled() || !found() {
		t.Error("a restart forgot the index")
	}
}

// A program killed after any page of a snapshot goes on from there.
func TestASnapshotGoesOnAfterAKill(t *testing.T) {
	for kill := 1; kill <= 12; kill += 3 {
		t.Run(fmt.Sprint("after request ", kill), func(t *testing.T) {
			h := hubWith(95)
			var arrived atomic.Int64
			stuck := make(chan struct{})
			h.Before = func(w http.ResponseWriter, r *http.Request) bool {
				if arrived.Add(1) > int64(kill) {
					select {
					case <-stuck:
					case <-r.Context().Done():
						return true
					}
				}
				return false
			}
			path := filepath.Join(t.TempDir(), "r.db")
			server := serve(t, h)
			s := start(t, server.URL, path, nil)
			s.waitFor("the request at which it is killed", func() bool { return arrived.Load() > int64(kill) })
			s.end()
			close(stuck)
			stored := openReplica(t, path)
			p, err := stored.Progress(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			stored.Close()
			seen := len(h.Requests(http.MethodGet, "/v1/snapshot"))
			s = start(t, server.URL, path, nil)
			s.waitFor("equal", func() bool { return s.loop.State().Phase == sync.Following && s.equals(h) })
			again := h.Requests(http.MethodGet, "/v1/snapshot")[seen:]
			if p.Page != "" && !strings.Contains(again[0].Query, "cursor=") {
				t.Errorf("it began anew although it had got as far as %+v", p)
			}
			if kill >= 4 && p.Page == "" {
				t.Errorf("nothing of the pages before the kill was stored: %+v", p)
			}
		})
	}
}

func TestMustRefetchKeepsTheRowsOnTheScreen(t *testing.T) {
	h := hubWith(60)
	var block atomic.Bool
	release := make(chan struct{})
	h.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if block.Load() && r.URL.Path == "/v1/snapshot" && strings.Contains(r.URL.RawQuery, "entity=purchase") && strings.Contains(r.URL.RawQuery, "cursor=") {
			<-release
		}
		return false
	}
	s := start(t, serve(t, h).URL, filepath.Join(t.TempDir(), "r.db"), nil)
	s.waitFor("equal", func() bool { return s.loop.State().Phase == sync.Following && s.equals(h) })
	block.Store(true)
	// The restored hub lacks the last rows and has lower versions.
	h.Restore("e2", func(p purchase.Purchase) (purchase.Purchase, bool) {
		p.Version, p.Credited = 0, 999
		return p, p.ID < "p00030"
	})
	s.loop.Now()
	s.waitFor("refetching", func() bool { return s.loop.State().Phase == sync.Refetching })
	if n := len(s.rows()); n != 60 {
		t.Errorf("%d rows visible while refetching, want 60", n)
	}
	close(release)
	s.waitFor("equal to the restored hub", func() bool { return s.loop.State().Phase == sync.Following && s.equals(h) })
}

func TestAnEpochThatChangesInTheMiddleOfASnapshot(t *testing.T) {
	h := hubWith(60)
	var pages atomic.Int64
	h.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/v1/snapshot" && pages.Add(1) == 5 {
			h.Restore("e2", func(p purchase.Purchase) (purchase.Purchase, bool) { return p, p.ID > "p00020" })
		}
		return false
	}
	s := start(t, serve(t, h).URL, filepath.Join(t.TempDir(), "r.db"), nil)
	s.waitFor("equal", func() bool { return s.loop.State().Phase == sync.Following && s.equals(h) })
}

func TestCutAndStrangeAnswersOnlyDelay(t *testing.T) {
	h := hubWith(80)
	var n atomic.Int64
	h.Before = func(w http.ResponseWriter, r *http.Request) bool {
		switch n.Add(1) % 5 {
		case 0: // the connection breaks in the middle of the answer
			w.Header().Set("X-Hub-Epoch", "e1")
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "1000")
			w.Write([]byte(`{"items":[`))
			return true
		case 1:
			h.Refuse(w, http.StatusInternalServerError, problem.Internal)
			return true
		case 2: // a hotel's Wi-Fi
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<html>Welcome</html>"))
			return true
		}
		return false
	}
	s := start(t, serve(t, h).URL, filepath.Join(t.TempDir(), "r.db"), nil)
	s.waitFor("equal", func() bool { return s.equals(h) })
	h.Put(doc(500))
	s.waitFor("equal after a change", func() bool { return s.equals(h) })
}

func TestOfflineThenNow(t *testing.T) {
	h := hubWith(20)
	var down atomic.Bool
	h.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if down.Load() {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	server := serve(t, h)
	path := filepath.Join(t.TempDir(), "r.db")
	var online atomic.Int64
	s := start(t, server.URL, path, func(o *sync.Options) {
		o.Backoff, o.BackoffCap = time.Hour, 2*time.Hour
		o.OnOnline = func() { online.Add(1) }
	})
	s.waitFor("equal", func() bool { return s.loop.State().Phase == sync.Following && s.equals(h) })
	down.Store(true)
	server.CloseClientConnections()
	s.waitFor("offline", func() bool { st := s.loop.State(); return !st.Online && errors.Is(st.Err, remote.ErrOffline) })
	if len(s.rows()) != 20 {
		t.Error("rows vanished with the connection")
	}
	down.Store(false)
	h.Put(doc(300))
	s.loop.Now()
	s.waitFor("online at once", func() bool { return s.loop.State().Online && s.equals(h) })
	if online.Load() != 2 {
		t.Errorf("told %d times that the hub can be reached", online.Load())
	}
}

// A session that ends leaves the rows to be read; those of a deactivated user go.
func TestARevokedSessionStops(t *testing.T) {
	for code, rows := range map[problem.Code]int{problem.NoSession: 5, problem.UserDeactivated: 0} {
		h := hubWith(5)
		h.Before = func(w http.ResponseWriter, r *http.Request) bool {
			if strings.Contains(r.URL.Path, "changes") {
				h.Refuse(w, http.StatusUnauthorized, code)
				return true
			}
			return false
		}
		s := start(t, serve(t, h).URL, filepath.Join(t.TempDir(), "r.db"), nil)
		s.waitFor("signed out", func() bool { st := s.loop.State(); return st.SignedOut && st.Phase == sync.Stopped })
		if n := len(s.rows()); n != rows || s.loop.State().Deactivated != (rows == 0) {
			t.Errorf("%s: %d rows are left, %+v", code, n, s.loop.State())
		}
	}
}
