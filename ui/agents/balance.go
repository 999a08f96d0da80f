package agents

import (
	"context"
	"time"

	"trastienda/app/agent"
	"trastienda/ui/part"
)

const (
	// pace is the pause between two questions for a balance: a whole screen of
	// them must not come at the recharge system at once.
	pace = 400 * time.Millisecond
	// lookAgain is how often the page sees whether other rows are on the screen.
	lookAgain = 2 * time.Second
	// stale is how old a balance gets before it is asked for again.
	stale = 5 * time.Minute
)

// balances are the virtual balances that were asked for, one at a time: that of
// the chosen agent first, then those of the rows on the screen.
type balances struct {
	page   *Page
	known  map[string]balance
	asking bool
	turn   part.Generation
}

// balance is what the hub told, and when it was asked.
type balance struct {
	agent.Balance
	told  bool // it was told once
	wrong bool // the last time it could not be told
	asked time.Time
}

func newBalances(p *Page) *balances { return &balances{page: p, known: map[string]balance{}} }

// soon asks for the next one after a pause.
func (b *balances) soon(wait time.Duration) {
	if b.asking {
		return
	}
	b.turn.After(b.page.ctx, b.page.Do, wait, b.next)
}

// next asks for the next balance somebody may look at, and notices that the
// connection came or went.
func (b *balances) next() {
	p := b.page
	if b.asking || !p.shown || p.madeFor == "" {
		return
	}
	if online := p.Backend.Online(); online != p.online {
		p.online = online
		p.changed()
		p.commandsChanged()
	}
	id := b.wanted()
	if id == "" {
		b.soon(lookAgain)
		return
	}
	b.asking = true
	run(p, func(ctx context.Context) (agent.Balance, error) { return p.Backend.Balance(ctx, id) }, func(told agent.Balance, err error) {
		b.asking = false
		have := b.known[id]
		have.asked, have.wrong = p.Backend.Now(), err != nil
		if err == nil {
			have.Balance, have.told = told, true
		} else {
			p.Log.Warn("ask for a balance", "agent", id, "error", err)
		}
		b.known[id] = have
		if p.source != nil {
			p.fill(false)
			p.viewChanged()
		}
		b.soon(pace)
	})
}

// wanted is the agent to ask for, "" for none.
func (b *balances) wanted() string {
	p := b.page
	if p.form != nil || p.waiting != nil || p.source == nil || !p.Backend.Online() {
		return ""
	}
	ids := []string{p.chosen}
	rows := p.source.All()
	first, last := p.grid.VisibleRows()
	for i := max(first, 0); i <= last && i < len(rows); i++ {
		ids = append(ids, rows[i].ID)
	}
	now := p.Backend.Now()
	for _, id := range ids {
		a, ok := p.known[id]
		if have, asked := b.known[id]; ok && !a.New && (!asked || now.Sub(have.asked) >= stale) {
			return id
		}
	}
	return ""
}

// forget has every balance asked for anew; those known stay on the screen with
// their time.
func (b *balances) forget() {
	for id, have := range b.known {
		have.asked = time.Time{}
		b.known[id] = have
	}
}

// words is the balance with its age; nothing is claimed that was not told.
func (b *balances) words(a Agent) string {
	book := b.page.Book
	switch have := b.known[a.ID]; {
	case have.told:
		return book.T("agents.balance.at", "sum", book.Money(have.Available, have.Currency), "at", b.page.moment(have.AsOf))
	case have.wrong:
		return book.T("agents.balance.unknown")
	}
	return "–"
}

// moment is the time of day, with its day unless that is today.
func (p *Page) moment(t time.Time) string {
	if p.Book.Day(t) == p.Book.Day(p.Backend.Now()) {
		return p.Book.Clock(t)
	}
	return p.Book.Moment(t)
}
