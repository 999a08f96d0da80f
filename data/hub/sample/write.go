package sample

import (
	"context"
	"fmt"
	"strings"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

// batchRows is how many rows one insert carries: enough to make the round trip
// cheap, few enough for both engines' limit of arguments.
const batchRows = 200

// writer inserts purchases, their attempts, jobs and change rows in batches.
type writer struct {
	ctx       context.Context
	store     *store.Store
	agents    []demoAgent
	now       time.Time
	purchases batch
	attempts  batch
	changes   batch
	jobs      batch
	written   int
}

func newWriter(ctx context.Context, tx *store.Tx, s *store.Store, agents []demoAgent) *writer {
	into := func(table, columns string) batch {
		return batch{tx: tx, table: table, columns: columns, numbered: s.Postgres()}
	}
	return &writer{
		ctx: ctx, store: s, agents: agents, now: s.Clock().Now(),
		purchases: into("purchase", `agency_id, id, at_ms, psr, agent_id, wallet_transfer, wallet_reference, to_cbu,
			paid, credited, currency, transfer_id, transfer_completed_ms, status, cause, leg_payment, leg_transfer, leg_notice,
			refusal_code, accredited_ms, rejected_ms, deadline_ms, opened_epoch, search`),
		attempts: into("attempt", `agency_id, purchase_id, n, run, leg, kind, by_kind, started_ms, finished_ms,
			lease_end_ms, settle_from_ms, outcome, code, reference`),
		changes: into("change", `agency_id, entity, id, seq, agent_id, version`),
		jobs:    into("job", `id, agency_id, kind, ref, run_at_ms`),
	}
}

func (w *writer) add(r row) error {
	i := w.written
	w.written++
	id := purchaseID(w.store.HubID(), i)
	agent := w.agents[r.agent]
	psr := agent.shops[r.shop].psr
	state := purchase.State{At: r.at, AccreditedAt: r.accredited, Legs: r.legs, RefusalCode: r.refusal}
	status, cause := state.Show(w.now)

	var deadline, completed, accredited, rejected any
	if status == purchase.StatusPending {
		deadline = state.Deadline().UnixMilli()
	}
	if r.legs.Payment == purchase.Done {
		accredited = r.accredited.UnixMilli()
	}
	if r.legs.Payment == purchase.Refused {
		rejected = r.at.Add(time.Minute).UnixMilli()
	}
	if r.legs.Transfer == purchase.Done {
		completed = r.accredited.Add(2 * time.Second).UnixMilli()
	}
	w.purchases.add(agencyID, id, r.at.UnixMilli(), psr, agent.id, r.walletTransfer, reference(i), agent.cbu,
		r.paid, r.credited, currency, r.transferID, completed, string(status), string(cause),
		string(r.legs.Payment), string(r.legs.Transfer), string(r.legs.Notice),
		r.refusal, accredited, rejected, deadline, w.store.Epoch(),
		purchase.SearchText(psr, r.walletTransfer, r.transferID, r.credited))
	w.addAttempts(id, r)
	if status == purchase.StatusPending && cause != purchase.CauseExpired {
		// The job looks again only when the deadline is there: the row stays
		// stuck until somebody acts.
		w.jobs.add("purchase-"+id, agencyID, "purchase", id, deadline)
	}
	w.changes.add(agencyID, "purchase", id, int64(i+1), agent.id, int64(1))
	if w.purchases.rows == batchRows {
		return w.flush()
	}
	return nil
}

func (w *writer) addAttempts(id string, r row) {
	for n, a := range r.attempts {
		started := r.accredited.Add(a.after)
		finished := started.Add(a.took).UnixMilli()
		w.attempts.add(agencyID, id, int64(n+1), int64(1), string(a.leg), "send", string(purchase.Automatic),
			started.UnixMilli(), finished, finished, finished, string(a.outcome), a.code, id[:8])
	}
}

// flush writes the collected rows, purchases before what belongs to them.
func (w *writer) flush() error {
	for _, b := range []*batch{&w.purchases, &w.attempts, &w.jobs, &w.changes} {
		if err := b.flush(w.ctx); err != nil {
			return err
		}
	}
	return nil
}

// finish writes what is left and moves the agency's head past the change rows.
func (w *writer) finish() error {
	if err := w.flush(); err != nil {
		return err
	}
	_, err := w.purchases.tx.ExecContext(w.ctx, `update agency_head set seq = $2 where agency_id = $1`, agencyID, w.written)
	return err
}

// batch collects rows of one table and inserts them with one statement.
type batch struct {
	tx       *store.Tx
	table    string
	columns  string
	numbered bool // placeholders are $1, $2, … (PostgreSQL)
	args     []any
	rows     int
}

func (b *batch) add(values ...any) {
	b.args = append(b.args, values...)
	b.rows++
}

func (b *batch) flush(ctx context.Context) error {
	if b.rows == 0 {
		return nil
	}
	if _, err := b.tx.ExecContext(ctx, b.statement(), b.args...); err != nil {
		return fmt.Errorf("insert into %s: %w", b.table, err)
	}
	b.args, b.rows = b.args[:0], 0
	return nil
}

func (b *batch) statement() string {
	var s strings.Builder
	fmt.Fprintf(&s, "insert into %s (%s) values ", b.table, b.columns)
	width := len(b.args) / b.rows
	for row := range b.rows {
		if row > 0 {
			s.WriteByte(',')
		}
		s.WriteByte('(')
		for column := range width {
			if column > 0 {
				s.WriteByte(',')
			}
			// SQLite looks a "$n" up among all others, which is slow in thousands.
			if b.numbered {
				fmt.Fprintf(&s, "$%d", row*width+column+1)
			} else {
				s.WriteByte('?')
			}
		}
		s.WriteByte(')')
	}
	return s.String()
}
