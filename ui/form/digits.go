package form

import (
	"strings"

	"trastienda/ui/text"
)

// DigitsParams describe a field for a number that is no quantity: an account,
// a PSR, a card.
type DigitsParams struct {
	Field FieldParams
	Book  *text.Book
	Max   int // the greatest number of digits
	// Groups are the sizes of the groups of the echo below; the last one goes
	// on. None is groups of four.
	Groups   []int
	Exact    bool // fewer digits than Max are wrong
	Optional bool // whether an empty field is right
	// OnDigits gets the digits when they changed, and whether the field takes
	// them.
	OnDigits func(digits string, ok bool)
}

// DigitsField takes digits only: what is typed or pasted between them (blanks,
// dashes, dots) is left out. The digits stay as they are while being typed;
// the line below shows them in groups.
type DigitsField struct {
	TextField
	d     DigitsParams
	left  bool
	quiet bool
}

var _ Field = (*DigitsField)(nil)

// NewDigitsField returns a field with the digits of the text of p.
func NewDigitsField(p DigitsParams) *DigitsField {
	f := &DigitsField{d: p}
	change := p.Field.OnChange
	p.Field.SelectAll = true
	p.Field.Text = f.clean(p.Field.Text)
	p.Field.OnChange = func(s string) {
		if f.quiet {
			return
		}
		f.strip(s)
		if change != nil {
			change(f.Text)
		}
		if p.OnDigits != nil {
			p.OnDigits(f.Digits())
		}
	}
	f.hint = f.echo
	f.lost = func() { f.left = f.left || f.Text != ""; f.Refresh() }
	f.build(f, p.Field)
	return f
}

// Digits returns the digits, and whether the field takes them.
func (f *DigitsField) Digits() (digits string, ok bool) {
	switch n := len(f.Text); {
	case n == 0:
		return "", f.d.Optional
	case f.d.Exact:
		return f.Text, n == f.d.Max
	}
	return f.Text, true
}

// Complain shows from now on what is wrong and tells whether it is right.
func (f *DigitsField) Complain() bool {
	f.left = true
	f.Refresh()
	f.told()
	_, ok := f.Digits()
	return ok
}

// clean keeps the first digits of a text.
func (f *DigitsField) clean(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	return digits[:min(len(digits), f.d.Max)]
}

// strip takes out what is no digit and leaves the cursor beside the same one.
func (f *DigitsField) strip(s string) {
	digits := f.clean(s)
	if digits == s {
		return
	}
	before := []rune(s)
	column := len(f.clean(string(before[:min(f.CursorColumn, len(before))])))
	f.quiet = true
	f.SetText(digits)
	f.quiet = false
	f.CursorColumn = column
	f.Refresh()
}

// echo is the line below: the digits in groups, or what is missing.
func (f *DigitsField) echo() Note {
	b := f.d.Book
	if digits, ok := f.Digits(); !ok && f.left {
		if digits == "" {
			return Note{Text: b.T("kit.digits.empty"), Error: true}
		}
		if !f.focused {
			return Note{Text: b.N("kit.digits.missing", f.d.Max-len(digits), "max", f.d.Max), Error: true}
		}
	}
	return Note{Text: f.grouped()}
}

func (f *DigitsField) grouped() string {
	groups := f.d.Groups
	if len(groups) == 0 {
		groups = []int{4}
	}
	var parts []string
	for rest, i := f.Text, 0; rest != ""; i++ {
		n := min(len(rest), groups[min(i, len(groups)-1)])
		parts = append(parts, rest[:n])
		rest = rest[n:]
	}
	return strings.Join(parts, " ")
}
