package settings

import (
	"context"
	"errors"

	"trastienda/ui/form"
)

// documentsPart is the folder that PDFs and tables are saved in.
type documentsPart struct {
	page   *Page
	value  string // what the field holds
	typed  bool   // it was changed and not saved
	saving bool
	last   said
	field  *form.TextField
	at     *section
}

func newDocumentsPart(p *Page) *documentsPart { return &documentsPart{page: p} }

func (d *documentsPart) build() *section {
	p, b := d.page, d.page.Book
	field, row := p.field("settings.folder", "settings.folder", b.T("settings.folder.hint"), d.value, func(s string) { d.value, d.typed = s, true })
	d.field = field
	d.at = newSection(p, "settings.documents", b.T("settings.documents"), b.T("settings.documents.about"), row,
		beside(p.button("settings.folder.save", "settings.save", form.Primary, d.save), p.button("settings.folder.open", "settings.folder.open", form.Quiet, d.open)))
	d.last.on(d.at)
	return d.at
}

func (d *documentsPart) load() {
	if d.typed {
		return
	}
	run(d.page, d.page.Backend.Documents, func(folder string, err error) {
		if err != nil {
			d.tell(func() string { return d.page.Explain(err) }, true)
			return
		}
		if d.typed {
			return
		}
		d.set(folder)
	})
}

// set fills the field without taking it for typed.
func (d *documentsPart) set(folder string) {
	d.field.SetText(folder)
	d.value, d.typed = folder, false
	d.page.changed()
}

func (d *documentsPart) save() {
	if d.saving {
		return
	}
	d.saving = true
	folder := d.value
	run(d.page, func(ctx context.Context) (string, error) {
		if err := d.page.Backend.SetDocuments(ctx, folder); err != nil {
			return "", err
		}
		return d.page.Backend.Documents(ctx)
	}, func(kept string, err error) {
		d.saving = false
		switch {
		case errors.Is(err, ErrNoFolder):
			d.field.SetError(d.page.Book.T("settings.folder.none"))
			d.tell(nil, false)
		case err != nil:
			d.tell(func() string { return d.page.Explain(err) }, true)
		default:
			d.set(kept)
			d.tell(func() string { return d.page.Book.T("settings.saved") }, false)
		}
	})
}

func (d *documentsPart) open() {
	run(d.page, d.page.Backend.Documents, func(folder string, err error) {
		if err != nil {
			d.tell(func() string { return d.page.Explain(err) }, true)
			return
		}
		d.page.Window.OpenFolder(folder)
	})
}

// tell says how it went, now and after a change of language.
func (d *documentsPart) tell(words func() string, wrong bool) {
	d.last = said{words, wrong}
	if words == nil {
		d.at.say("", false)
		return
	}
	d.at.say(words(), wrong)
}

func (d *documentsPart) busy() bool { return d.saving }
