package store

import (
	"context"
	"time"

	"trastienda/data/hub/store/gen"
)

// Operation is what is known of one Idempotency-Key. It is kept for ever.
type Operation struct {
	Agency, Key, UserID string
	Hash                string // of method, path, If-Match and body
	Act, Target         string
	Run                 int64 // the run of the target's job that was asked for
	// Done: Status and Body are the stored answer. Without it the act was
	// claimed and its answer is not known (yet).
	Done       bool
	Status     int
	Body       string
	CreatedAt  time.Time
	FinishedAt *time.Time
}

// ClaimOperation stores the key, first thing in the act's transaction. It
// reports false when the key is taken; a second claim of the same key waits for
// the transaction of the first.
func (t *Tx) ClaimOperation(ctx context.Context, o Operation) (bool, error) {
	n, err := gen.New(t.tx).ClaimOperation(ctx, gen.ClaimOperationParams{
		AgencyID: o.Agency, Key: o.Key, UserID: o.UserID, Hash: o.Hash, Act: o.Act, Target: o.Target,
		CreatedMs: t.store.clock.Now().UnixMilli(),
	})
	return n == 1, wrap("operation", err)
}

// SetOperationRun notes which run of the job the act waits for.
func (t *Tx) SetOperationRun(ctx context.Context, agency, key string, run int64) error {
	return wrap("operation", gen.New(t.tx).SetOperationRun(ctx, gen.SetOperationRunParams{AgencyID: agency, Key: key, Run: run}))
}

// FinishOperation stores the answer of a claimed key. It reports false when an
// answer is stored already; that one counts.
func (t *Tx) FinishOperation(ctx context.Context, agency, key string, status int, body string) (bool, error) {
	n, err := gen.New(t.tx).FinishOperation(ctx, gen.FinishOperationParams{
		AgencyID: agency, Key: key, Status: int64(status), Body: body, FinishedMs: instant(t.store.clock.Now()),
	})
	return n == 1, wrap("operation", err)
}

// FindOperation reads a key; ErrNotFound when it was never used.
func (s *Store) FindOperation(ctx context.Context, agency, key string) (Operation, error) {
	return findOperation(ctx, gen.New(s.read), agency, key)
}

// FindOperation is Store.FindOperation inside the transaction.
func (t *Tx) FindOperation(ctx context.Context, agency, key string) (Operation, error) {
	return findOperation(ctx, gen.New(t.tx), agency, key)
}

func findOperation(ctx context.Context, q *gen.Queries, agency, key string) (Operation, error) {
	o, err := q.GetOperation(ctx, gen.GetOperationParams{AgencyID: agency, Key: key})
	if err != nil {
		return Operation{}, found(err)
	}
	return Operation{
		Agency: o.AgencyID, Key: o.Key, UserID: o.UserID, Hash: o.Hash, Act: o.Act, Target: o.Target, Run: o.Run,
		Done: o.State == "done", Status: int(o.Status), Body: o.Body,
		CreatedAt: millis(o.CreatedMs), FinishedAt: pointer(o.FinishedMs),
	}, nil
}
