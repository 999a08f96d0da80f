package replica

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"trastienda/app/purchase"
)

// An open copy takes another zone beside whatever writes and reads it: in the end
// its roll-ups are those of the rows in that zone.
func TestTheZoneOfAnOpenCopyChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	r, ctx := openIn(t, path, time.UTC), context.Background()
	r.buildStep = 200
	fill(t, r, samples(0, 3000))
	zone, err := time.LoadLocation("America/Argentina/Buenos_Aires")
	must(t, err)
	before := r.Generation()
	var beside sync.WaitGroup
	over := make(chan struct{})
	beside.Go(func() {
		for i := 3000; i < 3060; i++ {
			if err := r.ApplyPurchase(ctx, sample(i)); err != nil {
				t.Error(err)
			}
		}
	})
	beside.Go(func() {
		for {
			select {
			case <-over:
				return
			default:
			}
			if _, err := r.Purchases.Days(ctx, "2026-11-01", "2026-11-30"); err != nil {
				t.Error(err)
			}
			if err := r.BuildRest(ctx); err != nil {
				t.Error(err)
			}
		}
	})
	must(t, r.SetZone(ctx, zone))
	must(t, r.SetZone(ctx, time.UTC))
	must(t, r.SetZone(ctx, zone))
	close(over)
	beside.Wait()
	if !r.Filled() || r.Generation() == before {
		t.Errorf("filled %v, generation %d after %d", r.Filled(), r.Generation(), before)
	}
	checkStored(t, r)
	if n, err := r.Purchases.Count(ctx, purchase.Filter{}); err != nil || n != 3060 {
		t.Errorf("%d rows, %v", n, err)
	}
	r.Close()
	// The next start of the same zone has nothing to build.
	if again := openIn(t, path, zone); !again.daysBuilt.Load() {
		t.Error("the roll-ups are built again")
	}
}
