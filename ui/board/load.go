package board

import (
	"context"
	"errors"
	"time"

	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/ui/part"
)

// known is what was last read; nil where nothing was yet.
type known struct {
	counts    *Counts
	days      []DayTotal
	tops      []PSRTotal
	period    []time.Time // the days that days and tops are of
	attention []purchase.Purchase
	unsettled Unsettled
	agents    AgentWork
	notices   []Notice
	movements []purchase.Purchase
	moved     bool // movements were read
	visit     time.Time
	balance   *agent.Balance
	unknown   error // why the balance is not known, or not known anew
}

// load reads everything but the balance again.
func (p *Page) load() {
	p.turn++
	p.reading, p.failure = 0, nil
	p.state.loading()
	p.body.load()
}

// ask begins one of the readings of this turn; the last one to end shows the
// page complete.
func ask[T any](p *Page, read func(context.Context) (T, error), keep func(T)) {
	turn := p.turn
	p.reading++
	part.Run(p.ctx, p.Do, read, func(v T, err error) {
		if p.turn != turn {
			return
		}
		p.reading--
		if err == nil {
			keep(v)
		} else if !errors.Is(err, context.Canceled) && p.failure == nil {
			p.Log.Error("read the board", "error", err)
			p.failure = err
		}
		if p.reading == 0 {
			p.complete = p.complete || p.failure == nil
			p.state.settled()
		}
		// The first time every part shows as soon as it is there; later all of
		// them change at once.
		if p.reading == 0 || !p.complete {
			p.fill()
		}
	})
}

// balanceAge is how old a balance may get before it is asked for again while
// the page is shown.
const balanceAge = 5 * time.Minute

// askBalance asks the hub for the balance, if the page shows one.
func (p *Page) askBalance() {
	if _, ok := p.body.(*agentBody); !ok {
		return
	}
	p.asking++
	turn := p.asking
	part.Run(p.ctx, p.Do, p.Backend.Balance, func(b agent.Balance, err error) {
		if p.asking != turn {
			return
		}
		p.known.unknown = err
		if err == nil {
			p.known.balance = &b
		} else {
			p.Log.Warn("ask for the balance", "error", err)
		}
		p.fill()
	})
}

// tick keeps what depends on the clock up to date while the page is shown:
// ages, the day, a balance that has got old.
func (p *Page) tick(ctx context.Context) {
	ticker := time.NewTicker(30 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			p.Do(func() {
				if ctx.Err() == nil {
					p.ticked()
				}
			})
		}
	}
}

func (p *Page) ticked() {
	p.load()
	if b := p.known.balance; p.known.unknown != nil || b == nil || p.Backend.Now().Sub(b.AsOf) >= balanceAge {
		p.askBalance()
	}
}

// period gives the days the charts show, today the last. AddDate, not 24 h: a
// day may have 23 or 25.
func (p *Page) period() []time.Time {
	y, m, d := p.Backend.Now().In(p.Book.Zone()).Date()
	days := make([]time.Time, p.days)
	for i := range days {
		days[i] = time.Date(y, m, d-p.days+1+i, 0, 0, 0, 0, p.Book.Zone())
	}
	return days
}

// dayName is how the Backend writes a day.
func dayName(t time.Time) string { return t.Format(time.DateOnly) }
