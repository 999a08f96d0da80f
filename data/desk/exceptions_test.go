package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/exception"
	"trastienda/app/problem"
	"trastienda/data/desk"
	desksync "trastienda/data/desk/sync"
)

// settling is the hub's side of exceptions: it keeps what arrived and answers
// what it is told to.
type settling struct {
	mu    sync.Mutex
	asked []string // method, path, If-Match, body
	keys  []string
	// answer to an act; operation is what the hub tells of it later, false for
	// nothing.
	answer    func(w http.ResponseWriter, r *http.Request)
	operation atomic.Bool
	deaf      atomic.Bool // operations are not answered
	told      atomic.Int64
}

func (s *settling) arrived() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

var waits = exception.Exception{ID: "e1", Kind: exception.UnknownPSR, Reference: "r1", Details: map[string]any{}, Version: 1}

func newSettling(t *testing.T, prepare ...func(*bench)) (*bench, *settling) {
	b, s := newBench(t), &settling{}
	for _, f := range prepare {
		f(b)
	}
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.URL.Path == "/v1/exceptions" && r.URL.Query().Get("cursor") == "":
			b.hub.Write(w, 200, map[string]any{"items": []exception.Exception{waits}, "next": "c"})
		case r.URL.Path == "/v1/exceptions":
			b.hub.Write(w, 200, map[string]any{"items": []exception.Exception{{ID: "e2"}}, "next": ""})
		case strings.HasPrefix(r.URL.Path, "/v1/exceptions/") && r.Method == http.MethodGet:
			b.hub.Write(w, 200, waits)
		case strings.HasPrefix(r.URL.Path, "/v1/exceptions/"):
			body := map[string]any{}
			_ = json.NewDecoder(r.Body).Decode(&body)
			text, _ := json.Marshal(body)
			s.mu.Lock()
			s.asked = append(s.asked, strings.Join([]string{r.Method, r.URL.Path, r.Header.Get("If-Match"), string(text)}, " "))
			s.keys = append(s.keys, r.Header.Get("Idempotency-Key"))
			s.mu.Unlock()
			s.answer(w, r)
		case strings.HasPrefix(r.URL.Path, "/v1/operations/") && s.deaf.Load():
			panic(http.ErrAbortHandler)
		case strings.HasPrefix(r.URL.Path, "/v1/operations/") && s.operation.Load():
			done := waits
			done.Version = 2
			s.told.Add(1)
			b.hub.Write(w, 200, map[string]any{"key": "k", "act": "exception.approve", "target": "e1", "state": "done", "body": done})
		default:
			return false
		}
		return true
	}
	b.signIn()
	return b, s
}

