package importing

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2/container"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// endings are what the names of tables end in.
func endings() []string { return []string{".xlsx", ".xlsm", ".csv", ".txt", ".tsv"} }

// MayBeTable tells by its name whether a file may be a table.
func MayBeTable(name string) bool {
	return slices.Contains(endings(), strings.ToLower(filepath.Ext(name)))
}

// FolderEntry is a folder, or a file that may be a table.
type FolderEntry struct {
	Name   string
	Folder bool
	At     time.Time // when it was last changed
}

// chooser is the step in which the file is looked for in the folders. Fyne's own
// dialog for it speaks English in parts.
type chooser struct {
	i      *Importer
	folder string // "" for the computer, whose folders are its drives
	grid   *grid.Grid
	rows   *grid.Held
	place  *form.Words // where we are, or why a folder cannot be shown
	reads  part.Generation
}

// askFolder shows the folder of the last file, else that of the documents.
func (i *Importer) askFolder() {
	b := i.Book
	i.stopLists()
	c := &chooser{i: i, rows: &grid.Held{}}
	i.chooser = c
	c.grid = grid.New(grid.Params{ID: "importing.files", Do: i.Do, Keys: i.listKeys, Columns: []grid.Column{
		{ID: "name", Title: b.T("importing.choose.name"), Width: 420, MinWidth: 120},
		{ID: "at", Title: b.T("importing.choose.at"), Width: 130, MinWidth: 90},
	}})
	c.grid.OnOpen = c.open
	c.grid.OnSelect = func([]string) { c.enable() }
	c.place = form.NewWords("")
	c.place.ID = "importing.folder"
	i.dialog.Update(dialog.Stack(c.place, container.New(listHeight{i, 10}, c.grid)), []dialog.Button{
		{ID: "up", Text: b.T("importing.choose.up"), Icon: look.Icon("arrow_upward"), KeepOpen: true, Repeats: true, Run: c.up},
		{ID: "back", Text: b.T("importing.choose.back"), KeepOpen: true, Run: i.askFile},
		{ID: "open", Text: b.T("importing.choose.open"), Kind: dialog.Primary, KeepOpen: true, Run: func() { c.open(c.chosen()) }},
	}, 1, 2, dialog.None)
	start := i.Backend.Folder()
	if last := cleanPath(i.path); filepath.IsAbs(last) {
		start = filepath.Dir(last)
	}
	c.show(start)
	i.Shell.Window().Canvas().Focus(c.grid)
}

// show reads a folder. One that cannot be read is said to be so, and the list
// stays that of the folder before.
func (c *chooser) show(folder string) {
	i, n := c.i, c.reads.Next()
	part.Run(i.ctx, i.Do, func(ctx context.Context) ([]FolderEntry, error) { return i.Backend.List(ctx, folder) }, func(list []FolderEntry, err error) {
		if i.chooser != c || !c.reads.Current(n) {
			return
		}
		if err != nil {
			i.Log.Info("look into a folder", "error", err)
			c.place.SetText(i.Book.T("importing.choose.unread", "folder", folder))
			i.Shell.ViewChanged()
			return
		}
		c.folder = folder
		c.place.SetText(cmp.Or(folder, i.Book.T("importing.choose.computer")))
		c.rows = &grid.Held{}
		c.rows.Set(c.told(list))
		c.grid.SetSource(c.rows)
		c.enable()
		i.Shell.ViewChanged()
	})
}

// told are the folders by name, then the files, the newest first.
func (c *chooser) told(list []FolderEntry) []grid.Row {
	slices.SortFunc(list, func(a, b FolderEntry) int {
		switch {
		case a.Folder != b.Folder && a.Folder:
			return -1
		case a.Folder != b.Folder:
			return 1
		case a.Folder:
			return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		}
		return b.At.Compare(a.At)
	})
	rows := make([]grid.Row, len(list))
	for n, e := range list {
		name, at := grid.Cell{Text: e.Name, Icon: "description"}, grid.Cell{Text: c.i.Book.Moment(e.At)}
		if e.Folder {
			name.Icon, at.Text = "folder", ""
		}
		path := filepath.Join(c.folder, e.Name)
		if e.Folder {
			path += string(filepath.Separator)
		}
		rows[n] = grid.Row{ID: path, Cells: []grid.Cell{name, at}}
	}
	return rows
}

func (c *chooser) chosen() string {
	if ids := c.grid.Selection(); len(ids) == 1 {
		return ids[0]
	}
	return ""
}

// open goes into a folder, or takes a file and reads it.
func (c *chooser) open(path string) {
	switch {
	case path == "":
	case strings.HasSuffix(path, string(filepath.Separator)):
		c.show(filepath.Clean(path))
	default:
		c.i.path = path
		c.i.askFile()
		c.i.readFile()
	}
}

// up leads from a drive to the computer.
func (c *chooser) up() {
	above := filepath.Dir(c.folder)
	if above == c.folder {
		above = ""
	}
	c.show(above)
}

func (c *chooser) enable() {
	b := c.i.Book
	c.i.dialog.Enable("open", c.chosen() != "", b.T("importing.choose.none"))
	c.i.dialog.Enable("up", c.folder != "", b.T("importing.choose.top"))
}
