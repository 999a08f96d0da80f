package store

import (
	"context"
	"database/sql"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/app/money"
)

// RateChange is a change of an agent's rate, or of that of the agency's new
// agents when it names none. From is nil for "as soon as it is approved".
type RateChange struct {
	ChangeHead
	Old, New money.BasisPoints
	From     *time.Time
}

// Doc is the change as those who may see it see it.
func (c RateChange) Doc() agent.RateChange {
	return agent.RateChange{ID: c.ID, Agent: c.Agent, Old: c.Old, New: c.New, From: c.From, State: c.State, Decision: c.Decision, Version: c.Version}
}

const rateChanges = `select ` + headColumns + `, x.old_bp, x.bonus_bp, x.from_ms
	from rate_change x left join agent a on a.agency_id = x.agency_id and a.id = x.agent_id`

func readRateChanges(ctx context.Context, q querier, w listing.Where, tail string) ([]RateChange, error) {
	where, args := w.SQL()
	rows, err := q.QueryContext(ctx, rateChanges+where+tail, args...)
	if err != nil {
		return nil, wrap("rate changes", err)
	}
	defer rows.Close()
	list := []RateChange{}
	for rows.Next() {
		var h headRow
		var c RateChange
		var from sql.NullInt64
		if err := rows.Scan(append(h.fields(), &c.Old, &c.New, &from)...); err != nil {
			return nil, wrap("rate changes", err)
		}
		c.ChangeHead, c.From = h.head(), pointer(from)
		list = append(list, c)
	}
	return list, wrap("rate changes", rows.Err())
}

// rateChangesIn keeps to the agency's, and to none for whoever may not see them.
func rateChangesIn(w *listing.Where, scope access.Scope) {
	w.And("x.agency_id = ?", scope.Agency)
	if !scope.Role.Allows(access.RatesSee) {
		w.And("1 = 0")
	}
}

var rateChangePages = changePages(func(c RateChange) ChangeHead { return c.ChangeHead })

// ListRateChanges gives a page of those in scope, newest first. Cursors are as in
// ListPurchases.
func (s *Store) ListRateChanges(ctx context.Context, scope access.Scope, f ChangeFilter, cursor string, limit int) (Page[RateChange], error) {
	var w listing.Where
	rateChangesIn(&w, scope)
	f.narrow(&w)
	return rateChangePages.page(w, nil, cursor, limit, func(w listing.Where, tail string) ([]RateChange, error) {
		return readRateChanges(ctx, s.read, w, tail)
	})
}

// FindRateChange gives one in scope; ErrNotFound when there is none.
func (s *Store) FindRateChange(ctx context.Context, scope access.Scope, id string) (RateChange, error) {
	return findRateChange(ctx, s.read, scope, id)
}

func findRateChange(ctx context.Context, q querier, scope access.Scope, id string) (RateChange, error) {
	var w listing.Where
	rateChangesIn(&w, scope)
	w.And("x.id = ?", id)
	list, err := readRateChanges(ctx, q, w, "")
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return RateChange{}, err
	}
	return list[0], nil
}

