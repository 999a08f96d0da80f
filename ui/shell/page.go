package shell

import (
	"fyne.io/fyne/v2"

	"trastienda/ui/command"
)

// Page is one page of the window. All of it runs on the UI goroutine.
type Page interface {
	ID() string
	Title() string    // the full title
	NavTitle() string // the short one of the navigation
	Icon() string     // Material Symbols name
	Content() fyne.CanvasObject
	Commands() []command.Command // while it is shown they are in the menus
	Shown()
	Hidden()
	Refresh()                  // F5
	Key(e *fyne.KeyEvent) bool // a key nobody else took; true = taken. Must not call Shell.Key.
	Busy() bool                // an act whose answer is not there yet: closing the window asks first
}

// Other optional parts of a page: Hider and Noticer (away.go).

// Rebuilder is a page that makes its content anew after a change of language
// or look; without it a page must follow the Book by itself.
type Rebuilder interface{ Rebuild() }

// Badger is a page with a number beside its name in the navigation.
type Badger interface {
	Badge() int
}

// Paner is a page with several panes: F6 walks through what it returns
// (invisible and disabled ones are skipped).
type Paner interface{ Panes() []fyne.Focusable }

// Unsaver is a page in which something can be typed that is lost unless it is
// saved: closing the window asks first.
type Unsaver interface{ Unsaved() bool }

// Disposer is a page that holds something for the session (a subscription, a
// query under way): Dispose is called when the session ends.
type Disposer interface{ Dispose() }

// NavGroup is a group of pages in the navigation.
type NavGroup struct {
	Title func() string // in the language of the moment; "" for pages that need no heading
	Pages []Page
}
