package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"trastienda/app/access"
	rules "trastienda/app/importing"
	"trastienda/data/desk"
	"trastienda/data/desk/document"
	"trastienda/data/desk/remote"
	"trastienda/reports/sheet"
	"trastienda/ui/command"
	"trastienda/ui/importing"
	"trastienda/ui/look"
	"trastienda/ui/purchases"
	"trastienda/ui/shell"
)

// importOwner owns the commands of importing in the window's table.
const importOwner = "import"

// addImporting gives a session of somebody who may import the command for it, and
// takes files that are dropped on the window.
func addImporting(s *shell.Shell, b *backend, log *slog.Logger) {
	if !s.Session().Role.Allows(access.ImportRun) {
		return
	}
	i, err := importing.New(importing.Params{Backend: importBackend{b}, Book: s.Book(), Shell: s, Log: log, Do: s.Do,
		Explain:   explained(s),
		StartTask: func(title func() string, cancel func()) importing.Task { return s.StartTask(title, cancel) },
		Alert: func(words, action string, do func()) {
			s.Toast(shell.Toast{ID: importOwner, Text: words, Action: action, Do: do})
		},
		Done: func(rules.Kind) {
			if d := b.deskNow(); d != nil {
				d.SyncNow()
			}
		},
		Open: func(path string) { s.OpenFolder(filepath.Dir(path)) }})
	if err != nil {
		// Only a missing part makes this fail: a mistake in this file.
		panic(err)
	}
	kind := func() rules.Kind {
		if s.PageID() == purchases.PageID {
			return rules.Purchases
		}
		return rules.Agents
	}
	err = s.Commands().Set(importOwner, []command.Command{{ID: "import.file", Menu: command.File, Icon: look.Icon("upload_file"),
		Title: func() string { return s.Book().T("importing.menu") }, Shortcut: &desktop.CustomShortcut{KeyName: fyne.KeyI, Modifier: command.Modifier},
		Enabled: func() (bool, string) { return !i.Busy(), s.Book().T("importing.working") }, Run: func() { i.Ask(kind()) }}})
	if err != nil {
		panic(err) // a clash of keys is a mistake in the program
	}
	s.Window().SetOnDropped(func(_ fyne.Position, files []fyne.URI) {
		if len(files) > 0 && files[0].Scheme() == "file" {
			i.Drop(files[0].Path(), kind())
		}
	})
	s.OnLeave(func() {
		i.Dispose()
		s.Window().SetOnDropped(nil)
		_ = s.Commands().Set(importOwner, nil) // removing cannot clash
	})
}

// importBackend gives the dialog the computer's files and the hub.
type importBackend struct{ b *backend }

