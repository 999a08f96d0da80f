package ident

// Word is one thing that may be found about an identifier. It is stable, and it
// names its text in the catalogues (area "ident").
type Word string

// What is found about a CBU or CVU (B1, B2, B7).
const (
	CBUMissing  Word = "ident.cbu.missing"
	CBUChar     Word = "ident.cbu.char"     // {char} at {at} is no digit
	CBUShort    Word = "ident.cbu.short"    // {got} of 22 digits
	CBULong     Word = "ident.cbu.long"     // more than 22 digits
	CBUZeros    Word = "ident.cbu.zeros"    // passes the arithmetic, is empty
	CBUBlock1   Word = "ident.cbu.block1"   // digit 8 is not that of the bank block
	CBUBlock2   Word = "ident.cbu.block2"   // digit 22 is not that of the account block
	CVUReserved Word = "ident.cbu.reserved" // digit 9 of a CVU is not 0
	CBUNotCVU   Word = "ident.cbu.notcvu"   // a CBU where only a CVU is wanted

	CBUIsCBU    Word = "ident.cbu.is.cbu"
	CBUIsCVU    Word = "ident.cbu.is.cvu"
	CBUBank     Word = "ident.cbu.bank"     // {bank} {code}, by the table of {day}
	CBUNoBank   Word = "ident.cbu.nobank"   // {code} is not in the table of {day}
	CVUProvider Word = "ident.cbu.psp"      // {name} {code}
	CVUNumber   Word = "ident.cbu.psp.code" // {code}, whose name is not published
	CVUHolder   Word = "ident.cbu.cuit"     // the client id has {cuit}, masked
	CBUFixes    Word = "ident.cbu.fixes"    // {list}: one-digit changes that would make it valid
	CBUBlind    Word = "ident.cbu.blind"    // {list}: neighbours whose exchange would go unnoticed
)

// What is found about an alias (B4).
const (
	AliasMissing Word = "ident.alias.missing"
	AliasShort   Word = "ident.alias.short" // {got} characters
	AliasLong    Word = "ident.alias.long"  // more than 20 characters
	AliasChar    Word = "ident.alias.char"  // {char} at {at}
	AliasGood    Word = "ident.alias.good"  // {value}: the form only
)

// What is found about the other identifiers (B5, B8 to B13). Every one of them
// has its kind's name in front of it.
const (
	CUITMissing Word = "ident.cuit.missing"
	CUITChar    Word = "ident.cuit.char"   // {char} at {at}
	CUITLength  Word = "ident.cuit.length" // {got} of 11 digits
	CUITPrefix  Word = "ident.cuit.prefix" // {code} is no prefix
	CUITNoCheck Word = "ident.cuit.nocheck"
	CUITCheck   Word = "ident.cuit.check"
	CUITPerson  Word = "ident.cuit.person" // {value}
	CUITEntity  Word = "ident.cuit.entity"
	CUITForeign Word = "ident.cuit.foreign"

	CPFMissing Word = "ident.cpf.missing"
	CPFForm    Word = "ident.cpf.form"
	CPFSame    Word = "ident.cpf.same"
	CPFCheck   Word = "ident.cpf.check"
	CPFGood    Word = "ident.cpf.good" // {value}

	CNPJMissing Word = "ident.cnpj.missing"
	CNPJForm    Word = "ident.cnpj.form"
	CNPJSame    Word = "ident.cnpj.same"
	CNPJZeros   Word = "ident.cnpj.zeros"
	CNPJCheck   Word = "ident.cnpj.check"
	CNPJGood    Word = "ident.cnpj.good"    // {value}, digits alone
	CNPJLetters Word = "ident.cnpj.letters" // {value}, of the form since July 2026

	MobileMissing  Word = "ident.mobile.missing"
	MobileChar     Word = "ident.mobile.char"    // {char} at {at}
	MobileLength   Word = "ident.mobile.length"  // {got} digits without country and trunk prefix
	MobileCountry  Word = "ident.mobile.country" // a + that no whole number of Brazil follows
	MobileArea     Word = "ident.mobile.area"    // {code} is no DDD
	MobileLandline Word = "ident.mobile.landline"
	MobileNine     Word = "ident.mobile.nine"
	MobileGroups   Word = "ident.mobile.groups" // the dash is not before the last four digits
	MobileGood     Word = "ident.mobile.good"   // {value}
	MobileZero     Word = "ident.mobile.zero"   // 90…: accepted by some, refused by others

	CedulaMissing Word = "ident.cedula.missing"
	CedulaForm    Word = "ident.cedula.form"
	CedulaGood    Word = "ident.cedula.good" // {value}

	RIFMissing Word = "ident.rif.missing"
	RIFChar    Word = "ident.rif.char"   // {char} at {at}
	RIFType    Word = "ident.rif.type"   // the letter
	RIFLength  Word = "ident.rif.length" // {got} of 9 digits
	RIFCheck   Word = "ident.rif.check"
	RIFGood    Word = "ident.rif.good" // {value}

	LuhnMissing Word = "ident.luhn.missing"
	LuhnChar    Word = "ident.luhn.char" // {char} at {at}
	LuhnLong    Word = "ident.luhn.long" // more than 19 digits
	LuhnCheck   Word = "ident.luhn.check"
	LuhnGood    Word = "ident.luhn.good"   // {last}: the last four digits
	LuhnLength  Word = "ident.luhn.length" // {got}: no card has so few digits
)

