package job

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// run is one run of a purchase's job: from its claim to its end.
type run struct {
	job *store.Job
	// notFoundAt is when the question was asked that the recharge system answered
	// with "I know none"; zero when the last question had another answer.
	notFoundAt time.Time
	// payNotFound: the wallet answered in this run that it knows no payment, and
	// one that was sent from here may still happen.
	payNotFound bool
	// sent: this run has sent already. It may ask again, but a run sends once.
	sent bool
	// over: the run must end now, whatever the plan allows a person.
	over bool
	// unsure: the state of the row is older than the answer that did not come.
	unsure bool
	// progress: a leg was completed, so the back-off starts anew.
	progress bool
	// quiet: this transaction closed no attempt, and before is the row it found.
	quiet  bool
	before store.PurchaseRow
}

// outgoing is a call whose attempt is written and committed.
type outgoing struct {
	step    purchase.Step
	attempt store.AttemptRow
	at      time.Time // when it was written, business clock
	row     store.PurchaseRow
	agent   string // the agent's code outside
}

// moment is a transaction's present instant on both clocks: the leases' clock
// and the business's.
type moment struct {
	lease, business time.Time
}

func (m moment) toBusiness(lease time.Time) time.Time {
	return m.business.Add(lease.Sub(m.lease))
}

func (m moment) toLease(business time.Time) time.Time {
	return m.lease.Add(business.Sub(m.business))
}

// advance runs a purchase through its legs. Every call's attempt is committed
// before the call leaves, and no transaction is open during the call.
func (p *Purchases) advance(ctx context.Context, j *store.Job) error {
	r := &run{job: j}
	lasting := context.WithoutCancel(ctx)
	var last *outgoing
	var got answer
	for {
		begun := time.Now()
		next, err := p.step(lasting, r, last, got, ctx.Err() != nil)
		if err != nil || next == nil {
			return err
		}
		last, got = next, p.call(lasting, next, begun)
	}
}

// step is one transaction: it closes the last call's attempt (or whatever a
// predecessor left open), decides, and either writes the next attempt or ends
// the run.
func (p *Purchases) step(ctx context.Context, r *run, last *outgoing, got answer, stopping bool) (*outgoing, error) {
	var next *outgoing
	err := p.Store.Write(ctx, func(tx *store.Tx) error {
		next = nil
		row, err := tx.LockPurchase(ctx, r.job.Ref)
		if errors.Is(err, store.ErrNotFound) {
			return tx.DeleteJob(ctx, r.job)
		}
		if err != nil {
			return err
		}
		held, err := tx.HoldJob(ctx, r.job, p.lease)
		if err != nil {
			return err
		}
		closed, err := tx.ClosedByHand(ctx, row.Agency, row.ID)
		switch {
		case err != nil:
			return err
		case closed: // none of its calls was on its way then
			return tx.DeleteJob(ctx, r.job)
		}
		now := moment{lease: held.Now, business: p.Store.Clock().Now()}
		r.before, r.quiet = *row, false
		if last == nil {
			var left bool
			left, err = tx.AbandonAttempts(ctx, row.Agency, row.ID)
			r.quiet = !left
		} else {
			err = p.settle(ctx, tx, r, row, last, got, now)
		}
		if err != nil {
			return err
		}
		if stopping {
			if err := tx.ReleaseJob(ctx, r.job); err != nil {
				return err
			}
			return tx.SavePurchase(ctx, row)
		}
		next, err = p.decide(ctx, tx, r, row, held, now)
		return err
	})
	return next, err
}

// settle writes what came of the last call.
func (p *Purchases) settle(ctx context.Context, tx *store.Tx, r *run, row *store.PurchaseRow, last *outgoing, got answer, now moment) error {
	end, err := p.apply(ctx, tx, r, row, last, got, now)
	if err != nil {
		return err
	}
	end.SettleFrom = now.lease
	if err := tx.CloseAttempt(ctx, &last.attempt, end); err != nil {
		return err
	}
	return tx.KeepExchange(ctx, last.attempt.Reference, got.kept.Request, got.kept.Answer)
}

