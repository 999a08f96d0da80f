package job

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// pollWallet reads what the wallet's list has after the stored cursor and takes
// every payment like a notice. The cursor moves only after a page is stored.
func (p *Purchases) pollWallet(ctx context.Context, j *store.Job) error {
	lasting := context.WithoutCancel(ctx)
	for more := true; more && ctx.Err() == nil; {
		var err error
		more, err = p.pollPage(lasting, j)
		if errors.Is(err, connector.ErrNotPolled) {
			p.Log.InfoContext(ctx, "the wallet gives no list and is not polled")
			return p.endPoll(lasting, j, 0)
		}
		if errors.Is(err, store.ErrLeaseLost) {
			return err
		}
		if err != nil {
			p.Log.WarnContext(ctx, "the wallet could not be polled", "error", err)
			break
		}
	}
	return p.endPoll(lasting, j, p.PollEvery)
}

// pollPage takes one page and tells whether another may follow.
func (p *Purchases) pollPage(ctx context.Context, j *store.Job) (bool, error) {
	err := p.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.HoldJob(ctx, j, p.lease)
		return err
	})
	if err != nil {
		return false, err
	}
	cursor, err := p.Store.PollCursor(ctx, p.polled())
	if err != nil {
		return false, err
	}
	asking, cancel := context.WithTimeout(ctx, p.CallTimeout)
	defer cancel()
	payments, next, err := p.Wallet.List(asking, cursor)
	if err != nil {
		return false, err
	}
	for _, pay := range payments {
		if err := p.WalletNotice(ctx, pay); err != nil {
			return false, err
		}
	}
	if next == "" || next == cursor {
		return false, nil
	}
	err = p.Store.Write(ctx, func(tx *store.Tx) error { return tx.SetPollCursor(ctx, p.polled(), next) })
	return len(payments) > 0, err
}

// polled names the list that is polled: a cursor of one wallet means nothing to
// another, which would be asked from a place it never had.
func (p *Purchases) polled() string {
	if p.WalletAddress == "" {
		return walletSystem
	}
	sum := sha256.Sum256([]byte(strings.TrimRight(p.WalletAddress, "/")))
	return walletSystem + " " + hex.EncodeToString(sum[:8])
}

// endPoll ends the run; the next one is due after wait, or never when it is 0.
func (p *Purchases) endPoll(ctx context.Context, j *store.Job, wait time.Duration) error {
	return p.Store.Write(ctx, func(tx *store.Tx) error {
		end := store.JobEnd{}
		if wait > 0 {
			now, err := tx.LeaseNow(ctx)
			if err != nil {
				return err
			}
			end.RunAt = now.Add(wait)
		}
		return tx.FinishJob(ctx, j, end)
	})
}
