package sync

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// breath is the pause after a page of changes (and after an empty one that was
// not waited for), so that a busy hub is asked a few times a second instead of
// once for every change.
const breath = 200 * time.Millisecond

// follow asks for changes for ever.
func (l *Loop) follow(ctx context.Context) error {
	p, err := l.o.Replica.Progress(ctx)
	if err != nil {
		return err
	}
	cursor := p.Cursor
	wait := time.Duration(0)
	for {
		began := time.Now()
		page, hurried, err := l.poll(ctx, cursor, wait)
		if hurried {
			wait = 0
			continue
		}
		if err != nil {
			return err
		}
		l.reached()
		changes, err := decode(page, l.o.Replica.Owner())
		if err != nil {
			return err
		}
		if err := l.o.Replica.ApplyChanges(ctx, changes); err != nil {
			return err
		}
		cursor = page.Next
		if len(page.Items) > 0 {
			l.changes.poke()
		}
		l.set(func(s *State) {
			s.Phase, s.Done, s.Total = Following, 0, 0
			if !page.More {
				s.LastSync = l.o.Clock.Now()
			}
		})
		if page.More {
			wait = 0
			continue
		}
		wait = remote.PollWait
		if time.Since(began) < breath && l.sleep(ctx, breath) {
			wait = 0
		}
	}
}

// poll asks once. hurried tells that Now ended it.
func (l *Loop) poll(ctx context.Context, cursor string, wait time.Duration) (page remote.ChangePage, hurried bool, err error) {
	pollCtx, cancel := context.WithCancel(ctx)
	watched := make(chan bool)
	go func() {
		if wait == 0 { // it is already as fast as it can be
			watched <- false
			return
		}
		select {
		case <-l.wake:
			cancel()
			watched <- true
		case <-pollCtx.Done():
			watched <- false
		}
	}()
	page, err = l.o.Remote.Changes(pollCtx, cursor, wait)
	cancel()
	woken := <-watched
	if woken && err != nil && ctx.Err() == nil {
		return page, true, nil
	}
	if woken {
		l.Now() // the answer came first; the wish is still to be granted
	}
	return page, false, err
}

// decode sorts a page of the feed by entity. Entities this program does not
// know are passed over.
func decode(page remote.ChangePage, owner string) (replica.Changes, error) {
	c := replica.Changes{Cursor: page.Next, Epoch: page.Epoch, UpToDate: !page.More}
	for _, x := range page.Items {
		var err error
		switch {
		case x.Entity == remote.Purchases && x.Deleted:
			c.DeletedPurchases = append(c.DeletedPurchases, x.ID)
		case x.Entity == remote.Agents && x.Deleted:
			c.DeletedAgents = append(c.DeletedAgents, x.ID)
		case x.Entity == remote.Marks && x.Deleted:
			c.DeletedMarks = append(c.DeletedMarks, x.ID)
		case x.Entity == remote.Marks:
			var m purchase.Mark
			err = fits(json.Unmarshal(x.Doc, &m), m.PurchaseID)
			c.Marks = append(c.Marks, m)
		case slices.Contains(documented, x.Entity):
			err = document(&c, x, owner)
		case x.Entity == remote.Purchases:
			var p purchase.Purchase
			err = fits(json.Unmarshal(x.Doc, &p), p.ID)
			c.Purchases = append(c.Purchases, p)
		case x.Entity == remote.Agents:
			var a agent.Agent
			err = fits(json.Unmarshal(x.Doc, &a), a.ID)
			c.Agents = append(c.Agents, a)
		}
		if err != nil {
			return replica.Changes{}, err
		}
	}
	return c, nil
}

// fits tells whether a document was read and is one.
func fits(err error, id string) error {
	if err != nil || id == "" {
		return &remote.NotAHubError{What: "a document of the feed does not fit"}
	}
	return nil
}
