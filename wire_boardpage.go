package main

import (
	"log/slog"

	"trastienda/ui/agents"
	"trastienda/ui/board"
	"trastienda/ui/exceptions"
	"trastienda/ui/purchases"
	"trastienda/ui/shell"
)

// boardPage is the first page; its cards lead to the others.
func boardPage(s *shell.Shell, b *backend, log *slog.Logger, currency string, page *purchases.Page, staff *agents.Page, toShop func()) *board.Page {
	home, err := board.New(board.Params{Backend: boardBackend{purchaseBackend{b}}, Book: s.Book(), Shell: s, Role: s.Session().Role,
		Currency: currency, Log: log, Buy: toShop, Open: func(q board.Query) {
			switch {
			case q.Unsettled:
				s.Open(exceptions.PageID)
			case q.NoBank:
				s.Open(agents.PageID)
				staff.ShowMissing()
			case q.Changes:
				s.Open(agents.PageID)
				staff.ShowChanges()
			default:
				s.Open(purchases.PageID)
				page.Show(preset(q))
			}
		}})
	if err != nil {
		panic(err) // as in pages
	}
	return home
}
