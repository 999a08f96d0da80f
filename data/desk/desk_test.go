package desk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"trastienda/app/clock"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/keychain"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
	desksync "trastienda/data/desk/sync"
)

var t0 = time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)

func stuck(id string) purchase.Purchase {
	return purchase.Purchase{ID: id, At: t0, PSR: "000050070000001", Agent: purchase.AgentRef{ID: "a1"}, Paid: 100, Credited: 104,
		Currency: "ARS", Status: purchase.StatusPending, Cause: purchase.CauseNoAnswer,
		Legs: purchase.Legs{Payment: purchase.Done, Transfer: purchase.Unknown, Notice: purchase.Waiting}}
}

// handClock is a clock that tests move.
type handClock struct{ ms atomic.Int64 }

func (c *handClock) Now() time.Time { return t0.Add(time.Duration(c.ms.Load()) * time.Millisecond) }

type bench struct {
	*testing.T
	hub     *fakehub.Hub
	server  *httptest.Server
	clock   *handClock
	dir     string
	version string
	desk    *desk.Desk
	settled chan outbox.Settled
	bought  chan outbox.Bought
	cable   atomic.Bool // cut: nobody is answered
	// onAgency is the next desk's Options.OnAgency.
	onAgency func(remote.Agency)
}

func newBench(t *testing.T) *bench {
	b := &bench{T: t, hub: fakehub.New(), clock: &handClock{}, dir: t.TempDir(), settled: make(chan outbox.Settled, 10), bought: make(chan outbox.Bought, 10)}
	b.hub.Put(stuck("p1"))
	b.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b.cable.Load() {
			panic(http.ErrAbortHandler)
		}
		b.hub.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { b.server.CloseClientConnections(); b.server.Close() })
	b.open(b.server.URL)
	return b
}

// open opens a desk on the folder, as a start of the program does.
func (b *bench) open(url string) {
	b.Helper()
	d, err := desk.Open(desk.Options{
		Dir: b.dir, HubURL: url, Clock: b.clock, Version: b.version, Backoff: time.Millisecond, BackoffCap: 10 * time.Millisecond,
		AskFor: 300 * time.Millisecond, AskEvery: 5 * time.Millisecond, QueuePause: time.Millisecond, QueuePauseCap: 10 * time.Millisecond,
		Timeouts:  remote.Timeouts{Retry: 2 * time.Second},
		Keychain:  keychain.System{Service: "trastienda-test"},
		OnSettled: func(s outbox.Settled) { b.settled <- s }, OnAgency: b.onAgency,
		OnBought: func(s outbox.Bought) { b.bought <- s },
	})
	if err != nil {
		b.Fatal(err)
	}
	b.desk = d
	b.Cleanup(func() { d.Close() })
}

func (b *bench) signIn() {
	b.Helper()
	if _, err := b.desk.SignIn(context.Background(), "ana@test", fakehub.Password, "test"); err != nil {
		b.Fatal(err)
	}
	b.waitFor("following", func() bool { return b.desk.State().Phase == desksync.Following })
}

func (b *bench) waitFor(what string, ready func() bool) {
	b.Helper()
	for end := time.Now().Add(20 * time.Second); !ready(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			b.Fatalf("never: %s; state %+v", what, b.desk.State())
		}
	}
}

func (b *bench) row(id string) purchase.Purchase {
	b.Helper()
	rows, err := b.desk.Purchases().ByIDs(context.Background(), []string{id})
	if err != nil || len(rows) != 1 {
		b.Fatalf("row %s: %v, %v", id, rows, err)
	}
	return rows[0]
}

