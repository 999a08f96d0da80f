package replica

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trastienda/app/clock"
	"trastienda/app/listing"
	"trastienda/app/purchase"
)

var t0 = time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)

func openAt(t testing.TB, path string) *Replica {
	t.Helper()
	return openIn(t, path, nil)
}

// openIn opens a copy of an agency in a zone.
func openIn(t testing.TB, path string, zone *time.Location) *Replica {
	t.Helper()
	r, err := Open(context.Background(), Options{Path: path, Hub: "https://hub.test", User: "u1", Clock: clock.Fixed(t0), Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func openNew(t testing.TB) *Replica {
	return openAt(t, filepath.Join(t.TempDir(), "replica.db"))
}

// sample makes the i-th purchase of a spread of statuses, agents and amounts.
func sample(i int) purchase.Purchase {
	p := purchase.Purchase{
		ID: fmt.Sprintf("%08x-p", uint32(i)*2654435761), At: t0.Add(-time.Duration(i/3) * time.Minute), PSR: fmt.Sprintf("%015d", 50070000000+i%97),
		Agent:          purchase.AgentRef{ID: fmt.Sprint("a", i%5), Code: fmt.Sprint("C", i%5), Name: fmt.Sprint("Agente ", i%5)},
		WalletTransfer: fmt.Sprint(123000000 + i*7%100003), Paid: int64(1000 + i%50*100), Credited: int64(1040 + i%50*104), Currency: "ARS",
		TransferID: fmt.Sprintf("WB2212%02d.%04d.B%05d", i%28, i%1000, i%99991), Status: purchase.StatusOK,
		Legs: purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}, Version: 1,
	}
	deadline := p.At.Add(purchase.Window)
	switch i % 10 {
	case 0:
		p.Status, p.Cause, p.TransferID, p.Deadline = purchase.StatusPending, purchase.CauseNoAnswer, "", &deadline
		p.Legs.Transfer, p.Legs.Notice = purchase.Unknown, purchase.Waiting
	case 1:
		p.Status, p.Cause, p.TransferID, p.Currency = purchase.StatusError, purchase.CauseNoBalance, "", "BRL"
		p.Legs.Transfer, p.Legs.Notice = purchase.Refused, purchase.Waiting
	}
	return p
}

func samples(from, to int) []purchase.Purchase {
	list := make([]purchase.Purchase, 0, to-from)
	for i := from; i < to; i++ {
		list = append(list, sample(i))
	}
	return list
}

// fill loads purchases as a whole snapshot.
func fill(t testing.TB, r *Replica, list []purchase.Purchase) {
	t.Helper()
	ctx := context.Background()
	must(t, r.StartSnapshot(ctx, "agent"))
	for len(list) > 0 {
		n := min(len(list), 10_000)
		must(t, r.ApplySnapshot(ctx, Batch{Purchases: list[:n], Entity: "purchase", Page: "x", ChangesAfter: "e1.all.1", Epoch: "e1"}))
		list = list[n:]
	}
	must(t, r.FinishSnapshot(ctx))
	must(t, r.BuildIndexes(ctx, func(int, int) {}))
	must(t, r.BuildRest(ctx))
}

func sortOf(t rapid.TB, text string) listing.Sort {
	s, err := listing.ParseSort(text, purchase.CopySortFields...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
