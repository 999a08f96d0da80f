package importing

import (
	"context"
	"encoding/json"
	"time"

	rules "trastienda/app/importing"
	"trastienda/reports/sheet"
)

// reading is what was found in the rows of a file.
type reading struct {
	rows      []rules.Checked
	agents    []rules.AgentItem
	purchases []rules.PurchaseItem
	bad       int // rows that cannot be imported
	warned    int // rows that can, with a doubt
}

// items is how many records the good rows make.
func (r reading) items() int { return len(r.agents) + len(r.purchases) }

// check reads the rows by a mapping.
func check(kind rules.Kind, table *sheet.Table, m rules.Mapping, by rules.Rules) reading {
	var r reading
	if kind == rules.Agents {
		r.rows, r.agents = rules.CheckAgents(table.Rows, m, by)
	} else {
		r.rows, r.purchases = rules.CheckPurchases(table.Rows, m, by)
	}
	for _, c := range r.rows {
		switch {
		case c.Bad():
			r.bad++
		case len(c.Faults) > 0:
			r.warned++
		}
	}
	return r
}

// found is a file that was read, with how its columns are taken.
type found struct {
	table   *sheet.Table
	mapping rules.Mapping
	read    reading
	earlier *rules.Run
}

// find reads a file, remembers how its columns were taken last, and asks whether
// it was imported before. That the hub cannot be asked spoils nothing: a file
// imported again adds nothing.
func (i *Importer) find(ctx context.Context, kind rules.Kind, path string, by rules.Rules) (found, error) {
	table, err := i.Backend.ReadFile(ctx, path)
	if err != nil {
		return found{}, err
	}
	f := found{table: table, mapping: i.recall(ctx, kind, table.Head)}
	f.read = check(kind, table, f.mapping, by)
	if runs, err := i.Backend.Earlier(ctx, kind, table.SHA256); err != nil {
		i.Log.Info("ask for earlier imports of a file", "error", err)
	} else if len(runs) > 0 {
		f.earlier = &runs[0]
	}
	return f, nil
}

func (i *Importer) rulesAt(now time.Time) rules.Rules {
	return rules.Rules{Lang: string(i.Book.Lang()), Zone: i.Book.Zone(), Now: now}
}

// mappingSetting is the name under which a mapping is kept.
func mappingSetting(kind rules.Kind, head []string) string {
	return "importing.columns." + rules.HeaderKey(kind, head)
}

// recall gives how the columns of such a file were taken last, else a guess.
func (i *Importer) recall(ctx context.Context, kind rules.Kind, head []string) rules.Mapping {
	kept, err := i.Backend.Setting(ctx, mappingSetting(kind, head))
	if err != nil {
		i.Log.Warn("recall a mapping", "error", err)
	}
	var m rules.Mapping
	if kept != "" && json.Unmarshal([]byte(kept), &m) == nil && m.Fits(kind, len(head)) {
		return m
	}
	return rules.Guess(kind, head)
}

// keep remembers how the columns are taken.
func (i *Importer) keep() {
	kept, err := json.Marshal(i.mapping)
	if err != nil {
		i.Log.Warn("keep a mapping", "error", err)
		return
	}
	key := mappingSetting(i.kind, i.table.Head)
	go func() {
		if err := i.Backend.PutSetting(i.ctx, key, string(kept)); err != nil {
			i.Log.Warn("keep a mapping", "error", err)
		}
	}()
}
