package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// Why a notice cannot be taken in for a point of sale; nothing changed.
var (
	// ErrPurchaseExists: the hub knows a purchase of that payment already, and a
	// second one would send its balance twice.
	ErrPurchaseExists = errors.New("job: a purchase of this payment exists")
	// ErrNoSuchPoint: the agency has no such point of sale.
	ErrNoSuchPoint = errors.New("job: no such point of sale in the agency")
	// ErrMisfit: the payment's currency or account is not that of the point of
	// sale, so its money did not go where this purchase would have sent it.
	ErrMisfit = errors.New("job: the payment does not fit the point of sale")
)

// CheckAssign tells whether a stored notice (ExceptionRow.Notice) could be taken
// in for a point of sale of the agency now. Errors: ErrPurchaseExists,
// ErrNoSuchPoint, ErrMisfit.
func (p *Purchases) CheckAssign(ctx context.Context, tx *store.Tx, agency, notice, psr string) error {
	_, _, err := p.assignable(ctx, tx, agency, notice, psr)
	return err
}

// Assign takes a stored notice in for a point of sale that people chose, exactly
// as if the wallet had named it: the same id, the rate of the payment's day, the
// same rules, one job. It is as old as the payment, so that its 72 hours count
// from there: a late one waits for a person to retry it. Nothing is sent twice
// by it: the id follows from the wallet's reference alone, so a purchase of this
// payment either exists, and this is refused, or was never sent for. Errors as
// in CheckAssign. After the transaction: Wake.
func (p *Purchases) Assign(ctx context.Context, tx *store.Tx, agency, notice, psr string) (purchaseID string, err error) {
	pay, point, err := p.assignable(ctx, tx, agency, notice, psr)
	if err != nil {
		return "", err
	}
	opened, err := p.openAt(ctx, tx, pay, point)
	if err != nil {
		return "", err
	}
	if !opened { // another notice of this payment was faster
		return "", ErrPurchaseExists
	}
	row, err := tx.LockPurchaseByReference(ctx, pay.Reference)
	if err != nil {
		return "", err
	}
	return row.ID, nil
}

// TakeAgain takes a stored notice in as it came: another one of a payment that
// was assigned in this transaction.
func (p *Purchases) TakeAgain(ctx context.Context, tx *store.Tx, notice string) error {
	pay, err := kept(notice)
	if err != nil {
		return err
	}
	return p.notice(ctx, tx, pay)
}

// Wake tells the jobs that some became due.
func (p *Purchases) Wake() { p.wake.ring() }

func (p *Purchases) assignable(ctx context.Context, tx *store.Tx, agency, notice, psr string) (connector.Payment, store.SellingPoint, error) {
	pay, err := kept(notice)
	if err != nil {
		return pay, store.SellingPoint{}, err
	}
	switch _, err := tx.LockPurchaseByReference(ctx, pay.Reference); {
	case err == nil:
		return pay, store.SellingPoint{}, ErrPurchaseExists
	case !errors.Is(err, store.ErrNotFound):
		return pay, store.SellingPoint{}, err
	}
	pay.PSR = psr
	point, wrong, err := pointOf(ctx, tx, pay)
	switch {
	case err != nil:
		return pay, point, err
	case wrong == KindUnknownPSR, point.Agency != agency:
		return pay, point, ErrNoSuchPoint
	case wrong != "":
		return pay, point, fmt.Errorf("%w: %s", ErrMisfit, wrong)
	}
	return pay, point, nil
}

func kept(notice string) (pay connector.Payment, err error) {
	if err := json.Unmarshal([]byte(notice), &pay); err != nil {
		return pay, fmt.Errorf("job: a stored notice: %w", err)
	}
	return pay, nil
}
