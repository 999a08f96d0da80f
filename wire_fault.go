package main

import (
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"trastienda/data/desk/folder"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
	"trastienda/data/hub/store"
	"trastienda/ui/shell"
)

// faultOf gives an error of the data side the kind under which the window has
// words for it. Errors the window knows by itself stay as they are.
func faultOf(err error) error {
	if err == nil {
		return nil
	}
	fault := &shell.Fault{Err: err}
	var held folder.ErrHeld
	var unwritable folder.ErrNotWritable
	var address *remote.AddressError
	var offline *remote.OfflineError
	var shown *remote.CertificateError
	var refusal *remote.Refusal
	var newer replica.ErrNewer
	var other *store.OtherRechargeError
	var database *sqlite.Error
	switch {
	case errors.As(err, &held):
		fault.Kind, fault.Path = shell.FolderInUse, held.Dir
	case errors.As(err, &unwritable):
		fault.Kind, fault.Path = shell.FolderNotWritable, unwritable.Dir
	case errors.Is(err, folder.ErrDiskFull), errors.Is(err, replica.ErrDiskFull), store.Full(err):
		fault.Kind = shell.DiskFull
	case errors.Is(err, replica.ErrNotWritable):
		fault.Kind = shell.FolderNotWritable
	case errors.As(err, &other):
		fault.Kind, fault.Was = shell.OtherRecharge, other.Was
	case errors.Is(err, store.ErrNewer), errors.As(err, &newer):
		fault.Kind = shell.NewerVersion
	case errors.Is(err, replica.ErrDamaged):
		fault.Kind = shell.Damaged
	case errors.As(err, &address):
		fault.Kind = shell.BadAddress
	case errors.Is(err, remote.ErrNotAHub):
		fault.Kind = shell.NotAHub
	case errors.As(err, &refusal):
		return refusalFault(refusal)
	case errors.As(err, &database) && databaseKind(database) != "":
		fault.Kind = databaseKind(database)
	case errors.As(err, &shown):
		return certificateFault(shown, err)
	case errors.Is(err, remote.ErrTooOld):
		fault.Kind = shell.TooOld
	case errors.As(err, &offline):
		return offlineFault(offline)
	default:
		return err
	}
	return fault
}

// databaseKind tells what is wrong with the embedded hub's file; empty when it
// is not the file.
func databaseKind(err *sqlite.Error) shell.Kind {
	switch err.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return shell.Damaged
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return shell.FolderNotWritable
	}
	return ""
}

// refusalFault keeps how long the hub asked to wait.
func refusalFault(r *remote.Refusal) error {
	if r.RetryAfter > 0 {
		return &shell.Fault{Kind: shell.TooMany, Wait: r.RetryAfter, Err: r}
	}
	return r
}

// offlineFault lets the window look for the certificate or time-out behind a
// failed connection, and otherwise says that there is none.
func offlineFault(o *remote.OfflineError) error {
	if kind := shell.KindOf(o.Err); kind != shell.Unexpected {
		return &shell.Fault{Kind: kind, Err: o}
	}
	return &shell.Fault{Kind: shell.NoConnection, Err: o}
}
