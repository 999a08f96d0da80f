package main

import (
	"context"
	"errors"
	"log/slog"

	"trastienda/app/access"
	"trastienda/app/buying"
	"trastienda/data/desk"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/remote"
	"trastienda/reports"
	"trastienda/ui/board"
	"trastienda/ui/buy"
	"trastienda/ui/look"
	"trastienda/ui/purchases"
	"trastienda/ui/shell"
)

// buyPage is the page "Comprar saldo"; nil for those who may not buy.
func buyPage(s *shell.Shell, b *backend, log *slog.Logger, currency string, list *purchases.Page) *buy.Page {
	role := s.Session().Role
	if !role.Allows(access.PurchasesBuy) {
		b.showBuy(nil)
		return nil
	}
	page, err := buy.New(buy.Params{Backend: buyBackend{purchaseBackend{b}}, Book: s.Book(), Shell: s, Role: role, Currency: currency, Log: log,
		Home:    func() { s.Open(board.PageID) },
		Receipt: func(id string) { giveReceipt(s, b, purchases.Receipt{Purchase: id, On: reports.ReceiptA4}) },
		OpenPurchase: func(id string) {
			s.Open(purchases.PageID)
			list.Show(purchases.Preset{Purchase: id})
		},
		Alert: func(words, action string, do func()) {
			s.Toast(shell.Toast{ID: buy.PageID, Text: words, Tone: look.ToneInfo, Action: action, Do: func() {
				s.Open(buy.PageID)
				do()
			}})
		}})
	if err != nil {
		// Only a missing part makes this fail: a mistake in this file.
		panic(err)
	}
	b.follow(page.Changed)
	for _, told := range b.showBuy(page) {
		page.Bought(told)
	}
	return page
}

// showBuy tells which page buys now, and gives what became known before there was
// one.
func (b *backend) showBuy(page *buy.Page) (told []buy.Told) {
	b.mu.Lock()
	defer b.mu.Unlock()
	told, b.bought, b.buy = b.bought, nil, page
	return told
}

// boughtLater tells what became of a purchase whose dialog could not say it; other
// goroutines call it.
func (b *backend) boughtLater(o outbox.Bought) {
	told := buy.Told{Sent: buy.Sent{Key: o.OpID, PSR: o.PSR, At: o.At}, Answer: o.Answer}
	b.mu.Lock()
	page := b.buy
	if page == nil {
		b.bought = append(b.bought, told)
	}
	b.mu.Unlock()
	if win := b.window(); win != nil && page != nil {
		win.Do(func() { page.Bought(told) })
	}
}

// buyBackend gives the page "Comprar saldo" the desk.
type buyBackend struct{ purchaseBackend }

var _ buy.Backend = buyBackend{}

// onBuying asks the desk, if there is one, and gives its errors the names the page
// knows.
func onBuying[T any](u buyBackend, ask func(*desk.Desk) (T, error)) (T, error) {
	d := u.b.deskNow()
	if d == nil {
		var none T
		return none, buy.ErrSignedOut
	}
	answer, err := ask(d)
	return answer, buyError(err)
}

func buyError(err error) error {
	var unknown desk.ErrOutcomeUnknown
	var changed desk.ErrPurchaseChanged
	var just desk.ErrJustStarted
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unknown):
		return &buy.UnknownError{Key: unknown.Key, Err: err}
	case errors.As(err, &changed):
		return &buy.Changed{Quote: changed.Quote}
	case errors.As(err, &just):
		return &buy.JustStarted{Start: just.Start}
	case errors.Is(err, desk.ErrNotReceived):
		return buy.ErrNothingPaid
	case errors.Is(err, remote.ErrTooOld):
		return buy.ErrTooOld
	case errors.Is(err, desk.ErrNotStored):
		return buy.ErrNotStored
	case errors.Is(err, desk.ErrSignedOut), errors.Is(err, remote.ErrUnauthorized):
		return buy.ErrSignedOut
	case errors.Is(err, desk.ErrOfflineNothingSent), errors.Is(err, remote.ErrOffline):
		return buy.ErrOffline
	}
	return err
}

// Limits are the agency's.
func (u buyBackend) Limits(ctx context.Context) (buying.Limits, error) {
	return onBuying(u, func(d *desk.Desk) (buying.Limits, error) {
		a, err := d.Agency(ctx)
		return buying.Limits{Minimum: a.BuyMin, Maximum: a.BuyMax}, err
	})
}

// Wallet asks a wallet.
func (u buyBackend) Wallet(ctx context.Context, psr string) (buying.Wallet, error) {
	return onBuying(u, func(d *desk.Desk) (buying.Wallet, error) { return d.Wallet(ctx, psr) })
}

// Quote asks the hub.
func (u buyBackend) Quote(ctx context.Context, psr string, amount int64) (buying.Quote, error) {
	return onBuying(u, func(d *desk.Desk) (buying.Quote, error) { return d.Quote(ctx, psr, amount) })
}

// Buy pays once.
func (u buyBackend) Buy(ctx context.Context, r buying.Request) (buying.Answer, error) {
	return onBuying(u, func(d *desk.Desk) (buying.Answer, error) { return d.Buy(ctx, r) })
}

// Consult asks what became of a purchase.
func (u buyBackend) Consult(ctx context.Context, key string) (buying.Answer, error) {
	return onBuying(u, func(d *desk.Desk) (buying.Answer, error) {
		told, err := d.ConsultBuy(ctx, key)
		switch {
		case err != nil:
			return buying.Answer{}, err
		case told.Answer == nil:
			return buying.Answer{}, desk.ErrNotReceived
		}
		return *told.Answer, nil
	})
}

// Open lists what has no answer yet.
func (u buyBackend) Open(ctx context.Context) ([]buy.Sent, error) {
	return onBuying(u, func(d *desk.Desk) ([]buy.Sent, error) {
		open, err := d.OpenBuys(ctx)
		list := make([]buy.Sent, len(open))
		for i, o := range open {
			list[i] = buy.Sent{Key: o.OpID, PSR: o.PSR, At: o.At}
		}
		return list, err
	})
}
