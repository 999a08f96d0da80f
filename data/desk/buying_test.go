package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"trastienda/app/buying"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/replica"
)

const secretPIN = "PIN-739155"

var quoted = buying.Quote{PSR: "007", Amount: 100_00, Credited: 104_00, Currency: "ARS", BankVersion: 3, CBUMasked: "0009 9990 •••• •••• ••00 09"}

// seller is the hub's side of buying: it keeps what arrived and answers what it
// is told to.
type seller struct {
	mu     sync.Mutex
	bodies []map[string]any
	keys   []string
	// answer to POST /v1/purchases, operation what the hub tells of a key.
	answer, operation func(w http.ResponseWriter)
}

func (s *seller) set(answer, operation func(w http.ResponseWriter)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer, s.operation = answer, operation
}

func (s *seller) arrived() ([]map[string]any, []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]map[string]any{}, s.bodies...), append([]string{}, s.keys...)
}

func newSeller(t *testing.T) (*bench, *seller) {
	b, s := newBench(t), &seller{}
	b.hub.Before = func(w http.ResponseWriter, r *http.Request) bool {
		s.mu.Lock()
		answer, operation := s.answer, s.operation
		s.mu.Unlock()
		switch {
		case r.URL.Path == "/v1/points-of-sale/007/quote":
			b.hub.Write(w, 200, quoted)
		case r.URL.Path == "/v1/points-of-sale/007/wallet":
			b.hub.Refuse(w, http.StatusConflict, problem.WalletNoSession)
		case r.URL.Path == "/v1/purchases" && r.Method == http.MethodPost:
			body := map[string]any{}
			_ = json.NewDecoder(r.Body).Decode(&body)
			s.mu.Lock()
			s.bodies, s.keys = append(s.bodies, body), append(s.keys, r.Header.Get("Idempotency-Key"))
			s.mu.Unlock()
			answer(w)
		case strings.HasPrefix(r.URL.Path, "/v1/operations/") && operation != nil:
			operation(w)
		default:
			return false
		}
		return true
	}
	b.signIn()
	return b, s
}

func accredited() buying.Answer {
	p := stuck("s1")
	p.Status, p.Cause = purchase.StatusOK, purchase.CauseNone
	p.Legs = purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}
	return buying.Answer{Result: buying.Accredited, Start: "s1", Purchase: &p}
}

func (b *bench) says(a buying.Answer) func(w http.ResponseWriter) {
	return func(w http.ResponseWriter) { b.hub.Write(w, 200, a) }
}

// tells is the hub's word of a key: the answer, or with none that it is running.
func (b *bench) tells(a *buying.Answer) func(w http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		op := map[string]any{"key": "k", "act": "purchase.buy", "target": "s1", "state": "running", "body": nil}
		if a != nil {
			op["state"], op["body"] = "done", a
		}
		b.hub.Write(w, 200, op)
	}
}

func lost(http.ResponseWriter) { panic(http.ErrAbortHandler) }

// pinIsNowhere looks through everything the desk keeps.
func (b *bench) pinIsNowhere() {
	b.Helper()
	err := filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(secretPIN)) {
			b.Errorf("%s has the PIN", path)
		}
		return err
	})
	if err != nil {
		b.Error(err)
	}
}

func TestBuyIsSentOnce(t *testing.T) {
	b, s := newSeller(t)
	q, err := b.desk.Quote(context.Background(), "007", 100_00)
	if err != nil || q != quoted {
		t.Fatalf("%+v, %v", q, err)
	}
	var p *problem.Problem
	if _, err := b.desk.Wallet(context.Background(), "007"); !errors.As(err, &p) || p.Code != problem.WalletNoSession {
		t.Errorf("wallet: %v", err)
	}
	s.set(b.says(buying.Answer{Result: buying.Refused, Code: "wrong-pin", Start: "s1"}), nil)
	a, err := b.desk.Buy(context.Background(), q.Request(secretPIN))
	if err != nil || a.Result != buying.Refused || a.OpID == "" {
		t.Fatalf("%+v, %v", a, err)
	}
	again := q.Request(secretPIN)
	again.Start = a.Start
	s.set(b.says(accredited()), nil)
	if a, err = b.desk.Buy(context.Background(), again); err != nil || a.Result != buying.Accredited {
		t.Fatalf("%+v, %v", a, err)
	}
	if row := b.row("s1"); row.Status != purchase.StatusOK {
		t.Errorf("the row is not in the copy: %+v", row)
	}
	bodies, keys := s.arrived()
	if len(bodies) != 2 || bodies[0]["pin"] != secretPIN || bodies[0]["credited"] != 10400.0 || bodies[0]["bank_version"] != 3.0 ||
		bodies[1]["start"] != "s1" || keys[0] == keys[1] || keys[1] != a.OpID {
		t.Errorf("%v %v", bodies, keys)
	}
	if open, err := b.desk.OpenBuys(context.Background()); err != nil || len(open) != 0 {
		t.Errorf("%+v, %v", open, err)
	}
	b.pinIsNowhere()
}

