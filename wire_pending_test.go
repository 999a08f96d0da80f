package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/outbox"
	"trastienda/ui/pending"
)

// The page's words are the outbox's: a state or a reason of one that the other
// does not know would be shown as nothing.
func TestThePageKnowsTheOutbox(t *testing.T) {
	for _, pair := range [][2]string{
		{outbox.KindMark, pending.KindMark}, {outbox.KindSetting, pending.KindSetting}, {outbox.KindUser, pending.KindUser},
		{string(outbox.Waiting), string(pending.Waiting)}, {string(outbox.Sending), string(pending.Sending)},
		{string(outbox.Held), string(pending.Held)}, {string(outbox.Paused), string(pending.Paused)},
		{string(outbox.Refused), string(pending.Refused)}, {string(outbox.Conflict), string(pending.InConflict)},
		{string(outbox.Discarded), string(pending.Discarded)},
		{string(outbox.Unreached), string(pending.Unreached)}, {string(outbox.NotSent), string(pending.NotSent)},
		{string(outbox.NotAHub), string(pending.NotAHub)}, {string(outbox.SignedOut), string(pending.SignedOut)},
		{string(outbox.Problem), string(pending.Problem)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%q is %q on the page", pair[0], pair[1])
		}
	}
	for desks, pages := range map[error]error{
		desk.ErrSettled: pending.ErrSettled, desk.ErrOnItsWay: pending.ErrOnItsWay, desk.ErrOutdated: pending.ErrOutdated,
		desk.ErrNotStored: pending.ErrNotStored, desk.ErrSignedOut: pending.ErrSignedOut,
	} {
		if got := pendingError(fmt.Errorf("in a layer: %w", desks)); !errors.Is(got, pages) {
			t.Errorf("%v is %v on the page", desks, got)
		}
	}
}

// Records are called what people call them.
func TestNamesOfRecords(t *testing.T) {
	p := openBoard(t, 20)
	ctx := context.Background()
	rows, err := p.Rows(ctx, purchase.Filter{}, purchase.NewestFirst, 0, 1)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%v, %v", rows, err)
	}
	list := []desk.Unsent{
		{OpID: "1", Kind: outbox.KindMark, Record: rows[0].ID, Says: []outbox.Value{{Field: "note", Text: "x"}}},
		{OpID: "2", Kind: outbox.KindMark, Record: "gone", Failure: &outbox.Failure{Reason: outbox.NotSent, Request: "r"}},
	}
	changes, err := pendingBackend{p.b}.changes(ctx, p.b.deskNow(), list)
	if err != nil || len(changes) != 2 {
		t.Fatalf("%v, %v", changes, err)
	}
	if c := changes[0]; c.Label != rows[0].WalletTransfer || c.Record != rows[0].ID || c.Says[0] != (pending.Value{Field: "note", Text: "x"}) {
		t.Errorf("%+v", c)
	}
	if c := changes[1]; c.Label != "" || c.Failure == nil || c.Failure.Reason != pending.NotSent || c.Failure.Request != "r" {
		t.Errorf("%+v", c)
	}
}
