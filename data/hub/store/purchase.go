package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"trastienda/app/access"
	"trastienda/app/purchase"
	"trastienda/data/hub/store/gen"
)

// ErrNotFound tells that there is no such record, or none in the asker's scope.
var ErrNotFound = errors.New("store: not found")

// PurchaseRow is a purchase with all that the money path needs to know of it.
// Amounts are minor units, instants UTC; a zero instant means never.
type PurchaseRow struct {
	Agency, ID string
	At         time.Time
	PSR, Agent string

	WalletTransfer  string
	WalletReference string
	ToCBU           string
	Paid, Credited  int64
	Currency        string

	TransferID          string
	TransferCompletedAt time.Time
	Legs                purchase.Legs
	RefusalCode         string
	AccreditedAt        time.Time
	RejectedAt          time.Time
	NextRetryAt         time.Time

	OpenedEpoch string
	// NeverSend: opened by a rejection; only an accreditation lifts it.
	NeverSend bool
	// Held: the recharge system knows a different transfer of this reference.
	// Nothing is ever sent for it again.
	Held    bool
	Version int64

	// Status and Cause as they are stored: what the row showed when it was saved.
	Status purchase.Status
	Cause  purchase.Cause
}

// State is what the rules look at.
func (r *PurchaseRow) State() purchase.State {
	return purchase.State{At: r.At, AccreditedAt: r.AccreditedAt, Legs: r.Legs, RefusalCode: r.RefusalCode}
}

// shown are the columns that follow from the others.
type shown struct {
	status   purchase.Status
	cause    purchase.Cause
	deadline sql.NullInt64
	search   string
}

func (r *PurchaseRow) shown(now time.Time) shown {
	s := shown{search: purchase.SearchText(r.PSR, r.WalletTransfer, r.TransferID, r.Credited)}
	r.Status, r.Cause = r.State().Show(now)
	s.status, s.cause = r.Status, r.Cause
	if s.status == purchase.StatusPending {
		s.deadline = instant(r.State().Deadline())
	}
	return s
}

// LockPurchase reads the purchase with this id and locks it until the
// transaction ends. ErrNotFound when there is none.
func (t *Tx) LockPurchase(ctx context.Context, id string) (*PurchaseRow, error) {
	var one int
	err := t.tx.QueryRowContext(ctx, `select 1 from purchase where id = $1`+t.ForUpdate(), id).Scan(&one)
	if err != nil {
		return nil, found(err)
	}
	p, err := gen.New(t.tx).GetPurchase(ctx, id)
	if err != nil {
		return nil, found(err)
	}
	return fromPurchase(p), nil
}

// LockPurchaseByReference is LockPurchase by the wallet's reference.
func (t *Tx) LockPurchaseByReference(ctx context.Context, reference string) (*PurchaseRow, error) {
	p, err := gen.New(t.tx).GetPurchaseByReference(ctx, reference)
	if err != nil {
		return nil, found(err)
	}
	return t.LockPurchase(ctx, p.ID)
}

// InsertPurchase stores a new purchase and tells the feed. It reports false,
// and stores nothing, when its id or wallet reference exists already.
func (t *Tx) InsertPurchase(ctx context.Context, r *PurchaseRow) (bool, error) {
	r.Version, r.OpenedEpoch = 1, t.store.epoch
	s := r.shown(t.store.clock.Now())
	n, err := gen.New(t.tx).InsertPurchase(ctx, gen.InsertPurchaseParams{
		AgencyID: r.Agency, ID: r.ID, AtMs: r.At.UnixMilli(), Psr: r.PSR, AgentID: r.Agent, WalletTransfer: r.WalletTransfer,
		WalletReference: r.WalletReference, ToCbu: r.ToCBU, Paid: r.Paid, Credited: r.Credited, Currency: r.Currency,
		TransferID: r.TransferID, TransferCompletedMs: instant(r.TransferCompletedAt), Status: string(s.status), Cause: string(s.cause),
		LegPayment: string(r.Legs.Payment), LegTransfer: string(r.Legs.Transfer), LegNotice: string(r.Legs.Notice),
		RefusalCode: r.RefusalCode, AccreditedMs: instant(r.AccreditedAt), RejectedMs: instant(r.RejectedAt),
		DeadlineMs: s.deadline, NextRetryMs: instant(r.NextRetryAt), OpenedEpoch: r.OpenedEpoch,
		NeverSend: flag(r.NeverSend), Held: flag(r.Held), Search: s.search, Version: r.Version,
	})
	if err != nil || n == 0 {
		return false, wrap("purchase", err)
	}
	t.Changed(r.Agency, "purchase", r.ID, r.Agent, r.Version, false)
	return true, nil
}

