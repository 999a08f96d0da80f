package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/agency"
	"trastienda/app/agent"
	"trastienda/app/problem"
	"trastienda/data/desk"
	"trastienda/data/desk/internal/fakehub"
)

// deciding is the hub's side of changes: it keeps what arrived and answers what it
// is told to.
type deciding struct {
	mu    sync.Mutex
	asked []string // method, path, If-Match, body
	keys  map[string]bool
	// answer to an act; told is what the hub says of the key later, nil for nothing.
	answer func(w http.ResponseWriter, r *http.Request)
	told   atomic.Value
	deaf   atomic.Bool // operations are not answered
	asks   atomic.Int64
}

func (d *deciding) arrived() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.asked...)
}

func newDeciding(t *testing.T) (*bench, *deciding) {
	b, d := newBench(t), &deciding{keys: map[string]bool{}}
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.Method != http.MethodGet && (strings.Contains(r.URL.Path, "-changes/") || strings.HasSuffix(r.URL.Path, "/rate")):
			body := map[string]any{}
			_ = json.NewDecoder(r.Body).Decode(&body)
			text, _ := json.Marshal(body)
			d.mu.Lock()
			d.asked = append(d.asked, strings.Join([]string{r.Method, r.URL.Path, r.Header.Get("If-Match"), string(text)}, " "))
			d.keys[r.Header.Get("Idempotency-Key")] = true
			d.mu.Unlock()
			d.answer(w, r)
		case strings.HasPrefix(r.URL.Path, "/v1/operations/") && d.deaf.Load():
			panic(http.ErrAbortHandler)
		case strings.HasPrefix(r.URL.Path, "/v1/operations/") && d.told.Load() != nil:
			d.asks.Add(1)
			b.hub.Write(w, 200, map[string]any{"key": "k", "act": "x", "target": "x", "state": "done", "body": d.told.Load()})
		default:
			return false
		}
		return true
	}
	b.signIn()
	return b, d
}

var (
	aBankChange = agent.BankChange{ID: "b1", Agent: agent.Ref{ID: "a7"}, State: agent.Approved, Version: 2, Decision: agent.Decision{At: t0}}
	aRateChange = agent.RateChange{ID: "r1", Agent: agent.Ref{ID: "a7"}, State: agent.Proposed, New: 500, Version: 1, Decision: agent.Decision{At: t0}}
)

func TestChangesAreListedFromTheCopy(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	open := agent.BankChange{ID: "b1", Agent: agent.Ref{ID: "a7"}, State: agent.Proposed, Decision: agent.Decision{At: t0}}
	old := agent.BankChange{ID: "b0", Agent: agent.Ref{ID: "a7"}, State: agent.Rejected, Decision: agent.Decision{At: t0.Add(-time.Hour)}}
	b.hub.PutBankChange(old)
	b.signIn()
	b.hub.PutBankChange(open)
	b.hub.PutRateChange(agent.RateChange{ID: "r1", Agent: agent.Ref{ID: "a7"}, State: agent.Proposed})
	b.hub.PutRateChange(agent.RateChange{ID: "r2", State: agent.Proposed})
	b.hub.PutRateChange(agent.RateChange{ID: "r3", State: agent.Approved})
	ids := func() (list []string) {
		for _, agentID := range []string{"", "a7", "a8"} {
			banks, err := b.desk.BankChanges(ctx, agentID)
			b.must(err)
			rates, err := b.desk.RateChanges(ctx, agentID)
			b.must(err)
			for _, c := range banks {
				list = append(list, c.ID)
			}
			for _, c := range rates {
				list = append(list, c.ID)
			}
			list = append(list, "|")
		}
		own, err := b.desk.AgencyRateChanges(ctx)
		b.must(err)
		for _, c := range own {
			list = append(list, c.ID)
		}
		return list
	}
	const want = "b1 r2 r1 | b1 b0 r1 | | r3 r2"
	b.waitFor("all of them", func() bool { return strings.Join(ids(), " ") == want })
	b.restart()
	if got := strings.Join(ids(), " "); got != want {
		t.Errorf("after a restart %s", got)
	}
}

