package ident

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// vector is a text of the public suites and what is said of it: the word that
// refuses it, or none.
type vector struct {
	text string
	want Word
}

func accepted(texts ...string) []vector {
	var list []vector
	for _, t := range texts {
		list = append(list, vector{t, ""})
	}
	return list
}

func refused(word Word, texts ...string) []vector {
	var list []vector
	for _, t := range texts {
		list = append(list, vector{t, word})
	}
	return list
}

// firstBad is the first word that refuses.
func firstBad(found []Finding) Word {
	for _, f := range found {
		if f.Grade == Bad {
			return f.Word
		}
	}
	return ""
}

// vectors are those of rules B1 to B13 by kind; what was refused without a
// reason in the rules has the reason of the algorithm.
func vectors() map[Kind][]vector {
	cvus := []string{
		"0000003100062244154712", "0000003100069717569312", "0000013000000325120058", "0000007900274192912058", "0000003100046971805701",
		"0000007900203796201767", "0009844700009078153229", "0007434400008116416520", "0000300900202874937477",
	}
	cbus := []string{
		"0110138202011100377664", "2850590940090418135201", "0940099324001313220028", "0070999020000065706080", "0720429088000002339140",
		"01101382 02011100377664", "01101382-02011100377664", "01101382–02011100377664", "0110138202011100\u00a0377664\r\n", "\ufeff0110138202011100377664",
	}
	wrong := slices.Concat(
		refused(CBUMissing, "", " - "),
		refused(CBUShort, "285059094009041", "281059094009041813520", "1"),
		refused(CBULong, "01101382020111003776640"),
		refused(CBUChar, "A850590940090418135201", "０１１０１３８２０２０１１１００３７７６６４", "0110138202011100377664\x00", "\xff", "٠١١٠١٣٨٢٠٢٠١١١٠٠٣٧٧٦٦٤"),
		refused(CBUBlock1, "1940099324001313220028", "2810590940090418135201"),
		refused(CBUBlock2, "0940099324001313220038", "0720429088000002339141"),
		refused(CBUZeros, "0000000000000000000000"),
		refused(CVUReserved, "0000300950202874937472"),
	)
	var notMobile []string
	for _, area := range strings.Fields("20 23 25 26 29 30 36 39 40 50 52 56 57 58 59 60 70 72 76 78 80 90") {
		notMobile = append(notMobile, area+"999999999")
	}
	var equal []string
	for _, d := range "0123456789" {
		equal = append(equal, strings.Repeat(string(d), 11))
	}
	return map[Kind][]vector{
		KindCBU: slices.Concat(accepted(cbus...), accepted(cvus...), wrong),
		KindCVU: slices.Concat(accepted(cvus...), refused(CBUNotCVU, cbus...), wrong),
		KindAlias: slices.Concat(
			accepted("abc.12", "aaaaaaaaaaaaaaaaaaaa", "la.birra-pagos", "QA123434", "......"),
			refused(AliasMissing, ""), refused(AliasShort, "abc.1", "ñandú"), refused(AliasLong, strings.Repeat("a", 21), strings.Repeat("ñ", 21)),
			refused(AliasChar, "la birra", "la_birra", "la@birra", "ñandú.1", "abcdef\x00", "ａｂｃｄｅｆ", "\xff\xff\xff\xff\xff\xff")),
		KindCUIT: slices.Concat(
			accepted("20-05536168-2", "20267565393", "27-10345678-4", "30653311857", "33500001599", "23000052264", "24117166062", "20-12345678-6", "33-69345023-9", "30-50001091-2", "20-28749374-7"),
			refused(CUITMissing, ""), refused(CUITCheck, "20267565392", "20123456789"), refused(CUITLength, "2026756539", "202675653931"),
			refused(CUITChar, "2026756A393", "２0267565393"), refused(CUITPrefix, "99-05536168-8"), refused(CUITNoCheck, "20-00000001-9", "20-00000001-0")),
		KindCPF: slices.Concat(
			accepted("248.438.034-80", "099.075.865-60", "24843803480", "390.533.447-05"),
			refused(CPFMissing, "", " "), refused(CPFSame, append(equal, "000.000.000-00", "999.999.999-99")...),
			refused(CPFCheck, "248.438.034-08", "099.075.865-06", "231.002.999-00"), refused(CPFForm, "248 438 034 80", "390.533.447=0", "660-3", "２48.438.034-80")),
		KindCNPJ: slices.Concat(
			accepted("26.637.142/0001-58", "74.221.325/0001-30", "12.ABC.345/01DE-35", "19.JA2.KO8/Z001-51", "SC.RCN.1NI/0001-30", "4Y.2OP.G99/0001-41",
				"WE.0PP.M4F/0001-91", "16.727.230/0001-97", "12abc34501de35"),
			refused(CNPJMissing, ""), refused(CNPJCheck, "26.637.142/0001-85", "74.221.325/0001-03", "WE.0PP.M5F/0001-92", "12.ABC.345/01DE-99"),
			refused(CNPJSame, "11.111.111/1111-11"), refused(CNPJZeros, "00.000.000/0000-00", "00000000000000"),
			refused(CNPJForm, "AAAAAAAAAAAAAA", "26-637-142.0001/58", "16.727.230.0001-98", "16.727.230/0001=97", "12.ABC.345/01DE-AB", "ſC.RCN.1NI/0001-30")),
		KindMobile: slices.Concat(
			accepted("+55 (11) 99999-9999", "005511999999999", "(11) 9.9999-9999", "11999999999", "67 99999-9999", "67 98111-1111", "67 98181-2181",
				"67 98546-5464", "67 98411-5159", "24 99655-9859", "24 95845-6126", "24 99885-5662", "(11) 9 0000-0000", "+55 11 90431-4567",
				"55 99999-9999", "5555999999999", "011 99999-9999", "+55 011 99999-9999"),
			refused(MobileMissing, "", "()"), refused(MobileNine, "+55 11 899999999", "+55 11 199999999"), refused(MobileArea, notMobile...),
			refused(MobileLength, "2399999999", "119999", "0055119999999999"), refused(MobileGroups, "+55 11 9999-99999"), refused(MobileLandline, "11 3333-4444"),
			refused(MobileCountry, "+54 11 99999-9999", "+11999999999"), refused(MobileChar, "1199999999٩", "11+999999999", "11 99999x9999")),
		KindCedula: slices.Concat(
			accepted("8-1234-12345", "PE-1234-12345", "E-8-102017", "N-1234-12345", "13PI-1-1", "1av-22-333"),
			refused(CedulaMissing, ""), refused(CedulaForm, "111", "A", "P-", "12-1234-1234567", "88-BB", "12-123", "14-1-1", "8--1", "PExx-1-1", "８-1234-12345")),
		KindRIF: slices.Concat(
			accepted("V-11470283-4", "G-20000085-6", "J-00004793-6", "J-30022035-4", "v114702834"),
			refused(RIFMissing, ""), refused(RIFCheck, "V-11470283-3"), refused(RIFLength, "V-114702839-4", "V"), refused(RIFType, "Z-11470283-4", "O-11470283-3", "12345678", "C-11470283-4"),
			refused(RIFChar, "V-11A70283-4", "V-1147028３-4", "V-11470283-4\x00")),
		KindLuhn: slices.Concat(
			accepted("78949", "49927398716", "1428572", "490154203237518", "375556917985515", "36050234196908", "4716461583322103", "4716-2210-5188-5662",
				"5398228707871527", "2721465526338453", "2220175103860763"),
			refused(LuhnMissing, ""), refused(LuhnLong, strings.Repeat("0", 20)), refused(LuhnCheck, "7894", "4992739871", "5398228707871528", "2718760626256571", "4716989580001715213", "5422"),
			refused(LuhnChar, "prefix6234917882863855", "623491788middle2863855", "４716461583322103")),
	}
}

