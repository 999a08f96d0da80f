// Package desk is the desktop's side of Trastienda in one piece: who is signed
// in, their copy of the hub's rows, the loop that keeps it fresh, and the acts
// they send. The window works on this and on nothing below it.
package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"trastienda/app/agency"
	"trastienda/app/agent"
	"trastienda/app/clock"
	"trastienda/app/purchase"
	"trastienda/data/desk/keychain"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
	desksync "trastienda/data/desk/sync"
)

// Options of a desk.
type Options struct {
	// Dir is the data folder; the caller holds its lock (package folder).
	Dir string
	// HubURL is the hub's address (remote.ParseAddress). With a Transport it
	// only names the hub; it must then stay the same from start to start.
	HubURL string
	// Transport is the embedded hub's handler; nil means the network.
	Transport http.RoundTripper
	// Trust says whose certificate the hub may show.
	Trust remote.Trust
	Clock clock.Clock
	Log   *slog.Logger
	// Version of this program: see remote.Options.
	Version string
	// Lang tells the language of the hub's texts: es-AR, pt-BR or en.
	Lang func() string
	// Keychain keeps the session's token; nil means none.
	Keychain keychain.Keychain
	Timeouts remote.Timeouts

	// OnState, OnChanged: at most four times a second, from other goroutines.
	OnState   func(desksync.State)
	OnChanged func()
	// OnAgency tells that the agency's name, currency or zone is another, after the
	// copy goes by it.
	OnAgency func(remote.Agency)
	// OnSettled tells what became of an act whose dialog had to be answered
	// with "unknown", also after a restart.
	OnSettled func(outbox.Settled)
	// OnBought is OnSettled for a purchase that was started.
	OnBought func(outbox.Bought)

	// Backoff and BackoffCap bound the pause after a failed call; zero means
	// 1 s and 60 s. AskFor and AskEvery: see outbox.Params.
	Backoff, BackoffCap, AskFor, AskEvery time.Duration
	// QueuePause and QueuePauseCap: see outbox.QueueParams.
	QueuePause, QueuePauseCap time.Duration
}

// ErrSignedOut: nobody is signed in.
var ErrSignedOut = errors.New("desk: nobody is signed in")

// Desk is safe for concurrent use.
type Desk struct {
	o      Options
	remote *remote.Client
	files  files

	entering sync.Mutex // held while somebody signs in or out
	mu       sync.Mutex // guards who; never held while anything is waited for
	who      *signedIn
}

// signedIn is everything that belongs to one signed-in user.
type signedIn struct {
	session   Session
	replica   *replica.Replica
	loop      *desksync.Loop
	acts      *outbox.Acts
	queue     *outbox.Queue
	ctx       context.Context
	cancel    context.CancelFunc
	asking    chan struct{} // a wish to ask for open acts
	agency    int64         // version of the agency's data that the session began with
	elsewhere elsewhere
	bulk      bulk
	busy      sync.WaitGroup
}

