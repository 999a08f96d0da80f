package purchases

import (
	"context"
	"encoding/json"
)

// SharedSettings are the names of the settings that follow their user to every
// computer; the others stay on this one.
func SharedSettings() []string { return []string{settingViews} }

// rereadViews takes the views as they are by now: they may have been changed at
// another computer. While some are being written here they are not read.
func (p *Page) rereadViews() {
	if p.source == nil || p.viewSaves > 0 {
		return // recall reads them, or what is read now is old
	}
	n := p.viewReads.Next()
	run(p, func(ctx context.Context) (string, error) { return p.backend.Setting(ctx, settingViews) }, func(kept string, err error) {
		if err != nil {
			p.log.Warn("read the views", "error", err)
			return
		}
		if !p.viewReads.Current(n) {
			return
		}
		if have, err := json.Marshal(p.views); err == nil && (string(have) == kept || kept == "") {
			return
		}
		var views []view
		p.understand(map[string]string{settingViews: kept}, settingViews, &views)
		p.views = views
		if p.view != "" && p.viewIndex(p.view) < 0 {
			p.view = "" // the list stays as it is, under no name
		}
		p.chips.show(p.query, p.counts)
		p.viewChanged()
	})
}
