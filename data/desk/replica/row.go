package replica

import (
	"database/sql"
	"strings"
	"time"

	"trastienda/app/purchase"
)

// row is a purchase as the table holds it.
type row struct {
	n                            int64
	id                           string
	atMS                         int64
	psr, agentID, walletTransfer string
	paid, credited               int64
	currency, transferID         string
	status                       purchase.Status
	cause                        purchase.Cause
	payment, transfer, notice    purchase.LegState
	deadlineMS, nextRetryMS      sql.NullInt64
	version                      int64
	gen                          int64
}

// columnList is in the order of row.fields.
const columnList = "n, id, at_ms, psr, agent_id, wallet_transfer, paid, credited, currency, transfer_id, status, cause, " +
	"leg_payment, leg_transfer, leg_notice, deadline_ms, next_retry_ms, version, gen"

func (r *row) fields() []any {
	return []any{&r.n, &r.id, &r.atMS, &r.psr, &r.agentID, &r.walletTransfer, &r.paid, &r.credited, &r.currency, &r.transferID,
		&r.status, &r.cause, &r.payment, &r.transfer, &r.notice, &r.deadlineMS, &r.nextRetryMS, &r.version, &r.gen}
}

func rowOf(p purchase.Purchase) row {
	return row{
		id: p.ID, atMS: p.At.UnixMilli(), psr: p.PSR, agentID: p.Agent.ID, walletTransfer: p.WalletTransfer,
		paid: p.Paid, credited: p.Credited, currency: p.Currency, transferID: p.TransferID,
		status: p.Status, cause: p.Cause,
		payment: p.Legs.Payment, transfer: p.Legs.Transfer, notice: p.Legs.Notice,
		deadlineMS: millis(p.Deadline), nextRetryMS: millis(p.NextRetryAt), version: p.Version,
	}
}

// document rebuilds the hub's document.
func (r *row) document(agents map[string]purchase.AgentRef) purchase.Purchase {
	ref, ok := agents[r.agentID]
	if !ok {
		ref.ID = r.agentID
	}
	return purchase.Purchase{
		ID: r.id, At: time.UnixMilli(r.atMS).UTC(), PSR: r.psr, Agent: ref, WalletTransfer: r.walletTransfer,
		Paid: r.paid, Credited: r.credited, Currency: r.currency, TransferID: r.transferID,
		Status: r.status, Cause: r.cause,
		Legs:     purchase.Legs{Payment: r.payment, Transfer: r.transfer, Notice: r.notice},
		Deadline: instant(r.deadlineMS), NextRetryAt: instant(r.nextRetryMS), Version: r.version,
	}
}

// sameContent tells whether nothing that is shown differs.
func (r row) sameContent(other row) bool {
	r.n, r.gen = other.n, other.gen
	return r == other
}

// insertColumns is in the order of row.values.
const insertColumns = "id, at_ms, psr, agent_id, wallet_transfer, paid, credited, currency, transfer_id, status, cause, " +
	"leg_payment, leg_transfer, leg_notice, deadline_ms, next_retry_ms, search, version, gen"

func (r *row) values(args []any) []any {
	return append(args, r.id, r.atMS, r.psr, r.agentID, r.walletTransfer, r.paid, r.credited, r.currency, r.transferID,
		string(r.status), string(r.cause), string(r.payment), string(r.transfer), string(r.notice), r.deadlineMS, r.nextRetryMS,
		purchase.SearchText(r.psr, r.walletTransfer, r.transferID, r.credited), r.version, r.gen)
}

// insertSQL inserts n rows.
func insertSQL(n int) string {
	one := "(" + marks(strings.Count(insertColumns, ",")+1) + ")"
	return "insert into purchase (" + insertColumns + ") values " + strings.TrimSuffix(strings.Repeat(one+",", n), ",")
}

// upsertSQL inserts or replaces n rows. The guard keeps a newer version that
// is already there, unless it belongs to a copy that is being replaced.
func upsertSQL(n int) string {
	columns := strings.Split(insertColumns, ", ")
	sets := make([]string, 0, len(columns))
	for _, c := range columns[1:] {
		sets = append(sets, c+" = excluded."+c)
	}
	return insertSQL(n) + " on conflict (id) do update set " + strings.Join(sets, ", ") +
		" where excluded.version > purchase.version or excluded.gen <> purchase.gen"
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

func millis(t *time.Time) sql.NullInt64 {
	if t == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: true}
}

func instant(ms sql.NullInt64) *time.Time {
	if !ms.Valid {
		return nil
	}
	t := time.UnixMilli(ms.Int64).UTC()
	return &t
}
