package importing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	rules "trastienda/app/importing"
	"trastienda/reports/sheet"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// most is how many names are tried before a file is given up.
const most = 99

// write writes a file called base, or "base (2)" where that is taken, and gives
// its path.
func (i *Importer) write(ctx context.Context, base, ext string, content func(io.Writer) error) (string, error) {
	for n := 1; n <= most; n++ {
		name := base + ext
		if n > 1 {
			name = fmt.Sprintf("%s (%d)%s", base, n, ext)
		}
		f, err := i.Backend.Create(ctx, name)
		if errors.Is(err, ErrTaken) {
			continue
		}
		if err != nil {
			return "", err
		}
		if err := content(f); err != nil {
			return "", errors.Join(err, f.Drop())
		}
		if err := f.Keep(); errors.Is(err, ErrTaken) {
			continue
		} else if err != nil {
			return "", err
		}
		return f.Path(), nil
	}
	return "", ErrTaken
}

// saveTemplate writes an empty table with the headings of what is chosen, and
// says on the line where it is.
func (i *Importer) saveTemplate(line *form.Words) {
	b, d, kind := i.Book, i.dialog, i.kind
	var heads []sheet.Head
	for _, c := range rules.Columns(kind) {
		heads = append(heads, sheet.Head{Title: i.colWords(c.ID), Digits: c.Digits, Needed: c.Needed})
	}
	title := b.T("importing.kind." + string(kind))
	part.Run(i.ctx, i.Do, func(ctx context.Context) (string, error) {
		return i.write(ctx, b.T("importing.template.file."+string(kind)), ".xlsx", func(w io.Writer) error { return sheet.WriteTemplate(w, title, heads) })
	}, func(path string, err error) {
		if d.Hidden() {
			return
		}
		words := b.T("importing.template.saved", "path", path)
		if err != nil {
			i.Log.Warn("save a template", "error", err)
			words = b.T("importing.nofile", "folder", i.Backend.Folder())
		}
		line.SetText(words)
		d.Fit()
		i.Shell.ViewChanged()
	})
}

// reasons says what was wrong with each row of the file: here, or at the hub.
func (i *Importer) reasons(results []rules.RowResult) []sheet.Reason {
	var list []sheet.Reason
	for _, c := range i.read.rows {
		if !c.Bad() {
			continue
		}
		r := sheet.Reason{Line: c.Row.Line, Words: i.rowWords(c, i.mapping)}
		for _, f := range c.Faults {
			if at, ok := i.mapping[f.Column]; ok && !slices.Contains(r.Columns, at) {
				r.Columns = append(r.Columns, at)
			}
		}
		list = append(list, r)
	}
	refused := map[int]string{}
	for _, r := range results {
		if words := i.refusalWords(r); words != "" {
			refused[r.Row] = words
		}
	}
	for _, item := range i.read.agents {
		for _, line := range item.Lines {
			if words := refused[item.Lines[0]]; words != "" {
				list = append(list, sheet.Reason{Line: line, Words: words})
			}
		}
	}
	for _, item := range i.read.purchases {
		if words := refused[item.Line]; words != "" {
			list = append(list, sheet.Reason{Line: item.Line, Words: words})
		}
	}
	slices.SortFunc(list, func(a, b sheet.Reason) int { return a.Line - b.Line })
	return list
}

// saveBad writes a copy of the file with the reasons beside its rows, and shows
// where it is.
func (i *Importer) saveBad(reasons []sheet.Reason) {
	b, d, table := i.Book, i.dialog, i.table
	base := strings.TrimSuffix(filepath.Base(i.path), filepath.Ext(i.path))
	ext := ".xlsx"
	if table.CSV() {
		ext = ".csv"
	}
	d.Enable("bad", false, b.T("importing.saving"))
	head := b.T("importing.reason")
	part.Run(i.ctx, i.Do, func(ctx context.Context) (string, error) {
		return i.write(ctx, base+b.T("importing.bad.file"), ext, func(w io.Writer) error { return table.WriteCopy(w, head, reasons) })
	}, func(path string, err error) {
		if d.Hidden() {
			return
		}
		d.Enable("bad", true, "")
		i.tellSaved(path, err)
	})
}

// tellSaved says where a file is, or that there is none, over the dialog that
// asked for it.
func (i *Importer) tellSaved(path string, err error) {
	b := i.Book
	title, icon, words := b.T("importing.saved"), "check_circle", path
	buttons := []dialog.Button{}
	if err != nil {
		i.Log.Warn("save bad rows", "error", err)
		title, icon, words = b.T("importing.unsaved"), "error", b.T("importing.nofile", "folder", i.Backend.Folder())
	} else if i.Open != nil {
		buttons = append(buttons, dialog.Button{ID: "open", Text: b.T("importing.open"), Icon: look.Icon("folder_open"), KeepOpen: true, Run: func() { i.Open(path) }})
	}
	line := dialog.Paragraph(words)
	line.ID = "importing.saved.path"
	buttons = append(buttons, dialog.Button{ID: "close", Text: b.T("importing.close"), Kind: dialog.Primary})
	last := len(buttons) - 1
	dialog.Show(dialog.Params{ID: "importing.saved", Window: i.Shell.Window(), Title: title, Icon: look.Icon(icon), Content: dialog.Stack(line),
		Buttons: buttons, Cancel: last, Default: last, Focus: last, CtrlEnter: dialog.None, OnHide: i.Shell.ViewChanged})
	i.Shell.ViewChanged()
}
