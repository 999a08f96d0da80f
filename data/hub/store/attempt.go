package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/hub/store/gen"
)

// Kind tells a call that only asks from one that may change something outside.
type Kind string

// The kinds of attempts.
const (
	Ask  Kind = "ask"
	Send Kind = "send"
)

// AttemptRow is one call, as it is written before the call leaves.
type AttemptRow struct {
	Agency, Purchase string
	N                int64
	Run              int64 // the job's attempt that made it
	Leg              purchase.Leg
	Kind             Kind
	By               purchase.By
	LeaseEnd         time.Time // lease clock
	Reference        string    // the number to quote
}

// AttemptEnd is what came of a call. Detail is a short technical text in
// English. SettleFrom (lease clock) is when the call ended.
type AttemptEnd struct {
	SettleFrom time.Time
	Outcome    purchase.Outcome
	Code       string
	Detail     string
}

// OpenAttempt writes an attempt and gives it the purchase's next number. While
// one of the same leg is open the database refuses a second.
func (t *Tx) OpenAttempt(ctx context.Context, a *AttemptRow) error {
	n, err := gen.New(t.tx).InsertAttempt(ctx, gen.InsertAttemptParams{
		AgencyID: a.Agency, PurchaseID: a.Purchase, Run: a.Run, Leg: string(a.Leg), Kind: string(a.Kind),
		ByKind: string(a.By.Kind), ByName: a.By.Name, StartedMs: t.store.clock.Now().UnixMilli(),
		LeaseEndMs: a.LeaseEnd.UnixMilli(), Reference: a.Reference,
	})
	a.N = n
	return wrap("attempt", err)
}

// ErrClosed tells that an attempt was closed by somebody else meanwhile.
var ErrClosed = errors.New("store: the attempt is closed already")

// CloseAttempt writes what came of an open attempt.
func (t *Tx) CloseAttempt(ctx context.Context, a *AttemptRow, end AttemptEnd) error {
	n, err := gen.New(t.tx).CloseAttempt(ctx, gen.CloseAttemptParams{
		AgencyID: a.Agency, PurchaseID: a.Purchase, N: a.N,
		FinishedMs: instant(t.store.clock.Now()), SettleFromMs: instant(end.SettleFrom),
		Outcome: string(end.Outcome), Code: end.Code, Detail: end.Detail,
	})
	if err == nil && n == 0 {
		return ErrClosed
	}
	return wrap("attempt", err)
}

// KeepExchange stores what the call of an attempt sent and got, as it may be
// kept, by the attempt's number to quote. Nothing is stored of a call that did not
// leave.
func (t *Tx) KeepExchange(ctx context.Context, reference, request, answer string) error {
	if request == "" {
		return nil
	}
	_, err := t.tx.ExecContext(ctx, `insert into exchange (reference, request, answer) values ($1, $2, $3) on conflict do nothing`,
		reference, request, answer)
	return wrap("exchange", err)
}

// AbandonAttempts closes as unknown whatever a predecessor left open: its call
// may have ended at any time up to the end of its lease. It reports whether one
// was closed.
func (t *Tx) AbandonAttempts(ctx context.Context, agency, purchaseID string) (bool, error) {
	left, err := gen.New(t.tx).AbandonAttempts(ctx, gen.AbandonAttemptsParams{
		AgencyID: agency, PurchaseID: purchaseID, FinishedMs: instant(t.store.clock.Now()),
	})
	return len(left) > 0, wrap("attempts", err)
}

// TransferHistory is what the attempts of the transfer leg tell.
type TransferHistory struct {
	Tried bool // any attempt of the leg
	Sent  bool // any send
	// LastUnknown: the last send ended without a definite answer.
	LastUnknown bool
	// LastEnd is when the last send ended, by the lease's clock.
	LastEnd time.Time
}

// TransferHistory reads the attempts of the transfer leg.
func (t *Tx) TransferHistory(ctx context.Context, agency, purchaseID string) (TransferHistory, error) {
	return transferHistory(ctx, gen.New(t.tx), agency, purchaseID)
}

// TransferHistory reads the attempts of the transfer leg outside a transaction.
func (s *Store) TransferHistory(ctx context.Context, agency, purchaseID string) (TransferHistory, error) {
	return transferHistory(ctx, gen.New(s.read), agency, purchaseID)
}

func transferHistory(ctx context.Context, q *gen.Queries, agency, purchaseID string) (TransferHistory, error) {
	sum, err := q.TransferTried(ctx, gen.TransferTriedParams{AgencyID: agency, PurchaseID: purchaseID})
	if err != nil {
		return TransferHistory{}, wrap("attempts", err)
	}
	h := TransferHistory{Tried: sum.Tried > 0, Sent: sum.Sent > 0, LastEnd: millis(sum.LastEnd)}
	last, err := q.LastSend(ctx, gen.LastSendParams{AgencyID: agency, PurchaseID: purchaseID})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return TransferHistory{}, wrap("attempts", err)
	}
	h.LastUnknown = err == nil && (last == string(purchase.OutcomeUnknown) || last == string(purchase.OutcomeOpen))
	return h, nil
}

func asAttempt(a gen.Attempt) purchase.Attempt {
	return purchase.Attempt{
		N: int(a.N), Leg: purchase.Leg(a.Leg), By: purchase.By{Kind: purchase.ByKind(a.ByKind), Name: a.ByName},
		StartedAt: millis(a.StartedMs), FinishedAt: pointer(a.FinishedMs),
		Outcome: purchase.Outcome(a.Outcome), Code: a.Code, Detail: a.Detail, Reference: a.Reference,
	}
}
