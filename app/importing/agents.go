package importing

import (
	"strings"

	"trastienda/app/agent"
)

// AgentItem is an agent as the rows of a file say it, with the lines it stands
// on. What the file does not say is empty. Account is nil without bank data.
type AgentItem struct {
	Lines   []int
	Edit    agent.Edit
	Account *agent.Account
}

// Checked is what was found in one row: its faults and the item it belongs to.
type Checked struct {
	Row    Row
	Faults []Fault
	// Item is the place of the row's item among those of the file; -1 for a row
	// with a fault.
	Item int
}

// Bad tells that the row cannot be imported.
func (c Checked) Bad() bool { return c.Item < 0 }

func refuses(faults []Fault) bool {
	for _, f := range faults {
		if !f.Warning {
			return true
		}
	}
	return false
}

// agentColumns says in which column of a file a field of a form stands.
var agentColumns = map[string]string{
	"code": Code, "name": Name, "cuit": CUIT, "contact.person": Person, "contact.phone": Phone, "contact.mobile": Mobile,
	"contact.email": Email, "contact.notes": Notes, "address.street": Street, "address.number": Number, "address.floor": Floor,
	"address.locality": Locality, "address.province": Province, "address.postcode": Postcode,
	"points_of_sale.0.psr": PSR, "points_of_sale.0.name": Shop,
}

var accountColumns = map[string]string{"cbu": CBU, "alias": Alias, "holder": Holder, "cuit": HolderCUIT}

// CheckAgents reads the rows of a file of agents. Rows with the same code are
// one agent; a row with a fault is left out and does not spoil the others.
func CheckAgents(rows []Row, m Mapping, rules Rules) ([]Checked, []AgentItem) {
	checked := make([]Checked, len(rows))
	var items []AgentItem
	byCode, shops := map[string]int{}, map[string]bool{}
	for i, row := range rows {
		r := &reader{Rules: rules, row: row, m: m}
		edit, account := r.agent()
		at, known := byCode[edit.Code]
		if known && edit.Name == "" {
			edit.Name = items[at].Edit.Name // said in an earlier row
		}
		r.checkAgent(edit, account)
		if len(edit.PointsOfSale) > 0 && shops[edit.PointsOfSale[0].PSR] {
			r.fault(PSR, TwiceHere)
		}
		merged := AgentItem{Edit: edit, Account: account}
		if known && !refuses(r.faults) {
			merged = r.merge(items[at], edit, account)
		}
		checked[i] = Checked{Row: row, Faults: r.faults, Item: -1}
		if refuses(r.faults) {
			continue
		}
		for _, p := range edit.PointsOfSale {
			shops[p.PSR] = true
		}
		if !known {
			at = len(items)
			items, byCode[edit.Code] = append(items, AgentItem{}), at
		}
		merged.Lines = append(items[at].Lines, row.Line)
		items[at], checked[i].Item = merged, at
	}
	return checked, items
}

// agent reads what the cells say; nothing is checked yet but damaged numbers.
func (r *reader) agent() (agent.Edit, *agent.Account) {
	edit := agent.Edit{Code: r.digits(Code), Name: r.text(Name), CUIT: r.digits(CUIT), Active: true,
		Contact: agent.Contact{Person: r.text(Person), Phone: r.digits(Phone), Mobile: r.digits(Mobile), Email: r.text(Email), Notes: r.text(Notes)},
		Address: agent.Address{Street: r.text(Street), Number: r.digits(Number), Floor: r.digits(Floor), Locality: r.text(Locality),
			Province: r.text(Province), Postcode: r.digits(Postcode)}}
	psr, shop := r.digits(PSR), r.text(Shop)
	if psr != "" || shop != "" {
		edit.PointsOfSale = []agent.PointOfSale{{PSR: psr, Name: shop}}
	}
	account := agent.Account{CBU: r.digits(CBU), Alias: r.text(Alias), Holder: r.text(Holder), CUIT: r.digits(HolderCUIT)}.Clean()
	if account == (agent.Account{}) {
		return edit.Clean(), nil
	}
	return edit.Clean(), &account
}

