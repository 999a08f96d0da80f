package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"syscall"
	"time"
	_ "time/tzdata" // Windows has no zone files of its own

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/spf13/cobra"

	"trastienda/assets"
	"trastienda/data/desk/folder"
	"trastienda/ui/agents"
	"trastienda/ui/buy"
	_ "trastienda/ui/locale" // before Fyne reads it
	"trastienda/ui/look"
	"trastienda/ui/pending"
	"trastienda/ui/purchases"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// appID names the program to the system; FyneApp.toml has the same.
const appID = "app.trastienda.desktop"

type desktopFlags struct {
	dataDir, hub, lang, theme, probe string
	caFile                           string
	simulate                         bool
	outside                          outsideFlags
	clock                            clockFlag
}

func desktopCommand() *cobra.Command {
	var f desktopFlags
	c := &cobra.Command{
		Use:   "trastienda",
		Short: "The back office of an agency that sells virtual balance",
		Long: "Without a command it opens the desktop program. An agency of one's own, or the sample, lives in the data\n" +
			"folder with its hub; --hub connects to a hub that others use too.",
		Example: "  trastienda\n" +
			"  trastienda --data-dir ~/trastienda-demo --lang pt-BR --theme dark\n" +
			"  trastienda --hub https://hub.example",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.outside.fromEnvironment(c.Flags()); err != nil {
				return err
			}
			return runDesktop(c.Context(), f)
		},
	}
	c.Flags().StringVar(&f.dataDir, "data-dir", defaultDataDir(), "folder of everything the program keeps")
	c.Flags().StringVar(&f.hub, "hub", "", "address of the hub to connect to")
	c.Flags().StringVar(&f.caFile, "ca-file", "", "certificates (PEM) of authorities that may vouch for hubs, besides the system's")
	c.Flags().StringVar(&f.lang, "lang", "", "es-AR, pt-BR or en (otherwise what was chosen last)")
	c.Flags().StringVar(&f.theme, "theme", "", "light, dark or system (otherwise what was chosen last)")
	c.Flags().StringVar(&f.probe, "probe", "", "write what the window shows to this file, at every change and on Ctrl+Shift+F12")
	c.Flags().BoolVar(&f.simulate, "simulate", false, "put the simulator inside for every outside system without a URL")
	f.outside.add(c.Flags())
	addClock(c.Flags(), &f.clock)
	return c
}

// check refuses values that cannot be.
func (f desktopFlags) check() error {
	if f.lang != "" && !known(text.Langs(), text.Lang(f.lang)) {
		return wrongUse("--lang is es-AR, pt-BR or en")
	}
	if f.theme != "" && !known([]look.Choice{look.Light, look.Dark, look.System}, look.Choice(f.theme)) {
		return wrongUse("--theme is light, dark or system")
	}
	return nil
}

func known[T comparable](list []T, x T) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

func runDesktop(ctx context.Context, f desktopFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	cas, err := authorities(f.caFile)
	if err != nil {
		return err
	}
	guard, lockErr := folder.Lock(f.dataDir, "desktop")
	var held folder.ErrHeld
	if errors.As(lockErr, &held) && folder.Raise(f.dataDir) == nil {
		fmt.Println("Trastienda is open already; its window was brought to the front.")
		return nil
	}
	if guard != nil {
		defer guard.Close()
	}
	if err := displayed(); err != nil {
		return errors.Join(lockErr, err)
	}
	startQuickly()
	log, closeLog := desktopLog(f.dataDir, guard != nil)
	defer closeLog()
	slog.SetDefault(log)
	files := folderFiles{f.dataDir}
	book, err := text.NewBook(startLang(f, files))
	if err != nil {
		return err
	}
	b := newBackend(backendParams{files: files, flags: f, clock: f.clock.clock(), cas: cas, log: log, lang: book.Lang})
	defer b.close()
	crashes := newDiagnostics(files, guard != nil, b.clock, log)
	defer crashes.close()
	win, err := newWindow(f, book, b, crashes, faultOf(lockErr))
	if err != nil {
		return err
	}
	b.attach(win)
	if guard != nil {
		guard.OnRaise(func() { win.Do(win.Raise) })
	}
	defer quitOnSignal(ctx, win)()
	win.Window().SetOnClosed(func() {
		b.gone.Store(true)
		go endInTime(b, log, exitOK)
	})
	defer endAfterPanic(b, log)
	win.ShowAndRun()
	return nil
}

// endAfterPanic lets what is left close in time after a panic of the window,
// which nobody is there to answer any more.
func endAfterPanic(b *backend, log *slog.Logger) {
	if v := recover(); v != nil {
		b.gone.Store(true)
		go endInTime(b, log, exitFailed)
		panic(v)
	}
}

// displayed refuses to start where there is no screen to open a window on: the
// toolkit would end the program with a panic.
func displayed() error {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("there is no screen to open the window on (DISPLAY and WAYLAND_DISPLAY are empty); the hub and the other commands need none")
	}
	return nil
}

const (
	// closingTime is how long closing may take after the window is gone: calls
	// that left get their time-out and a little more.
	closingTime = 30 * time.Second
	// toolkitTime is how long Fyne may take to return after that.
	toolkitTime = 3 * time.Second
)

// endInTime ends a program whose window is gone and that does not end by itself:
// without a window it would hold the data folder for ever. Fyne 2.7.1 can lose
// the last event of its queue while it stops and wait for it for ever; desk and
// hub are closed by then, and code says how it ended. Where they do not close,
// ending is no worse than a crash, which no act is lost in, and the log says
// where it hung.
func endInTime(b *backend, log *slog.Logger, code int) {
	closed := make(chan struct{})
	go func() {
		b.close()
		close(closed)
	}()
	select {
	case <-closed:
		time.Sleep(toolkitTime)
		log.Warn("the toolkit did not end by itself")
		os.Exit(code)
	case <-time.After(closingTime):
		stacks := make([]byte, 1<<20)
		log.Error("the program did not end by itself", "stacks", string(stacks[:runtime.Stack(stacks, true)]))
		os.Exit(exitFailed)
	}
}

