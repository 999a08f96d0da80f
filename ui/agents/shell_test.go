package agents

import "trastienda/ui/shell"

var (
	_ shell.Page      = (*Page)(nil)
	_ shell.Rebuilder = (*Page)(nil)
	_ shell.Paner     = (*Page)(nil)
	_ shell.Badger    = (*Page)(nil)
	_ shell.Disposer  = (*Page)(nil)
	_ Shell           = (*shell.Shell)(nil)
)
