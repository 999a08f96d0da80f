package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"trastienda/app/problem"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// Reason names why an attempt did not end with the act done.
type Reason string

// The reasons.
const (
	Unreached Reason = "unreached"  // no answer; nobody knows whether the hub got it
	NotSent   Reason = "not-sent"   // certainly nothing left
	NotAHub   Reason = "not-a-hub"  // something else answers at the address
	SignedOut Reason = "signed-out" // the session is over
	Problem   Reason = "problem"    // the hub said why
	// Gone: the hub was restored from a backup without the act, and its account was
	// kept only until the hub had it: it has to be proposed anew.
	Gone Reason = "gone"
)

// Failure is what is known of the last attempt of an act. Code, Status and
// Request are the hub's; Request is the number to quote. Unsure: the hub may
// have done the act, at this attempt or an earlier one.
type Failure struct {
	Reason  Reason       `json:"reason"`
	Code    problem.Code `json:"code,omitempty"`
	Status  int          `json:"status,omitempty"`
	Request string       `json:"request,omitempty"`
	Unsure  bool         `json:"unsure,omitempty"`
}

// interrupted is the failure of an act that was on its way when the program
// ended.
var interrupted = Failure{Reason: Unreached, Unsure: true}

// verdict is what follows from the answer to an act.
type verdict struct {
	state   replica.QueueState
	failure Failure
	current json.RawMessage
	after   time.Duration // what the hub asked to wait
	offline bool          // the next act would fare no better
	pause   bool          // the session is over
}

// judge decides by the answer to an act that is not done. The same key may go
// again whenever it is not certain that the hub has finished with it.
func judge(err error) verdict {
	var offline *remote.OfflineError
	var refusal *remote.Refusal
	v := verdict{state: replica.QueueWaiting}
	switch {
	case errors.As(err, &offline):
		v.offline, v.failure = true, Failure{Reason: Unreached, Unsure: true}
		if offline.NotSent {
			v.failure = Failure{Reason: NotSent}
		}
	case errors.As(err, &refusal):
		p := refusal.Problem
		v.failure = Failure{Reason: Problem, Code: p.Code, Status: p.Status, Request: p.RequestID}
		v.after = refusal.RetryAfter
		switch {
		case errors.Is(err, remote.ErrUnauthorized):
			v.pause, v.failure.Reason = true, SignedOut
		case again(p):
			// A hub's 5xx took everything back; these are said while it may still be
			// at it, or when the answer of its own database is missing.
			v.offline = p.Code == problem.DatabaseDown
			v.failure.Unsure = v.offline || p.Status == http.StatusRequestTimeout || p.Status == http.StatusConflict
		case p.Status == http.StatusPreconditionFailed:
			v.state, v.current = replica.QueueConflict, refusal.Current
		default:
			v.state = replica.QueueRefused
		}
	case errors.Is(err, errGone):
		v.state, v.failure = replica.QueueRefused, Failure{Reason: Gone}
	default:
		v.offline, v.failure = true, Failure{Reason: NotAHub, Unsure: true}
	}
	return v
}

// again tells whether the same act with the same key may do later.
func again(p *problem.Problem) bool {
	switch p.Status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	case http.StatusConflict:
		return p.Code == problem.InProgress
	}
	return p.Status >= http.StatusInternalServerError
}

// noteWithin is how long writing down an outcome may take, also while the
// program is being closed.
const noteWithin = 10 * time.Second

