package desk_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/problem"
	"trastienda/data/desk"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/outbox"
)

// unsent lists the acts that are not at the hub.
func (b *bench) unsent() []desk.Unsent {
	b.Helper()
	list, err := b.desk.Unsent(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	return list
}

func (b *bench) queued() []outbox.State {
	b.Helper()
	states := []outbox.State{}
	for _, e := range b.unsent() {
		states = append(states, e.State)
	}
	return states
}

// allSent waits until the outbox is empty.
func (b *bench) allSent() {
	b.Helper()
	b.waitFor("everything is sent", func() bool { return len(b.unsent()) == 0 })
}

// cut takes the network away, join gives it back.
func (b *bench) cut() {
	b.cable.Store(true)
	b.server.CloseClientConnections()
}

func (b *bench) join() { b.cable.Store(false) }

// The answer is lost, twice, before and after the hub did the act: the same key
// goes again, and there is one effect. Another key would have been another
// effect, or a conflict.
func TestALostAnswerHasOneEffect(t *testing.T) {
	b := newBench(t)
	var tries atomic.Int64
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut {
			return false
		}
		switch tries.Add(1) {
		case 1:
			panic(http.ErrAbortHandler)
		case 2:
			b.hub.Answer(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		return false
	}
	b.signIn()
	b.mark("una vez", false)
	b.allSent()
	sent := b.hub.Requests(http.MethodPut, "/mark")
	if len(sent) != 3 || sent[0].Key != sent[1].Key || sent[1].Key != sent[2].Key || sent[2].Match != `"0"` {
		t.Errorf("sent %+v", sent)
	}
	if m := b.hub.Mark("p1"); m.Version != 1 || m.Note != "una vez" || b.shown().Version != 1 {
		t.Errorf("the hub has %+v", m)
	}
	// The control: with a key of its own the same act is not the same.
	again := httptest.NewRequest(http.MethodPut, "/v1/purchases/p1/mark", strings.NewReader(`{"note":"una vez","hold":false}`))
	again.Header.Set("Idempotency-Key", "another")
	again.Header.Set("If-Match", `"0"`)
	again.Header.Set("Authorization", "Bearer "+fakehub.Token)
	w := httptest.NewRecorder()
	b.hub.Answer(w, again)
	if w.Code != http.StatusPreconditionFailed {
		t.Errorf("another key was answered %d", w.Code)
	}
}

// What follows from each answer.
func TestAnswers(t *testing.T) {
	const sent = outbox.State("sent") // it went again by itself
	for _, c := range []struct {
		name   string
		status int
		code   problem.Code
		want   outbox.State
	}{
		{"time-out", 408, problem.BodyTimeout, sent},
		{"too early", 425, problem.Busy, sent},
		{"too many", 429, problem.TooManyAttempts, sent},
		{"still running", 409, problem.InProgress, sent},
		{"broken", 500, problem.Internal, sent},
		{"busy", 503, problem.Busy, sent},
		{"no database", 503, problem.DatabaseDown, sent},
		{"another conflict", 409, problem.NothingToRetry, outbox.Refused},
		{"not allowed", 403, problem.Forbidden, outbox.Refused},
		{"not there", 404, problem.NotFound, outbox.Refused},
		{"not in order", 422, problem.InvalidRequest, outbox.Refused},
		{"changed first", 412, problem.VersionConflict, outbox.Conflict},
		{"session over", 401, problem.NoSession, outbox.Paused},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			var tries atomic.Int64
			b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method != http.MethodPut || tries.Add(1) > 1 {
					return false
				}
				b.hub.Refuse(w, c.status, c.code)
				return true
			}
			b.signIn()
			b.mark("x", false)
			if c.want == sent {
				b.allSent()
				list := b.hub.Requests(http.MethodPut, "/mark")
				if len(list) != 2 || list[0].Key != list[1].Key {
					t.Errorf("sent %+v", list)
				}
				return
			}
			b.waitFor(string(c.want), func() bool { return slices.Equal(b.queued(), []outbox.State{c.want}) })
			e := b.unsent()[0]
			if e.Failure == nil || e.Failure.Code != c.code || e.Failure.Status != c.status || e.Failure.Request != "r1" || e.Attempts != 1 {
				t.Errorf("%+v, %+v", e, e.Failure)
			}
			b.desk.SyncNow()
			time.Sleep(30 * time.Millisecond)
			if n := len(b.hub.Requests(http.MethodPut, "/mark")); n != 1 {
				t.Errorf("sent %d times", n)
			}
		})
	}
}

// The hub asked to wait: nothing goes before that, whatever happens.
func TestRetryAfterIsKept(t *testing.T) {
	b := newBench(t)
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			w.Header().Set("Retry-After", "3600")
			b.hub.Refuse(w, http.StatusTooManyRequests, problem.TooManyAttempts)
		}
		return r.Method == http.MethodPut
	}
	b.signIn()
	b.mark("x", false)
	b.waitFor("refused once", func() bool { l := b.unsent(); return len(l) == 1 && l[0].Failure != nil })
	b.desk.SyncNow()
	time.Sleep(50 * time.Millisecond)
	if n := len(b.hub.Requests(http.MethodPut, "/mark")); n != 1 {
		t.Errorf("sent %d times", n)
	}
	// A person may want it at once.
	if err := b.desk.SendNow(context.Background(), b.unsent()[0].OpID); err != nil {
		t.Fatal(err)
	}
	b.waitFor("asked again", func() bool { return len(b.hub.Requests(http.MethodPut, "/mark")) == 2 })
}