func TestWhatTheHubSaysOfAPurchase(t *testing.T) {
	b, s := newSeller(t)
	with := func(status int, code problem.Code, current any) func(w http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", problem.ContentType)
			w.Header().Set("X-Hub-Epoch", "e1")
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(struct {
				problem.Problem
				Current any `json:"current"`
			}{*problem.New(code, "en", "r1"), current})
		}
	}
	s.set(with(412, problem.PurchaseChanged, quoted), nil)
	_, err := b.desk.Buy(context.Background(), quoted.Request(secretPIN))
	var changed desk.ErrPurchaseChanged
	if !errors.As(err, &changed) || changed.Quote != quoted {
		t.Errorf("changed: %v", err)
	}
	s.set(with(409, problem.PurchaseJustStarted, buying.Start{ID: "s0", Amount: 100_00}), nil)
	_, err = b.desk.Buy(context.Background(), quoted.Request(secretPIN))
	var just desk.ErrJustStarted
	if !errors.As(err, &just) || just.Start.ID != "s0" {
		t.Errorf("just started: %v", err)
	}
	s.set(with(409, problem.NoBank, nil), nil)
	_, err = b.desk.Buy(context.Background(), quoted.Request(secretPIN))
	var p *problem.Problem
	if !errors.As(err, &p) || p.Code != problem.NoBank {
		t.Errorf("no bank: %v", err)
	}
	// It broke before it claimed the act; that it has no claim proves it.
	s.set(with(500, problem.Internal, nil), nil)
	if _, err = b.desk.Buy(context.Background(), quoted.Request(secretPIN)); !errors.As(err, &p) || p.Code != problem.Internal {
		t.Errorf("broken: %v", err)
	}
	if open, err := b.desk.OpenBuys(context.Background()); err != nil || len(open) != 0 {
		t.Errorf("open: %+v, %v", open, err)
	}
	b.server.CloseClientConnections()
	b.server.Listener.Close()
	if _, err := b.desk.Buy(context.Background(), quoted.Request(secretPIN)); !errors.Is(err, desk.ErrOfflineNothingSent) {
		t.Errorf("offline: %v", err)
	}
	b.pinIsNowhere()
}

// A lost answer, and a wallet that still has the call: both are asked for, also
// after a restart, and nothing is sent again.
func TestAnUnknownPurchaseIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(b *bench) func(http.ResponseWriter)
		failed bool
	}{
		"lost": {func(*bench) func(http.ResponseWriter) { return lost }, true},
		"waiting": {func(b *bench) func(http.ResponseWriter) {
			return b.says(buying.Answer{Result: buying.Unknown, Start: "s1"})
		}, false},
	} {
		for _, restart := range []bool{false, true} {
			b, s := newSeller(t)
			s.set(c.answer(b), b.tells(nil))
			a, err := b.desk.Buy(context.Background(), quoted.Request(secretPIN))
			var unknown desk.ErrOutcomeUnknown
			if c.failed != errors.As(err, &unknown) || !c.failed && (err != nil || a.Result != buying.Unknown) || a.OpID == "" {
				t.Fatalf("%s: %+v, %v", name, a, err)
			}
			open, err := b.desk.OpenBuys(context.Background())
			if err != nil || len(open) != 1 || open[0].OpID != a.OpID || open[0].PSR != "007" {
				t.Fatalf("%s: %+v, %v", name, open, err)
			}
			if retries := b.openActs(); len(retries) != 0 {
				t.Errorf("%s: listed as retries: %+v", name, retries)
			}
			if _, err := b.desk.ConsultBuy(context.Background(), a.OpID); !errors.As(err, &unknown) {
				t.Errorf("%s: asked while nobody knows: %v", name, err)
			}
			if restart {
				b.desk.Close()
				b.open(b.server.URL)
				if _, err := b.desk.Resume(context.Background(), ""); err != nil {
					t.Fatal(err)
				}
			}
			done := accredited()
			s.set(lost, b.tells(&done))
			b.desk.SyncNow()
			got := <-b.bought
			if got.OpID != a.OpID || got.PSR != "007" || got.State != replica.ActAnswered || got.Answer.Result != buying.Accredited {
				t.Errorf("%s: told %+v", name, got)
			}
			if bodies, _ := s.arrived(); len(bodies) != 1 {
				t.Errorf("%s: sent %d times", name, len(bodies))
			}
			b.pinIsNowhere()
		}
	}
}

// The request never arrived: told only once that is certain.
func TestAPurchaseThatNeverArrived(t *testing.T) {
	b, s := newSeller(t)
	s.set(lost, func(w http.ResponseWriter) { b.hub.Refuse(w, http.StatusNotFound, problem.NotFound) })
	_, err := b.desk.Buy(context.Background(), quoted.Request(secretPIN))
	var unknown desk.ErrOutcomeUnknown
	if !errors.As(err, &unknown) {
		t.Fatalf("%v", err)
	}
	b.clock.ms.Store(int64(3 * time.Minute / time.Millisecond))
	b.desk.SyncNow()
	if got := <-b.bought; got.State != replica.ActLost || got.Answer != nil {
		t.Errorf("%+v", got)
	}
}
