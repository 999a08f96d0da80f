package main

import (
	"context"
	"slices"

	chain "trastienda/app/audit"
	"trastienda/data/desk"
	"trastienda/ui/audit"
	"trastienda/ui/text"
)

// Names gives what people call the records of links, as far as the copy holds
// them. What cannot be read has no name: the page shows its id.
func (a auditBackend) Names(ctx context.Context, book *text.Book, links []chain.Entry) map[audit.Record]string {
	names := map[audit.Record]string{}
	d := a.b.deskNow()
	if d == nil {
		return names
	}
	ids := map[string][]string{}
	for _, e := range links {
		if !slices.Contains(ids[e.Entity], e.EntityID) {
			ids[e.Entity] = append(ids[e.Entity], e.EntityID)
		}
	}
	for entity, list := range ids {
		for id, name := range a.named(ctx, d, book, entity, list) {
			names[audit.Record{Entity: entity, ID: id}] = name
		}
	}
	return names
}

// named gives the names of records of one entity by id.
func (a auditBackend) named(ctx context.Context, d *desk.Desk, book *text.Book, entity string, ids []string) map[string]string {
	names := map[string]string{}
	var err error
	switch entity {
	case "agent":
		var list []desk.Agent
		list, err = d.AgentList(ctx)
		for _, x := range list {
			names[x.ID] = x.Code + " · " + x.Name
		}
	case "user":
		var list []desk.User
		list, err = d.Users(ctx)
		for _, x := range list {
			names[x.ID] = x.Name
		}
	case "purchase", "mark", "closing":
		list, failed := d.Purchases().ByIDs(ctx, ids)
		err = failed
		for _, p := range list {
			names[p.ID] = p.PSR + " · " + book.Money(p.Credited, p.Currency)
		}
	}
	if err != nil {
		a.b.log.Warn("names of the audit's records", "entity", entity, "error", err)
	}
	return names
}
