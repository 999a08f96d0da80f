package ident

import (
	"strconv"
	"strings"
)

// AccountKind says what an account number is.
type AccountKind string

// The kinds of account numbers. The first three digits tell: 000 is a CVU (B2).
const (
	IsCBU AccountKind = "cbu"
	IsCVU AccountKind = "cvu"
)

// Diagnosis is all that the digits of a CBU or CVU tell. Places are counted from
// 1, as people do.
type Diagnosis struct {
	// Digits is the number without blanks and dashes, up to the first character
	// that is no digit.
	Digits string
	// Kind is empty until there are three digits.
	Kind AccountKind
	// Faults is what is not in order, in the order of the number; none: valid.
	Faults []Word
	// BadChar and BadAt are the character that is no digit and its place in the
	// text as it came; place 0: none.
	BadChar rune
	BadAt   int

	// Entity is a CBU's, its first three digits; Bank its name, empty when the
	// table of BanksAsOf does not have it.
	Entity, Bank string
	// ProviderCode is a CVU's, its digits 4 to 7; ProviderName is empty when it is
	// not published.
	ProviderCode, ProviderName string
	// CUITMasked is the CUIT inside a valid CVU's client id, if one is well
	// formed. It names the holder: it is never told in full.
	CUITMasked string

	// Fixes are the changes of one digit that would make the number valid, in the
	// order of their places; at most one for every digit of a block.
	Fixes []Fix
	// Blind are the places p of a valid number whose digit could be exchanged
	// with the next one unnoticed: the two differ by five.
	Blind []int
}

// Fix is a change of one digit.
type Fix struct {
	At       int
	From, To byte
}

// Valid tells that nothing is wrong with the number itself.
func (d Diagnosis) Valid() bool { return len(d.Faults) == 0 }

// Diagnose looks at what was typed or pasted as a CBU or CVU. Any text is
// understood, also one that is not whole yet.
func Diagnose(text string) Diagnosis {
	r := read(text, digit)
	d := Diagnosis{Digits: r.text, BadChar: r.bad, BadAt: r.at}
	if r.at != 0 {
		d.Faults = []Word{CBUChar}
	} else {
		d.Faults = cbuFaults(r.text)
	}
	if len(d.Digits) >= 3 && len(d.Digits) <= cbuLength {
		d.name()
	}
	if len(d.Digits) == cbuLength && r.at == 0 {
		if d.Valid() {
			d.Blind = blindSpots(d.Digits)
			d.CUITMasked = MaskCUIT(holderIn(d.Digits))
		} else {
			d.Fixes = fixes(d.Digits)
		}
	}
	return d
}

// name tells whose number it is, as far as its digits go.
func (d *Diagnosis) name() {
	if d.Digits[:3] != walletEntity {
		d.Kind, d.Entity = IsCBU, d.Digits[:3]
		d.Bank, _ = Bank(d.Entity)
		return
	}
	d.Kind = IsCVU
	if len(d.Digits) >= 7 {
		d.ProviderCode = d.Digits[3:7]
		d.ProviderName, _ = Provider(d.ProviderCode)
	}
}

// fixes tries every change of one digit. A block has one for each of its
// digits, because no weight shares a factor with 10; two wrong blocks have none.
func fixes(s string) []Fix {
	var found []Fix
	try := []byte(s)
	for i := range try {
		for c := byte('0'); c <= '9'; c++ {
			if try[i] = c; c != s[i] && len(cbuFaults(string(try))) == 0 {
				found = append(found, Fix{i + 1, s[i], c})
			}
		}
		try[i] = s[i]
	}
	return found
}

// blindSpots tries every exchange of neighbours.
func blindSpots(s string) []int {
	var found []int
	try := []byte(s)
	for i := range len(try) - 1 {
		try[i], try[i+1] = s[i+1], s[i]
		if s[i] != s[i+1] && len(cbuFaults(string(try))) == 0 {
			found = append(found, i+1)
		}
		try[i], try[i+1] = s[i], s[i+1]
	}
	return found
}

// holderIn finds a CUIT in the twelve digits of a CVU's client id (B3); empty
// for none.
func holderIn(s string) string {
	if s[:3] != walletEntity {
		return ""
	}
	client := s[9:21]
	for _, part := range []string{client[1:], client[:11]} {
		if cuit, err := CUIT(part); err == nil {
			return cuit
		}
	}
	return ""
}

// Findings tells the diagnosis in the order it is shown: first what the number
// is, or what is wrong with it, then whose it is, then what helps.
func (d Diagnosis) Findings() []Finding {
	found := d.told()
	switch {
	case d.Entity != "" && d.Bank != "":
		found = append(found, good(CBUBank, "bank", d.Bank, "code", d.Entity, "day", BanksAsOf))
	case d.Entity != "":
		found = append(found, warn(CBUNoBank, "code", d.Entity, "day", BanksAsOf))
	case d.ProviderName != "":
		found = append(found, good(CVUProvider, "name", d.ProviderName, "code", d.ProviderCode))
	case d.ProviderCode != "":
		found = append(found, good(CVUNumber, "code", d.ProviderCode))
	}
	if d.CUITMasked != "" {
		found = append(found, good(CVUHolder, "cuit", d.CUITMasked))
	}
	if len(d.Fixes) > 0 {
		list := make([]string, len(d.Fixes))
		for i, f := range d.Fixes {
			list[i] = strconv.Itoa(f.At) + " (" + string(f.From) + " → " + string(f.To) + ")"
		}
		found = append(found, warn(CBUFixes, "list", strings.Join(list, ", ")))
	}
	if len(d.Blind) > 0 {
		list := make([]string, len(d.Blind))
		for i, at := range d.Blind {
			list[i] = strconv.Itoa(at) + "–" + strconv.Itoa(at+1)
		}
		found = append(found, warn(CBUBlind, "list", strings.Join(list, ", ")))
	}
	return found
}

// told says what is wrong, or what the number is.
func (d Diagnosis) told() []Finding {
	switch {
	case d.Valid() && d.Kind == IsCVU:
		return []Finding{good(CBUIsCVU)}
	case d.Valid():
		return []Finding{good(CBUIsCBU)}
	}
	var found []Finding
	for _, f := range d.Faults {
		switch f {
		case CBUChar:
			found = append(found, badChar(f, reading{bad: d.BadChar, at: d.BadAt})...)
		case CBUShort:
			found = append(found, bad(f, "got", len(d.Digits))...)
		default:
			found = append(found, bad(f)...)
		}
	}
	return found
}

// shownAccount writes a valid number in its two groups, or masked when it names
// its holder.
func (d Diagnosis) shownAccount() string {
	if d.CUITMasked != "" {
		return MaskCBU(d.Digits)
	}
	return d.Digits[:8] + " " + d.Digits[8:]
}

func checkCBU(text string) (string, string, []Finding) {
	d := Diagnose(text)
	if !d.Valid() {
		return "", "", d.Findings()
	}
	return d.Digits, d.shownAccount(), d.Findings()
}

func checkCVU(text string) (string, string, []Finding) {
	value, shown, found := checkCBU(text)
	if value != "" && value[:3] != walletEntity {
		found = append(bad(CBUNotCVU), found[1:]...)
	}
	return value, shown, found
}
