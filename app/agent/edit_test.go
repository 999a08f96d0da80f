package agent

import (
	"slices"
	"strings"
	"testing"
)

func TestEditCheck(t *testing.T) {
	good := Edit{Code: "A1", Name: "Demo", CUIT: "30-99000001-4", NextVisit: "2026-12-12", Contact: Contact{Email: "a@b.test", Notes: "dos\nlíneas"},
		PointsOfSale: []PointOfSale{{PSR: "000050070000001", Name: "Kiosco"}}}
	for name, c := range map[string]struct {
		change func(*Edit)
		want   []Fault
	}{
		"good":    {func(*Edit) {}, nil},
		"empty":   {func(e *Edit) { *e = Edit{} }, []Fault{{"code", Missing}, {"name", Missing}}},
		"long":    {func(e *Edit) { e.Address.Street = strings.Repeat("ñ", MaxText+1) }, []Fault{{"address.street", TooLong}}},
		"control": {func(e *Edit) { e.Name = "a\nb" }, []Fault{{"name", NotPlain}}},
		"broken":  {func(e *Edit) { e.Contact.Notes = "\xff" }, []Fault{{"contact.notes", NotPlain}}},
		"ids": {func(e *Edit) { e.CUIT, e.NextVisit, e.Contact.Email = "30-99000001-2", "12/12/2026", "a@" },
			[]Fault{{"cuit", NotCUIT}, {"next_visit", NotDay}, {"contact.email", NotEmail}}},
		"points": {func(e *Edit) { e.PointsOfSale = append(e.PointsOfSale, PointOfSale{PSR: "1-2"}, e.PointsOfSale[0]) },
			[]Fault{{"points_of_sale.1.psr", NotPSR}, {"points_of_sale.2.psr", Twice}}},
		"many": {func(e *Edit) { e.PointsOfSale = make([]PointOfSale, MaxPointsOfSale+1) }, []Fault{{"points_of_sale", TooMany}}},
	} {
		e := good
		e.PointsOfSale = slices.Clone(good.PointsOfSale)
		c.change(&e)
		if got := e.Clean().Check(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestAccountCheck(t *testing.T) {
	for name, c := range map[string]struct {
		account Account
		want    []Fault
	}{
		"whole": {Account{CBU: "0009844700009078153229", Alias: "demo.agente-01", Holder: "Demo", CUIT: "20-12345678-6"}, nil},
		"least": {Account{CBU: "0009844 7 00009078153229", Holder: "Demo"}, nil},
		"empty": {Account{}, []Fault{{"cbu", Missing}, {"holder", Missing}}},
		"wrong": {Account{CBU: "0009844700009078153220", Alias: "ñandú.1", Holder: "a\x00", CUIT: "20-12345678-9"},
			[]Fault{{"cbu", NotCBU}, {"alias", NotAlias}, {"holder", NotPlain}, {"cuit", NotCUIT}}},
	} {
		if got := c.account.Clean().Check(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	clean := Account{CBU: "0009844-7 00009078153229", Alias: " DEMO.Agente ", Holder: " Demo ", CUIT: "20-12345678-6"}.Clean()
	if want := (Account{CBU: "0009844700009078153229", Alias: "demo.agente", Holder: "Demo", CUIT: "20123456786"}); clean != want {
		t.Errorf("%+v", clean)
	}
}
