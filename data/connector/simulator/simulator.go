// Package simulator stands in for every outside system of the contract
// (recharge system, merchant platform, wallet, recharge network, card
// terminal, hosted check-out, billing, card issuer). It is a real server with a
// file of its own: what happened, which keys it has seen and which faults are
// switched on survive a restart. Its ledger lists every effect that really
// happened, which is what tests compare with.
//
// Each system has its own base address, /recharge, /merchant, /wallet,
// /network, /tef, /checkout, /billing and /issuer; without that prefix the same
// calls work too, because their paths tell them apart.
//
// A fault names a call by "METHOD /path" or by its short name:
//
//	recharge  transfer, find-transfer, balance
//	merchant  notice
//	wallet    wallet, pay, find-payment (by reference), payments (the list), hook
//	network   values, reserve, find-recharge, confirm, cancel
//	tef       charge, find-charge, void
//	checkout  checkout, get-checkout, find-checkout, hook
//	billing   account, invoices, charges, plan-terms, invoice-charge, bill-payment, plan,
//	          activate-plan, lapse-plan, adhesion, and find- before each of the last six
//	issuer    order, block, activate, reverse, and find- before each; cards, transactions
//
// hook is a notice on its way to the hub. What happens in each mode:
//
//	error-500, error-503, refuse:CODE  nothing; a hook is lost
//	timeout-before                     nothing, and no answer; a hook is lost
//	timeout-after                      it happens, and no answer; a hook is sent twice
//	late                               a change: 504 now, it happens after delay_ms even over a
//	                                   restart; a list: empty; another question: 504; a hook waits
//	duplicate-answer                   it happens; a list names everything twice, any other
//	                                   answer comes twice over; a hook is sent twice
//	cut-body, garbage                  it happens, the answer is useless; a hook is so once, and
//	                                   then sent well
//	slow                               it happens, the answer takes delay_ms
//	ignore-key                         keys are neither looked up nor remembered
package simulator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"trastienda/app/clock"
	"trastienda/data/connector"
)

// Options is what a simulator needs.
type Options struct {
	// File is its SQLite file, made when it does not exist.
	File string
	// Clock gives the times in answers; the machine's own when nil. Delays of
	// faults always run on the machine's.
	Clock clock.Clock
	// NotifyURL is the base address of the hub that is told about payments
	// (/v1/hooks/wallet is added); empty sends no notices.
	NotifyURL string
	// NotifyTransport carries the notices; nil means the network.
	NotifyTransport http.RoundTripper
	// WalletSecret and CheckoutSecret sign the notices (whsec_BASE64).
	WalletSecret   string
	CheckoutSecret string
	// Log may be nil.
	Log *slog.Logger
}

// Simulator is the outside world. It is safe for concurrent use.
type Simulator struct {
	clock   clock.Clock
	log     *slog.Logger
	store   *store
	handler http.Handler
	routes  map[string]*route
	signers map[string]*connector.Signer

	mu     sync.Mutex
	notify notify

	wake   chan struct{}
	ctx    context.Context
	stop   context.CancelFunc
	closed sync.Once
	work   sync.WaitGroup
}

type notify struct {
	base   string
	client *http.Client
}

// Open opens or makes the simulator's file and starts its work in the
// background: notices that the hub has not taken yet and effects that are late.
func Open(ctx context.Context, o Options) (*Simulator, error) {
	s := &Simulator{clock: o.Clock, log: o.Log, signers: map[string]*connector.Signer{}, wake: make(chan struct{}, 1)}
	if s.clock == nil {
		s.clock = clock.System{}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.addSigners(o); err != nil {
		return nil, err
	}
	if err := s.SetNotify(o.NotifyURL, o.NotifyTransport); err != nil {
		return nil, err
	}
	var err error
	if s.store, err = openStore(ctx, o.File); err != nil {
		return nil, err
	}
	s.handler = s.newHandler()
	s.ctx, s.stop = context.WithCancel(context.Background())
	if err := s.resumeLate(ctx); err != nil {
		s.Close()
		return nil, err
	}
	s.background(s.deliver)
	return s, nil
}

func (s *Simulator) addSigners(o Options) error {
	secrets := map[string]string{walletSystem: o.WalletSecret, checkoutSystem: o.CheckoutSecret}
	for system, secret := range secrets {
		if secret == "" {
			continue
		}
		signer, err := connector.NewSigner(secret, s.clock)
		if err != nil {
			return fmt.Errorf("simulator: secret of %s: %w", system, err)
		}
		s.signers[system] = signer
	}
	if o.NotifyURL != "" && s.signers[walletSystem] == nil {
		return errors.New("simulator: notices need the wallet's secret")
	}
	return nil
}

// SetNotify tells where notices go from now on, for a hub that is made after
// its simulator. An empty base sends none: whoever polls finds the payments.
func (s *Simulator) SetNotify(base string, rt http.RoundTripper) error {
	if u, err := url.Parse(base); base != "" && (err != nil || u.Host == "") {
		return errors.New("simulator: the address for notices must be http:// or https:// with a host")
	}
	if rt == nil {
		rt = &http.Transport{DisableKeepAlives: true, Proxy: http.ProxyFromEnvironment}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notify = notify{base: strings.TrimRight(base, "/"), client: &http.Client{Transport: rt, Timeout: 10 * time.Second}}
	return nil
}

func (s *Simulator) notifyTarget() notify {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.notify
}

// Handler is the whole outside world as one HTTP handler.
func (s *Simulator) Handler() http.Handler { return s.handler }

// Close lets go of held connections, stops the work in the background and
// closes the file. Late effects and notices that are still due go on after the
// next Open.
func (s *Simulator) Close() error {
	var err error
	s.closed.Do(func() {
		s.mu.Lock()
		s.stop()
		s.mu.Unlock()
		s.work.Wait()
		err = s.store.close()
	})
	return err
}

// background starts work that Close waits for; nothing starts after Close.
func (s *Simulator) background(work func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() == nil {
		s.work.Go(work)
	}
}
