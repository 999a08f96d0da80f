package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"trastienda/app/buying"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/replica"
)

// The errors of Buy besides those of Retry.
type (
	// ErrPurchaseChanged: what the person confirmed is not so any more.
	ErrPurchaseChanged = outbox.ErrPurchaseChanged
	// ErrJustStarted: an equal purchase was just started.
	ErrJustStarted = outbox.ErrJustStarted
)

// Wallet asks for the money in the wallet of an own point of sale; it is never
// kept. Errors: remote.ErrOffline, or the hub's own (wallet-no-session, …).
func (d *Desk) Wallet(ctx context.Context, psr string) (buying.Wallet, error) {
	_, done, err := d.use()
	if err != nil {
		return buying.Wallet{}, err
	}
	defer done()
	return d.remote.Wallet(ctx, psr)
}

// Quote asks what a purchase would be now. An amount of 0 stands for one that
// nobody typed yet: it tells where the money would go, and the limits.
func (d *Desk) Quote(ctx context.Context, psr string, amount int64) (buying.Quote, error) {
	_, done, err := d.use()
	if err != nil {
		return buying.Quote{}, err
	}
	defer done()
	return d.remote.Quote(ctx, psr, amount)
}

// Buy sends what the person confirmed with the PIN, once. It answers within 25 s
// at most. Like Retry it belongs to the desk, not to the dialog: closing that
// takes nothing back. An outcome that nobody knows yet is asked for, and OnBought
// tells.
func (d *Desk) Buy(ctx context.Context, r buying.Request) (buying.Answer, error) {
	if err := ctx.Err(); err != nil {
		return buying.Answer{}, err
	}
	w, done, err := d.use()
	if err != nil {
		return buying.Answer{}, err
	}
	defer done()
	answer, err := w.acts.Buy(w.ctx, r)
	var unknown ErrOutcomeUnknown
	if errors.As(err, &unknown) || err == nil && answer.Result == buying.Unknown {
		w.askSoon()
	}
	d.changed()
	return answer, err
}

// OpenBuy is a purchase that this copy sent and whose outcome nobody knows yet.
type OpenBuy struct {
	OpID, PSR string
	At        time.Time
}

// OpenBuys lists them, oldest first.
func (d *Desk) OpenBuys(ctx context.Context) ([]OpenBuy, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	acts, err := w.openBuys(ctx)
	list := make([]OpenBuy, len(acts))
	for i, act := range acts {
		list[i] = OpenBuy{OpID: act.OpID, PSR: act.Target, At: act.At}
	}
	return list, err
}

func (w *signedIn) openBuys(ctx context.Context) ([]replica.Act, error) {
	acts, err := w.replica.OpenActs(ctx)
	return slices.DeleteFunc(acts, func(a replica.Act) bool { return !outbox.IsBuy(a) }), err
}

// ConsultBuy asks the hub once what became of a purchase of this machine; it
// only asks. Errors: ErrNotReceived (nothing was paid), ErrOutcomeUnknown, what
// kept the hub from being asked; replica.ErrNotFound when the purchase is not an
// open one.
func (d *Desk) ConsultBuy(ctx context.Context, opID string) (outbox.Bought, error) {
	w, done, err := d.use()
	if err != nil {
		return outbox.Bought{}, err
	}
	defer done()
	acts, err := w.openBuys(ctx)
	if err != nil {
		return outbox.Bought{}, err
	}
	for _, act := range acts {
		if act.OpID == opID {
			told, err := w.acts.ConsultBuy(ctx, act)
			d.changed()
			return told, err
		}
	}
	return outbox.Bought{}, replica.ErrNotFound
}
