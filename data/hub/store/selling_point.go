package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"trastienda/app/agent"
	"trastienda/app/money"
	"trastienda/data/hub/store/gen"
)

// SellingPoint is what the money path needs to know of a point of sale: whose
// it is, in which currency its agency works, and where its payments go.
type SellingPoint struct {
	Agency, Agent, AgentCode string
	Currency                 string
	// CBU is the agent's approved account, empty when there is none.
	CBU string
}

// SellingPoint finds a point of sale by its PSR; ErrNotFound when unknown.
func (t *Tx) SellingPoint(ctx context.Context, psr string) (SellingPoint, error) {
	p, err := gen.New(t.tx).FindSellingPoint(ctx, psr)
	if err != nil {
		return SellingPoint{}, found(err)
	}
	point := SellingPoint{Agency: p.AgencyID, Agent: p.AgentID, AgentCode: p.Code, Currency: p.Currency}
	if p.BankState == string(agent.BankApproved) {
		point.CBU = p.Cbu
	}
	return point, nil
}

// AgentCode gives the code by which the outside systems know an agent.
func (t *Tx) AgentCode(ctx context.Context, agency, id string) (string, error) {
	a, err := gen.New(t.tx).GetAgent(ctx, gen.GetAgentParams{AgencyID: agency, ID: id})
	return a.Code, found(err)
}

// RateAt gives the agent's bonus rate that was in force at an instant; 0 when
// none was.
func (t *Tx) RateAt(ctx context.Context, agency, agentID string, at time.Time) (money.BasisPoints, error) {
	bp, err := gen.New(t.tx).RateAt(ctx, gen.RateAtParams{AgencyID: agency, AgentID: agentID, FromMs: at.UnixMilli()})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return money.BasisPoints(bp), wrap("rate", err)
}

// AgencyFor tells which agency looks after a notice whose PSR nobody knows: the
// one whose approved account, of now or of before, got the money, else the oldest
// (the only one, as a rule). ErrNotFound in a hub without agencies.
func (t *Tx) AgencyFor(ctx context.Context, cbu string) (string, error) {
	q := gen.New(t.tx)
	if cbu != "" {
		agency, err := q.AgencyOfCBU(ctx, cbu)
		if errors.Is(err, sql.ErrNoRows) {
			err = t.tx.QueryRowContext(ctx, `select agency_id from agent_account_past where cbu = $1 order by until_ms desc, agency_id limit 1`, cbu).Scan(&agency)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return agency, wrap("agency", err)
		}
	}
	agency, err := q.OldestAgency(ctx)
	return agency, found(err)
}