// The copy has what waits for a person: it comes by the feed, goes when it is
// settled, and is there without a connection. What an act answers is in it at once.
func TestExceptionsAreInTheCopy(t *testing.T) {
	b, s := newSettling(t)
	ids := func() string {
		list, more, err := b.desk.Exceptions(context.Background())
		if err != nil || more {
			t.Fatalf("%v, %v", more, err)
		}
		var all []string
		for _, e := range list {
			all = append(all, fmt.Sprintf("%s.%d", e.ID, e.Version))
		}
		return strings.Join(all, " ")
	}
	b.waitFor("the copy", func() bool { return b.desk.State().Phase == desksync.Following })
	first := waits
	first.ID, first.At = "e0", t0
	b.hub.PutException(first)
	later := waits
	later.At = t0.Add(time.Hour)
	b.hub.PutException(later)
	b.waitFor("both, the newest first", func() bool { return ids() == "e1.1 e0.1" })
	s.answer = func(w http.ResponseWriter, _ *http.Request) {
		done := later
		done.Version, done.Proposal = 2, &exception.Proposal{Act: exception.Close, By: "Ana"}
		b.hub.Write(w, 200, done)
	}
	if _, err := b.desk.SettleException(context.Background(), exception.Request{ID: "e1", Version: 1, Step: exception.Propose, Act: exception.Close, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	if got := ids(); got != "e1.2 e0.1" {
		t.Errorf("after a proposal: %s", got)
	}
	s.answer = func(w http.ResponseWriter, _ *http.Request) {
		done := later
		done.Version, done.Closed = 3, &exception.Closing{Act: exception.Close}
		b.hub.Write(w, 200, done)
	}
	if _, err := b.desk.SettleException(context.Background(), exception.Request{ID: "e1", Version: 2, Step: exception.Approve}); err != nil {
		t.Fatal(err)
	}
	if got := ids(); got != "e0.1" {
		t.Errorf("after an approval: %s", got)
	}
	b.hub.Delete("exception", "e0")
	b.waitFor("none", func() bool { return ids() == "" })
	b.hub.PutException(exception.Exception{ID: "e7", Details: map[string]any{}, At: t0})
	b.waitFor("the next", func() bool { return ids() == "e7.1" })
	b.server.CloseClientConnections()
	b.server.Listener.Close()
	b.waitFor("offline", func() bool { return !b.desk.State().Online })
	if got := ids(); got != "e7.1" {
		t.Errorf("offline: %s", got)
	}
}

// A hub of before tells of exceptions only when it is asked.
func TestExceptionsOfAnOldHub(t *testing.T) {
	b, _ := newSettling(t, func(b *bench) { b.hub.Old.Store(true) })
	b.waitFor("the copy", func() bool { return b.desk.State().Phase == desksync.Following })
	list, more, err := b.desk.Exceptions(context.Background())
	if err != nil || more || len(list) != 2 || list[0].Kind != exception.UnknownPSR || list[1].ID != "e2" {
		t.Errorf("%+v, %v, %v", list, more, err)
	}
	if e, err := b.desk.Exception(context.Background(), "e1"); err != nil || e.Reference != "r1" {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestEachStepIsSentOnce(t *testing.T) {
	b, s := newSettling(t)
	s.answer = func(w http.ResponseWriter, _ *http.Request) {
		done := waits
		done.Version = 2
		b.hub.Write(w, 200, done)
	}
	for _, c := range []struct {
		r    exception.Request
		want string
	}{
		{exception.Request{ID: "e1", Version: 1, Step: exception.Propose, Act: exception.Assign, PSR: "007", Reason: "x"},
			`PUT /v1/exceptions/e1/proposal "1" {"act":"assign","psr":"007","reason":"x"}`},
		{exception.Request{ID: "e1", Version: 2, Step: exception.Withdraw}, `DELETE /v1/exceptions/e1/proposal "2" {}`},
		{exception.Request{ID: "e1", Version: 3, Step: exception.Approve}, `POST /v1/exceptions/e1/approve "3" {}`},
		{exception.Request{ID: "e1", Version: 4, Step: exception.Reject, Reason: "no"}, `POST /v1/exceptions/e1/reject "4" {"reason":"no"}`},
	} {
		before := len(s.arrived())
		e, err := b.desk.SettleException(context.Background(), c.r)
		if got := s.arrived(); err != nil || e.Version != 2 || len(got) != before+1 || got[before] != c.want {
			t.Errorf("%s: %+v, %v, sent %q", c.r.Step, e, err, got)
		}
	}
	seen := map[string]bool{}
	for _, key := range s.keys {
		if len(key) != 36 || seen[key] {
			t.Errorf("keys %q", s.keys)
		}
		seen[key] = true
	}
	if _, err := b.desk.SettleException(context.Background(), exception.Request{ID: "e1", Step: "reopen"}); err == nil || len(s.arrived()) != 4 {
		t.Errorf("a step nobody knows: %v", err)
	}
}

func TestAStepThatIsRefused(t *testing.T) {
	b, s := newSettling(t)
	s.answer = func(w http.ResponseWriter, _ *http.Request) {
		b.hub.Refuse(w, http.StatusForbidden, problem.SecondPersonNeeded)
	}
	approve := exception.Request{ID: "e1", Version: 1, Step: exception.Approve}
	_, err := b.desk.SettleException(context.Background(), approve)
	var p *problem.Problem
	if !errors.As(err, &p) || p.Code != problem.SecondPersonNeeded {
		t.Errorf("got %v", err)
	}
	s.answer = func(w http.ResponseWriter, _ *http.Request) {
		now := waits
		now.Version = 7
		w.Header().Set("Content-Type", problem.ContentType)
		w.Header().Set("X-Hub-Epoch", "e1")
		w.WriteHeader(http.StatusPreconditionFailed)
		_ = json.NewEncoder(w).Encode(struct {
			problem.Problem
			Current exception.Exception `json:"current"`
		}{*problem.New(problem.VersionConflict, "en", "r1"), now})
	}
	_, err = b.desk.SettleException(context.Background(), approve)
	var conflict desk.ErrExceptionConflict
	if !errors.As(err, &conflict) || conflict.Current.Version != 7 {
		t.Errorf("got %v", err)
	}
	b.server.CloseClientConnections()
	b.server.Listener.Close()
	if _, err := b.desk.SettleException(context.Background(), approve); !errors.Is(err, desk.ErrOfflineNothingSent) {
		t.Errorf("offline: %v", err)
	}
}

// The hub did it and its answer got lost: the key is asked for, at once or after
// nobody answered for a while, and nothing is sent again.
func TestALostAnswerToAStepIsAskedFor(t *testing.T) {
	for _, late := range []bool{false, true} {
		b, s := newSettling(t)
		s.answer = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
		s.operation.Store(true)
		s.deaf.Store(late)
		e, err := b.desk.SettleException(context.Background(), exception.Request{ID: "e1", Version: 1, Step: exception.Approve})
		var unknown desk.ErrOutcomeUnknown
		if late != errors.As(err, &unknown) || !late && e.Version != 2 {
			t.Fatalf("late %v: %+v, %v", late, e, err)
		}
		s.deaf.Store(false)
		b.desk.SyncNow()
		b.waitFor("the operation", func() bool { return s.told.Load() > 0 })
		if n := len(s.arrived()); n != 1 {
			t.Errorf("sent %d times", n)
		}
	}
}
