package importing

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	rules "trastienda/app/importing"
	"trastienda/reports/sheet"
	"trastienda/ui/command"
	"trastienda/ui/dialog"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// noon is the present instant of the tests: 13/12/22 12:00 in Buenos Aires.
var noon = time.Date(2022, 12, 13, 15, 0, 0, 0, time.UTC)

// fake is a Backend in memory.
type fake struct {
	mu       sync.Mutex
	files    map[string]string
	saved    map[string]*bytes.Buffer
	settings map[string]string
	runs     []rules.Run
	agents   []rules.AgentRow
	past     []rules.PurchaseItem
	batch    rules.Batch[struct{}]
	answers  map[int]rules.RowResult // by row; created where there is none
	failAt   int                     // items that are answered before failing; 0: all
	failing  error
	full     bool          // no file can be made
	hold     chan struct{} // closed: go on
}

func newFake() *fake {
	return &fake{files: map[string]string{}, saved: map[string]*bytes.Buffer{}, settings: map[string]string{}, answers: map[int]rules.RowResult{}}
}

func (f *fake) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fake) ReadFile(_ context.Context, path string) (*sheet.Table, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	data, ok := f.files[path]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return sheet.Read([]byte(data))
}

// List knows one folder with a folder and a file.
func (f *fake) List(_ context.Context, folder string) ([]FolderEntry, error) {
	switch folder {
	case "":
		return []FolderEntry{{Name: "/", Folder: true}}, nil
	case "/":
		return []FolderEntry{{Name: "docs", Folder: true}, {Name: "locked", Folder: true}}, nil
	case "/docs":
		return []FolderEntry{{Name: "viejo.csv", At: noon.Add(-time.Hour)}, {Name: "agentes.csv", At: noon}, {Name: "2026", Folder: true}}, nil
	}
	return nil, fs.ErrPermission
}

func (f *fake) Recent(context.Context) []string {
	return []string{"/docs/agentes.csv", "/docs/compras de noviembre con un nombre bastante largo.xlsx"}
}

func (f *fake) Earlier(_ context.Context, kind rules.Kind, file string) ([]rules.Run, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := hex.DecodeString(file); err != nil || len(file) != 64 {
		return nil, errors.New("not a hash")
	}
	return f.runs, nil
}

// answer gives what becomes of the rows.
func (f *fake) answer(ctx context.Context, rows []int, told func(int)) ([]rules.RowResult, error) {
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []rules.RowResult
	for _, row := range rows {
		if f.failing != nil && len(list) == f.failAt {
			return list, f.failing
		}
		r, ok := f.answers[row]
		if !ok {
			r = rules.RowResult{Result: rules.Created}
		}
		r.Row = row
		list = append(list, r)
		told(len(list))
	}
	return list, nil
}

func (f *fake) Agents(ctx context.Context, b rules.Batch[rules.AgentRow], told func(int)) ([]rules.RowResult, error) {
	var rows []int
	for _, r := range b.Rows {
		rows = append(rows, r.Row)
	}
	f.set(func() {
		f.agents, f.batch = b.Rows, batchOf(rules.Batch[struct{}]{Import: b.Import, File: b.File, Name: b.Name, Update: b.Update}, []struct{}{})
	})
	return f.answer(ctx, rows, told)
}

func (f *fake) Purchases(ctx context.Context, b rules.Batch[rules.PurchaseItem], told func(int)) ([]rules.RowResult, error) {
	var rows []int
	for _, r := range b.Rows {
		rows = append(rows, r.Line)
	}
	f.set(func() { f.past = b.Rows })
	return f.answer(ctx, rows, told)
}

func (f *fake) Now() time.Time { return noon }
func (f *fake) Folder() string { return "/docs" }

// fakeFile is a file that the fake saves.
type fakeFile struct {
	bytes.Buffer
	f    *fake
	name string
}

func (f *fake) Create(_ context.Context, name string) (File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.full {
		return nil, errors.New("no room")
	}
	if f.saved[name] != nil {
		return nil, ErrTaken
	}
	return &fakeFile{f: f, name: name}, nil
}

func (x *fakeFile) Path() string { return "/docs/" + x.name }
func (x *fakeFile) Drop() error  { return nil }
func (x *fakeFile) Keep() error {
	x.f.set(func() { x.f.saved[x.name] = &x.Buffer })
	return nil
}

func (f *fake) Setting(_ context.Context, key string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.settings[key], nil
}

func (f *fake) PutSetting(_ context.Context, key, value string) error {
	f.set(func() { f.settings[key] = value })
	return nil
}

// noPage is what stands behind the dialog.
type noPage struct{ content fyne.CanvasObject }

func (p noPage) Content() fyne.CanvasObject { return p.content }
func (noPage) Commands() []command.Command  { return nil }
func (noPage) Key(*fyne.KeyEvent) bool      { return false }
func (noPage) Shown()                       {}
func (noPage) Dispose()                     {}

// task is a task of the status bar.
type task struct {
	mu     sync.Mutex
	said   []string
	done   bool
	cancel func()
}

func (t *task) Set(done, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.said = append(t.said, fmt.Sprintf("%d/%d", done, total))
}

func (t *task) Done() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done = true
}

// bench is an importer over an empty window.
type bench struct {
	*uitest.Bench
	i       *Importer
	backend *fake
	task    *task
	told    []rules.Kind
	alerts  []func()
}

func newBench(t *testing.T, lang text.Lang) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "importing", lang), backend: newFake(), task: &task{}}
	var err error
	b.i, err = New(Params{Backend: b.backend, Book: b.Book, Shell: b, Do: b.Do, Log: slog.New(slog.DiscardHandler),
		Explain: func(err error) string { return "Explained: " + err.Error() },
		StartTask: func(_ func() string, cancel func()) Task {
			b.task.cancel = cancel
			return b.task
		},
		Alert: func(_, _ string, do func()) { b.alerts = append(b.alerts, do) },
		Done:  func(k rules.Kind) { b.told = append(b.told, k) }, Open: func(string) {}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.i.Dispose)
	b.Show(noPage{container.NewWithoutLayout()}, 1366, 720)
	return b
}

// file has the importer read a file of that content.
func (b *bench) file(kind rules.Kind, name, content string) {
	b.T.Helper()
	b.backend.set(func() { b.backend.files[name] = content })
	b.i.Ask(kind)
	b.Type("importing.path", name)
	b.Tap("importing.read")
}

// preview is file that waits for the rows.
func (b *bench) preview(kind rules.Kind, name, content string) {
	b.T.Helper()
	b.file(kind, name, content)
	b.Shown("importing.sum")
	b.settle()
}

func (b *bench) settle() {
	b.T.Helper()
	b.Until("the rows", func() bool { return b.i.preview == nil || !b.i.preview.grid.Busy() })
}

func (b *bench) closed() bool { return !dialog.Open(b.Window().Canvas()) }

const agentsFile = "Código;Nombre;CUIT;PSR;CBU;Titular\n" +
	"A1;Uno;30-99000001-4;000777000000001;0009844700009078153229;Uno\n" +
	"A1;;;000777000000002;;\n" +
	"A2;Dos;30-99000001-2;000777000000003;;\n" +
	"A3;Tres;;777000000004;0009844700009078153220;Tres\n" +
	";Cuatro;;000777000000005;;\n" +
	"A5;Cinco;;777000000006;;\n"

func lines(s string) []string { return strings.Split(s, "\n") }
