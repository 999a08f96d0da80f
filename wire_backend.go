package main

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"trastienda/app/clock"
	"trastienda/data/connector"
	"trastienda/data/desk"
	"trastienda/data/desk/keychain"
	"trastienda/data/desk/remote"
	desksync "trastienda/data/desk/sync"
	"trastienda/ui/board"
	"trastienda/ui/buy"
	"trastienda/ui/pending"
	"trastienda/ui/purchases"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// backendParams are what a backend is made of.
type backendParams struct {
	files folderFiles
	flags desktopFlags
	clock clock.Clock
	cas   *x509.CertPool // authorities of hubs, of the command line; nil for none
	log   *slog.Logger
	lang  func() text.Lang
}

// backend joins the window to the desk and, on one machine, to the embedded
// hub. It is the shell's Backend; purchaseBackend is the page's.
type backend struct {
	backendParams

	changing sync.Mutex // held while a hub or a desk is opened or closed
	receipts sync.Mutex // held while one is numbered and written
	mu       sync.Mutex // guards what follows
	place    place
	hub      *hub
	desk     *desk.Desk
	page     *purchases.Page
	kept     map[string]string // settings of the page read at the start; nil when nobody did
	board    *board.Page
	pending  *pending.Page
	shown    remote.Agency // that the pages were made for
	live     []func()      // called when the copy changed, on the UI goroutine
	buy      *buy.Page
	bought   []buy.Told // what the page of buying was not there to be told
	win      *shell.Shell

	cas    atomic.Pointer[x509.CertPool] // authorities of hubs; nil: the system's
	pins   pins                          // certificates of hubs that a person trusted
	inside handlerSwitch                 // what the desk talks to while the hub is inside

	making sync.Mutex // held while the list of files made lately is changed

	gone atomic.Bool // the window is closed: nothing may be shown any more
}

func newBackend(p backendParams) *backend {
	b := &backend{backendParams: p, pins: pins{path: p.files.certificates(), log: p.log}}
	b.chooseAuthorities(p.cas)
	return b
}

// attach tells the backend its window, before it is shown. What became of the
// connection until then is told now.
func (b *backend) attach(win *shell.Shell) {
	b.mu.Lock()
	b.win = win
	b.mu.Unlock()
	if d := b.deskNow(); d != nil {
		b.stateChanged(d.State())
	}
}

// window is where things are shown; nil before there is one and after it is gone.
func (b *backend) window() *shell.Shell {
	if b.gone.Load() {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.win
}

// show tells which pages live on the replica now, and for which agency they were
// made.
func (b *backend) show(page *purchases.Page, board *board.Page, agency remote.Agency) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.page, b.board, b.shown = page, board, agency
}

// follow has a page of this session called when the copy changed; nil forgets
// those of the session before.
func (b *backend) follow(changed func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if changed == nil {
		b.live = nil
		return
	}
	b.live = append(b.live, changed)
}

// Start opens what the folder holds, without waiting for the network.
func (b *backend) Start(ctx context.Context) (shell.StartState, error) {
	b.changing.Lock()
	defer b.changing.Unlock()
	p, err := b.files.readPlace()
	if err != nil {
		return 0, faultOf(err)
	}
	if b.flags.hub != "" && b.flags.hub != p.Hub {
		p = place{Kind: placeRemote, Hub: b.flags.hub}
	}
	if p.Kind == placeNone {
		return shell.FirstRun, nil
	}
	if err := b.open(ctx, p); err != nil {
		return 0, b.inFolder(faultOf(err))
	}
	if p.Kind == placeSample {
		err = b.enterSample(ctx)
	} else if _, err = b.deskNow().Resume(ctx, ""); errors.Is(err, desk.ErrSignedOut) {
		return shell.SignIn, nil
	}
	if err == nil {
		b.readSettings(ctx)
	}
	return shell.Ready, faultOf(err)
}

// readSettings reads what the first page wants to know, off the UI goroutine,
// while the window is still being made. A page reads itself what is not here.
func (b *backend) readSettings(ctx context.Context) {
	kept := map[string]string{}
	for _, key := range purchases.Settings() {
		text, err := choiceOf(ctx, b.deskNow(), key)
		if err != nil {
			return
		}
		kept[key] = text
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept = kept
}

// takeSettings gives what readSettings read, once: it belongs to who was signed
// in then.
func (b *backend) takeSettings() map[string]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept := b.kept
	b.kept = nil
	return kept
}