// Edits of one record go in their order, each from the version the one before
// left; an edit made after the answer, on what was seen before it, too.
func TestOneRecordInItsOrder(t *testing.T) {
	b := newBench(t)
	b.signIn()
	b.cut()
	for _, note := range []string{"una", "dos", "tres"} {
		b.mark(note, false)
	}
	if m := b.shown(); m.Note != "tres" || m.Version != 0 {
		t.Errorf("shown %+v", m)
	}
	b.join()
	b.allSent()
	if _, err := b.desk.SetMark(context.Background(), "p1", "cuatro", false, 0); err != nil {
		t.Fatal(err)
	}
	b.allSent()
	var matches []string
	keys := map[string]bool{}
	for _, r := range b.hub.Requests(http.MethodPut, "/mark") {
		if !keys[r.Key] {
			matches = append(matches, r.Match)
		}
		keys[r.Key] = true
	}
	if m := b.hub.Mark("p1"); m.Note != "cuatro" || m.Version != 4 || !slices.Equal(matches, []string{`"0"`, `"1"`, `"2"`, `"3"`}) {
		t.Errorf("the hub has %+v; sent from %v", m, matches)
	}
}

// What the hub refuses stays until its person deals with it; given up, it stays
// to be looked at.
func TestRefusedAndDiscarded(t *testing.T) {
	b := newBench(t)
	var closed atomic.Bool
	closed.Store(true)
	said := make(chan string, 9) // of discards
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/v1/discards/") {
			body, _ := io.ReadAll(r.Body)
			said <- string(body)
		}
		if r.Method != http.MethodPut || !closed.Load() || strings.HasPrefix(r.URL.Path, "/v1/discards/") {
			return false
		}
		b.hub.Refuse(w, http.StatusForbidden, problem.Forbidden)
		return true
	}
	b.signIn()
	ctx := context.Background()
	b.mark("una", false)
	b.waitFor("refused", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Refused}) })
	if m := b.shown(); m.Note != "" || m.Sign != outbox.SignRefused {
		t.Errorf("shown %+v", m)
	}
	b.desk.Close()
	b.open(b.server.URL)
	b.signIn()
	list := b.unsent()
	if len(list) != 1 || list[0].State != outbox.Refused || list[0].Author != "Test" || list[0].Says[0] != (outbox.Value{Field: "note", Text: "una"}) {
		t.Fatalf("after a restart: %+v", list)
	}
	closed.Store(false)
	if err := b.desk.SendNow(ctx, list[0].OpID); err != nil {
		t.Fatal(err)
	}
	b.allSent()
	closed.Store(true)
	b.mark("dos", false)
	b.waitFor("refused", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Refused}) })
	op := b.unsent()[0].OpID
	if err := b.desk.Discard(ctx, op); err != nil {
		t.Fatal(err)
	}
	if err := b.desk.Discard(ctx, op); !errors.Is(err, desk.ErrSettled) {
		t.Errorf("twice: %v", err)
	}
	b.allSent() // the hub's audit is told
	told := b.hub.Requests(http.MethodPut, "/v1/discards/"+op)
	if body := <-said; len(told) != 1 || len(said) != 0 || told[0].Key == op || body != `{"act":"purchase.mark","record":"p1","reason":"forbidden"}` {
		t.Errorf("the hub was told %+v: %s", told, body)
	}
	if list := b.discarded(); len(b.unsent()) != 0 || len(list) != 1 || list[0].OpID != op || list[0].State != outbox.Discarded || list[0].SettledAt.IsZero() {
		t.Errorf("discarded %+v", list)
	}
	if m := b.shown(); m.Note != "una" || m.Sign != outbox.SignNone {
		t.Errorf("shown %+v", m)
	}
	// A month later it is gone.
	b.clock.ms.Add((29 * 24 * time.Hour).Milliseconds())
	b.restart()
	if len(b.discarded()) != 1 {
		t.Error("gone before its time")
	}
	b.clock.ms.Add((2 * 24 * time.Hour).Milliseconds())
	b.restart()
	b.waitFor("forgotten", func() bool { return len(b.discarded()) == 0 })
}

// An export is told to the hub's audit, also one that is made without a
// connection.
func TestAnExportIsTold(t *testing.T) {
	b := newBench(t)
	var away atomic.Bool
	said := make(chan string, 9)
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.URL.Path, "/v1/exports/") {
			return false
		}
		if away.Load() {
			panic(http.ErrAbortHandler)
		}
		body, _ := io.ReadAll(r.Body)
		said <- string(body)
		b.hub.Write(w, http.StatusOK, map[string]any{"id": "x", "version": 1})
		return true
	}
	b.signIn()
	away.Store(true)
	if err := b.desk.TellExport(context.Background(), desk.ExportAudit, "csv", 40); err != nil {
		t.Fatal(err)
	}
	list := b.unsent()
	if len(list) != 1 || list[0].Kind != outbox.KindExport || list[0].Says[0] != (outbox.Value{Field: "list", Text: "audit"}) || list[0].Says[2].Text != "40" {
		t.Fatalf("it waits as %+v", list)
	}
	away.Store(false)
	if err := b.desk.SendNow(context.Background(), list[0].OpID); err != nil {
		t.Fatal(err)
	}
	b.allSent()
	if body := <-said; body != `{"list":"audit","format":"csv","rows":40}` || len(said) != 0 {
		t.Errorf("the hub was told %s", body)
	}
}

func (b *bench) discarded() []desk.Unsent {
	b.Helper()
	list, err := b.desk.Discarded(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	return list
}

func (b *bench) restart() {
	b.Helper()
	b.desk.Close()
	b.open(b.server.URL)
	b.signIn()
}
