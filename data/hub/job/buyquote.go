package job

import (
	"context"
	"errors"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/buying"
	"trastienda/app/ident"
	"trastienda/app/money"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// Quote tells what a purchase would be now. An amount of 0 stands for one that
// nobody typed yet. Errors: ErrNotFound, ErrNoBank, ErrAgentInactive, ErrAmount.
func (p *Purchases) Quote(ctx context.Context, scope access.Scope, psr string, amount int64) (buying.Quote, error) {
	seller, err := p.Store.Seller(ctx, scope, psr)
	if errors.Is(err, store.ErrNotFound) {
		return buying.Quote{}, ErrNotFound
	}
	if err != nil {
		return buying.Quote{}, err
	}
	return quoteOf(seller, psr, amount)
}

func quoteOf(s store.Seller, psr string, amount int64) (buying.Quote, error) {
	switch {
	case !s.Active:
		return buying.Quote{}, ErrAgentInactive
	case s.CBU == "":
		return buying.Quote{}, ErrNoBank
	case amount != 0 && !s.Limits.Allow(amount):
		return buying.Quote{}, ErrAmount
	}
	return buying.Quote{PSR: psr, Agent: agent.Ref{ID: s.Agent, Code: s.AgentCode, Name: s.AgentName}, Amount: amount,
		Credited: money.WithBonus(amount, s.Rate), Currency: s.Currency, BankVersion: s.BankVersion,
		CBUMasked: ident.MaskCBU(s.CBU), Alias: s.Alias, Holder: s.Holder, Minimum: s.Limits.Minimum, Maximum: s.Limits.Maximum}, nil
}

// WalletOf asks for the wallet of a point of sale. Errors: ErrNotFound, and those
// of connector.Wallet.
func (p *Purchases) WalletOf(ctx context.Context, scope access.Scope, psr string) (buying.Wallet, error) {
	_, err := p.Store.Seller(ctx, scope, psr)
	if errors.Is(err, store.ErrNotFound) {
		return buying.Wallet{}, ErrNotFound
	}
	if err != nil {
		return buying.Wallet{}, err
	}
	if !configured(p.Wallet) {
		return buying.Wallet{}, connector.ErrNotConfigured
	}
	ctx, cancel := context.WithTimeout(ctx, p.CallTimeout)
	defer cancel()
	a, err := p.Wallet.Account(ctx, psr)
	return buying.Wallet{PSR: psr, Holder: a.Holder, Available: a.Available, Currency: a.Currency, AsOf: p.Store.Clock().Now().UTC()}, err
}