// decide asks the plan what may be done next and either opens the attempt for
// it or ends the run.
func (p *Purchases) decide(ctx context.Context, tx *store.Tx, r *run, row *store.PurchaseRow, held store.Held, now moment) (*outgoing, error) {
	facts, err := p.facts(ctx, tx, r, row, held, now)
	if err != nil {
		return nil, err
	}
	plan := p.plan(facts, r, row, now)
	if r.over || plan.Step == purchase.StepRest || plan.Step == purchase.StepWait || !p.reaches(plan.Step) {
		return nil, p.finish(ctx, tx, r, row, held, facts, plan, now)
	}
	return p.open(ctx, tx, r, row, held, plan.Step, now)
}

func (p *Purchases) facts(ctx context.Context, tx *store.Tx, r *run, row *store.PurchaseRow, held store.Held, now moment) (purchase.Facts, error) {
	history, err := tx.TransferHistory(ctx, row.Agency, row.ID)
	if err != nil {
		return purchase.Facts{}, err
	}
	// A payment of before the restore may have had a purchase that was sent for and
	// that the database forgot, even if its row is opened only now.
	started := p.Store.EpochStarted()
	facts := purchase.Facts{
		State:         row.State(),
		ByPerson:      held.AskedBy != "",
		OpenedInEpoch: row.OpenedEpoch == p.Store.Epoch() && !row.At.Before(now.toBusiness(started)),
		Tried:         history.Tried,
		AskedNotFound: !r.notFoundAt.IsZero(),
		SendUnknown:   history.LastUnknown,
		LastSendEnd:   now.toBusiness(history.LastEnd),
		Settling:      p.SettlingTime,

		PaymentNotFound: r.payNotFound,
	}
	if facts.LastPaymentEnd, err = p.lastPayment(ctx, tx, row, now); err != nil {
		return facts, err
	}
	if !facts.OpenedInEpoch && started.After(history.LastEnd) {
		// A send that the restored database forgot may have ended only now.
		facts.SendUnknown, facts.LastSendEnd = true, now.toBusiness(started)
	}
	return facts, nil
}

// lastPayment is when the last send of the payment ended (business clock). A
// database that was restored may have forgotten one that ended only then.
func (p *Purchases) lastPayment(ctx context.Context, tx *store.Tx, row *store.PurchaseRow, now moment) (time.Time, error) {
	if row.Legs.Payment != purchase.Unknown {
		return time.Time{}, nil
	}
	end, err := tx.LastPayment(ctx, row.Agency, row.ID)
	if started := p.Store.EpochStarted(); started.After(end) {
		end = started
	}
	return now.toBusiness(end), err
}

// plan is purchase.Facts.Next with the row's own bans on top.
func (p *Purchases) plan(facts purchase.Facts, r *run, row *store.PurchaseRow, now moment) purchase.Plan {
	at := now.business
	if !r.notFoundAt.IsZero() {
		// "Not found" is as old as its question: one that was asked before the
		// settling time had passed proves nothing after it.
		at = r.notFoundAt
	}
	plan := facts.Next(at)
	switch {
	case plan.Step == purchase.StepSendTransfer && (row.Held || row.NeverSend),
		plan.Step == purchase.StepAskTransfer && row.Held && !facts.ByPerson:
		return purchase.Plan{Step: purchase.StepRest}
	case plan.Step == purchase.StepSendTransfer && r.sent:
		return purchase.Plan{Step: purchase.StepWait, At: now.business.Add(p.backoff(0))}
	}
	return plan
}

// reaches tells whether the system that step calls is configured.
func (p *Purchases) reaches(step purchase.Step) bool {
	switch step {
	case purchase.StepAskPayment:
		return configured(p.Wallet)
	case purchase.StepAskTransfer, purchase.StepSendTransfer:
		return configured(p.Recharge)
	case purchase.StepNotify:
		return configured(p.Merchant)
	}
	return false
}

