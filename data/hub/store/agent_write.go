package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/money"
)

// Errors of storing an agent; nothing changed.
var (
	// ErrCodeTaken: another agent of the agency has that code.
	ErrCodeTaken = errors.New("store: the code is taken")
	// ErrPSRTaken: a PSR belongs to one point of sale of one agent in a hub.
	ErrPSRTaken = errors.New("store: the PSR is taken")
	// ErrAgentExists: the agency has an agent of that id.
	ErrAgentExists = errors.New("store: the agent exists already")
)

// LockAgent reads an agent in scope and keeps it, its bank data, its rates and
// its changes until the transaction ends; ErrNotFound when it is not in scope.
func (t *Tx) LockAgent(ctx context.Context, scope access.Scope, id string) (agent.Agent, error) {
	if scope.Agent != "" && scope.Agent != id {
		return agent.Agent{}, ErrNotFound
	}
	if _, err := t.tx.ExecContext(ctx, `update agent set version = version where agency_id = $1 and id = $2`, scope.Agency, id); err != nil {
		return agent.Agent{}, wrap("agent", err)
	}
	found, err := t.store.agentsByID(ctx, t.tx, scope, []string{id})
	return one(found, id, err)
}

// HoldCodes keeps others from giving an agent of the agency a code until the
// transaction ends. It is taken before any agent.
func (t *Tx) HoldCodes(ctx context.Context, agency string) error { return t.HoldPeople(ctx, agency) }

// InsertAgent adds an agent with its points of sale, version 1, and its first
// rate. The caller holds the agency's codes. Errors: ErrAgentExists,
// ErrCodeTaken, ErrPSRTaken.
func (t *Tx) InsertAgent(ctx context.Context, agency string, a agent.Agent, rate money.BasisPoints) error {
	if there, err := t.HasAgent(ctx, agency, a.ID); err != nil || there {
		return cmp.Or(err, ErrAgentExists)
	}
	if err := t.freeCode(ctx, agency, a); err != nil {
		return err
	}
	_, err := t.tx.ExecContext(ctx, `insert into agent (agency_id, id, code, name, version) values ($1, $2, $3, $4, 1)`, agency, a.ID, a.Code, a.Name)
	if err != nil {
		return wrap("agent", err)
	}
	// From ever: the payment of a shop that became known late has its bonus too.
	if err := t.putRate(ctx, agency, a.ID, 0, rate); err != nil {
		return err
	}
	return t.SaveAgent(ctx, agency, agent.Agent{}, a)
}

// SaveAgent stores what a form changes of an agent that the transaction has
// locked, with its version, and tells the feed. Errors: ErrCodeTaken (the caller
// holds the agency's codes when the code changes), ErrPSRTaken.
func (t *Tx) SaveAgent(ctx context.Context, agency string, before, a agent.Agent) error {
	if before.ID != "" && a.Code != before.Code {
		if err := t.freeCode(ctx, agency, a); err != nil {
			return err
		}
	}
	active := 0
	if a.Active {
		active = 1
	}
	c, d := a.Contact, a.Address
	_, err := t.tx.ExecContext(ctx, `update agent set code = $3, name = $4, cuit = $5, active = $6, next_visit = $7, version = $8,
		contact_person = $9, contact_phone = $10, contact_mobile = $11, contact_email = $12, contact_notes = $13,
		address_street = $14, address_number = $15, address_floor = $16, address_locality = $17, address_province = $18, address_postcode = $19
		where agency_id = $1 and id = $2`, agency, a.ID, a.Code, a.Name, a.CUIT, active, a.NextVisit, a.Version,
		c.Person, c.Phone, c.Mobile, c.Email, c.Notes, d.Street, d.Number, d.Floor, d.Locality, d.Province, d.Postcode)
	if err != nil {
		return wrap("agent", err)
	}
	if err := t.savePoints(ctx, agency, before.PointsOfSale, a); err != nil {
		return err
	}
	t.Changed(agency, EntityAgent, a.ID, a.ID, a.Version, false)
	if before.ID == "" || a.Code == before.Code && a.Name == before.Name {
		return nil
	}
	return t.renamed(ctx, agency, a.ID)
}

// renamed tells the feed of an agent's open changes, whose documents name it.
func (t *Tx) renamed(ctx context.Context, agency, id string) error {
	rows, err := t.tx.QueryContext(ctx, `select 0, id, version from bank_change where agency_id = $1 and agent_id = $2 and state = 'proposed'
		union all select 1, id, version from rate_change where agency_id = $1 and agent_id = $2 and state = 'proposed'`, agency, id)
	if err != nil {
		return wrap("agent", err)
	}
	defer rows.Close()
	for rows.Next() {
		var rate int
		var change string
		var version int64
		if err := rows.Scan(&rate, &change, &version); err != nil {
			return wrap("agent", err)
		}
		if rate == 1 {
			t.ChangedFor(agency, access.Managers, EntityRateChange, change, version, false)
		} else {
			t.Changed(agency, EntityBankChange, change, id, version, false)
		}
	}
	return wrap("agent", rows.Err())
}

// bumpAgent counts a change of what an agent's document shows besides its own
// fields, tells the feed and gives the new version.
func (t *Tx) bumpAgent(ctx context.Context, agency, id string) (version int64, err error) {
	err = t.tx.QueryRowContext(ctx, `update agent set version = version + 1 where agency_id = $1 and id = $2 returning version`, agency, id).Scan(&version)
	if err == nil {
		t.Changed(agency, EntityAgent, id, id, version, false)
	}
	return version, found(err)
}

func (t *Tx) freeCode(ctx context.Context, agency string, a agent.Agent) error {
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from agent where agency_id = $1 and code = $2 and id <> $3`, agency, a.Code, a.ID).Scan(&n)
	if err == nil && n > 0 {
		return ErrCodeTaken
	}
	return wrap("agent", err)
}

// savePoints makes an agent's points of sale those of a. They are taken in the
// order of their PSR, so that two agents never wait for each other's.
func (t *Tx) savePoints(ctx context.Context, agency string, before []agent.PointOfSale, a agent.Agent) error {
	had := map[string]string{}
	for _, p := range before {
		had[p.PSR] = p.Name
	}
	points := slices.SortedFunc(slices.Values(a.PointsOfSale), func(p, q agent.PointOfSale) int { return strings.Compare(p.PSR, q.PSR) })
	for _, p := range points {
		name, there := had[p.PSR]
		delete(had, p.PSR)
		if there && name == p.Name {
			continue
		}
		done, err := t.tx.ExecContext(ctx, `insert into point_of_sale (psr, agency_id, agent_id, name) values ($1, $2, $3, $4)
			on conflict (psr) do update set name = excluded.name where point_of_sale.agency_id = $2 and point_of_sale.agent_id = $3`, p.PSR, agency, a.ID, p.Name)
		if err != nil {
			return wrap("points of sale", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return cmp.Or(err, ErrPSRTaken)
		}
	}
	for psr := range had {
		if _, err := t.tx.ExecContext(ctx, `delete from point_of_sale where psr = $1 and agency_id = $2 and agent_id = $3`, psr, agency, a.ID); err != nil {
			return wrap("points of sale", err)
		}
	}
	return nil
}
