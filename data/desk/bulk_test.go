package desk_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/desk"
)

// manyStuck puts purchases p1 … pn that are stuck, p1 the oldest, of the agents
// in turn.
func (b *bench) manyStuck(n int, agents ...string) []purchase.Purchase {
	list := make([]purchase.Purchase, n)
	for i := range list {
		p := stuck(fmt.Sprint("p", i+1))
		p.At = t0.Add(time.Duration(i) * time.Minute)
		p.Agent = purchase.AgentRef{ID: agents[i%len(agents)], Name: "Agente " + agents[i%len(agents)]}
		list[i] = b.hub.Put(p)
	}
	return list
}

// sent lists the purchases of the retries that arrived, in their order, and
// fails if a key came twice.
func (b *bench) sent() []string {
	b.Helper()
	var ids []string
	keys := map[string]bool{}
	for _, r := range b.hub.Requests(http.MethodPost, "/retry") {
		if keys[r.Key] {
			b.Errorf("the key %s was sent twice", r.Key)
		}
		keys[r.Key] = true
		ids = append(ids, strings.TrimSuffix(strings.TrimPrefix(r.Path, "/v1/purchases/"), "/retry"))
	}
	return ids
}

// states tells every row of a run in a word.
func (b *bench) states(run string) string {
	b.Helper()
	rows, err := b.desk.BulkRows(context.Background(), run)
	if err != nil {
		b.Fatal(err)
	}
	var words []string
	for _, r := range rows {
		word := r.Purchase.ID + "=" + string(r.State)
		if r.Code != "" {
			word += "(" + r.Code + ")"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func (b *bench) bulk(list []purchase.Purchase) (string, error) {
	return b.desk.Bulk(context.Background(), list, func(purchase.BulkTally) {})
}

func (b *bench) wantStates(run, want string) {
	b.Helper()
	if got := b.states(run); got != want {
		b.Errorf("rows\n%s\nwant\n%s", got, want)
	}
}

// noBalanceFor makes the hub answer that an agent has no balance.
func (b *bench) noBalanceFor(agent string) {
	completes := b.hub.OnRetry
	b.hub.OnRetry = func(id string) purchase.RetryAnswer {
		p, _ := b.hub.Purchase(id)
		if p.Agent.ID != agent {
			return completes(id)
		}
		p.Status, p.Cause, p.Legs.Transfer = purchase.StatusError, purchase.CauseNoBalance, purchase.Refused
		return purchase.AnswerFor(b.hub.Put(p))
	}
}

func TestABulkRetryGoesOldestFirstOneAtATime(t *testing.T) {
	b := newBench(t)
	list := b.manyStuck(4, "a1")
	ok := stuck("p9")
	ok.Status, ok.Cause, ok.Legs = purchase.StatusOK, "", purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}
	list = append(list, b.hub.Put(ok))
	completes := b.hub.OnRetry
	var under, most atomic.Int32
	b.hub.OnRetry = func(id string) purchase.RetryAnswer {
		most.Store(max(most.Load(), under.Add(1)))
		defer under.Add(-1)
		return completes(id)
	}
	b.signIn()
	slices.Reverse(list)
	var tallies []purchase.BulkTally
	run, err := b.desk.Bulk(context.Background(), list, func(x purchase.BulkTally) { tallies = append(tallies, x) })
	if err != nil {
		t.Fatal(err)
	}
	if got := b.sent(); !slices.Equal(got, []string{"p1", "p2", "p3", "p4"}) || most.Load() != 1 {
		t.Errorf("sent %v, %d at a time", got, most.Load())
	}
	b.wantStates(run, "p1=done p2=done p3=done p4=done p9=not-eligible(complete)")
	last := tallies[len(tallies)-1]
	if len(tallies) != 8 || last.Rows != 4 || last.Dealt() != 4 || !maps.Equal(last.Done, map[string]int64{"ARS": 416}) {
		t.Errorf("%d tallies, the last %+v", len(tallies), last)
	}
	left, err := b.desk.UntoldBulk(context.Background())
	if err != nil || left == nil || left.ID != run || left.Why != "" || left.Tally.Halfway() {
		t.Fatalf("%+v, %v", left, err)
	}
	if err := b.desk.ToldBulk(context.Background(), run); err != nil {
		t.Fatal(err)
	}
	if left, err := b.desk.UntoldBulk(context.Background()); err != nil || left != nil {
		t.Errorf("told again: %+v, %v", left, err)
	}
}

func TestNoBalanceStopsTheAgentAndNobodyElse(t *testing.T) {
	b := newBench(t)
	list := b.manyStuck(6, "empty", "rich")
	b.noBalanceFor("empty")
	b.signIn()
	run, err := b.bulk(list)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.sent(); !slices.Equal(got, []string{"p1", "p2", "p4", "p6"}) {
		t.Errorf("sent %v", got)
	}
	b.wantStates(run, "p1=no-balance(insufficient-balance) p2=done p3=not-sent(agent-empty) p4=done p5=not-sent(agent-empty) p6=done")
}

// What was completed meanwhile, or is gone, is not sent.
func TestARowIsLookedAtAnewBeforeItIsSent(t *testing.T) {
	b := newBench(t)
	list := b.manyStuck(3, "a1")
	completes := b.hub.OnRetry
	b.signIn()
	b.hub.OnRetry = func(id string) purchase.RetryAnswer {
		before := b.desk.Purchases().Generation()
		completes("p2") // by somebody else
		b.hub.Delete("purchase", "p3")
		b.waitFor("the news", func() bool {
			rows, _ := b.desk.Purchases().ByIDs(context.Background(), []string{"p2", "p3"})
			return b.desk.Purchases().Generation() != before && len(rows) == 1 && rows[0].Status == purchase.StatusOK
		})
		return completes(id)
	}
	run, err := b.bulk(list)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.sent(); !slices.Equal(got, []string{"p1"}) {
		t.Errorf("sent %v", got)
	}
	b.wantStates(run, "p1=done p2=not-eligible(complete) p3=not-eligible(gone)")
}

// Cancel lets the row under way finish and sends no other. Ending the context
// of whoever waits ends nothing.
func TestCancelFinishesTheRowUnderWay(t *testing.T) {
	b := newBench(t)
	list := b.manyStuck(3, "a1")
	completes := b.hub.OnRetry
	arrived, release := make(chan struct{}), make(chan struct{})
	b.hub.OnRetry = func(id string) purchase.RetryAnswer {
		if id == "p1" {
			close(arrived)
			<-release
		}
		return completes(id)
	}
	b.signIn()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan string, 1)
	go func() {
		run, err := b.desk.Bulk(ctx, list, func(purchase.BulkTally) {})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("waiting ended with %v", err)
		}
		ended <- run
	}()
	<-arrived
	if _, err := b.bulk(list); !errors.Is(err, desk.ErrBulkRunning) {
		t.Errorf("a second run: %v", err)
	}
	stop()
	run := <-ended
	b.wantStates(run, "p1=sending p2=waiting p3=waiting")
	b.desk.CancelBulk()
	close(release)
	b.waitFor("the end", func() bool { return !strings.Contains(b.states(run), "waiting") })
	b.wantStates(run, "p1=done p2=not-sent(cancelled) p3=not-sent(cancelled)")
	if got := b.sent(); !slices.Equal(got, []string{"p1"}) {
		t.Errorf("sent %v", got)
	}
}

