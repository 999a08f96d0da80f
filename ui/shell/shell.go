// Package shell is the window of Trastienda: first run and sign-in, the
// navigation, the main menu, the status bar and the place where pages are
// shown. It knows no business: pages and the Backend are given to it.
package shell

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/clock"
	"trastienda/ui/command"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The smallest window, in dp, and that of a first start. The main menu takes
// its bar from the height, the more the greater the zoom.
const (
	MinWidth    float32 = 1024
	MinHeight   float32 = 640
	menuBar     float32 = 64
	startWidth  float32 = 1320
	startHeight float32 = 720
	mostWidth   float32 = 7680
	mostHeight  float32 = 4320
)

// Params is what a Shell is made of. Probe, Fatal, Lang, Theme, Version, Do, Log
// and Diagnosis may be empty.
type Params struct {
	App       fyne.App
	Book      *text.Book
	Look      *look.Look
	Groups    func(*Shell) []NavGroup // makes the pages of a session; called each time one begins
	Backend   Backend
	Settings  Settings
	Clock     clock.Clock
	Version   string
	Probe     string       // file for what the window shows, "" = none
	Fatal     error        // found before there was a window: only its page is shown
	Lang      text.Lang    // of the command line: wins over what is remembered
	Theme     look.Choice  // of the command line: wins over what is remembered
	Do        func(func()) // runs on the UI goroutine, default fyne.Do
	Log       *slog.Logger
	Diagnosis Diagnosis // nil: crashes are not written down and nothing can be saved
}

// Shell is the window. Its methods belong to the UI goroutine unless they say
// otherwise.
type Shell struct {
	p      Params
	win    fyne.Window
	cmds   *command.Table
	saver  *saver
	prober *prober
	prefs  Prefs

	ctx  context.Context // of the window
	stop context.CancelFunc

	stage  stage // what is shown instead of the pages, nil in a session
	frame  *frame
	groups []NavGroup
	pages  []Page
	page   Page
	gone   string  // ids of the pages without a place, as last looked
	seen   Session // session the frame was built for
	conn   Connection
	toasts *toasts
	recent []string // commands run from the palette, the newest first
	tasks  []*Task  // under way, the newest last
	ending []func() // called when the session ends
	behind bool     // another window is in front
	asking bool     // the sign-in dialog of an expired session is open

	panicked atomic.Bool
	quitting bool        // the question before closing is open
	asked    bool        // the Backend's Start is under way
	late     *time.Timer // to overdue; nil before Start
	revealed bool        // the window was shown
	told     bool        // the log has when the first page was painted
	zoom     int
}

// New makes the window without showing it. The Backend is asked meanwhile what
// there is, which takes as long; its answer is heard when the driver runs.
func New(p Params) (*Shell, error) {
	if p.App == nil || p.Book == nil || p.Look == nil || p.Settings == nil || p.Clock == nil {
		return nil, errors.New("make shell: app, book, look, settings and clock are needed")
	}
	if p.Fatal == nil && (p.Backend == nil || p.Groups == nil) {
		return nil, errors.New("make shell: backend and groups are needed")
	}
	if p.Do == nil {
		p.Do = fyne.Do
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	s := &Shell{p: p, prefs: p.Settings.Load()}
	s.p.Do = func(f func()) {
		p.Do(func() {
			defer s.guard()
			f()
		})
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.ask()
	s.saver = newSaver(p.Settings, p.Log, s.beside)
	s.win = p.App.NewWindow(appName)
	s.win.SetMaster()
	s.win.SetPadded(false)
	s.prober = newProber(s)
	s.toasts = newToasts(s)
	s.cmds = command.NewTable(command.Params{Modal: s.modal, Changed: s.menuChanged})
	if err := s.cmds.Add(s.commands()...); err != nil {
		s.stop()
		return nil, err
	}
	s.recall()
	s.watchFront()
	s.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { s.Key(e) })
	s.win.SetCloseIntercept(s.Quit)
	p.Book.OnChange(s.langChanged)
	return s, nil
}

// appName is the product's name, the same in every language.
const appName = "Trastienda"

// firstSize is the size of the window when it is shown.
func (s *Shell) firstSize() fyne.Size {
	if s.prefs.Width == 0 || s.prefs.Height == 0 {
		return fyne.NewSize(startWidth, startHeight)
	}
	// What was remembered on a larger screen, or in a broken file, is bounded.
	return fyne.NewSize(min(max(s.prefs.Width, MinWidth), mostWidth), min(max(s.prefs.Height, MinHeight), mostHeight))
}

// work runs f off the UI goroutine and then done on it, unless ctx ended
// because whoever asked is gone.
func (s *Shell) work(ctx context.Context, f func(context.Context) error, done func(error)) {
	s.beside(func() {
		err := f(ctx)
		if s.ctx.Err() != nil {
			return
		}
		s.p.Do(func() { done(err) })
	})
}

// Window is the window, for dialogs.
func (s *Shell) Window() fyne.Window { return s.win }

// Book holds the texts.
func (s *Shell) Book() *text.Book { return s.p.Book }

// Look is the theme.
func (s *Shell) Look() *look.Look { return s.p.Look }

// Commands is the one table of commands. A page calls its Refresh when
// something its commands depend on has changed (the selection, the connection).
func (s *Shell) Commands() *command.Table { return s.cmds }

// Session is who is in.
func (s *Shell) Session() Session { return s.p.Backend.Session() }

// Connection is what the status bar shows about the hub.
func (s *Shell) Connection() Connection { return s.conn }

// Do runs f on the UI goroutine; any goroutine may call it.
func (s *Shell) Do(f func()) { s.p.Do(f) }

// Raise brings the window to the front (the program was started a second
// time); any goroutine may call it.
func (s *Shell) Raise() {
	s.p.Do(func() {
		s.reveal()
		s.win.Show()
		s.win.RequestFocus()
	})
}

// modal tells whether something over the window has the keyboard: a dialog, a
// list or a calendar of a field, a menu. What a menu runs is run after it is
// gone.
func (s *Shell) modal() bool { return s.win.Canvas().Overlays().Top() != nil }
