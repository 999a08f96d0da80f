// Package job moves purchases on: it calls the outside systems, one lease per
// purchase, and never sends an amount twice. It also takes the wallet's notices
// in, polls the wallet for lost ones, and answers people who press retry.
package job

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// Params are what New needs. An outside system that is nil (or whose
// Configured() says no) is not configured: nothing is attempted there.
type Params struct {
	Store    *store.Store
	Recharge connector.Recharge
	Merchant connector.Merchant
	Wallet   connector.Wallet
	// WalletAddress tells one wallet from another: each has its own place in the
	// list of payments that is polled. Empty for the simulator inside.
	WalletAddress string
	Log           *slog.Logger

	CallTimeout  time.Duration // bound of one outside call; 10 s
	SettlingTime time.Duration // how long after its end a send may still take effect; 30 s
	RetryBase    time.Duration // first back-off after an unknown outcome; 1 s
	RetryCap     time.Duration // largest back-off; 15 min

	AnswerWait time.Duration // how long a person waits for a retry's run; 8 s
	PollEvery  time.Duration // how often the wallet is polled; 1 min
	Workers    int           // automatic runs at once, and as many for people; 8

	// Others do the jobs of further kinds, by kind. Each ends its job itself; one
	// that does not is tried again when its lease ran out.
	Others map[string]func(context.Context, *store.Job) error
}

// Purchases advances purchases. It is safe for concurrent use.
type Purchases struct {
	Params
	lease time.Duration
	wake  bell // some job became due
	ended bell // some run came to its end

	paying sync.WaitGroup // payments that have been asked for and not written down

	mu     sync.Mutex
	ending bool // no payment begins any more
	stop   context.CancelFunc
	done   chan struct{}
}

// The kinds of jobs.
const (
	kindPurchase = "purchase" // ref: the purchase's id
	kindPoll     = "poll"     // ref: the system's name
	kindStart    = "start"    // ref: the start's id
	walletSystem = "wallet"
)

// idlePoll is how soon a replica sees a job that another one made.
const idlePoll = 250 * time.Millisecond

// New makes the engine. It does nothing until Run; Retry and WalletNotice may be
// called before.
func New(params Params) *Purchases {
	fill(&params.CallTimeout, 10*time.Second)
	fill(&params.SettlingTime, 30*time.Second)
	fill(&params.RetryBase, time.Second)
	fill(&params.RetryCap, 15*time.Minute)
	fill(&params.AnswerWait, 8*time.Second)
	fill(&params.PollEvery, time.Minute)
	if params.Workers <= 0 {
		params.Workers = 8
	}
	if params.Log == nil {
		params.Log = slog.New(slog.DiscardHandler)
	}
	// Three calls fit into a lease, with room for the database between them.
	return &Purchases{Params: params, lease: 3*params.CallTimeout + 5*time.Second}
}

func fill(d *time.Duration, standard time.Duration) {
	if *d <= 0 {
		*d = standard
	}
}

// Run works until ctx ends or Stop is called, and returns when every call that
// had left was answered and written down.
func (p *Purchases) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	defer close(done)
	p.mu.Lock()
	p.stop, p.done, p.ending = cancel, done, false
	p.mu.Unlock()

	if configured(p.Wallet) {
		if err := p.Store.Write(ctx, func(tx *store.Tx) error { return tx.WakeJob(ctx, "", kindPoll, walletSystem) }); err != nil {
			return err
		}
	}
	var lanes sync.WaitGroup
	// People have workers of their own: an outside system that hangs must not
	// leave them waiting behind automatic runs.
	for _, asked := range []bool{true, false} {
		lanes.Go(func() { p.dispatch(ctx, asked) })
	}
	lanes.Wait()
	p.mu.Lock()
	p.ending = true
	p.mu.Unlock()
	p.paying.Wait()
	return nil
}

// mayPay counts a payment that begins, until paying.Done; false when the hub is
// coming to its end.
func (p *Purchases) mayPay() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ending {
		p.paying.Add(1)
	}
	return !p.ending
}

// Stop ends Run and waits for it.
func (p *Purchases) Stop() {
	p.mu.Lock()
	stop, done := p.stop, p.done
	p.mu.Unlock()
	if stop != nil {
		stop()
		<-done
	}
}

// dispatch hands due jobs to workers until ctx ends.
func (p *Purchases) dispatch(ctx context.Context, asked bool) {
	slots := make(chan struct{}, p.Workers)
	var busy sync.WaitGroup
	defer busy.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case slots <- struct{}{}:
		}
		woken := p.wake.next() // before the claim, so that no wake is missed
		j, err := p.Store.ClaimJob(ctx, p.lease, asked)
		if err != nil && ctx.Err() == nil {
			p.Log.ErrorContext(ctx, "no job could be claimed", "error", err)
		}
		if j == nil {
			<-slots
			select {
			case <-ctx.Done():
				return
			case <-woken:
			case <-time.After(idlePoll):
			}
			continue
		}
		busy.Go(func() {
			defer func() { <-slots }()
			p.work(ctx, j)
		})
	}
}

// work does one claimed job. What has begun is written down even when ctx ends
// meanwhile; ctx only keeps new calls from leaving.
func (p *Purchases) work(ctx context.Context, j *store.Job) {
	defer p.ended.ring()
	var err error
	switch j.Kind {
	case kindPurchase:
		err = p.advance(ctx, j)
	case kindPoll:
		err = p.pollWallet(ctx, j)
	case kindStart:
		err = p.giveUpTry(ctx, j)
	default:
		err = errors.New("unknown kind of job")
		if other := p.Others[j.Kind]; other != nil {
			err = other(ctx, j)
		}
	}
	if errors.Is(err, store.ErrLeaseLost) {
		p.Log.WarnContext(ctx, "a job was taken over", "kind", j.Kind, "ref", j.Ref)
		return
	}
	if err != nil {
		// The lease runs out and somebody takes over.
		p.Log.ErrorContext(ctx, "a job broke off", "kind", j.Kind, "ref", j.Ref, "error", err)
	}
}

// backoff is full jitter: anything from 0 to base × 2^tries, at most the cap.
func (p *Purchases) backoff(tries int64) time.Duration {
	limit := p.RetryCap
	if tries < 30 && p.RetryBase<<tries < limit {
		limit = p.RetryBase << tries
	}
	return rand.N(limit + 1)
}

// configured tells whether an outside system can be called at all.
func configured(system any) bool {
	if system == nil {
		return false
	}
	c, ok := system.(interface{ Configured() bool })
	return !ok || c.Configured()
}

// bell wakes everybody who waits for its next ring.
type bell struct {
	mu sync.Mutex
	ch chan struct{}
}

func (b *bell) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}
