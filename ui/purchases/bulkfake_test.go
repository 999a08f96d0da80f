package purchases

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"trastienda/app/purchase"
)

// fakeBulk is the part of the fake that retries several purchases. Its fields
// are guarded by the fake's mutex.
type fakeBulk struct {
	turns     chan struct{} // a row waits for one, if there is such a channel
	states    map[string]purchase.BulkState
	codes     map[string]string
	cancelled bool
	starting  error // what Bulk gives at once
	runs      map[string][]purchase.BulkRow
	untold    []purchase.BulkRun
	files     map[string][]byte
	saving    error
}

func (f *fake) ByIDs(_ context.Context, ids []string) ([]purchase.Purchase, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []purchase.Purchase
	for _, id := range ids {
		if p, ok := f.find(id); ok {
			list = append(list, p)
		}
	}
	return list, f.failing
}

// Bulk gives every row the state ordered for it, "done" for none.
func (f *fake) Bulk(_ context.Context, list []purchase.Purchase, tell func(purchase.BulkTally)) (string, error) {
	f.mu.Lock()
	turns, starting := f.bulk.turns, f.bulk.starting
	f.mu.Unlock()
	if starting != nil {
		return "", starting
	}
	plan := purchase.PlanBulk(list, noon)
	var tally purchase.BulkTally
	for _, i := range plan.Items {
		tally.Add(purchase.BulkWaiting, i.Purchase)
	}
	var rows []purchase.BulkRow
	for n, i := range plan.Items {
		row := purchase.BulkRow{Place: n, Purchase: i.Purchase, State: purchase.BulkNotSent, Code: purchase.BulkCancelled}
		if !f.bulkStopped() {
			tally.Move(purchase.BulkWaiting, purchase.BulkSending, i.Purchase)
			tell(tally.Clone())
			if turns != nil {
				<-turns
			}
			row = f.bulkRow(n, i.Purchase)
			tally.Move(purchase.BulkSending, row.State, i.Purchase)
			tell(tally.Clone())
		}
		rows = append(rows, row)
	}
	for _, p := range plan.Done {
		rows = append(rows, purchase.BulkRow{Place: len(rows), Purchase: p, State: purchase.BulkNotNeeded, Code: purchase.BulkComplete})
	}
	return f.leave("run-1", rows), nil
}

func (f *fake) bulkStopped() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.bulk.cancelled
}

func (f *fake) bulkRow(n int, p purchase.Purchase) purchase.BulkRow {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.retries = append(f.retries, p.ID)
	state := f.bulk.states[p.ID]
	if state == "" {
		state = purchase.BulkDone
	}
	return purchase.BulkRow{Place: n, Purchase: p, OpID: fmt.Sprint("op-", n), State: state, Code: f.bulk.codes[p.ID]}
}

// leave stores a run that is over and that nobody was told of.
func (f *fake) leave(id string, rows []purchase.BulkRow) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.bulk.runs == nil {
		f.bulk.runs = map[string][]purchase.BulkRow{}
	}
	f.bulk.runs[id] = rows
	f.bulk.untold = append(f.bulk.untold, purchase.BulkRun{ID: id, At: noon, Over: true})
	return id
}

func (f *fake) CancelBulk() { f.set(func(f *fake) { f.bulk.cancelled = true }) }

func (f *fake) BulkRows(_ context.Context, run string) ([]purchase.BulkRow, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, ok := f.bulk.runs[run]
	if !ok {
		return nil, errors.New("no such run")
	}
	return slices.Clone(rows), nil
}

func (f *fake) UntoldBulk(context.Context) (*purchase.BulkRun, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.bulk.untold) == 0 {
		return nil, nil
	}
	run := f.bulk.untold[len(f.bulk.untold)-1]
	for _, row := range f.bulk.runs[run.ID] {
		run.Tally.Add(row.State, row.Purchase)
	}
	return &run, nil
}

func (f *fake) ToldBulk(_ context.Context, run string) error {
	f.set(func(f *fake) {
		f.bulk.untold = slices.DeleteFunc(f.bulk.untold, func(r purchase.BulkRun) bool { return r.ID == run })
	})
	return nil
}

func (f *fake) SaveFile(_ context.Context, name string, data []byte, rows int) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.bulk.saving != nil {
		return "", f.bulk.saving
	}
	if f.bulk.files == nil {
		f.bulk.files = map[string][]byte{}
	}
	f.bulk.files[name] = data
	return "/home/ana/Documentos/" + name, nil
}