// open writes the attempt of step. A send makes the transfer unknown from here
// on: if this program dies now, nobody can tell.
func (p *Purchases) open(ctx context.Context, tx *store.Tx, r *run, row *store.PurchaseRow, held store.Held, step purchase.Step, now moment) (*outgoing, error) {
	next := &outgoing{step: step, at: now.business, attempt: store.AttemptRow{
		Agency: row.Agency, Purchase: row.ID, Run: r.job.Attempt, Kind: store.Ask, LeaseEnd: held.LeaseEnd,
		By: purchase.By{Kind: purchase.Automatic}, Reference: uuid.NewString(),
	}}
	if held.AskedBy != "" {
		next.attempt.By = purchase.By{Kind: purchase.Person, Name: held.AskedName}
	}
	var err error
	switch step {
	case purchase.StepAskPayment:
		next.attempt.Leg = purchase.Payment
	case purchase.StepAskTransfer:
		next.attempt.Leg = purchase.Transfer
	case purchase.StepSendTransfer:
		next.attempt.Leg, next.attempt.Kind = purchase.Transfer, store.Send
		row.Legs.Transfer, row.RefusalCode = purchase.Unknown, ""
		r.sent, r.notFoundAt = true, time.Time{}
		next.agent, err = tx.AgentCode(ctx, row.Agency, row.Agent)
	case purchase.StepNotify:
		next.attempt.Leg, next.attempt.Kind = purchase.Notice, store.Send
	}
	if err != nil {
		return nil, err
	}
	if err := tx.OpenAttempt(ctx, &next.attempt); err != nil {
		return nil, err
	}
	row.NextRetryAt = time.Time{}
	if err := tx.SavePurchase(ctx, row); err != nil {
		return nil, err
	}
	next.row = *row
	return next, nil
}

// finish ends the run: it says when the next one is due and what a person who
// waited is told.
func (p *Purchases) finish(ctx context.Context, tx *store.Tx, r *run, row *store.PurchaseRow, held store.Held,
	facts purchase.Facts, plan purchase.Plan, now moment,
) error {
	if row.State().Completed() {
		if err := tx.DeleteJob(ctx, r.job); err != nil {
			return err
		}
		row.NextRetryAt = time.Time{}
		return tx.SavePurchase(ctx, row)
	}
	tries := held.Tries
	if r.progress {
		tries = 0
	}
	end := store.JobEnd{Answer: told(r, row, plan, now), Tries: tries + 1}
	due, retry := p.due(facts, plan, row, tries, now)
	if !due.IsZero() {
		end.RunAt = now.toLease(due)
	}
	row.NextRetryAt = time.Time{}
	if retry {
		row.NextRetryAt = due.Truncate(time.Millisecond)
	}
	if err := tx.FinishJob(ctx, r.job, end); err != nil {
		return err
	}
	if status, cause := row.State().Show(now.business); r.quiet && *row == r.before && status == row.Status && cause == row.Cause {
		return nil // only looked: nothing that anybody sees has changed
	}
	return tx.SavePurchase(ctx, row)
}

// due is when the purchase is looked at again by itself (business clock), zero
// when it waits for a person; retry tells whether something will be tried then.
// Whatever is undecided is looked at no later than its deadline, to show that it
// expired.
func (p *Purchases) due(facts purchase.Facts, plan purchase.Plan, row *store.PurchaseRow, tries int64, now moment) (at time.Time, retry bool) {
	facts.State, facts.ByPerson, facts.AskedNotFound, facts.PaymentNotFound = row.State(), false, false, false
	automatic := facts.Next(now.business)
	if automatic.Step == purchase.StepRest {
		return time.Time{}, false
	}
	deadline := row.State().Deadline()
	switch {
	case row.Held:
		return deadline, false
	case !p.reaches(automatic.Step):
		// The next start may know the system's address.
		at = now.business.Add(p.RetryCap)
	case plan.Step == purchase.StepWait:
		at, retry = plan.At, true
	default:
		at, retry = now.business.Add(p.backoff(tries)), true
	}
	if at.Before(deadline) {
		return at, retry
	}
	return deadline, false
}

// call makes the outside call of an attempt. begun is when the transaction that
// wrote it began: a call that would leave too late to end within its lease does
// not leave.
func (p *Purchases) call(ctx context.Context, o *outgoing, begun time.Time) answer {
	if time.Since(begun) > p.CallTimeout {
		return answer{err: &connector.UnknownError{Code: "not-sent", Detail: "writing the attempt took too long"}}
	}
	ctx, cancel := context.WithTimeout(connector.WithRequestID(ctx, o.attempt.Reference), p.CallTimeout)
	defer cancel()
	return p.exchange(ctx, o)
}
