package replica

import (
	"context"
	"database/sql"
	"fmt"

	"trastienda/app/agent"
	"trastienda/app/purchase"
)

// Batch is some pages of a snapshot, and where to go on after them. They are
// stored together or not at all.
type Batch struct {
	Agents    []agent.Agent
	Purchases []purchase.Purchase
	Marks     []purchase.Mark
	// MarksWhole: the last page of the marks is among them.
	MarksWhole bool
	// Entity and Page are the next page to ask for.
	Entity, Page string
	// ChangesAfter is the feed's cursor of the first page; only the first batch
	// of a snapshot sets it.
	ChangesAfter string
	Epoch        string
}

// Changes is a page of the feed.
type Changes struct {
	Agents           []agent.Agent
	Purchases        []purchase.Purchase
	DeletedAgents    []string
	DeletedPurchases []string
	Marks            []purchase.Mark
	DeletedMarks     []string // ids of purchases
	Documents        []Document
	DeletedDocuments []Document // without Doc; Version is the deletion's
	Cursor           string
	Epoch            string
	// UpToDate: the hub had nothing more; the time is noted.
	UpToDate bool
}

// StartSnapshot begins loading everything anew from the entity given. Rows
// that are there stay, and are shown, until the new copy replaces them one by
// one; what it does not contain goes in FinishSnapshot.
func (r *Replica) StartSnapshot(ctx context.Context, entity string) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		p, err := progress(ctx, tx)
		if err != nil {
			return err
		}
		return setAll(ctx, tx, metaGen, fmt.Sprint(p.gen+1), metaCursor, "", metaEntity, entity, metaPage, "", metaChangesAfter, "")
	})
}

// ApplySnapshot stores pages of the snapshot under way.
func (r *Replica) ApplySnapshot(ctx context.Context, b Batch) error {
	return r.apply(ctx, func(a *applier) error {
		if err := a.agents(b.Agents); err != nil {
			return err
		}
		if err := a.purchases(b.Purchases); err != nil {
			return err
		}
		if err := a.marks(b.Marks); err != nil {
			return err
		}
		pairs := []string{metaEntity, b.Entity, metaPage, b.Page, metaEpoch, b.Epoch}
		if b.ChangesAfter != "" {
			pairs = append(pairs, metaChangesAfter, b.ChangesAfter)
		}
		if b.MarksWhole {
			pairs = append(pairs, metaHaveMarks, "1")
		}
		return setAll(ctx, a.tx, pairs...)
	})
}

// sweepStep is how many old rows one transaction takes away, so that a retry
// never waits long for the writer.
const sweepStep = 5000

// FinishSnapshot takes away what the new copy does not contain and makes the
// feed go on from the snapshot's beginning. It may be called again after an
// interruption.
func (r *Replica) FinishSnapshot(ctx context.Context) error {
	for left := true; left; {
		err := r.apply(ctx, func(a *applier) error {
			var err error
			left, err = a.sweep()
			return err
		})
		if err != nil {
			return err
		}
	}
	return r.apply(ctx, func(a *applier) error {
		if _, err := a.tx.ExecContext(ctx, "delete from agent where gen <> ?", a.gen); err != nil {
			return err
		}
		if _, err := a.tx.ExecContext(ctx, "delete from purchase_mark where gen <> ?", a.gen); err != nil {
			return err
		}
		a.agentsChanged = true
		p, err := progress(ctx, a.tx)
		if err != nil {
			return err
		}
		return setAll(ctx, a.tx, metaCursor, p.ChangesAfter, metaEntity, "", metaPage, "", metaWhole, "1")
	})
}

// sweep deletes some rows of an earlier copy and tells whether more are left.
func (a *applier) sweep() (bool, error) {
	rows, err := a.tx.QueryContext(a.ctx, `delete from purchase where n in (select n from purchase where gen <> ? limit ?)
		returning `+dayColumns, a.gen, sweepStep)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	gone := 0
	for rows.Next() {
		var r row
		if err := rows.Scan(r.dayFields()...); err != nil {
			return false, err
		}
		a.count(&r, -1)
		gone++
	}
	a.changed += gone
	if gone > 0 {
		a.moves, a.many = nil, true
	}
	return gone == sweepStep, rows.Err()
}

// ApplyChanges stores a page of the feed and its cursor.
func (r *Replica) ApplyChanges(ctx context.Context, c Changes) error {
	return r.apply(ctx, func(a *applier) error {
		if err := a.agents(c.Agents); err != nil {
			return err
		}
		for _, id := range c.DeletedAgents {
			if err := a.deleteAgent(id); err != nil {
				return err
			}
		}
		if err := a.purchases(c.Purchases); err != nil {
			return err
		}
		for _, id := range c.DeletedPurchases {
			if err := a.deletePurchase(id); err != nil {
				return err
			}
		}
		if err := a.marks(c.Marks); err != nil {
			return err
		}
		for _, id := range c.DeletedMarks {
			if err := a.deleteMark(id); err != nil {
				return err
			}
		}
		if err := a.documents(c.Documents); err != nil {
			return err
		}
		for _, x := range c.DeletedDocuments {
			if err := a.deleteDocument(x); err != nil {
				return err
			}
		}
		pairs := []string{metaCursor, c.Cursor, metaEpoch, c.Epoch}
		if c.UpToDate {
			pairs = append(pairs, metaLastSync, r.nowText())
		}
		return setAll(ctx, a.tx, pairs...)
	})
}

// ApplyPurchase stores a document that came as the answer to an act, so that
// the row is right before the feed brings it.
func (r *Replica) ApplyPurchase(ctx context.Context, p purchase.Purchase) error {
	return r.apply(ctx, func(a *applier) error { return a.purchases([]purchase.Purchase{p}) })
}

// apply runs one transaction of changes; afterwards the generation is new if
// any row is.
func (r *Replica) apply(ctx context.Context, do func(a *applier) error) error {
	var a *applier
	committing := false
	err := r.write(ctx, func(tx *sql.Tx) error {
		p, err := progress(ctx, tx)
		if err != nil {
			return err
		}
		upto, err := builtUpto(ctx, tx, builtDays)
		if err != nil {
			return err
		}
		a = newApplier(ctx, tx, p.gen, newDayDeltas(r.zone.Load(), upto))
		a.first = p.isFirstLoad()
		if err := do(a); err != nil {
			return err
		}
		if err := a.flush(); err != nil {
			return err
		}
		committing = true
		r.Purchases.beforeCommit()
		return nil
	})
	if !committing {
		return err
	}
	// Names first: whoever sees the new generation must find them.
	if err == nil && a.agentsChanged {
		if e := r.loadAgents(ctx); e != nil {
			r.log.Warn("replica: names of agents", "error", e)
		}
	}
	r.Purchases.afterCommit(err == nil && (a.changed > 0 || a.agentsChanged), a.moves, !a.many)
	return err
}
