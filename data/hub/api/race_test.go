//go:build race

package api

import "flag"

// The race detector makes every request some five times as slow, and looks for
// races, not for rare inputs: the properties are tried less often under it.
func init() {
	if err := flag.Set("rapid.checks", "20"); err != nil {
		panic(err)
	}
}
