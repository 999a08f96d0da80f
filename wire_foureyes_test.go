package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"trastienda/app/agent"
	"trastienda/app/money"
	"trastienda/app/problem"
	"trastienda/data/desk"
)

// An agent is made at a desktop, and two managers of the sample agree on its bank
// data and its rate: the desk's side and the hub's, as they are.
func TestTwoManagersOfTheSample(t *testing.T) {
	board, ctx := openBoard(t, 20), context.Background()
	become := func(email string) *desk.Desk {
		t.Helper()
		if err := board.b.Become(ctx, email); err != nil {
			t.Fatal(err)
		}
		return board.b.deskNow()
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	wait := func(what string, ready func() bool) {
		t.Helper()
		eventually(t, what, func() error {
			if !ready() {
				return errors.New("not yet")
			}
			return nil
		})
	}
	find := func(d *desk.Desk, id string, is func(desk.Agent) bool) (a desk.Agent) {
		t.Helper()
		wait("the agent as wanted", func() (ok bool) {
			var err error
			a, err = d.Agent(ctx, id)
			return err == nil && is(a)
		})
		return a
	}

	first := become("manager@demo.test")
	wait("the sample's agents", func() bool {
		list, err := first.AgentList(ctx)
		return err == nil && slices.ContainsFunc(list, func(a desk.Agent) bool { return a.Bank.State == agent.BankMissing })
	})
	id, err := first.CreateAgent(ctx, agent.Edit{Code: "A099", Name: "Distribuidora Demo Faro", Active: true,
		PointsOfSale: []agent.PointOfSale{{PSR: "990000000000099", Name: "Kiosco Demo Faro"}}})
	must(err)
	account := agent.Account{CBU: "0009844700009078153229", Alias: "Demo.Faro", Holder: "Titular Demo", CUIT: "20-12345678-6"}
	must(first.ProposeBank(ctx, id, account, 0))
	account = account.Clean()
	a := find(first, id, func(a desk.Agent) bool { return !a.New && a.Bank.State == agent.BankPending })
	if a.BonusBP != 400 || a.Bank.CBUMasked != "" || len(a.PointsOfSale) != 1 {
		t.Errorf("made %+v", a)
	}
	var change agent.BankChange
	wait("the change", func() bool {
		list, err := first.BankChanges(ctx, id)
		if err == nil && len(list) == 1 {
			change = list[0]
		}
		return change.ID != ""
	})
	_, err = first.DecideBank(ctx, desk.Decision{ID: change.ID, Version: change.Version, Step: agent.Approve})
	var refused *problem.Problem
	if !errors.As(err, &refused) || refused.Code != problem.SecondPersonNeeded {
		t.Errorf("the proposer approves: %v", err)
	}

	second := become("manager2@demo.test")
	if now, old, err := second.RevealBankChange(ctx, change.ID); err != nil || now != account || old != (agent.Account{}) {
		t.Errorf("revealed %v and %v, %v", now, old, err)
	}
	decided, err := second.DecideBank(ctx, desk.Decision{ID: change.ID, Version: change.Version, Step: agent.Approve})
	if err != nil || decided.State != agent.Approved || decided.DecidedBy != "Gerencia Demo Dos" {
		t.Fatalf("decided %+v, %v", decided, err)
	}
	a = find(second, id, func(a desk.Agent) bool { return a.Bank.State == agent.BankApproved })
	if got, err := second.RevealBank(ctx, id); err != nil || got != account || a.Bank.Version != 1 || a.Bank.Alias != "demo.faro" {
		t.Errorf("in force %v, %+v, %v", got, a.Bank, err)
	}
	rate, err := second.ProposeRate(ctx, id, money.BasisPoints(450), time.Time{}, a.Version)
	must(err)

	first = become("manager@demo.test")
	var stale desk.ErrRateConflict
	if _, err := first.DecideRate(ctx, desk.Decision{ID: rate.ID, Version: 7, Step: agent.Approve}); !errors.As(err, &stale) || stale.Current.ID != rate.ID {
		t.Errorf("of another version: %v", err)
	}
	if _, err := first.DecideRate(ctx, desk.Decision{ID: rate.ID, Version: rate.Version, Step: agent.Approve}); err != nil {
		t.Fatal(err)
	}
	find(first, id, func(a desk.Agent) bool { return a.BonusBP == 450 && a.Rate == nil })
	nothingOf(t, board.b, account.CBU)
}

// nothingOf looks for an account number in every file of the desktops and of the
// log, and where the hub keeps what is read for ever.
func nothingOf(t *testing.T, b *backend, cbu string) {
	t.Helper()
	hubFile := filepath.Base(b.files.hub())
	err := filepath.WalkDir(filepath.Dir(b.files.hub()), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || len(d.Name()) >= len(hubFile) && d.Name()[:len(hubFile)] == hubFile {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && bytes.Contains(data, []byte(cbu)) {
			t.Errorf("%s holds it", d.Name())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for _, table := range []string{"audit where before || after || search", "operation where body || hash", "exception where body"} {
		var n int
		if err := b.hub.store.Read().QueryRow("select count(*) from "+table+" like $1", "%"+cbu+"%").Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d rows, %v", table, n, err)
		}
	}
}
