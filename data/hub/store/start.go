package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"trastienda/app/access"
	"trastienda/app/buying"
	"trastienda/app/money"
)

// StartRow is a purchase that was started here and is none yet (package buying).
// Amounts are minor units, At is UTC.
type StartRow struct {
	ID, Agency, Agent string
	PSR               string
	Amount, Credited  int64
	Currency          string
	BankVersion       int64
	ToCBU, Alias      string
	State             buying.State
	Code              string
	UserID            string
	At                time.Time
}

// TryRow is one call to the wallet for a start, as it is written before the call
// leaves.
type TryRow struct {
	Start            string
	N                int64
	OpKey            string // whose answer this try decides
	UserID, UserName string
	LeaseEnd         time.Time // lease clock
	Reference        string    // the number to quote
}

const startColumns = `select id, agency_id, agent_id, psr, amount, credited, currency, bank_version, to_cbu, alias, state, code, user_id, created_ms from payment_start`

func scanStart(row interface{ Scan(...any) error }) (*StartRow, error) {
	var s StartRow
	var at int64
	err := row.Scan(&s.ID, &s.Agency, &s.Agent, &s.PSR, &s.Amount, &s.Credited, &s.Currency, &s.BankVersion, &s.ToCBU, &s.Alias,
		&s.State, &s.Code, &s.UserID, &at)
	s.At = millis(at)
	return &s, found(err)
}

// InsertStart stores a new start. It reports false, and stores nothing, when a
// start or a purchase of that id exists.
func (t *Tx) InsertStart(ctx context.Context, s *StartRow) (bool, error) {
	s.At = t.store.clock.Now().UTC().Truncate(time.Millisecond)
	var taken int
	if err := t.tx.QueryRowContext(ctx, `select count(*) from purchase where id = $1`, s.ID).Scan(&taken); err != nil || taken > 0 {
		return false, wrap("start", err)
	}
	done, err := t.tx.ExecContext(ctx, `insert into payment_start (id, agency_id, agent_id, psr, amount, credited, currency, bank_version,
		to_cbu, alias, state, code, user_id, created_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`,
		s.ID, s.Agency, s.Agent, s.PSR, s.Amount, s.Credited, s.Currency, s.BankVersion, s.ToCBU, s.Alias, string(s.State), s.Code, s.UserID, s.At.UnixMilli())
	if err != nil {
		return false, wrap("start", err)
	}
	n, err := done.RowsAffected()
	return n == 1, wrap("start", err)
}

// LockStart reads a start and locks it until the transaction ends; ErrNotFound
// when there is none.
func (t *Tx) LockStart(ctx context.Context, id string) (*StartRow, error) {
	return scanStart(t.tx.QueryRowContext(ctx, startColumns+` where id = $1`+t.ForUpdate(), id))
}

// SetStart stores how far a locked start is.
func (t *Tx) SetStart(ctx context.Context, s *StartRow) error {
	_, err := t.tx.ExecContext(ctx, `update payment_start set state = $2, code = $3 where id = $1`, s.ID, string(s.State), s.Code)
	return wrap("start", err)
}

// EqualStart is the latest start of a point of sale and an amount that was not
// refused and either began after since or has a payment whose outcome nobody
// knows. The point of sale is locked by the caller. ErrNotFound when there is none.
func (t *Tx) EqualStart(ctx context.Context, psr string, amount int64, since time.Time) (*StartRow, error) {
	return scanStart(t.tx.QueryRowContext(ctx, startColumns+` where psr = $1 and amount = $2 and (
		state <> 'refused' and created_ms > $3 or state = 'sending'
		or state = 'opened' and exists (select 1 from purchase p where p.id = payment_start.id and p.leg_payment = 'unknown'))
		order by created_ms desc, id desc limit 1`, psr, amount, since.UnixMilli()))
}

