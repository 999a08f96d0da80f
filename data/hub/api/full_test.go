package api

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"trastienda/data/hub/store"
)

// limitPages makes the database as full as n pages.
func (h *hub) limitPages(n int) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		_, err := tx.ExecContext(context.Background(), fmt.Sprintf("pragma max_page_count = %d", n))
		return err
	})
}

// TestAFullDisk fills the disk under a hub: writing says so and changes nothing,
// reading goes on, and with room again the same key does what it was for.
func TestAFullDisk(t *testing.T) {
	h := newHub(t, "sqlite:"+t.TempDir()+"/hub.db")
	h.limitPages(1) // SQLite takes the present size when that is larger
	long := strings.Repeat("k", 250)
	full := false
	var used []string
	for i := 0; i < 2000 && !full; i++ {
		// Notices without a home fill what room is left in the last pages.
		a := h.notify(strings.Replace(notice("payment.accredited", fmt.Sprint(i, "-", long[:200]), "nobody", 5000), `"W9"`, `"`+long+`"`, 1), 0)
		if full = a.Code == 507; full {
			a.want(507, "storage-full")
		} else {
			a.want(204, "")
			used = append(used, fmt.Sprint(i))
		}
	}
	if !full {
		t.Fatal("the disk never got full")
	}
	if got := len(h.exceptions()); got != len(used) {
		t.Errorf("%d notices were taken, %d are there", len(used), got)
	}
	h.do("operator", "GET", "/v1/purchases", "").want(200, "")
	h.limitPages(1 << 30)
	h.do("operator", "POST", "/v1/purchases/n1-p1/retry", "", "Idempotency-Key", long).want(200, "")
}

func TestFullOnPostgres(t *testing.T) {
	if !store.Full(fmt.Errorf("store: x: %w", &pgconn.PgError{Code: "53100"})) {
		t.Error("PostgreSQL's full disk is not told apart")
	}
	if store.Full(&pgconn.PgError{Code: "23505"}) || store.Full(nil) {
		t.Error("something else is taken for a full disk")
	}
}
