package desk

import (
	"context"

	"trastienda/app/month"
	"trastienda/data/desk/outbox"
)

// Months asks the hub for the closed months, and which one can be closed next.
// Nothing of them is kept on this computer.
func (d *Desk) Months(ctx context.Context) (month.List, error) {
	_, done, err := d.use()
	if err != nil {
		return month.List{}, err
	}
	defer done()
	return d.remote.Months(ctx)
}

// CloseMonth closes a month for ever, once: it is stored before it leaves and
// never sent again. Errors as SettleException, but for its conflict.
func (d *Desk) CloseMonth(ctx context.Context, m string) (month.Close, error) {
	return onlineAct(ctx, d, func(ctx context.Context, a *outbox.Acts) (month.Close, error) { return a.CloseMonth(ctx, m) })
}

// EachMonthRow gives every row of a closed month, page by page from the hub, and
// ends with the first error of give.
func (d *Desk) EachMonthRow(ctx context.Context, m string, give func(month.Row) error) error {
	_, done, err := d.use()
	if err != nil {
		return err
	}
	defer done()
	for after := int64(0); ; {
		rows, next, err := d.remote.MonthRows(ctx, m, after)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := give(r); err != nil {
				return err
			}
		}
		if after = next; after == 0 {
			return nil
		}
	}
}