func TestVectors(t *testing.T) {
	all := vectors()
	for _, kind := range Kinds() {
		if len(all[kind]) == 0 {
			t.Errorf("no vectors of %s", kind)
		}
		for _, v := range all[kind] {
			r, ok := Check(kind, v.text)
			if got := firstBad(r.Findings); !ok || got != v.want || r.Valid != (v.want == "") || r.Valid != (r.Value != "") || r.Valid != (r.Shown != "") {
				t.Errorf("%s %q: %q, want %q: %+v", kind, v.text, got, v.want, r)
			}
			if r.Valid {
				again, _ := Check(kind, r.Value)
				if again.Value != r.Value {
					t.Errorf("%s %q: its stored form %q reads as %q", kind, v.text, r.Value, again.Value)
				}
			}
		}
	}
	if _, ok := Check("dni", "1"); ok {
		t.Error("a kind that there is not was checked")
	}
}

// The functions that only accept or refuse agree with the reports.
func TestReadersAgreeWithTheReports(t *testing.T) {
	readers := map[Kind]func(string) (string, error){
		KindCBU: CBU, KindAlias: Alias, KindCUIT: CUIT, KindCPF: CPF, KindCNPJ: CNPJ, KindMobile: Mobile, KindCedula: PanamaCedula, KindRIF: RIF, KindLuhn: Luhn,
	}
	for kind, read := range readers {
		for _, v := range vectors()[kind] {
			r, _ := Check(kind, v.text)
			if got, err := read(v.text); got != r.Value || (err == nil) != r.Valid {
				t.Errorf("%s %q: %q, %v; the report has %q", kind, v.text, got, err, r.Value)
			}
		}
	}
}

