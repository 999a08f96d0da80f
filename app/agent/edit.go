package agent

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"trastienda/app/access"
	"trastienda/app/ident"
)

// Edit is all that a form changes of an agent. Bank data and rate are changes of
// their own, because they need a second person.
type Edit struct {
	Code         string        `json:"code"`
	Name         string        `json:"name"`
	CUIT         string        `json:"cuit"`
	Active       bool          `json:"active"`
	NextVisit    string        `json:"next_visit"`
	Contact      Contact       `json:"contact"`
	Address      Address       `json:"address"`
	PointsOfSale []PointOfSale `json:"points_of_sale"`
}

// EditOf is what a form begins with.
func EditOf(a Agent) Edit {
	return Edit{Code: a.Code, Name: a.Name, CUIT: a.CUIT, Active: a.Active, NextVisit: a.NextVisit,
		Contact: a.Contact, Address: a.Address, PointsOfSale: append([]PointOfSale{}, a.PointsOfSale...)}
}

// Fault is a field that is not in order. Field is its JSON name, that of a part
// with a dot ("contact.email"), and points of sale are "points_of_sale.2.psr";
// Reason is a stable word of this list, which the screens have texts for.
type Fault struct {
	Field  string
	Reason Reason
}

// Reason is why a field is not in order.
type Reason string

// The reasons.
const (
	Missing  Reason = "missing"
	TooLong  Reason = "too-long"
	NotPlain Reason = "not-plain" // a control character or broken text
	NotCUIT  Reason = "not-cuit"
	NotEmail Reason = "not-email"
	NotDay   Reason = "not-day"
	NotPSR   Reason = "not-psr"
	Twice    Reason = "twice"
	TooMany  Reason = "too-many"
	NotCBU   Reason = "not-cbu"
	NotAlias Reason = "not-alias"
)

const (
	// MaxCode, MaxText and MaxNotes bound texts, in characters.
	MaxCode  = 32
	MaxText  = 100
	MaxNotes = 1000
	// MaxPointsOfSale bounds the shops of one agent.
	MaxPointsOfSale = 500
)

// Clean drops blanks at the ends of every text and writes identifiers in the
// form they are stored in. It changes nothing that Check would refuse.
func (e Edit) Clean() Edit {
	for _, p := range e.texts() {
		*p.text = strings.TrimSpace(*p.text)
	}
	e.Contact.Email = access.NormalEmail(e.Contact.Email)
	if cuit, err := ident.CUIT(e.CUIT); err == nil {
		e.CUIT = cuit
	}
	points := make([]PointOfSale, len(e.PointsOfSale))
	for i, p := range e.PointsOfSale {
		points[i] = PointOfSale{PSR: strings.TrimSpace(p.PSR), Name: strings.TrimSpace(p.Name)}
	}
	e.PointsOfSale = points
	return e
}

// Check tells what is not in order, in the order of the form; nil when all is.
// The CUIT may be empty; a code and a name are needed.
func (e Edit) Check() []Fault {
	var faults []Fault
	add := func(field string, reason Reason) { faults = append(faults, Fault{field, reason}) }
	for _, t := range e.texts() {
		if reason := textFault(*t.text, t.max); reason != "" {
			add(t.field, reason)
		} else if t.needed && *t.text == "" {
			add(t.field, Missing)
		}
	}
	if _, err := ident.CUIT(e.CUIT); e.CUIT != "" && err != nil {
		add("cuit", NotCUIT)
	}
	if _, err := time.Parse(time.DateOnly, e.NextVisit); e.NextVisit != "" && err != nil {
		add("next_visit", NotDay)
	}
	if e.Contact.Email != "" && !access.EmailFits(e.Contact.Email) {
		add("contact.email", NotEmail)
	}
	return append(faults, e.checkPoints()...)
}

