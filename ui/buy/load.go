package buy

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"trastienda/app/agent"
	"trastienda/app/buying"
)

// What the page remembers for the signed-in user on this computer.
const (
	settingHidden = "buy.hidden"
	settingPoint  = "buy.psr"
)

// watched is how soon the page notices that the connection came or went.
const watched = time.Second

// aged is how often the age of the available money is written anew.
const aged = 15 * time.Second

// tick follows the connection and the age of what is shown.
func (p *Page) tick() {
	ticker := time.NewTicker(watched)
	defer ticker.Stop()
	due := time.Now().Add(aged)
	for {
		select {
		case <-p.ctx.Done():
			return
		case now := <-ticker.C:
			over := !now.Before(due)
			if over {
				due = now.Add(aged)
			}
			p.Do(func() { p.ticked(over) })
		}
	}
}

func (p *Page) ticked(due bool) {
	if p.ctx.Err() != nil || !p.shown {
		return
	}
	if online := p.Backend.Online(); online != p.online {
		if p.online = online; online {
			p.Refresh()
		}
		due = true
	}
	if due {
		p.fill()
	}
}

// recall reads what the user chose before, once.
func (p *Page) recall() {
	if p.recalled {
		return
	}
	p.recalled = true
	type choices struct{ hidden, psr string }
	run(p, func(ctx context.Context) (choices, error) {
		hidden, err := p.Backend.Setting(ctx, settingHidden)
		psr, err2 := p.Backend.Setting(ctx, settingPoint)
		return choices{hidden, psr}, errors.Join(err, err2)
	}, func(c choices, err error) {
		if err != nil {
			p.Log.Warn("read choices", "error", err)
		}
		p.hide = p.hide || c.hidden != ""
		if p.psr == "" && c.psr != "" {
			p.psr = c.psr
			p.askWallet()
		}
		p.fill()
	})
}

// keep remembers a choice.
func (p *Page) keep(key, value string) {
	run(p, func(ctx context.Context) (struct{}, error) { return struct{}{}, p.Backend.PutSetting(ctx, key, value) },
		func(_ struct{}, err error) {
			if err != nil {
				p.Log.Warn("keep a choice", "key", key, "error", err)
			}
		})
}

// load reads agents, limits, and what has no answer yet.
func (p *Page) load() {
	p.online = p.Backend.Online()
	run(p, p.Backend.Agents, func(list []agent.Agent, err error) {
		if p.failure = err; err != nil {
			p.Log.Warn("read agents", "error", err)
		} else {
			p.agents, p.read = list, true
			p.settlePoint()
		}
		p.fill()
	})
	p.loadSent()
	if !p.online {
		p.fill()
		return
	}
	run(p, p.Backend.Limits, func(l buying.Limits, err error) {
		if err != nil {
			p.Log.Warn("read limits", "error", err) // the hub has the last word anyway
			return
		}
		p.limits = l
		p.fill()
	})
}

// loadSent reads what has no answer yet.
func (p *Page) loadSent() {
	run(p, p.Backend.Open, func(list []Sent, err error) {
		if err != nil {
			p.Log.Warn("read open purchases", "error", err)
			return
		}
		p.sent = list
		p.fill()
	})
}

// point is a point of sale with its agent.
type point struct {
	agent.PointOfSale
	of agent.Agent
}

func (q point) words() string { return strings.TrimSuffix(q.PSR+" · "+q.Name, " · ") }

func (p *Page) points() []point {
	var all []point
	for _, a := range p.agents {
		for _, s := range a.PointsOfSale {
			all = append(all, point{s, a})
		}
	}
	return all
}

// chosen is the point of sale that is chosen.
func (p *Page) chosen() (point, bool) {
	all := p.points()
	i := slices.IndexFunc(all, func(q point) bool { return q.PSR == p.psr })
	if i < 0 {
		return point{}, false
	}
	return all[i], true
}

// settlePoint drops a choice that is there no more, and makes the only one there
// can be.
func (p *Page) settlePoint() {
	all := p.points()
	switch _, there := p.chosen(); {
	case there:
	case len(all) == 1:
		p.choose(all[0].PSR)
	case p.psr != "":
		p.choose("")
	}
}

// choose takes a point of sale and asks its wallet.
func (p *Page) choose(psr string) {
	if psr == p.psr {
		return
	}
	p.psr, p.funds = psr, funds{}
	p.askWallet()
	p.fill()
}
