package ident

import (
	"testing"

	"pgregory.net/rapid"
)

// The vectors of rules B1 and B2.
func TestCBUVectors(t *testing.T) {
	for _, good := range []string{
		"0110138202011100377664", "2850590940090418135201", "0940099324001313220028", "0070999020000065706080", "0720429088000002339140",
		"0000003100062244154712", "0000013000000325120058", "0009844700009078153229", "0007434400008116416520",
		"01101382 02011100377664", "01101382-02011100377664",
	} {
		if _, err := CBU(good); err != nil {
			t.Errorf("%s was refused", good)
		}
	}
	for _, bad := range []string{
		"", "285059094009041", "A850590940090418135201", "1940099324001313220028", "0940099324001313220038", "281059094009041813520",
		"2810590940090418135201", "0720429088000002339141", "0000000000000000000000", "０１１０１３８２０２０１１１００３７７６６４", "0110138202011100377664\x00",
	} {
		if got, err := CBU(bad); err == nil {
			t.Errorf("%q was accepted as %s", bad, got)
		}
	}
}

// The vectors of rule B5.
func TestCUITVectors(t *testing.T) {
	for _, good := range []string{"20-05536168-2", "20267565393", "27-10345678-4", "30653311857", "33500001599", "23000052264", "24117166062", "20-12345678-6"} {
		if _, err := CUIT(good); err != nil {
			t.Errorf("%s was refused", good)
		}
	}
	for _, bad := range []string{"20267565392", "2026756539", "2026756A393", "99-05536168-8", "20123456789", ""} {
		if _, err := CUIT(bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestMadeNumbersPassAndOneWrongDigitFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cbu, err := MakeCBU(rapid.StringMatching(`[0-9]{7}`).Draw(t, "bank"), rapid.StringMatching(`[1-9][0-9]{12}`).Draw(t, "account"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := CBU(cbu); err != nil {
			t.Fatalf("%s was refused", cbu)
		}
		at := rapid.IntRange(0, 21).Draw(t, "at")
		wrong := []byte(cbu)
		wrong[at] = '0' + (wrong[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if _, err := CBU(string(wrong)); err == nil {
			t.Fatalf("%s with digit %d changed was accepted", cbu, at)
		}
		if cuit, err := MakeCUIT("20" + rapid.StringMatching(`[0-9]{8}`).Draw(t, "person")); err == nil {
			if _, err := CUIT(cuit); err != nil {
				t.Fatalf("%s was refused", cuit)
			}
		}
	})
}
