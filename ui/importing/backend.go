// Package importing is the dialog "Importar": it reads a person's own file of
// agents or past purchases, shows every row with what is wrong with it, sends
// the good ones and gives the others back with their reasons. It knows no
// database and no network; it asks its Backend.
package importing

import (
	"context"
	"errors"
	"io"
	"time"

	rules "trastienda/app/importing"
	"trastienda/reports/sheet"
)

// Backend is what the dialog needs of the desktop's data. Every method that takes
// a context may block and is called off the UI goroutine; the others answer at
// once. Errors of the hub are ErrOffline, ErrSignedOut, or hold its
// *problem.Problem.
type Backend interface {
	// ReadFile reads a table. Errors: those of package sheet, or what the system
	// says.
	ReadFile(ctx context.Context, path string) (*sheet.Table, error)
	// List gives the folders of a folder and the files in it that MayBeTable, in any
	// order, hidden ones left out; "" is the computer with its drives. Errors: what
	// the system says.
	List(ctx context.Context, folder string) ([]FolderEntry, error)
	// Recent gives the newest files that may be tables, whole paths, newest first.
	Recent(ctx context.Context) []string
	// Earlier gives the imports of this very file, newest first.
	Earlier(ctx context.Context, kind rules.Kind, file string) ([]rules.Run, error)
	// Agents and Purchases send a batch of any length and give what became of each
	// item; with an error, of those that were answered until then. told is called
	// after each part with how many that are.
	Agents(ctx context.Context, b rules.Batch[rules.AgentRow], told func(done int)) ([]rules.RowResult, error)
	Purchases(ctx context.Context, b rules.Batch[rules.PurchaseItem], told func(done int)) ([]rules.RowResult, error)
	// Now is the present instant.
	Now() time.Time
	// Folder is where files are saved for the user; Create begins one there.
	// Errors: ErrTaken, or what the system says.
	Folder() string
	Create(ctx context.Context, name string) (File, error)
	// Setting gives a choice of the user on this computer, "" when none was made.
	Setting(ctx context.Context, key string) (string, error)
	PutSetting(ctx context.Context, key, value string) error
}

// File is a file that is being written; either Keep or Drop ends it. It has its
// name only once it is kept.
type File interface {
	io.Writer
	Path() string
	Keep() error
	Drop() error
}

// Task is long work as the window shows it. Its methods may be called from any
// goroutine.
type Task interface {
	Set(done, total int)
	Done()
}

// Errors that a Backend gives.
var (
	// ErrOffline: the hub cannot be reached, or gave no answer.
	ErrOffline = errors.New("importing: no connection to the hub")
	// ErrSignedOut: nobody is signed in any more.
	ErrSignedOut = errors.New("importing: signed out")
	// ErrTaken: there is a file of that name already.
	ErrTaken = errors.New("importing: there is a file of that name")
)
