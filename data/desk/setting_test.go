package desk_test

import (
	"context"
	"errors"
	"testing"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	desksync "trastienda/data/desk/sync"
)

// Settings belong to a user of a hub; neither a restart nor a copy that is
// fetched anew touches them.
func TestSettingsAreKept(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	if _, err := b.desk.Setting(ctx, "columns"); !errors.Is(err, desk.ErrSignedOut) {
		t.Errorf("nobody is signed in: %v", err)
	}
	if err := b.desk.PutSetting(ctx, "columns", "x"); !errors.Is(err, desk.ErrSignedOut) {
		t.Errorf("nobody is signed in: %v", err)
	}
	b.signIn()
	if value, err := b.desk.Setting(ctx, "columns"); value != "" || err != nil {
		t.Errorf("never set: %q, %v", value, err)
	}
	for _, value := range []string{"first", `{"at":120}`} {
		if err := b.desk.PutSetting(ctx, "columns", value); err != nil {
			t.Fatal(err)
		}
	}
	b.hub.Restore("e2", func(p purchase.Purchase) (purchase.Purchase, bool) { p.Credited = 7; return p, true })
	b.desk.SyncNow()
	b.waitFor("fetched anew", func() bool { return b.desk.State().Phase == desksync.Following && b.row("p1").Credited == 7 })
	if err := b.desk.Close(); err != nil {
		t.Fatal(err)
	}
	b.open(b.server.URL)
	b.signIn()
	if value, err := b.desk.Setting(ctx, "columns"); value != `{"at":120}` || err != nil {
		t.Errorf("after a refetch and a restart: %q, %v", value, err)
	}
}
