package purchases

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"trastienda/app/access"
	"trastienda/app/purchase"
	"trastienda/ui/command"
	"trastienda/ui/look"
)

// The ids of the page's commands.
const (
	cmdRetry         = "purchases.retry"
	cmdOpen          = "purchases.open"
	cmdTake          = "purchases.take"
	cmdNote          = "purchases.note"
	cmdClose         = "closing.propose"
	cmdCloseApprove  = "closing.approve"
	cmdCloseReject   = "closing.reject"
	cmdCloseWithdraw = "closing.withdraw"
	cmdFind          = "purchases.find"
	cmdFilters       = "purchases.filters"
	cmdCopyRow       = "purchases.copy.row"
	cmdCopyHeader    = "purchases.copy.header"
	cmdCopyPSR       = "purchases.copy.psr"
	cmdCopyWallet    = "purchases.copy.wallet"
	cmdCopyTransfer  = "purchases.copy.transfer"
	cmdCopyExcel     = "purchases.copy.excel"
	cmdOpenAll       = "purchases.group.openall"
	cmdCloseAll      = "purchases.group.closeall"
	cmdColumns       = "purchases.columns"
	cmdSaveView      = "purchases.view.save"
)

// Commands are what the page adds to the menus while it is shown.
func (p *Page) Commands() []command.Command {
	accel := func(k fyne.KeyName, more fyne.KeyModifier) fyne.Shortcut {
		return &desktop.CustomShortcut{KeyName: k, Modifier: command.Modifier | more}
	}
	return append([]command.Command{
		{ID: cmdRetry, Title: p.title("purchases.retry"), Icon: look.Icon("refresh"), Enabled: p.mayRetry,
			Shortcut: accel(fyne.KeyReturn, 0), Also: []fyne.Shortcut{accel(fyne.KeyEnter, 0)},
			Run: p.retryChosen},
		{ID: cmdOpen, Title: p.title("purchases.open"), Icon: look.Icon("info"), Enabled: p.oneChosen,
			Run: func() { p.open(p.selected.ID) }},
		{ID: cmdTake, Title: p.title("marks.hold"), Icon: look.Icon("person"), Enabled: p.mayTake, Run: p.take},
		{ID: cmdNote, Title: p.title("marks.edit"), Icon: look.Icon("edit"), Keys: []fyne.KeyName{fyne.KeyF2}, Enabled: p.mayTake, Run: p.writeNote},
		{ID: cmdFind, Menu: command.Edit, Title: p.title("purchases.find"), Icon: look.Icon("search"),
			Shortcut: accel(fyne.KeyF, 0), Run: p.find},
		{ID: cmdFilters, Menu: command.Edit, Title: p.title("purchases.filters"), Icon: look.Icon("filter_alt"),
			Shortcut: accel(fyne.KeyF, fyne.KeyModifierShift), Checked: func() bool { return p.filters.Open() },
			Run: func() { p.filters.show(!p.filters.Open()) }},
		{ID: cmdCopyRow, Title: p.title("purchases.copy.row"), Icon: look.Icon("content_copy"), Enabled: p.someChosen,
			Run: func() { p.copyRows(false) }},
		{ID: cmdCopyHeader, Title: p.title("purchases.copy.header"), Enabled: p.someChosen,
			Run: func() { p.copyRows(true) }},
		p.copyOf(cmdCopyPSR, "purchases.copy.psr", func(q purchase.Purchase) string { return q.PSR }),
		p.copyOf(cmdCopyWallet, "purchases.copy.wallet", func(q purchase.Purchase) string { return q.WalletTransfer }),
		p.copyOf(cmdCopyTransfer, "purchases.copy.transfer", func(q purchase.Purchase) string { return q.TransferID }),
	}, slices.Concat(p.closingCommands(), p.exportCommands(), p.receiptCommands(), p.listCommands())...)
}

// closingCommands are the steps of closing by hand, for those who may take any.
func (p *Page) closingCommands() []command.Command {
	if !p.role.Allows(access.ClosingPropose) {
		return nil
	}
	var all []command.Command
	for _, s := range closingSteps {
		all = append(all, command.Command{ID: s.cmd, Title: p.title(s.key), Icon: look.Icon(s.icon),
			Enabled: func() (bool, string) { return p.mayClose(s.step, p.selected, p.selectedClosing) },
			Run:     func() { p.close(s.step, p.selected.ID) }})
	}
	return all
}

func (p *Page) title(key string) func() string { return func() string { return p.book.T(key) } }

// copyOf copies one value of the chosen row.
func (p *Page) copyOf(id, key string, value func(purchase.Purchase) string) command.Command {
	return command.Command{ID: id, Title: p.title(key), Enabled: func() (bool, string) {
		if ok, reason := p.oneChosen(); !ok {
			return false, reason
		}
		return value(p.selected) != "", ""
	}, Run: func() { p.copy(value(p.selected)) }}
}

func (p *Page) oneChosen() (bool, string) {
	return p.selected.ID != "", p.book.T("purchases.reason.norow")
}

func (p *Page) someChosen() (bool, string) {
	return p.chosen > 0, p.book.T("purchases.reason.norow")
}

// find gives the keyboard to the search box.
func (p *Page) find() {
	p.shell.Window().Canvas().Focus(p.toolbar.search)
	p.toolbar.search.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// copyRows puts the chosen rows on the clipboard as tab-separated values. The
// grid reads those first that are not loaded.
func (p *Page) copyRows(header bool) {
	if header {
		p.grid.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyC, Modifier: command.Modifier | fyne.KeyModifierShift})
		return
	}
	p.grid.TypedShortcut(&fyne.ShortcutCopy{})
}