// newWindow makes the window; fatal is what was found before there was one.
func newWindow(f desktopFlags, book *text.Book, b *backend, crashes *diagnostics, fatal error) (*shell.Shell, error) {
	a := app.NewWithID(appID)
	a.SetIcon(fyne.NewStaticResource("icon.png", assets.AppIcon()))
	return shell.New(shell.Params{
		App: a, Book: book, Look: look.New(look.System), Backend: b, Settings: prefsFile{b.files.settings()},
		Clock: b.clock, Version: version, Probe: f.probe, Fatal: fatal,
		Lang: text.Lang(f.lang), Theme: look.Choice(f.theme), Log: b.log, Diagnosis: crashes,
		Groups: func(s *shell.Shell) []shell.NavGroup { return pages(s, b, b.log) },
	})
}

// pages makes the pages of a session.
func pages(s *shell.Shell, b *backend, log *slog.Logger) []shell.NavGroup {
	agency := b.agency()
	s.Book().SetZone(agencyZone(agency.TimeZone, log))
	b.follow(nil)
	var unsent *pending.Page
	see := func(id string) {
		s.Open(pending.PageID)
		unsent.ShowRecord(id)
	}
	staff := agentsPage(s, b, log, see)
	page, err := purchases.New(purchases.Params{Backend: purchaseBackend{b}, Book: s.Book(), Shell: s, Currency: agency.Currency, User: b.userID(), Role: s.Session().Role, Kept: b.takeSettings(), Log: log,
		Alert: func(words, action string, do func()) {
			s.Toast(shell.Toast{ID: purchases.PageID, Text: words, Tone: look.ToneWarning, Action: action, Do: func() {
				s.Open(purchases.PageID)
				do()
			}})
		},
		Notify:   func(words string) { s.Notify(s.Session().Agency, words) },
		Task:     func(title func() string, cancel func()) purchases.Task { return s.StartTask(title, cancel) },
		Export:   func(e purchases.Export) { exportPurchases(s, b, e, nil) },
		Receipt:  func(r purchases.Receipt) { giveReceipt(s, b, r) },
		Evidence: func(id string) { givePack(s, b, id) },
		Unsent:   see,
		Agent: func(id string) {
			s.Open(agents.PageID)
			staff.Show(id)
		}})
	if err != nil {
		// Only a missing part makes this fail: a mistake in this file.
		panic(err)
	}
	shop := buyPage(s, b, log, agency.Currency, page)
	busy := []func() bool{page.Busy, staff.Busy}
	agencyPages := []shell.Page{page}
	var toShop func()
	if shop != nil {
		busy = append(busy, shop.Busy)
		agencyPages = append(agencyPages, shop)
		toShop = func() { s.Open(buy.PageID) }
	}
	held := func() bool { return slices.ContainsFunc(busy, func(f func() bool) bool { return f() }) }
	home := boardPage(s, b, log, agency.Currency, page, staff, toShop)
	unsent = pendingPage(s, b, page, staff, log)
	b.show(page, home, agency)
	addImporting(s, b, log)
	return []shell.NavGroup{
		{Title: func() string { return "" }, Pages: []shell.Page{home}},
		{Title: func() string { return s.Book().T("shell.nav.agency") }, Pages: append(append(agencyPages, staff, reportingPage(s, b, log)), exceptionPages(s, b, log, page)...)},
		{Title: func() string { return "" }, Pages: []shell.Page{unsent}},
		{Title: func() string { return s.Book().T("shell.nav.administration") }, Pages: append(append(userPages(s, b, log), auditPages(s, b, log)...), newSettings(s, b, held, staff.AskDefaultRate))},
	}
}

// agencyZone is where the agency's days begin and end; a machine that does not
// know the zone shows UTC.
func agencyZone(name string, log *slog.Logger) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		log.Error("unknown time zone", "zone", name, "error", err)
		return time.UTC
	}
	return zone
}

// startLang is the language of the first texts: the flag's, or what was
// chosen last, or Spanish.
func startLang(f desktopFlags, files folderFiles) text.Lang {
	if f.lang != "" {
		return text.Lang(f.lang)
	}
	if kept := text.Lang(prefsFile{files.settings()}.Load().Lang); known(text.Langs(), kept) {
		return kept
	}
	return text.ES
}

// logLimit is when the log starts anew; one older file is kept.
const logLimit = 5 << 20

// desktopLog writes to a file in the data folder, because a desktop has no
// console; to standard error when the folder cannot be written.
func desktopLog(dir string, writable bool) (*slog.Logger, func()) {
	if !writable {
		return newLog(slog.LevelInfo), func() {}
	}
	path := folderFiles{dir}.log()
	if info, err := os.Stat(path); err == nil && info.Size() > logLimit {
		_ = os.Rename(path, path+".old") // a log too large is better than none
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return newLog(slog.LevelInfo), func() {}
	}
	return slog.New(slog.NewJSONHandler(io.Writer(file), nil)), func() { _ = file.Close() }
}

// quitOnSignal closes the window properly when the system ends the program.
func quitOnSignal(ctx context.Context, win *shell.Shell) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		select {
		case <-signals:
		case <-ctx.Done():
		case <-done:
			return
		}
		win.Do(win.Close)
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}
