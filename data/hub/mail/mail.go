// Package mail sends what the hub has to tell people outside of it: one-time
// codes for a new password and invitations. A mail is queued as a row and a job
// in the transaction that needs it; its code is made when it leaves, so that
// none is ever stored.
package mail

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"trastienda/app/audit"
	"trastienda/data/connector"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
)

const (
	// resetKept is how long a mail about a password is tried: later the person
	// has asked again or given up.
	resetKept = 30 * time.Minute
	// Between two tries lie these, doubling.
	firstWait   = 5 * time.Second
	longestWait = 15 * time.Minute
	// sendLimit ends a run before its lease does.
	sendLimit = 25 * time.Second
)

// errVoid tells that no letter is written, because nobody waits for it any more.
var errVoid = errors.New("mail: nobody waits for it any more")

// Sender does the jobs of the kind store.MailJob.
type Sender struct {
	Store *store.Store
	// Mailer may be nil: then mail that was queued before waits for one.
	Mailer connector.Mailer
	Log    *slog.Logger
}

// Work does one claimed job. A mail that left may leave again after a crash in
// between, with another code; both are good.
func (s *Sender) Work(ctx context.Context, j *store.Job) error {
	// What has begun is written down even when the hub stops meanwhile.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendLimit)
	defer cancel()
	m, err := s.Store.FindMail(ctx, j.Ref)
	if errors.Is(err, store.ErrNotFound) {
		return s.over(ctx, j)
	}
	if err != nil {
		return err
	}
	err = s.send(ctx, m)
	switch {
	case err == nil, errors.Is(err, errVoid):
		return s.over(ctx, j)
	case errors.Is(err, connector.ErrMailRefused):
		s.Log.WarnContext(ctx, "a mail was refused for good", "mail", m.ID, "kind", m.Kind)
		return s.over(ctx, j)
	}
	s.Log.WarnContext(ctx, "a mail did not leave", "mail", m.ID, "kind", m.Kind, "error", err)
	return s.later(ctx, j)
}

// send makes the code, writes the letter and lets it leave.
func (s *Sender) send(ctx context.Context, m store.Mail) error {
	now := s.Store.Clock().Now()
	if m.Kind == store.CodeReset && now.Sub(m.CreatedAt) > resetKept {
		return errVoid
	}
	if s.Mailer == nil {
		return connector.ErrNotConfigured
	}
	write := s.invitation
	if m.Kind == store.CodeReset {
		write = s.reset
	}
	letter, err := write(ctx, m, now)
	if err != nil {
		return err
	}
	return s.Mailer.Send(ctx, letter)
}

// reset is the letter with a code for a new password. An e-mail that nobody has
// gets none.
func (s *Sender) reset(ctx context.Context, m store.Mail, now time.Time) (connector.Letter, error) {
	user, agency, err := s.Store.UserByEmail(ctx, m.Email)
	if errors.Is(err, store.ErrNoUser) {
		return connector.Letter{}, errVoid
	}
	if err != nil {
		return connector.Letter{}, err
	}
	var code string
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(store.AuditEntry{Agency: user.Agency, Act: audit.ActPasswordMail, Entity: store.EntityUser, EntityID: user.ID})
		code, _, err = session.IssueReset(ctx, tx, user.ID, "", now)
		return err
	})
	return letter(m, values{Name: user.Name, Agency: agency.Name, Code: code}), err
}

// invitation is the letter with a token; one that was withdrawn, used or expired
// gets none.
func (s *Sender) invitation(ctx context.Context, m store.Mail, now time.Time) (connector.Letter, error) {
	var v values
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.Invitation(ctx, m.Ref)
		if errors.Is(err, store.ErrNotFound) || err == nil && !now.Before(i.ExpiresAt) {
			return errVoid
		}
		if err != nil {
			return err
		}
		agency, err := tx.Agency(ctx, i.Agency)
		if err != nil {
			return err
		}
		tx.Audit(store.AuditEntry{Agency: i.Agency, Act: audit.ActInviteMail, Entity: store.EntityUser, EntityID: i.ID})
		v = values{Name: i.Name, Agency: agency.Name, By: i.InvitedBy}
		v.Code, err = session.IssueInvitation(ctx, tx, i)
		return err
	})
	return letter(m, v), err
}

// over ends a job whose mail left, or never will.
func (s *Sender) over(ctx context.Context, j *store.Job) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.DeleteMail(ctx, j.Ref); err != nil {
			return err
		}
		return tx.DeleteJob(ctx, j)
	})
}

// later lets the job be tried again.
func (s *Sender) later(ctx context.Context, j *store.Job) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.LeaseNow(ctx)
		if err != nil {
			return err
		}
		return tx.FinishJob(ctx, j, store.JobEnd{RunAt: now.Add(waitAfter(j.Attempt)), Tries: j.Attempt})
	})
}

// waitAfter is how long after the n-th try the next one comes.
func waitAfter(n int64) time.Duration {
	wait := firstWait
	for range min(n-1, 16) {
		wait *= 2
	}
	return min(wait, longestWait)
}