func TestVenezuelaCedula(t *testing.T) {
	for text, want := range map[string]string{"V-12345678": "V12345678", "e123456": "E123456", "V12345": "", "X-12345678": "", "V-1234567890": "", "": "", "V--1234567": "", "V-1234567\x00": ""} {
		if got, err := VenezuelaCedula(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestSoftWarnings(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		text string
		want Word
	}{
		{KindMobile, "+55 11 90431-4567", MobileZero}, {KindLuhn, "78949", LuhnLength},
	} {
		r, _ := Check(c.kind, c.text)
		if !r.Valid || len(r.Findings) != 2 || r.Findings[1].Word != c.want || r.Findings[1].Grade != Warning {
			t.Errorf("%s %s: %+v", c.kind, c.text, r)
		}
	}
}

func TestMadeNumbersPassAndOneWrongDigitFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cbu, err := MakeCBU(rapid.StringMatching(`[0-9]{7}`).Draw(t, "bank"), rapid.StringMatching(`0[1-9][0-9]{11}`).Draw(t, "account"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := CBU(cbu); err != nil {
			t.Fatalf("%s was refused", cbu)
		}
		at := rapid.IntRange(0, 21).Draw(t, "at")
		wrong := []byte(cbu)
		wrong[at] = '0' + (wrong[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		d := Diagnose(string(wrong))
		if d.Valid() {
			t.Fatalf("%s with digit %d changed was accepted", cbu, at+1)
		}
		if fix := (Fix{at + 1, wrong[at], cbu[at]}); !slices.Contains(d.Fixes, fix) {
			t.Fatalf("%s: the change back %+v is not among %+v", wrong, fix, d.Fixes)
		}
		if len(d.Fixes) > 14 {
			t.Fatalf("%s has %d fixes", wrong, len(d.Fixes))
		}
		if cuit, err := MakeCUIT("20" + rapid.StringMatching(`[0-9]{8}`).Draw(t, "person")); err == nil {
			if _, err := CUIT(cuit); err != nil {
				t.Fatalf("%s was refused", cuit)
			}
		}
	})
}

// B1: neighbours that differ by five are the only exchange that the two check
// digits of a bank's number do not notice.
func TestBlindSpots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cbu, err := MakeCBU(rapid.StringMatching(`[1-9][0-9]{6}`).Draw(t, "bank"), rapid.StringMatching(`[0-9]{13}`).Draw(t, "account"))
		if err != nil {
			t.Fatal(err)
		}
		var want []int
		for i := range 21 {
			apart := int(cbu[i]) - int(cbu[i+1])
			within := i != 7 // digit 8 and 9 stand in two blocks
			if within && (apart == 5 || apart == -5) {
				want = append(want, i+1)
			}
		}
		d := Diagnose(cbu)
		// An exchange that makes the entity 000 is a CVU, with a digit of its own.
		if got := d.Blind; !slices.Equal(got, want) && cbu[1:3] != "00" && cbu[:2] != "00" {
			t.Fatalf("%s: blind at %v, want %v", cbu, got, want)
		}
	})
}