func TestEachDecisionIsSentOnce(t *testing.T) {
	b, d := newDeciding(t)
	ctx := context.Background()
	d.answer = func(w http.ResponseWriter, r *http.Request) {
		var doc any = aRateChange
		switch {
		case strings.Contains(r.URL.Path, "bank"):
			doc = aBankChange
		case strings.Contains(r.URL.Path, "agency"):
			own := aRateChange
			own.ID, own.Agent = "r2", agent.Ref{}
			doc = own
		}
		b.hub.Write(w, 200, doc)
	}
	bank := func(x desk.Decision) error { _, err := b.desk.DecideBank(ctx, x); return err }
	rate := func(x desk.Decision) error { _, err := b.desk.DecideRate(ctx, x); return err }
	for _, c := range []struct {
		act  func() error
		want string
	}{
		{func() error { return bank(desk.Decision{ID: "b1", Version: 1, Step: agent.Approve}) }, `POST /v1/bank-changes/b1/approve "1" {}`},
		{func() error { return bank(desk.Decision{ID: "b1", Version: 2, Step: agent.Reject, Reason: "no"}) }, `POST /v1/bank-changes/b1/reject "2" {"reason":"no"}`},
		{func() error { return rate(desk.Decision{ID: "r1", Version: 1, Step: agent.Withdraw}) }, `DELETE /v1/rate-changes/r1 "1" {}`},
		{func() error { _, err := b.desk.ProposeRate(ctx, "a7", 500, time.Time{}, 3); return err }, `PUT /v1/agents/a7/rate "3" {"bonus_bp":500,"from":""}`},
		{func() error { _, err := b.desk.ProposeRate(ctx, "", 500, t0, 4); return err }, `PUT /v1/agency/rate "4" {"bonus_bp":500,"from":"2026-11-22T13:00:00Z"}`},
	} {
		before := len(d.arrived())
		err := c.act()
		if got := d.arrived(); err != nil || len(got) != before+1 || got[before] != c.want {
			t.Errorf("want %s: %v, sent %q", c.want, err, got)
		}
	}
	if len(d.keys) != 5 {
		t.Errorf("keys %v", d.keys)
	}
	if err := bank(desk.Decision{ID: "b1", Step: "reopen"}); err == nil || len(d.arrived()) != 5 {
		t.Errorf("a step nobody knows: %v", err)
	}
	// The answer is in the copy at once.
	list, err := b.desk.BankChanges(ctx, "a7")
	if err != nil || len(list) != 1 || list[0].State != agent.Approved {
		t.Errorf("the copy has %+v, %v", list, err)
	}
}

