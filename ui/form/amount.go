package form

import (
	"errors"
	"strings"

	"trastienda/app/money"
	"trastienda/ui/text"
)

// AmountParams describe an amount field. Amounts are minor units.
type AmountParams struct {
	Field    FieldParams
	Book     *text.Book
	Currency string // ISO 4217
	Most     int64  // the greatest amount taken; 0 is money.Limit
	Optional bool   // whether an empty field is right
	// OnAmount gets the amount when it changed; ok is false while the text
	// is not understood or empty.
	OnAmount func(minor int64, ok bool)
}

// AmountField takes an amount the way people write it (rule B6), says below
// how it is read, and says why when it is not. On leaving, the text is
// written out; on coming back it is plain again and selected.
type AmountField struct {
	TextField
	a       AmountParams
	left    bool // the field was left once: from then on it complains at once
	quiet   bool // the field itself is changing its text
	last    int64
	lastOK  bool
	lastAny bool
}

var _ Field = (*AmountField)(nil)

// NewAmountField returns an empty amount field.
func NewAmountField(p AmountParams) *AmountField {
	f := &AmountField{a: p}
	if f.a.Most == 0 {
		f.a.Most = money.Limit
	}
	change := p.Field.OnChange
	p.Field.SelectAll = true
	p.Field.OnChange = func(s string) {
		if f.quiet {
			return
		}
		if change != nil {
			change(s)
		}
		f.tell()
	}
	f.hint = f.reading
	f.gained = f.plain
	f.lost = f.written
	f.build(f, p.Field)
	return f
}

// Amount returns what the field holds in minor units, and whether it is an
// amount the field takes.
func (f *AmountField) Amount() (minor int64, ok bool) {
	minor, err := f.parse()
	return minor, err == nil
}

// SetAmount writes an amount into the field; 0 empties it.
func (f *AmountField) SetAmount(minor int64) {
	if minor == 0 {
		f.SetText("")
		return
	}
	f.SetText(money.Digits(minor, f.lang()))
}

// Clear empties the field and lets it begin anew: an empty field that nobody left
// is not wrong.
func (f *AmountField) Clear() {
	f.SetText("")
	f.left = false
	f.Refresh()
	f.notes.told()
}

// Complain shows from now on what is wrong, even before the field was left,
// and tells whether it is right. A form calls it on Save.
func (f *AmountField) Complain() bool {
	f.left = true
	_, err := f.parse()
	f.Refresh()
	f.notes.told()
	return err == nil || f.a.Optional && errors.Is(err, money.ErrEmpty)
}

var (
	errZero     = errors.New("form: amount is zero")
	errNegative = errors.New("form: amount is negative")
)

func (f *AmountField) parse() (int64, error) {
	written := strings.TrimSpace(f.Text)
	minor, err := money.Parse(written, f.lang())
	switch {
	case err != nil && f.negative(written):
		return 0, errNegative
	case err != nil:
		return 0, err
	case minor == 0:
		return 0, errZero
	case minor > f.a.Most:
		return 0, money.ErrTooLarge
	}
	return minor, nil
}

// negative tells an amount with a minus before it, the short or the long one.
func (f *AmountField) negative(written string) bool {
	for _, minus := range []string{"-", "−"} {
		if rest, ok := strings.CutPrefix(written, minus); ok {
			_, err := money.Parse(strings.TrimSpace(rest), f.lang())
			return err == nil
		}
	}
	return false
}

func (f *AmountField) lang() string { return string(f.a.Book.Lang()) }

// reading is the line below: how the text is understood, or why it is not.
func (f *AmountField) reading() Note {
	b := f.a.Book
	minor, err := f.parse()
	if err == nil {
		return Note{Text: b.T("kit.amount.reading", "amount", b.Money(minor, f.a.Currency))}
	}
	if !f.left || errors.Is(err, money.ErrEmpty) && f.a.Optional {
		return Note{}
	}
	return Note{Text: f.reason(err), Error: true}
}

func (f *AmountField) reason(err error) string {
	b := f.a.Book
	switch {
	case errors.Is(err, money.ErrEmpty):
		return b.T("kit.amount.empty")
	case errors.Is(err, money.ErrDecimals):
		return b.T("kit.amount.decimals")
	case errors.Is(err, money.ErrTooLarge):
		return b.T("kit.amount.large", "limit", b.Money(f.a.Most, f.a.Currency))
	case errors.Is(err, errNegative):
		return b.T("kit.amount.negative")
	case errors.Is(err, errZero):
		return b.T("kit.amount.zero")
	}
	return b.T("kit.amount.format", "example", money.Digits(123450, f.lang()))
}

// plain takes the grouping out on coming into the field.
func (f *AmountField) plain() {
	if minor, err := f.parse(); err == nil {
		group := "."
		if f.a.Book.Lang() == text.EN {
			group = ","
		}
		f.rewrite(strings.ReplaceAll(money.Digits(minor, f.lang()), group, ""))
	}
}

// written writes the amount out on leaving the field.
func (f *AmountField) written() {
	f.left = f.left || f.Text != ""
	if minor, err := f.parse(); err == nil {
		f.rewrite(money.Digits(minor, f.lang()))
	}
	f.Refresh()
}

func (f *AmountField) rewrite(s string) {
	if s == f.Text {
		return
	}
	f.quiet = true
	wrong := f.wrong
	f.SetText(s)
	f.wrong = wrong
	f.quiet = false
}

// tell passes the amount on when it is another one.
func (f *AmountField) tell() {
	minor, ok := f.Amount()
	if f.lastAny && f.last == minor && f.lastOK == ok {
		return
	}
	f.lastAny, f.last, f.lastOK = true, minor, ok
	if f.a.OnAmount != nil {
		f.a.OnAmount(minor, ok)
	}
}
