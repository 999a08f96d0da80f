package sample

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"trastienda/app/agent"
	"trastienda/app/ident"
	"trastienda/data/hub/store"
)

// The agents with a change that a second person has to decide.
const (
	changesBank = 7
	changesRate = 3
)

// insertChanges proposes bank data of one agent and a rate of another, each by one
// of the managers, so that the other can decide it.
func insertChanges(ctx context.Context, tx *store.Tx, agents []demoAgent, now time.Time) error {
	cbu, err := ident.MakeCBU(provider, fmt.Sprintf("0%012d", 200000000001))
	if err != nil {
		return err
	}
	of := agents[changesBank]
	old := agent.Account{CBU: of.cbu, Alias: of.alias, Holder: of.name, CUIT: of.cuit}
	bank := store.BankChange{Old: old, New: agent.Account{CBU: cbu, Alias: "demo.nueva.cuenta", Holder: of.name, CUIT: of.cuit}}
	if bank.ChangeHead, err = proposedBy(ctx, tx, demoUsers[0].Email, of, now.Add(-3*time.Hour)); err != nil {
		return err
	}
	rate := store.RateChange{Old: bonus, New: bonus + 50}
	if rate.ChangeHead, err = proposedBy(ctx, tx, demoUsers[1].Email, agents[changesRate], now.Add(-27*time.Hour)); err != nil {
		return err
	}
	_, bankErr := tx.InsertBankChange(ctx, bank)
	_, rateErr := tx.InsertRateChange(ctx, rate)
	return errors.Join(bankErr, rateErr)
}

// proposedBy is the head of a change by one of the sample's users.
func proposedBy(ctx context.Context, tx *store.Tx, email string, of demoAgent, at time.Time) (store.ChangeHead, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return store.ChangeHead{}, err
	}
	h := store.ChangeHead{Agency: agencyID, ID: id.String(), Agent: agent.Ref{ID: of.id, Code: of.code, Name: of.name}, State: agent.Proposed,
		Decision: agent.Decision{At: at}, Version: 1}
	err = tx.QueryRowContext(ctx, `select id, name from app_user where agency_id = $1 and email = $2`, agencyID, email).Scan(&h.ByID, &h.By)
	return h, err
}
