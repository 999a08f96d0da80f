package desk

import (
	"context"
	"path/filepath"
	"sync"

	"trastienda/data/desk/replica"
)

// Elsewhere are acts of whoever is signed in that wait in the copy of another
// address. A copy is named by its hub's address, so those of a hub that got a new
// one stay behind: they leave when their person signs in with the old address.
type Elsewhere struct {
	Address string
	Acts    int
}

// elsewhere looks for them once in a session: nobody else writes in the folder.
type elsewhere struct {
	once sync.Once
	list []Elsewhere
}

// Elsewhere lists them. It is the same person when the id is the same: a hub
// never gives one again, and another hub gives others.
func (d *Desk) Elsewhere(ctx context.Context) ([]Elsewhere, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	w.elsewhere.once.Do(func() { w.elsewhere.list = d.lookElsewhere(w.ctx, w) })
	return w.elsewhere.list, nil
}

func (d *Desk) lookElsewhere(ctx context.Context, w *signedIn) (list []Elsewhere) {
	paths, err := filepath.Glob(filepath.Join(d.files.dir, "replica-*.db"))
	if err != nil {
		d.o.Log.Warn("desk: the copies of other addresses", "error", err)
	}
	for _, path := range paths {
		if path == w.replica.Path() {
			continue
		}
		p, err := replica.Peek(ctx, path)
		if err != nil {
			// A file of another program, or a broken one: its own address tells.
			d.o.Log.Warn("desk: a copy of another address", "path", path, "error", err)
			continue
		}
		if p.User == w.session.User.ID && p.Unsent > 0 {
			list = append(list, Elsewhere{Address: p.Hub, Acts: p.Unsent})
		}
	}
	return list
}
