// Package sample fills an empty hub with an agency to try the program on:
// agents, users, and purchases in every state, all made up.
package sample

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"trastienda/app/audit"
	"trastienda/app/money"
	"trastienda/app/purchase"
	"trastienda/data/connector/simulator"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
)

// Params are what a sample is made of.
type Params struct {
	Store     *store.Store
	Purchases int    // how many, at least the six of the source
	Seed      uint64 // equal seeds give equal samples
	Password  string // of every user
	// Simulator is prepared with a balance that does not suffice and with
	// lasting faults that keep a few purchases stuck; nil leaves all that out.
	Simulator *simulator.Simulator
	// Progress is told how many purchases are written; it may be nil.
	Progress func(done, total int)
}

// ErrNotEmpty tells that the database holds something already.
var ErrNotEmpty = errors.New("sample: the database is not empty")

// Minimum is the smallest number of purchases: the six rows of the source.
const Minimum = 6

// agencyID is the sample's agency; a hub holds at most one sample.
const agencyID = "agency-demo"

// lowBalance is what the agent of the "no balance" rows has left.
const lowBalance = 230000

// Fill writes the sample in one transaction: all of it or nothing. The
// simulator is prepared first, because its faults alone change nothing.
func Fill(ctx context.Context, p Params) error {
	agents, err := demoAgents()
	if err != nil {
		return err
	}
	if err := empty(ctx, p.Store); err != nil {
		return err
	}
	rows := newRowSource(p)
	if err := prepareOutside(ctx, p, agents, rows.head); err != nil {
		return fmt.Errorf("sample: prepare the simulator: %w", err)
	}
	return p.Store.Write(ctx, func(tx *store.Tx) error {
		if err := insertAgency(ctx, tx, agents, p.Store.Clock().Now(), p.Password); err != nil {
			return fmt.Errorf("sample: agency: %w", err)
		}
		if err := insertPurchases(ctx, tx, p, agents, rows); err != nil {
			return fmt.Errorf("sample: %w", err)
		}
		if err := insertChanges(ctx, tx, agents, p.Store.Clock().Now().Truncate(time.Minute)); err != nil {
			return fmt.Errorf("sample: changes: %w", err)
		}
		if err := ageEpoch(ctx, tx, p.Store.Clock().Now()); err != nil {
			return fmt.Errorf("sample: epoch: %w", err)
		}
		tx.Audit(store.AuditEntry{Agency: agencyID, Act: audit.ActSample, Entity: "agency", EntityID: agencyID,
			After: fmt.Sprintf(`{"name":%q,"purchases":%d,"seed":%d}`, AgencyName, p.Purchases, p.Seed)})
		return nil
	})
}

func insertPurchases(ctx context.Context, tx *store.Tx, p Params, agents []demoAgent, rows *rowSource) error {
	if !p.Store.Postgres() {
		// Keys of ids take rows all over the file: with a small cache most pages
		// are written and read again many times.
		if _, err := tx.ExecContext(ctx, `pragma cache_size = -400000`); err != nil {
			return err
		}
	}
	indexes, err := dropIndexes(ctx, tx, p.Store.Postgres())
	if err != nil {
		return err
	}
	w := newWriter(ctx, tx, p.Store, agents)
	for i := range p.Purchases {
		if err := w.add(rows.next(i)); err != nil {
			return fmt.Errorf("purchase %d: %w", i, err)
		}
		if p.Progress != nil && i%500 == 0 {
			p.Progress(i, p.Purchases)
		}
	}
	if err := w.finish(); err != nil {
		return err
	}
	if err := makeIndexes(ctx, tx, indexes); err != nil {
		return err
	}
	if err := insertExceptions(ctx, tx, p.Store, agents, rows); err != nil {
		return fmt.Errorf("exceptions: %w", err)
	}
	return insertMarks(ctx, tx, p.Store, rows)
}

// ageEpoch lets the hub be older than the sample's oldest payment: whoever opens
// the database next can be sure that it forgot no send for any of them, and a
// first retry sends at once. The span is taken off, because the epoch goes by the
// leases' clock and the payments by the business one.
func ageEpoch(ctx context.Context, tx *store.Tx, now time.Time) error {
	_, err := tx.ExecContext(ctx, `update hub_meta set epoch_started_ms = epoch_started_ms - ($1 - (select min(at_ms) from purchase))`, now.UnixMilli())
	return err
}

