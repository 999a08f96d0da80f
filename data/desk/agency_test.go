package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/agency"
	"trastienda/app/problem"
	"trastienda/data/desk"
)

// office is the hub's side of the agency's data.
type office struct {
	done atomic.Pointer[agency.Profile] // by the act, nil before
	keys chan string
	// lost: the answers to an act, and to what became of it, get lost.
	lost, deaf atomic.Bool
	status     atomic.Int64 // of a refusal
	asked      atomic.Int64
}

func newOffice(b *bench) *office {
	o := &office{keys: make(chan string, 10)}
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.URL.Path == "/v1/agency" && r.Method == http.MethodPut:
			o.keys <- r.Header.Get("Idempotency-Key")
			if status := o.status.Load(); status != 0 {
				b.hub.Refuse(w, int(status), problem.Forbidden)
				break
			}
			var p agency.Profile
			_ = json.NewDecoder(r.Body).Decode(&p)
			p.ID, p.Version = "agency-1", 2
			o.done.Store(&p)
			if o.lost.Load() {
				b.hub.Write(httptest.NewRecorder(), 200, p)
				panic(http.ErrAbortHandler)
			}
			b.hub.Write(w, 200, p)
		case strings.HasPrefix(r.URL.Path, "/v1/operations/"):
			o.asked.Add(1)
			p := o.done.Load()
			if o.deaf.Load() {
				panic(http.ErrAbortHandler)
			}
			if p == nil {
				return false
			}
			b.hub.Write(w, 200, map[string]any{"key": "k", "act": "agency.edit", "target": "agency-1", "state": "done", "body": p})
		default:
			return false
		}
		return true
	}
	return o
}

var renamed = agency.Profile{ID: "agency-1", Name: "Otra", Currency: "ARS", TimeZone: "America/Argentina/Buenos_Aires", Version: 1}

func (b *bench) agencyName() string {
	s, _ := b.desk.Session()
	return s.Agency.Name
}

func TestTheAgencysDataAreChanged(t *testing.T) {
	b := newBench(t)
	o := newOffice(b)
	b.signIn()
	saved, err := b.desk.EditAgency(context.Background(), renamed)
	if err != nil || saved.Version != 2 || saved.Name != "Otra" || b.agencyName() != "Otra" || len(o.keys) != 1 {
		t.Errorf("%+v, %v; the session has %q", saved, err, b.agencyName())
	}
	o.status.Store(http.StatusForbidden)
	var p *problem.Problem
	if _, err := b.desk.EditAgency(context.Background(), renamed); !errors.As(err, &p) || p.Code != problem.Forbidden || len(o.keys) != 2 {
		t.Errorf("refused: %v", err)
	}
	b.server.CloseClientConnections()
	b.server.Listener.Close()
	if _, err := b.desk.EditAgency(context.Background(), renamed); !errors.Is(err, desk.ErrOfflineNothingSent) {
		t.Errorf("offline: %v", err)
	}
}

// The answer is lost again and again: one key, and it is asked for after a
// restart too.
func TestALostAnswerToAChangeOfTheAgency(t *testing.T) {
	b := newBench(t)
	o := newOffice(b)
	o.lost.Store(true)
	o.deaf.Store(true)
	b.signIn()
	var unknown desk.ErrOutcomeUnknown
	if _, err := b.desk.EditAgency(context.Background(), renamed); !errors.As(err, &unknown) {
		t.Fatal(err)
	}
	keys := []string{<-o.keys, <-o.keys, <-o.keys}
	if len(o.keys) != 0 || len(slices.Compact(keys)) != 1 || keys[0] != unknown.Key {
		t.Errorf("keys %q of %s, %d more", keys, unknown.Key, len(o.keys))
	}
	if b.agencyName() != "Agencia" {
		t.Errorf("the session has %q", b.agencyName())
	}
	o.deaf.Store(false)
	b.restart()
	b.waitFor("the name", func() bool { return b.agencyName() == "Otra" })
	if len(o.keys) != 0 {
		t.Error("it was sent again")
	}
	b.wantNoMoreQuestions(o)
}

// wantNoMoreQuestions starts anew and wants no act asked for.
func (b *bench) wantNoMoreQuestions(o *office) {
	b.Helper()
	before := o.asked.Load()
	b.restart()
	b.desk.SyncNow()
	time.Sleep(50 * time.Millisecond)
	if n := o.asked.Load() - before; n != 0 {
		b.Errorf("a settled act is asked for %d times", n)
	}
}

// The first try may have been done; a refusal of another one says nothing of it.
func TestARefusalAfterALostAnswer(t *testing.T) {
	b := newBench(t)
	o := newOffice(b)
	b.signIn()
	inner := b.hub.Before
	var tries atomic.Int64
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && tries.Add(1) == 1 {
			_ = inner(httptest.NewRecorder(), r)
			o.status.Store(http.StatusForbidden)
			panic(http.ErrAbortHandler)
		}
		return inner(w, r)
	}
	var unknown desk.ErrOutcomeUnknown
	if _, err := b.desk.EditAgency(context.Background(), renamed); !errors.As(err, &unknown) {
		t.Errorf("%v", err)
	}
	b.waitFor("the name", func() bool { return b.agencyName() == "Otra" })
}

// Killed before anything left, it was never done: that is known after a while.
func TestAChangeOfTheAgencyThatNeverArrived(t *testing.T) {
	b := newBench(t)
	o := newOffice(b)
	b.signIn()
	inner := b.hub.Before
	var stop atomic.Bool
	stop.Store(true)
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && stop.Load() {
			panic(http.ErrAbortHandler)
		}
		return inner(w, r)
	}
	var unknown desk.ErrOutcomeUnknown
	if _, err := b.desk.EditAgency(context.Background(), renamed); !errors.As(err, &unknown) {
		t.Fatal(err)
	}
	b.clock.ms.Add((3 * time.Minute).Milliseconds())
	asked := o.asked.Load()
	b.restart()
	b.waitFor("asked", func() bool { return o.asked.Load() > asked })
	time.Sleep(20 * time.Millisecond) // the answer is noted
	b.wantNoMoreQuestions(o)
	if b.agencyName() != "Agencia" {
		t.Errorf("the session has %q", b.agencyName())
	}
}
