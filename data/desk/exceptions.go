package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"trastienda/app/exception"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/remote"
)

// ErrExceptionConflict: somebody did something about the exception first, nothing
// was changed; it carries the exception as it is now.
type ErrExceptionConflict = outbox.ErrExceptionConflict

// MaxExceptions bounds what Exceptions asks a hub for.
const MaxExceptions = 2000

// Exceptions gives the notices that wait for a person, newest first, from the
// copy. A hub that has none of them in its feed is asked itself; more tells then
// that there are others besides, which is rare: people settle them.
func (d *Desk) Exceptions(ctx context.Context) (list []exception.Exception, more bool, err error) {
	w, done, err := d.use()
	if err != nil {
		return nil, false, err
	}
	defer done()
	lacks, err := w.replica.LacksDocuments(ctx, string(remote.Exceptions))
	switch {
	case err != nil:
		return nil, false, err
	case lacks:
		return d.askExceptions(ctx)
	}
	list, err = copiedExceptions(ctx, w)
	return list, false, err
}

func copiedExceptions(ctx context.Context, w *signedIn) ([]exception.Exception, error) {
	copied, err := w.replica.Overlaid(ctx, string(remote.Exceptions), nil)
	if err != nil {
		return nil, err
	}
	list := make([]exception.Exception, 0, len(copied.Docs))
	for _, doc := range copied.Docs {
		var e exception.Exception
		if err := json.Unmarshal(doc, &e); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b exception.Exception) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID)) })
	return list, nil
}

// Unsettled tells how many notices of the copy wait for a person, and when the
// oldest of them came. None where a hub has none of them in its feed.
func (d *Desk) Unsettled(ctx context.Context) (n int, oldest time.Time, err error) {
	w, done, err := d.use()
	if err != nil {
		return 0, oldest, err
	}
	defer done()
	list, err := copiedExceptions(ctx, w)
	if err != nil || len(list) == 0 {
		return 0, oldest, err
	}
	return len(list), list[len(list)-1].At, nil
}

// askExceptions asks the hub, as far as MaxExceptions.
func (d *Desk) askExceptions(ctx context.Context) (list []exception.Exception, more bool, err error) {
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
	return onlineAct(ctx, d, func(ctx context.Context, a *outbox.Acts) (exception.Exception, error) {
		return a.SettleException(ctx, r)
	})
}
