package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

	"trastienda/data/hub/store/gen"
)

// Job is a claimed job. Owner and Attempt fence everything its holder writes.
type Job struct {
	ID, Agency, Kind, Ref string
	Owner                 string
	Attempt               int64
}

// ErrLeaseLost tells that another worker has taken the job over.
var ErrLeaseLost = errors.New("store: the job's lease is lost")

// ClaimJob takes one due and free job for the length of lease, in one statement;
// nil when none is due. asked takes only jobs that a person waits for.
func (s *Store) ClaimJob(ctx context.Context, lease time.Duration, asked bool) (*Job, error) {
	now, err := s.Now(ctx)
	if err != nil {
		return nil, err
	}
	due, err := gen.New(s.read).JobDue(ctx, sql.NullInt64{Int64: now.UnixMilli(), Valid: true})
	if err != nil || due == 0 {
		return nil, wrap("jobs", err) // an idle hub writes nothing
	}
	only := ""
	if asked {
		only = " and asked_by <> ''"
	}
	j := Job{Owner: uuid.NewString()}
	err = s.write.QueryRowContext(ctx, `update job set lease_until_ms = $1, owner = $2, attempt = attempt + 1
		where id in (select id from job where run_at_ms <= $3 and lease_until_ms <= $3`+only+`
			order by run_at_ms, id limit 1`+s.dialect.skipLocked+`)
		returning id, agency_id, kind, ref, attempt`, now.Add(lease).UnixMilli(), j.Owner, now.UnixMilli()).
		Scan(&j.ID, &j.Agency, &j.Kind, &j.Ref, &j.Attempt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap("claim", err)
	}
	return &j, nil
}

// Held is what a job's row says while its holder renews the lease.
type Held struct {
	// AskedBy and AskedName are the person who asked for this run, if one did.
	AskedBy, AskedName string
	Tries              int64 // runs without progress so far
	LeaseEnd           time.Time
	Now                time.Time // lease clock
}

// HoldJob renews the lease of a claimed job, or tells with ErrLeaseLost that it
// is no longer the caller's.
func (t *Tx) HoldJob(ctx context.Context, j *Job, lease time.Duration) (Held, error) {
	now, err := t.LeaseNow(ctx)
	if err != nil {
		return Held{}, err
	}
	h := Held{Now: now, LeaseEnd: now.Add(lease)}
	row, err := gen.New(t.tx).HoldJob(ctx, gen.HoldJobParams{ID: j.ID, Owner: j.Owner, Attempt: j.Attempt, LeaseUntilMs: h.LeaseEnd.UnixMilli()})
	if errors.Is(err, sql.ErrNoRows) {
		return Held{}, ErrLeaseLost
	}
	h.AskedBy, h.AskedName, h.Tries = row.AskedBy, row.AskedName, row.Tries
	return h, wrap("lease", err)
}

// JobEnd is how a run ends. A zero RunAt lets the job rest until somebody wakes
// it; Answer is what a person who waited for the run is told.
type JobEnd struct {
	RunAt  time.Time // lease clock
	Answer string
	Tries  int64
}

// FinishJob ends a run and lets go of the job.
func (t *Tx) FinishJob(ctx context.Context, j *Job, end JobEnd) error {
	n, err := gen.New(t.tx).FinishJob(ctx, gen.FinishJobParams{
		ID: j.ID, Owner: j.Owner, Ended: j.Attempt, RunAtMs: instant(end.RunAt), Answer: end.Answer, Tries: end.Tries,
	})
	return fenced(n, err)
}

// DeleteJob ends a run whose job has nothing left to do, ever.
func (t *Tx) DeleteJob(ctx context.Context, j *Job) error {
	n, err := gen.New(t.tx).DeleteJob(ctx, gen.DeleteJobParams{ID: j.ID, Owner: j.Owner, Attempt: j.Attempt})
	return fenced(n, err)
}

