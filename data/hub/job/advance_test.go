package job

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

func TestAccreditedGoesThroughInOneRun(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		id := w.opened("R1")
		w.runDue()
		d := w.detail(id)
		if d.Status != purchase.StatusOK || d.TransferID != "T1" || d.Credited != 104_00 || d.Deadline != nil || d.NextRetryAt != nil {
			t.Fatalf("got %+v", d)
		}
		if d.Agent != (purchase.AgentRef{ID: "a1", Code: "A-1", Name: "Agente Uno"}) {
			t.Errorf("agent %+v", d.Agent)
		}
		if w.recharge.called("find") != 0 {
			t.Error("the first attempt of a new purchase asked first")
		}
		if len(d.Attempts) != 2 || d.Attempts[0].Outcome != purchase.OutcomeDone || d.Attempts[0].By.Kind != purchase.Automatic ||
			d.Attempts[0].Reference == "" || d.Attempts[1].Leg != purchase.Notice || d.Attempts[1].FinishedAt == nil {
			t.Errorf("attempts %+v", d.Attempts)
		}
		n := w.merchant.notices[0]
		if n.Paid != 100_00 || n.Credited != 104_00 || n.TransferID != "T1" || n.Key != "notice-"+id || n.PurchaseID != id {
			t.Errorf("notice %+v", n)
		}
		if w.count(`select count(*) from job where ref = $1`, id) != 0 {
			t.Error("a complete purchase keeps a job")
		}
	})
}

// Every fault on every leg, once and three times in a row, with a recharge
// system that keeps keys and one that forgets them.
func TestNeverTwiceUnderEveryFault(t *testing.T) {
	cases := []struct{ call, fault string }{
		{"send", "timeout"}, {"send", "timeout-after"}, {"send", "error-500"}, {"send", "late"}, {"send", "garbled"}, {"send", "key-reused"},
		{"send", "crash-before"}, {"send", "crash-after"},
		{"find", "timeout"}, {"find", "refuse:forbidden"}, {"find", "crash-before"},
		{"notify", "timeout"}, {"notify", "refuse:unknown-purchase"}, {"notify", "crash-before"}, {"notify", "crash-after"},
		{"find-payment", "timeout"}, {"find-payment", "crash-before"},
	}
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		for _, ignoreKeys := range []bool{false, true} {
			w.recharge.ignoreKeys = ignoreKeys
			for i, c := range cases {
				for _, times := range []int{1, 3} {
					t.Run(fmt.Sprintf("%s %s x%d ignore-key=%v", c.call, c.fault, times, ignoreKeys), func(t *testing.T) {
						w.t = t
						w.heal()
						reference := fmt.Sprintf("R-%d-%d-%v", i, times, ignoreKeys)
						w.wallet.set(payment(reference, connector.PaymentAccredited, w.clock.Now()))
						w.notice(payment(reference, connector.PaymentPending, w.clock.Now()))
						id := w.id(reference)
						if c.call == "find" {
							w.recharge.fail("send", "timeout-after")
						}
						for range times {
							w.scriptOf(c.call).fail(c.call, c.fault)
						}
						d := w.untilRest(id)
						if d.Status != purchase.StatusOK {
							t.Errorf("got %s %q", d.Status, d.Cause)
						}
						if n := w.recharge.moved(id); n != 1 {
							t.Errorf("moved %d times", n)
						}
						w.once()
					})
				}
			}
		}
	})
}

func (w *world) heal() {
	w.recharge.heal()
	w.merchant.heal()
	w.wallet.heal()
}

func (w *world) scriptOf(call string) *script {
	switch call {
	case "notify":
		return &w.merchant.script
	case "find-payment":
		return &w.wallet.script
	}
	return &w.recharge.script
}

// A hub that resends without asking must be seen by the checker.
func TestNegativeControl(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	w.recharge.ignoreKeys, w.recharge.blind = true, true
	id := w.opened("R1")
	w.recharge.fail("send", "timeout-after")
	w.untilRest(id)
	if len(w.recharge.twice()) == 0 {
		t.Fatal("the checker does not see a purchase that moved twice")
	}
}

func TestLateSendIsFoundNotRepeated(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	w.recharge.ignoreKeys = true
	id := w.opened("R1")
	w.recharge.fail("send", "late")
	w.runDue()
	w.clock.advance(settle - 2*time.Second)
	w.runDue()
	if d := w.detail(id); d.Legs.Transfer != purchase.Unknown || w.recharge.called("send") != 1 {
		t.Fatalf("before the settling time: %+v, %d sends", d.Legs, w.recharge.called("send"))
	}
	w.clock.advance(2 * time.Second)
	w.runDue()
	if d := w.detail(id); d.Status != purchase.StatusOK || w.recharge.called("send") != 1 {
		t.Errorf("after it: %s, %d sends", d.Status, w.recharge.called("send"))
	}
}