// Grade says how much a finding weighs.
type Grade int

// The grades.
const (
	Good Grade = iota
	Warning
	Bad // the text is not the identifier
)

// Finding is one thing found. Args are the pairs of name and value that its
// text has places for; no value holds an account or a holder in full.
type Finding struct {
	Word  Word
	Grade Grade
	Args  []any
}

// Kind is an identifier that Check knows.
type Kind string

// The kinds.
const (
	KindCBU    Kind = "cbu" // a CBU or a CVU
	KindCVU    Kind = "cvu"
	KindAlias  Kind = "alias"
	KindCUIT   Kind = "cuit"
	KindCPF    Kind = "cpf"
	KindCNPJ   Kind = "cnpj"
	KindMobile Kind = "br-mobile"
	KindCedula Kind = "pa-cedula"
	KindRIF    Kind = "rif"
	KindLuhn   Kind = "luhn"
)

// Kinds lists the kinds in the order they are offered.
func Kinds() []Kind {
	return []Kind{KindCBU, KindCVU, KindAlias, KindCUIT, KindCPF, KindCNPJ, KindMobile, KindCedula, KindRIF, KindLuhn}
}

// Report is what was found about a text. Value is the form it is stored in,
// empty when it is not valid; Shown is how people write it, without a holder's
// CUIT and without a card's number.
type Report struct {
	Kind     Kind
	Valid    bool
	Value    string
	Shown    string
	Findings []Finding
}

// Check tells what a text is as an identifier of a kind; false for a kind that
// there is not. It takes any text, of any length.
func Check(kind Kind, text string) (Report, bool) {
	check := map[Kind]func(string) (value, shown string, found []Finding){
		KindCBU: checkCBU, KindCVU: checkCVU, KindAlias: checkAlias, KindCUIT: checkCUIT, KindCPF: checkCPF, KindCNPJ: checkCNPJ,
		KindMobile: checkMobile, KindCedula: checkCedula, KindRIF: checkRIF, KindLuhn: checkLuhn,
	}[kind]
	if check == nil {
		return Report{}, false
	}
	r := Report{Kind: kind, Valid: true}
	r.Value, r.Shown, r.Findings = check(text)
	for _, f := range r.Findings {
		if f.Grade == Bad {
			r.Valid, r.Value, r.Shown = false, "", ""
		}
	}
	return r, true
}

// bad is a finding that refuses the text.
func bad(word Word, args ...any) []Finding { return []Finding{{word, Bad, args}} }

// badChar tells the first character that does not belong.
func badChar(word Word, r reading) []Finding { return bad(word, "char", shown(r.bad), "at", r.at) }

// good is a finding about a text that is in order.
func good(word Word, args ...any) Finding { return Finding{word, Good, args} }

// warn is a finding that refuses nothing.
func warn(word Word, args ...any) Finding { return Finding{word, Warning, args} }
