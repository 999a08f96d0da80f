package liststate

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"trastienda/reports"
	"trastienda/ui/command"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// Export is a wish for a list as a file: what is chosen in it, or else all it
// shows, in its order and its columns.
type Export struct {
	List   string // as the audit calls it
	Title  string
	Format reports.Format
	Taken  grid.Taken
}

// ExportParams say how a page's list is taken out.
type ExportParams struct {
	List  string // as the audit calls it; the ids of the commands begin with it
	Book  *text.Book
	Title func() string
	Grid  func() *grid.Grid
	Run   func(Export) // nil: nobody writes files, and there are no commands
}

// ExportCommands take a list out as PDF (Ctrl+P), as a workbook (Ctrl+E) and as
// CSV.
func ExportCommands(p ExportParams) []command.Command {
	if p.Run == nil {
		return nil
	}
	one := func(f reports.Format, key, icon string, letter fyne.KeyName) command.Command {
		c := command.Command{ID: p.List + ".export." + string(f), Menu: command.File, Title: func() string { return p.Book.T(key) }, Icon: look.Icon(icon),
			Enabled: p.ready, Run: func() { p.Run(Export{List: p.List, Title: p.Title(), Format: f, Taken: p.Grid().Take()}) }}
		if letter != "" {
			c.Shortcut = &desktop.CustomShortcut{KeyName: letter, Modifier: command.Modifier}
		}
		return c
	}
	return []command.Command{
		one(reports.PDF, "reporting.pdf", "picture_as_pdf", fyne.KeyP),
		one(reports.XLSX, "reporting.excel", "table_view", fyne.KeyE),
		one(reports.CSVs, "reporting.csv", "description", ""),
	}
}

// ready tells whether there are rows to take out, as far as the list knows.
func (p ExportParams) ready() (bool, string) {
	return p.Grid().Take().Count > 0, p.Book.T("reports.list.none")
}
