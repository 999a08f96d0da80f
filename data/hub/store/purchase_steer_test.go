package store

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// TestListsUseTheirIndex: without statistics SQLite went through a million rows
// by the primary key and sorted them for one page. "in" is the index that must
// answer; sorted means that few rows are sorted, or blocks of equal keys.
func TestListsUseTheirIndex(t *testing.T) {
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "hub.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	low, high := int64(100), int64(900)
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	stuck := purchase.Filter{Statuses: []purchase.Status{purchase.StatusError}}
	for _, c := range []struct {
		name   string
		scope  access.Scope
		filter purchase.Filter
		sort   string
		in     string
		sorted bool
	}{
		{name: "newest first", sort: "-at", in: "purchase_at"},
		{name: "by amount", sort: "amount", in: "purchase_amount"},
		{name: "greatest amounts of one status that most have", sort: "-amount", filter: purchase.Filter{Statuses: []purchase.Status{"ok"}}, in: "purchase_amount"},
		{name: "two directions", sort: "-at,amount", in: "purchase_at (agency_id=? AND at_ms>", sorted: true},
		{name: "two directions by text", sort: "psr,-at", in: "purchase_psr (agency_id=? AND psr>", sorted: true},
		{name: "by status, newest first", sort: "status,-at", in: "purchase_status", sorted: true},
		{name: "greatest amounts of what is stuck", sort: "-amount", filter: stuck, in: "purchase_status (agency_id=? AND status=?", sorted: true},
		{name: "what is stuck in a time", sort: "-at", filter: purchase.Filter{Statuses: stuck.Statuses, From: day}, in: "purchase_status (agency_id=? AND status=? AND at_ms>"},
		{name: "one PSR in a time", sort: "-at", filter: purchase.Filter{PSR: "1", From: day}, in: "purchase_psr (agency_id=? AND psr=? AND at_ms>"},
		{name: "by cause", sort: "-at", filter: purchase.Filter{Cause: purchase.CauseNoAnswer}, in: "purchase_status (agency_id=? AND status=?"},
		{name: "one amount", sort: "-at", filter: purchase.Filter{AmountMin: &low, AmountMax: &low}, in: "purchase_amount (agency_id=? AND credited>? AND credited<?)", sorted: true},
		{name: "a range of amounts", sort: "-at", filter: purchase.Filter{AmountMin: &low, AmountMax: &high}, in: "purchase_at (agency_id=?"},
		{name: "searched, by amount", sort: "amount", filter: purchase.Filter{Text: "123"}, in: "purchase_at", sorted: true},
		{name: "an agent's own by amount", sort: "-amount", scope: access.Scope{Agent: "x"}, in: "purchase_agent_at", sorted: true},
	} {
		sort, err := listing.ParseSort(c.sort, purchase.SortFields...)
		if err != nil {
			t.Fatal(err)
		}
		c.scope.Agency = "a"
		pages, w := s.purchasePages(c.scope, c.filter, sort)
		where, args := w.SQL()
		plan := explained(t, s, "select "+listedColumns+" from purchase"+where+pages.order(sort).OrderBy(pages.columns)+" limit 101", args)
		if !strings.Contains(plan, c.in) {
			t.Errorf("%s: %s is not used: %s", c.name, c.in, plan)
		}
		if sorted := strings.Contains(plan, "TEMP B-TREE"); sorted != c.sorted {
			t.Errorf("%s: sorted is %t: %s", c.name, sorted, plan)
		}
	}
}

func explained(t *testing.T, s *Store, query string, args []any) string {
	t.Helper()
	rows, err := s.read.QueryContext(t.Context(), "explain query plan "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "; ")
}