func empty(ctx context.Context, s *store.Store) error {
	var agencies int
	if err := s.Read().QueryRowContext(ctx, `select count(*) from agency`).Scan(&agencies); err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	if agencies > 0 {
		return ErrNotEmpty
	}
	return nil
}

// rowSource gives the rows newest first: the source's, the stuck ones, the
// older ones.
type rowSource struct {
	head  []row
	older *olderRows
}

func newRowSource(p Params) *rowSource {
	// Whole minutes: with the same --clock, a program that is slow to start makes
	// the same rows.
	now := p.Store.Clock().Now().Truncate(time.Minute)
	head := append(sourceRows(now), stuckRows(now)...)
	head = head[:min(len(head), p.Purchases)]
	return &rowSource{head: head, older: newOlderRows(p.Seed, now, p.Purchases)}
}

func (s *rowSource) next(i int) row {
	if i < len(s.head) {
		return s.head[i]
	}
	return s.older.next(i)
}

func prepareOutside(ctx context.Context, p Params, agents []demoAgent, rows []row) error {
	if p.Simulator == nil {
		return nil
	}
	var faults []simulator.Fault
	for i, r := range rows {
		if f := r.fault; f.Mode != "" {
			f.Reference = purchaseID(p.Store.HubID(), i)
			faults = append(faults, f)
		}
	}
	return errors.Join(
		p.Simulator.SetFaults(ctx, faults...),
		p.Simulator.SetAgent(ctx, agents[2].code, lowBalance, currency),
	)
}

// reference is what the wallet calls the i-th payment.
func reference(i int) string { return fmt.Sprintf("demo-payment-%07d", i) }

// purchaseID is the id a wallet notice with that reference would give.
func purchaseID(hubID string, i int) string {
	return purchase.IDFor(hubID, reference(i))
}

func withBonus(paid int64) int64 { return money.WithBonus(paid, bonus) }

func insertAgency(ctx context.Context, tx *store.Tx, agents []demoAgent, now time.Time, password string) error {
	err := store.CreateAgency(ctx, tx, store.Agency{ID: agencyID, Name: AgencyName, Currency: currency, TimeZone: timeZone})
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `insert into agency_rate (agency_id, from_ms, bonus_bp) values ($1, 0, $2)`, agencyID, int64(bonus)); err != nil {
		return err
	}
	for i, a := range agents {
		if err := insertAgent(ctx, tx, a, i, now); err != nil {
			return fmt.Errorf("agent %s: %w", a.code, err)
		}
	}
	for _, u := range demoUsers {
		u.Agency, u.Password = agencyID, password
		if _, err := session.CreateUser(ctx, tx, u); err != nil {
			return fmt.Errorf("user %s: %w", u.Email, err)
		}
	}
	return nil
}

func insertAgent(ctx context.Context, tx *store.Tx, a demoAgent, i int, now time.Time) error {
	exec := func(query string, args ...any) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	}
	visit := ""
	if a.visit > 0 {
		zone, err := time.LoadLocation(timeZone)
		if err != nil {
			return err
		}
		visit = now.In(zone).AddDate(0, 0, a.visit).Format(time.DateOnly)
	}
	n := strings.TrimPrefix(a.id, "agent-")
	err := errors.Join(
		exec(`insert into agent (agency_id, id, code, name, cuit, next_visit, contact_person, contact_phone, contact_mobile, contact_email,
			address_street, address_number, address_locality, address_province, address_postcode)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, agencyID, a.id, a.code, a.name, a.cuit, visit,
			"Contacto Demo "+n, "011 5555-01"+n, "11 5555-02"+n, "agente"+n+"@demo.test",
			"Calle Demo", fmt.Sprint(100+i*7), localities[i%len(localities)], "Provincia Demo", "0000"),
		exec(`insert into agent_rate (agency_id, agent_id, from_ms, bonus_bp) values ($1, $2, 0, $3)`, agencyID, a.id, int64(bonus)),
	)
	if a.cbu != "" {
		err = errors.Join(err, exec(`insert into agent_bank (agency_id, agent_id, cbu, alias, holder, cuit, state) values ($1, $2, $3, $4, $5, $6, 'approved')`,
			agencyID, a.id, a.cbu, a.alias, a.name, a.cuit))
	}
	for _, s := range a.shops {
		err = errors.Join(err, exec(`insert into point_of_sale (psr, agency_id, agent_id, name) values ($1, $2, $3, $4)`, s.psr, agencyID, a.id, s.name))
	}
	tx.Changed(agencyID, "agent", a.id, a.id, 1, false)
	return err
}
