package sync

import (
	"context"
	"time"

	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// sweeping is the replica's Entity once every page is stored and what the new
// copy lacks is being taken away.
const sweeping = "sweep"

// Pages of a snapshot are stored some at a time: a transaction costs an fsync.
const (
	pagesPerBatch = 10
	batchEvery    = time.Second
)

// snapshot loads everything, going on where an interrupted one stopped.
func (l *Loop) snapshot(ctx context.Context, p replica.Progress) error {
	if p.Entity == "" {
		if err := l.o.Replica.StartSnapshot(ctx, string(remote.Agents)); err != nil {
			return err
		}
		var err error
		if p, err = l.o.Replica.Progress(ctx); err != nil {
			return err
		}
	}
	have, err := l.o.Replica.Purchases.Count(ctx, purchase.Filter{})
	if err != nil {
		return err
	}
	l.set(func(s *State) {
		s.Phase, s.Done, s.Total = FirstSync, have, 0
		if p.Refetch {
			s.Phase, s.Done, s.Total = Refetching, 0, have
		}
	})
	if p.Entity != sweeping {
		if err := l.load(ctx, p); err != nil {
			return err
		}
	}
	return l.o.Replica.FinishSnapshot(ctx)
}

// load fetches pages and stores them side by side.
func (l *Loop) load(ctx context.Context, p replica.Progress) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pages := make(chan replica.Batch, pagesPerBatch)
	failed := make(chan error, 1)
	go func() {
		defer close(pages)
		failed <- l.fetch(ctx, p, pages)
	}()
	var batch replica.Batch
	count, began := 0, time.Now()
	store := func() error {
		if count == 0 {
			return nil
		}
		// What arrived is stored even while the program is being closed, so that
		// the next start need not fetch it again.
		if err := l.o.Replica.ApplySnapshot(context.WithoutCancel(ctx), batch); err != nil {
			return err
		}
		l.set(func(s *State) { s.Done += len(batch.Purchases) })
		l.changes.poke()
		batch, count, began = replica.Batch{}, 0, time.Now()
		return nil
	}
	for page := range pages {
		if page.ChangesAfter == "" {
			page.ChangesAfter = batch.ChangesAfter
		}
		page.Agents = append(batch.Agents, page.Agents...)
		page.Marks = append(batch.Marks, page.Marks...)
		page.MarksWhole = page.MarksWhole || batch.MarksWhole
		page.Purchases = append(batch.Purchases, page.Purchases...)
		batch, count = page, count+1
		if count == pagesPerBatch || time.Since(began) > batchEvery {
			if err := store(); err != nil {
				return err
			}
		}
	}
	// What came before a failure is stored too: it is not fetched again.
	if err := store(); err != nil {
		return err
	}
	return <-failed
}

// fetch asks for page after page. A change of epoch midway makes the pages
// before it worthless.
func (l *Loop) fetch(ctx context.Context, p replica.Progress, pages chan<- replica.Batch) error {
	entity, cursor := remote.Entity(p.Entity), p.Page
	first := entity == remote.Agents && cursor == ""
	epoch := p.Epoch
	for entity != sweeping {
		batch, next, err := l.page(ctx, entity, cursor)
		if err != nil {
			return err
		}
		l.reached()
		if first {
			epoch = batch.Epoch
		} else {
			batch.ChangesAfter = ""
		}
		if batch.Epoch != epoch {
			return remote.ErrMustRefetch
		}
		first = false
		batch.MarksWhole = entity == remote.Marks && next == ""
		if cursor = next; next == "" {
			entity = following(entity)
		}
		batch.Entity, batch.Page = string(entity), cursor
		select {
		case pages <- batch:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func following(entity remote.Entity) remote.Entity {
	if entity == remote.Agents {
		return remote.Purchases
	}
	if entity == remote.Purchases {
		return remote.Marks
	}
	return sweeping
}

// addMarks loads the marks into a copy from a program that knew none. Its
// cursor has passed them by; what changes from now on comes by the feed, so
// the rows that are there stay as they are.
func (l *Loop) addMarks(ctx context.Context, epoch string) error {
	for cursor := ""; ; {
		page, err := remote.Snapshot[purchase.Mark](ctx, l.o.Remote, remote.Marks, cursor)
		if err != nil {
			return err
		}
		l.reached()
		if page.Epoch != epoch {
			return remote.ErrMustRefetch
		}
		if err := l.o.Replica.AddMarks(ctx, page.Items, page.Next == ""); err != nil {
			return err
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}

func (l *Loop) page(ctx context.Context, entity remote.Entity, cursor string) (replica.Batch, string, error) {
	if entity == remote.Agents {
		page, err := remote.Snapshot[agent.Agent](ctx, l.o.Remote, entity, cursor)
		return replica.Batch{Agents: page.Items, ChangesAfter: page.ChangesAfter, Epoch: page.Epoch}, page.Next, err
	}
	if entity == remote.Marks {
		page, err := remote.Snapshot[purchase.Mark](ctx, l.o.Remote, entity, cursor)
		return replica.Batch{Marks: page.Items, ChangesAfter: page.ChangesAfter, Epoch: page.Epoch}, page.Next, err
	}
	page, err := remote.Snapshot[purchase.Purchase](ctx, l.o.Remote, entity, cursor)
	return replica.Batch{Purchases: page.Items, ChangesAfter: page.ChangesAfter, Epoch: page.Epoch}, page.Next, err
}
