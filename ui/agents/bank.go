package agents

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/agent"
	"trastienda/app/ident"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// bankTab is "Datos Bancarios" (S0-22): the account in force, the change that
// waits, and the fields of a new one. The fields begin empty: what is in force
// is never put into a field, so that it has to be typed or pasted whole.
type bankTab struct {
	form    *formView
	root    *fyne.Container
	account *agent.Account       // in force, in full, while it is revealed
	seen    map[string]*revealed // changes in full, by id

	now, open, fields        *fyne.Container
	second                   *fyne.Container // who decides, or why nothing can be proposed
	cbu, alias, holder, cuit *form.TextField
	cbuRow, aliasRow         *form.LabelledRow
	cuitRow                  *form.LabelledRow
	doctor                   *doctor
	quiet                    bool
}

// newBankTab makes the tab; what old had revealed stays so.
func newBankTab(f *formView, old *bankTab) *bankTab {
	t := &bankTab{form: f, seen: map[string]*revealed{}, now: stacked(), open: stacked(), fields: stacked()}
	if old != nil {
		t.account, t.seen = old.account, old.seen
	}
	t.root = container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1.5)}, t.now, t.open, t.fields)
	t.buildFields()
	return t
}

// fill shows what is known of the account and its open change.
func (t *bankTab) fill() {
	f, p, b := t.form, t.form.page, t.form.page.Book
	head := piece.Strong(b.T("agents.bank.now"))
	t.now.Objects = []fyne.CanvasObject{head}
	bank := f.agent.Bank
	shown := agent.BankData{CBUMasked: bank.CBUMasked, Alias: bank.Alias, Holder: bank.Holder, CUITMasked: bank.CUITMasked}
	buttons := container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})
	if bank.State == agent.BankApproved {
		if t.account != nil {
			shown = inFull(*t.account)
		}
		t.now.Add(p.accountFacts("agents.bank", shown))
		buttons.Add(p.eye("agents.bank.eye", t.account != nil, f.revealBank))
	} else {
		t.now.Add(piece.Note("agents.bank.none", "warning", look.ToneWarning, b.T("agents.bank.none.more")))
	}
	if f.id != "" {
		buttons.Add(p.historyButton("agents.bank.history"))
	}
	t.now.Add(buttons)
	t.open.Objects = nil
	for _, c := range p.openOf(f.id, Bank) {
		t.open.Add(p.card(c, t.seen[c.id], func() { p.reveal(c.id, t.seen, t.fill) }))
	}
	if waits := f.agent.BankUnsent; waits != nil {
		title := piece.Strong(b.T("agents.bank.unsent"))
		title.ID = "agents.bank.unsent"
		t.open.Add(framed(title, p.accountFacts("agents.bank.unsent", *waits)))
	}
	t.open.Hidden = len(t.open.Objects) == 0
	t.enable()
	t.lay()
	p.viewChanged()
}

// lay lays the tab out again after it got higher or lower; what is scrolled
// stays within what there is.
func (t *bankTab) lay() {
	t.root.Refresh()
	if t.form.scroll != nil {
		t.form.scroll.Refresh()
	}
}

// why tells why no bank data can be proposed here; "" when it can.
func (t *bankTab) why() string {
	f, p, b := t.form, t.form.page, t.form.page.Book
	switch {
	case !p.proposes():
		return b.T("agents.reason.bank")
	case len(p.openOf(f.id, Bank)) > 0 || f.agent.BankUnsent != nil || f.agent.Bank.Change != "":
		return b.T("agents.reason.open")
	}
	return ""
}

// buildFields makes the fields of a proposal.
func (t *bankTab) buildFields() {
	f, p, b := t.form, t.form.page, t.form.page.Book
	head := piece.Strong(b.T("agents.bank.new"))
	text := func(name string, most int, value string, change func(string)) *form.TextField {
		return form.NewTextField(form.FieldParams{ID: "agents.bank.new." + name, Text: value, Max: most, Keys: p.keys, OnChange: func(s string) {
			if !t.quiet { // a masked text is shown, and never taken for a typed one
				change(s)
			}
		}})
	}
	t.doctor = newDoctor(p, func(better string) {
		t.cbu.SetText(better)
		p.focus(t.cbu)
	})
	// Longer than any number with its blanks: what is too long is said, not cut.
	t.cbu = text("cbu", 80, f.account.CBU, t.cbuTyped)
	t.cbuRow = form.NewRow(b.T("agents.field.cbu"), t.cbu, b.T("agents.field.cbu.hint"))
	t.alias = text("alias", agent.MaxText, f.account.Alias, func(s string) { f.account.Alias = s; t.aliasTyped() })
	t.aliasRow = form.NewRow(b.T("agents.field.alias"), t.alias, b.T("agents.field.alias.hint"))
	t.holder = text("holder", agent.MaxText, f.account.Holder, func(s string) { f.account.Holder = s; f.typed() })
	t.cuit = text("cuit", agent.MaxCode, f.account.CUIT, func(s string) {
		f.account.CUIT = s
		t.cuitRow.SetHint(cuitHint(p, s))
		f.typed()
	})
	t.cuitRow = form.NewRow(b.T("agents.field.cuit"), t.cuit, cuitHint(p, f.account.CUIT))
	t.second = stacked()
	t.fields.Objects = []fyne.CanvasObject{head, t.cbuRow, t.doctor.root, t.aliasRow, pair(form.NewRow(b.T("agents.field.holder"), t.holder, ""), t.cuitRow), t.second}
	t.cbuTyped(f.account.CBU)
	t.aliasTyped()
}

