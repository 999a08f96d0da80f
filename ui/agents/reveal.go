package agents

import (
	"context"

	"trastienda/app/agent"
	"trastienda/ui/dialog"
)

// reveal shows a change in full, or hides it again. into keeps what was told
// until it leaves the screen; draw shows it. Every call of the hub is audited.
func (p *Page) reveal(changeID string, into map[string]*revealed, draw func()) {
	if into[changeID] != nil {
		delete(into, changeID)
		draw()
		return
	}
	run(p, func(ctx context.Context) (r revealed, err error) {
		r.proposed, r.old, err = p.Backend.RevealChange(ctx, changeID)
		return r, err
	}, func(r revealed, err error) {
		if err != nil {
			p.notRevealed(err)
			return
		}
		if p.shown {
			into[changeID] = &r
			draw()
		}
	})
}

// revealBank shows the account in force.
func (f *formView) revealBank() {
	p, b := f.page, f.bank
	if b.account != nil {
		b.account = nil
		b.fill()
		return
	}
	id := f.id
	run(p, func(ctx context.Context) (agent.Account, error) { return p.Backend.Reveal(ctx, id) }, func(a agent.Account, err error) {
		switch {
		case err != nil:
			p.notRevealed(err)
		case p.shown && p.form == f && f.id == id:
			b.account = &a
			b.fill()
		}
	})
}

// notRevealed says why an account is not shown.
func (p *Page) notRevealed(err error) {
	p.Log.Warn("reveal an account", "error", err)
	f := p.failedAct(err)
	if f.code == "" && f.words == p.Book.T("agents.failed.unknown") {
		f.words = p.Book.T("agents.failed.reveal")
	}
	dialog.Show(dialog.Params{ID: "agents.eye.failed", Window: p.Shell.Window(), Title: p.Book.T("agents.eye.show"),
		Content: f.note(p, "agents.eye"), Buttons: []dialog.Button{{ID: "ok", Text: p.Book.T("agents.ok"), Kind: dialog.Primary}},
		Cancel: 0, Default: 0, Focus: 0, CtrlEnter: dialog.None})
	p.viewChanged()
}
