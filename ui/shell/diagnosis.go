package shell

import (
	"context"
	"encoding/json"
	"net/url"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/probe"
)

// Diagnosis is what the window asks of those who write down crashes and pack
// what helps to find a fault.
type Diagnosis interface {
	// Record writes down a panic before the program ends; any goroutine.
	Record(value any, stack []byte)
	// NewCrash tells when a run before this one crashed, once for each; it is
	// called off the UI goroutine.
	NewCrash() (at time.Time, found bool, err error)
	// Save packs a diagnosis without secrets and returns the path of the file.
	// window is what the window shows, as JSON. Off the UI goroutine.
	Save(ctx context.Context, window []byte) (path string, err error)
}

// guard writes down a panic and lets it go on: after one nobody knows what
// state the program is in, and an act whose answer is missing is asked for
// again at the next start.
func (s *Shell) guard() {
	v := recover()
	if v == nil {
		return
	}
	// On its way out the same panic comes by the guard of the window's loop.
	if s.p.Diagnosis != nil && !s.panicked.Swap(true) {
		s.p.Diagnosis.Record(v, debug.Stack())
	}
	panic(v)
}

// beside runs f on a goroutine of its own, under guard.
func (s *Shell) beside(f func()) {
	go func() {
		defer s.guard()
		f()
	}()
}

// tellCrash shows, once, that the run before ended in a crash.
func (s *Shell) tellCrash() {
	if s.p.Diagnosis == nil {
		return
	}
	var at time.Time
	var found bool
	s.work(s.ctx, func(context.Context) (err error) {
		at, found, err = s.p.Diagnosis.NewCrash()
		return err
	}, func(err error) {
		if err != nil {
			s.p.Log.Error("look for a crash", "error", err)
		}
		if found {
			s.showCrash(at)
		}
	})
}

// showCrash says what happened and what it means for the money.
func (s *Shell) showCrash(at time.Time) {
	b := s.p.Book
	parts := []*form.Words{form.NewWords(b.T("shell.crash.text", "at", b.Moment(at))), form.NewWords(b.T("shell.crash.money")), form.NewWords(b.T("shell.crash.do"))}
	for i, id := range []string{"crash.text", "crash.money", "crash.do"} {
		parts[i].ID = id
	}
	s.dialog(dialog.Params{ID: "shell.crash", Title: b.T("shell.crash.title"), Content: dialog.Stack(parts[0], parts[1], parts[2]),
		Buttons: []dialog.Button{
			{ID: "save", Text: b.T("shell.diagnosis"), Run: s.saveDiagnosis},
			{ID: "close", Text: b.T("shell.close"), Kind: dialog.Primary},
		},
		Cancel: 1, Default: 1, Focus: 1, CtrlEnter: dialog.None})
}

// saveDiagnosis packs a diagnosis beside the window and says where it is.
func (s *Shell) saveDiagnosis() {
	items := probe.Collect(s.win)
	ctx, cancel := context.WithCancel(s.ctx)
	task := s.StartTask(s.title("shell.diagnosis.working"), cancel)
	task.idle = true // it can be saved again
	path := ""
	s.work(ctx, func(ctx context.Context) error {
		window, err := json.MarshalIndent(items, "", " ")
		if err != nil {
			return err
		}
		path, err = s.p.Diagnosis.Save(ctx, window)
		return err
	}, func(err error) {
		stopped := ctx.Err() != nil
		cancel()
		task.Done()
		switch {
		case stopped:
		case err != nil:
			s.p.Log.Error("save the diagnosis", "error", err)
			s.ShowError(err)
		default:
			s.showDiagnosis(path)
		}
	})
}

// showDiagnosis says where the file is and what is not in it.
func (s *Shell) showDiagnosis(path string) {
	b := s.p.Book
	where, what := form.NewWords(path), dialog.Note(b.T("shell.diagnosis.text"))
	where.ID, where.Bold, what.ID = "diagnosis.path", true, "diagnosis.text"
	s.dialog(dialog.Params{ID: "shell.diagnosis", Title: b.T("shell.diagnosis.title"), Content: dialog.Stack(where, what),
		Buttons: []dialog.Button{
			{ID: "open", Text: b.T("shell.diagnosis.open"), Icon: look.Icon("folder_open"), KeepOpen: true, Run: func() { s.OpenFolder(filepath.Dir(path)) }},
			{ID: "copy", Text: b.T("shell.diagnosis.copy"), Run: func() {
				s.p.App.Clipboard().SetContent(path)
				s.Toast(Toast{ID: "diagnosis", Text: b.T("shell.diagnosis.copied")})
			}},
			{ID: "close", Text: b.T("shell.close"), Kind: dialog.Primary},
		},
		Cancel: 2, Default: 2, Focus: 2, CtrlEnter: dialog.None})
}

// OpenFolder shows a folder in the system's own program, and says so when that
// does not work. Fyne's file addresses are wrong on Windows (file://c:/), so the
// address is made here.
func (s *Shell) OpenFolder(folder string) {
	path := filepath.ToSlash(folder)
	address := &url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(path, "/")}
	s.beside(func() {
		if err := s.p.App.OpenURL(address); err != nil {
			s.p.Log.Warn("open a folder", "folder", path, "error", err)
			s.p.Do(func() {
				s.Toast(Toast{ID: "diagnosis", Text: s.p.Book.T("shell.diagnosis.noopen"), Tone: look.ToneWarning})
			})
		}
	})
}
