package main

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/data/hub/store"
	"trastienda/ui/shell"
)

// A hub that is started with another recharge system than the one its transfers
// were sent to does not start while some of them are unsettled, and says how to
// go on.
func TestAHubIsNotStartedWithAnotherRechargeSystem(t *testing.T) {
	dir := sampleFolder(t, 200)
	database := "sqlite:" + folderFiles{dir}.hub()
	start := func(simulated bool, url string, moved bool) error {
		t.Helper()
		p := hubParams{database: database, clock: clock.System{}, log: slog.New(slog.DiscardHandler), outside: outsideFlags{rechargeURL: url, rechargeMoved: moved,
			callTimeout: time.Second, settlingTime: time.Second, retryBase: time.Hour, retryCap: time.Hour}}
		if simulated {
			p.simulatorFile = filepath.Join(dir, "simulator.db")
		}
		h, err := openHub(t.Context(), p)
		if err == nil {
			h.close()
		}
		return err
	}
	if err := start(true, "", false); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), database, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n, err := s.UnsettledTransfers(t.Context())
	if err != nil || n == 0 || s.Close() != nil {
		t.Fatalf("the sample has %d unsettled transfers: %v", n, err)
	}
	err = start(false, "http://127.0.0.1:9", false)
	if said := otherRecharge(err); err == nil || !strings.Contains(said.Error(), "Start the hub with --simulate") || !strings.Contains(said.Error(), "--recharge-moved") {
		t.Fatalf("it says %v", said)
	}
	if kind := shell.KindOf(faultOf(err)); kind != shell.OtherRecharge {
		t.Errorf("the window takes it for %s", kind)
	}
	if err := start(true, "", false); err != nil {
		t.Errorf("the one of before: %v", err)
	}
	if err := start(false, "http://127.0.0.1:9", true); err != nil {
		t.Errorf("the same at another address: %v", err)
	}
}
