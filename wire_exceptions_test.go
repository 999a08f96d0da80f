package main

import (
	"context"
	"errors"
	"slices"
	"testing"

	"trastienda/app/agent"
	"trastienda/app/exception"
	"trastienda/app/problem"
	"trastienda/ui/exceptions"
)

// The page's backend over the sample's own hub, whose operator may propose and
// not decide.
func TestExceptionsOfTheSample(t *testing.T) {
	board := openBoard(t, 20)
	e, ctx := exceptionBackend{board.b}, context.Background()
	list, more, err := e.List(ctx)
	if err != nil || more || len(list) != 4 {
		t.Fatalf("%d exceptions, more %v, %v", len(list), more, err)
	}
	if told, err := board.Unsettled(ctx); err != nil || told.N != 4 || !told.Oldest.Equal(list[3].At) {
		t.Errorf("the board tells %+v, %v", told, err)
	}
	at := slices.IndexFunc(list, func(x exception.Exception) bool { return x.May(exception.Assign) && x.Proposal == nil })
	found, err := e.Find(ctx, list[at].ID)
	if err != nil || found.Suggestion == nil || found.Told().Amount != 1250000 {
		t.Fatalf("%+v, %v", found, err)
	}
	agents, err := e.Agents(ctx)
	who := slices.IndexFunc(agents, func(a agent.Agent) bool { return a.ID == found.Suggestion.AgentID })
	if err != nil || who < 0 {
		t.Fatalf("the agent %+v is not in the copy: %v", found.Suggestion, err)
	}
	propose := exception.Request{ID: found.ID, Version: found.Version, Step: exception.Propose, Act: exception.Assign, PSR: agents[who].PointsOfSale[0].PSR}
	done, err := e.Settle(ctx, propose)
	if err != nil || done.Proposal == nil || done.Proposal.Agent != found.Suggestion.Agent {
		t.Fatalf("proposed %+v, %v", done, err)
	}
	var conflict *exceptions.Conflict
	if _, err := e.Settle(ctx, propose); !errors.As(err, &conflict) || conflict.Current.Version != done.Version {
		t.Errorf("a stale version: %v", err)
	}
	var refused *problem.Problem
	if _, err := e.Settle(ctx, exception.Request{ID: found.ID, Version: done.Version, Step: exception.Approve}); !errors.As(err, &refused) || refused.Code != problem.Forbidden {
		t.Errorf("an operator approves: %v", err)
	}
	if _, err := e.Find(ctx, "never-was"); !errors.Is(err, exceptions.ErrNotFound) {
		t.Errorf("one that never was: %v", err)
	}
	if !e.Online() {
		t.Error("not online")
	}
	if err := e.b.SignOut(ctx); err != nil {
		t.Fatal(err)
	}
	if _, _, err := e.List(ctx); !errors.Is(err, exceptions.ErrSignedOut) {
		t.Errorf("signed out: %v", err)
	}
	if _, err := e.Settle(ctx, propose); !errors.Is(err, exceptions.ErrSignedOut) {
		t.Errorf("signed out: %v", err)
	}
}
