package simulator_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"trastienda/data/connector"
	"trastienda/data/connector/simulator"
)

// what a fault does to a call: what the client must say, how many effects
// there are in the end, and how many things a question finds.
type struck struct {
	outcome string
	effects int
	found   int
}

// faulty is a call of the hub and what each fault does to it. Calls that ask
// are made after one transfer and one payment with the same reference.
type faulty struct {
	system, name string
	call         func(*world) (found int, err error)
	refusal      string
	by           map[string]struck
}

func faultyCalls() []faulty {
	asking := func(list bool) map[string]struck {
		m := map[string]struck{
			"error-500": {"unknown http-500", 1, 0}, "error-503": {"unknown http-503", 1, 0},
			"refuse": {"unknown http-402", 1, 0}, "timeout-before": {"unknown timeout", 1, 0}, "timeout-after": {"unknown timeout", 1, 0},
			"late": {"unknown http-504", 1, 0}, "duplicate-answer": {"unknown garbled", 1, 0}, "cut-body": {"unknown connection", 1, 0},
			"slow": {"ok", 1, 1}, "garbage": {"unknown garbled", 1, 0}, "ignore-key": {"ok", 1, 1},
		}
		if list {
			m["late"], m["duplicate-answer"] = struck{"ok", 1, 0}, struck{"ok", 1, 1}
		}
		return m
	}
	twice := asking(true)
	twice["duplicate-answer"] = struck{"ok", 1, 2}
	return []faulty{
		{"recharge", "transfer", func(w *world) (int, error) {
			_, err := w.recharge.Send(w.t.Context(), aTransfer("p-1"))
			return 0, err
		}, "insufficient-balance", map[string]struck{
			"error-500": {"unknown http-500!", 0, 0}, "error-503": {"unknown http-503!", 0, 0},
			"refuse": {"refused insufficient-balance", 0, 0}, "timeout-before": {"unknown timeout", 0, 0}, "timeout-after": {"unknown timeout", 1, 0},
			"late": {"unknown http-504!", 1, 0}, "duplicate-answer": {"unknown garbled", 1, 0}, "cut-body": {"unknown connection", 1, 0},
			"slow": {"ok", 1, 0}, "garbage": {"unknown garbled", 1, 0}, "ignore-key": {"ok", 1, 0},
		}},
		{"merchant", "notice", func(w *world) (int, error) { return 0, w.merchant.Notify(w.t.Context(), aNotice("p-1")) },
			"unknown-purchase", map[string]struck{
				"error-500": {"unknown http-500!", 0, 0}, "error-503": {"unknown http-503!", 0, 0},
				"refuse": {"unknown unknown-purchase!", 0, 0}, "timeout-before": {"unknown timeout", 0, 0}, "timeout-after": {"unknown timeout", 1, 0},
				"late": {"unknown http-504!", 1, 0}, "duplicate-answer": {"ok", 1, 0}, "cut-body": {"unknown connection", 1, 0},
				"slow": {"ok", 1, 0}, "garbage": {"unknown http-200", 1, 0}, "ignore-key": {"ok", 1, 0},
			}},
		{"recharge", "find-transfer", func(w *world) (int, error) {
			found, err := w.recharge.Find(w.t.Context(), "p-1")
			return len(found), err
		}, "insufficient-balance", asking(true)},
		{"recharge", "balance", func(w *world) (int, error) {
			b, err := w.recharge.Balance(w.t.Context(), "A1")
			if b.Currency == "" {
				return 0, err
			}
			return 1, err
		}, "insufficient-balance", asking(false)},
		{"wallet", "find-payment", func(w *world) (int, error) {
			found, err := w.wallet.Find(w.t.Context(), "p-1")
			return len(found), err
		}, "insufficient-funds", asking(true)},
		{"wallet", "payments", func(w *world) (int, error) {
			found, _, err := w.wallet.List(w.t.Context(), "")
			return len(found), err
		}, "insufficient-funds", twice},
	}
}

func TestEveryFaultOnEveryCall(t *testing.T) {
	for _, where := range []string{"network", "process"} {
		for _, c := range faultyCalls() {
			for mode, want := range c.by {
				t.Run(fmt.Sprintf("%s/%s/%s", where, c.name, mode), func(t *testing.T) {
					w := newWorld(t)
					w.strike(c, where, mode, want)
				})
			}
		}
	}
}

