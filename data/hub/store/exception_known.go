package store

import (
	"context"
	"database/sql"
	"errors"

	"trastienda/app/agent"
	"trastienda/app/exception"
	"trastienda/app/ident"
)

// KnownOf is what the agency knows of the payment of an exception: the purchase
// of its reference (an alarm's reference is the purchase itself), else the point
// of sale it names, else nil. The account is masked.
func (s *Store) KnownOf(ctx context.Context, agency, reference, psr string) (*exception.Known, error) {
	k := exception.Known{}
	var cbu string
	err := s.read.QueryRowContext(ctx, `select p.id, p.psr, a.name, p.paid, p.currency, p.to_cbu from purchase p
		join agent a on a.agency_id = p.agency_id and a.id = p.agent_id
		where p.agency_id = $1 and (p.wallet_reference = $2 and $2 <> '' or p.id = $2)`, agency, reference).
		Scan(&k.PurchaseID, &k.PSR, &k.Agent, &k.Amount, &k.Currency, &cbu)
	if errors.Is(err, sql.ErrNoRows) {
		var state string
		err = s.read.QueryRowContext(ctx, `select s.psr, a.name, g.currency, coalesce(b.cbu, ''), coalesce(b.state, '') from point_of_sale s
			join agency g on g.id = s.agency_id join agent a on a.agency_id = s.agency_id and a.id = s.agent_id
			left join agent_bank b on b.agency_id = s.agency_id and b.agent_id = s.agent_id
			where s.agency_id = $1 and s.psr = $2`, agency, psr).Scan(&k.PSR, &k.Agent, &k.Currency, &cbu, &state)
		if state != string(agent.BankApproved) {
			cbu = ""
		}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	k.ToCBU = ident.MaskCBU(cbu)
	return &k, wrap("exception", err)
}

// SuggestionFor names the agent of the agency whose approved account is cbu, and
// their point of sale if they have only one; nil when nobody's is, or that of
// several.
func (s *Store) SuggestionFor(ctx context.Context, agency, cbu string) (*exception.Suggestion, error) {
	if cbu == "" {
		return nil, nil
	}
	rows, err := s.read.QueryContext(ctx, `select a.id, a.name, coalesce(s.psr, '') from agent_bank b
		join agent a on a.agency_id = b.agency_id and a.id = b.agent_id
		left join point_of_sale s on s.agency_id = a.agency_id and s.agent_id = a.id
		where b.cbu = $2 and b.agency_id = $1 and b.state = 'approved' order by a.id, s.psr`, agency, cbu)
	if err != nil {
		return nil, wrap("exception", err)
	}
	defer rows.Close()
	var found *exception.Suggestion
	for rows.Next() {
		var one exception.Suggestion
		if err := rows.Scan(&one.AgentID, &one.Agent, &one.PSR); err != nil {
			return nil, wrap("exception", err)
		}
		switch {
		case found == nil:
			found = &one
		case found.AgentID != one.AgentID:
			return nil, nil // one account of two agents tells nothing
		default:
			found.PSR = ""
		}
	}
	return found, wrap("exception", rows.Err())
}
