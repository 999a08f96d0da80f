package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"trastienda/app/importing"
	"trastienda/app/purchase"
)

// EntityImport is what the audit calls a run; no desktop follows it.
const EntityImport = "import"

// ImportRun is an import with who did it.
type ImportRun struct {
	Agency string
	ByID   string
	importing.Run
}

// AddImport begins a run, or adds a part's results to it: counts are added to
// those that are there. It reports false, and changes nothing, when the run is
// another person's or another file's.
func (t *Tx) AddImport(ctx context.Context, r ImportRun) (bool, error) {
	done, err := t.tx.ExecContext(ctx, `insert into import (agency_id, id, kind, file, name, by_id, by_name, at_ms, created, changed, unchanged, differs, refused, banks)
		values (`+placeholders(14)+`) on conflict (agency_id, id) do update set created = import.created + excluded.created, changed = import.changed + excluded.changed,
		unchanged = import.unchanged + excluded.unchanged, differs = import.differs + excluded.differs, refused = import.refused + excluded.refused, banks = import.banks + excluded.banks
		where import.kind = excluded.kind and import.file = excluded.file and import.by_id = excluded.by_id`,
		r.Agency, r.ID, string(r.Kind), r.File, r.Name, r.ByID, r.By, r.At.UnixMilli(), r.Created, r.Changed, r.Unchanged, r.Differs, r.Refused, r.Banks)
	if err != nil {
		return false, wrap("import", err)
	}
	n, err := done.RowsAffected()
	return n > 0, wrap("import", err)
}

// ImportsOf gives the newest runs of a file in an agency, up to limit.
func (s *Store) ImportsOf(ctx context.Context, agency string, kind importing.Kind, file string, limit int) ([]importing.Run, error) {
	rows, err := s.read.QueryContext(ctx, `select id, kind, file, name, by_name, at_ms, created, changed, unchanged, differs, refused, banks
		from import where agency_id = $1 and kind = $2 and file = $3 order by at_ms desc, id desc limit $4`, agency, string(kind), file, limit)
	if err != nil {
		return nil, wrap("imports", err)
	}
	defer rows.Close()
	list := []importing.Run{}
	for rows.Next() {
		var r importing.Run
		var at int64
		if err := rows.Scan(&r.ID, &r.Kind, &r.File, &r.Name, &r.By, &at, &r.Created, &r.Changed, &r.Unchanged, &r.Differs, &r.Refused, &r.Banks); err != nil {
			return nil, wrap("imports", err)
		}
		r.At = millis(at)
		list = append(list, r)
	}
	return list, wrap("imports", rows.Err())
}

// AgentIDByCode finds an agent of an agency by its code; ErrNotFound when there is
// none.
func (t *Tx) AgentIDByCode(ctx context.Context, agency, code string) (id string, err error) {
	err = t.tx.QueryRowContext(ctx, `select id from agent where agency_id = $1 and code = $2`, agency, code).Scan(&id)
	return id, found(err)
}

// PurchaseThere tells whether a shop has a purchase of that second, amount and
// wallet transfer number already, whoever told of it; a number that one of the
// two lacks does not tell them apart. A row with the id is there in any case.
func (t *Tx) PurchaseThere(ctx context.Context, r *PurchaseRow) (bool, error) {
	from := r.At.Truncate(time.Second).UnixMilli()
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from purchase where agency_id = $1 and psr = $2 and at_ms >= $3 and at_ms < $4 and credited = $5
		and (wallet_transfer = $6 or wallet_transfer = '' or $6 = '')`, r.Agency, r.PSR, from, from+1000, r.Credited, r.WalletTransfer).Scan(&n)
	return n > 0, wrap("purchase", err)
}

// PastPurchase is a purchase of a file as it is stored: it has come to its end
// and nothing is ever sent for it.
func PastPurchase(hubID string, point SellingPoint, p importing.PurchaseItem) *PurchaseRow {
	at := p.At.UTC().Truncate(time.Millisecond)
	row := &PurchaseRow{Agency: point.Agency, ID: importing.PurchaseID(hubID, point.Agency, p), At: at, PSR: p.PSR, Agent: point.Agent,
		WalletTransfer: p.WalletTransfer, TransferID: p.TransferID, Paid: p.Paid, Credited: p.Credited, Currency: point.Currency,
		Legs: purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}, AccreditedAt: at, NeverSend: true}
	if p.Status == purchase.StatusOK {
		row.TransferCompletedAt = at
		return row
	}
	row.Legs.Transfer, row.Legs.Notice, row.RefusalCode = purchase.Refused, purchase.Waiting, purchase.CodeImported
	return row
}

// Try runs f so that an error of it takes back what it did and nothing else.
func (t *Tx) Try(ctx context.Context, f func() error) error {
	if _, err := t.tx.ExecContext(ctx, `savepoint part`); err != nil {
		return wrap("savepoint", err)
	}
	changes, audits := cloned(t.changes), cloned(t.audits)
	failed := f()
	if failed == nil {
		_, err := t.tx.ExecContext(ctx, `release savepoint part`)
		return wrap("savepoint", err)
	}
	t.changes, t.audits = changes, audits
	if _, err := t.tx.ExecContext(ctx, `rollback to savepoint part`); err != nil {
		return wrap("savepoint", err)
	}
	if _, err := t.tx.ExecContext(ctx, `release savepoint part`); err != nil {
		return wrap("savepoint", err)
	}
	return failed
}

func cloned[T any](m map[string][]T) map[string][]T {
	c := maps.Clone(m)
	for k, list := range c {
		c[k] = slices.Clone(list)
	}
	return c
}
