package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/app/purchase"
	"trastienda/data/desk"
)

// engineVariable turns the test binary into a desktop engine: the desk without
// a window, driven by lines on its standard input.
const engineVariable = "TRASTIENDA_TEST_ENGINE"

func TestMain(m *testing.M) {
	if setup := os.Getenv(engineVariable); setup != "" {
		if err := runEngine(setup); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if mode := os.Getenv(canvasVariable); mode != "" {
		runCanvas(mode)
		return
	}
	os.Exit(m.Run())
}

// engineSetup is what an engine is started with.
type engineSetup struct{ Dir, Hub, Email, Password string }

// engineAnswer is one line an engine says.
type engineAnswer struct {
	Ready    bool
	Count    int
	Purchase purchase.Purchase
	Result   purchase.Result
	Code     string
	Error    string // offline, unknown, or the text
}

func runEngine(setup string) error {
	var s engineSetup
	if err := json.Unmarshal([]byte(setup), &s); err != nil {
		return err
	}
	d, err := desk.Open(desk.Options{Dir: s.Dir, HubURL: s.Hub, Clock: clock.System{}, Backoff: 50 * time.Millisecond, BackoffCap: 500 * time.Millisecond})
	if err != nil {
		return err
	}
	defer d.Close()
	ctx := context.Background()
	if _, err := d.SignIn(ctx, s.Email, s.Password, "engine"); err != nil {
		return err
	}
	say := json.NewEncoder(os.Stdout)
	_ = say.Encode(engineAnswer{Ready: true})
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		_ = say.Encode(engineDo(ctx, d, word, rest))
	}
	return lines.Err()
}

func engineDo(ctx context.Context, d *desk.Desk, word, id string) engineAnswer {
	var a engineAnswer
	var err error
	switch word {
	case "count":
		a.Count, err = d.Purchases().Count(ctx, purchase.Filter{})
	case "find":
		var rows []purchase.Purchase
		if rows, err = d.Purchases().ByIDs(ctx, []string{id}); err == nil && len(rows) == 1 {
			a.Purchase = rows[0]
		}
	case "retry":
		var answer purchase.RetryAnswer
		answer, err = d.Retry(ctx, id)
		a.Result, a.Code, a.Purchase = answer.Result, answer.Code, answer.Purchase
	}
	var unknown desk.ErrOutcomeUnknown
	switch {
	case errors.Is(err, desk.ErrOfflineNothingSent):
		a.Error = "offline"
	case errors.As(err, &unknown):
		a.Error = "unknown"
	case err != nil:
		a.Error = err.Error()
	}
	return a
}

// engine is a desktop engine as a process of its own.
type engine struct {
	t     *testing.T
	mu    sync.Mutex
	stdin io.Writer
	lines *bufio.Scanner
}

func (s *site) startEngine(email string) *engine {
	s.t.Helper()
	return s.startEngineAt(s.hub.url, email)
}

// startEngineAt starts one whose way to the hub begins at that address.
func (s *site) startEngineAt(url, email string) *engine {
	s.t.Helper()
	setup, err := json.Marshal(engineSetup{Dir: s.t.TempDir(), Hub: url, Email: email, Password: testPassword})
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), engineVariable+"="+string(setup))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	e := &engine{t: s.t, stdin: stdin, lines: bufio.NewScanner(stdout)}
	e.lines.Buffer(nil, 1<<20)
	if !e.read().Ready {
		s.t.Fatal("the engine does not start")
	}
	return e
}

func (e *engine) ask(line string) engineAnswer {
	e.mu.Lock()
	defer e.mu.Unlock()
	fmt.Fprintln(e.stdin, line)
	return e.read()
}

func (e *engine) read() engineAnswer {
	var a engineAnswer
	if !e.lines.Scan() {
		a.Error = "the engine ended"
	} else if err := json.Unmarshal(e.lines.Bytes(), &a); err != nil {
		a.Error = err.Error()
	}
	return a
}

// sees waits until the engine's copy shows the purchase so.
func (e *engine) sees(id string, status purchase.Status, cause purchase.Cause) {
	e.t.Helper()
	eventually(e.t, "the copy", func() error {
		if p := e.ask("find " + id).Purchase; p.Status != status || p.Cause != cause {
			return fmt.Errorf("it shows %s %q", p.Status, p.Cause)
		}
		return nil
	})
}

func TestTwoDesktopsPressTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, engineName string) {
		s := newSite(t, engineName)
		s.setBalance(testAgent, 0)
		p := newPayment("accredited")
		s.pay(p)
		id := s.byReference(p.Reference).ID
		one, two := s.startEngine("operator@demo.test"), s.startEngine("manager@demo.test")
		one.sees(id, purchase.StatusError, purchase.CauseNoBalance)
		two.sees(id, purchase.StatusError, purchase.CauseNoBalance)
		if n := one.ask("count").Count; n != 7 {
			t.Errorf("the copy has %d purchases", n)
		}

		s.setBalance(testAgent, 1_000_000)
		s.faults(simFault{System: "recharge", Call: "transfer", Mode: "slow", DelayMS: 400, Reference: id},
			simFault{System: "recharge", Call: "transfer", Mode: "ignore-key", Reference: id})
		var both sync.WaitGroup
		answers := make([]engineAnswer, 2)
		for i, e := range []*engine{one, two} {
			both.Go(func() { answers[i] = e.ask("retry " + id) })
		}
		both.Wait()
		for i, a := range answers {
			if a.Result != purchase.ResultCompleted || a.Error != "" {
				t.Errorf("desktop %d was told %+v", i+1, a)
			}
		}
		if err := exactlyOne(s.ledger("recharge", id), 10400); err != nil {
			t.Error(err)
		}
		one.sees(id, purchase.StatusOK, "")
		two.sees(id, purchase.StatusOK, "")
	})
}

// The hub dies while a desktop waits for its answer: the desktop never claims
// what it does not know, and in the end the money moved once.
func TestHubKilledWhileADesktopWaits(t *testing.T) {
	onBoth(t, func(t *testing.T, engineName string) {
		s := newSite(t, engineName)
		s.setBalance(testAgent, 0)
		p := newPayment("accredited")
		s.pay(p)
		id := s.byReference(p.Reference).ID
		e := s.startEngine("operator@demo.test")
		e.sees(id, purchase.StatusError, purchase.CauseNoBalance)
		s.setBalance(testAgent, 1_000_000)
		s.faults(simFault{System: "recharge", Call: "transfer", Mode: "timeout-after", Times: 1, DelayMS: 5000, Reference: id})

		told := make(chan engineAnswer, 1)
		go func() { told <- e.ask("retry " + id) }()
		eventually(t, "the send", func() error {
			if len(s.ledger("recharge", id)) == 0 {
				return errors.New("nothing was sent")
			}
			return nil
		})
		s.restartHub()
		a := <-told
		known := a.Result == purchase.ResultCompleted || a.Result == purchase.ResultPending || a.Error == "unknown"
		if !known || a.Error == "offline" {
			t.Errorf("the desktop was told %+v", a)
		}
		e.sees(id, purchase.StatusOK, "")
		if err := exactlyOne(s.ledger("recharge", id), 10400); err != nil {
			t.Error(err)
		}
	})
}

// The answer to a retry is lost on its way: the desktop asks what became of the
// key and tells the hub's own answer; nothing is sent a second time.
func TestALostAnswerIsAskedFor(t *testing.T) {
	s := newSite(t, "sqlite")
	s.setBalance(testAgent, 0)
	p := newPayment("accredited")
	s.pay(p)
	id := s.byReference(p.Reference).ID
	hub, err := url.Parse(s.hub.url)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(hub)
	var lost atomic.Int64
	way := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/retry") {
			forward.ServeHTTP(httptest.NewRecorder(), r)
			lost.Add(1)
			panic(http.ErrAbortHandler) // the connection breaks
		}
		forward.ServeHTTP(w, r)
	}))
	defer way.Close()
	e := s.startEngineAt(way.URL, "operator@demo.test")
	e.sees(id, purchase.StatusError, purchase.CauseNoBalance)
	s.setBalance(testAgent, 1_000_000)
	if a := e.ask("retry " + id); a.Result != purchase.ResultCompleted || a.Error != "" {
		t.Errorf("the desktop was told %+v", a)
	}
	if n := lost.Load(); n != 1 {
		t.Errorf("the retry was sent %d times", n)
	}
	if err := exactlyOne(s.ledger("recharge", id), 10400); err != nil {
		t.Error(err)
	}
}

func TestOfflineRetrySendsNothing(t *testing.T) {
	s := newSite(t, "sqlite")
	s.setBalance(testAgent, 0)
	p := newPayment("accredited")
	s.pay(p)
	id := s.byReference(p.Reference).ID
	e := s.startEngine("operator@demo.test")
	e.sees(id, purchase.StatusError, purchase.CauseNoBalance)
	s.hub.kill()
	if a := e.ask("retry " + id); a.Error != "offline" {
		t.Errorf("the desktop was told %+v", a)
	}
	if n := e.ask("count").Count; n != 7 {
		t.Errorf("without the hub the copy has %d purchases", n)
	}
	s.startHub()
	if d := s.find(id); d.Status != purchase.StatusError || len(s.ledger("recharge", id)) != 0 {
		t.Errorf("something was sent: %+v", d)
	}
}
