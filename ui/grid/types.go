// Package grid is the one list widget of the program: rows by the million,
// chosen by id, painted in one raster. It knows no business; a page gives it
// columns and a Source and listens to its On… fields.
//
// Everything here runs on the UI goroutine, except the methods of a Source.
package grid

import (
	"context"

	"fyne.io/fyne/v2"

	"trastienda/app/clock"
	"trastienda/ui/look"
)

// Align is where a cell's text stands in its column.
type Align int

// The alignments. Money is always at the right, whatever its cell says.
const (
	Left Align = iota
	Right
	Center
)

// Kind tells how a cell is painted.
type Kind int

// The kinds of cells.
const (
	Plain  Kind = iota
	Money       // at the right, never shortened from the left
	Pill        // icon and word on a tinted, rounded rectangle
	Action      // icon and word in the primary colour; a click calls OnAction
)

// Cell is one formatted value. A page formats it once, when its row is loaded.
type Cell struct {
	Text     string
	Align    Align
	Kind     Kind
	Tone     look.Tone // of a Pill
	Icon     string    // Material Symbols name, "" for none
	Disabled bool      // an Action that cannot be run now, painted grey
	Bold     bool
	Dashed   bool // a Pill with a dashed border: what it says is true here only
}

// Row is one line of the list. Cells stand in the order of Params.Columns,
// whatever the order the user sees them in.
type Row struct {
	ID    string // never empty, unique in the list
	Cells []Cell
	Fill  fyne.ThemeColorName // background, "" for none
	Bar   bool                // a 3 dp bar at the left: the row has an error
	Group *Group              // of the head of a group, whose subtotals are Cells; nil of a plain row
}

// Group makes a row the head of the rows below it. It can be the current row
// but is never chosen, opened, acted on, offered a menu or copied.
type Group struct {
	Level int // 0 outermost
	Open  bool
	Title string // what the rows have in common
	Note  string // beside it, such as how many they are
}

// Column describes a column. Widths are dp at 100 % zoom.
type Column struct {
	ID       string
	Title    string
	Width    float32
	MinWidth float32
	Align    Align // of the heading
	Sortable bool
	NoCopy   bool // left out of copied text (actions)
	Fixed    bool // cannot be hidden
	Away     bool // hidden until the user shows it
	Digits   bool // identifiers: a spreadsheet must keep their leading zeros
}

// Source gives the rows of one filter in one order. Its methods are called
// off the UI goroutine, at most maxRunning at a time, and their context ends
// when nobody needs the answer any more.
type Source interface {
	// Count tells how many rows there are.
	Count(ctx context.Context) (int, error)
	// Rows gives up to n rows, starting with row from (0 is the first).
	Rows(ctx context.Context, from, n int) ([]Row, error)
}

// Keeper is a Source that can tell cheaply which ids it still holds. Without
// it the grid reads the first rows of the source to find out.
type Keeper interface {
	Existing(ctx context.Context, ids []string) ([]string, error)
}

// Outline is a Source with heads of groups among its rows (Row.Group).
type Outline interface {
	// Plain gives the same rows without the heads, those of closed groups
	// too: what Ctrl+A chooses and what is counted and copied.
	Plain() Source
	// Whole tells whether every group is open. It does not wait.
	Whole() bool
	// Head gives the place of the head above row i, or -1. It does not wait.
	Head(i int) int
}

// Selected is what the user has chosen.
type Selected struct {
	All    bool     // every plain row of the source except Except, also in closed groups
	Except []string // only with All
	IDs    []string // in the order of the list as far as it is known; empty with All
	Count  int      // rows chosen
}

// Params is what a grid is made of.
type Params struct {
	ID      string // "purchases": probe ids start with "grid.purchases."
	Columns []Column
	// Keys gets the keys the grid has no use for (F5, …). May be nil.
	Keys func(*fyne.KeyEvent) bool
	// Do runs a function on the UI goroutine; nil means fyne.Do.
	Do func(func())
	// Clock tells double clicks; nil means the machine's clock.
	Clock clock.Clock
	// Modifiers tells the modifier keys held; nil asks the driver.
	Modifiers func() fyne.KeyModifier
}
