package importing

import (
	"fmt"
	"testing"

	rules "trastienda/app/importing"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// Every step in three languages, both looks, a wide and the least window, the
// latter also at the greatest zoom: no text is cut. Set TRASTIENDA_PICTURES to a
// folder to look at them.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		b := newBench(t, lang)
		b.backend.runs = []rules.Run{{By: "Ana Gómez", At: noon, Tally: rules.Tally{Created: 2}}}
		b.backend.answers[2] = rules.RowResult{Result: rules.Created, Bank: rules.BankProposed}
		b.backend.failing, b.backend.failAt = ErrOffline, 1
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			for _, c := range []struct {
				width, height float32
				zoom          int
			}{{1366, 720, 100}, {1024, 600, 100}, {1024, 600, 160}} {
				b.Wear(choice, c.zoom)
				b.Resize(c.width, c.height)
				b.steps(fmt.Sprintf("%s-%s-%.0f-%d", lang, choice, c.width, c.zoom))
			}
		}
	}
}

func (b *bench) steps(name string) {
	b.T.Helper()
	b.i.Ask(rules.Agents)
	b.Until("the newest files", func() bool { return !b.disabled("importing.recent") })
	b.Seen(name + "-file")
	b.Tap("importing.choose")
	b.Until("the folder", func() bool { return len(b.i.chooser.rows.All()) > 0 })
	b.Seen(name + "-folder")
	b.Tap("importing.back")
	b.Tap("importing.cancel")
	b.preview(rules.Agents, "/docs/agentes.csv", agentsFile)
	b.Seen(name + "-preview")
	b.Tap("importing.columns")
	b.Seen(name + "-columns")
	b.Tap("importing.take")
	b.Shown("importing.sum")
	b.settle()
	b.Tap("importing.do")
	b.Shown("importing.cut")
	b.Seen(name + "-end")
	b.Tap("importing.end.bad")
	b.Shown("importing.saved.path")
	b.Seen(name + "-saved")
	b.Tap("importing.saved.close")
	b.Tap("importing.end.close")
}

func (b *bench) disabled(id string) bool {
	i, ok := b.Item(id)
	return !ok || i.Disabled
}
