// Package audit is the page "Auditoría": the agency's audit chain as managers
// read it, link by link, what each record was before and after, and the way out
// of it as a file. The page changes nothing. It knows no database and no network;
// it asks its Backend.
package audit

import (
	"context"
	"errors"
	"io"
	"time"

	chain "trastienda/app/audit"
	"trastienda/app/listing"
	"trastienda/ui/text"
)

// Ask is what the chain is asked with. Skip passes over so many links after
// Cursor, which is empty for the beginning.
type Ask struct {
	Filter chain.Filter
	Sort   listing.Sort
	Cursor string
	Skip   int
	Limit  int // at most listing.MaxLimit
}

// Record is what a link is about.
type Record struct{ Entity, ID string }

func recordOf(e chain.Entry) Record { return Record{e.Entity, e.EntityID} }

// Backend is what the page needs of the desktop's data. Every method that takes
// a context may block and is called off the UI goroutine; the others answer at
// once and may be called from anywhere. The chain is read from the hub. Errors are
// ErrOffline, ErrSignedOut, or hold the hub's *problem.Problem.
type Backend interface {
	// Count tells how many links a filter keeps and the number they end with.
	Count(ctx context.Context, f chain.Filter) (chain.Count, error)
	// Links gives a page and the cursor after it, empty at the end.
	Links(ctx context.Context, a Ask) (links []chain.Entry, next string, err error)
	// Names gives what people call the records of links, as far as this desktop
	// knows them: an agent's code and name, a user's name, a purchase's PSR and
	// amount in the book's words.
	Names(ctx context.Context, book *text.Book, links []chain.Entry) map[Record]string
	// Choices tells what the chain can be filtered by.
	Choices(ctx context.Context) (chain.Choices, error)
	// Now is the present instant.
	Now() time.Time
	// Folder is where files are saved for the user.
	Folder() string
	// Create begins a file there. Errors: ErrTaken, ErrName, or what the system
	// says.
	Create(ctx context.Context, name string) (File, error)
	// Exporting notes, before a file is kept, how many links leave with it.
	Exporting(ctx context.Context, rows int) error
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
	// ErrOffline: the hub cannot be reached.
	ErrOffline = errors.New("audit: no connection to the hub")
	// ErrSignedOut: nobody is signed in any more.
	ErrSignedOut = errors.New("audit: signed out")
	// ErrTaken: there is a file of that name already.
	ErrTaken = errors.New("audit: there is a file of that name")
	// ErrName: that cannot be a file's name.
	ErrName = errors.New("audit: that cannot be a file's name")
)
