package buy

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"trastienda/ui/command"
	"trastienda/ui/look"
)

// The ids of the page's commands.
const (
	cmdBegin  = "buy.begin"
	cmdWallet = "buy.wallet"
	cmdEye    = "buy.turneye"
)

// Commands are what the page adds to the menus while it is shown.
func (p *Page) Commands() []command.Command {
	b := p.Book
	title := func(key string) func() string { return func() string { return b.T(key) } }
	enter := func(k fyne.KeyName) fyne.Shortcut {
		return &desktop.CustomShortcut{KeyName: k, Modifier: command.Modifier}
	}
	return []command.Command{
		{ID: cmdBegin, Title: title("buy.command"), Icon: look.Icon(p.Icon()), Enabled: p.mayBuy, Run: p.begin,
			Shortcut: enter(fyne.KeyReturn), Also: []fyne.Shortcut{enter(fyne.KeyEnter)}},
		{ID: cmdWallet, Title: title("buy.wallet.again"), Icon: look.Icon("refresh"), Run: p.askWallet, Enabled: func() (bool, string) {
			switch {
			case !p.online:
				return false, b.T("buy.reason.offline")
			default:
				return p.psr != "", b.T("buy.reason.choose")
			}
		}},
		{ID: cmdEye, Title: func() string {
			if p.hide {
				return b.T("buy.show")
			}
			return b.T("buy.hide")
		}, Icon: look.Icon("visibility"), Run: p.turnEye},
	}
}

// commandsChanged tells menus and buttons that what may be done has changed.
func (p *Page) commandsChanged() {
	if p.body != nil {
		p.body.confirm.SetEnabled(p.mayBuy())
	}
	if p.shown {
		p.Shell.Commands().Refresh()
	}
}
