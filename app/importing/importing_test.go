package importing

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/agent"
)

var rules = Rules{Lang: "es-AR", Zone: time.FixedZone("ART", -3*3600), Now: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)}

// table makes rows of texts; "text|raw" is a cell that is kept otherwise.
func table(lines ...string) (rows []Row, head []string) {
	for i, line := range lines {
		var row Row
		row.Line = i + 1
		for _, field := range strings.Split(line, ";") {
			text, raw, kept := strings.Cut(field, "|")
			if !kept {
				raw = text
			}
			row.Cells = append(row.Cells, Cell{text, raw})
		}
		if i == 0 {
			for _, c := range row.Cells {
				head = append(head, c.Text)
			}
			continue
		}
		rows = append(rows, row)
	}
	return rows, head
}

func told(checked []Checked) []string {
	var list []string
	for _, c := range checked {
		for _, f := range c.Faults {
			mark := ""
			if f.Warning {
				mark = "?"
			}
			list = append(list, fmt.Sprintf("%d %s %s%s", c.Row.Line, f.Column, f.Reason, mark))
		}
	}
	return list
}

func TestGuess(t *testing.T) {
	for name, c := range map[string]struct {
		kind Kind
		head string
		want Mapping
	}{
		"source's list": {Purchases, "Fecha y hora;PSR;N° Transferencia Claro Pay;Monto;ID Transferencia recarga;Estado transf recarga;Acciones",
			Mapping{At: 0, PSR: 1, WalletTransfer: 2, Credited: 3, TransferID: 4, Status: 5}},
		"Spanish":    {Agents, "Código;NOMBRE;CUIT;CUIT del titular;CBU/CVU;Titular;Teléfono", Mapping{Code: 0, Name: 1, CUIT: 2, HolderCUIT: 3, CBU: 4, Holder: 5, Phone: 6}},
		"Portuguese": {Agents, "Código;Nome;Ponto de venda;Titular da conta;CEP", Mapping{Code: 0, Name: 1, PSR: 2, Holder: 3, Postcode: 4}},
		"English":    {Agents, "Code;Name;Point of sale;Account holder", Mapping{Code: 0, Name: 1, PSR: 2, Holder: 3}},
		"our words":  {Agents, "code;name;holder_cuit", Mapping{Code: 0, Name: 1, HolderCUIT: 2}},
		"twice":      {Agents, "Nombre;Nombre", Mapping{Name: 0}},
		"others":     {Agents, ";;Color", Mapping{}},
	} {
		if got := Guess(c.kind, strings.Split(c.head, ";")); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if got := (Mapping{Name: 0}).Missing(Agents); !slices.Equal(got, []string{Code}) {
		t.Errorf("missing %v", got)
	}
	if (Mapping{Name: 3}).Fits(Agents, 3) || (Mapping{"x": 0}).Fits(Agents, 3) || !(Mapping{Name: 2}).Fits(Agents, 3) {
		t.Error("a mapping fits where it should not, or does not where it should")
	}
}

// A copy with the reasons beside its rows is mapped like the file it was made of.
func TestHeaderKey(t *testing.T) {
	a := HeaderKey(Agents, []string{"Código", "Nombre"})
	for _, same := range [][]string{{"CODIGO", "nombre "}, {"Código", "Nombre", "Motivo del rechazo"}, {"Código", "Nombre", ""}} {
		if HeaderKey(Agents, same) != a {
			t.Errorf("%v has another key", same)
		}
	}
	if HeaderKey(Purchases, []string{"Código", "Nombre"}) == a || HeaderKey(Agents, []string{"Nombre", "Código"}) == a {
		t.Error("other files have the same key")
	}
}

func TestCheckAgents(t *testing.T) {
	const head = "codigo;nombre;cuit;psr;local;correo;cbu;alias;titular"
	for name, c := range map[string]struct {
		lines  []string
		faults []string
		items  int
	}{
		"good":           {[]string{"A1;Demo;30-99000001-4;000050070000001;Kiosco;a@b.test;0009844700009078153229;demo.agente;Demo"}, nil, 1},
		"no bank":        {[]string{"A1;Demo;;000050070000001"}, nil, 1},
		"no code":        {[]string{";Demo"}, []string{"2 code missing"}, 0},
		"wrong ids":      {[]string{"A1;Demo;20-12345678-9;00-1;;a@;0009844700009078153220;ñandú;"}, []string{"2 cuit not-cuit", "2 email not-email", "2 psr not-psr", "2 cbu not-cbu", "2 alias not-alias", "2 holder missing"}, 0},
		"damaged CBU":    {[]string{"A1;Demo;;;;;2,85059E+21|2.8505909400904201E+21;;Demo", "A2;Demo;;;;;2.85059E+21;;Demo"}, []string{"2 cbu damaged", "3 cbu damaged"}, 0},
		"only damage":    {[]string{"A1;Demo;;;;;1E+21"}, []string{"2 cbu damaged"}, 0},
		"zeros by style": {[]string{"A1;Demo;;000050070000001|50070000001"}, nil, 1},
		"zeros gone":     {[]string{"A1;Demo;;50.070.000.001|50070000001"}, []string{"2 psr zeros-gone?"}, 1},
		"two shops":      {[]string{"A1;Demo;;000050070000001;Uno", "A1;;;000050070000002;Dos"}, nil, 1},
		"same shop":      {[]string{"A1;Demo;;000050070000001;Uno", "A2;Otro;;000050070000001;Dos"}, []string{"3 psr twice-here"}, 1},
		"says otherwise": {[]string{"A1;Demo;;000050070000001", "A1;Demos;;000050070000002"}, []string{"3 name differs"}, 1},
		"two accounts": {[]string{"A1;Demo;;000050070000001;;;0009844700009078153229;;Demo", "A1;Demo;;000050070000002;;;0110138202011100377664;;Demo"},
			[]string{"3 cbu differs"}, 1},
		"bad then good": {[]string{"A1;Demo;1", "A1;Demo;30-99000001-4"}, []string{"2 cuit not-cuit"}, 1},
		"control":       {[]string{"A1;De\x00mo"}, []string{"2 name not-plain"}, 0},
	} {
		rows, h := table(append([]string{head}, c.lines...)...)
		checked, items := CheckAgents(rows, Guess(Agents, h), rules)
		if got := told(checked); !slices.Equal(got, c.faults) || len(items) != c.items {
			t.Errorf("%s: %q, %d items", name, got, len(items))
		}
	}
}

func TestAgentOfSeveralRows(t *testing.T) {
	rows, h := table("codigo;nombre;psr;local;cbu;titular;telefono", "A1;Demo;000050070000001;Uno;;;", "A1;;000050070000002;Dos;0009844700009078153229;Demo;11 5555-0000",
		"A2;Otro;000050070000003|50070000003;;;;1155550000|1155550000")
	_, items := CheckAgents(rows, Guess(Agents, h), rules)
	if len(items) != 2 || !slices.Equal(items[0].Lines, []int{2, 3}) || items[0].Account == nil || items[0].Account.Holder != "Demo" {
		t.Fatalf("%+v", items)
	}
	want := []agent.PointOfSale{{PSR: "000050070000001", Name: "Uno"}, {PSR: "000050070000002", Name: "Dos"}}
	if e := items[0].Edit; !slices.Equal(e.PointsOfSale, want) || e.Name != "Demo" || e.Contact.Phone != "11 5555-0000" || !e.Active {
		t.Errorf("%+v", e)
	}
	if items[1].Edit.PointsOfSale[0].PSR != "000050070000003" {
		t.Errorf("%+v", items[1].Edit)
	}
}

func TestOver(t *testing.T) {
	now := agent.Edit{Code: "A1", Name: "Demo", CUIT: "30990000014", NextVisit: "2026-12-12", PointsOfSale: []agent.PointOfSale{{PSR: "1", Name: "Uno"}, {PSR: "2"}}}
	for name, c := range map[string]struct {
		said       agent.Edit
		change     func(*agent.Edit)
		overwrites bool
	}{
		"same":       {now, func(*agent.Edit) {}, false},
		"less":       {agent.Edit{Code: "A1"}, func(*agent.Edit) {}, false},
		"more":       {agent.Edit{Contact: agent.Contact{Phone: "1"}}, func(e *agent.Edit) { e.Contact.Phone = "1" }, false},
		"other name": {agent.Edit{Name: "Otro"}, func(e *agent.Edit) { e.Name = "Otro" }, true},
		"new shop":   {agent.Edit{PointsOfSale: []agent.PointOfSale{{PSR: "3"}}}, func(e *agent.Edit) { e.PointsOfSale = append(e.PointsOfSale, agent.PointOfSale{PSR: "3"}) }, false},
		"shop named": {agent.Edit{PointsOfSale: []agent.PointOfSale{{PSR: "2", Name: "Dos"}}}, func(e *agent.Edit) { e.PointsOfSale[1].Name = "Dos" }, false},
		"shop again": {agent.Edit{PointsOfSale: []agent.PointOfSale{{PSR: "1", Name: "X"}}}, func(e *agent.Edit) { e.PointsOfSale[0].Name = "X" }, true},
	} {
		want := now
		want.PointsOfSale = slices.Clone(now.PointsOfSale)
		c.change(&want)
		got, overwrites := Over(now, c.said)
		if fmt.Sprint(got) != fmt.Sprint(want) || overwrites != c.overwrites {
			t.Errorf("%s: %+v %v", name, got, overwrites)
		}
	}
	if now.PointsOfSale[0].Name != "Uno" {
		t.Error("what is there was changed")
	}
}

func TestCheckPurchases(t *testing.T) {
	const head = "fecha y hora;psr;n transferencia;pagado;monto;id transferencia;estado"
	for name, c := range map[string]struct {
		line   string
		faults []string
	}{
		"of the source":  {"13/12/22 10:24:52;290384911000001;141;;$ 104,00;WB221212.1047.B23373;OK", nil},
		"serial day":     {"12/13/22 10:24|44908.43394675926;290384911000001;141;100|100;104,00|104;21;ok", nil},
		"noise":          {"13/12/22;290384911000001;141;;104,00|104.00000000000001;;Error", nil},
		"bare number":    {"13/12/22;290384911000001;141;;1234.5;;ERROR", nil},
		"ISO":            {"2022-12-13T10:24:52Z;290384911000001;141;;104;;acreditada", nil},
		"empty":          {";;;;;;", []string{"2 at missing", "2 psr missing", "2 credited missing", "2 status missing"}},
		"wrong":          {"32/12/22;29-1;141;1,234;x;21;quizás", []string{"2 at not-time", "2 psr not-psr", "2 credited not-amount", "2 paid not-amount", "2 status not-status"}},
		"three decimals": {"13/12/22;290384911000001;141;;1,234|1.234;;ok", []string{"2 credited not-amount"}},
		"future":         {"28/11/26 09:00:01;290384911000001;141;;104;;ok", []string{"2 at in-future"}},
		"pending":        {"13/12/22;290384911000001;141;;104;;PENDIENTE", []string{"2 status not-pending"}},
		"less":           {"13/12/22;290384911000001;141;105;104;;ok", []string{"2 credited less"}},
		"zero":           {"13/12/22;290384911000001;141;;0;;ok", []string{"2 credited not-amount"}},
		"negative":       {"13/12/22;290384911000001;141;;-5|-5;;ok", []string{"2 credited not-amount"}},
		"damaged":        {"13/12/22;290384911000001;1,23E+20;;104;;ok", []string{"2 wallet_transfer damaged"}},
		"infinite":       {"13/12/22;290384911000001;141;;Inf;;ok", []string{"2 credited not-amount"}},
	} {
		rows, h := table(head, c.line)
		checked, items := CheckPurchases(rows, Guess(Purchases, h), rules)
		if got := told(checked); !slices.Equal(got, c.faults) || len(items) != len(rows)-min(1, len(c.faults)) {
			t.Errorf("%s: %q, %+v", name, got, items)
		}
		for _, i := range items {
			if !i.Sound(rules.Now) {
				t.Errorf("%s: %+v is not sound", name, i)
			}
		}
	}
}

func TestPurchaseFacts(t *testing.T) {
	rows, h := table("fecha y hora;psr;n transferencia;pagado;monto;estado",
		"12/13/22 10:24|44908.43394675926;290384911000001;141;100;104;OK", "13/12/22 10:24:53;290384911000001;141;;104,00;OK", "13/12/22 10:24:53;290384911000001;141;;$ 104;ok")
	checked, items := CheckPurchases(rows, Guess(Purchases, h), rules)
	if got := told(checked); !slices.Equal(got, []string{"4 at twice-here"}) || len(items) != 2 {
		t.Fatalf("%q %+v", got, items)
	}
	first := items[0]
	if want := time.Date(2022, 12, 13, 13, 24, 53, 0, time.UTC); !first.At.Equal(want) || first.Paid != 10000 || first.Credited != 10400 {
		t.Errorf("%+v", first)
	}
	if items[1].Paid != 10400 {
		t.Errorf("%+v", items[1])
	}
	const hub = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
	other := first
	other.Line = 99
	if PurchaseID(hub, "a", first) != PurchaseID(hub, "a", other) || PurchaseID(hub, "a", first) == PurchaseID(hub, "b", first) ||
		PurchaseID(hub, "a", first) == PurchaseID(hub, "a", items[1]) {
		t.Error("the ids do not tell purchases apart as they should")
	}
}

func FuzzCells(f *testing.F) {
	for _, s := range []string{"13/12/22 10:24:52", "$ 104,00", "1E+21", "\x00", "\xff", "٣", "1e308", "44908.43", strings.Repeat("9", 400), "-0", "NaN", "0x1p4"} {
		f.Add(s, s)
		f.Add(s, "44908.43")
	}
	f.Fuzz(func(t *testing.T, text, raw string) {
		rows, _ := table("a", "x")
		rows[0].Cells = slices.Repeat([]Cell{{text, raw}}, 25)
		for _, kind := range Kinds() {
			m := Mapping{}
			for i, c := range Columns(kind) {
				m[c.ID] = i
			}
			if kind == Agents {
				_, items := CheckAgents(rows, m, rules)
				for _, i := range items {
					if faults := i.Edit.Check(); len(faults) > 0 {
						t.Fatalf("%q, %q: %v", text, raw, faults)
					}
				}
				continue
			}
			_, items := CheckPurchases(rows, m, rules)
			for _, i := range items {
				if !i.Sound(rules.Now) {
					t.Fatalf("%q, %q: %+v", text, raw, i)
				}
			}
		}
	})
}
