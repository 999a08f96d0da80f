package sample

import (
	"context"
	"fmt"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

// demoMark is what somebody said of one of the first rows.
type demoMark struct {
	row  int // place among the rows, newest first
	note string
	held bool
	ago  time.Duration
}

// demoMarks stand on rows that wait for a person.
var demoMarks = []demoMark{
	{row: 3, note: "Claro dice que el monto supera el tope del punto de venta. Espero la respuesta del supervisor.", held: true, ago: 95 * time.Minute},
	{row: 6, note: "El agente va a cargar saldo a la tarde.", ago: 70 * time.Minute},
	{row: 8, held: true, ago: 40 * time.Minute},
	{row: 14, note: "Llamé al local: no atiende.\nVuelvo a llamar mañana a las 10.", held: true, ago: 25 * time.Hour},
}

// insertMarks marks some of the rows there are.
func insertMarks(ctx context.Context, tx *store.Tx, s *store.Store, rows *rowSource) error {
	holder, err := operator(ctx, tx)
	if err != nil {
		return fmt.Errorf("who marks: %w", err)
	}
	now := s.Clock().Now().Truncate(time.Minute)
	for _, d := range demoMarks {
		if d.row >= len(rows.head) {
			continue
		}
		row, err := tx.LockPurchase(ctx, purchaseID(s.HubID(), d.row))
		if err != nil {
			return fmt.Errorf("mark on row %d: %w", d.row, err)
		}
		mark := purchase.Mark{PurchaseID: row.ID}.Set(d.note, d.held, holder, now.Add(-d.ago))
		if err := tx.SaveMark(ctx, row, mark); err != nil {
			return err
		}
	}
	return nil
}

// operator is the sample's operator, as the hub knows them.
func operator(ctx context.Context, tx *store.Tx) (h purchase.Holder, err error) {
	err = tx.QueryRowContext(ctx, `select id, name from app_user where agency_id = $1 and role = 'operator'`, agencyID).Scan(&h.ID, &h.Name)
	return h, err
}