// The connection goes while the second row is on its way: nobody knows about
// that one, the others are not sent, and it is asked for by its key.
func TestOfflineInTheMiddle(t *testing.T) {
	b := newBench(t)
	list := b.manyStuck(4, "a1")
	var cut atomic.Bool
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/p2/retry") {
			cut.Store(true)
			b.hub.Answer(httptest.NewRecorder(), r) // done, and its answer lost
		}
		if cut.Load() {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	b.signIn()
	run, err := b.bulk(list)
	if err != nil {
		t.Fatal(err)
	}
	b.wantStates(run, "p1=done p2=unknown p3=not-sent(offline) p4=not-sent(offline)")
	cut.Store(false)
	b.desk.SyncNow()
	b.waitFor("the answer", func() bool { return !strings.Contains(b.states(run), "unknown") })
	b.wantStates(run, "p1=done p2=done p3=not-sent(offline) p4=not-sent(offline)")
	if got := b.sent(); !slices.Equal(got, []string{"p1", "p2"}) {
		t.Errorf("sent %v", got)
	}
	if _, err := b.bulk(list[2:]); err != nil {
		t.Errorf("the rest, pressed anew: %v", err)
	}
}

// The hub works and one answer is lost for good: the row is unknown, and the
// others are sent.
func TestOneLostAnswerEndsNothing(t *testing.T) {
	b := newBench(t)
	list := b.manyStuck(3, "a1")
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/p2/retry") {
			panic(http.ErrAbortHandler) // before the hub saw it
		}
		return false
	}
	b.signIn()
	run, err := b.bulk(list)
	if err != nil {
		t.Fatal(err)
	}
	b.wantStates(run, "p1=done p2=unknown p3=done")
}

