package desk

import (
	"context"
	"time"
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
