package store

import "context"

// UnsettledTransfers counts the purchases whose transfer may have happened at the
// recharge system without anybody knowing: an outcome that is unknown, or an
// attempt that is still open. Only the system that was asked can tell.
func (s *Store) UnsettledTransfers(ctx context.Context) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `select count(*) from purchase p where p.leg_transfer = 'unknown' or exists (
		select 1 from attempt a where a.agency_id = p.agency_id and a.purchase_id = p.id and a.leg = 'transfer' and a.finished_ms is null)`).Scan(&n)
	return n, wrap("unsettled", err)
}
