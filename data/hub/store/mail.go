package store

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// MailJob is the kind of the jobs that send mail; their ref is the mail's id.
const MailJob = "mail"

// Mail is a mail that has not left yet. Lang is one of problem.Languages. There
// is no code in it: that is made when it leaves.
type Mail struct {
	ID        string
	Kind      CodeKind
	Ref       string // id of the invitation; empty for a reset
	Email     string
	Lang      string
	CreatedAt time.Time
}

// QueueMail stores a mail and its job; its id and instant are filled in.
func (t *Tx) QueueMail(ctx context.Context, m Mail) error {
	id := uuid.NewString()
	_, err := t.tx.ExecContext(ctx, `insert into mail (id, kind, ref, email, lang, created_ms) values ($1, $2, $3, $4, $5, $6)`,
		id, string(m.Kind), m.Ref, m.Email, m.Lang, t.store.clock.Now().UnixMilli())
	if err != nil {
		return wrap("mail", err)
	}
	return t.WakeJob(ctx, "", MailJob, id)
}

// FindMail reads a mail; ErrNotFound when it is gone.
func (s *Store) FindMail(ctx context.Context, id string) (Mail, error) {
	m := Mail{ID: id}
	var created int64
	err := s.read.QueryRowContext(ctx, `select kind, ref, email, lang, created_ms from mail where id = $1`, id).
		Scan(&m.Kind, &m.Ref, &m.Email, &m.Lang, &created)
	m.CreatedAt = time.UnixMilli(created).UTC()
	return m, found(err)
}

// DeleteMail forgets a mail that left, or never will.
func (t *Tx) DeleteMail(ctx context.Context, id string) error {
	_, err := t.tx.ExecContext(ctx, `delete from mail where id = $1`, id)
	return wrap("mail", err)
}
