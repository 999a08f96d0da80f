package columns

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"trastienda/app/listing"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/probe"
	"trastienda/ui/text"
)

type bench struct {
	t    *testing.T
	p    Params
	told []string // what the grid and the menu told the page
}

func newBench(t *testing.T, lang text.Lang, choice look.Choice) *bench {
	test.NewTempApp(t).Settings().SetTheme(look.New(choice))
	book, err := text.NewBook(lang)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t}
	g := grid.New(grid.Params{ID: "test", Columns: []grid.Column{
		{ID: "at", Title: "Fecha y hora", Width: 130, Sortable: true, Fixed: true},
		{ID: "psr", Title: "PSR", Width: 140, Sortable: true},
		{ID: "wallet", Title: "N° Transferencia Claro Pay", Width: 170},
		{ID: "amount", Title: "Monto", Width: 130, Sortable: true},
	}})
	g.OnLayout = func() { b.told = append(b.told, "layout") }
	g.OnSort = func(s listing.Sort) { b.told = append(b.told, "sort "+s.String()) }
	w := test.NewTempWindow(t, form.WithTips(g))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1024, 640))
	b.p = Params{Grid: g, Window: w, Book: book, Groupable: []string{"psr"}, Group: func(id string) { b.told = append(b.told, "group "+id) }}
	return b
}

// seen gives the columns in their order, hidden ones in brackets.
func (b *bench) seen() string {
	var list []string
	for _, c := range b.p.Grid.Layout() {
		if c.Hidden {
			c.ID = "(" + c.ID + ")"
		}
		list = append(list, c.ID)
	}
	return strings.Join(list, " ")
}

// items tells what the dialog shows.
func (b *bench) items() map[string]probe.Item {
	found := map[string]probe.Item{}
	for _, it := range probe.Collect(b.p.Window) {
		found[it.ID] = it
	}
	return found
}

func (b *bench) tap(id string) {
	b.t.Helper()
	it, ok := b.items()[id]
	if !ok {
		b.t.Fatalf("%s is not shown", id)
	}
	test.TapCanvas(b.p.Window.Canvas(), fyne.NewPos(it.X+it.W/2, it.Y+it.H/2))
}

func (b *bench) want(what, seen string) {
	b.t.Helper()
	if got := b.seen(); got != seen {
		b.t.Errorf("%s: %s, want %s", what, got, seen)
	}
}

// key presses a key on whatever has the focus.
func (b *bench) key(name fyne.KeyName) {
	b.p.Window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
}

func (b *bench) focusOn(id string) {
	b.t.Helper()
	for range 30 {
		if it := b.items()[id]; it.Focused {
			return
		}
		b.p.Window.Canvas().FocusNext()
	}
	b.t.Fatalf("Tab never comes to %s", id)
}

func TestTheDialogByMouse(t *testing.T) {
	b := newBench(t, text.ES, look.Light)
	d := Show(b.p)
	if got := b.items()["columns.show.at"]; got.Text != "☑ Fecha y hora (siempre visible)" || !got.Disabled {
		t.Errorf("the fixed column: %+v", got)
	}
	b.tap("columns.show.wallet")
	b.want("hidden", "at psr (wallet) amount")
	if got := b.items()["columns.show.wallet"].Text; got != "☐ N° Transferencia Claro Pay" {
		t.Errorf("its line says %q", got)
	}
	b.tap("columns.up.amount")
	b.tap("columns.up.amount")
	b.want("up", "at amount psr (wallet)")
	b.tap("columns.down.at")
	b.want("down", "amount at psr (wallet)")
	if got := b.items(); !got["columns.up.amount"].Disabled || got["columns.up.at"].Disabled || !got["columns.down.wallet"].Disabled {
		t.Error("up or down are offered where there is no way")
	}
	b.tap("columns.up.amount") // disabled
	b.tap("columns.show.wallet")
	b.want("shown again", "amount at psr wallet")
	b.tap("columns.freeze")
	if b.p.Grid.Frozen() != 1 {
		t.Error("nothing is frozen")
	}
	b.tap("columns.reset")
	b.want("reset", "at psr wallet amount")
	if b.p.Grid.Frozen() != 0 || b.items()["columns.freeze"].Text[:3] != "☐" {
		t.Error("after the reset a column is frozen")
	}
	if n := len(b.told); n != 7 {
		t.Errorf("told %v", b.told)
	}
	b.tap("columns.close")
	if !d.Hidden() {
		t.Error("the dialog stays")
	}
}

