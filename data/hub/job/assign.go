package job

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	_, _, err := p.assignable(ctx, tx, agency, Told{Notice: notice}, psr)
	return err
}

// Assign takes a stored notice in for a point of sale that people chose, exactly
// as if the wallet had named it: the same id, the rate of the payment's day, the
// same rules, one job. It is opened as the wallet told of it first, here or in
// others (the other open notices of the payment), so that what is credited does
// not depend on which of them was decided; then TakeIn takes all of them in. It
// is as old as the payment, so that its 72 hours count from there: a late one
// waits for a person to retry it. Nothing is sent twice by it: the id follows
// from the wallet's reference alone, so a purchase of this payment either exists,
// and this is refused, or was never sent for. Errors as in CheckAssign. After
// the transaction: Wake.
func (p *Purchases) Assign(ctx context.Context, tx *store.Tx, agency string, told Told, others []Told, psr string) (purchaseID string, err error) {
	pay, point, err := p.assignable(ctx, tx, agency, told, psr)
	if err != nil {
		return "", err
	}
	all, err := inOrder(told, others)
	if err != nil {
		return "", err
	}
	pay.At, pay.Status = all[0].At, all[0].Status
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

// TakeIn takes in every stored notice of a payment that was assigned in this
// transaction, in the order in which things happened. Those that are not of the
// same amount are listed anew.
func (p *Purchases) TakeIn(ctx context.Context, tx *store.Tx, told []Told) error {
	pays := make([]connector.Payment, len(told))
	for i, t := range told {
		var err error
		if pays[i], err = t.payment(); err != nil {
			return err
		}
	}
	slices.SortStableFunc(pays, earlier)
	for _, pay := range pays {
		if err := p.notice(ctx, tx, pay); err != nil {
			return err
		}
	}
	return nil
}

// Wake tells the jobs that some became due.
func (p *Purchases) Wake() { p.wake.ring() }

func (p *Purchases) assignable(ctx context.Context, tx *store.Tx, agency string, told Told, psr string) (connector.Payment, store.SellingPoint, error) {
	pay, err := told.payment()
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
	point, wrong, err := p.pointOf(ctx, tx, pay)
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
