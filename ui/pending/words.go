package pending

import (
	"encoding/json"
	"strings"

	"trastienda/app/problem"
)

// what says in a few words what was done.
func (p *Page) what(c Change) string {
	switch c.Kind {
	case KindMark:
		return p.Book.T("outbox.what.mark")
	case KindSetting:
		return p.Book.T("outbox.what.setting")
	case KindUser:
		return p.Book.T("outbox.what.user")
	case KindAgentNew:
		return p.Book.T("outbox.what.agent.new")
	case KindAgent:
		return p.Book.T("outbox.what.agent")
	case KindBank:
		return p.Book.T("outbox.what.bank")
	case KindDiscard:
		return p.Book.T("outbox.what.discard")
	case KindExport:
		return p.Book.T("outbox.what.export")
	}
	return c.Kind
}

// record names the record of a change.
func (p *Page) record(c Change) string {
	switch {
	case c.Kind == KindMark && c.Label != "":
		return p.Book.T("outbox.record.purchase", "number", c.Label)
	case c.Kind == KindSetting && c.Record == settingViews:
		return p.Book.T("outbox.record.views")
	case c.Kind == KindExport:
		return p.list(value(c, "list"))
	case c.Label != "":
		return c.Label
	}
	return c.Record
}

// list names a list that was written to a file.
func (p *Page) list(name string) string {
	if key := "audit.value." + name; p.Book.Has(key) {
		return p.Book.T(key)
	}
	return name
}

// value is what a change says of a field.
func value(c Change, field string) string {
	for _, v := range c.Says {
		if v.Field == field {
			return v.Text
		}
	}
	return ""
}

// number is the number to quote: the hub's of the last answer, or else the
// act's own.
func number(c Change) string {
	if c.Failure != nil && c.Failure.Request != "" {
		return c.Failure.Request
	}
	return c.ID
}

// whyNot tells why a change is not at the hub; "" while nothing kept it back.
func (p *Page) whyNot(c Change) string {
	b := p.Book
	switch {
	case c.State == Held:
		return b.T("outbox.why.held")
	case c.Failure == nil:
		return ""
	}
	switch c.Failure.Reason {
	case NotSent:
		return b.T("outbox.why.notsent")
	case NotAHub:
		return b.T("outbox.why.notahub")
	case SignedOut:
		return b.T("outbox.why.signedout")
	case Problem:
		return problem.New(c.Failure.Code, string(b.Lang()), c.Failure.Request).Detail
	}
	return b.T("outbox.why.unreached")
}

// noteWords is what stands below the title.
func (p *Page) noteWords() string {
	switch {
	case p.failed:
		return p.Book.T("outbox.failed")
	case p.looking:
		return p.Book.T("outbox.note.discarded")
	case len(p.elsewhere) > 0:
		return p.elsewhereWords()
	}
	return p.Book.T("outbox.note")
}

// elsewhereWords tells of changes that are sent from another address only.
func (p *Page) elsewhereWords() string {
	n, addresses := 0, []string{}
	for _, e := range p.elsewhere {
		n += e.Changes
		addresses = append(addresses, e.Address)
	}
	return p.Book.N("outbox.elsewhere", n, "address", strings.Join(addresses, ", "))
}

// settingViews is the setting with the views of the page of purchases.
const settingViews = "purchases.views"

// field names a field of a change.
func (p *Page) field(name string) string {
	b := p.Book
	switch name {
	case "note":
		return b.T("outbox.field.note")
	case "hold":
		return b.T("outbox.field.hold")
	case "name":
		return b.T("outbox.field.name")
	case "role":
		return b.T("outbox.field.role")
	case "agent":
		return b.T("outbox.field.agent")
	case "active":
		return b.T("outbox.field.active")
	case "points_of_sale":
		return b.T("agents.points")
	case "act":
		return b.T("outbox.field.act")
	case "record":
		return b.T("outbox.field.record")
	case "list":
		return b.T("audit.field.list")
	case "format":
		return b.T("audit.field.format")
	case "rows":
		return b.T("audit.field.rows")
	}
	if key := "agents.field." + name; b.Has(key) {
		return b.T(key)
	}
	return b.T("outbox.field.value")
}

// words is a field's value for people.
func (p *Page) words(c Change, field, value string) string {
	b := p.Book
	switch {
	case field == "hold" && value == "true":
		return c.Author
	case field == "hold" && (value == "false" || value == ""):
		return b.T("outbox.nobody")
	case field == "active" && value == "true":
		return b.T("outbox.active")
	case field == "active":
		return b.T("outbox.inactive")
	case field == "role" && b.Has("shell.role."+value):
		return b.T("shell.role." + value)
	case field == "act":
		return p.what(Change{Kind: value})
	case field == "list":
		return p.list(value)
	case field == "value" && c.Record == settingViews:
		return p.viewNames(value)
	case value == "":
		return b.T("outbox.none")
	}
	return value
}

// viewNames names the views of the setting.
func (p *Page) viewNames(value string) string {
	var views []struct {
		Name string `json:"name"`
	}
	if value != "" && json.Unmarshal([]byte(value), &views) != nil {
		return value
	}
	if len(views) == 0 {
		return p.Book.T("outbox.views.none")
	}
	names := make([]string, len(views))
	for i, v := range views {
		names[i] = v.Name
	}
	return p.Book.N("outbox.views", len(views), "names", strings.Join(names, ", "))
}