// ReleaseJob lets go of a job in the middle of a run, so that the next worker
// goes on with it at once and for the same person.
func (t *Tx) ReleaseJob(ctx context.Context, j *Job) error {
	n, err := gen.New(t.tx).ReleaseJob(ctx, gen.ReleaseJobParams{ID: j.ID, Owner: j.Owner, Attempt: j.Attempt})
	return fenced(n, err)
}

func fenced(n int64, err error) error {
	if err == nil && n == 0 {
		return ErrLeaseLost
	}
	return wrap("job", err)
}

// WakeJob makes the job of (kind, ref) due at once; it is made when there is
// none.
func (t *Tx) WakeJob(ctx context.Context, agency, kind, ref string) error {
	j, now, err := t.lockJob(ctx, agency, kind, ref)
	if err != nil {
		return err
	}
	return wrap("job", gen.New(t.tx).WakeJob(ctx, gen.WakeJobParams{ID: j.ID, RunAtMs: instant(now)}))
}

// AskJob makes the job of (kind, ref) run for a person, and gives the number of
// the run to wait for. A run that is going on already is joined: it goes on for
// the first person who asked.
func (t *Tx) AskJob(ctx context.Context, agency, kind, ref, userID, userName string) (run int64, err error) {
	j, now, err := t.lockJob(ctx, agency, kind, ref)
	if err != nil {
		return 0, err
	}
	running := j.Owner != "" && j.LeaseUntilMs > now.UnixMilli()
	run = j.Attempt
	if !running {
		run++
	}
	if j.AskedBy != "" {
		return run, nil
	}
	return run, wrap("job", gen.New(t.tx).AskJob(ctx, gen.AskJobParams{ID: j.ID, RunAtMs: instant(now), AskedBy: userID, AskedName: userName}))
}

func (t *Tx) lockJob(ctx context.Context, agency, kind, ref string) (gen.Job, time.Time, error) {
	now, err := t.LeaseNow(ctx)
	if err != nil {
		return gen.Job{}, now, err
	}
	q := gen.New(t.tx)
	if err := q.InsertJob(ctx, gen.InsertJobParams{ID: uuid.NewString(), AgencyID: agency, Kind: kind, Ref: ref}); err != nil {
		return gen.Job{}, now, wrap("job", err)
	}
	var one int
	err = t.tx.QueryRowContext(ctx, `select 1 from job where kind = $1 and ref = $2`+t.ForUpdate(), kind, ref).Scan(&one)
	if err != nil {
		return gen.Job{}, now, found(err)
	}
	j, err := q.GetJob(ctx, gen.GetJobParams{Kind: kind, Ref: ref})
	return j, now, found(err)
}

// JobRun tells whether run of the job (kind, ref) came to its end, and what it
// said. A job that is gone has nothing left to do.
func (s *Store) JobRun(ctx context.Context, kind, ref string, run int64) (ended bool, answer string, err error) {
	j, err := gen.New(s.read).GetJob(ctx, gen.GetJobParams{Kind: kind, Ref: ref})
	if errors.Is(err, sql.ErrNoRows) {
		return true, "", nil
	}
	if err != nil {
		return false, "", wrap("job", err)
	}
	if j.Ended < run {
		return false, "", nil
	}
	return true, j.Answer, nil
}

// ScheduleJob makes the job of (kind, ref) due at an instant of the lease's
// clock, also when it was due at another one; it is made when there is none.
func (t *Tx) ScheduleJob(ctx context.Context, agency, kind, ref string, at time.Time) error {
	j, _, err := t.lockJob(ctx, agency, kind, ref)
	if err != nil {
		return err
	}
	_, err = t.tx.ExecContext(ctx, `update job set run_at_ms = $2 where id = $1`, j.ID, at.UnixMilli())
	return wrap("job", err)
}

// DropJob takes the job of (kind, ref) away, if there is one. Whoever runs it
// finds out at its next step.
func (t *Tx) DropJob(ctx context.Context, kind, ref string) error {
	_, err := t.tx.ExecContext(ctx, `delete from job where kind = $1 and ref = $2`, kind, ref)
	return wrap("job", err)
}
