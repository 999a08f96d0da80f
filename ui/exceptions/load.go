package exceptions

import (
	"context"
	"errors"
	"time"

	"trastienda/app/exception"
)

const (
	// first is when the list is read the first time for its number alone.
	first = 2 * time.Second
	// every is how often it is read again: a hub of before tells of no change.
	every = 30 * time.Second
	// after is how long the page waits after a change of the copy: during a sync
	// there are several a second.
	after = 300 * time.Millisecond
	// watched is how soon the page notices that the connection came or went.
	watched = time.Second
)

// tick reads the list from time to time, also while another page is shown, and
// when the connection came back.
func (p *Page) tick() {
	ticker := time.NewTicker(watched)
	defer ticker.Stop()
	due := time.Now().Add(first)
	for {
		select {
		case <-p.ctx.Done():
			return
		case now := <-ticker.C:
			over := !now.Before(due)
			if over {
				due = now.Add(every)
			}
			p.Do(func() { p.ticked(over) })
		}
	}
}

func (p *Page) ticked(due bool) {
	if p.ctx.Err() != nil {
		return
	}
	if online := p.Backend.Online(); online != p.online {
		p.online = online
		p.fill()
		due = due || online
	}
	if due {
		p.Refresh()
	}
}

// Changed tells that the copy may be another.
func (p *Page) Changed() {
	if p.soon {
		return
	}
	p.soon = true
	time.AfterFunc(after, func() {
		p.Do(func() {
			p.soon = false
			if p.ctx.Err() == nil {
				p.load()
			}
		})
	})
}

// load reads the list. What was read stays until the answer is there.
func (p *Page) load() {
	p.online = p.Backend.Online()
	p.readings++
	turn := p.readings
	p.waiting = true
	if p.state != nil {
		p.state.loading()
	}
	type answer struct {
		list []exception.Exception
		more bool
	}
	run(p, func(ctx context.Context) (answer, error) {
		list, more, err := p.Backend.List(ctx)
		return answer{list, more}, err
	}, func(a answer, err error) {
		if turn != p.readings {
			return
		}
		p.waiting, p.failure = false, err
		switch {
		case errors.Is(err, ErrOffline) && !p.online:
			p.failure = nil // the page says that it is offline
		case err != nil:
			p.Log.Warn("read exceptions", "error", err)
		default:
			p.list, p.more, p.read = a.list, a.more, true
			p.Shell.BadgesChanged()
			if p.detail != nil && p.detail.old() {
				p.detail.load()
			}
		}
		p.fill()
	})
}

// fill shows what is known; nothing is shown of a page that nobody opened.
func (p *Page) fill() {
	if p.madeFor == "" {
		return
	}
	p.source.Set(rows(p.list, p.Book, p.grid.Sort()))
	p.grid.Reload()
	p.choose()
	p.state.fill()
	p.root.Refresh()
	p.viewChanged()
}

// choose takes the chosen row from the present list.
func (p *Page) choose() {
	s := p.grid.Selected()
	p.chosen = exception.Exception{}
	if s.Count == 1 && len(s.IDs) == 1 {
		p.chosen = p.byID(s.IDs[0])
	}
	p.commandsChanged()
	p.tellSelection()
}

func (p *Page) byID(id string) exception.Exception {
	for _, e := range p.list {
		if e.ID == id {
			return e
		}
	}
	return exception.Exception{}
}

// tellSelection: how many there are, in the status bar.
func (p *Page) tellSelection() {
	switch {
	case !p.shown:
	case !p.read || len(p.list) == 0:
		p.Shell.SetSelection("")
	case p.more:
		p.Shell.SetSelection(p.Book.T("exceptions.rows.more", "n", len(p.list)))
	default:
		p.Shell.SetSelection(p.Book.N("exceptions.rows", len(p.list)))
	}
}
