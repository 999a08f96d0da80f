package agents

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/ident"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// field is a text of the form. name is its JSON name, as agent.Fault has it.
type field struct {
	tab  tab
	name string
	text *form.TextField
	row  *form.LabelledRow
	of   func(*agent.Edit) *string
}

// text makes a field for a text of the agent.
func (f *formView) text(t tab, name, hint string, most int, of func(*agent.Edit) *string) *form.LabelledRow {
	p, b := f.page, f.page.Book
	x := &field{tab: t, name: name, of: of}
	x.text = form.NewTextField(form.FieldParams{ID: "agents.form." + name, Text: *of(&f.now), Max: most, MultiLine: most == agent.MaxNotes, Keys: p.keys,
		OnChange: func(s string) {
			*of(&f.now) = s
			f.typed()
		}})
	x.row = form.NewRow(b.T("agents.field."+name), x.text, hint)
	if !f.edits() {
		x.text.Disable()
	}
	f.fields = append(f.fields, x)
	return x.row
}

// pair puts two fields beside each other where there is room for both.
func pair(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(part.Wall{Gap: part.Sized(look.SizeGap, 2), Least: part.Sized(theme.SizeNameText, 18)}, objects...)
}

func stacked(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)}, objects...)
}

func (f *formView) buildMain() *fyne.Container {
	p, b := f.page, f.page.Book
	body := stacked()
	if !f.edits() {
		body.Add(piece.Note("agents.form.readonly", "lock", look.ToneNeutral, b.T("agents.form.readonly")))
	}
	f.active = form.NewSelect(form.SelectParams{ID: "agents.form.active", Keys: p.keys, Options: []form.Option{
		{ID: string(active), Text: b.T("agents.filters.active")}, {ID: string(inactive), Text: b.T("agents.filters.inactive")},
	}, OnChange: func(id string) {
		f.now.Active = id == string(active)
		f.typed()
	}})
	f.active.SetEnabled(f.edits())
	f.visit = form.NewDateField(form.DateParams{Book: b, Clock: p.Backend, Field: form.FieldParams{ID: "agents.form.next_visit", Keys: p.keys,
		OnChange: func(string) { f.dayTyped() }}, OnDay: func(time.Time) { f.dayTyped() }})
	f.visit.SetDay(dayOf(f.now.NextVisit, b.Zone()))
	if !f.edits() {
		f.visit.Disable()
	}
	body.Add(pair(f.text(tabMain, "code", "", agent.MaxCode, func(e *agent.Edit) *string { return &e.Code }),
		f.text(tabMain, "cuit", b.T("agents.field.cuit.hint"), agent.MaxCode, func(e *agent.Edit) *string { return &e.CUIT })))
	body.Add(f.text(tabMain, "name", "", agent.MaxText, func(e *agent.Edit) *string { return &e.Name }))
	body.Add(pair(form.NewRow(b.T("agents.field.state"), f.active, b.T("agents.field.state.hint")), form.NewRow(b.T("agents.field.next_visit"), f.visit, "")))
	f.setActive()
	f.points = newPoints(f)
	body.Add(f.points.root)
	f.rate = newRateSection(f)
	body.Add(f.rate.root)
	return body
}

func (f *formView) buildContact() *fyne.Container {
	return stacked(
		f.text(tabContact, "contact.person", "", agent.MaxText, func(e *agent.Edit) *string { return &e.Contact.Person }),
		pair(f.text(tabContact, "contact.phone", "", agent.MaxText, func(e *agent.Edit) *string { return &e.Contact.Phone }),
			f.text(tabContact, "contact.mobile", "", agent.MaxText, func(e *agent.Edit) *string { return &e.Contact.Mobile })),
		f.text(tabContact, "contact.email", "", access.MaxEmail, func(e *agent.Edit) *string { return &e.Contact.Email }),
		f.text(tabContact, "contact.notes", "", agent.MaxNotes, func(e *agent.Edit) *string { return &e.Contact.Notes }))
}

func (f *formView) buildAddress() *fyne.Container {
	return stacked(
		f.text(tabAddress, "address.street", "", agent.MaxText, func(e *agent.Edit) *string { return &e.Address.Street }),
		pair(f.text(tabAddress, "address.number", "", agent.MaxText, func(e *agent.Edit) *string { return &e.Address.Number }),
			f.text(tabAddress, "address.floor", "", agent.MaxText, func(e *agent.Edit) *string { return &e.Address.Floor })),
		f.text(tabAddress, "address.locality", "", agent.MaxText, func(e *agent.Edit) *string { return &e.Address.Locality }),
		pair(f.text(tabAddress, "address.province", "", agent.MaxText, func(e *agent.Edit) *string { return &e.Address.Province }),
			f.text(tabAddress, "address.postcode", "", agent.MaxText, func(e *agent.Edit) *string { return &e.Address.Postcode })))
}

func dayOf(day string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// dayTyped takes the next visit as it is understood.
func (f *formView) dayTyped() {
	if f.visit == nil || f.quiet {
		return
	}
	day, ok := f.visit.Day()
	switch {
	case !ok: // what is not understood is said when the form is saved
	case day.IsZero():
		f.now.NextVisit = ""
	default:
		f.now.NextVisit = day.Format(time.DateOnly)
	}
	f.typed()
}

func (f *formView) setActive() {
	f.active.SetSelected(string(active))
	if !f.now.Active {
		f.active.SetSelected(string(inactive))
	}
}

// write puts what is to be seen into the fields that show something else.
func (f *formView) write() {
	f.quiet = true
	for _, x := range f.fields {
		x.text.Put(*x.of(&f.now))
	}
	if day, ok := f.visit.Day(); !ok || !day.Equal(dayOf(f.now.NextVisit, f.page.Book.Zone())) {
		f.visit.SetDay(dayOf(f.now.NextVisit, f.page.Book.Zone()))
	}
	f.setActive()
	f.points.fill()
	f.bank.write()
	f.quiet = false
}

// faults shows what is not in order and gives the first field of it, with its
// tab; nil when all is.
func (f *formView) faults(list []agent.Fault) (form.Field, tab) {
	var first form.Field
	var at tab
	wrong := func(x form.Field, t tab, words string) {
		x.SetError(words)
		if first == nil {
			first, at = x, t
		}
	}
	b := f.page.Book
	for _, fault := range list {
		words := b.T("agents.fault." + string(fault.Reason))
		for _, x := range f.fields {
			if x.name == fault.Field {
				wrong(x.text, x.tab, words)
			}
		}
		if rest, ok := strings.CutPrefix(fault.Field, "points_of_sale"); ok {
			if x := f.points.find(rest); x != nil {
				wrong(x, tabMain, words)
			}
		}
	}
	if _, ok := f.visit.Day(); !ok {
		f.visit.Complain()
		if first == nil {
			first, at = f.visit, tabMain
		}
	}
	return first, at
}

// cuitHint says what a CUIT is, as far as it is one.
func cuitHint(p *Page, typed string) string {
	report, ok := ident.Check(ident.KindCUIT, typed)
	if typed == "" || !ok || !report.Valid {
		return p.Book.T("agents.field.cuit.hint")
	}
	return finding(p.Book, report.Findings[0])
}
