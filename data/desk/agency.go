package desk

import (
	"context"
	"errors"

	"trastienda/app/agency"
	"trastienda/data/desk/remote"
)

// Agency reads the agency's own data from the hub.
func (d *Desk) Agency(ctx context.Context) (agency.Profile, error) {
	w, done, err := d.use()
	if err != nil {
		return agency.Profile{}, err
	}
	defer done()
	p, err := d.remote.AgencyProfile(ctx)
	if err == nil {
		d.keepAgency(w, p)
	}
	return p, err
}

// EditAgency changes the agency's data from p.Version on. Like Retry it belongs
// to the desk, not to the page: it is stored before it leaves, and asked for
// until it is known what became of it. Errors: ErrOfflineNothingSent,
// ErrNotStored, ErrOutcomeUnknown, or a refusal of the hub, whose Current tells
// the present data after a 412.
func (d *Desk) EditAgency(ctx context.Context, p agency.Profile) (agency.Profile, error) {
	if err := ctx.Err(); err != nil {
		return p, err
	}
	w, done, err := d.use()
	if err != nil {
		return p, err
	}
	defer done()
	d.mu.Lock()
	p.ID = w.session.Agency.ID
	d.mu.Unlock()
	saved, err := w.acts.EditAgency(w.ctx, p)
	var unknown ErrOutcomeUnknown
	if errors.As(err, &unknown) {
		w.askSoon()
	}
	return saved, err
}

// keepAgency makes the session, and the next start, know the agency as it is.
func (d *Desk) keepAgency(w *signedIn, p agency.Profile) {
	d.mu.Lock()
	now := remote.Agency{ID: p.ID, Name: p.Name, Currency: p.Currency, TimeZone: p.TimeZone}
	changed := d.who == w && w.session.Agency != now
	w.session.Agency = now
	s := w.session
	d.mu.Unlock()
	if !changed {
		return
	}
	if err := d.files.putSession(s); err != nil {
		d.o.Log.Warn("desk: the agency's data could not be kept", "error", err)
	}
}

// Hub asks the hub what it is.
func (d *Desk) Hub(ctx context.Context) (remote.HubFacts, error) { return d.remote.Hub(ctx) }
