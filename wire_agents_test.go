package main

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"trastienda/app/agent"
	"trastienda/app/problem"
	"trastienda/ui/agents"
	"trastienda/ui/board"
)

// The page's backend over the sample's own hub, whose operator edits agents and
// may neither propose bank data nor decide anything.
func TestAgentsOfTheSample(t *testing.T) {
	home := openBoard(t, 20)
	a, ctx := agentsBackend{home.b}, context.Background()
	list, err := a.Agents(ctx)
	if err != nil || len(list) != 13 || list[0].Code != "A001" || list[0].Bank.State != agent.BankApproved {
		t.Fatalf("%d agents, %v", len(list), err)
	}
	if w, err := home.AgentWork(ctx); err != nil || w != (board.AgentWork{NoBank: 1}) {
		t.Errorf("the board tells %+v, %v", w, err)
	}
	edit := agent.EditOf(list[0].Agent)
	edit.Contact.Phone, edit.NextVisit = "261 1", "2026-12-12"
	if err := a.Edit(ctx, list[0].ID, edit, list[0].Version); err != nil {
		t.Fatal(err)
	}
	id, err := a.Create(ctx, agent.Edit{Code: "A099", Name: "Nuevo", Active: true})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "both at the hub", func() error {
		list, err := a.Agents(ctx)
		n := 0
		for _, x := range list {
			if (x.ID == id || x.Contact.Phone == "261 1") && x.Unsent == agents.UnsentNone && !x.New {
				n++
			}
		}
		if err == nil && n != 2 {
			err = fmt.Errorf("%d of them", n)
		}
		return err
	})
	if w, err := home.AgentWork(ctx); err != nil || w != (board.AgentWork{NoBank: 2}) {
		t.Errorf("the board tells %+v, %v", w, err)
	}
	var refused *problem.Problem
	if _, err := a.Reveal(ctx, list[0].ID); !errors.As(err, &refused) || refused.Code != problem.Forbidden {
		t.Errorf("an operator sees an account: %v", err)
	}
	if err := a.ProposeRate(ctx, list[0].ID, 500, time.Time{}, list[0].Version); !errors.As(err, &refused) || refused.Code != problem.Forbidden {
		t.Errorf("an operator proposes a rate: %v", err)
	}
	if balance, err := a.Balance(ctx, list[0].ID); err != nil || balance.Currency != "ARS" || !a.Online() {
		t.Errorf("balance %+v, %v", balance, err)
	}
	if err := home.b.SignOut(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Agents(ctx); !errors.Is(err, agents.ErrSignedOut) {
		t.Errorf("signed out: %v", err)
	}
	if err := a.Decide(ctx, agents.Decision{Kind: agents.Rate, ID: "x", Step: agent.Approve}); !errors.Is(err, agents.ErrSignedOut) {
		t.Errorf("signed out: %v", err)
	}
}