func TestRefusalsAreNotRetriedByThemselves(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	id := w.opened("R1")
	w.recharge.fail("send", "refuse:insufficient-balance")
	w.runDue()
	w.clock.advance(100 * time.Hour)
	w.runDue()
	d := w.detail(id)
	if d.Status != purchase.StatusError || d.Cause != purchase.CauseNoBalance || w.recharge.called("send") != 1 {
		t.Errorf("got %s %q after %d sends", d.Status, d.Cause, w.recharge.called("send"))
	}
}

func TestUnknownUntilTheDeadlineThenExpired(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, func(p *Params) { p.RetryCap = 12 * time.Hour })
		id := w.opened("R1")
		for range 200 {
			w.recharge.fail("send", "timeout")
			w.recharge.fail("find", "timeout")
		}
		w.runDue()
		if d := w.detail(id); d.Cause != purchase.CauseNoAnswer || d.NextRetryAt == nil || d.Deadline == nil {
			t.Fatalf("got %+v", d)
		}
		w.clock.advance(purchase.Window - time.Second)
		w.runDue()
		w.clock.advance(time.Second)
		w.runDue()
		d := w.detail(id)
		if d.Status != purchase.StatusPending || d.Cause != purchase.CauseExpired || d.NextRetryAt != nil {
			t.Fatalf("got %+v", d)
		}
		before := w.recharge.called("find")
		w.clock.advance(48 * time.Hour)
		w.runDue()
		if w.recharge.called("find") != before {
			t.Error("an expired purchase was tried again by itself")
		}
	})
}

func TestDifferingTransferIsHeldForEver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		id := w.opened("R1")
		w.recharge.fail("send", "wrong-amount")
		w.runDue()
		for i := range 3 {
			w.clock.advance(time.Hour)
			if _, err := w.retry(id, fmt.Sprint("k", i)); err != nil {
				t.Fatal(err)
			}
			w.runDue()
		}
		d := w.detail(id)
		if d.Status != purchase.StatusPending || w.recharge.called("send") != 1 || d.TransferID != "" {
			t.Errorf("got %s %q, %d sends", d.Status, d.TransferID, w.recharge.called("send"))
		}
		if n := w.count(`select count(*) from exception where kind = 'alarm' and reference = $1`, id); n != 1 {
			t.Errorf("%d alarms, want 1", n)
		}
		w.clock.advance(100 * time.Hour)
		w.runDue()
		if d := w.detail(id); d.Cause != purchase.CauseExpired {
			t.Errorf("cause %q, want expired", d.Cause)
		}
	})
}

// A worker that comes back after its lease finds the purchase in other hands.
func TestZombieChangesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		w.recharge.ignoreKeys = true
		id := w.opened("R1")
		inside, release := w.recharge.hold("send")
		j, err := w.store.ClaimJob(context.Background(), w.p.lease, false)
		if err != nil || j == nil {
			t.Fatal(j, err)
		}
		zombie := make(chan error, 1)
		go func() { zombie <- w.p.advance(context.Background(), j) }()
		<-inside
		w.clock.advance(w.p.lease)
		w.runDue() // a successor closes the attempt and may only ask
		d := w.detail(id)
		if len(d.Attempts) != 2 || d.Attempts[0].Outcome != purchase.OutcomeUnknown || d.Attempts[1].Outcome != purchase.OutcomeNotFound {
			t.Fatalf("attempts %+v", d.Attempts)
		}
		release() // the zombie's send takes effect now, inside the settling time
		if err := <-zombie; !errors.Is(err, store.ErrLeaseLost) {
			t.Errorf("got %v, want ErrLeaseLost", err)
		}
		if d := w.untilRest(id); d.Status != purchase.StatusOK || w.recharge.called("send") != 1 {
			t.Errorf("got %s after %d sends", d.Status, w.recharge.called("send"))
		}
		w.once()
	})
}

