package desk

import (
	"context"
	"encoding/json"
	"errors"

	"trastienda/app/agency"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
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

// copiedAgency is an agency of the copy, of version 0 when it has none.
func (w *signedIn) copiedAgency(ctx context.Context, id string) (p agency.Profile, err error) {
	found, err := w.replica.Overlaid(ctx, string(remote.AgencyFacts), []string{id})
	if doc := found.Docs[id]; err == nil && len(doc) > 0 {
		err = json.Unmarshal(doc, &p)
	}
	return p, err
}

// followAgency takes over what the feed told of the agency since the session
// began; what it began with is at least as new as what the copy had then.
func (d *Desk) followAgency(w *signedIn) {
	d.mu.Lock()
	id, known := w.session.Agency.ID, w.agency
	d.mu.Unlock()
	p, err := w.copiedAgency(w.ctx, id)
	switch {
	case w.ctx.Err() != nil:
	case err != nil:
		d.o.Log.Warn("desk: the agency of the copy", "error", err)
	case p.Version > known:
		d.takeAgency(w, p)
	}
}

// keepAgency makes the copy, the session and the next start know the agency as
// the hub just told it.
func (d *Desk) keepAgency(w *signedIn, p agency.Profile) {
	p.Logo = nil
	doc, err := json.Marshal(p)
	if err == nil {
		err = w.replica.ApplyDocument(w.ctx, replica.Document{Entity: string(remote.AgencyFacts), ID: p.ID, Version: p.Version, Doc: doc}, false)
	}
	if err != nil {
		d.o.Log.Warn("desk: the agency's data could not be kept", "error", err)
	}
	d.takeAgency(w, p)
}

// takeAgency makes the session and the next start know the agency. Another zone
// makes its days anew, beside whatever goes on.
func (d *Desk) takeAgency(w *signedIn, p agency.Profile) {
	d.mu.Lock()
	was, now := w.session.Agency, remote.Agency{ID: p.ID, Name: p.Name, Currency: p.Currency, TimeZone: p.TimeZone}
	changed := d.who == w && was != now && p.Version >= w.agency
	if changed {
		w.session.Agency, w.agency = now, p.Version
		w.busy.Add(1)
	}
	s := w.session
	d.mu.Unlock()
	if !changed {
		return
	}
	if err := d.files.putSession(s); err != nil {
		d.o.Log.Warn("desk: the agency's data could not be kept", "error", err)
	}
	go func() {
		defer w.busy.Done()
		if was.TimeZone != now.TimeZone {
			if err := w.replica.SetZone(w.ctx, d.zone(now.TimeZone)); err != nil {
				d.o.Log.Error("desk: days of another zone", "zone", now.TimeZone, "error", err)
			}
		}
		if d.o.OnAgency != nil && w.ctx.Err() == nil {
			d.o.OnAgency(now)
		}
		d.changed()
	}()
}

// Hub asks the hub what it is.
func (d *Desk) Hub(ctx context.Context) (remote.HubFacts, error) { return d.remote.Hub(ctx) }
