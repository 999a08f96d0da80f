package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/replica"
	"trastienda/ui/agents"
	"trastienda/ui/pending"
	"trastienda/ui/purchases"
	"trastienda/ui/shell"
	"trastienda/ui/users"
)

// pendingPage makes the page of what is not at the hub.
func pendingPage(s *shell.Shell, b *backend, list *purchases.Page, staff *agents.Page, log *slog.Logger) *pending.Page {
	toAgent := func(id string) {
		s.Open(agents.PageID)
		staff.Show(id)
	}
	page, err := pending.New(pending.Params{Export: exportList(s, b), Backend: pendingBackend{b}, Book: s.Book(), Shell: s, Log: log, Records: map[string]func(string){
		pending.KindMark: func(id string) {
			s.Open(purchases.PageID)
			list.OpenPurchase(id)
		},
		pending.KindSetting:  func(string) { s.Open(purchases.PageID) },
		pending.KindUser:     func(string) { s.Open(users.PageID) },
		pending.KindAgentNew: toAgent, pending.KindAgent: toAgent, pending.KindBank: toAgent,
	}})
	if err != nil {
		// Only a missing part, or a command twice, makes this fail: a mistake here.
		panic(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = page
	return page
}

// pendingChanged brings the page of what is not at the hub up to date; other
// goroutines call it.
func (b *backend) pendingChanged() {
	b.mu.Lock()
	page := b.pending
	b.mu.Unlock()
	if win := b.window(); win != nil && page != nil {
		win.Do(page.Changed)
	}
}

// pendingBackend gives that page the desk's outbox.
type pendingBackend struct{ b *backend }

// onOutbox asks the desk, if there is one.
func onOutbox[T any](p pendingBackend, ask func(*desk.Desk) (T, error)) (T, error) {
	d := p.b.deskNow()
	if d == nil {
		var none T
		return none, pending.ErrSignedOut
	}
	answer, err := ask(d)
	return answer, pendingError(err)
}

// pendingError gives the desk's errors the names the page knows.
func pendingError(err error) error {
	for _, name := range []struct{ desk, page error }{
		{desk.ErrSettled, pending.ErrSettled}, {desk.ErrOnItsWay, pending.ErrOnItsWay}, {desk.ErrOutdated, pending.ErrOutdated},
		{desk.ErrNotStored, pending.ErrNotStored}, {desk.ErrSignedOut, pending.ErrSignedOut},
	} {
		if errors.Is(err, name.desk) {
			return name.page
		}
	}
	return err
}

// Unsent lists what is not at the hub.
func (p pendingBackend) Unsent(ctx context.Context) ([]pending.Change, error) {
	return onOutbox(p, func(d *desk.Desk) ([]pending.Change, error) {
		list, err := d.Unsent(ctx)
		if err != nil {
			return nil, err
		}
		return p.changes(ctx, d, list)
	})
}

// Discarded lists what was given up.
func (p pendingBackend) Discarded(ctx context.Context) ([]pending.Change, error) {
	return onOutbox(p, func(d *desk.Desk) ([]pending.Change, error) {
		list, err := d.Discarded(ctx)
		if err != nil {
			return nil, err
		}
		return p.changes(ctx, d, list)
	})
}

// Elsewhere lists what waits under another address of the hub.
func (p pendingBackend) Elsewhere(ctx context.Context) ([]pending.Elsewhere, error) {
	return onOutbox(p, func(d *desk.Desk) ([]pending.Elsewhere, error) {
		found, err := d.Elsewhere(ctx)
		var list []pending.Elsewhere
		for _, e := range found {
			list = append(list, pending.Elsewhere{Address: e.Address, Changes: e.Acts})
		}
		return list, err
	})
}

// SendNow has a change sent at once.
func (p pendingBackend) SendNow(ctx context.Context, id string) error {
	return p.do(func(d *desk.Desk) error { return d.SendNow(ctx, id) })
}

// Discard gives one up.
func (p pendingBackend) Discard(ctx context.Context, id string) error {
	return p.do(func(d *desk.Desk) error { return d.Discard(ctx, id) })
}

// Resolve settles a conflict.
func (p pendingBackend) Resolve(ctx context.Context, id string, version int64, mine []string) error {
	return p.do(func(d *desk.Desk) error { return d.Resolve(ctx, id, version, mine) })
}

func (p pendingBackend) do(act func(*desk.Desk) error) error {
	_, err := onOutbox(p, func(d *desk.Desk) (struct{}, error) { return struct{}{}, act(d) })
	return err
}

// Now is the present instant.
func (p pendingBackend) Now() time.Time { return p.b.clock.Now() }

// Conflict reads a change that somebody else was faster than.
func (p pendingBackend) Conflict(ctx context.Context, id string) (pending.Conflict, error) {
	return onOutbox(p, func(d *desk.Desk) (pending.Conflict, error) {
		clash, err := d.Clash(ctx, id)
		if err != nil {
			return pending.Conflict{}, err
		}
		names, err := namesFor(ctx, d, []desk.Unsent{clash.Entry})
		if err != nil {
			return pending.Conflict{}, err
		}
		c := pending.Conflict{Change: names.change(clash.Entry), Version: clash.Version}
		for _, x := range clash.Choices {
			c.Choices = append(c.Choices, pending.Choice{Field: x.Field, Mine: names.value(x.Field, x.Mine),
				Theirs: names.value(x.Field, x.Theirs), Differs: x.Differs, Changed: x.Changed})
		}
		return c, nil
	})
}

func (p pendingBackend) changes(ctx context.Context, d *desk.Desk, list []desk.Unsent) ([]pending.Change, error) {
	names, err := namesFor(ctx, d, list)
	changes := make([]pending.Change, len(list))
	for i, e := range list {
		changes[i] = names.change(e)
	}
	return changes, err
}

// names are what people call the records of changes, and agents, by id.
type names struct{ records, agents map[string]string }

// namesFor reads the names that some changes need.
func namesFor(ctx context.Context, d *desk.Desk, list []desk.Unsent) (names, error) {
	n := names{records: map[string]string{}, agents: map[string]string{}}
	var marked []string
	users, agents := false, false
	for _, e := range list {
		if e.Kind == outbox.KindMark {
			marked = append(marked, e.Record)
		}
		users = users || e.Kind == outbox.KindUser
		agents = agents || e.Entity == replica.EntityAgent
	}
	if len(marked) > 0 {
		rows, err := d.Purchases().ByIDs(ctx, marked)
		if err != nil {
			return n, err
		}
		n.nameRows(rows)
	}
	if agents {
		list, err := d.AgentList(ctx)
		if err != nil {
			return n, err
		}
		for _, a := range list {
			n.records[a.ID] = a.Name
		}
	}
	if !users {
		return n, nil
	}
	known, err := d.Users(ctx)
	if err != nil {
		return n, err
	}
	for _, u := range known {
		n.records[u.ID] = u.Name
	}
	places, err := d.Agents(ctx)
	for _, a := range places {
		n.agents[a.ID] = a.Name
	}
	return n, err
}

func (n names) nameRows(rows []purchase.Purchase) {
	for _, row := range rows {
		n.records[row.ID] = row.WalletTransfer
	}
}

// value names the agent where a value is one's id.
func (n names) value(field, value string) string {
	if name := n.agents[value]; field == "agent" && name != "" {
		return name
	}
	return value
}

func (n names) change(e desk.Unsent) pending.Change {
	c := pending.Change{ID: e.OpID, Kind: e.Kind, Record: e.Record, Label: n.records[e.Record], Author: e.Author, At: e.At, Tried: e.TriedAt,
		Settled: e.SettledAt, State: pending.State(e.State), Attempts: e.Attempts}
	if f := e.Failure; f != nil {
		c.Failure = &pending.Failure{Reason: pending.Reason(f.Reason), Unsure: f.Unsure, Code: f.Code, Request: f.Request}
	}
	for _, v := range e.Says {
		c.Says = append(c.Says, pending.Value{Field: v.Field, Text: n.value(v.Field, v.Text)})
	}
	return c
}
