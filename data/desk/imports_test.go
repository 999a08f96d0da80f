package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"trastienda/app/importing"
	"trastienda/app/problem"
	"trastienda/data/desk/remote"
)

func TestPartsOfAnImport(t *testing.T) {
	row := func(n int) importing.AgentRow {
		r := importing.AgentRow{Row: n}
		r.Agent.Contact.Notes = strings.Repeat("n", 50_000)
		return r
	}
	large, small := []importing.AgentRow{}, make([]importing.AgentRow, importing.MaxBatch+7)
	for n := range 20 {
		large = append(large, row(n))
	}
	for _, c := range []struct {
		rows []importing.AgentRow
		want int
	}{{small, importing.MaxBatch}, {small[:5], 5}, {large, 8}, {[]importing.AgentRow{row(1)}, 1}} {
		if got, err := partOf(c.rows); got != c.want || err != nil {
			t.Errorf("%d of %d rows, want %d (%v)", got, len(c.rows), c.want, err)
		}
	}
}

// A part is sent again while its failure may pass, and no other.
func TestAPartIsSentAgain(t *testing.T) {
	refusal := func(status int, code problem.Code) error {
		return &remote.Refusal{Problem: &problem.Problem{Status: status, Code: code}}
	}
	offline := &remote.OfflineError{Err: errors.New("no route")}
	for name, c := range map[string]struct {
		errs  []error
		sends int
		ok    bool
	}{
		"at once":      {[]error{nil}, 1, true},
		"after a gap":  {[]error{offline, refusal(http.StatusServiceUnavailable, "x"), nil}, 3, true},
		"still runs":   {[]error{refusal(http.StatusConflict, problem.InProgress), nil}, 2, true},
		"refused":      {[]error{refusal(http.StatusUnprocessableEntity, problem.ImportInvalid)}, 1, false},
		"no hub there": {[]error{&remote.NotAHubError{}}, 1, false},
		"never":        {[]error{offline, offline, offline, offline, nil}, partTries, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			sends := 0
			_, err := tryPart(context.Background(), func() ([]importing.RowResult, error) {
				sends++
				return nil, c.errs[sends-1]
			})
			if sends != c.sends || (err == nil) != c.ok {
				t.Errorf("%s: sent %d times, %v", name, sends, err)
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := tryPart(ctx, func() ([]importing.RowResult, error) { cancel(); return nil, offline }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestAnImportNeedsSomebody(t *testing.T) {
	d := &Desk{}
	told := func(int) {}
	_, agents := d.ImportAgents(context.Background(), importing.Batch[importing.AgentRow]{}, told)
	_, past := d.ImportPurchases(context.Background(), importing.Batch[importing.PurchaseItem]{}, told)
	_, runs := d.Imports(context.Background(), importing.Agents, "")
	for n, err := range []error{agents, past, runs} {
		if !errors.Is(err, ErrSignedOut) {
			t.Error(fmt.Sprint(n), err)
		}
	}
}
