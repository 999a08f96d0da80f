package replica

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"trastienda/app/purchase"
)

// ErrNotItsTurn: the row of a bulk retry was sent already or will never be.
var ErrNotItsTurn = errors.New("replica: the row of the bulk retry is not waiting")

// AddBulk stores a bulk retry before anything of it is sent: the rows to be
// sent in their order and, behind them, those that are complete already.
func (r *Replica) AddBulk(ctx context.Context, id string, at time.Time, list, complete []purchase.Purchase) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `insert into bulk_run (id, created_ms, over, why, told) values (?, ?, 0, '', 0)`, id, at.UnixMilli()); err != nil {
			return err
		}
		item, err := tx.PrepareContext(ctx, `insert into bulk_item (run_id, place, purchase_id, at_ms, psr, wallet_transfer, agent_id, agent_name, credited, currency, op_id, why)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)`)
		if err != nil {
			return err
		}
		defer item.Close()
		for i, p := range slices.Concat(list, complete) {
			why := ""
			if i >= len(list) {
				why = purchase.BulkComplete
			}
			if _, err := item.ExecContext(ctx, id, i, p.ID, p.At.UnixMilli(), p.PSR, p.WalletTransfer, p.Agent.ID, p.Agent.Name, p.Credited, p.Currency, why); err != nil {
				return err
			}
		}
		return nil
	})
}

// AddBulkAct stores the act of a row before it is sent, and with it that the
// row's turn has come: a row gets one act, ever. When it fails nothing may be
// sent; ErrNotItsTurn when the row is not waiting.
func (r *Replica) AddBulkAct(ctx context.Context, a Act, run string, place int) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `update bulk_item set op_id = ? where run_id = ? and place = ? and purchase_id = ? and op_id = '' and why = ''
			and exists (select 1 from bulk_run where id = run_id and over = 0)`, a.OpID, run, place, a.Target)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n != 1 {
			return errors.Join(ErrNotItsTurn, err)
		}
		return addAct(ctx, tx, a)
	})
}

// SkipBulk notes why a waiting row is not sent.
func (r *Replica) SkipBulk(ctx context.Context, run string, place int, why string) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `update bulk_item set why = ? where run_id = ? and place = ? and op_id = '' and why = ''`, why, run, place)
		return err
	})
}

// EndBulk ends a run: rows still waiting are not sent any more, because of why.
func (r *Replica) EndBulk(ctx context.Context, run, why string) error {
	return r.endBulk(ctx, `id = ?`, run, why)
}

// EndBulks ends the runs that an earlier start of the program left under way.
func (r *Replica) EndBulks(ctx context.Context, why string) error {
	return r.endBulk(ctx, `over = 0 and id > ?`, "", why)
}

func (r *Replica) endBulk(ctx context.Context, which, id, why string) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		const waiting = `op_id = '' and why = ''`
		if _, err := tx.ExecContext(ctx, `update bulk_run set over = 1,
			why = case when exists (select 1 from bulk_item where run_id = bulk_run.id and `+waiting+`) then ? else '' end where `+which, why, id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `update bulk_item set why = ? where `+waiting+` and run_id in (select id from bulk_run where over = 1)`, why)
		return err
	})
}

// ToldBulk notes that a person has seen how a run ended.
func (r *Replica) ToldBulk(ctx context.Context, run string) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `update bulk_run set told = 1 where id = ? and over = 1`, run)
		return err
	})
}

// UntoldBulk gives the latest run that is over and that nobody was told of; nil
// when there is none.
func (r *Replica) UntoldBulk(ctx context.Context) (*purchase.BulkRun, error) {
	run := purchase.BulkRun{}
	var ms int64
	err := r.readers.QueryRowContext(ctx, `select id, created_ms, over, why from bulk_run where told = 0 and over = 1 order by created_ms desc, id desc limit 1`).
		Scan(&run.ID, &ms, &run.Over, &run.Why)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, named(err)
	}
	run.At = time.UnixMilli(ms).UTC()
	rows, err := r.BulkRows(ctx, run.ID)
	for _, row := range rows {
		run.Tally.Add(row.State, row.Purchase)
	}
	return &run, err
}

// BulkRows lists the rows of a run and what is known of each now.
func (r *Replica) BulkRows(ctx context.Context, run string) ([]purchase.BulkRow, error) {
	rows, err := r.readers.QueryContext(ctx, `select i.place, i.purchase_id, i.at_ms, i.psr, i.wallet_transfer, i.agent_id, i.agent_name, i.credited, i.currency, i.op_id, i.why,
			r.over, coalesce(a.state, ''), case when a.answer <> '' then coalesce(json_extract(a.answer, '$.result'), '') else '' end,
			case when a.answer <> '' then coalesce(json_extract(a.answer, '$.code'), '') else '' end,
			case when a.answer <> '' then coalesce(json_extract(a.answer, '$.status'), 0) else 0 end
		from bulk_item i join bulk_run r on r.id = i.run_id left join online_act a on a.op_id = i.op_id where i.run_id = ? order by i.place`, run)
	if err != nil {
		return nil, named(err)
	}
	defer rows.Close()
	list := []purchase.BulkRow{}
	for rows.Next() {
		row, err := scanBulk(rows)
		if err != nil {
			return nil, named(err)
		}
		list = append(list, row)
	}
	return list, named(rows.Err())
}

func scanBulk(rows *sql.Rows) (purchase.BulkRow, error) {
	var row purchase.BulkRow
	var k bulkKnown
	var ms int64
	p := &row.Purchase
	err := rows.Scan(&row.Place, &p.ID, &ms, &p.PSR, &p.WalletTransfer, &p.Agent.ID, &p.Agent.Name, &p.Credited, &p.Currency, &row.OpID, &k.why,
		&k.over, &k.act, &k.result, &k.code, &k.status)
	p.At = time.UnixMilli(ms).UTC()
	k.sent = row.OpID != ""
	row.State, row.Code = k.state()
	return row, err
}

// bulkKnown is what is known of a row.
type bulkKnown struct {
	sent, over   bool
	why          string
	act          ActState
	result, code string // of the act's answer
	status       int    // of the problem it was refused with
}

func (k bulkKnown) state() (purchase.BulkState, string) {
	switch {
	case !k.sent && k.why == "":
		return purchase.BulkWaiting, ""
	case !k.sent && (k.why == purchase.BulkComplete || k.why == purchase.BulkGone):
		return purchase.BulkNotNeeded, k.why
	case !k.sent:
		return purchase.BulkNotSent, k.why
	}
	switch k.act {
	case ActAnswered:
		return purchase.BulkAnswered(purchase.Result(k.result), k.code)
	case ActRefused:
		return purchase.BulkRejected(k.status, k.code)
	case ActNotSent:
		return purchase.BulkNotSent, purchase.BulkOffline
	case ActLost:
		return purchase.BulkNotSent, purchase.BulkLost
	case ActSending:
		if !k.over {
			return purchase.BulkSending, ""
		}
	}
	return purchase.BulkUnknown, ""
}
