package replica

import (
	"context"

	"trastienda/app/purchase"
)

// Totals are how many rows there are and what they credited, in minor units
// by currency.
type Totals struct {
	Count    int
	Credited map[string]int64
}

func (t *Totals) add(currency string, n int, credited int64) {
	if n == 0 && credited == 0 {
		return
	}
	if t.Credited == nil {
		t.Credited = map[string]int64{}
	}
	t.Count += n
	t.Credited[currency] += credited
}

// Counters are the numbers on the chips, of all rows.
type Counters struct {
	All    Totals
	Status map[purchase.Status]Totals
}

// Counters reads the numbers on the chips without scanning.
func (v *Purchases) Counters(ctx context.Context) (Counters, error) {
	rows, err := v.r.readers.QueryContext(ctx, `select status, currency, n, credited from counter`)
	if err != nil {
		return Counters{}, named(err)
	}
	defer rows.Close()
	c := Counters{Status: map[purchase.Status]Totals{}}
	for rows.Next() {
		var status purchase.Status
		var currency string
		var n int
		var credited int64
		if err := rows.Scan(&status, &currency, &n, &credited); err != nil {
			return Counters{}, named(err)
		}
		c.All.add(currency, n, credited)
		t := c.Status[status]
		t.add(currency, n, credited)
		c.Status[status] = t
	}
	return c, named(rows.Err())
}