// FindStart reads a start that scope sees, with its purchase if there is one;
// else ErrNotFound.
func (s *Store) FindStart(ctx context.Context, scope access.Scope, id string) (buying.Start, error) {
	row, err := scanStart(s.read.QueryRowContext(ctx, startColumns+` where id = $1`, id))
	if err != nil {
		return buying.Start{}, err
	}
	if row.Agency != scope.Agency || scope.Agent != "" && scope.Agent != row.Agent {
		return buying.Start{}, ErrNotFound
	}
	start := row.Start()
	if row.State != buying.Opened {
		return start, nil
	}
	// The start's own agent decides who sees it, as it does for the purchase.
	detail, err := s.FindPurchase(ctx, scope, id)
	if err != nil {
		return buying.Start{}, err
	}
	start.Purchase = &detail.Purchase
	return start, nil
}

// Start is the row as people see it, without its purchase.
func (s *StartRow) Start() buying.Start {
	return buying.Start{ID: s.ID, State: s.State, Code: s.Code, PSR: s.PSR, Amount: s.Amount, Credited: s.Credited, Currency: s.Currency, At: s.At}
}

// ErrTryOpen tells that another try of the start is on its way.
var ErrTryOpen = errors.New("store: another try of the start is open")

// OpenTry writes a try of a locked start and gives it the next number. While one
// is open it is refused with ErrTryOpen.
func (t *Tx) OpenTry(ctx context.Context, r *TryRow) error {
	var open int64
	err := t.tx.QueryRowContext(ctx, `select coalesce(max(n), 0), coalesce(sum(case when finished_ms is null then 1 else 0 end), 0)
		from payment_try where start_id = $1`, r.Start).Scan(&r.N, &open)
	if err != nil {
		return wrap("try", err)
	}
	if open > 0 {
		return ErrTryOpen
	}
	r.N++
	_, err = t.tx.ExecContext(ctx, `insert into payment_try (start_id, n, op_key, user_id, user_name, started_ms, lease_end_ms, reference)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`, r.Start, r.N, r.OpKey, r.UserID, r.UserName, t.store.clock.Now().UnixMilli(), r.LeaseEnd.UnixMilli(), r.Reference)
	return wrap("try", err)
}

// CloseTry writes what came of an open try; ErrClosed when it is closed already.
func (t *Tx) CloseTry(ctx context.Context, start string, n int64, end AttemptEnd) error {
	done, err := t.tx.ExecContext(ctx, `update payment_try set finished_ms = $3, settle_from_ms = $4, outcome = $5, code = $6, detail = $7
		where start_id = $1 and n = $2 and finished_ms is null`,
		start, n, t.store.clock.Now().UnixMilli(), end.SettleFrom.UnixMilli(), string(end.Outcome), end.Code, end.Detail)
	if err != nil {
		return wrap("try", err)
	}
	if closed, err := done.RowsAffected(); err != nil || closed == 0 {
		return errors.Join(ErrClosed, wrap("try", err))
	}
	return nil
}

// OpenTryOf is the try of a start that is on its way; ErrNotFound when none is.
func (t *Tx) OpenTryOf(ctx context.Context, start string) (TryRow, error) {
	r := TryRow{Start: start}
	var lease int64
	err := t.tx.QueryRowContext(ctx, `select n, op_key, user_id, user_name, lease_end_ms, reference from payment_try
		where start_id = $1 and finished_ms is null`, start).Scan(&r.N, &r.OpKey, &r.UserID, &r.UserName, &lease, &r.Reference)
	r.LeaseEnd = millis(lease)
	return r, found(err)
}

