package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"trastienda/app/agent"
	"trastienda/app/listing"
)

// ChangeHead is what every change that two people decide has in common. Agent.ID
// is empty for one of the whole agency.
type ChangeHead struct {
	Agency, ID string
	Agent      agent.Ref
	State      agent.ChangeState
	agent.Decision
	Version int64
}

// headColumns are read by headFields; the agent is joined as a, the change is x.
const headColumns = `x.agency_id, x.id, x.agent_id, coalesce(a.code, ''), coalesce(a.name, ''), x.state, x.by_id, x.by_name, x.at_ms,
	x.decided_by, x.decided_ms, x.reason, x.version`

// headRow is where a head is scanned into.
type headRow struct {
	ChangeHead
	at      int64
	decided sql.NullInt64
}

func (h *headRow) fields() []any {
	return []any{&h.Agency, &h.ID, &h.Agent.ID, &h.Agent.Code, &h.Agent.Name, &h.State, &h.ByID, &h.By, &h.at, &h.DecidedBy, &h.decided, &h.Reason, &h.Version}
}

func (h *headRow) head() ChangeHead {
	h.At, h.DecidedAt = millis(h.at), pointer(h.decided)
	return h.ChangeHead
}

// saveDecision stores what became of a change that the transaction has locked.
func (t *Tx) saveDecision(ctx context.Context, table string, h ChangeHead) error {
	_, err := t.tx.ExecContext(ctx, `update `+table+` set state = $3, decided_by = $4, decided_ms = $5, reason = $6, version = $7
		where agency_id = $1 and id = $2`, h.Agency, h.ID, string(h.State), h.DecidedBy, nullable(h.DecidedAt), h.Reason, h.Version)
	return wrap("change", err)
}

// changePages is how changes are listed, newest first.
func changePages[T any](head func(T) ChangeHead) paging[T] {
	return paging[T]{
		columns: map[string]listing.Column{"at": {Name: "x.at_ms", Number: true}, "id": {Name: "x.id"}},
		usual:   listing.Sort{{Field: "at", Desc: true}, {Field: "id", Desc: true}},
		values:  func(x T) map[string]any { h := head(x); return map[string]any{"at": h.At.UnixMilli(), "id": h.ID} },
	}
}

// ChangeFilter narrows a list of changes; empty fields keep all.
type ChangeFilter struct {
	States []agent.ChangeState
	Agent  string
}

// narrow adds the filter's conditions.
func (f ChangeFilter) narrow(w *listing.Where) {
	listing.In(w, "x.state", f.States)
	if f.Agent != "" {
		w.And("x.agent_id = ?", f.Agent)
	}
}

// placeholders are n of them from $1 on.
func placeholders(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	return b.String()
}

// nullable is the value of an instant's column that may be null.
func nullable(at *time.Time) sql.NullInt64 {
	if at == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: at.UnixMilli(), Valid: true}
}
