package desk

import (
	"context"

	"trastienda/data/desk/replica"
)

// Snapshot calls use with the list of this moment, for a document. The copy stays
// open until use is done; when its user signs out, the context that use gets ends.
func (v View) Snapshot(ctx context.Context, use func(ctx context.Context, s *replica.Snapshot) error) error {
	w, done, err := v.d.use()
	if err != nil {
		return err
	}
	defer done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(w.ctx, cancel)()
	return w.replica.Purchases.Snapshot(ctx, func(s *replica.Snapshot) error { return use(ctx, s) })
}