// RateChangesByID gives the documents of those that are in scope, by id.
func (s *Store) RateChangesByID(ctx context.Context, scope access.Scope, ids []string) (map[string]agent.RateChange, error) {
	found := make(map[string]agent.RateChange, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var w listing.Where
	rateChangesIn(&w, scope)
	listing.In(&w, "x.id", ids)
	list, err := readRateChanges(ctx, s.read, w, "")
	for _, c := range list {
		found[c.ID] = c.Doc()
	}
	return found, err
}

// LockRateChange reads one in scope and keeps it and what it changes until the
// transaction ends; ErrNotFound when there is none.
func (t *Tx) LockRateChange(ctx context.Context, scope access.Scope, id string) (RateChange, error) {
	c, err := findRateChange(ctx, t.tx, scope, id)
	if err != nil {
		return c, err
	}
	if c.Agent.ID != "" {
		_, err = t.LockAgent(ctx, scope, c.Agent.ID)
	} else {
		_, err = t.LockAgency(ctx, scope.Agency)
	}
	if err != nil {
		return c, err
	}
	return findRateChange(ctx, t.tx, scope, id) // as it is now that it is kept
}

// OpenRateChange tells whether an agent, or the agency for an empty id, has a
// change that waits for a second person.
func (t *Tx) OpenRateChange(ctx context.Context, agency, agentID string) (bool, error) {
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from rate_change where agency_id = $1 and agent_id = $2 and state = 'proposed'`, agency, agentID).Scan(&n)
	return n > 0, wrap("rate change", err)
}

// InsertRateChange adds a proposal for what the transaction has locked and that
// has none open, and tells the feed. It gives the agent's new version, 0 for the
// agency's.
func (t *Tx) InsertRateChange(ctx context.Context, c RateChange) (agentVersion int64, err error) {
	_, err = t.tx.ExecContext(ctx, `insert into rate_change (agency_id, id, agent_id, old_bp, bonus_bp, from_ms, state, by_id, by_name, at_ms, version)
		values (`+placeholders(11)+`)`, c.Agency, c.ID, c.Agent.ID, int64(c.Old), int64(c.New), nullable(c.From), string(c.State), c.ByID, c.By, c.At.UnixMilli(), c.Version)
	if err != nil {
		return 0, wrap("rate change", err)
	}
	return t.rateChanged(ctx, c)
}

// SaveRateChange stores what became of one that the transaction has locked, and
// tells the feed. It gives the agent's new version, 0 for the agency's.
func (t *Tx) SaveRateChange(ctx context.Context, c RateChange) (agentVersion int64, err error) {
	if err := t.saveDecision(ctx, "rate_change", c.ChangeHead); err != nil {
		return 0, err
	}
	return t.rateChanged(ctx, c)
}

func (t *Tx) rateChanged(ctx context.Context, c RateChange) (int64, error) {
	t.ChangedFor(c.Agency, access.Managers, EntityRateChange, c.ID, c.Version, false)
	if c.Agent.ID == "" {
		return 0, nil
	}
	return t.bumpAgent(ctx, c.Agency, c.Agent.ID)
}

// PutRate brings a rate of an agent, or of the agency's new agents for an empty
// id, into force from an instant on, at the earliest now: a rate never changes
// for what is past. Another one that was to begin at the same instant does not.
func (t *Tx) PutRate(ctx context.Context, agency, agentID string, from time.Time, rate money.BasisPoints) error {
	if now := t.store.clock.Now(); from.Before(now) {
		from = now
	}
	if agentID != "" {
		return t.putRate(ctx, agency, agentID, from.UnixMilli(), rate)
	}
	_, err := t.tx.ExecContext(ctx, `insert into agency_rate (agency_id, from_ms, bonus_bp) values ($1, $2, $3)
		on conflict (agency_id, from_ms) do update set bonus_bp = excluded.bonus_bp`, agency, from.UnixMilli(), int64(rate))
	if err != nil {
		return wrap("rate", err)
	}
	var version int64
	err = t.tx.QueryRowContext(ctx, `update agency set version = version + 1 where id = $1 returning version`, agency).Scan(&version)
	t.ChangedFor(agency, access.Everybody, EntityAgency, agency, version, false)
	return wrap("rate", err)
}

func (t *Tx) putRate(ctx context.Context, agency, agentID string, fromMS int64, rate money.BasisPoints) error {
	_, err := t.tx.ExecContext(ctx, `insert into agent_rate (agency_id, agent_id, from_ms, bonus_bp) values ($1, $2, $3, $4)
		on conflict (agency_id, agent_id, from_ms) do update set bonus_bp = excluded.bonus_bp`, agency, agentID, fromMS, int64(rate))
	return wrap("rate", err)
}
