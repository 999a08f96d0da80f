package shell

import (
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/ui/probe"
)

// What is simulated is said as it is: never that no money moves where it may.
func TestRibbonTellsWhatIsSimulated(t *testing.T) {
	for _, c := range []struct {
		session Session
		want    string
	}{
		{Session{Simulated: true}, "Los sistemas externos están simulados: no se mueve dinero."},
		{Session{Simulated: true, Mixed: true}, "Sólo una parte de los sistemas externos está simulada: puede moverse dinero de verdad."},
	} {
		backend := ready()
		backend.session.Simulated, backend.session.Mixed = c.session.Simulated, c.session.Mixed
		if got := newBench(t, backend).inSession().textOf("ribbon.note"); got != c.want {
			t.Errorf("%+v: %q", c.session, got)
		}
	}
}

// In a narrow window with large letters the ribbon's words keep their room.
func TestRibbonFoldsItsButtons(t *testing.T) {
	b, _ := castBench(t)
	b.s.win.Resize(fyne.NewSize(1366, 768))
	wide := b.there("ribbon.persona").W
	b.s.SetZoom(160)
	b.s.win.Resize(fyne.NewSize(MinWidth, MinHeight))
	if narrow, note := b.there("ribbon.persona").W, b.there("ribbon.note"); narrow >= wide || note.W < 200 {
		t.Errorf("the button is %v wide, was %v; the words have %v", narrow, wide, note.W)
	}
}

// there is an item that must be shown.
func (b *bench) there(id string) probe.Item {
	b.Helper()
	i, ok := b.item(id)
	if !ok {
		b.Fatalf("%s is not there", id)
	}
	return i
}
