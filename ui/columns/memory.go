package columns

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"trastienda/ui/grid"
	"trastienda/ui/part"
)

// saveDelay is how long the memory waits for the next change of a column's
// width before it writes it down.
const saveDelay = 500 * time.Millisecond

// Settings keeps choices of the user on this computer.
type Settings interface {
	// Setting gives a choice, "" when none was made.
	Setting(ctx context.Context, key string) (string, error)
	PutSetting(ctx context.Context, key, value string) error
}

// Memory keeps how the user wants the columns of a list, from one start of the
// program to the next. UI goroutine only.
type Memory struct {
	Key     string // the name of the setting
	Backend Settings
	Context context.Context   // of the page; ends when it is gone
	Do      func(func())      // runs on the UI goroutine
	Grid    func() *grid.Grid // the present one: pages make theirs anew
	Log     *slog.Logger

	asked bool // how the columns stand was asked for
	saves part.Generation
}

// Recall takes the columns as the user left them, once.
func (m *Memory) Recall() {
	if m.asked {
		return
	}
	m.asked = true
	part.Run(m.Context, m.Do, func(ctx context.Context) (string, error) { return m.Backend.Setting(ctx, m.Key) },
		func(kept string, err error) {
			var view grid.ViewState
			if err == nil && kept != "" {
				err = json.Unmarshal([]byte(kept), &view)
			}
			switch {
			case err != nil:
				// Nobody must be kept from working because a column's width is lost.
				m.Log.Warn("read how columns stand", "setting", m.Key, "error", err)
			case kept != "":
				m.Grid().SetView(view)
			}
		})
}

// Changed writes down how the columns stand, once they rest.
func (m *Memory) Changed() { m.saves.After(m.Context, m.Do, saveDelay, m.save) }

func (m *Memory) save() {
	text, err := json.Marshal(m.Grid().View())
	if err != nil {
		m.Log.Error("keep how columns stand", "setting", m.Key, "error", err)
		return
	}
	part.Run(m.Context, m.Do, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.Backend.PutSetting(ctx, m.Key, string(text))
	}, func(_ struct{}, err error) {
		if err != nil {
			m.Log.Warn("keep how columns stand", "setting", m.Key, "error", err)
		}
	})
}
