package job

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"trastienda/data/connector"
)

// Account is what the fake wallet says of every point of sale.
func (f *fakeWallet) Account(context.Context, string) (connector.Account, error) {
	switch fault := f.next("account"); fault {
	case "":
		return connector.Account{Holder: "Titular", Available: 162040_00, Currency: "ARS"}, nil
	case "no-session":
		return connector.Account{}, connector.ErrNoSession
	default:
		return connector.Account{}, answerFault(fault)
	}
}

// Pay pays as scripted and records what really happened, under the key it came
// with: of one key the wallet pays once.
func (f *fakeWallet) Pay(ctx context.Context, o connector.PayOrder) (connector.Paid, error) {
	fault := f.next("pay")
	f.mu.Lock()
	defer f.mu.Unlock()
	f.catchUp()
	if o.PIN.Reveal() != rightPIN {
		return connector.Paid{}, &connector.Refusal{Code: connector.RefusedPIN}
	}
	switch fault {
	case "":
		return f.move(o, connector.PaymentAccredited), nil
	case "pending":
		return f.move(o, connector.PaymentPending), nil
	case "crash-before":
		runtime.Goexit()
	case "crash-after":
		f.move(o, connector.PaymentAccredited)
		runtime.Goexit()
	case "timeout-after", "error-500":
		f.move(o, connector.PaymentAccredited)
		return connector.Paid{}, &connector.UnknownError{Code: fault, Alarm: fault == "error-500"}
	case "refuse-but-pay":
		f.move(o, connector.PaymentAccredited)
		return connector.Paid{}, &connector.Refusal{Code: connector.RefusedFunds}
	case "late":
		f.late = append(f.late, latePayment{f.clock.Now().Add(lateBy), o})
		return connector.Paid{}, lost("http-504")
	}
	return connector.Paid{}, answerFault(fault)
}

const (
	rightPIN = "739155"
	wrongPIN = "000000"
)

type latePayment struct {
	due time.Time
	o   connector.PayOrder
}

func (f *fakeWallet) move(o connector.PayOrder, status connector.PaymentStatus) connector.Paid {
	if done, ok := f.keys[o.Key]; ok && !f.ignoreKeys {
		return done
	}
	f.n++
	done := connector.Paid{WalletTransfer: fmt.Sprint("7000", f.n), Reference: o.Reference, Status: status}
	if f.keys == nil {
		f.keys = map[string]connector.Paid{}
	}
	f.keys[o.Key] = done
	f.orders = append(f.orders, o)
	f.payments = append(f.payments, connector.Payment{WalletTransfer: done.WalletTransfer, Reference: o.Reference, PSR: o.PSR, Amount: o.Amount,
		Currency: o.Currency, ToCBU: o.ToCBU, Status: status, At: f.clock.Now()})
	return done
}

func (f *fakeWallet) catchUp() {
	waiting := f.late
	f.late = nil
	for _, l := range waiting {
		if l.due.After(f.clock.Now()) {
			f.late = append(f.late, l)
			continue
		}
		f.move(l.o, connector.PaymentAccredited)
	}
}

// made are the payments that were started here and really happened.
func (f *fakeWallet) made() []connector.PayOrder {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.catchUp()
	return append([]connector.PayOrder{}, f.orders...)
}

// engineOf names the engine of an address, for a test that needs more databases.
func engineOf(dsn string) string {
	engine, _, _ := strings.Cut(dsn, ":")
	return engine
}
