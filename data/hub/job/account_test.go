package job

import (
	"context"
	"testing"
	"time"

	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// newCBU is the account that the agent has later; it belongs to nobody.
const newCBU = "0170099220000067797370"

func (w *world) newAccount() {
	w.t.Helper()
	err := w.store.Write(context.Background(), func(tx *store.Tx) error {
		return tx.PutAccount(context.Background(), "ag", "a1", agent.Account{CBU: newCBU, Holder: "Agente Uno"}, w.clock.Now())
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// A payment goes by the account that was in force at its time, and one whose end
// is told by that of up to 72 hours before.
func TestAPaymentToTheAccountOfItsTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		w.clock.advance(time.Hour)
		changed := w.clock.Now()
		w.newAccount()
		w.clock.advance(purchase.Window + 2*time.Hour)
		for _, c := range []struct {
			reference string
			cbu       string
			status    connector.PaymentStatus
			at        time.Time
			fits      bool
		}{
			{"before", cbu, connector.PaymentPending, changed.Add(-time.Second), true},
			{"after", cbu, connector.PaymentPending, changed, false},
			{"ended-soon", cbu, connector.PaymentAccredited, changed.Add(purchase.Window - time.Second), true},
			{"ended-late", cbu, connector.PaymentAccredited, changed.Add(purchase.Window), false},
			{"untold", cbu, connector.PaymentAccredited, time.Time{}, false},
			{"new", newCBU, connector.PaymentAccredited, changed.Add(time.Hour), true},
			{"nobody's", "0009999700000000000001", connector.PaymentPending, changed.Add(-time.Second), false},
		} {
			pay := payment(c.reference, c.status, c.at)
			pay.ToCBU = c.cbu
			w.notice(pay)
			want := 1
			if c.fits {
				want = 0
			}
			expect(t, w, KindOtherAccount, c.reference, want)
			if n := w.count(`select count(*) from purchase where wallet_reference = $1`, c.reference); n != 1-want {
				t.Errorf("%s: %d purchases", c.reference, n)
			}
		}
	})
}

// What is open keeps its account, named at once or only by a later notice.
func TestAnOpenPurchaseKeepsItsAccount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn)
		named, unnamed := payment("named", connector.PaymentPending, start), payment("unnamed", connector.PaymentPending, start)
		unnamed.ToCBU = ""
		w.notice(named)
		w.notice(unnamed)
		w.clock.advance(time.Hour)
		w.newAccount()
		w.clock.advance(time.Hour)
		for _, reference := range []string{"named", "unnamed"} {
			w.notice(payment(reference, connector.PaymentAccredited, w.clock.Now()))
			if d := w.detail(w.id(reference)); d.Legs.Payment != purchase.Done {
				t.Errorf("%s: the payment is %s", reference, d.Legs.Payment)
			}
			expect(t, w, KindOtherAccount, reference, 0)
		}
		other := payment("named", connector.PaymentAccredited, w.clock.Now())
		other.ToCBU = newCBU
		w.notice(other)
		expect(t, w, KindOtherAccount, "named", 1)
	})
}
