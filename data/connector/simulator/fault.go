package simulator

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// The modes of a fault. refuse:CODE is the only one with an argument.
const (
	modeError500      = "error-500"
	modeError503      = "error-503"
	modeRefuse        = "refuse:"
	modeTimeoutBefore = "timeout-before"
	modeTimeoutAfter  = "timeout-after"
	modeLate          = "late"
	modeDuplicate     = "duplicate-answer"
	modeCutBody       = "cut-body"
	modeSlow          = "slow"
	modeGarbage       = "garbage"
	modeIgnoreKey     = "ignore-key"
)

var modes = []string{modeError500, modeError503, modeTimeoutBefore, modeTimeoutAfter, modeLate, modeDuplicate,
	modeCutBody, modeSlow, modeGarbage, modeIgnoreKey}

// Fault is something that goes wrong on purpose. slow and ignore-key add to
// another fault on the same call; of the others the first that fits applies.
type Fault struct {
	// System is recharge, merchant, wallet, …; empty means every system.
	System string `json:"system"`
	// Call is a call's short name ("transfer"), "METHOD /path" with the path as
	// sent or as the contract writes it, or empty for every call.
	Call string `json:"call"`
	// Mode is one of the modes of the contract.
	Mode string `json:"mode"`
	// Times is how often it happens; 0 is for ever.
	Times int `json:"times"`
	// Every makes it happen at every n-th fitting call only; 0 and 1 are each.
	Every int `json:"every"`
	// DelayMS is how long slow and late wait, and how long a time-out holds
	// the connection (two minutes when 0).
	DelayMS int `json:"delay_ms"`
	// Reference limits it to one reference (or purchase, agent, PSR or id in
	// the path); empty means all.
	Reference string `json:"reference,omitempty"`
	// Seen and Used count the fitting calls and those it happened to. They
	// begin at 0 whenever faults are set.
	Seen int `json:"seen"`
	Used int `json:"used"`
}

// FaultError tells what is wrong with a fault that was to be set.
type FaultError struct{ Text string }

func (e *FaultError) Error() string { return "simulator: " + e.Text }

// SetFaults replaces all faults; none switches all off. A fault that could
// never happen is a *FaultError and nothing changes.
func (s *Simulator) SetFaults(ctx context.Context, faults ...Fault) error {
	for i, f := range faults {
		if err := s.checkFault(f); err != nil {
			return &FaultError{fmt.Sprintf("fault %d: %v", i+1, err)}
		}
	}
	return s.store.in(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `delete from fault`); err != nil {
			return err
		}
		for i, f := range faults {
			f.Seen, f.Used = 0, 0
			raw, err := json.Marshal(f)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `insert into fault(pos, body, seen, used) values($1, $2, 0, 0)`, i+1, string(raw)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Simulator) checkFault(f Fault) error {
	code, isRefusal := strings.CutPrefix(f.Mode, modeRefuse)
	if !slices.Contains(modes, f.Mode) && !(isRefusal && code != "") {
		return fmt.Errorf("unknown mode %q", f.Mode)
	}
	if f.Times < 0 || f.Every < 0 || f.DelayMS < 0 {
		return fmt.Errorf("times, every and delay_ms must not be negative")
	}
	if f.System != "" && !slices.Contains(systems, f.System) {
		return fmt.Errorf("unknown system %q", f.System)
	}
	if f.Call == "" || strings.Contains(f.Call, "/") {
		return nil
	}
	for _, rt := range s.routes {
		if rt.named(f.Call) && (f.System == "" || f.System == rt.system) {
			return nil
		}
	}
	if f.Call == hookCall && (f.System == "" || f.System == walletSystem || f.System == checkoutSystem) {
		return nil
	}
	return fmt.Errorf("unknown call %q", f.Call)
}

// Faults gives the faults that are set, with how often each happened.
func (s *Simulator) Faults(ctx context.Context) ([]Fault, error) {
	var faults []Fault
	err := s.store.in(ctx, func(tx *sql.Tx) (err error) {
		faults, err = readFaults(ctx, tx)
		return err
	})
	return faults, err
}

func readFaults(ctx context.Context, tx *sql.Tx) ([]Fault, error) {
	rows, err := tx.QueryContext(ctx, `select body, seen, used from fault order by pos`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	faults := []Fault{}
	for rows.Next() {
		var raw string
		var f Fault
		var seen, used int
		if err := rows.Scan(&raw, &seen, &used); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(raw), &f); err != nil {
			return nil, err
		}
		f.Seen, f.Used = seen, used
		faults = append(faults, f)
	}
	return faults, rows.Err()
}

// trouble is what goes wrong with one call.
type trouble struct {
	mode      string
	delayMS   int
	slowMS    int
	forgetKey bool
}

// target is what faults are matched against.
type target struct {
	system string
	names  []string // short names, "METHOD /path" in each spelling
	refs   []string
}

func (f Fault) fits(t target) bool {
	return (f.System == "" || f.System == t.system) &&
		(f.Call == "" || slices.Contains(t.names, f.Call)) &&
		(f.Reference == "" || slices.Contains(t.refs, f.Reference))
}

// pick finds what goes wrong with a call and counts it.
func (s *Simulator) pick(t target) (trouble, error) {
	var got trouble
	ctx := context.WithoutCancel(s.ctx)
	err := s.store.in(ctx, func(tx *sql.Tx) error {
		faults, err := readFaults(ctx, tx)
		if err != nil {
			return err
		}
		for i, f := range faults {
			if !f.fits(t) || f.Times > 0 && f.Used >= f.Times {
				continue
			}
			f.Seen++
			if (f.Every <= 1 || f.Seen%f.Every == 0) && got.take(f) {
				f.Used++
			}
			if _, err := tx.ExecContext(ctx, `update fault set seen = $1, used = $2 where pos = $3`, f.Seen, f.Used, i+1); err != nil {
				return err
			}
		}
		return nil
	})
	return got, err
}

// take adds f to the trouble; false when another fault came first.
func (t *trouble) take(f Fault) bool {
	switch {
	case f.Mode == modeIgnoreKey:
		t.forgetKey = true
	case f.Mode == modeSlow:
		t.slowMS = max(t.slowMS, f.DelayMS)
	case t.mode == "":
		t.mode, t.delayMS = f.Mode, f.DelayMS
	default:
		return false
	}
	return true
}

// refusalStatus is the status of each refusal the contract names; a code it
// does not name comes with 422.
var refusalStatus = map[string]int{
	"insufficient-balance": 402, "insufficient-funds": 402,
	"terminal-blocked": 403, "wallet-blocked": 403,
	"unknown-psr": 404, "unknown-agent": 404, "unknown-purchase": 404, "sale-not-found": 404,
	"wrong-pin": 401, "channel-busy": 429, "already-confirmed": 409, "already-cancelled": 409,
}

func statusOf(code string) int {
	if status, ok := refusalStatus[code]; ok {
		return status
	}
	return 422
}
