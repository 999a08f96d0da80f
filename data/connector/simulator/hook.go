package simulator

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

// hookCall is how a fault names a notice on its way to the hub.
const hookCall = "hook"

// The pauses between two tries of a notice begin with hookBase and double up
// to hookCap.
const (
	hookBase = 250 * time.Millisecond
	hookCap  = time.Minute
)

// hook is a notice on its way.
type hook struct {
	n      int64
	id     string
	system string
	path   string
	body   string
	due    int64
	tries  int
	copies int
	shape  string
}

// enqueue writes a notice down in the transaction of what it tells of. It is
// sent until the hub takes it; without a hub or a secret nobody is told.
func (o *operation) enqueue(path string, body []byte, copies int) error {
	if o.sim.notifyTarget().base == "" || o.sim.signers[o.system] == nil {
		return nil
	}
	_, err := o.tx.ExecContext(o.ctx, `insert into hook(id, system, path, body, due, tries, copies, shape) values($1, $2, $3, $4, $5, 0, $6, 'new')`,
		"msg_"+uuid.NewString(), o.system, path, string(body), time.Now().UnixMilli(), copies)
	return err
}

// nudge makes the deliverer look at once.
func (s *Simulator) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// deliver sends notices until the simulator is closed.
func (s *Simulator) deliver() {
	for s.ctx.Err() == nil {
		wait := s.deliverDue()
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-s.wake:
		case <-s.ctx.Done():
		}
		timer.Stop()
	}
}

// deliverDue sends what is due and tells how long nothing else will be.
func (s *Simulator) deliverDue() time.Duration {
	for s.ctx.Err() == nil && s.notifyTarget().base != "" {
		var h hook
		err := s.store.db.QueryRowContext(s.ctx, `select n, id, system, path, body, due, tries, copies, shape from hook order by due, n limit 1`).
			Scan(&h.n, &h.id, &h.system, &h.path, &h.body, &h.due, &h.tries, &h.copies, &h.shape)
		if errors.Is(err, sql.ErrNoRows) {
			break
		}
		if err != nil {
			s.log.Error("simulator failed to read its notices", "error", err)
			break
		}
		if wait := time.Until(time.UnixMilli(h.due)); wait > 0 {
			return wait
		}
		if err := s.after(h, s.try(h)); err != nil {
			s.log.Error("simulator failed to keep a notice", "error", err)
			break
		}
	}
	return hookCap
}

// fate is what becomes of a notice after a try.
type fate struct {
	gone  bool
	wait  time.Duration
	shape string
}

// after writes down what became of a notice.
func (s *Simulator) after(h hook, f fate) error {
	ctx := context.WithoutCancel(s.ctx)
	if f.gone {
		_, err := s.store.db.ExecContext(ctx, `delete from hook where n = $1`, h.n)
		return err
	}
	_, err := s.store.db.ExecContext(ctx, `update hook set due = $1, tries = tries + 1, shape = $2 where n = $3`,
		time.Now().Add(f.wait).UnixMilli(), f.shape, h.n)
	return err
}

// try sends a notice, or lets it go wrong. A fault strikes a notice once: its
// next try is like any other.
func (s *Simulator) try(h hook) fate {
	copies, body := h.copies, []byte(h.body)
	if h.shape == "new" {
		t, err := s.pick(target{system: h.system, names: []string{hookCall}, refs: []string{referenceOf(h.body)}})
		if err != nil {
			return fate{wait: hookBase, shape: "new"}
		}
		switch {
		case t.mode == modeError500, t.mode == modeError503, t.mode == modeTimeoutBefore, strings.HasPrefix(t.mode, modeRefuse):
			return fate{gone: true} // lost on the way
		case t.mode == modeLate || t.slowMS > 0:
			return fate{wait: time.Duration(max(t.delayMS, t.slowMS)) * time.Millisecond, shape: "tried"}
		case t.mode == modeDuplicate, t.mode == modeTimeoutAfter:
			copies *= 2
		case t.mode == modeGarbage:
			body = []byte("\x1f\x8b<html>")
		case t.mode == modeCutBody:
			// The signature is of the whole body: the hub must refuse it.
			s.post(h, body, body[:len(body)/2])
			return fate{wait: hookBase, shape: "tried"}
		}
	}
	taken := true
	for range copies {
		taken = s.post(h, body, body) && taken
	}
	if taken {
		return fate{gone: true}
	}
	return fate{wait: min(hookBase<<min(h.tries, 10), hookCap), shape: "tried"}
}

// post sends sent, signed as signed, and tells whether the hub took it.
func (s *Simulator) post(h hook, signed, sent []byte) bool {
	to := s.notifyTarget()
	signer := s.signers[h.system]
	if to.base == "" || signer == nil {
		return false
	}
	header, err := signer.Sign(h.id, signed)
	if err != nil {
		return false
	}
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, to.base+h.path, bytes.NewReader(sent))
	if err != nil {
		return false
	}
	req.Header = header
	req.Header.Set("Content-Type", "application/json")
	resp, err := to.client.Do(req)
	if err != nil {
		s.log.Debug("the hub did not take a notice", "system", h.system)
		return false
	}
	_ = resp.Body.Close()
	s.log.Debug("a notice was sent", "system", h.system, "status", resp.StatusCode)
	return resp.StatusCode/100 == 2
}

// referenceOf reads what a notice is about, for faults limited to one
// reference.
func referenceOf(body string) string {
	var named struct{ Reference string }
	if json.Unmarshal([]byte(body), &named) != nil {
		return ""
	}
	return named.Reference
}