// SavePurchase stores what may change of a locked purchase, with what its row
// shows now, gives it the next version and tells the feed.
func (t *Tx) SavePurchase(ctx context.Context, r *PurchaseRow) error {
	r.Version++
	s := r.shown(t.store.clock.Now())
	err := gen.New(t.tx).UpdatePurchase(ctx, gen.UpdatePurchaseParams{
		AgencyID: r.Agency, ID: r.ID, WalletTransfer: r.WalletTransfer, ToCbu: r.ToCBU, TransferID: r.TransferID,
		TransferCompletedMs: instant(r.TransferCompletedAt), Status: string(s.status), Cause: string(s.cause),
		LegPayment: string(r.Legs.Payment), LegTransfer: string(r.Legs.Transfer), LegNotice: string(r.Legs.Notice),
		RefusalCode: r.RefusalCode, AccreditedMs: instant(r.AccreditedAt), RejectedMs: instant(r.RejectedAt),
		DeadlineMs: s.deadline, NextRetryMs: instant(r.NextRetryAt), NeverSend: flag(r.NeverSend), Held: flag(r.Held),
		Search: s.search, Version: r.Version,
	})
	if err != nil {
		return wrap("purchase", err)
	}
	t.Changed(r.Agency, "purchase", r.ID, r.Agent, r.Version, false)
	return nil
}

// FindPurchase gives a purchase with its attempts, if scope sees it; else
// ErrNotFound.
func (s *Store) FindPurchase(ctx context.Context, scope access.Scope, id string) (purchase.Detail, error) {
	return findPurchase(ctx, gen.New(s.read), scope, id)
}

func findPurchase(ctx context.Context, q *gen.Queries, scope access.Scope, id string) (purchase.Detail, error) {
	p, err := q.GetPurchase(ctx, id)
	if err != nil {
		return purchase.Detail{}, found(err)
	}
	if p.AgencyID != scope.Agency || (scope.Agent != "" && scope.Agent != p.AgentID) {
		return purchase.Detail{}, ErrNotFound
	}
	attempts, err := q.ListAttempts(ctx, gen.ListAttemptsParams{AgencyID: p.AgencyID, PurchaseID: id})
	if err != nil {
		return purchase.Detail{}, wrap("attempts", err)
	}
	agent, err := q.GetAgent(ctx, gen.GetAgentParams{AgencyID: p.AgencyID, ID: p.AgentID})
	if err != nil {
		return purchase.Detail{}, found(err)
	}
	detail := purchase.Detail{
		Purchase: asPurchase(p, purchase.AgentRef{ID: agent.ID, Code: agent.Code, Name: agent.Name}),
		Attempts: make([]purchase.Attempt, 0, len(attempts)),
	}
	for _, a := range attempts {
		detail.Attempts = append(detail.Attempts, asAttempt(a))
	}
	return detail, nil
}

func asPurchase(p gen.Purchase, agent purchase.AgentRef) purchase.Purchase {
	return purchase.Purchase{
		ID: p.ID, At: millis(p.AtMs), PSR: p.Psr, Agent: agent, WalletTransfer: p.WalletTransfer,
		Paid: p.Paid, Credited: p.Credited, Currency: p.Currency, TransferID: p.TransferID,
		Status: purchase.Status(p.Status), Cause: purchase.Cause(p.Cause), Legs: legsOf(p),
		Deadline: pointer(p.DeadlineMs), NextRetryAt: pointer(p.NextRetryMs), Version: p.Version,
	}
}

func fromPurchase(p gen.Purchase) *PurchaseRow {
	return &PurchaseRow{
		Agency: p.AgencyID, ID: p.ID, At: millis(p.AtMs), PSR: p.Psr, Agent: p.AgentID,
		WalletTransfer: p.WalletTransfer, WalletReference: p.WalletReference, ToCBU: p.ToCbu,
		Paid: p.Paid, Credited: p.Credited, Currency: p.Currency,
		TransferID: p.TransferID, TransferCompletedAt: orZero(p.TransferCompletedMs), Legs: legsOf(p),
		RefusalCode: p.RefusalCode, AccreditedAt: orZero(p.AccreditedMs), RejectedAt: orZero(p.RejectedMs),
		NextRetryAt: orZero(p.NextRetryMs), OpenedEpoch: p.OpenedEpoch,
		NeverSend: p.NeverSend != 0, Held: p.Held != 0, Version: p.Version,
		Status: purchase.Status(p.Status), Cause: purchase.Cause(p.Cause),
	}
}

func legsOf(p gen.Purchase) purchase.Legs {
	return purchase.Legs{
		Payment: purchase.LegState(p.LegPayment), Transfer: purchase.LegState(p.LegTransfer), Notice: purchase.LegState(p.LegNotice),
	}
}

// found turns the driver's "no rows" into ErrNotFound.
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return wrap("read", err)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("store: %s: %w", what, err)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func millis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func instant(t time.Time) sql.NullInt64 {
	if t.IsZero() {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: true}
}

func orZero(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return millis(ms.Int64)
}

func pointer(ms sql.NullInt64) *time.Time {
	if !ms.Valid {
		return nil
	}
	at := millis(ms.Int64)
	return &at
}
