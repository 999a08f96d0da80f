package reporting

import (
	"context"
	"errors"
	"strings"

	"trastienda/app/month"
	"trastienda/reports"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/purchases"
)

// months is the dialog of the closed months: what each came to, the ways out, and
// closing the next one.
type months struct {
	page   *Page
	dialog *dialog.Dialog
	list   month.List
	chosen string // month
}

// askMonths opens the dialog and asks the hub.
func (p *Page) askMonths() {
	m := &months{page: p}
	m.dialog = dialog.Show(dialog.Params{ID: "reporting.months", Window: p.Shell.Window(), Title: p.Book.T("reporting.months.title"), Icon: look.Icon("calendar_month"),
		Buttons: []dialog.Button{}, Cancel: dialog.None, Default: dialog.None, Focus: dialog.None, CtrlEnter: dialog.None, OnHide: p.viewChanged})
	m.read("")
}

// read asks for the months and shows them; chosen is the one to stand on.
func (m *months) read(chosen string) {
	p := m.page
	m.tell(p.Book.T("reporting.months.reading"))
	part.Run(p.ctx, p.Do, p.Backend.Months, func(list month.List, err error) {
		switch {
		case m.dialog.Hidden():
		case err != nil:
			m.tell(p.Explain(err))
		default:
			m.list, m.chosen = list, chosen
			if m.chosen == "" && len(list.Items) > 0 {
				m.chosen = list.Items[0].Month
			}
			m.show()
		}
	})
}

// tell shows words and the way back.
func (m *months) tell(words string) {
	p := m.page
	said := dialog.Paragraph(words)
	said.ID = "reporting.months.said"
	m.dialog.Update(dialog.Stack(said), []dialog.Button{{ID: "close", Text: p.Book.T("reporting.months.leave")}}, 0, dialog.None, 0)
	p.viewChanged()
}

// of gives a closed month.
func (m *months) of(name string) (month.Close, bool) {
	for _, c := range m.list.Items {
		if c.Month == name {
			return c, true
		}
	}
	return month.Close{}, false
}

func (m *months) name(s string) string {
	return reports.MonthName(s, string(m.page.Book.Lang()))
}

// show lists the months: one is chosen, and its sums stand below.
func (m *months) show() {
	p, b := m.page, m.page.Book
	next := dialog.Paragraph(b.T("reporting.months.none"))
	if m.list.Next != "" {
		next.SetText(b.T("reporting.months.next", "month", m.name(m.list.Next)))
	}
	next.ID = "reporting.months.next"
	options := make([]form.Option, len(m.list.Items))
	for i, c := range m.list.Items {
		options[i] = form.Option{ID: c.Month, Text: m.name(c.Month)}
	}
	about := dialog.Note("")
	about.ID = "reporting.months.about"
	about.SetText(m.about())
	choose := form.NewSelect(form.SelectParams{ID: "reporting.months.choose", Options: options, Selected: m.chosen, Placeholder: b.T("reporting.months.empty"), OnChange: func(id string) {
		m.chosen = id
		about.SetText(m.about())
		m.dialog.Fit()
		p.viewChanged()
	}})
	choose.SetEnabled(len(options) > 0)
	none := ""
	if len(options) == 0 {
		none = b.T("reporting.months.empty")
	}
	write := func(id string, f reports.Format, key, icon string) dialog.Button {
		return dialog.Button{ID: id, Text: b.T(key), Icon: look.Icon(icon), KeepOpen: true, Disabled: none != "", Reason: none, Run: func() {
			if c, ok := m.of(m.chosen); ok {
				p.WriteMonth(c, f, p.written)
			}
		}}
	}
	ok, why := m.mayClose()
	buttons := []dialog.Button{
		write("pdf", reports.PDF, "reporting.months.pdf", "picture_as_pdf"), write("excel", reports.XLSX, "reporting.months.excel", "table_view"),
		{ID: "ask", Text: b.T("reporting.months.ask"), Icon: look.Icon("lock"), KeepOpen: true, Disabled: !ok, Reason: why, Run: m.ask},
		{ID: "close", Text: b.T("reporting.months.leave")},
	}
	m.dialog.Update(dialog.Stack(next, form.NewRow(b.T("reporting.months.closed"), choose, ""), about), buttons, 3, dialog.None, 3)
	p.viewChanged()
}

// mayClose tells whether a month can be closed now, or why not.
func (m *months) mayClose() (bool, string) {
	b := m.page.Book
	switch {
	case !m.page.MayClose:
		return false, b.T("reporting.months.manager")
	case m.list.Next == "":
		return false, b.T("reporting.months.none")
	}
	return true, ""
}

// about says what the chosen month came to, by state: its own purchases, and what
// moved of earlier months.
func (m *months) about() string {
	c, ok := m.of(m.chosen)
	if !ok {
		return ""
	}
	b := m.page.Book
	lines := []string{b.T("reporting.months.by", "by", c.By, "at", b.Moment(c.At), "rows", b.N("reports.count", c.Rows))}
	for _, kind := range []month.Kind{month.Own, month.Adjustment} {
		var sums []string
		for _, s := range stateOrder {
			for _, t := range c.Totals {
				if t.Kind == kind && t.Status == s {
					sums = append(sums, b.T("reporting.sum", "state", purchases.StatusWords(b, s), "count", b.Number(int(t.Count)), "sum", b.Money(t.Credited, t.Currency)))
				}
			}
		}
		if len(sums) > 0 {
			lines = append(lines, b.T("reporting.months."+string(kind))+": "+strings.Join(sums, " · "))
		}
	}
	return strings.Join(lines, "\n")
}

// ask is the question before a month is closed.
func (m *months) ask() {
	b, next := m.page.Book, m.list.Next
	what := dialog.Paragraph(b.T("reporting.months.question", "month", m.name(next)))
	what.Bold = true
	m.dialog.Update(dialog.Stack(what, dialog.Paragraph(b.T("reporting.months.rule"))), []dialog.Button{
		{ID: "no", Text: b.T("reporting.months.no"), KeepOpen: true, Run: m.show},
		{ID: "do", Text: b.T("reporting.months.do"), Kind: dialog.Primary, KeepOpen: true, NoEnter: true, Run: func() { m.close(next) }},
	}, 0, dialog.None, 0)
	m.page.viewChanged()
}

// close has the hub close a month; the dialog may be left meanwhile.
func (m *months) close(name string) {
	p := m.page
	m.tell(p.Book.T("reporting.months.working", "month", m.name(name)))
	part.Run(p.ctx, p.Do, func(ctx context.Context) (month.Close, error) { return p.Backend.CloseMonth(ctx, name) }, func(_ month.Close, err error) {
		if err != nil {
			p.Log.Warn("close a month", "month", name, "error", err)
		}
		words := ""
		switch {
		case errors.Is(err, ErrUnknown):
			words = p.Book.T("reporting.months.unknown", "month", m.name(name))
		case err != nil:
			words = p.Explain(err)
		}
		switch {
		case m.dialog.Hidden() && err != nil:
			p.Toast(words, true)
		case m.dialog.Hidden():
			p.Toast(p.Book.T("reporting.months.done", "month", m.name(name)), false)
		case err != nil:
			m.tell(words)
		default:
			m.read(name)
		}
	})
}
