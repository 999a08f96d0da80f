package store

import (
	"context"
	"fmt"
)

const unsettledTransfers = `select count(*) from purchase p where p.leg_transfer = 'unknown' or exists (
	select 1 from attempt a where a.agency_id = p.agency_id and a.purchase_id = p.id and a.leg = 'transfer' and a.finished_ms is null)`

// UnsettledTransfers counts the purchases whose transfer may have happened at the
// recharge system without anybody knowing: an outcome that is unknown, or an
// attempt that is still open. Only the system that was asked can tell.
func (s *Store) UnsettledTransfers(ctx context.Context) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, unsettledTransfers).Scan(&n)
	return n, wrap("unsettled", err)
}

// OtherRechargeError: of N purchases only the recharge system Was can tell
// whether their balance went out. Asked about them another one would answer "not
// found", and it would go out again.
type OtherRechargeError struct {
	Was string
	N   int
}

func (e *OtherRechargeError) Error() string {
	return fmt.Sprintf("store: %d transfers are not settled at the recharge system %s", e.N, e.Was)
}

// UseRecharge notes which recharge system the hub works with from now on, by a
// name that tells one from another; an empty name, for none, changes nothing.
// moved says that it is the one of before under another name. Error:
// *OtherRechargeError, and nothing was noted.
func (s *Store) UseRecharge(ctx context.Context, name string, moved bool) error {
	if name == "" {
		return nil
	}
	return s.Write(ctx, func(tx *Tx) error {
		var was string
		if err := tx.tx.QueryRowContext(ctx, `select recharge_system from hub_meta`+tx.ForUpdate()).Scan(&was); err != nil {
			return wrap("recharge system", err)
		}
		if was == name {
			return nil
		}
		if was != "" && !moved {
			var n int
			if err := tx.tx.QueryRowContext(ctx, unsettledTransfers).Scan(&n); err != nil {
				return wrap("unsettled", err)
			}
			if n > 0 {
				return &OtherRechargeError{Was: was, N: n}
			}
		}
		_, err := tx.tx.ExecContext(ctx, `update hub_meta set recharge_system = $1`, name)
		return wrap("recharge system", err)
	})
}