// attempt sends one act once. It is counted, and its version settled, before it
// leaves.
func (q *Queue) attempt(ctx context.Context, opID string) {
	act, err := q.p.Replica.BeginAttempt(ctx, opID)
	switch {
	case errors.Is(err, replica.ErrNotOpen):
		return
	case err != nil:
		q.p.Log.Error("outbox: an attempt cannot be counted, nothing is sent", "op", opID, "error", err)
		q.unreached()
		return
	}
	q.p.OnChange()
	answer, epoch, err := q.send(ctx, act)
	if err != nil && ctx.Err() != nil {
		return // the program is being closed; the act goes again at the next start
	}
	note, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteWithin)
	defer cancel()
	if err == nil {
		q.reached(opID)
		err = q.p.Replica.Acknowledge(note, act, answer, epoch)
	} else {
		err = q.failed(note, act, err)
	}
	if err != nil {
		// It stays as being sent: once more with the same key does no harm.
		q.p.Log.Error("outbox: what became of an act could not be stored", "op", opID, "error", err)
		q.later(opID, act.Attempts, 0)
	}
	q.p.OnChange()
}

// send sends an act once, or asks what became of it when what it had to send is
// gone: the hub took it in an epoch that is over.
func (q *Queue) send(ctx context.Context, act replica.Queued) (replica.Answer, string, error) {
	body := act.Body
	if kinds[act.Kind].one {
		if body = act.Secret; len(body) == 0 {
			return q.askSent(ctx, act)
		}
	}
	doc, epoch, err := q.p.Remote.Send(ctx, remote.Act{Method: act.Method, Path: act.Path, Body: body, Key: act.OpID, Match: act.Match, Token: q.p.Token})
	if err != nil {
		return replica.Answer{}, "", err
	}
	answer, ok := answerOf(act, doc)
	if !ok {
		err = &remote.NotAHubError{What: "the answer to " + act.Kind + " is no such record"}
	}
	return answer, epoch, err
}

// failed notes an attempt that did not do the act.
func (q *Queue) failed(ctx context.Context, act replica.Queued, cause error) error {
	v := judge(cause)
	q.p.Log.Warn("outbox: not done", "op", act.OpID, "kind", act.Kind, "attempt", act.Attempts, "next", v.state, "error", cause)
	if v.state != replica.QueueWaiting && q.restored(cause) {
		v.state, v.current = replica.QueueWaiting, nil
	}
	if len(v.current) > 0 && !fits(act, v.current) {
		v.current = nil
	}
	switch {
	case v.pause:
		q.pause()
	case v.offline:
		q.unreached()
	case v.state == replica.QueueWaiting:
		q.reached(act.OpID)
		q.later(act.OpID, act.Attempts, v.after)
	default:
		q.reached(act.OpID)
	}
	var before Failure
	if len(act.Failure) > 0 && json.Unmarshal(act.Failure, &before) == nil && v.state == replica.QueueWaiting {
		v.failure.Unsure = v.failure.Unsure || before.Unsure
	}
	failure, err := json.Marshal(v.failure)
	if err != nil {
		return err
	}
	return q.p.Replica.EndAttempt(ctx, act, v.state, failure, v.current, q.follow)
}

// restored tells whether the hub that refused an act was restored from a backup
// and lost acts were not looked for since. Some that came before this one may
// be among them: they go first, once the copy is loaded anew.
func (q *Queue) restored(cause error) bool {
	var refusal *remote.Refusal
	return errors.As(cause, &refusal) && refusal.Epoch != "" && refusal.Epoch != q.epoch
}

// answerOf reads the answer to an act; false when it could not be one.
func answerOf(act replica.Queued, doc json.RawMessage) (replica.Answer, bool) {
	if answer := kinds[act.Kind].answer; answer != nil {
		return answer(doc)
	}
	return replica.Answer{Entity: act.Entity, ID: act.Record, Doc: doc, Version: versionIn(doc)}, fits(act, doc)
}

// fits tells whether a document is the record of an act.
func fits(act replica.Queued, doc json.RawMessage) bool {
	var is struct {
		Version    *int64 `json:"version"`
		ID         string `json:"id"`
		PurchaseID string `json:"purchase_id"`
	}
	if json.Unmarshal(doc, &is) != nil || is.Version == nil {
		return false
	}
	switch act.Entity {
	case replica.EntityMark:
		return is.PurchaseID == act.Record
	case replica.EntityAgent:
		return is.ID == act.Record
	}
	return true
}