func (b *bench) openActs() []replica.Act {
	b.Helper()
	acts, err := b.desk.OpenActs(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	return acts
}

func TestMain(m *testing.M) {
	if args := os.Getenv(childEnv); args != "" {
		fmt.Fprintln(os.Stderr, runChild(args))
		os.Exit(1)
	}
	keyring.MockInit()
	os.Exit(m.Run())
}

func TestRetryIsStoredBeforeItLeaves(t *testing.T) {
	b := newBench(t)
	var storedFirst atomic.Bool
	b.hub.OnRetry = func(id string) purchase.RetryAnswer {
		acts, err := b.desk.OpenActs(context.Background())
		storedFirst.Store(err == nil && len(acts) == 1 && acts[0].Target == id && acts[0].State == replica.ActSending)
		p, _ := b.hub.Purchase(id)
		p.Status, p.Cause = purchase.StatusOK, ""
		return purchase.AnswerFor(b.hub.Put(p))
	}
	b.signIn()
	answer, err := b.desk.Retry(context.Background(), "p1")
	if err != nil || answer.Result != purchase.ResultCompleted {
		t.Fatalf("%+v, %v", answer, err)
	}
	if !storedFirst.Load() {
		t.Error("when the hub got the act, it was not stored yet")
	}
	if row := b.row("p1"); row.Status != purchase.StatusOK {
		t.Errorf("the answer is not in the row at once: %+v", row)
	}
	if acts := b.openActs(); len(acts) != 0 {
		t.Errorf("an answered act is still open: %+v", acts)
	}
	sent := b.hub.Requests(http.MethodPost, "/retry")
	if len(sent) != 1 || len(sent[0].Key) != 36 || sent[0].Key[14] != '7' {
		t.Errorf("sent %+v", sent)
	}
}

func TestRetryWhileTheHubIsDown(t *testing.T) {
	b := newBench(t)
	b.signIn()
	b.server.CloseClientConnections()
	b.server.Listener.Close()
	if _, err := b.desk.Retry(context.Background(), "p1"); !errors.Is(err, desk.ErrOfflineNothingSent) {
		t.Fatalf("got %v", err)
	}
	if acts := b.openActs(); len(acts) != 0 {
		t.Errorf("what never left is asked for: %+v", acts)
	}
	if row := b.row("p1"); row.Status != purchase.StatusPending {
		t.Errorf("the row claims %+v", row)
	}
}

// The hub did the act, but its answer got lost: it is asked, and nothing is
// sent again.
func TestALostAnswerIsAskedFor(t *testing.T) {
	b := newBench(t)
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/retry") {
			b.hub.Answer(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		return false
	}
	b.signIn()
	answer, err := b.desk.Retry(context.Background(), "p1")
	if err != nil || answer.Result != purchase.ResultCompleted {
		t.Fatalf("%+v, %v", answer, err)
	}
	if n := len(b.hub.Requests(http.MethodPost, "/retry")); n != 1 {
		t.Errorf("sent %d times", n)
	}
	if row := b.row("p1"); row.Status != purchase.StatusOK {
		t.Errorf("row %+v", row)
	}
}

// Nobody answers the question either; the program is closed; the next start
// asks and tells. Nothing is ever sent again.
func TestAnUnknownOutcomeSurvivesARestart(t *testing.T) {
	b := newBench(t)
	var deaf atomic.Bool
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case strings.HasSuffix(r.URL.Path, "/retry"):
			b.hub.Answer(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		case deaf.Load() && strings.Contains(r.URL.Path, "/operations/"):
			panic(http.ErrAbortHandler)
		}
		return false
	}
	deaf.Store(true)
	b.signIn()
	_, err := b.desk.Retry(context.Background(), "p1")
	var unknown desk.ErrOutcomeUnknown
	if !errors.As(err, &unknown) || unknown.Key != b.hub.Requests(http.MethodPost, "/retry")[0].Key {
		t.Fatalf("got %v", err)
	}
	if acts := b.openActs(); len(acts) != 1 || acts[0].State != replica.ActUnknown || acts[0].OpID != unknown.Key {
		t.Errorf("open acts %+v", acts)
	}
	b.desk.Close()
	deaf.Store(false)
	b.open(b.server.URL)
	if _, err := b.desk.Resume(context.Background(), ""); err != nil {
		t.Fatal(err)
	}
	got := <-b.settled
	if got.OpID != unknown.Key || got.PurchaseID != "p1" || got.State != replica.ActAnswered || got.Answer.Result != purchase.ResultCompleted {
		t.Errorf("settled %+v", got)
	}
	if acts := b.openActs(); len(acts) != 0 {
		t.Errorf("still open: %+v", acts)
	}
	if n := len(b.hub.Requests(http.MethodPost, "/retry")); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

// The request got lost on its way: while that cannot be known nothing is
// claimed, and later it is told that the hub did nothing.
func TestARequestThatNeverArrived(t *testing.T) {
	b := newBench(t)
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/retry") {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	b.signIn()
	_, err := b.desk.Retry(context.Background(), "p1")
	var unknown desk.ErrOutcomeUnknown
	if !errors.As(err, &unknown) {
		t.Fatalf("got %v", err)
	}
	b.clock.ms.Store(int64(3 * time.Minute / time.Millisecond))
	b.desk.SyncNow()
	if got := <-b.settled; got.State != replica.ActLost || got.OpID != unknown.Key || got.Answer != nil {
		t.Errorf("settled %+v", got)
	}
	if n := len(b.hub.Requests(http.MethodPost, "/retry")); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestWhatTheHubRefusesIsDefinite(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		code   problem.Code
		asked  bool
	}{
		"nothing to retry": {http.StatusConflict, problem.NothingToRetry, false},
		"not configured":   {http.StatusServiceUnavailable, problem.NotConfigured, false},
		"forbidden":        {http.StatusForbidden, problem.Forbidden, false},
		// It broke before it claimed the act; that it has no claim proves it.
		"internal": {http.StatusInternalServerError, problem.Internal, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.URL.Path, "/retry") {
					b.hub.Refuse(w, c.status, c.code)
					return true
				}
				return false
			}
			b.signIn()
			_, err := b.desk.Retry(context.Background(), "p1")
			var p *problem.Problem
			if !errors.As(err, &p) || p.Code != c.code {
				t.Fatalf("got %v", err)
			}
			if acts := b.openActs(); len(acts) != 0 {
				t.Errorf("a refused act is still open: %+v", acts)
			}
			if asked := len(b.hub.Requests(http.MethodGet, "/operations/")) > 0; asked != c.asked {
				t.Errorf("asked: %v", asked)
			}
		})
	}
}

