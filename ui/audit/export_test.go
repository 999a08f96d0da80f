package audit

import (
	"errors"
	"strings"
	"testing"

	"trastienda/app/listing"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// export opens the question for the file's name and answers it.
func (b *bench) export(name string) {
	b.T.Helper()
	if !b.Table.Run(cmdExport) {
		b.T.Fatal("the export is not enabled")
	}
	if name != "" {
		b.nameField().SetText(name)
	}
	b.Tap("audit.export.ask.save")
}

func (b *bench) nameField() *form.TextField {
	b.T.Helper()
	return uitest.Find[*form.TextField](b.Bench, "audit.export.name")
}

// file waits until a file was kept.
func (b *bench) file(name string) *fakeFile {
	b.T.Helper()
	b.Until("the file "+name, func() bool { return b.Says("audit.export.path") != "" })
	f := b.backend.files[name]
	if f == nil || !f.kept || f.dropped || b.Says("audit.export.path") != f.Path() {
		b.T.Fatalf("the file is %+v, the window says %q", f, b.Says("audit.export.path"))
	}
	return f
}

func TestExportWritesWhatIsFiltered(t *testing.T) {
	f := &fake{links: sampleLinks(4)}
	f.links[3].Device = "=cmd()"
	b := newBench(t, text.ES, f)
	b.page.setQuery(query{actor: "hub"})
	b.counted(1)
	b.export("")
	got := b.file("auditoría-2022-12-13.csv").String()
	want := "\ufeffFecha y hora;Quién;Equipo;Qué;Registro;Id del registro;Antes;Después;N.° en la cadena;Hash;Hash anterior\r\n" +
		"13/12/22 12:00:00;El hub;'=cmd();limits.raised;limit;018f3a52-7c1e-7b3a-9f00-000000000003;;;8;" + strings.Repeat("0003", 16) + ";" + strings.Repeat("0002", 16) + "\r\n"
	if got != want {
		t.Errorf("the file holds %q\nwant %q", got, want)
	}
	b.Tap("audit.export.end.open")
	b.Tap("audit.export.end.copy")
	if b.opened != "/home/ana/Documentos/auditoría-2022-12-13.csv" || b.copied != b.opened {
		t.Errorf("opened %q, copied %q", b.opened, b.copied)
	}
	b.Tap("audit.export.end.close")
	// A name that is taken is not replaced.
	b.export("")
	b.Until("the refusal", func() bool { return b.Reads("no se reemplaza") })
	b.nameField().SetText("otro")
	b.Until("the button", func() bool { return b.Says("audit.export.ask.save") != "" })
}

func TestExportInEnglishTakesCommasAndGoesPageByPage(t *testing.T) {
	n := listing.MaxLimit + 5
	b := newBench(t, text.EN, &fake{links: sampleLinks(n)})
	b.export("all")
	got := b.file("all.csv").String()
	lines := strings.Split(strings.TrimSuffix(got, "\r\n"), "\r\n")
	if len(lines) != n+1 || !strings.HasPrefix(lines[0], "Date and time,Who,") {
		t.Fatalf("%d lines, the first %q", len(lines), lines[0])
	}
	if want := `"Paz, Lucía",NOTEBOOK-LP,Retry asked for,Purchase,`; !strings.Contains(got, want) {
		t.Errorf("no %q", want)
	}
	if want := "State: PENDING"; !strings.Contains(got, want) {
		t.Errorf("no %q", want)
	}
	task := b.tasks[0]
	if !task.over || task.done != n || task.total != n {
		t.Errorf("the task ended at %d of %d, over %v", task.done, task.total, task.over)
	}
	if got := b.backend.exported; len(got) != 1 || got[0] != n {
		t.Errorf("noted are exports of %v rows", got)
	}
}

func TestACancelledExportLeavesNothing(t *testing.T) {
	f := &fake{links: sampleLinks(4)}
	b := newBench(t, text.ES, f)
	f.set(func(f *fake) { f.gate = make(chan struct{}) })
	b.export("x")
	b.Until("the task", func() bool { return len(b.tasks) == 1 })
	if ok, reason := b.page.mayExport(); ok || reason != "Hay una exportación en curso." {
		t.Errorf("a second export: %v %q", ok, reason)
	}
	b.tasks[0].cancel()
	b.Until("the end", func() bool { return !b.page.exporting })
	if file := f.files["x.csv"]; !file.dropped || file.kept || !b.tasks[0].over || dialog.Open(b.Window().Canvas()) {
		t.Errorf("dropped %v, kept %v, over %v, a dialog %v", file.dropped, file.kept, b.tasks[0].over, dialog.Open(b.Window().Canvas()))
	}
}

func TestAFailedExportSaysSoAndLeavesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*fake)
		says  string
	}{
		"the hub goes":   {func(f *fake) { f.failing = ErrOffline }, "Sin conexión con el hub."},
		"not noted":      {func(f *fake) { f.unnoted = errors.New("no room") }, "No se pudo leer la auditoría."},
		"something else": {func(f *fake) { f.failing = errors.New("strange") }, "No se pudo leer la auditoría."},
	} {
		f := &fake{links: sampleLinks(4)}
		b := newBench(t, text.ES, f)
		f.set(c.spoil)
		b.export("x")
		b.Until("the end of "+name, func() bool { return b.Says("audit.export.error") != "" })
		if got := b.Says("audit.export.error"); !strings.HasPrefix(got, c.says) || !f.files["x.csv"].dropped {
			t.Errorf("%s: %q, dropped %v", name, got, f.files["x.csv"].dropped)
		}
		if b.Says("audit.export.means") == "" {
			t.Errorf("%s: nothing is said of the file", name)
		}
	}
}

func TestAFileThatCannotBeMadeIsToldInTheQuestion(t *testing.T) {
	for err, says := range map[error]string{ErrName: "Ese nombre no sirve", errors.New("no room"): "No se pudo crear el archivo en /home/ana/Documentos."} {
		f := &fake{links: sampleLinks(4), creating: err}
		b := newBench(t, text.ES, f)
		b.export("x")
		b.Until("the refusal", func() bool { return b.Reads(says) })
		if len(b.tasks) != 0 || b.page.exporting {
			t.Error("an export began")
		}
	}
}

// While the user is on another page no dialog gets into their way.
func TestAnExportThatEndsElsewhereIsOffered(t *testing.T) {
	f := &fake{links: sampleLinks(4)}
	b := newBench(t, text.ES, f)
	gate := make(chan struct{})
	f.set(func(f *fake) { f.gate = gate })
	b.export("x")
	b.Until("the task", func() bool { return len(b.tasks) == 1 })
	b.page.Hidden()
	close(gate)
	b.Until("the end", func() bool { return !b.page.exporting })
	if len(b.alerts) != 1 || b.alerts[0] != "Se exportaron 4 actos" || dialog.Open(b.Window().Canvas()) {
		t.Fatalf("said %q, a dialog %v", b.alerts, dialog.Open(b.Window().Canvas()))
	}
	b.see()
	if b.Says("audit.export.path") != f.files["x.csv"].Path() {
		t.Errorf("shown: %q", b.Words())
	}
}
