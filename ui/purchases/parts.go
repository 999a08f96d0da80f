package purchases

import "trastienda/ui/part"

// The layouts of ui/part under the short names this page uses.
type (
	column = part.Column
	flow   = part.Flow
	facts  = part.Facts
	sided  = part.Sided
	padded = part.Padded
)