// enable switches the fields; who may not write sees the account in force,
// masked, and why.
func (t *bankTab) enable() {
	why := t.why()
	words, icon, tone := t.form.page.Book.T("agents.bank.second"), "info", look.ToneInfo
	if why != "" {
		words, icon, tone = why, "lock", look.ToneNeutral
	}
	t.second.Objects = []fyne.CanvasObject{piece.Note("agents.bank.second", icon, tone, words)}
	bank := t.form.agent.Bank
	for _, x := range []struct {
		field  *form.TextField
		masked string
	}{{t.cbu, bank.CBUMasked}, {t.alias, bank.Alias}, {t.holder, bank.Holder}, {t.cuit, bank.CUITMasked}} {
		switch {
		case why == "" && x.field.Disabled():
			x.field.Enable()
		case why != "":
			x.field.Disable()
		}
		if !t.form.page.proposes() {
			t.quiet = true
			x.field.Put(x.masked)
			t.quiet = false
		}
	}
}

// cbuTyped takes blanks and dashes out and has the doctor look.
func (t *bankTab) cbuTyped(typed string) {
	f, b := t.form, t.form.page.Book
	clean := stripped(typed)
	if clean != typed {
		t.quiet = true
		t.cbu.SetText(clean)
		t.quiet = false
		t.cbu.CursorColumn = len([]rune(clean))
		t.cbu.Refresh()
	}
	f.account.CBU = clean
	wrong := t.doctor.look(clean)
	found := ident.Diagnose(clean)
	hint := b.T("agents.field.cbu.hint")
	if found.Digits != "" && found.Digits == clean {
		hint = groupedCBU(found.Digits)
		if len(clean) < 22 {
			hint += " · " + b.T("agents.doctor.so.far", "n", len(clean))
		}
	}
	t.cbuRow.SetHint(hint)
	t.cbu.SetError(wrong)
	t.doctor.root.Refresh()
	t.lay()
	f.typed()
}

// aliasTyped says what stands against an alias while it is typed.
func (t *bankTab) aliasTyped() {
	f, b := t.form, t.form.page.Book
	words := ""
	if report, ok := ident.Check(ident.KindAlias, strings.TrimSpace(f.account.Alias)); ok && f.account.Alias != "" {
		for _, found := range report.Findings {
			if found.Grade == ident.Bad && found.Word != ident.AliasShort {
				words = finding(b, found)
			}
		}
	}
	t.alias.SetError(words)
	f.typed()
}

// write puts what was typed into the fields, after it was changed elsewhere.
func (t *bankTab) write() {
	if !t.form.page.proposes() {
		return
	}
	a := t.form.account
	for field, words := range map[*form.TextField]string{t.cbu: a.CBU, t.alias: a.Alias, t.holder: a.Holder, t.cuit: a.CUIT} {
		field.Put(words)
	}
}

// faults shows what is wrong with the proposal and gives the first field of it.
func (t *bankTab) faults(list []agent.Fault) form.Field {
	b := t.form.page.Book
	var first form.Field
	for _, fault := range list {
		field, kind, typed := t.cbu, ident.KindCBU, t.form.account.CBU
		switch fault.Field {
		case "alias":
			field, kind, typed = t.alias, ident.KindAlias, strings.TrimSpace(t.form.account.Alias)
		case "holder":
			field, kind = t.holder, ""
		case "cuit":
			field, kind, typed = t.cuit, ident.KindCUIT, strings.TrimSpace(t.form.account.CUIT)
		}
		words := b.T("agents.fault." + string(fault.Reason))
		if report, ok := ident.Check(kind, typed); ok && fault.Reason != agent.Missing && len(report.Findings) > 0 {
			words = ""
			for _, found := range report.Findings {
				if found.Grade == ident.Bad {
					words = strings.TrimSpace(words + " " + finding(b, found))
				}
			}
		}
		field.SetError(words)
		if first == nil {
			first = field
		}
	}
	return first
}

// cover hides what was revealed.
func (t *bankTab) cover() {
	if t.account == nil && len(t.seen) == 0 {
		return
	}
	t.account = nil
	clear(t.seen)
	t.fill()
}