func TestTheDialogByKeyboard(t *testing.T) {
	b := newBench(t, text.ES, look.Light)
	d := Show(b.p)
	b.focusOn("columns.show.psr")
	b.key(fyne.KeySpace)
	b.want("space", "at (psr) wallet amount")
	b.key(fyne.KeyDown)
	b.key(fyne.KeySpace)
	b.want("down and space", "at (psr) (wallet) amount")
	b.focusOn("columns.up.wallet")
	b.key(fyne.KeySpace)
	b.key(fyne.KeyReturn)
	b.want("up twice", "(wallet) at (psr) amount")
	if !b.items()["columns.up.wallet"].Focused {
		t.Error("the focus left the column that was moved")
	}
	b.key(fyne.KeyUp) // there is none above
	b.key(fyne.KeyDown)
	if !b.items()["columns.up.at"].Focused {
		t.Error("↓ does not lead to the next line")
	}
	b.key(fyne.KeyEscape)
	if !d.Hidden() {
		t.Error("Esc leaves the dialog open")
	}
}

// menu runs an item of a heading's menu by its words; "" when it cannot be.
func (b *bench) menu(column, label string) *fyne.MenuItem {
	b.t.Helper()
	for _, it := range HeaderMenu(b.p, column).Items {
		if it.Label == label {
			return it
		}
	}
	return nil
}

func (b *bench) run(column, label string) {
	b.t.Helper()
	it := b.menu(column, label)
	if it == nil || it.Disabled {
		b.t.Fatalf("%q is not offered for %s", label, column)
	}
	it.Action()
}

func TestTheMenuOfAHeading(t *testing.T) {
	b := newBench(t, text.ES, look.Light)
	for _, label := range []string{"Orden ascendente", "Orden descendente", "Agregar al orden"} {
		if !b.menu("wallet", label).Disabled {
			t.Errorf("%s is offered for a column that cannot be sorted by", label)
		}
	}
	if !b.menu("psr", "Agregar al orden").Disabled {
		t.Error("there is no order to be added to")
	}
	b.run("psr", "Orden descendente")
	if !b.menu("psr", "Orden descendente").Checked || b.menu("psr", "Orden ascendente").Checked {
		t.Error("the present order is not marked")
	}
	if !b.menu("psr", "Quitar del orden").Disabled {
		t.Error("the only key can be taken out")
	}
	b.run("amount", "Agregar al orden")
	b.run("psr", "Orden ascendente") // turns where it stands
	b.run("psr", "Quitar del orden")
	b.run("at", "Orden ascendente")
	if !b.menu("at", "Ocultar columna").Disabled {
		t.Error("a fixed column can be hidden")
	}
	b.run("psr", "Ocultar columna")
	b.want("hidden", "at (psr) wallet amount")
	b.run("at", "Inmovilizar la primera columna")
	if b.p.Grid.Frozen() != 1 || !b.menu("wallet", "Inmovilizar la primera columna").Checked {
		t.Error("nothing is frozen")
	}
	b.run("at", "Inmovilizar la primera columna")
	b.run("wallet", "Ajustar el ancho")
	if b.menu("at", "Agrupar por esta columna") != nil {
		t.Error("grouping by a column that cannot be grouped by")
	}
	b.run("psr", "Agrupar por esta columna")
	b.p.Grouped = "psr"
	b.run("psr", "Dejar de agrupar")
	want := "sort -psr|sort -psr,amount|sort psr,amount|sort amount|sort at|layout|layout|layout|layout|group psr|group "
	if got := strings.Join(b.told, "|"); got != want {
		t.Errorf("told %s\nwant %s", got, want)
	}
	b.p.Group = nil
	if b.menu("psr", "Agrupar por esta columna") != nil || b.menu("psr", "Dejar de agrupar") != nil {
		t.Error("a list that does not group offers it")
	}
	b.run("psr", "Columnas…")
	if !dialog.Open(b.p.Window.Canvas()) {
		t.Error("the dialog does not open")
	}
}

// No text of the dialog is cut in any language. Set TRASTIENDA_PICTURES to a
// folder to look at it.
func TestTheDialogInEveryLanguage(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			b := newBench(t, lang, choice)
			b.p.Grid.HideColumn("psr")
			Show(b.p)
			c := b.p.Window.Canvas()
			b.fits(string(lang), c.Overlays().Top(), c.Size().Width)
			if dir := os.Getenv("TRASTIENDA_PICTURES"); dir != "" {
				b.draw(filepath.Join(dir, fmt.Sprintf("columns-%s-%s.png", lang, choice)))
			}
		}
	}
}

func (b *bench) fits(where string, o fyne.CanvasObject, right float32) {
	b.t.Helper()
	if !o.Visible() {
		return
	}
	left := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X
	switch o := o.(type) {
	case *canvas.Text:
		if o.Text != "" && left+o.MinSize().Width > right+1 {
			b.t.Errorf("%s: %q ends at %.0f of %.0f", where, o.Text, left+o.MinSize().Width, right)
		}
	case *fyne.Container:
		for _, each := range o.Objects {
			b.fits(where, each, right)
		}
	case fyne.Widget:
		right = min(right, left+o.Size().Width)
		for _, each := range test.WidgetRenderer(o).Objects() {
			b.fits(where, each, right)
		}
	}
}

func (b *bench) draw(path string) {
	b.t.Helper()
	file, err := os.Create(path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, b.p.Window.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}
