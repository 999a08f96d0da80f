package shell

import (
	"context"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/command"
	"trastienda/ui/form"
)

// fakeBackend answers what a test tells it to; a nil func succeeds.
type fakeBackend struct {
	mu      sync.Mutex
	state   StartState
	startFn func() error
	sample  func(ctx context.Context, progress func(done, total int)) error
	sign    func(email, password string) error
	test    func(address string) (HubInfo, error)
	connect func(address string) error
	trust   func(address, fingerprint string) error
	agency  NewAgency
	fail    error // of the ways around a password
	calls   []string
	session Session
}

func (f *fakeBackend) called(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, name)
}

func (f *fakeBackend) has(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		if c == name {
			return true
		}
	}
	return false
}

func (f *fakeBackend) Start(context.Context) (StartState, error) {
	f.called("start")
	if f.startFn != nil {
		if err := f.startFn(); err != nil {
			return 0, err
		}
	}
	return f.state, nil
}

func (f *fakeBackend) MakeSample(ctx context.Context, progress func(done, total int)) error {
	f.called("sample")
	if f.sample != nil {
		return f.sample(ctx, progress)
	}
	return nil
}

func (f *fakeBackend) NewAgency(_ context.Context, a NewAgency) error {
	f.called("agency")
	f.agency = a
	return nil
}

func (f *fakeBackend) TestHub(_ context.Context, address string) (HubInfo, error) {
	f.called("test " + address)
	if f.test != nil {
		return f.test(address)
	}
	return HubInfo{Version: "1.0", TLS: true}, nil
}

func (f *fakeBackend) TrustHub(_ context.Context, address, fingerprint string) error {
	f.called("trust " + address + " " + fingerprint)
	if f.trust != nil {
		return f.trust(address, fingerprint)
	}
	return nil
}

func (f *fakeBackend) Connect(_ context.Context, address, email, password string) error {
	f.called("connect " + address + " " + email + " " + password)
	if f.connect != nil {
		return f.connect(address)
	}
	return nil
}

func (f *fakeBackend) SignIn(_ context.Context, email, password string) error {
	f.called("signin " + email)
	if f.sign != nil {
		return f.sign(email, password)
	}
	return nil
}

func (f *fakeBackend) RequestReset(_ context.Context, address, email string) error {
	f.called("ask " + address + " " + email)
	return f.fail
}

func (f *fakeBackend) ConfirmReset(_ context.Context, address string, r PasswordReset) error {
	f.called("reset " + address + " " + r.Email + " " + r.Code + " " + r.Password)
	return f.fail
}

func (f *fakeBackend) Register(_ context.Context, address, token, password string) error {
	f.called("register " + address + " " + token + " " + password)
	return f.fail
}

func (f *fakeBackend) ChangePassword(_ context.Context, current, fresh string) error {
	f.called("change " + current + " " + fresh)
	return f.fail
}

func (f *fakeBackend) SignOut(context.Context) error     { f.called("signout"); return nil }
func (f *fakeBackend) SyncNow(context.Context) error     { f.called("sync"); return nil }
func (f *fakeBackend) LeaveSample(context.Context) error { f.called("leave"); return nil }
func (f *fakeBackend) Session() Session                  { return f.session }

// memory keeps Prefs in memory.
type memory struct {
	mu    sync.Mutex
	prefs Prefs
}

func (m *memory) Load() Prefs { m.mu.Lock(); defer m.mu.Unlock(); return m.prefs }

func (m *memory) Save(p Prefs) error { m.mu.Lock(); defer m.mu.Unlock(); m.prefs = p; return nil }

// fakePage is a page with a field and a button.
type fakePage struct {
	s         *Shell
	id        string
	content   *fyne.Container
	field     *form.TextField
	list      *form.Button
	refreshed int
	acted     int
	found     int
	allowed   bool
	busy      bool
	typed     bool
	disposed  bool
	badge     int
	eaten     fyne.KeyName
	gone      bool
	notice    string
}

func newFakePage(s *Shell, id string) *fakePage {
	p := &fakePage{s: s, id: id, allowed: true, badge: 4}
	p.Rebuild()
	return p
}

func (p *fakePage) Rebuild() {
	p.field = form.NewTextField(form.FieldParams{ID: p.id + ".search", Keys: p.s.Key})
	p.list = form.NewButton(form.ButtonParams{ID: p.id + ".list", Text: p.s.Book().T("shell.retry"), Keys: p.s.Key, Run: func() {}})
	p.content = container.NewVBox(p.field, p.list)
}

func (p *fakePage) ID() string                 { return p.id }
func (p *fakePage) Title() string              { return p.s.Book().T("shell.connect.title") }
func (p *fakePage) NavTitle() string           { return p.s.Book().T("shell.connect.title") }
func (p *fakePage) Icon() string               { return "sync_alt" }
func (p *fakePage) Content() fyne.CanvasObject { return p.content }
func (p *fakePage) Shown()                     {}
func (p *fakePage) Hidden()                    {}
func (p *fakePage) Refresh()                   { p.refreshed++ }
func (p *fakePage) Busy() bool                 { return p.busy }
func (p *fakePage) Unsaved() bool              { return p.typed }
func (p *fakePage) Badge() int                 { return p.badge }
func (p *fakePage) Away() bool                 { return p.gone }
func (p *fakePage) Notice() string             { return p.notice }
func (p *fakePage) Dispose()                   { p.disposed = true }
func (p *fakePage) Key(e *fyne.KeyEvent) bool  { return e.Name == p.eaten }
func (p *fakePage) Panes() []fyne.Focusable    { return []fyne.Focusable{p.field, p.list} }

func (p *fakePage) Commands() []command.Command {
	return []command.Command{
		{ID: p.id + ".act", Title: func() string { return p.s.Book().T("shell.connect.do") }, Shortcut: key(fyne.KeyReturn, 0),
			Enabled: func() (bool, string) { return p.allowed, p.s.Book().T("shell.check.empty") }, Run: func() { p.acted++ }},
		{ID: p.id + ".find", Title: func() string { return p.s.Book().T("shell.connect.test") }, Menu: command.Edit,
			Shortcut: key(fyne.KeyF, 0), Run: func() { p.found++; p.s.Window().Canvas().Focus(p.field) }},
	}
}
