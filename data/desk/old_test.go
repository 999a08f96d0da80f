package desk_test

import (
	"context"
	"errors"
	"testing"

	"trastienda/app/agency"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/remote"
)

// A desktop that is older than the hub asks for goes on reading and sends
// nothing, whatever the act.
func TestAnOldDesktopLooksAndSendsNothing(t *testing.T) {
	for _, c := range []struct {
		asked string
		old   bool
	}{{"0.2.0", true}, {"0.1.0", false}, {"", false}} {
		b := newBench(t)
		b.desk.Close()
		b.hub.Desktop, b.version = c.asked, "0.1.0"
		b.open(b.server.URL)
		b.signIn()
		b.hub.Put(stuck("p2"))
		b.waitFor("the new row", func() bool {
			n, err := b.desk.Purchases().Count(context.Background(), purchase.Filter{})
			return err == nil && n == 2
		})
		if state := b.desk.State(); !state.Online || (state.Least == c.asked) != (c.old || c.asked == "") {
			t.Errorf("asked for %q: %+v", c.asked, state)
		}
		ctx := context.Background()
		acts := map[string]func() error{
			"retry":  func() error { _, err := b.desk.Retry(ctx, "p1"); return err },
			"agency": func() error { _, err := b.desk.EditAgency(ctx, agency.Profile{}); return err },
		}
		for name, act := range acts {
			if err := act(); errors.Is(err, remote.ErrTooOld) != c.old {
				t.Errorf("asked for %q: %s: %v", c.asked, name, err)
			}
		}
		if sent := len(b.hub.Requests("POST", "/retry")) + len(b.hub.Requests("PUT", "")); (sent == 0) != c.old {
			t.Errorf("asked for %q: %d acts arrived", c.asked, sent)
		}
		if c.old {
			b.bulkIsTooOld()
		}
	}
}

func (b *bench) bulkIsTooOld() {
	b.Helper()
	_, err := b.desk.Retry(context.Background(), "p1")
	if !errors.Is(err, desk.ErrOfflineNothingSent) || len(b.openActs()) != 0 {
		b.Errorf("%v, open %v", err, b.openActs())
	}
	run, err := b.desk.Bulk(context.Background(), []purchase.Purchase{b.row("p1"), b.row("p2")}, func(purchase.BulkTally) {})
	if err != nil {
		b.Fatal(err)
	}
	rows, err := b.desk.BulkRows(context.Background(), run)
	if err != nil || len(rows) != 2 {
		b.Fatalf("%v, %v", rows, err)
	}
	for _, row := range rows {
		if row.State != purchase.BulkNotSent || row.Code != purchase.BulkTooOld {
			b.Errorf("%+v", row)
		}
	}
}
