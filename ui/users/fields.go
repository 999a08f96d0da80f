package users

import (
	"context"
	"strings"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// fields are what is typed about a person, in a dialog.
type fields struct {
	page  *Page
	d     *dialog.Dialog
	email *form.TextField // nil of somebody who is registered
	name  *form.TextField
	role  *form.Select
	agent *form.SearchSelect
	rows  []*form.LabelledRow
	place *form.LabelledRow // the agent's; there only for that role
	line  *form.Words       // what stands in the way, or is being done
}

// newFields makes the fields with what is known of u.
func newFields(p *Page, id string, u person) *fields {
	b := p.Book
	f := &fields{page: p, line: form.NewWords("")}
	f.line.ID = id + ".line"
	f.line.Hide()
	f.name = form.NewTextField(form.FieldParams{ID: id + ".name", Text: u.Name, Max: access.MaxName})
	var options []form.Option
	for _, r := range roles {
		options = append(options, form.Option{ID: string(r), Text: roleWords(b, r)})
	}
	role := u.Role
	if role == "" {
		role = access.Operator
	}
	f.role = form.NewSelect(form.SelectParams{ID: id + ".role", Options: options, Selected: string(role), OnChange: func(string) { f.roleChosen() }})
	f.agent = form.NewSearchSelect(form.SearchParams{ID: id + ".agent", Placeholder: b.T("users.field.agent.choose"), Book: b, Do: p.Do,
		Find: p.findAgents, Explain: p.actWords})
	if u.Agent != "" {
		f.agent.SetChosen(form.Option{ID: u.Agent, Text: u.agent})
	}
	return f
}

// lay puts the fields into rows; address is whether the e-mail is one of them.
func (f *fields) lay(id, email string, address bool) {
	b := f.page.Book
	if address {
		f.email = form.NewTextField(form.FieldParams{ID: id + ".email", Text: email, Max: access.MaxEmail})
		f.rows = append(f.rows, form.NewRow(b.T("users.col.email"), f.email, ""))
	}
	f.place = form.NewRow(b.T("users.col.agent"), f.agent, b.T("users.field.agent.hint"))
	f.rows = append(f.rows, form.NewRow(b.T("users.col.name"), f.name, ""), form.NewRow(b.T("users.col.role"), f.role, ""), f.place)
	f.roleChosen()
}

// roleChosen shows what the role may do, and the agent for whom it needs one.
func (f *fields) roleChosen() {
	role := f.chosenRole()
	f.rows[len(f.rows)-2].SetHint(f.page.Book.T("users.about." + string(role)))
	f.place.Hidden = role != access.Agent
	if f.d != nil {
		f.d.Fit()
	}
	f.page.viewChanged()
}

func (f *fields) chosenRole() access.Role { return access.Role(f.role.Selected()) }

// read gives what was typed into u; ok is false when a field says that it is
// wrong.
func (f *fields) read(u access.User) (access.User, bool) {
	b := f.page.Book
	u.Name, u.Role, u.Agent = strings.TrimSpace(f.name.Text), f.chosenRole(), ""
	if f.email != nil {
		u.Email = access.NormalEmail(f.email.Text)
		f.email.SetError(unless(access.EmailFits(u.Email), b.T("users.wrong.email")))
	}
	if u.Role == access.Agent {
		u.Agent = f.agent.Chosen().ID
		f.agent.SetError(unless(u.Agent != "", b.T("users.wrong.agent")))
	}
	f.name.SetError(unless(access.NameFits(u.Name), b.T("users.wrong.name")))
	rows := f.rows
	if u.Role != access.Agent {
		rows = rows[:len(rows)-1]
	}
	wrong := form.FocusFirstWrong(rows...)
	f.d.Fit()
	return u, !wrong
}

func unless(right bool, wrong string) string {
	if right {
		return ""
	}
	return wrong
}

// say writes the line below the fields.
func say(d *dialog.Dialog, line *form.Words, words string, wrong bool) {
	line.Color = look.ColorMuted
	if wrong {
		line.Color = look.ColorError
	}
	line.Hidden = words == ""
	line.SetText(words)
	d.Fit()
}

// findAgents finds agents by name or code.
func (p *Page) findAgents(ctx context.Context, typed string) ([]form.Option, int, error) {
	list, err := p.Backend.Agents(ctx)
	if err != nil {
		return nil, 0, err
	}
	typed = audit.Fold(strings.TrimSpace(typed))
	var found []form.Option
	for _, a := range list {
		if strings.Contains(audit.Fold(a.Name+" "+a.Code), typed) {
			found = append(found, form.Option{ID: a.ID, Text: strings.TrimSpace(a.Name + " · " + a.Code)})
		}
	}
	const most = 50
	return found[:min(len(found), most)], max(len(found)-most, 0), nil
}
