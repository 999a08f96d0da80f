package feed

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"
)

type heads struct {
	head     atomic.Int64
	onCommit func(string)
}

func (h *heads) OnCommit(f func(string)) { h.onCommit = f }

func (h *heads) Heads(_ context.Context, agencies []string) (map[string]int64, error) {
	m := map[string]int64{}
	for _, a := range agencies {
		m[a] = h.head.Load()
	}
	return m, nil
}

func woken(w *Waiter) bool {
	select {
	case <-w.Woken():
		return true
	default:
		return false
	}
}

func TestOwnCommitWakesItsAgencyOnly(t *testing.T) {
	store := &heads{}
	f := New(store, slog.New(slog.DiscardHandler))
	mine, other := f.Wait("a"), f.Wait("b")
	store.onCommit("a")
	if !woken(mine) || woken(other) {
		t.Errorf("mine woken %v, other woken %v", woken(mine), woken(other))
	}
	mine.Done()
	other.Done()
	store.onCommit("b") // nobody waits: nothing to close twice
	if len(f.waiters) != 0 {
		t.Errorf("%d waiters are left", len(f.waiters))
	}
}

func TestLookWakesForOtherReplicas(t *testing.T) {
	store := &heads{}
	store.head.Store(7)
	f := New(store, slog.New(slog.DiscardHandler))
	w, reading := f.Wait("a"), f.Wait("a")
	defer w.Done()
	defer reading.Done()
	w.Seen(7)
	f.look(t.Context())
	if woken(w) {
		t.Error("woken although the head is where it was")
	}
	store.head.Store(8)
	f.look(t.Context())
	if !woken(w) || woken(reading) {
		t.Errorf("woken %v; one that has not read yet woken %v", woken(w), woken(reading))
	}
}

func TestRunLooksAndReleases(t *testing.T) {
	store := &heads{}
	f := New(store, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	go f.Run(ctx)
	w := f.Wait("a")
	defer w.Done()
	w.Seen(0)
	store.head.Store(1)
	select {
	case <-w.Woken():
	case <-time.After(20 * time.Second):
		t.Fatal("not woken")
	}
	cancel()
	select {
	case <-f.Stopped():
	case <-time.After(20 * time.Second):
		t.Fatal("not stopped")
	}
}
