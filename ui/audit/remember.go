package audit

import (
	"context"
	"encoding/json"
	"time"

	"trastienda/ui/grid"
	"trastienda/ui/part"
)

// settingColumns keeps how the user wants the columns.
const settingColumns = "audit.columns"

// saveDelay is how long the page waits for the next change of a column's width
// before it writes it down.
const saveDelay = 500 * time.Millisecond

// recall takes the columns as the user left them, once.
func (p *Page) recall() {
	if p.recalled {
		return
	}
	p.recalled = true
	part.Run(p.ctx, p.Do, func(ctx context.Context) (string, error) { return p.Backend.Setting(ctx, settingColumns) },
		func(kept string, err error) {
			var view grid.ViewState
			if err == nil && kept != "" {
				err = json.Unmarshal([]byte(kept), &view)
			}
			switch {
			case err != nil:
				// Nobody must be kept from working because a column's width is lost.
				p.Log.Warn("read the columns of the audit page", "error", err)
			case kept != "":
				p.grid.SetView(view)
			}
		})
}

// layoutChanged writes down how the columns stand, once they rest.
func (p *Page) layoutChanged() {
	n := p.saves.Next()
	time.AfterFunc(saveDelay, func() {
		p.Do(func() {
			if p.saves.Current(n) && p.ctx.Err() == nil {
				p.saveColumns()
			}
		})
	})
}

func (p *Page) saveColumns() {
	text, err := json.Marshal(p.grid.View())
	if err != nil {
		p.Log.Error("keep the columns of the audit page", "error", err)
		return
	}
	part.Run(p.ctx, p.Do, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.Backend.PutSetting(ctx, settingColumns, string(text))
	}, func(_ struct{}, err error) {
		if err != nil {
			p.Log.Warn("keep the columns of the audit page", "error", err)
		}
	})
}
