package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/listing"
)

// BankChange is a change of bank data with both accounts in full. It prints them
// masked (agent.Account).
type BankChange struct {
	ChangeHead
	Old, New agent.Account
}

// Doc is the change as everybody who may see it sees it.
func (c BankChange) Doc() agent.BankChange {
	return agent.BankChange{ID: c.ID, Agent: c.Agent, Old: c.Old.Masked(), New: c.New.Masked(), State: c.State, Decision: c.Decision, Version: c.Version}
}

const bankChanges = `select ` + headColumns + `, x.cbu, x.alias, x.holder, x.cuit, x.old_cbu, x.old_alias, x.old_holder, x.old_cuit
	from bank_change x left join agent a on a.agency_id = x.agency_id and a.id = x.agent_id`

func readBankChanges(ctx context.Context, q querier, w listing.Where, tail string) ([]BankChange, error) {
	where, args := w.SQL()
	rows, err := q.QueryContext(ctx, bankChanges+where+tail, args...)
	if err != nil {
		return nil, wrap("bank changes", err)
	}
	defer rows.Close()
	list := []BankChange{}
	for rows.Next() {
		var h headRow
		var c BankChange
		if err := rows.Scan(append(h.fields(), &c.New.CBU, &c.New.Alias, &c.New.Holder, &c.New.CUIT,
			&c.Old.CBU, &c.Old.Alias, &c.Old.Holder, &c.Old.CUIT)...); err != nil {
			return nil, wrap("bank changes", err)
		}
		c.ChangeHead = h.head()
		list = append(list, c)
	}
	return list, wrap("bank changes", rows.Err())
}

func bankChangesIn(w *listing.Where, scope access.Scope) {
	w.And("x.agency_id = ?", scope.Agency)
	if scope.Agent != "" {
		w.And("x.agent_id = ?", scope.Agent)
	}
}

var bankChangePages = changePages(func(c BankChange) ChangeHead { return c.ChangeHead })

// ListBankChanges gives a page of those in scope, newest first. Cursors are as in
// ListPurchases.
func (s *Store) ListBankChanges(ctx context.Context, scope access.Scope, f ChangeFilter, cursor string, limit int) (Page[BankChange], error) {
	var w listing.Where
	bankChangesIn(&w, scope)
	f.narrow(&w)
	return bankChangePages.page(w, nil, cursor, limit, func(w listing.Where, tail string) ([]BankChange, error) {
		return readBankChanges(ctx, s.read, w, tail)
	})
}

// FindBankChange gives one in scope; ErrNotFound when there is none.
func (s *Store) FindBankChange(ctx context.Context, scope access.Scope, id string) (BankChange, error) {
	return findBankChange(ctx, s.read, scope, id)
}

func findBankChange(ctx context.Context, q querier, scope access.Scope, id string) (BankChange, error) {
	var w listing.Where
	bankChangesIn(&w, scope)
	w.And("x.id = ?", id)
	list, err := readBankChanges(ctx, q, w, "")
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return BankChange{}, err
	}
	return list[0], nil
}