func (w *world) strike(c faulty, where, mode string, want struck) {
	t := w.t
	asks := c.name != "transfer" && c.name != "notice"
	if asks {
		if _, err := w.recharge.Send(t.Context(), aTransfer("p-1")); err != nil {
			t.Fatal(err)
		}
		w.pay(simulator.NewPayment{Reference: "p-1", PSR: "1", Amount: 10400, Currency: "ARS"})
	}
	timeout := 10 * time.Second
	if mode == "timeout-before" || mode == "timeout-after" {
		timeout = 50 * time.Millisecond
	}
	var rt http.RoundTripper
	if where == "process" {
		rt = connector.HandlerTransport(w.sim.Handler())
	}
	w.connect(timeout, rt)
	fault := simulator.Fault{System: c.system, Call: c.name, Mode: mode, Times: 1, DelayMS: 1}
	switch mode {
	case "refuse":
		fault.Mode += ":" + c.refusal
	case "timeout-before", "timeout-after":
		fault.DelayMS = 0
	}
	w.faults(fault)
	found, err := c.call(w)
	if got := outcome(err); got != want.outcome || found != want.found {
		t.Errorf("%s and %d found, want %s and %d", got, found, want.outcome, want.found)
	}
	w.eventually(c.system, "p-1", want.effects)
	set, err := w.sim.Faults(t.Context())
	if err != nil || len(set) != 1 || set[0].Used != 1 {
		t.Errorf("the fault was used otherwise: %+v %v", set, err)
	}
	// Once used up it is over, and the same key finishes what was begun.
	w.connect(10*time.Second, rt)
	if _, err := c.call(w); err != nil {
		t.Errorf("after the fault: %v", err)
	}
	total := 1
	if mode == "ignore-key" && !asks {
		total = 2 // the key was forgotten
	}
	if n := w.happened(c.system, "p-1"); n != total {
		t.Errorf("%d effects in the end, want %d", n, total)
	}
}

func TestSlowBeyondTheTimeOutHappens(t *testing.T) {
	w := newWorld(t)
	w.connect(50*time.Millisecond, nil)
	w.faults(simulator.Fault{System: "recharge", Call: "transfer", Mode: "slow", DelayMS: 60_000})
	_, err := w.recharge.Send(t.Context(), aTransfer("p-1"))
	if got := outcome(err); got != "unknown timeout" {
		t.Error(got)
	}
	w.eventually("recharge", "p-1", 1)
}

func TestLateIsNotFoundUntilItHappens(t *testing.T) {
	w := newWorld(t)
	w.faults(simulator.Fault{Call: "transfer", Mode: "late", DelayMS: 3_600_000, Times: 1})
	_, err := w.recharge.Send(t.Context(), aTransfer("p-1"))
	if got := outcome(err); got != "unknown http-504!" {
		t.Error(got)
	}
	if found, err := w.recharge.Find(t.Context(), "p-1"); err != nil || len(found) != 0 {
		t.Errorf("found %v %v before it happened", found, err)
	}
	// Sent again meanwhile with the same key: the late one must not be a second.
	w.faults(simulator.Fault{Call: "transfer", Mode: "late", DelayMS: 1, Times: 1})
	_, _ = w.recharge.Send(t.Context(), aTransfer("p-1"))
	w.eventually("recharge", "p-1", 1)
}

func TestLateSurvivesARestartAndHappensOnce(t *testing.T) {
	w := newWorld(t)
	w.faults(simulator.Fault{Call: "transfer", Mode: "late", DelayMS: 300, Times: 2})
	for range 2 {
		_, _ = w.recharge.Send(t.Context(), aTransfer("p-1"))
	}
	w.restart()
	w.eventually("recharge", "p-1", 1)
	if _, err := w.recharge.Send(t.Context(), aTransfer("p-1")); err != nil {
		t.Error(err)
	}
	w.restart()
	if n := w.happened("recharge", "p-1"); n != 1 {
		t.Errorf("%d effects", n)
	}
}