func (e *Edit) checkPoints() []Fault {
	if len(e.PointsOfSale) > MaxPointsOfSale {
		return []Fault{{"points_of_sale", TooMany}}
	}
	var faults []Fault
	seen := map[string]bool{}
	for i, p := range e.PointsOfSale {
		field := "points_of_sale." + strconv.Itoa(i)
		switch {
		case CheckPSR(p.PSR) != nil:
			faults = append(faults, Fault{field + ".psr", NotPSR})
		case seen[p.PSR]:
			faults = append(faults, Fault{field + ".psr", Twice})
		}
		seen[p.PSR] = true
		if reason := textFault(p.Name, MaxText); reason != "" {
			faults = append(faults, Fault{field + ".name", reason})
		}
	}
	return faults
}

// formText is a text of the form, in the form's order.
type formText struct {
	field  string
	text   *string
	max    int
	needed bool
}

func (e *Edit) texts() []formText {
	return []formText{
		{"code", &e.Code, MaxCode, true}, {"name", &e.Name, MaxText, true}, {"cuit", &e.CUIT, MaxCode, false},
		{"next_visit", &e.NextVisit, MaxCode, false},
		{"contact.person", &e.Contact.Person, MaxText, false}, {"contact.phone", &e.Contact.Phone, MaxText, false},
		{"contact.mobile", &e.Contact.Mobile, MaxText, false}, {"contact.email", &e.Contact.Email, access.MaxEmail, false},
		{"contact.notes", &e.Contact.Notes, MaxNotes, false},
		{"address.street", &e.Address.Street, MaxText, false}, {"address.number", &e.Address.Number, MaxText, false},
		{"address.floor", &e.Address.Floor, MaxText, false}, {"address.locality", &e.Address.Locality, MaxText, false},
		{"address.province", &e.Address.Province, MaxText, false}, {"address.postcode", &e.Address.Postcode, MaxText, false},
	}
}

// textFault refuses a text that is too long or not plain. Only notes may have
// several lines.
func textFault(text string, limit int) Reason {
	bad := func(c rune) bool { return unicode.IsControl(c) && !(c == '\n' && limit == MaxNotes) }
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, bad):
		return NotPlain
	case utf8.RuneCountInString(text) > limit:
		return TooLong
	}
	return ""
}

// Clean writes bank data in the form it is stored in: the CBU without blanks
// and dashes, the alias in lower case (B4: case does not count). It changes
// nothing that Check would refuse.
func (a Account) Clean() Account {
	a.Holder, a.Alias, a.CUIT = strings.TrimSpace(a.Holder), strings.TrimSpace(a.Alias), strings.TrimSpace(a.CUIT)
	if cbu, err := ident.CBU(a.CBU); err == nil {
		a.CBU = cbu
	}
	if alias, err := ident.Alias(a.Alias); err == nil {
		a.Alias = alias
	}
	if cuit, err := ident.CUIT(a.CUIT); err == nil {
		a.CUIT = cuit
	}
	return a
}

// Check tells what of the bank data is not in order, in the order of the form.
// A CBU or CVU and its holder are needed; alias and CUIT may be empty (S0-24).
func (a Account) Check() []Fault {
	var faults []Fault
	switch _, err := ident.CBU(a.CBU); {
	case strings.TrimSpace(a.CBU) == "":
		faults = append(faults, Fault{"cbu", Missing})
	case err != nil:
		faults = append(faults, Fault{"cbu", NotCBU})
	}
	if _, err := ident.Alias(a.Alias); a.Alias != "" && err != nil {
		faults = append(faults, Fault{"alias", NotAlias})
	}
	if reason := textFault(a.Holder, MaxText); reason != "" {
		faults = append(faults, Fault{"holder", reason})
	} else if a.Holder == "" {
		faults = append(faults, Fault{"holder", Missing})
	}
	if _, err := ident.CUIT(a.CUIT); a.CUIT != "" && err != nil {
		faults = append(faults, Fault{"cuit", NotCUIT})
	}
	return faults
}

// Masked is what documents carry of the account.
func (a Account) Masked() BankData {
	return BankData{CBUMasked: ident.MaskCBU(a.CBU), Alias: a.Alias, Holder: a.Holder, CUITMasked: ident.MaskCUIT(a.CUIT)}
}