// BankChangesByID gives the documents of those that are in scope, by id.
func (s *Store) BankChangesByID(ctx context.Context, scope access.Scope, ids []string) (map[string]agent.BankChange, error) {
	found := make(map[string]agent.BankChange, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var w listing.Where
	bankChangesIn(&w, scope)
	listing.In(&w, "x.id", ids)
	list, err := readBankChanges(ctx, s.read, w, "")
	for _, c := range list {
		found[c.ID] = c.Doc()
	}
	return found, err
}

// LockBankChange reads one in scope and keeps it and its agent until the
// transaction ends; ErrNotFound when there is none.
func (t *Tx) LockBankChange(ctx context.Context, scope access.Scope, id string) (BankChange, error) {
	c, err := findBankChange(ctx, t.tx, scope, id)
	if err != nil {
		return c, err
	}
	if _, err := t.LockAgent(ctx, scope, c.Agent.ID); err != nil {
		return c, err
	}
	return findBankChange(ctx, t.tx, scope, id) // as it is now that it is kept
}

// InsertBankChange adds a proposal for an agent that the transaction has locked
// and that has none open, and tells the feed. It gives the agent's new version.
func (t *Tx) InsertBankChange(ctx context.Context, c BankChange) (agentVersion int64, err error) {
	_, err = t.tx.ExecContext(ctx, `insert into bank_change (agency_id, id, agent_id, cbu, alias, holder, cuit,
		old_cbu, old_alias, old_holder, old_cuit, state, by_id, by_name, at_ms, version) values (`+placeholders(16)+`)`,
		c.Agency, c.ID, c.Agent.ID, c.New.CBU, c.New.Alias, c.New.Holder, c.New.CUIT, c.Old.CBU, c.Old.Alias, c.Old.Holder, c.Old.CUIT,
		string(c.State), c.ByID, c.By, c.At.UnixMilli(), c.Version)
	if err != nil {
		return 0, wrap("bank change", err)
	}
	return t.bankChanged(ctx, c)
}

// SaveBankChange stores what became of one that the transaction has locked, and
// tells the feed. It gives the agent's new version.
func (t *Tx) SaveBankChange(ctx context.Context, c BankChange) (agentVersion int64, err error) {
	if err := t.saveDecision(ctx, "bank_change", c.ChangeHead); err != nil {
		return 0, err
	}
	return t.bankChanged(ctx, c)
}

func (t *Tx) bankChanged(ctx context.Context, c BankChange) (int64, error) {
	t.Changed(c.Agency, EntityBankChange, c.ID, c.Agent.ID, c.Version, false)
	return t.bumpAgent(ctx, c.Agency, c.Agent.ID)
}

// Account is an agent's account in force, and its version; an empty one of
// version 0 when none was ever approved.
func (s *Store) Account(ctx context.Context, agency, agentID string) (agent.Account, int64, error) {
	return account(ctx, s.read, agency, agentID)
}

// Account is Store.Account inside the transaction.
func (t *Tx) Account(ctx context.Context, agency, agentID string) (agent.Account, int64, error) {
	return account(ctx, t.tx, agency, agentID)
}

func account(ctx context.Context, q querier, agency, agentID string) (a agent.Account, version int64, err error) {
	err = q.QueryRowContext(ctx, `select cbu, alias, holder, cuit, version from agent_bank where agency_id = $1 and agent_id = $2 and state = 'approved'`,
		agency, agentID).Scan(&a.CBU, &a.Alias, &a.Holder, &a.CUIT, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return agent.Account{}, 0, nil
	}
	return a, version, wrap("account", err)
}

// PutAccount brings an account of an agent that the transaction has locked into
// force. What was in force until now stays known (HadAccount).
func (t *Tx) PutAccount(ctx context.Context, agency, agentID string, a agent.Account, at time.Time) error {
	_, err := t.tx.ExecContext(ctx, `insert into agent_account_past (agency_id, agent_id, version, cbu, alias, holder, cuit, from_ms, until_ms)
		select agency_id, agent_id, version, cbu, alias, holder, cuit, from_ms, $3 from agent_bank
		where agency_id = $1 and agent_id = $2 and state = 'approved'`, agency, agentID, at.UnixMilli())
	if err != nil {
		return wrap("account", err)
	}
	// A row that was never approved is none, and its version counts nothing.
	_, err = t.tx.ExecContext(ctx, `insert into agent_bank (agency_id, agent_id, cbu, alias, holder, cuit, state, version, from_ms)
		values ($1, $2, $3, $4, $5, $6, 'approved', 1, $7)
		on conflict (agency_id, agent_id) do update set cbu = excluded.cbu, alias = excluded.alias, holder = excluded.holder, cuit = excluded.cuit,
		state = 'approved', version = agent_bank.version + 1, from_ms = excluded.from_ms`,
		agency, agentID, a.CBU, a.Alias, a.Holder, a.CUIT, at.UnixMilli())
	return wrap("account", err)
}

// HadAccount tells whether an account that is not an agent's any more was in
// force for them at an instant, or ended not longer ago than late.
func (t *Tx) HadAccount(ctx context.Context, agency, agentID, cbu string, at time.Time, late time.Duration) (bool, error) {
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from agent_account_past where agency_id = $1 and agent_id = $2 and cbu = $3
		and from_ms <= $4 and until_ms > $5`, agency, agentID, cbu, at.UnixMilli(), at.Add(-late).UnixMilli()).Scan(&n)
	return n > 0, wrap("account", err)
}