func TestADecisionThatIsRefused(t *testing.T) {
	b, d := newDeciding(t)
	ctx := context.Background()
	d.answer = func(w http.ResponseWriter, _ *http.Request) {
		b.hub.Refuse(w, http.StatusForbidden, problem.SecondPersonVouched)
	}
	approve := desk.Decision{ID: "b1", Version: 1, Step: agent.Approve}
	_, err := b.desk.DecideBank(ctx, approve)
	var p *problem.Problem
	if !errors.As(err, &p) || p.Code != problem.SecondPersonVouched {
		t.Errorf("got %v", err)
	}
	var current any
	d.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", problem.ContentType)
		w.Header().Set("X-Hub-Epoch", "e1")
		w.WriteHeader(http.StatusPreconditionFailed)
		_ = json.NewEncoder(w).Encode(struct {
			problem.Problem
			Current any `json:"current"`
		}{*problem.New(problem.VersionConflict, "en", "r1"), current})
	}
	current = aBankChange
	_, err = b.desk.DecideBank(ctx, approve)
	var bank desk.ErrBankConflict
	if !errors.As(err, &bank) || bank.Current.Version != 2 {
		t.Errorf("got %v", err)
	}
	current = aRateChange
	_, err = b.desk.DecideRate(ctx, desk.Decision{ID: "r1", Version: 7, Step: agent.Approve})
	var rate desk.ErrRateConflict
	if !errors.As(err, &rate) || rate.Current.ID != "r1" {
		t.Errorf("got %v", err)
	}
	current = agent.Agent{ID: "a7", Version: 9}
	_, err = b.desk.ProposeRate(ctx, "a7", 500, time.Time{}, 3)
	var of desk.ErrAgentConflict
	if !errors.As(err, &of) || of.Current.Version != 9 {
		t.Errorf("got %v", err)
	}
	current = agency.Profile{ID: "agency-1", TimeZone: "UTC", Version: 6}
	_, err = b.desk.ProposeRate(ctx, "", 500, time.Time{}, 3)
	var own desk.ErrAgencyConflict
	if !errors.As(err, &own) || own.Current.Version != 6 {
		t.Errorf("got %v", err)
	}
	b.cut()
	b.server.Listener.Close()
	if _, err := b.desk.DecideBank(ctx, approve); !errors.Is(err, desk.ErrOfflineNothingSent) {
		t.Errorf("offline: %v", err)
	}
}

// The hub did it and its answer got lost: the key is asked for, at once or after
// nobody answered for a while, and nothing is sent again.
func TestALostAnswerToADecisionIsAskedFor(t *testing.T) {
	for _, late := range []bool{false, true} {
		for name, c := range map[string]struct {
			doc any
			act func(*desk.Desk) error
		}{
			"decision": {aBankChange, func(d *desk.Desk) error {
				_, err := d.DecideBank(context.Background(), desk.Decision{ID: "b1", Version: 1, Step: agent.Approve})
				return err
			}},
			"proposal": {aRateChange, func(d *desk.Desk) error {
				_, err := d.ProposeRate(context.Background(), "a7", 500, time.Time{}, 3)
				return err
			}},
		} {
			b, d := newDeciding(t)
			d.answer = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
			d.told.Store(c.doc)
			d.deaf.Store(late)
			err := c.act(b.desk)
			var unknown desk.ErrOutcomeUnknown
			if late != errors.As(err, &unknown) || !late && err != nil {
				t.Fatalf("%s, late %v: %v", name, late, err)
			}
			d.deaf.Store(false)
			b.desk.SyncNow()
			b.waitFor("the operation", func() bool { return d.asks.Load() > 0 })
			b.waitFor("it is open no more", func() bool { return len(b.openActs()) == 0 })
			if n := len(d.arrived()); n != 1 {
				t.Errorf("%s: sent %d times", name, n)
			}
		}
	}
}

func TestARevealIsKeptNowhere(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		switch r.Method + " " + r.URL.Path {
		case "POST /v1/agents/a7/bank/reveal":
			b.hub.Write(w, 200, theAccount)
		case "POST /v1/bank-changes/b1/reveal":
			b.hub.Write(w, 200, map[string]any{"cbu": theCBU, "alias": "", "holder": "Titular", "cuit": "", "old": agent.Account{CBU: "old"}})
		default:
			return false
		}
		return true
	}
	b.signIn()
	a, err := b.desk.RevealBank(ctx, "a7")
	now, old, failed := b.desk.RevealBankChange(ctx, "b1")
	if err != nil || failed != nil || a != theAccount || now.CBU != theCBU || old.CBU != "old" {
		t.Errorf("%v, %v, %v: %v, %v", a, now, old, err, failed)
	}
	if files := b.holds(theCBU); len(files) > 0 {
		t.Errorf("%v hold it", files)
	}
	if sent := b.hub.Requests(http.MethodPost, "/reveal"); len(sent) != 2 || sent[0].Token != fakehub.Token {
		t.Errorf("asked %+v", sent)
	}
}