// inFolder names the data folder where a fault of its files names none.
func (b *backend) inFolder(err error) error {
	var fault *shell.Fault
	if errors.As(err, &fault) && fault.Path == "" {
		fault.Path = b.files.dir
	}
	return err
}

// open opens the embedded hub, if the place has one, and the desk.
func (b *backend) open(ctx context.Context, p place) error {
	b.shut()
	options := desk.Options{
		Dir: b.files.dir, HubURL: p.Hub, Trust: b.trust(), Version: version, Clock: b.clock, Log: b.log, Keychain: keychain.System{Service: appID},
		Lang:    func() string { return string(b.lang()) },
		OnState: b.stateChanged, OnChanged: b.rowsChanged, OnAgency: b.agencyChanged, OnBought: b.boughtLater,
	}
	var embedded *hub
	if p.Kind != placeRemote {
		var err error
		if embedded, err = b.openEmbedded(ctx, p); err != nil {
			return err
		}
		b.inside.set(embedded.handler)
		options.HubURL, options.Transport = embeddedURL, connector.HandlerTransport(&b.inside)
		if p.Kind == placeSample {
			options.Keychain = keychain.None{} // it signs in by itself
		}
	}
	d, err := desk.Open(options)
	if err != nil {
		if embedded != nil {
			embedded.close()
		}
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.place, b.hub, b.desk = p, embedded, d
	return nil
}

// begin opens a place, enters it, and remembers it only when both worked.
func (b *backend) begin(ctx context.Context, p place, enter func(context.Context) error) error {
	if err := b.open(ctx, p); err != nil {
		return err
	}
	if err := enter(ctx); err != nil {
		return err
	}
	return b.files.writePlace(p)
}

// SyncNow asks the hub at once and waits until the copy caught up.
func (b *backend) SyncNow(ctx context.Context) error {
	d := b.deskNow()
	if d == nil {
		return nil
	}
	before := d.State().LastSync
	d.SyncNow()
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		s := d.State()
		if s.Online && s.LastSync.After(before) {
			return nil
		}
		if s.Err != nil && !s.Online {
			return faultOf(s.Err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// stateChanged shows the connection; other goroutines call it.
func (b *backend) stateChanged(s desksync.State) {
	win := b.window()
	if win == nil {
		return
	}
	c := shell.Connection{State: shell.Connecting, LastSync: s.LastSync, Notes: hubNotes(s)}
	switch {
	case s.Deactivated:
		b.win.UserDeactivated()
		return
	case s.SignedOut:
		win.SessionExpired()
		return
	case s.Online && s.Phase == desksync.Following:
		c.State = shell.Online
	case s.Online:
		c.State = shell.Syncing
	case s.Err != nil:
		c.State = shell.Offline
	}
	win.SetConnection(c)
	if _, home := b.pages(); home != nil {
		win.Do(home.Changed)
	}
}

// rowsChanged brings the pages up to date; other goroutines call it.
func (b *backend) rowsChanged() {
	page, home := b.pages()
	if win := b.window(); win != nil && page != nil {
		win.Do(page.Changed)
		win.Do(home.Changed)
		b.pendingChanged()
		b.mu.Lock()
		live := slices.Clone(b.live)
		b.mu.Unlock()
		for _, changed := range live {
			win.Do(changed)
		}
	}
}

// agencyChanged shows another name of the agency at once. Another zone or currency
// is in all the pages, which are made anew.
func (b *backend) agencyChanged(now remote.Agency) {
	win := b.window()
	if win == nil {
		return
	}
	b.mu.Lock()
	was := b.shown
	b.mu.Unlock()
	switch {
	case was.ID != now.ID: // another's pages: they are made when the person is in
	case was.TimeZone == now.TimeZone && was.Currency == now.Currency:
		win.SessionUpdated()
	default:
		win.SessionRenewed()
	}
}

func (b *backend) pages() (*purchases.Page, *board.Page) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.page, b.board
}

func (b *backend) deskNow() *desk.Desk {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.desk
}

func (b *backend) hubNow() *hub {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.hub
}

func (b *backend) placeNow() place {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.place
}

// shut closes desk and hub. The desk goes first: what it sent gets its answer.
func (b *backend) shut() {
	b.mu.Lock()
	d, h := b.desk, b.hub
	b.desk, b.hub, b.place = nil, nil, place{}
	b.mu.Unlock()
	if d != nil {
		if err := d.Close(); err != nil {
			b.log.Error("close the desk", "error", err)
		}
	}
	if h != nil {
		h.close()
	}
}

func (b *backend) close() {
	b.changing.Lock()
	defer b.changing.Unlock()
	b.shut()
}