// After a restore the hub may have forgotten a send: it asks first, and "not
// found" counts only when such a send has settled.
func TestRestoredDatabaseAsksFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		w.recharge.ignoreKeys = true
		id := w.opened("R1")
		w.recharge.fail("send", "late")
		w.recharge.fail("find", "timeout")
		w.runDue()
		err := w.store.Write(context.Background(), func(tx *store.Tx) error {
			for _, q := range []string{
				`delete from attempt`, `update purchase set leg_transfer = 'waiting'`, `update job set run_at_ms = 0, tries = 0`,
				fmt.Sprintf(`update hub_meta set epoch = 'restored', epoch_started_ms = %d`, w.clock.Now().UnixMilli()),
			} {
				if _, err := tx.ExecContext(context.Background(), q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		w.store = storetest.Open(t, dsn, store.Options{Clock: w.clock, LeaseClock: w.clock})
		w.p = w.engine()
		if d := w.untilRest(id); d.Status != purchase.StatusOK {
			t.Errorf("got %s %q", d.Status, d.Cause)
		}
		if n := w.recharge.moved(id); n != 1 {
			t.Errorf("moved %d times", n)
		}
	})
}

// A restore may have lost the purchase altogether. Its payment was before the
// restore, so opening it anew asks first too; one of after it is sent at once.
func TestAPurchaseThatARestoreLostAsksFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		w.recharge.ignoreKeys = true
		id := w.opened("R1")
		w.runDue()
		w.clock.advance(time.Hour)
		err := w.store.Write(context.Background(), func(tx *store.Tx) error {
			for _, q := range []string{
				`delete from attempt`, `delete from job`, `delete from purchase`,
				fmt.Sprintf(`update hub_meta set epoch = 'restored', epoch_started_ms = %d`, w.clock.Now().UnixMilli()),
			} {
				if _, err := tx.ExecContext(context.Background(), q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		w.store = storetest.Open(t, dsn, store.Options{Clock: w.clock, LeaseClock: w.clock})
		w.p = w.engine()
		w.notice(payment("R1", connector.PaymentAccredited, start))
		if d := w.untilRest(id); d.Status != purchase.StatusOK || w.recharge.moved(id) != 1 || w.recharge.called("send") != 1 {
			t.Errorf("got %s %q, moved %d times in %d sends", d.Status, d.Cause, w.recharge.moved(id), w.recharge.called("send"))
		}
		asked := w.recharge.called("find")
		w.notice(payment("R2", connector.PaymentAccredited, w.clock.Now()))
		if d := w.untilRest(w.id("R2")); d.Status != purchase.StatusOK || w.recharge.called("find") != asked {
			t.Errorf("after the restore: %s %q, %d questions", d.Status, d.Cause, w.recharge.called("find")-asked)
		}
	})
}

func TestReplicasShareTheWork(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		w.recharge.ignoreKeys = true
		for i := range 30 {
			w.opened(fmt.Sprint("R", i))
		}
		for range 3 {
			w.live(t, w.engine())
		}
		eventually(t, "all complete", func() bool { return w.count(`select count(*) from purchase where status = 'ok'`) == 30 })
		w.once()
		if n := w.recharge.called("send"); n != 30 {
			t.Errorf("%d sends for 30 purchases", n)
		}
	})
}

func TestStopWaitsForTheCallAndWritesItDown(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"))
	id := w.opened("R1")
	inside, release := w.recharge.hold("send")
	p := w.engine()
	ended := make(chan error, 1)
	go func() { ended <- p.Run(context.Background()) }()
	<-inside
	stopped := make(chan struct{})
	go func() { p.Stop(); close(stopped) }()
	select {
	case <-stopped:
		t.Fatal("Stop did not wait for the call")
	case <-time.After(50 * time.Millisecond):
	}
	release()
	<-stopped
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if d := w.detail(id); d.Legs.Transfer != purchase.Done || d.Legs.Notice != purchase.Waiting {
		t.Errorf("legs %+v", d.Legs)
	}
	w.runDue() // no lease has to run out
	if d := w.detail(id); d.Status != purchase.StatusOK {
		t.Errorf("got %s %q", d.Status, d.Cause)
	}
}

func TestNothingIsAttemptedWithoutAnAddress(t *testing.T) {
	w := newWorld(t, storetest.DSN(t, "sqlite"), func(p *Params) { p.Recharge = nil })
	id := w.opened("R1")
	w.runDue()
	version := w.detail(id).Version
	w.clock.advance(time.Hour)
	w.runDue()
	d := w.detail(id)
	if len(d.Attempts) != 0 || d.Cause != purchase.CauseNoAnswer || d.NextRetryAt != nil || d.Version != version {
		t.Errorf("got %+v", d)
	}
	w.p = w.engine() // the next start knows the address
	w.clock.advance(time.Minute)
	w.runDue()
	if d := w.detail(id); d.Status != purchase.StatusOK {
		t.Errorf("got %s %q", d.Status, d.Cause)
	}
}
