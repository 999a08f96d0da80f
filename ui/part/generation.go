package part

// Generation tells an answer that is still wanted from one that came too late.
// UI goroutine only.
type Generation int

// Next makes everything before it late and gives the number of what comes now.
func (g *Generation) Next() int { *g++; return int(*g) }

// Current tells whether nothing came after n.
func (g Generation) Current(n int) bool { return int(g) == n }
