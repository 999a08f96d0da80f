package desk

import (
	"context"
	"errors"

	"trastienda/app/exception"
	"trastienda/data/desk/outbox"
)

// ErrExceptionConflict: somebody did something about the exception first, nothing
// was changed; it carries the exception as it is now.
type ErrExceptionConflict = outbox.ErrExceptionConflict

// MaxExceptions bounds what Exceptions reads.
const MaxExceptions = 2000

// Exceptions asks the hub for the notices that wait for a person, newest first.
// They are in no copy, because not everybody may see them. more tells that there
// are others besides, which is rare: people settle them.
func (d *Desk) Exceptions(ctx context.Context) (list []exception.Exception, more bool, err error) {
	_, done, err := d.use()
	if err != nil {
		return nil, false, err
	}
	defer done()
	for cursor := ""; ; {
		page, err := d.remote.Exceptions(ctx, cursor)
		if err != nil {
			return nil, false, err
		}
		list = append(list, page.Items...)
		if cursor = page.Next; cursor == "" || len(list) >= MaxExceptions {
			return list, cursor != "", nil
		}
	}
}

// Exception asks the hub for one, with what it knows of its payment.
func (d *Desk) Exception(ctx context.Context, id string) (exception.Exception, error) {
	_, done, err := d.use()
	if err != nil {
		return exception.Exception{}, err
	}
	defer done()
	return d.remote.Exception(ctx, id)
}

// SettleException takes a step on an exception, once: it is stored before it
// leaves and never sent again. Like Retry it belongs to the desk, not to the
// dialog. Errors: ErrOfflineNothingSent, ErrNotStored, ErrExceptionConflict,
// ErrOutcomeUnknown (it is asked for until it is known), or the hub's own.
func (d *Desk) SettleException(ctx context.Context, r exception.Request) (exception.Exception, error) {
	if err := ctx.Err(); err != nil {
		return exception.Exception{}, err
	}
	w, done, err := d.use()
	if err != nil {
		return exception.Exception{}, err
	}
	defer done()
	e, err := w.acts.SettleException(w.ctx, r)
	var unknown ErrOutcomeUnknown
	if errors.As(err, &unknown) {
		w.askSoon()
	}
	d.changed()
	return e, err
}