// checkAgent tells what the form would refuse. A cell that is damaged is not
// told twice.
func (r *reader) checkAgent(edit agent.Edit, account *agent.Account) {
	damaged := map[string]bool{}
	for _, f := range r.faults {
		damaged[f.Column] = true
	}
	add := func(faults []agent.Fault, columns map[string]string) {
		for _, f := range faults {
			if column := columns[f.Field]; !damaged[column] {
				r.fault(column, Reason(f.Reason))
			}
		}
	}
	add(edit.Check(), agentColumns)
	if account != nil {
		add(account.Check(), accountColumns)
	}
	if len(edit.PointsOfSale) > 0 {
		if psr := edit.PointsOfSale[0].PSR; plainDigits(psr) && len(psr) < 15 && !strings.HasPrefix(psr, "0") {
			r.faults = append(r.faults, Fault{PSR, ZerosGone, true})
		}
	}
}

// merge joins a row to the agent that earlier rows began: what those did not say
// is taken, what they said otherwise is a fault.
func (r *reader) merge(have AgentItem, edit agent.Edit, account *agent.Account) AgentItem {
	have.Edit.PointsOfSale = append([]agent.PointOfSale{}, have.Edit.PointsOfSale...)
	theirs, own := fieldsOf(&have.Edit), fieldsOf(&edit)
	for column, text := range own {
		switch said := theirs[column]; {
		case *text == "" || *text == *said:
		case *said == "":
			*said = *text
		default:
			r.fault(column, Differs)
		}
	}
	have.Edit.PointsOfSale = append(have.Edit.PointsOfSale, edit.PointsOfSale...)
	switch {
	case account == nil:
	case have.Account == nil:
		have.Account = account
	case *have.Account != *account:
		r.fault(CBU, Differs)
	}
	if len(have.Edit.PointsOfSale) > agent.MaxPointsOfSale {
		r.fault(PSR, Reason(agent.TooMany))
	}
	return have
}

// fieldsOf are the texts of an agent that a file may say, by column.
func fieldsOf(e *agent.Edit) map[string]*string {
	return map[string]*string{
		Name: &e.Name, CUIT: &e.CUIT, Person: &e.Contact.Person, Phone: &e.Contact.Phone, Mobile: &e.Contact.Mobile, Email: &e.Contact.Email,
		Notes: &e.Contact.Notes, Street: &e.Address.Street, Number: &e.Address.Number, Floor: &e.Address.Floor,
		Locality: &e.Address.Locality, Province: &e.Address.Province, Postcode: &e.Address.Postcode,
	}
}

// Over is an agent as it would be with what a file says on top, and whether that
// takes away something that is there: what the file leaves empty stays, and
// points of sale are added and renamed, never removed.
func Over(now, said agent.Edit) (next agent.Edit, overwrites bool) {
	next = now
	next.PointsOfSale = append([]agent.PointOfSale{}, now.PointsOfSale...)
	own, theirs := fieldsOf(&next), fieldsOf(&said)
	for column, text := range theirs {
		if *text == "" || *text == *own[column] {
			continue
		}
		overwrites = overwrites || *own[column] != ""
		*own[column] = *text
	}
	for _, p := range said.PointsOfSale {
		at := -1
		for i, q := range next.PointsOfSale {
			if q.PSR == p.PSR {
				at = i
			}
		}
		switch {
		case at < 0:
			next.PointsOfSale = append(next.PointsOfSale, p)
		case p.Name != "" && next.PointsOfSale[at].Name != p.Name:
			overwrites = overwrites || next.PointsOfSale[at].Name != ""
			next.PointsOfSale[at].Name = p.Name
		}
	}
	return next, overwrites
}
