package desk

import (
	"context"
	"encoding/json"
	"time"

	"trastienda/data/desk/outbox"
	"trastienda/data/desk/remote"
)

// Setting returns what whoever is signed in chose on this computer; empty when
// nothing was. ErrSignedOut when nobody is signed in.
func (d *Desk) Setting(ctx context.Context, key string) (string, error) {
	w, done, err := d.use()
	if err != nil {
		return "", err
	}
	defer done()
	return w.replica.Setting(ctx, key)
}

// PutSetting keeps a choice of whoever is signed in, for this hub and on this
// computer. Errors: ErrSignedOut, and those of a full or closed disk.
func (d *Desk) PutSetting(ctx context.Context, key, value string) error {
	w, done, err := d.use()
	if err != nil {
		return err
	}
	defer done()
	return w.replica.PutSetting(ctx, key, value)
}

// SharedSetting returns what whoever is signed in chose on any of their
// computers; one that this hub knows nothing of is what was kept here.
func (d *Desk) SharedSetting(ctx context.Context, key string) (string, error) {
	w, done, err := d.use()
	if err != nil {
		return "", err
	}
	defer done()
	doc, _, _, err := w.queue.Record(ctx, string(remote.Settings), key)
	if err != nil {
		return "", err
	}
	if len(doc) == 0 {
		return w.replica.Setting(ctx, key)
	}
	var setting struct {
		Value string `json:"value"`
	}
	return setting.Value, json.Unmarshal(doc, &setting)
}

// PutSharedSetting keeps a choice for all computers of whoever is signed in; it
// is sent as soon as the hub can be reached. At a hub that keeps no settings it
// stays on this computer. Errors: ErrSignedOut, ErrNotStored, and those of a
// full or closed disk.
func (d *Desk) PutSharedSetting(ctx context.Context, key, value string) error {
	w, done, err := d.use()
	if err != nil {
		return err
	}
	defer done()
	shows, err := w.replica.ShowsDocuments(ctx, string(remote.Settings))
	if err != nil {
		return err
	}
	if !shows {
		return w.replica.PutSetting(ctx, key, value)
	}
	return w.queue.Add(ctx, outbox.KindSetting, key, outbox.Seen, map[string]string{"value": value})
}

// zone is where the agency's days begin and end; a machine that does not know
// the zone takes UTC.
func (d *Desk) zone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		d.o.Log.Error("desk: unknown time zone", "zone", name, "error", err)
		return time.UTC
	}
	return zone
}
