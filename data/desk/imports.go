package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"trastienda/app/importing"
	"trastienda/app/problem"
	"trastienda/data/desk/remote"
)

const (
	// partBytes is how large a part's rows may be; the hub takes twice as much.
	partBytes = 400 << 10
	// partTries is how often a part is sent before an import is given up. The same
	// part again changes nothing, so that it may be.
	partTries = 4
)

// Imports asks the hub for the earlier imports of a file, newest first.
func (d *Desk) Imports(ctx context.Context, kind importing.Kind, file string) ([]importing.Run, error) {
	_, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	return d.remote.Imports(ctx, kind, file)
}

// ImportAgents sends a batch of any length in parts and gives what became of each
// item, in order; with an error, of those that were answered until then. told is
// called after each part. Nothing of it is kept on this computer: the file is
// there, and the same rows again add nothing.
func (d *Desk) ImportAgents(ctx context.Context, b importing.Batch[importing.AgentRow], told func(done int)) ([]importing.RowResult, error) {
	return importParts(ctx, d, b, told, d.remote.ImportAgents)
}

// ImportPurchases is ImportAgents for past purchases.
func (d *Desk) ImportPurchases(ctx context.Context, b importing.Batch[importing.PurchaseItem], told func(done int)) ([]importing.RowResult, error) {
	return importParts(ctx, d, b, told, d.remote.ImportPurchases)
}

func importParts[T any](ctx context.Context, d *Desk, b importing.Batch[T], told func(int),
	send func(context.Context, string, importing.Batch[T]) ([]importing.RowResult, error)) ([]importing.RowResult, error) {
	_, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	run, err := uuid.Parse(b.Import)
	if err != nil {
		return nil, fmt.Errorf("desk: the import's id: %w", err)
	}
	var results []importing.RowResult
	for part, rest := 0, b.Rows; len(rest) > 0; part++ {
		n, err := partOf(rest)
		if err != nil {
			return results, err
		}
		now := b
		now.Rows = rest[:n]
		key := uuid.NewSHA1(run, fmt.Appendf(nil, "part %d", part)).String()
		answered, err := tryPart(ctx, func() ([]importing.RowResult, error) { return send(ctx, key, now) })
		if err != nil {
			return results, err
		}
		if len(answered) != n {
			return results, &remote.NotAHubError{What: "results of an import do not fit its rows"}
		}
		results, rest = append(results, answered...), rest[n:]
		told(len(results))
	}
	return results, nil
}

// partOf is how many of the rows go into the next part.
func partOf[T any](rows []T) (int, error) {
	size := 0
	for n, row := range rows[:min(len(rows), importing.MaxBatch)] {
		text, err := json.Marshal(row)
		if err != nil {
			return 0, err
		}
		if size += len(text); size > partBytes && n > 0 {
			return n, nil
		}
	}
	return min(len(rows), importing.MaxBatch), nil
}

// tryPart sends a part until there is an answer, a few times, with longer and
// longer pauses.
func tryPart(ctx context.Context, send func() ([]importing.RowResult, error)) (results []importing.RowResult, err error) {
	for n := range partTries {
		if results, err = send(); err == nil || !passing(err) || n == partTries-1 {
			break
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second << n):
		}
	}
	return results, err
}

// passing tells an error that may be over soon.
func passing(err error) bool {
	var refusal *remote.Refusal
	if errors.As(err, &refusal) {
		return refusal.Problem.Status >= http.StatusInternalServerError || refusal.Problem.Status == http.StatusTooManyRequests ||
			refusal.Problem.Code == problem.InProgress
	}
	return errors.Is(err, remote.ErrOffline)
}