// Any 401 is the end of the session: nothing more is sent.
func TestTheEndOfTheSessionEndsTheRun(t *testing.T) {
	b := newBench(t)
	list := b.manyStuck(3, "a1")
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/p2/retry") {
			b.hub.Refuse(w, http.StatusUnauthorized, "session-of-tomorrow")
			return true
		}
		return false
	}
	b.signIn()
	run, err := b.bulk(list)
	if err != nil {
		t.Fatal(err)
	}
	b.wantStates(run, "p1=done p2=not-sent(signed-out) p3=not-sent(signed-out)")
}

// The role's limit holds in the desk too, whoever asks.
func TestTheDeskKnowsHowManyARoleMayRetry(t *testing.T) {
	b := newBench(t)
	list := b.manyStuck(purchase.BulkFew+1, "a1")
	b.signIn()
	if _, err := b.bulk(list); !errors.Is(err, desk.ErrBulkTooMany) {
		t.Errorf("got %v", err)
	}
	if got := b.sent(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
	if _, err := b.bulk(list[1:]); err != nil {
		t.Errorf("as many as allowed: %v", err)
	}
}

func TestBulkWithoutAnybody(t *testing.T) {
	b := newBench(t)
	if _, err := b.bulk([]purchase.Purchase{stuck("p1")}); !errors.Is(err, desk.ErrSignedOut) {
		t.Errorf("got %v", err)
	}
}

// The program is killed while the second of four rows is at the hub (the folder
// is copied as it is at that moment). The next start sends nothing, asks for
// the one that left, and tells.
func TestABulkRetryIsNotGoneOnWithAfterAKill(t *testing.T) {
	b := newBench(t)
	list := b.manyStuck(4, "a1")
	completes := b.hub.OnRetry
	arrived, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	b.hub.OnRetry = func(id string) purchase.RetryAnswer {
		if id == "p2" {
			once.Do(func() { close(arrived) })
			<-release
		}
		return completes(id)
	}
	var deaf atomic.Bool
	b.hub.Before = func(_ http.ResponseWriter, r *http.Request) bool {
		if deaf.Load() && strings.Contains(r.URL.Path, "/operations/") {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	b.signIn()
	go b.bulk(list)
	<-arrived
	killed := t.TempDir()
	if err := os.CopyFS(killed, os.DirFS(b.dir)); err != nil {
		t.Fatal(err)
	}
	deaf.Store(true)
	b.desk.Close()
	close(release)
	b.dir = killed
	b.open(b.server.URL)
	if _, err := b.desk.Resume(context.Background(), ""); err != nil {
		t.Fatal(err)
	}
	left, err := b.desk.UntoldBulk(context.Background())
	if err != nil || left == nil || left.Why != purchase.BulkInterrupted || left.Tally.Rows != 4 {
		t.Fatalf("%+v, %v", left, err)
	}
	b.wantStates(left.ID, "p1=done p2=unknown p3=not-sent(interrupted) p4=not-sent(interrupted)")
	deaf.Store(false)
	b.desk.SyncNow()
	b.waitFor("the answer", func() bool { return !strings.Contains(b.states(left.ID), "unknown") })
	b.wantStates(left.ID, "p1=done p2=done p3=not-sent(interrupted) p4=not-sent(interrupted)")
	if got := b.sent(); !slices.Equal(got, []string{"p1", "p2"}) {
		t.Errorf("sent %v", got)
	}
}

// Closing the window half-way is the same, and waits for nothing.
func TestABulkRetryIsNotGoneOnWithAfterClosing(t *testing.T) {
	b := newBench(t)
	list := b.manyStuck(3, "a1")
	completes := b.hub.OnRetry
	arrived, release := make(chan struct{}), make(chan struct{})
	b.hub.OnRetry = func(id string) purchase.RetryAnswer {
		close(arrived)
		<-release
		return completes(id)
	}
	b.signIn()
	go b.bulk(list)
	<-arrived
	b.desk.Close()
	close(release)
	b.open(b.server.URL)
	if _, err := b.desk.Resume(context.Background(), ""); err != nil {
		t.Fatal(err)
	}
	left, err := b.desk.UntoldBulk(context.Background())
	if err != nil || left == nil {
		t.Fatalf("%+v, %v", left, err)
	}
	b.waitFor("the answer", func() bool { return !strings.Contains(b.states(left.ID), "unknown") })
	b.wantStates(left.ID, "p1=done p2=not-sent(interrupted) p3=not-sent(interrupted)")
	if got := b.sent(); !slices.Equal(got, []string{"p1"}) {
		t.Errorf("sent %v", got)
	}
}