// Open makes a desk; nobody is signed in yet and the network is not touched.
// Errors: *remote.AddressError.
func Open(o Options) (*Desk, error) {
	if o.Dir == "" || o.Clock == nil {
		return nil, fmt.Errorf("desk: dir and clock are needed")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Keychain == nil {
		o.Keychain = keychain.None{}
	}
	client, err := remote.New(remote.Options{BaseURL: o.HubURL, Transport: o.Transport, Trust: o.Trust, Lang: o.Lang, Log: o.Log, Timeouts: o.Timeouts,
		Clock: o.Clock, Version: o.Version})
	if err != nil {
		return nil, err
	}
	return &Desk{o: o, remote: client, files: files{dir: filepath.Join(o.Dir, "desk"), hub: client.Address()}}, nil
}

// Close ends the loop and waits for acts under way to note what is known of
// them. The session stays open at the hub.
func (d *Desk) Close() error {
	d.entering.Lock()
	defer d.entering.Unlock()
	err := d.leave()
	d.remote.Close()
	return err
}

// enter opens the user's copy and starts the loop. The caller holds
// entering.
func (d *Desk) enter(ctx context.Context, s Session) error {
	if err := d.leave(); err != nil {
		d.o.Log.Warn("desk: the copy of the user before", "error", err)
	}
	r, err := replica.Open(ctx, replica.Options{
		Path: d.files.replica(s.User.ID), Hub: d.remote.Address(), User: s.User.ID, Clock: d.o.Clock, Log: d.o.Log,
		Zone: d.zone(s.Agency.TimeZone),
	})
	if err != nil {
		return err
	}
	// Nothing of a bulk retry is sent by a later start.
	if err := r.EndBulks(ctx, purchase.BulkInterrupted); err != nil {
		return errors.Join(err, r.Close())
	}
	w := &signedIn{session: s, replica: r, asking: make(chan struct{}, 1)}
	if known, err := w.copiedAgency(ctx, s.Agency.ID); err == nil {
		w.agency = known.Version
	}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	w.acts = outbox.New(outbox.Params{
		Remote: d.remote, Replica: r, Clock: d.o.Clock, Log: d.o.Log, AskFor: d.o.AskFor, AskEvery: d.o.AskEvery,
		OnSettled: func(x outbox.Settled) {
			if d.o.OnSettled != nil {
				d.o.OnSettled(x)
			}
			d.changed()
		},
		OnBought: func(x outbox.Bought) {
			if d.o.OnBought != nil {
				d.o.OnBought(x)
			}
			d.changed()
		},
		OnAgency: func(p agency.Profile) { d.keepAgency(w, p) },
	})
	w.loop = desksync.New(desksync.Options{
		Remote: d.remote, Replica: r, Clock: d.o.Clock, Log: d.o.Log, Backoff: d.o.Backoff, BackoffCap: d.o.BackoffCap,
		OnState: d.o.OnState, OnChanged: func() { d.followAgency(w); d.changed() }, OnOnline: w.online,
	})
	w.queue = d.newQueue(w)
	w.busy.Add(3)
	d.mu.Lock()
	d.who = w
	d.mu.Unlock()
	go func() {
		defer w.busy.Done()
		w.loop.Run(w.ctx)
		if w.loop.State().Deactivated {
			d.forget(w)
		}
	}()
	go func() {
		defer w.busy.Done()
		w.askOpenActs()
	}()
	go func() {
		defer w.busy.Done()
		w.queue.Run(w.ctx)
	}()
	return nil
}

// leave ends what belongs to the signed-in user. The caller holds entering.
func (d *Desk) leave() error {
	d.mu.Lock()
	w := d.who
	d.who = nil
	d.mu.Unlock()
	if w == nil {
		return nil
	}
	w.cancel()
	w.busy.Wait()
	return w.replica.Close()
}

// use returns what belongs to the signed-in user and keeps it open until done
// is called.
func (d *Desk) use() (w *signedIn, done func(), err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.who == nil {
		return nil, nil, ErrSignedOut
	}
	d.who.busy.Add(1)
	return d.who, d.who.busy.Done, nil
}

func (d *Desk) changed() {
	if d.o.OnChanged != nil {
		d.o.OnChanged()
	}
}

// State is what the status bar shows; zero when nobody is signed in.
func (d *Desk) State() desksync.State {
	w, done, err := d.use()
	if err != nil {
		return desksync.State{}
	}
	defer done()
	return w.loop.State()
}

// SyncNow asks the hub at once, ending any pause.
func (d *Desk) SyncNow() {
	if w, done, err := d.use(); err == nil {
		defer done()
		w.loop.Now()
		w.online()
	}
}

// Balance asks the hub for an agent's virtual balance; it is never kept,
// because an old balance misleads.
func (d *Desk) Balance(ctx context.Context, agentID string) (agent.Balance, error) {
	_, done, err := d.use()
	if err != nil {
		return agent.Balance{}, err
	}
	defer done()
	return d.remote.Balance(ctx, agentID)
}