func TestIgnoreKeyGoesTogetherWithAnotherFault(t *testing.T) {
	w := newWorld(t)
	w.faults(simulator.Fault{Mode: "ignore-key"}, simulator.Fault{Call: "transfer", Mode: "garbage", Times: 1})
	_, err := w.recharge.Send(t.Context(), aTransfer("p-1"))
	if got := outcome(err); got != "unknown garbled" {
		t.Error(got)
	}
	// The control of all never-twice tests: without asking first, it is twice.
	if _, err := w.recharge.Send(t.Context(), aTransfer("p-1")); err != nil {
		t.Error(err)
	}
	found, err := w.recharge.Find(t.Context(), "p-1")
	if err != nil || len(found) != 2 || w.happened("recharge", "p-1") != 2 {
		t.Errorf("%d found, %v", len(found), err)
	}
}

func TestWhichCallsAFaultStrikes(t *testing.T) {
	for name, c := range map[string]struct {
		fault simulator.Fault
		want  string // of five calls, x is struck
	}{
		"for ever":          {simulator.Fault{Call: "transfer"}, "xxxx-"},
		"twice":             {simulator.Fault{Call: "transfer", Times: 2}, "xx---"},
		"every second":      {simulator.Fault{Call: "transfer", Every: 2}, "-x-x-"},
		"every second once": {simulator.Fault{Call: "transfer", Every: 2, Times: 1}, "-x---"},
		"one reference":     {simulator.Fault{Reference: "p-3"}, "--x-x"},
		"system":            {simulator.Fault{System: "recharge"}, "xxxxx"},
		"other system":      {simulator.Fault{System: "merchant"}, "-----"},
		"method and path":   {simulator.Fault{Call: "POST /v1/transfers"}, "xxxx-"},
		"with the prefix":   {simulator.Fault{Call: "GET /recharge/v1/transfers"}, "----x"},
		"path":              {simulator.Fault{Call: "/v1/transfers"}, "xxxxx"},
		"other call":        {simulator.Fault{Call: "find-transfer"}, "----x"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c.fault.Mode = "error-500"
			w.faults(c.fault)
			got := ""
			tell := func(err error) {
				if err == nil {
					got += "-"
				} else {
					got += "x"
				}
			}
			for _, ref := range []string{"p-1", "p-2", "p-3", "p-4"} {
				_, err := w.recharge.Send(t.Context(), aTransfer(ref))
				tell(err)
			}
			_, err := w.recharge.Find(t.Context(), "p-3")
			tell(err)
			if got != c.want {
				t.Errorf("struck %s, want %s", got, c.want)
			}
		})
	}
}

func TestFaultsOverHTTP(t *testing.T) {
	w := newWorld(t)
	var set []simulator.Fault
	good := `[{"system":"recharge","call":"transfer","mode":"refuse:terminal-blocked","times":1,"every":0,"delay_ms":0}]`
	for _, body := range []string{good, `{"faults":` + good + `}`} {
		if s := w.ask(http.MethodPut, "/sim/faults", "", body, &set); s != 200 || len(set) != 1 {
			t.Fatalf("%d %v", s, set)
		}
	}
	for body, status := range map[string]int{
		`[{"mode":"explode"}]`: 422, `[{"mode":"refuse:"}]`: 422, `[{"mode":"late","delay_ms":-1}]`: 422,
		`[{"mode":"slow","system":"bank"}]`: 422, `[{"mode":"slow","call":"transfers"}]`: 422,
		`[{"mode":"slow","system":"wallet","call":"transfer"}]`: 422,
		`[{"mode":"slow","tiems":1}]`:                           400, `nonsense`: 400, `[] []`: 400, ``: 400,
	} {
		if s := w.ask(http.MethodPut, "/sim/faults", "", body, nil); s != status {
			t.Errorf("%s: %d, want %d", body, s, status)
		}
	}
	if w.ask(http.MethodGet, "/sim/faults", "", nil, &set); len(set) != 1 || set[0].Mode != "refuse:terminal-blocked" {
		t.Errorf("a wrong list changed the faults: %+v", set)
	}
	_, err := w.recharge.Send(t.Context(), aTransfer("p-1"))
	if got := outcome(err); got != "refused terminal-blocked" {
		t.Error(got)
	}
	if w.ask(http.MethodPut, "/sim/faults", "", `[]`, &set); len(set) != 0 {
		t.Errorf("faults left: %v", set)
	}
}