// Closing the dialog or the program while the hub works loses nothing.
func TestClosingWhileAnActIsUnderWay(t *testing.T) {
	b := newBench(t)
	arrived, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	b.hub.OnRetry = func(id string) purchase.RetryAnswer {
		once.Do(func() { close(arrived) })
		<-release
		p, _ := b.hub.Purchase(id)
		p.Status, p.Cause = purchase.StatusOK, ""
		return purchase.AnswerFor(b.hub.Put(p))
	}
	b.signIn()
	failed := make(chan error, 1)
	go func() {
		_, err := b.desk.Retry(context.Background(), "p1")
		failed <- err
	}()
	<-arrived
	b.desk.Close()
	var unknown desk.ErrOutcomeUnknown
	if err := <-failed; !errors.As(err, &unknown) {
		t.Errorf("got %v", err)
	}
	close(release)
	b.open(b.server.URL)
	if _, err := b.desk.Resume(context.Background(), ""); err != nil {
		t.Fatal(err)
	}
	if got := <-b.settled; got.State != replica.ActAnswered || got.OpID != unknown.Key {
		t.Errorf("settled %+v", got)
	}
	if n := len(b.hub.Requests(http.MethodPost, "/retry")); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestOldRowsAreThereAtOnceWithoutAHub(t *testing.T) {
	b := newBench(t)
	b.hub.SetAttempts("p1", purchase.Attempt{N: 1, Leg: purchase.Transfer, StartedAt: t0, Outcome: purchase.OutcomeUnknown})
	b.signIn()
	d, err := b.desk.Detail(context.Background(), "p1")
	if err != nil || d.Cached || len(d.Attempts) != 1 {
		t.Fatalf("%+v, %v", d, err)
	}
	b.desk.Close()
	b.server.CloseClientConnections()
	b.server.Listener.Close()
	b.open(b.server.URL)
	s, err := b.desk.Resume(context.Background(), "")
	if err != nil || s.User.Email != "ana@test" || !s.TokenKept {
		t.Fatalf("%+v, %v", s, err)
	}
	if n, err := b.desk.Purchases().Count(context.Background(), purchase.Filter{}); err != nil || n != 1 {
		t.Errorf("count %d, %v", n, err)
	}
	d, err = b.desk.Detail(context.Background(), "p1")
	if err != nil || !d.Cached || !d.AttemptsKnown || d.AttemptsOld || len(d.Attempts) != 1 {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := b.desk.Balance(context.Background(), "a1"); !errors.Is(err, remote.ErrOffline) {
		t.Errorf("balance: %v", err)
	}
	if _, err := b.desk.Detail(context.Background(), "nobody"); !errors.Is(err, replica.ErrNotFound) {
		t.Errorf("unknown row: %v", err)
	}
}

func TestSessions(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	if _, err := b.desk.Resume(ctx, ""); !errors.Is(err, desk.ErrSignedOut) {
		t.Errorf("nobody was here: %v", err)
	}
	if _, err := b.desk.Retry(ctx, "p1"); !errors.Is(err, desk.ErrSignedOut) {
		t.Errorf("retry without anybody: %v", err)
	}
	if _, err := b.desk.SignIn(ctx, "ana@test", "wrong", "d"); err == nil {
		t.Error("a wrong password was taken")
	}
	b.signIn()
	if err := b.desk.SignOut(ctx); err != nil {
		t.Error(err)
	}
	if len(b.hub.Requests(http.MethodDelete, "/sessions/current")) != 1 {
		t.Error("the hub was not told")
	}
	if _, err := b.desk.Resume(ctx, ""); !errors.Is(err, desk.ErrSignedOut) {
		t.Errorf("signed out: %v", err)
	}
	b.signIn()
	// Another user gets a copy of their own.
	if _, err := b.desk.SignIn(ctx, "beto@test", fakehub.Password, "d"); err != nil {
		t.Fatal(err)
	}
	copies, err := filepath.Glob(filepath.Join(b.dir, "desk", "replica-*.db"))
	if err != nil || len(copies) != 2 {
		t.Errorf("copies %v, %v", copies, err)
	}
	for _, name := range copies {
		text, err := os.ReadFile(name)
		if err != nil || strings.Contains(string(text), fakehub.Token) {
			t.Errorf("%s: the token lies in the folder (%v)", name, err)
		}
	}
}

// Callbacks may ask the desk back, also while somebody signs out.
func TestCallbacksMayAskBack(t *testing.T) {
	h := fakehub.New()
	server := httptest.NewServer(h)
	defer server.Close()
	var d *desk.Desk
	var ready, called atomic.Bool
	ask := func() {
		if ready.Load() {
			d.State()
			d.Purchases().Count(context.Background(), purchase.Filter{})
			called.Store(true)
		}
	}
	d, err := desk.Open(desk.Options{Dir: t.TempDir(), HubURL: server.URL, Clock: clock.Fixed(t0),
		OnState: func(desksync.State) { ask() }, OnChanged: ask})
	if err != nil {
		t.Fatal(err)
	}
	ready.Store(true)
	if _, err := d.SignIn(context.Background(), "a@b", fakehub.Password, "d"); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); !called.Load() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	closed := make(chan struct{})
	go func() { d.Close(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(20 * time.Second):
		t.Fatal("closing waits for a callback that waits for closing")
	}
	if !called.Load() {
		t.Error("never called")
	}
}
