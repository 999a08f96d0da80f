package replica

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"trastienda/app/problem"
	"trastienda/app/purchase"
)

func rowsOf(t *testing.T, r *Replica, run string) []purchase.BulkRow {
	t.Helper()
	rows, err := r.BulkRows(context.Background(), run)
	must(t, err)
	return rows
}

func retryOf(op, target string) Act {
	return Act{OpID: op, Kind: "purchase.retry", Target: target, At: t0}
}

// What a row says follows from its act and from nothing else.
func TestABulkRowSaysWhatItsActSays(t *testing.T) {
	ctx, r := context.Background(), openNew(t)
	answer := func(result purchase.Result, code string) any { return purchase.RetryAnswer{Result: result, Code: code} }
	cases := []struct {
		state  ActState
		answer any
		want   purchase.BulkState
		code   string
	}{
		{ActAnswered, answer(purchase.ResultCompleted, ""), purchase.BulkDone, ""},
		{ActAnswered, answer(purchase.ResultPending, purchase.CodeSettling), purchase.BulkPending, purchase.CodeSettling},
		{ActAnswered, answer(purchase.ResultNoBalance, purchase.CodeNoBalance), purchase.BulkNoBalance, purchase.CodeNoBalance},
		{ActAnswered, answer(purchase.ResultRefused, "unknown-psr"), purchase.BulkRefused, "unknown-psr"},
		{ActRefused, problem.Problem{Code: problem.NothingToRetry}, purchase.BulkNotNeeded, purchase.BulkComplete},
		{ActRefused, problem.Problem{Status: 401, Code: problem.NoSession}, purchase.BulkNotSent, purchase.BulkSignedOut},
		{ActNotSent, nil, purchase.BulkNotSent, purchase.BulkOffline},
		{ActLost, nil, purchase.BulkNotSent, purchase.BulkLost},
		{ActUnknown, nil, purchase.BulkUnknown, ""},
		{ActSending, nil, purchase.BulkSending, ""},
	}
	must(t, r.AddBulk(ctx, "run", t0, samples(0, len(cases)+3), samples(len(cases)+3, len(cases)+4)))
	for i, c := range cases {
		op := fmt.Sprint("op-", i)
		must(t, r.AddBulkAct(ctx, retryOf(op, sample(i).ID), "run", i))
		text := ""
		if c.answer != nil {
			doc, err := json.Marshal(c.answer)
			must(t, err)
			text = string(doc)
		}
		if c.state != ActSending {
			must(t, r.SetAct(ctx, op, c.state, text))
		}
	}
	must(t, r.SkipBulk(ctx, "run", len(cases), purchase.BulkGone))
	must(t, r.SkipBulk(ctx, "run", len(cases)+1, purchase.BulkAgentEmpty))
	rows := rowsOf(t, r, "run")
	for i, c := range cases {
		if got := rows[i]; got.State != c.want || got.Code != c.code || got.OpID == "" || got.Place != i {
			t.Errorf("%s: %s %q, want %s %q", c.state, got.State, got.Code, c.want, c.code)
		}
	}
	for i, want := range []purchase.BulkState{purchase.BulkNotNeeded, purchase.BulkNotSent, purchase.BulkWaiting, purchase.BulkNotNeeded} {
		if got := rows[len(cases)+i]; got.State != want || got.OpID != "" {
			t.Errorf("row %d is %s, want %s", len(cases)+i, got.State, want)
		}
	}
	want := sample(1)
	if got := rows[1].Purchase; got.ID != want.ID || !got.At.Equal(want.At) || got.PSR != want.PSR || got.Credited != want.Credited || got.Currency != want.Currency ||
		got.Agent.ID != want.Agent.ID || got.Agent.Name != want.Agent.Name || got.WalletTransfer != want.WalletTransfer {
		t.Errorf("the row is of %+v, want %+v", got, want)
	}
}

func TestABulkRowGetsOneActEver(t *testing.T) {
	ctx, r := context.Background(), openNew(t)
	list := samples(0, 4)
	must(t, r.AddBulk(ctx, "run", t0, list, nil))
	must(t, r.AddBulkAct(ctx, retryOf("op-0", list[0].ID), "run", 0))
	must(t, r.SkipBulk(ctx, "run", 1, purchase.BulkCancelled))
	for name, try := range map[string]struct {
		op, purchase string
		place        int
	}{
		"sent already": {"op-1", list[0].ID, 0}, "skipped": {"op-2", list[1].ID, 1}, "another purchase": {"op-3", list[3].ID, 2},
		"no such row": {"op-4", list[0].ID, 9},
	} {
		if err := r.AddBulkAct(ctx, retryOf(try.op, try.purchase), "run", try.place); !errors.Is(err, ErrNotItsTurn) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, r.EndBulk(ctx, "run", purchase.BulkOffline))
	if err := r.AddBulkAct(ctx, retryOf("op-5", list[2].ID), "run", 2); !errors.Is(err, ErrNotItsTurn) {
		t.Errorf("over: %v", err)
	}
	acts, err := r.OpenActs(ctx)
	must(t, err)
	if len(acts) != 1 || acts[0].OpID != "op-0" {
		t.Errorf("acts %+v", acts)
	}
	if err := r.AddBulk(ctx, "twice", t0, samples(0, 1), list[:1]); err == nil {
		t.Error("a run holds a purchase twice")
	}
	if rows := rowsOf(t, r, "twice"); len(rows) != 0 {
		t.Errorf("half a run was stored: %+v", rows)
	}
}

// What an ended program left is ended at the next start, is told, and told
// once.
func TestRunsLeftUnderWayAreEndedAndTold(t *testing.T) {
	ctx, r := context.Background(), openNew(t)
	list := samples(0, 3)
	must(t, r.AddBulk(ctx, "run", t0, list, nil))
	must(t, r.AddBulkAct(ctx, retryOf("op-0", list[0].ID), "run", 0))
	if run, err := r.UntoldBulk(ctx); err != nil || run != nil {
		t.Fatalf("a run under way is told as over: %+v, %v", run, err)
	}
	must(t, r.ToldBulk(ctx, "run")) // not yet: it is under way
	must(t, r.EndBulks(ctx, purchase.BulkInterrupted))
	run, err := r.UntoldBulk(ctx)
	must(t, err)
	if run == nil || run.ID != "run" || !run.Over || run.Why != purchase.BulkInterrupted || !run.At.Equal(t0) || run.Tally.Rows != 3 ||
		run.Tally.States[purchase.BulkUnknown] != 1 || run.Tally.States[purchase.BulkNotSent] != 2 {
		t.Fatalf("%+v", run)
	}
	must(t, r.EndBulks(ctx, purchase.BulkCancelled)) // changes nothing any more
	if rows := rowsOf(t, r, "run"); rows[1].Code != purchase.BulkInterrupted {
		t.Errorf("%+v", rows[1])
	}
	must(t, r.ToldBulk(ctx, "run"))
	if run, err := r.UntoldBulk(ctx); err != nil || run != nil {
		t.Errorf("told again: %+v, %v", run, err)
	}
	must(t, r.AddBulk(ctx, "whole", t0, list[:1], nil))
	must(t, r.AddBulkAct(ctx, retryOf("op-1", list[0].ID), "whole", 0))
	must(t, r.EndBulks(ctx, purchase.BulkInterrupted))
	if run, err := r.UntoldBulk(ctx); err != nil || run == nil || run.Why != "" {
		t.Errorf("nothing was left of it to interrupt: %+v, %v", run, err)
	}
}
