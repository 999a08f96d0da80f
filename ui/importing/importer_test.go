package importing

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"trastienda/app/agent"
	rules "trastienda/app/importing"
	"trastienda/app/purchase"
	"trastienda/reports/sheet"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

func TestAgentsOfAFile(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.answers[7] = rules.RowResult{Result: rules.Refused, Code: "psr-taken"}
	b.preview(rules.Agents, "/docs/agentes.csv", agentsFile)
	if got := b.Says("importing.sum"); got != "6 filas leídas · 3 con error · 1 para revisar" {
		t.Errorf("told %q", got)
	}
	for id, want := range map[string]string{
		"grid.importing.r0.why": "", "grid.importing.r2.cuit": "30-99000001-2", "grid.importing.r4.code": "(vacío)",
		"grid.importing.r2.why": "CUIT: El dígito verificador (el último) no coincide. Revisá los 11.", "grid.importing.r4.why": "Código: falta",
		"grid.importing.r5.why": "PSR: tiene menos de 15 dígitos: puede haber perdido ceros de adelante",
	} {
		if got := b.Says(id); got != want {
			t.Errorf("%s says %q, want %q", id, got, want)
		}
	}
	source := &previewSource{i: b.i, read: b.i.read, mapping: b.i.mapping, ids: []string{rules.CBU}}
	if good, bad := source.row(b.i.read.rows[0]).Cells[2].Text, source.row(b.i.read.rows[3]).Cells[2].Text; good != "0009 8447 •••• •••• ••32 29" || bad != "0009844700009078153220" {
		t.Errorf("accounts are shown as %q and %q", good, bad)
	}
	b.Tap("importing.onlybad")
	b.settle()
	b.Becomes("grid.importing", "4")
	b.Tap("importing.do")
	b.Becomes("importing.added", "1 agente agregado")
	f := b.backend
	if len(f.agents) != 2 || f.agents[0].Row != 2 || len(f.agents[0].Agent.PointsOfSale) != 2 || f.agents[0].Account == nil || f.agents[1].Account != nil || f.batch.Name != "agentes.csv" || f.batch.Update {
		t.Errorf("sent %+v %+v", f.agents, f.batch)
	}
	if !b.task.done || !slices.Equal(b.task.said, []string{"0/2", "1/2", "2/2"}) || !slices.Equal(b.told, []rules.Kind{rules.Agents}) {
		t.Errorf("%+v, told %v", b.task.said, b.told)
	}
	if !b.Reads("1 no se pudo agregar") || !b.Reads("3 filas con error, sin importar") {
		t.Errorf("%q", b.Words())
	}
	b.Tap("importing.end.bad")
	if path := b.Shown("importing.saved.path"); path != "/docs/agentes-con-errores.csv" {
		t.Errorf("saved as %s", path)
	}
	copied, err := sheet.Read(f.saved["agentes-con-errores.csv"].Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, row := range copied.Rows {
		if len(row.Cells) == 7 && row.Cells[6].Text != "" {
			reasons = append(reasons, fmt.Sprint(row.Line, " ", row.Cells[6].Text))
		}
	}
	want := []string{"4 CUIT: El dígito verificador (el último) no coincide. Revisá los 11.", "5 CBU/CVU: El dígito verificador de la cuenta (22.º) no coincide. Revisá los últimos 14. · PSR: tiene menos de 15 dígitos: puede haber perdido ceros de adelante",
		"6 Código: falta", "7 Ese PSR es de otro agente."}
	if !slices.Equal(reasons, want) {
		t.Errorf("reasons %q", reasons)
	}
	b.Tap("importing.saved.close")
	time.Sleep(700 * time.Millisecond) // else it is the other half of a double click
	b.Tap("importing.end.bad")
	b.Becomes("importing.saved.path", "/docs/agentes-con-errores (2).csv")
}

func TestPurchasesOfAFile(t *testing.T) {
	b := newBench(t, text.ES)
	b.preview(rules.Purchases, "/docs/c.csv", "Fecha y hora;PSR;N° Transferencia Claro Pay;Monto;ID Transferencia recarga;Estado transf recarga\n"+
		"12/12/22 10:24:52;290384911000001;141;$ 104,00;WB221212.1047.B23373;OK\n13/12/22 23:00:00;290384911000001;141;$ 104,00;21;OK\n"+
		"12/12/22 10:24:53;290384911000001;141;$ 50,00;21;ERROR\n12/12/22 10:24:54;290384911000001;141;$ 50,00;21;PENDIENTE\n")
	if got := b.Says("importing.sum"); got != "4 filas leídas · 2 con error" {
		t.Errorf("told %q", got)
	}
	b.Tap("importing.do")
	b.Becomes("importing.added", "2 compras agregadas")
	f := b.backend
	if len(f.past) != 2 || f.past[0].Credited != 10400 || f.past[0].Paid != 10400 || f.past[1].Status != purchase.StatusError ||
		!f.past[0].At.Equal(time.Date(2022, 12, 12, 13, 24, 52, 0, time.UTC)) {
		t.Errorf("sent %+v", f.past)
	}
}

// The columns are asked for where a needed one is not recognised, and remembered.
func TestColumnsAreRemembered(t *testing.T) {
	b := newBench(t, text.ES)
	const content = "Legajo;Quién\nA1;Uno\n"
	b.file(rules.Agents, "/docs/x.csv", content)
	if line := b.Shown("importing.columns.line"); line != "Falta elegir: Código, Nombre" {
		t.Errorf("told %q", line)
	}
	choose := func(id string, first rune) {
		uitest.Find[*form.Select](b.Bench, "importing.columns."+id).TypedRune(first)
	}
	choose("code", 'l')
	choose("name", 'q')
	b.Becomes("importing.columns.line", "Están todas las que hacen falta.")
	b.Tap("importing.take")
	b.Becomes("importing.sum", "1 fila leída · 0 con error")
	b.Until("the mapping is kept", func() bool {
		b.backend.mu.Lock()
		defer b.backend.mu.Unlock()
		return len(b.backend.settings) == 1
	})
	b.Tap("importing.cancel")
	b.preview(rules.Agents, "/docs/x.csv", content)
	if b.i.mapping[rules.Code] != 0 || b.i.mapping[rules.Name] != 1 {
		t.Errorf("mapped %v", b.i.mapping)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	b := newBench(t, text.ES)
	for content, want := range map[string]string{
		"hola": "No es un archivo .xlsx ni .csv. Si es un .xls viejo, guardalo como .xlsx.", "a;b\n": "El archivo no tiene filas debajo de sus encabezados.",
	} {
		b.file(rules.Agents, "/docs/x.csv", content)
		b.Becomes("importing.path.note", want)
		b.Tap("importing.cancel")
	}
	b.i.Ask(rules.Agents)
	b.Type("importing.path", "/docs/none.csv")
	b.Tap("importing.read")
	b.Becomes("importing.path.note", "No se pudo abrir el archivo. Revisá dónde está y que ningún otro programa lo tenga abierto.")
	b.Type("importing.path", " ")
	b.Tap("importing.read")
	b.Becomes("importing.path.note", "Falta decir qué archivo es.")
}

func TestTheSameFileIsTold(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.runs = []rules.Run{{By: "Ana", At: noon.Add(-24 * time.Hour), Tally: rules.Tally{Created: 2}}}
	b.preview(rules.Agents, "/docs/agentes.csv", agentsFile)
	if got := b.Says("importing.earlier"); got != "Este mismo archivo ya se importó el 12/12/2022 12:00 (Ana) y agregó 2. Importarlo de nuevo no duplica nada." {
		t.Errorf("told %q", got)
	}
}

// What is answered before the connection goes counts, and the rest is told.
func TestAnImportThatIsCutShort(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.failing, b.backend.failAt = ErrOffline, 1
	b.preview(rules.Agents, "/docs/agentes.csv", agentsFile)
	b.Tap("importing.do")
	if got := b.Shown("importing.cut"); !strings.HasPrefix(got, "Explained: "+ErrOffline.Error()+" 1 quedó sin respuesta;") || b.Says("importing.added") != "1 agente agregado" {
		t.Errorf("told %q, %q", got, b.Says("importing.added"))
	}
}

func TestAnImportThatIsCancelled(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.hold = make(chan struct{})
	b.preview(rules.Agents, "/docs/agentes.csv", agentsFile)
	b.Tap("importing.do")
	b.Until("sending", func() bool { return b.i.Busy() && b.closed() })
	b.i.Ask(rules.Agents) // one at a time
	if !b.closed() || b.i.Drop("/docs/agentes.csv", rules.Agents) {
		t.Error("another file is asked for while one is being sent")
	}
	b.task.cancel()
	if got := b.Shown("importing.cut"); !strings.HasPrefix(got, "La cancelaste. 2 quedaron sin respuesta;") {
		t.Errorf("told %q", got)
	}
}

// An outcome that comes while another dialog is open waits for its time, and is
// not mixed up with the next file.
func TestAnOutcomeInTime(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.hold = make(chan struct{})
	b.preview(rules.Agents, "/docs/agentes.csv", agentsFile)
	b.Tap("importing.do")
	b.i.tellSaved("/docs/x", nil) // any dialog
	close(b.backend.hold)
	b.Until("the offer", func() bool { return len(b.alerts) == 1 })
	if b.Says("importing.added") != "" {
		t.Error("the outcome got into the way")
	}
	b.Tap("importing.saved.close")
	b.i.Ask(rules.Agents)
	b.Shown("importing.added")
	b.alerts[0]() // seen already
	b.Tap("importing.end.close")
	if !b.closed() {
		t.Error("the outcome is told twice")
	}
}

func TestFilesAreDropped(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.files["/docs/agentes.csv"] = agentsFile
	if b.i.Drop("/docs/foto.png", rules.Agents) {
		t.Error("a picture is taken")
	}
	if !b.i.Drop("/docs/agentes.csv", rules.Agents) {
		t.Fatal("a table is not taken")
	}
	b.Shown("importing.sum")
	if !b.i.Drop("/docs/none.csv", rules.Agents) {
		t.Fatal("no other file is taken")
	}
	b.Becomes("importing.path.note", "No se pudo abrir el archivo. Revisá dónde está y que ningún otro programa lo tenga abierto.")
}

// A template is read back with the columns it was made of, in every language.
func TestTemplates(t *testing.T) {
	for _, lang := range text.Langs() {
		b := newBench(t, lang)
		for _, kind := range rules.Kinds() {
			var head []string
			want := rules.Mapping{}
			for n, c := range rules.Columns(kind) {
				head = append(head, b.i.colWords(c.ID))
				want[c.ID] = n
			}
			if got := rules.Guess(kind, head); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s %s: %v, want %v", lang, kind, got, want)
			}
		}
		if !rules.IsReason(b.Book.T("importing.reason")) {
			t.Errorf("%s: the column with the reasons is not recognised", lang)
		}
		b.i.Ask(rules.Agents)
		b.Tap("importing.template")
		b.Until("the template", func() bool { return strings.Contains(b.Says("importing.line"), ".xlsx") })
		if len(b.backend.saved) != 1 {
			t.Errorf("%s: saved %v", lang, b.backend.saved)
		}
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	reasons := []rules.Reason{rules.NotAmount, rules.NotTime, rules.InFuture, rules.NotStatus, rules.TwiceHere, rules.Differs, rules.Damaged, rules.ZerosGone, rules.LessThan, rules.NotPending}
	for _, r := range []agent.Reason{agent.Missing, agent.TooLong, agent.NotPlain, agent.NotCUIT, agent.NotEmail, agent.NotDay, agent.NotPSR, agent.Twice, agent.TooMany, agent.NotCBU, agent.NotAlias} {
		reasons = append(reasons, rules.Reason(r))
	}
	for _, lang := range text.Langs() {
		book, err := text.NewBook(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range reasons {
			if !book.Has("importing.why." + string(r)) {
				t.Errorf("%s: no words for %s", lang, r)
			}
		}
		for _, code := range []string{rules.CodePSRUnknown, rules.CodeInvalid, "code-taken", "psr-taken", "agent-invalid"} {
			if !book.Has("importing.refused." + code) {
				t.Errorf("%s: no words for the refusal %s", lang, code)
			}
		}
	}
}

// Fifty thousand rows are read and checked off the UI goroutine, and the list
// shows the first of them at once.
func TestALargeFile(t *testing.T) {
	b := newBench(t, text.ES)
	var content strings.Builder
	content.WriteString(lines(agentsFile)[0] + "\n")
	for n := range 50_000 {
		fmt.Fprintf(&content, "L%05d;Agente %d;;%015d;;\n", n, n, n)
	}
	b.preview(rules.Agents, "/docs/l.csv", content.String())
	b.Becomes("grid.importing", "50000")
	b.Tap("importing.do")
	b.Becomes("importing.added", "50.000 agentes agregados")
}

func TestParts(t *testing.T) {
	if _, err := New(Params{}); err == nil {
		t.Error("an importer of nothing was made")
	}
	if got := cleanPath(` "/docs/a b.xlsx" `); got != "/docs/a b.xlsx" {
		t.Errorf("path %q", got)
	}
	b := newBench(t, text.ES)
	b.backend.full = true
	b.preview(rules.Agents, "/docs/agentes.csv", agentsFile)
	b.Tap("importing.bad")
	b.Becomes("importing.saved.path", "No se pudo escribir en /docs. Elegí otra carpeta en Configuración.")
}

// The file may be looked for in the folders.
func TestAFileIsChosen(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.files = map[string]string{"/docs/agentes.csv": agentsFile}
	b.i.Ask(rules.Agents)
	b.Tap("importing.choose")
	list := func(want ...string) {
		t.Helper()
		b.Until(strings.Join(want, " "), func() bool {
			var got []string
			for _, r := range b.i.chooser.rows.All() {
				got = append(got, r.Cells[0].Text)
			}
			return slices.Equal(got, want)
		})
	}
	list("2026", "agentes.csv", "viejo.csv")
	b.Tap("importing.up")
	list("docs", "locked")
	b.Tap("importing.up")
	list("/")
	if i, _ := b.Item("importing.up"); !i.Disabled || b.Says("importing.folder") != "Este equipo" {
		t.Errorf("above the computer: %+v, at %q", i, b.Says("importing.folder"))
	}
	b.i.chooser.open("//")
	list("docs", "locked")
	b.i.chooser.open("/locked/")
	b.Becomes("importing.folder", "No se puede ver la carpeta /locked. La lista es la de antes.")
	list("docs", "locked")
	b.i.chooser.open("/docs/")
	list("2026", "agentes.csv", "viejo.csv")
	b.i.chooser.grid.Select("/docs/agentes.csv")
	b.Tap("importing.open")
	b.Becomes("importing.sum", "6 filas leídas · 3 con error · 1 para revisar")
	b.Tap("importing.cancel")
	b.i.Ask(rules.Agents)
	b.Tap("importing.choose")
	b.Tap("importing.back")
	if b.Says("importing.path") != "/docs/agentes.csv" || b.i.chooser != nil {
		t.Errorf("back at %q", b.Says("importing.path"))
	}
}