// CopyTries makes the closed tries of a start attempts of its purchase, those
// that are not yet: the purchase then has its whole story.
func (t *Tx) CopyTries(ctx context.Context, agency, id string) error {
	_, err := t.tx.ExecContext(ctx, `insert into attempt (agency_id, purchase_id, n, run, leg, kind, by_kind, by_name, started_ms, finished_ms,
			lease_end_ms, settle_from_ms, outcome, code, detail, reference)
		select $1, r.start_id, (select coalesce(max(a.n), 0) from attempt a where a.agency_id = $1 and a.purchase_id = $2)
			+ row_number() over (order by r.n), 0, 'payment', 'send', 'person', r.user_name, r.started_ms, r.finished_ms,
			r.lease_end_ms, r.settle_from_ms, r.outcome, r.code, r.detail, r.reference
		from payment_try r where r.start_id = $2 and r.finished_ms is not null and not exists (
			select 1 from attempt a where a.agency_id = $1 and a.purchase_id = $2 and a.reference = r.reference)`, agency, id)
	return wrap("tries", err)
}

// LastPayment is when the last send of a purchase's payment ended, by the
// lease's clock; zero when none was ever sent from here.
func (t *Tx) LastPayment(ctx context.Context, agency, id string) (time.Time, error) {
	var end int64
	err := t.tx.QueryRowContext(ctx, `select coalesce(max(coalesce(settle_from_ms, lease_end_ms)), 0) from attempt
		where agency_id = $1 and purchase_id = $2 and leg = 'payment' and kind = 'send'`, agency, id).Scan(&end)
	if err != nil || end == 0 {
		return time.Time{}, wrap("attempts", err)
	}
	return millis(end), nil
}

// Seller is a point of sale as a quote needs it.
type Seller struct {
	SellingPoint
	AgentName   string
	Active      bool
	BankVersion int64 // of the approved account; 0 when there is none
	Alias       string
	Holder      string
	Rate        money.BasisPoints
	Limits      buying.Limits
}

// Seller reads what a quote for a point of sale that scope sees is made of, at
// the present; else ErrNotFound. With hold the point of sale is locked: two
// starts there come one after the other.
func (t *Tx) Seller(ctx context.Context, scope access.Scope, psr string, hold bool) (Seller, error) {
	if hold {
		var one int
		if err := t.tx.QueryRowContext(ctx, `select 1 from point_of_sale where psr = $1`+t.ForUpdate(), psr).Scan(&one); err != nil {
			return Seller{}, found(err)
		}
	}
	point, err := t.SellingPoint(ctx, psr)
	if err != nil {
		return Seller{}, err
	}
	if point.Agency != scope.Agency || scope.Agent != "" && scope.Agent != point.Agent {
		return Seller{}, ErrNotFound
	}
	s := Seller{SellingPoint: point}
	var active int64
	err = t.tx.QueryRowContext(ctx, `select a.name, a.active, g.buy_min, g.buy_max, coalesce(b.alias, ''), coalesce(b.holder, ''), coalesce(b.version, 0)
		from agent a join agency g on g.id = a.agency_id
		left join agent_bank b on b.agency_id = a.agency_id and b.agent_id = a.id and b.state = 'approved'
		where a.agency_id = $1 and a.id = $2`, point.Agency, point.Agent).
		Scan(&s.AgentName, &active, &s.Limits.Minimum, &s.Limits.Maximum, &s.Alias, &s.Holder, &s.BankVersion)
	if err != nil {
		return Seller{}, found(err)
	}
	s.Active = active != 0
	s.Rate, err = t.RateAt(ctx, point.Agency, point.Agent, t.store.clock.Now())
	return s, err
}

// Seller is Tx.Seller outside a transaction that changes something.
func (s *Store) Seller(ctx context.Context, scope access.Scope, psr string) (seller Seller, err error) {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Seller{}, wrap("seller", err)
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	return (&Tx{tx: tx, store: s}).Seller(ctx, scope, psr, false)
}

// StartTaken tells whether a start or a purchase of an id exists, in whatever
// agency.
func (t *Tx) StartTaken(ctx context.Context, id string) (bool, error) {
	var n int
	err := t.tx.QueryRowContext(ctx, `select (select count(*) from purchase where id = $1) + (select count(*) from payment_start where id = $1)`, id).Scan(&n)
	return n > 0, wrap("start", err)
}