// ReadFile reads a table.
func (importBackend) ReadFile(_ context.Context, path string) (*sheet.Table, error) {
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(path, "~/") {
		path = filepath.Join(home, path[2:])
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return sheet.ReadFrom(f)
}

// List shows a folder.
func (importBackend) List(_ context.Context, folder string) ([]importing.FolderEntry, error) {
	if folder == "" {
		return drives(), nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var list []importing.FolderEntry
	for _, e := range entries {
		if unseen(e.Name()) {
			continue
		}
		info, err := os.Stat(filepath.Join(folder, e.Name())) // of what a link leads to
		if err == nil && (info.IsDir() || importing.MayBeTable(e.Name())) {
			list = append(list, importing.FolderEntry{Name: e.Name(), Folder: info.IsDir(), At: info.ModTime()})
		}
	}
	return list, nil
}

// unseen are hidden files, and those that Excel keeps beside an open one.
func unseen(name string) bool { return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") }

// drives are where the folders of a computer begin: one place, or on Windows
// those of its letters that are there.
func drives() (list []importing.FolderEntry) {
	roots := []string{"/"}
	if runtime.GOOS == "windows" {
		roots = nil
		for letter := 'A'; letter <= 'Z'; letter++ {
			roots = append(roots, string(letter)+`:\`)
		}
	}
	for _, root := range roots {
		if _, err := os.Stat(root); err == nil {
			list = append(list, importing.FolderEntry{Name: root, Folder: true})
		}
	}
	return list
}

// mostRecent is how many files are offered.
const mostRecent = 12

// Recent are the newest tables in the folders where they usually are.
func (i importBackend) Recent(context.Context) []string {
	folders := []string{i.Folder()}
	if home, err := os.UserHomeDir(); err == nil {
		folders = append(folders, filepath.Join(home, "Downloads"), filepath.Join(home, "Descargas"), filepath.Join(home, "Desktop"), filepath.Join(home, "Escritorio"))
	}
	slices.Sort(folders)
	type file struct {
		path string
		at   time.Time
	}
	var files []file
	for _, folder := range slices.Compact(folders) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			continue // not every folder is there
		}
		for _, e := range entries {
			ext := strings.ToLower(filepath.Ext(e.Name()))
			info, err := e.Info()
			if err == nil && info.Mode().IsRegular() && (ext == ".xlsx" || ext == ".csv") && !unseen(e.Name()) {
				files = append(files, file{filepath.Join(folder, e.Name()), info.ModTime()})
			}
		}
	}
	slices.SortFunc(files, func(a, b file) int { return cmp.Or(b.at.Compare(a.at), strings.Compare(a.path, b.path)) })
	var paths []string
	for _, f := range files[:min(len(files), mostRecent)] {
		paths = append(paths, f.path)
	}
	return paths
}

// onImport asks the desk, if there is one, and gives its errors the names the
// dialog knows. What was answered before an error stays.
func onImport[T any](i importBackend, ask func(*desk.Desk) (T, error)) (T, error) {
	d := i.b.deskNow()
	if d == nil {
		var none T
		return none, importing.ErrSignedOut
	}
	answer, err := ask(d)
	switch {
	case errors.Is(err, desk.ErrSignedOut), errors.Is(err, remote.ErrUnauthorized):
		err = errors.Join(importing.ErrSignedOut, err)
	case errors.Is(err, remote.ErrOffline):
		err = errors.Join(importing.ErrOffline, err)
	}
	return answer, err
}

// Earlier gives the imports of a file.
func (i importBackend) Earlier(ctx context.Context, kind rules.Kind, file string) ([]rules.Run, error) {
	return onImport(i, func(d *desk.Desk) ([]rules.Run, error) { return d.Imports(ctx, kind, file) })
}

// Agents sends agents.
func (i importBackend) Agents(ctx context.Context, b rules.Batch[rules.AgentRow], told func(int)) ([]rules.RowResult, error) {
	return onImport(i, func(d *desk.Desk) ([]rules.RowResult, error) { return d.ImportAgents(ctx, b, told) })
}

// Purchases sends past purchases.
func (i importBackend) Purchases(ctx context.Context, b rules.Batch[rules.PurchaseItem], told func(int)) ([]rules.RowResult, error) {
	return onImport(i, func(d *desk.Desk) ([]rules.RowResult, error) { return d.ImportPurchases(ctx, b, told) })
}

// Now is the present instant.
func (i importBackend) Now() time.Time { return i.b.clock.Now() }

// Folder is the folder documents are saved in.
func (i importBackend) Folder() string { return auditBackend(i).Folder() }

// Create begins a file there.
func (i importBackend) Create(_ context.Context, name string) (importing.File, error) {
	f, err := document.Create(i.Folder(), name)
	if errors.Is(err, document.ErrTaken) {
		return nil, importing.ErrTaken
	}
	if err != nil {
		return nil, err
	}
	return importFile{f}, nil
}

// importFile gives a document's errors the names the dialog knows.
type importFile struct{ *document.File }

// Keep gives the file its name.
func (f importFile) Keep() error {
	err := f.File.Keep()
	if errors.Is(err, document.ErrTaken) {
		return importing.ErrTaken
	}
	return err
}

// Setting gives a choice of the signed-in user on this computer.
func (i importBackend) Setting(ctx context.Context, key string) (string, error) {
	return purchaseBackend(i).Setting(ctx, key)
}

// PutSetting keeps one.
func (i importBackend) PutSetting(ctx context.Context, key, value string) error {
	return purchaseBackend(i).PutSetting(ctx, key, value)
}
