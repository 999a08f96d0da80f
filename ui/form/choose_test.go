package form

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func options(texts ...string) []Option {
	var all []Option
	for _, s := range texts {
		all = append(all, Option{ID: strings.ToLower(s), Text: s})
	}
	return all
}

func TestSelect(t *testing.T) {
	s := newStage(t)
	var chosen []string
	sel := NewSelect(SelectParams{ID: "s", Placeholder: "Elegí", Options: options("Todas", "Pendientes", "Error", "Pagadas"), OnChange: func(id string) { chosen = append(chosen, id) }})
	s.show(sel)
	test.Tap(sel)
	s.key(fyne.KeyDown, fyne.KeyReturn)
	if sel.ProbeText() != "Pendientes" || s.win.Canvas().Focused() != sel {
		t.Errorf("chose %q; focus on %T", sel.ProbeText(), s.win.Canvas().Focused())
	}
	s.typed("p")
	s.typed("P")
	s.typed("t")
	if strings.Join(chosen, " ") != "pendientes pagadas pendientes todas" {
		t.Errorf("chose %v", chosen)
	}
	s.key(fyne.KeySpace, fyne.KeyEnd, fyne.KeyEscape)
	if sel.Selected() != "todas" || len(chosen) != 4 {
		t.Error("Esc changed the choice")
	}
	s.key(fyne.KeySpace)
	list := s.win.Canvas().Focused().(*choices)
	list.Tapped(&fyne.PointEvent{Position: fyne.NewPos(5, list.row()*2.5)})
	if sel.Selected() != "error" {
		t.Errorf("the click chose %q", sel.Selected())
	}
	sel.SetOptions(options("Todas"))
	if sel.Selected() != "" {
		t.Error("an option that is gone is still chosen")
	}
	sel.SetEnabled(false)
	test.Tap(sel)
	if s.win.Canvas().Overlays().Top() != nil {
		t.Error("a disabled drop-down opened")
	}
}

// searchStage has a SearchSelect whose searches wait in pending.
func searchStage(t *testing.T, find func(query string) ([]Option, int, error)) (*stage, *SearchSelect, *[]func(), *[]Option) {
	s := newStage(t)
	pending, chosen := &[]func(){}, &[]Option{}
	f := NewSearchSelect(SearchParams{ID: "a", Placeholder: "Agente", Book: s.book,
		Find:     func(_ context.Context, query string) ([]Option, int, error) { return find(query) },
		Explain:  func(err error) string { return "No se pudo: " + err.Error() },
		OnChange: func(o Option) { *chosen = append(*chosen, o) },
		Go:       func(f func()) { *pending = append(*pending, f) },
		Do:       func(f func()) { f() },
	})
	s.show(f)
	s.focus(f)
	return s, f, pending, chosen
}

func run(pending *[]func()) {
	for _, f := range *pending {
		f()
	}
	*pending = nil
}

func agents(query string) ([]Option, int, error) {
	var found []Option
	for i := range 30 {
		if name := "Agente " + strconv.Itoa(i); strings.Contains(name, query) {
			found = append(found, Option{ID: strconv.Itoa(i), Text: name})
		}
	}
	return found, 0, nil
}

func TestSearchSelect(t *testing.T) {
	s, f, pending, chosen := searchStage(t, agents)
	s.typed("2")
	s.typed("1")
	run(pending)
	if len(f.list.options) != 1 || f.field.Text != "21" {
		t.Fatalf("%q finds %v", f.field.Text, f.list.options)
	}
	s.key(fyne.KeyReturn)
	if f.Chosen().ID != "21" || f.ProbeText() != "Agente 21" || len(*chosen) != 1 || s.win.Canvas().Focused() != f {
		t.Errorf("chose %v, told %v, focus on %T", f.Chosen(), *chosen, s.win.Canvas().Focused())
	}
	s.key(fyne.KeyDelete)
	if f.Chosen() != (Option{}) || f.ProbeText() != "" {
		t.Errorf("Delete leaves %v", f.Chosen())
	}
	s.key(fyne.KeyDown)
	run(pending)
	s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if f.Chosen().ID != "2" {
		t.Errorf("the third row is %v", f.Chosen())
	}
}

func TestSearchSelectDropsLateAnswers(t *testing.T) {
	s, f, pending, _ := searchStage(t, agents)
	s.typed("2")
	s.typed("9")
	late := (*pending)[0]
	(*pending)[1]()
	late()
	if len(f.list.options) != 1 || f.list.options[0].ID != "29" {
		t.Errorf("an old answer replaced the new one: %v", f.list.options)
	}
	s.key(fyne.KeyEscape)
	late()
	if s.win.Canvas().Focused() != f || f.Chosen() != (Option{}) {
		t.Error("Esc did not close the list without a choice")
	}
}

func TestSearchSelectSaysWhatHappened(t *testing.T) {
	answer := func(options []Option, more int, err error) func(string) ([]Option, int, error) {
		return func(string) ([]Option, int, error) { return options, more, err }
	}
	for want, find := range map[string]func(string) ([]Option, int, error){
		"No hay coincidencias":             answer(nil, 0, nil),
		"Hay 1.200 más: seguí escribiendo": answer(options("A"), 1200, nil),
		"No se pudo: sin conexión":         answer(nil, 0, errors.New("sin conexión")),
	} {
		s, f, pending, _ := searchStage(t, find)
		s.key(fyne.KeyDown)
		run(pending)
		if f.line.Text() != want {
			t.Errorf("the line says %q, want %q", f.line.Text(), want)
		}
		s.key(fyne.KeyReturn)
		if len(f.list.options) == 0 && s.win.Canvas().Overlays().Top() == nil {
			t.Error("Enter on an empty list chose something")
		}
	}
}
