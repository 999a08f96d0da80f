package exceptions

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/exception"
	"trastienda/ui/command"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// The ids of the page's commands.
const (
	cmdOpen     = "exceptions.open"
	cmdAssign   = "exceptions.assign"
	cmdClose    = "exceptions.close"
	cmdApprove  = "exceptions.approve"
	cmdReject   = "exceptions.reject"
	cmdWithdraw = "exceptions.withdraw"
	cmdPurchase = "exceptions.purchase"
)

// Commands are what the page adds to the menus while it is shown.
func (p *Page) Commands() []command.Command {
	p.prepare()
	title := func(key string) func() string { return func() string { return p.Book.T(key) } }
	return append([]command.Command{
		{ID: cmdOpen, Title: title("exceptions.open"), Icon: look.Icon("info"), Enabled: p.oneChosen, Run: func() { p.open(p.chosen.ID) }},
		{ID: cmdAssign, Title: title("exceptions.assign"), Icon: look.Icon("point_of_sale"), Enabled: func() (bool, string) { return p.mayPropose(exception.Assign) },
			Run: func() { p.ask(exception.Propose, exception.Assign) }},
		{ID: cmdClose, Title: title("exceptions.close"), Icon: look.Icon("block"), Enabled: func() (bool, string) { return p.mayPropose(exception.Close) },
			Run: func() { p.ask(exception.Propose, exception.Close) }},
		{ID: cmdApprove, Title: title("exceptions.approve"), Icon: look.Icon("check_circle"), Enabled: p.mayDecide, Run: func() { p.ask(exception.Approve, "") }},
		{ID: cmdReject, Title: title("exceptions.reject"), Icon: look.Icon("cancel"), Enabled: p.mayDecide, Run: func() { p.ask(exception.Reject, "") }},
		{ID: cmdWithdraw, Title: title("exceptions.withdraw"), Icon: look.Icon("undo"), Enabled: p.mayWithdraw, Run: func() { p.ask(exception.Withdraw, "") }},
		{ID: cmdPurchase, Title: title("exceptions.purchase"), Icon: look.Icon("sync_alt"), Enabled: p.mayOpenPurchase, Run: func() { p.Open(p.purchaseID()) }},
	}, p.exportCommands()...)
}

func (p *Page) oneChosen() (bool, string) {
	return p.chosen.ID != "", p.Book.T("exceptions.reason.none")
}

// ready tells whether anything may be asked about the chosen row now.
func (p *Page) ready() (bool, string) {
	switch {
	case p.settling != nil:
		return false, p.Book.T("exceptions.reason.busy")
	case p.chosen.ID == "":
		return false, p.Book.T("exceptions.reason.none")
	case !p.online:
		return false, p.Book.T("exceptions.reason.offline")
	}
	return true, ""
}

func (p *Page) mine(e exception.Exception) bool {
	return e.Proposal != nil && e.Proposal.ByID == p.User
}

func (p *Page) mayPropose(act exception.Act) (bool, string) {
	ok, reason := p.ready()
	switch {
	case !ok:
		return false, reason
	case !p.Role.Allows(access.ExceptionsPropose):
		return false, p.Book.T("exceptions.reason.role")
	case !p.chosen.May(act):
		return false, p.Book.T("exceptions.reason.closeonly")
	case p.chosen.Proposal != nil && !p.mine(p.chosen):
		return false, p.Book.T("exceptions.reason.other", "name", p.chosen.Proposal.By)
	}
	return true, ""
}

func (p *Page) mayDecide() (bool, string) {
	ok, reason := p.ready()
	switch {
	case !ok:
		return false, reason
	case p.chosen.Proposal == nil:
		return false, p.Book.T("exceptions.reason.nothing")
	case p.mine(p.chosen):
		return false, p.Book.T("exceptions.reason.second")
	case !p.Role.Allows(access.ExceptionsDecide):
		return false, p.Book.T("exceptions.reason.manager")
	}
	return true, ""
}

func (p *Page) mayWithdraw() (bool, string) {
	ok, reason := p.ready()
	switch {
	case !ok:
		return false, reason
	case p.chosen.Proposal == nil:
		return false, p.Book.T("exceptions.reason.nothing")
	case !p.mine(p.chosen):
		return false, p.Book.T("exceptions.reason.notmine", "name", p.chosen.Proposal.By)
	}
	return true, ""
}

// purchaseID is the purchase that an alarm is about, or the detail knows of.
func (p *Page) purchaseID() string {
	if id := p.chosen.Told().PurchaseID; id != "" {
		return id
	}
	if e := p.detail.data; e.ID != "" && e.ID == p.chosen.ID && e.Known != nil {
		return e.Known.PurchaseID
	}
	return ""
}

func (p *Page) mayOpenPurchase() (bool, string) {
	if ok, reason := p.oneChosen(); !ok {
		return false, reason
	}
	return p.purchaseID() != "", p.Book.T("exceptions.reason.nopurchase")
}

// commandsChanged tells menus and buttons that what may be done has changed.
func (p *Page) commandsChanged() {
	p.toolbar.update()
	if p.shown {
		p.Shell.Commands().Refresh()
	}
}

// toolbar has the steps as buttons; which of them may be taken the command says.
type toolbar struct {
	page    *Page
	root    *fyne.Container
	buttons []*form.Button
	may     []func() (bool, string)
}

func newToolbar(p *Page) *toolbar {
	t := &toolbar{page: p, root: container.New(part.Flow{Gap: sized(theme.SizeNamePadding, 1)})}
	for _, c := range p.Commands() {
		if c.ID == cmdOpen || c.ID == cmdPurchase {
			continue
		}
		kind := form.Plain
		if c.ID == cmdApprove {
			kind = form.Primary
		}
		button := form.NewButton(form.ButtonParams{ID: c.ID + ".button", Text: c.Title(), Icon: c.Icon, Kind: kind, Keys: p.keys,
			Run: func() { p.Shell.Commands().Run(c.ID) }})
		t.buttons = append(t.buttons, button)
		t.may = append(t.may, c.Enabled)
		t.root.Add(button)
	}
	return t
}

func (t *toolbar) update() {
	for i, b := range t.buttons {
		b.SetEnabled(t.may[i]())
	}
}

// exportCommands take the list out as a file.
func (p *Page) exportCommands() []command.Command {
	return liststate.ExportCommands(liststate.ExportParams{List: PageID, Book: p.Book, Title: p.Title, Grid: func() *grid.Grid { return p.grid }, Run: p.Export})
}
