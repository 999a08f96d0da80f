package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"trastienda/app/access"
	"trastienda/app/exception"
)

// Exception is a notice or an alarm that nobody but a person can settle, with
// what people did about it. Body is JSON (see ExceptionRow).
type Exception struct {
	Agency, ID string
	Kind       exception.Kind
	Reference  string
	Body       string
	At         time.Time
	// Notice is the whole payment and WalletPSR the PSR it names; both empty when
	// the exception cannot be taken in. Never shown.
	Notice, WalletPSR string
	Proposal          *exception.Proposal
	Rejected          *exception.Rejection
	Closed            *exception.Closing
	Version           int64
}

// exceptionColumns are read by scanException. The proposed point of sale is
// joined, so that whoever decides sees whose it is now; one that belongs to
// another agency by now tells nothing of itself.
const exceptionColumns = `select e.agency_id, e.id, e.kind, e.reference, e.body, e.at_ms, e.notice, e.wallet_psr, e.version,
	e.proposal_act, e.proposal_psr, e.proposal_reason, e.proposal_by, e.proposal_name, e.proposal_ms, coalesce(s.name, ''), coalesce(a.name, ''),
	e.rejected_reason, e.rejected_name, e.rejected_ms,
	e.closed_act, e.closed_psr, e.closed_reason, e.closed_proposer, e.closed_approver, e.closed_purchase, e.closed_ms
	from exception e left join point_of_sale s on s.psr = e.proposal_psr and s.agency_id = e.agency_id
	left join agent a on a.agency_id = s.agency_id and a.id = s.agent_id`

func scanException(row interface{ Scan(...any) error }) (Exception, error) {
	var e Exception
	var p exception.Proposal
	var r exception.Rejection
	var c exception.Closing
	var at, proposed int64
	var rejected, closed sql.NullInt64
	err := row.Scan(&e.Agency, &e.ID, &e.Kind, &e.Reference, &e.Body, &at, &e.Notice, &e.WalletPSR, &e.Version,
		&p.Act, &p.PSR, &p.Reason, &p.ByID, &p.By, &proposed, &p.Shop, &p.Agent,
		&r.Reason, &r.By, &rejected,
		&c.Act, &c.PSR, &c.Reason, &c.ProposedBy, &c.ApprovedBy, &c.PurchaseID, &closed)
	e.At = millis(at)
	if p.Act != "" {
		p.At = millis(proposed)
		e.Proposal = &p
	}
	if rejected.Valid {
		r.At = millis(rejected.Int64)
		e.Rejected = &r
	}
	if closed.Valid {
		c.At = millis(closed.Int64)
		e.Closed = &c
	}
	return e, err
}

type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func exceptions(ctx context.Context, q queryer, tail string, args ...any) ([]Exception, error) {
	rows, err := q.QueryContext(ctx, exceptionColumns+tail, args...)
	if err != nil {
		return nil, wrap("exceptions", err)
	}
	defer rows.Close()
	list := []Exception{}
	for rows.Next() {
		e, err := scanException(rows)
		if err != nil {
			return nil, wrap("exceptions", err)
		}
		list = append(list, e)
	}
	return list, wrap("exceptions", rows.Err())
}

// LockException reads an exception of the agency and locks it until the
// transaction ends, together with the other open notices of an unknown PSR
// about the same payment: whoever takes one of them in takes in all. They are
// locked in one order, so that two people who decide two of them never wait for
// each other, and no notice of the payment comes in between (HoldReference).
// ErrNotFound when there is none.
func (t *Tx) LockException(ctx context.Context, agency, id string) (e Exception, others []Exception, err error) {
	var reference string
	err = t.tx.QueryRowContext(ctx, `select reference from exception where agency_id = $1 and id = $2`, agency, id).Scan(&reference)
	if err != nil {
		return Exception{}, nil, found(err)
	}
	if err := t.HoldReference(ctx, reference); err != nil {
		return Exception{}, nil, err
	}
	lock := t.ForUpdate()
	if lock != "" {
		lock += " of e"
	}
	list, err := exceptions(ctx, t.tx, ` where e.agency_id = $1 and (e.id = $2 or e.closed_ms is null and e.notice <> ''
		and exists (select 1 from exception x where x.agency_id = $1 and x.id = $2 and x.notice <> ''
			and x.reference = e.reference and x.wallet_psr = e.wallet_psr)) order by e.id`+lock, agency, id)
	if err != nil {
		return Exception{}, nil, err
	}
	at := slices.IndexFunc(list, func(e Exception) bool { return e.ID == id })
	if at < 0 {
		return Exception{}, nil, ErrNotFound
	}
	e = list[at] // before Delete moves the others
	return e, slices.Delete(list, at, at+1), nil
}

// HoldReference keeps others from opening a purchase of a payment of the wallet,
// listing a notice of it or deciding one until the transaction ends. It is taken
// before any of their rows. SQLite lets one transaction write at a time anyway.
func (t *Tx) HoldReference(ctx context.Context, reference string) error {
	if !t.store.dialect.postgres {
		return nil
	}
	const payments = 7031 // what the second number of these locks stands for
	_, err := t.tx.ExecContext(ctx, `select pg_advisory_xact_lock($1, hashtext($2))`, payments, reference)
	return wrap("hold payment", err)
}

// SaveException stores what people did about an exception that the transaction
// has locked; the version is the caller's to count.
func (t *Tx) SaveException(ctx context.Context, e Exception) error {
	var p exception.Proposal
	var r exception.Rejection
	var c exception.Closing
	var proposed int64
	var rejected, closed any
	if e.Proposal != nil {
		p, proposed = *e.Proposal, e.Proposal.At.UnixMilli()
	}
	if e.Rejected != nil {
		r, rejected = *e.Rejected, e.Rejected.At.UnixMilli()
	}
	if e.Closed != nil {
		c, closed = *e.Closed, e.Closed.At.UnixMilli()
	}
	_, err := t.tx.ExecContext(ctx, `update exception set version = $3,
		proposal_act = $4, proposal_psr = $5, proposal_reason = $6, proposal_by = $7, proposal_name = $8, proposal_ms = $9,
		rejected_reason = $10, rejected_name = $11, rejected_ms = $12,
		closed_act = $13, closed_psr = $14, closed_reason = $15, closed_proposer = $16, closed_approver = $17, closed_purchase = $18, closed_ms = $19
		where agency_id = $1 and id = $2`, e.Agency, e.ID, e.Version,
		string(p.Act), p.PSR, p.Reason, p.ByID, p.By, proposed, r.Reason, r.By, rejected,
		string(c.Act), c.PSR, c.Reason, c.ProposedBy, c.ApprovedBy, c.PurchaseID, closed)
	t.ChangedFor(e.Agency, access.Staff, EntityException, e.ID, e.Version, e.Closed != nil)
	return wrap("exception", err)
}

// ClosedBefore tells whether people closed a notice of the payment of a reference
// without sending anything for it, in whatever agency it was listed.
func (t *Tx) ClosedBefore(ctx context.Context, reference string) (bool, error) {
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from exception where reference = $1 and closed_act = 'close'`, reference).Scan(&n)
	return n > 0, wrap("exception", err)
}

// AssignedFrom tells whether people decided that the payment of a reference,
// for which the wallet names this PSR, is the one of our purchase: the wallet
// goes on naming it.
func (t *Tx) AssignedFrom(ctx context.Context, agency, reference, walletPSR string) (bool, error) {
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from exception where agency_id = $1 and reference = $2 and wallet_psr = $3
		and closed_act = 'assign'`, agency, reference, walletPSR).Scan(&n)
	return n > 0, wrap("exception", err)
}
