package purchases

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"trastienda/app/calendar"
	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/grid"
)

// view is a way to look at the list that the user gave a name: filters, order,
// groups and columns. Views belong to the user, at whatever computer.
type view struct {
	Name  string      `json:"name"`
	Query queryRecord `json:"query"`
	shape
}

// shape is how a list is shown, whatever its filters are.
type shape struct {
	Order   string         `json:"order,omitempty"` // as listing.Sort writes it
	Group   string         `json:"group,omitempty"`
	Columns grid.ViewState `json:"columns"`
}

// queryRecord is a query as it is kept. A period is kept by its name, so that
// "today" is the day the view is opened.
type queryRecord struct {
	Text      string `json:"text,omitempty"`
	Status    string `json:"status,omitempty"`
	Due       bool   `json:"due,omitempty"`
	Period    string `json:"period,omitempty"`
	From      string `json:"from,omitempty"` // 2006-01-02, in the agency's zone
	To        string `json:"to,omitempty"`
	PSR       string `json:"psr,omitempty"`
	Agent     string `json:"agent,omitempty"`
	AgentName string `json:"agent_name,omitempty"`
	Wallet    string `json:"wallet_transfer,omitempty"`
	Transfer  string `json:"transfer_id,omitempty"`
	Min       *int64 `json:"amount_min,omitempty"`
	Max       *int64 `json:"amount_max,omitempty"`
	Cause     string `json:"cause,omitempty"`
}

const dayLayout = "2006-01-02"

// record writes a query down; agent is the text of its agent.
func (q query) record(agent string) queryRecord {
	v := q.panel
	r := queryRecord{Text: strings.TrimSpace(q.text), Status: string(q.status), Due: q.due, PSR: v.psr, Agent: v.agent, Wallet: v.wallet,
		Transfer: v.transferID, Min: v.min, Max: v.max, Cause: string(v.cause), Period: string(v.period)}
	if r.Agent != "" {
		r.AgentName = agent
	}
	if v.period == calendar.None {
		r.From, r.To = dayName(v.from), dayName(v.to)
	}
	return r
}

func dayName(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(dayLayout)
}

// query reads a record. What this program does not know any more narrows
// nothing: a list that shows too much is no harm.
func (r queryRecord) query(zone *time.Location) query {
	q := query{text: r.Text, due: r.Due, panel: panelValues{psr: r.PSR, agent: r.Agent, wallet: r.Wallet, transferID: r.Transfer,
		min: r.Min, max: r.Max, cause: purchase.Cause(r.Cause), from: dayOf(r.From, zone), to: dayOf(r.To, zone)}}
	if _, known := statusKeys[purchase.Status(r.Status)]; known {
		q.status = purchase.Status(r.Status)
	}
	known := func(k presetKey) bool { return string(k.preset) == r.Period }
	if i := slices.IndexFunc(presetKeys, known); i >= 0 {
		q.panel.period = presetKeys[i].preset
	}
	return q
}

func dayOf(name string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(dayLayout, name, zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// option is the agent of the record, for the filter's field.
func (r queryRecord) option() form.Option { return form.Option{ID: r.Agent, Text: r.AgentName} }

// sort reads the order of a shape; one that is not known any more is newest
// first.
func (s shape) sort() listing.Sort {
	sort, err := listing.ParseSort(s.Order, purchase.CopySortFields...)
	if err != nil || len(sort) == 0 {
		return purchase.NewestFirst
	}
	return sort
}

// group is what the shape groups by, "" for something this program does not
// know.
func (s shape) group() string {
	for _, c := range groupChoices {
		if c.by == s.Group {
			return c.by
		}
	}
	return ""
}

// same tells whether two views show the same, whatever their names.
func (v view) same(other view) bool {
	v.Name = other.Name
	a, err := json.Marshal(v)
	if err != nil {
		return false
	}
	b, err := json.Marshal(other)
	return err == nil && string(a) == string(b)
}

const mostViewName = 40

// problemOfName tells in words why a view cannot have a name; "" if it can. old
// is the name it has already.
func (p *Page) problemOfName(name, old string) string {
	switch {
	case name == "":
		return p.book.T("purchases.view.noname")
	case len([]rune(name)) > mostViewName:
		return p.book.T("purchases.view.long", "n", fmt.Sprint(mostViewName))
	case strings.EqualFold(name, p.book.T("purchases.view.original")):
		return p.book.T("purchases.view.taken")
	}
	for _, v := range p.views {
		if strings.EqualFold(v.Name, name) && v.Name != old {
			return p.book.T("purchases.view.taken")
		}
	}
	return ""
}
