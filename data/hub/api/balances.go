package api

import (
	"context"
	"sync"
	"time"

	"trastienda/app/audit"
	"trastienda/data/hub/store"
)

const (
	// balanceEvery is how often the audit keeps that one person looks up one
	// agent's balance: an open board does it by itself every few minutes.
	balanceEvery = time.Hour
	// balancesKept bounds the memory of who looked up what.
	balancesKept = 10_000
)

// lookups remembers in this process what the audit has lately. After a restart,
// and at another hub of the same database, it is kept once more.
type lookups struct {
	mu   sync.Mutex
	seen map[string]time.Time
}

// due tells whether a look-up is to be kept, and counts it as such.
func (l *lookups) due(who string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, ok := l.seen[who]; ok && now.Sub(at) < balanceEvery && !now.Before(at) {
		return false
	}
	if l.seen == nil || len(l.seen) >= balancesKept {
		l.seen = map[string]time.Time{}
	}
	l.seen[who] = now
	return true
}

func (l *lookups) forget(who string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, who)
}

// auditBalance keeps that the caller looks an agent's balance up. What cannot be
// kept is not shown.
func (a *api) auditBalance(ctx context.Context, agentID string) error {
	who := callerOf(ctx).who.User.ID + "\n" + agentID
	if !a.balances.due(who, a.now()) {
		return nil
	}
	err := a.Store.Write(ctx, func(tx *store.Tx) error {
		a.audit(ctx, tx, audit.ActBalance, store.EntityAgent, agentID, nil, nil)
		return nil
	})
	if err != nil {
		a.balances.forget(who)
	}
	return err
}
