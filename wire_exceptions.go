package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/exception"
	"trastienda/data/desk"
	"trastienda/data/desk/remote"
	"trastienda/ui/exceptions"
	"trastienda/ui/purchases"
	"trastienda/ui/shell"
)

// exceptionPages is the page of unresolved notices, for those who may see it.
func exceptionPages(s *shell.Shell, b *backend, log *slog.Logger, list *purchases.Page) []shell.Page {
	role := s.Session().Role
	if !role.Allows(access.ExceptionsSee) {
		return nil
	}
	page, err := exceptions.New(exceptions.Params{Export: exportList(s, b), Backend: exceptionBackend{b}, Book: s.Book(), Shell: s, Role: role, User: b.userID(), Log: log,
		Open: func(id string) {
			s.Open(purchases.PageID)
			list.Show(purchases.Preset{Purchase: id})
		}})
	if err != nil {
		// Only a missing part makes this fail: a mistake in this file.
		panic(err)
	}
	b.follow(page.Changed)
	return []shell.Page{page}
}

// exceptionBackend gives the page of unresolved notices the desk.
type exceptionBackend struct{ b *backend }

var _ exceptions.Backend = exceptionBackend{}

// exceptionError gives the desk's errors the names the page knows.
func exceptionError(err error) error {
	var unknown desk.ErrOutcomeUnknown
	var conflict desk.ErrExceptionConflict
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unknown):
		return &exceptions.UnknownError{Key: unknown.Key, Err: err}
	case errors.As(err, &conflict):
		return &exceptions.Conflict{Current: conflict.Current}
	case errors.Is(err, desk.ErrNotStored):
		return exceptions.ErrNotStored
	case errors.Is(err, desk.ErrSignedOut), errors.Is(err, remote.ErrUnauthorized):
		return exceptions.ErrSignedOut
	case errors.Is(err, remote.ErrTooOld):
		return exceptions.ErrTooOld
	case errors.Is(err, desk.ErrOfflineNothingSent), errors.Is(err, remote.ErrOffline):
		return exceptions.ErrOffline
	case errors.Is(err, remote.ErrNotFound):
		return exceptions.ErrNotFound
	}
	return err
}

func (e exceptionBackend) List(ctx context.Context) (list []exception.Exception, more bool, err error) {
	d := e.b.deskNow()
	if d == nil {
		return nil, false, exceptions.ErrSignedOut
	}
	list, more, err = d.Exceptions(ctx)
	return list, more, exceptionError(err)
}

func (e exceptionBackend) Find(ctx context.Context, id string) (exception.Exception, error) {
	d := e.b.deskNow()
	if d == nil {
		return exception.Exception{}, exceptions.ErrSignedOut
	}
	found, err := d.Exception(ctx, id)
	return found, exceptionError(err)
}

func (e exceptionBackend) Settle(ctx context.Context, r exception.Request) (exception.Exception, error) {
	d := e.b.deskNow()
	if d == nil {
		return exception.Exception{}, exceptions.ErrSignedOut
	}
	settled, err := d.SettleException(ctx, r)
	return settled, exceptionError(err)
}

func (e exceptionBackend) Agents(ctx context.Context) ([]agent.Agent, error) {
	return purchaseBackend(e).Agents(ctx)
}

func (e exceptionBackend) Online() bool { return purchaseBackend(e).Online() }

// SecondManager names the database where the hub is inside; of another hub's only
// whoever runs it knows it.
func (e exceptionBackend) SecondManager() string {
	database := "postgres://…"
	if e.b.placeNow().Kind != placeRemote {
		database = "sqlite:" + e.b.files.hub()
	}
	return fmt.Sprintf(`trastienda hub init --database "%s" --agency "%s" --manager "Ana Paz <ana@sur.example>"`, database, e.b.agency().Name)
}

func (e exceptionBackend) Now() time.Time { return e.b.clock.Now() }
