package agents

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/ident"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
	"trastienda/ui/text"
)

// finding is what was found about an identifier, in words.
func finding(b *text.Book, f ident.Finding) string { return b.T(string(f.Word), f.Args...) }

// stripped takes blanks and dashes out of an account number as it is typed or
// pasted; everything else stays, and the doctor says what is wrong with it.
func stripped(typed string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\t', '-', '–', '—':
			return -1
		}
		return r
	}, typed)
}

// doctor is what is said about the account number below its field.
type doctor struct {
	root *fyne.Container
	page *Page
	fix  func(string) // takes another number
}

func newDoctor(p *Page, fix func(string)) *doctor {
	return &doctor{page: p, fix: fix, root: container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)})}
}

// look says what there is to say about what was typed so far. It gives the words
// of what is wrong with it, "" while it is right or not whole yet.
func (d *doctor) look(typed string) (wrong string) {
	b := d.page.Book
	d.root.Objects = nil
	if typed == "" {
		return ""
	}
	found := ident.Diagnose(typed)
	for i, f := range found.Findings() {
		switch {
		case f.Word == ident.CBUFixes:
			d.fixes(found)
		case f.Word == ident.CBUShort:
		case f.Grade == ident.Bad:
			wrong = strings.TrimSpace(wrong + " " + finding(b, f))
		default:
			d.line(i, f)
		}
	}
	return wrong
}

// line is one finding: icon and words in the colour of its weight.
func (d *doctor) line(i int, f ident.Finding) {
	icon, tone := "info", look.ToneNeutral
	switch {
	case f.Grade == ident.Warning:
		icon, tone = "warning", look.ToneWarning
	case f.Word == ident.CBUIsCBU, f.Word == ident.CBUIsCVU:
		icon, tone = "check_circle", look.ToneSuccess
	}
	words := piece.Words("agents.doctor."+strconv.Itoa(i), finding(d.page.Book, f))
	words.Color = tone.Text()
	d.root.Add(container.New(part.Sided{Gap: part.Sized(theme.SizeNamePadding, 1)}, piece.Picture(icon, tone), words))
}

// fixes offers the changes of one digit that would make the number valid.
func (d *doctor) fixes(found ident.Diagnosis) {
	b := d.page.Book
	ask := piece.Muted(b.T("agents.doctor.fixes"))
	ask.ID = "agents.doctor.fixes"
	buttons := container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})
	for _, f := range found.Fixes {
		better := found.Digits[:f.At-1] + string(f.To) + found.Digits[f.At:]
		block := better[:7] + "-" + better[7:8]
		if f.At > 8 {
			block = better[8:21] + "-" + better[21:]
		}
		buttons.Add(form.NewButton(form.ButtonParams{ID: "agents.doctor.fix." + strconv.Itoa(f.At), Text: b.T("agents.doctor.fix", "digits", block),
			Tip:  b.T("agents.doctor.fix.tip", "at", f.At, "from", string(f.From), "to", string(f.To)),
			Keys: d.page.keys, Run: func() { d.fix(better) }}))
	}
	d.root.Add(ask)
	d.root.Add(buttons)
}
