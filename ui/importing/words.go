package importing

import (
	"strings"

	"trastienda/app/ident"
	rules "trastienda/app/importing"
)

// told are the kinds of identifiers whose check says more than a reason does.
var told = map[rules.Reason]ident.Kind{"not-cbu": ident.KindCBU, "not-alias": ident.KindAlias, "not-cuit": ident.KindCUIT}

// faultWords says what is wrong with a cell: the column, and why.
func (i *Importer) faultWords(f rules.Fault, text string) string {
	why := i.Book.T("importing.why." + string(f.Reason))
	if kind, ok := told[f.Reason]; ok {
		if r, _ := ident.Check(kind, strings.TrimSpace(text)); !r.Valid && len(r.Findings) > 0 {
			why = i.Book.T(string(r.Findings[0].Word), r.Findings[0].Args...)
		}
	}
	return i.colWords(f.Column) + ": " + why
}

// rowWords says all that is wrong with a row; empty when nothing is.
func (i *Importer) rowWords(c rules.Checked, m rules.Mapping) string {
	var list []string
	for _, f := range c.Faults {
		list = append(list, i.faultWords(f, cellText(c.Row, m, f.Column)))
	}
	return strings.Join(list, " · ")
}

// refusalWords says why the hub did not take an item; empty when it did.
func (i *Importer) refusalWords(r rules.RowResult) string {
	b := i.Book
	switch {
	case r.Result == rules.DiffersAt:
		return b.T("importing.refused.differs")
	case r.Result == rules.Refused && b.Has("importing.refused."+r.Code):
		return b.T("importing.refused." + r.Code)
	case r.Result == rules.Refused:
		return b.T("importing.refused.other", "code", r.Code)
	case r.Bank == rules.BankOpen:
		return b.T("importing.refused.bankopen")
	}
	return ""
}

// tallyLines says what became of an import, a line for each kind of result.
func (i *Importer) tallyLines(t rules.Tally) []string {
	b := i.Book
	var list []string
	add := func(key string, n int) {
		if n > 0 {
			list = append(list, b.N(key, n))
		}
	}
	added := "importing.added." + string(i.kind)
	list = append(list, b.N(added, t.Created))
	add("importing.changed", t.Changed)
	add("importing.unchanged", t.Unchanged)
	add("importing.differs", t.Differs)
	add("importing.refusals", t.Refused)
	add("importing.banks", t.Banks)
	add("importing.badrows", i.read.bad)
	return list
}
