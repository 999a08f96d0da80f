package ident

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// B3: the number of the source is a CVU, and holds its holder's CUIL.
func TestTheSourcesNumber(t *testing.T) {
	d := Diagnose("0000300900202874937477")
	if !d.Valid() || d.Kind != IsCVU || d.ProviderCode != "0300" || d.ProviderName != "" || d.Entity != "" || d.Bank != "" || d.CUITMasked != "20-••••••••-7" {
		t.Errorf("%+v", d)
	}
	if said := fmt.Sprintf("%+v", d.Findings()); strings.Contains(said, "28749374") || strings.Contains(said, "0300900") {
		t.Errorf("the findings tell the holder or the account: %s", said)
	}
	r, _ := Check(KindCVU, "0000300900202874937477")
	if r.Shown != "0000 3009 •••• •••• ••74 77" {
		t.Errorf("shown as %q", r.Shown)
	}
}

func TestDiagnose(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		want  []Word // all that is found
		bank  string
		kind  AccountKind
		fixes int
	}{
		"bank":            {"01101382 02011100377664", []Word{CBUIsCBU, CBUBank}, "Nación", IsCBU, 0},
		"check digit 0":   {"0720429088000002339140", []Word{CBUIsCBU, CBUBank}, "Santander", IsCBU, 0},
		"unknown bank":    {"9990000100000000000017", []Word{CBUIsCBU, CBUNoBank}, "", IsCBU, 0},
		"named provider":  {"0000003100062244154712", []Word{CBUIsCVU, CVUProvider}, "", IsCVU, 0},
		"number provider": {"0009844700009078153229", []Word{CBUIsCVU, CVUNumber}, "", IsCVU, 0},
		"block 1":         {"0110138302011100377664", []Word{CBUBlock1, CBUBank, CBUFixes}, "Nación", IsCBU, 8},
		"block 2":         {"0110138202011100377665", []Word{CBUBlock2, CBUBank, CBUFixes}, "Nación", IsCBU, 14},
		"both blocks":     {"0110138302011100377665", []Word{CBUBlock1, CBUBlock2, CBUBank}, "Nación", IsCBU, 0},
		"reserved":        {"0009844710009078153229", []Word{CVUReserved, CBUBlock2, CVUNumber, CBUFixes}, "", IsCVU, 1},
		"zeros":           {"0000000000000000000000", []Word{CBUZeros, CVUNumber}, "", IsCVU, 0},
		"begun":           {"01", []Word{CBUShort}, "", "", 0},
		"half":            {"0110", []Word{CBUShort, CBUBank}, "Nación", IsCBU, 0},
		"begun wallet":    {"000030", []Word{CBUShort}, "", IsCVU, 0},
		"letter":          {"0110138A02011100377664", []Word{CBUChar, CBUBank}, "Nación", IsCBU, 0},
		"empty":           {"", []Word{CBUMissing}, "", "", 0},
	} {
		d := Diagnose(c.text)
		var got []Word
		for _, f := range d.Findings() {
			if f.Word != CBUBlind {
				got = append(got, f.Word)
			}
		}
		if !slices.Equal(got, c.want) || d.Bank != c.bank || d.Kind != c.kind || len(d.Fixes) != c.fixes {
			t.Errorf("%s: %v %q %q %d fixes", name, got, d.Bank, d.Kind, len(d.Fixes))
		}
	}
}

func TestFindingsSayWhere(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		text string
		args []any
	}{
		{KindCBU, "0110 138A", []any{"char", "A", "at", 9}},
		{KindCBU, "01\x00", []any{"char", "U+0000", "at", 3}},
		{KindCBU, "٠", []any{"char", "٠", "at", 1}},
		{KindCBU, "\U000e0041", []any{"char", "U+E0041", "at", 1}},
		{KindCBU, "285059094009041", []any{"got", 15}},
		{KindAlias, "abc\u0301def", []any{"char", "U+0301", "at", 4}},
		{KindAlias, "abc.1", []any{"got", 5}},
		{KindCUIT, "99-05536168-8", []any{"code", "99"}},
		{KindRIF, "V-11A70283-4", []any{"char", "A", "at", 5}},
		{KindMobile, "23 99999-9999", []any{"code", "23"}},
	} {
		r, _ := Check(c.kind, c.text)
		if len(r.Findings) == 0 || !slices.Equal(r.Findings[0].Args, c.args) {
			t.Errorf("%s %q: %+v, want %v", c.kind, c.text, r.Findings, c.args)
		}
	}
	d := Diagnose("0110138302011100377664")
	if !slices.Contains(d.Fixes, Fix{8, '3', '2'}) {
		t.Errorf("%+v", d.Fixes)
	}
	if f := d.Findings()[2]; f.Word != CBUFixes || !strings.HasSuffix(f.Args[1].(string), ", 8 (3 → 2)") {
		t.Errorf("%+v", f)
	}
	// 1 and 6 stand beside each other at 9 and 10.
	cbu, err := MakeCBU("0110138", "1600000000000")
	if err != nil {
		t.Fatal(err)
	}
	if blind := Diagnose(cbu).Blind; !slices.Contains(blind, 9) {
		t.Errorf("%s: %v", cbu, blind)
	}
}

func TestAliasTellsEveryRule(t *testing.T) {
	found := AliasFaults("ñan")
	if len(found) != 2 || found[0].Word != AliasShort || found[1].Word != AliasChar {
		t.Errorf("%+v", found)
	}
}

func TestMakeCBURefusesAWalletsReservedDigit(t *testing.T) {
	if cvu, err := MakeCBU("0009999", "7000000000000"); err == nil {
		t.Errorf("made %s", cvu)
	}
}

func TestBanksTable(t *testing.T) {
	for code, name := range banks {
		if len(code) != 3 || !digits(code) || code == walletEntity || name == "" {
			t.Errorf("%q: %q", code, name)
		}
	}
	if name, ok := Bank(walletEntity); ok {
		t.Errorf("000 is the bank %s", name)
	}
}
