package mail

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/clock"
	"trastienda/app/problem"
	"trastienda/data/connector"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

func TestEveryLetterSpeaksEveryLanguage(t *testing.T) {
	for kind, byLang := range texts {
		seen := map[string]bool{}
		for _, lang := range problem.Languages {
			l := letter(store.Mail{Kind: kind, Email: "a@b", Lang: lang}, values{Name: "Ana", Agency: "Agencia Sur", By: "Luis", Code: "ABCDE-FGHIJ"})
			if l.To != "a@b" || l.Subject == "" || strings.ContainsAny(l.Subject, "{\n") || strings.Contains(l.Text, "{") ||
				!strings.Contains(l.Text, "\n    ABCDE-FGHIJ\n") || !strings.Contains(l.Text, "Ana") || !strings.Contains(l.Text, "Agencia Sur") {
				t.Errorf("%s in %s: %+v", kind, lang, l)
			}
			if seen[l.Text] {
				t.Errorf("%s says the same in two languages", kind)
			}
			seen[l.Text] = true
		}
		if len(byLang) != len(problem.Languages) || letter(store.Mail{Kind: kind, Lang: "fr"}, values{}).Subject == "" {
			t.Errorf("%s has %d languages", kind, len(byLang))
		}
	}
}

func TestWaits(t *testing.T) {
	last := time.Duration(0)
	for n := range int64(40) {
		wait := waitAfter(n + 1)
		if wait < last || wait > longestWait || n == 0 && wait != firstWait {
			t.Errorf("after try %d: %v", n+1, wait)
		}
		last = wait
	}
	if last != longestWait {
		t.Errorf("the longest is %v", last)
	}
}

// box is a mail server that answers as told.
type box struct {
	err     error
	letters []connector.Letter
}

func (b *box) Send(_ context.Context, l connector.Letter) error {
	if b.err == nil {
		b.letters = append(b.letters, l)
	}
	return b.err
}

type tickingClock struct{ now time.Time }

func (c *tickingClock) Now() time.Time { return c.now }

var _ clock.Clock = (*tickingClock)(nil)

// office is a sender with one user in its hub.
type office struct {
	t     *testing.T
	store *store.Store
	clock *tickingClock
	box   *box
	send  *Sender
}

func newOffice(t *testing.T, dsn string) *office {
	t.Helper()
	o := &office{t: t, clock: &tickingClock{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}, box: &box{}}
	o.store = storetest.Open(t, dsn, store.Options{Clock: o.clock, LeaseClock: o.clock})
	o.send = &Sender{Store: o.store, Mailer: o.box, Log: slog.New(slog.DiscardHandler)}
	o.write(func(ctx context.Context, tx *store.Tx) error {
		if err := store.CreateAgency(ctx, tx, store.Agency{ID: "a", Name: "Agencia Sur", Currency: "ARS", TimeZone: "UTC"}); err != nil {
			return err
		}
		return tx.InsertUser(ctx, store.User{ID: "u", Agency: "a", Email: "ana@b", Name: "Ana", Role: access.Operator, Password: "x"})
	})
	return o
}

func (o *office) write(f func(ctx context.Context, tx *store.Tx) error) {
	o.t.Helper()
	ctx := o.t.Context()
	if err := o.store.Write(ctx, func(tx *store.Tx) error { return f(ctx, tx) }); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) queue(m store.Mail) {
	o.t.Helper()
	o.write(func(ctx context.Context, tx *store.Tx) error { return tx.QueueMail(ctx, m) })
}

// run does one due job; false when none is due.
func (o *office) run() bool {
	o.t.Helper()
	j, err := o.store.ClaimJob(o.t.Context(), time.Minute, false)
	if err != nil {
		o.t.Fatal(err)
	}
	if j == nil {
		return false
	}
	if err := o.send.Work(o.t.Context(), j); err != nil {
		o.t.Fatal(err)
	}
	return true
}

// left counts what is still queued.
func (o *office) left() (mails, jobs int) {
	o.t.Helper()
	err := o.store.Read().QueryRow(`select (select count(*) from mail), (select count(*) from job)`).Scan(&mails, &jobs)
	if err != nil {
		o.t.Fatal(err)
	}
	return mails, jobs
}

func (o *office) wantLeft(what string, want int) {
	o.t.Helper()
	if mails, jobs := o.left(); mails != want || jobs != want {
		o.t.Errorf("%s: %d mails and %d jobs are left, want %d", what, mails, jobs, want)
	}
}

func TestMailIsTriedUntilItLeaves(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		o := newOffice(t, dsn)
		o.box.err = errors.New("no route")
		o.queue(store.Mail{Kind: store.CodeReset, Email: "ana@b", Lang: "en"})
		if !o.run() {
			t.Fatal("no job")
		}
		o.wantLeft("after a failure", 1)
		if o.run() {
			t.Error("tried again at once")
		}
		o.clock.now = o.clock.now.Add(firstWait)
		o.box.err = nil
		if !o.run() || len(o.box.letters) != 1 || !strings.Contains(o.box.letters[0].Text, "Hello Ana") {
			t.Errorf("letters %+v", o.box.letters)
		}
		o.wantLeft("after it left", 0)
	})
}

func TestMailThatNobodyWaitsForIsDropped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		o := newOffice(t, dsn)
		o.queue(store.Mail{Kind: store.CodeReset, Email: "nobody@b", Lang: "en"})
		o.queue(store.Mail{Kind: store.CodeInvitation, Ref: "withdrawn", Email: "x@b", Lang: "en"})
		o.run()
		o.run()
		o.wantLeft("to nobody", 0)
		o.box.err = connector.ErrMailRefused
		o.queue(store.Mail{Kind: store.CodeReset, Email: "ana@b", Lang: "en"})
		o.run()
		o.wantLeft("refused for good", 0)
		o.box.err = nil
		o.send.Mailer = nil
		o.queue(store.Mail{Kind: store.CodeReset, Email: "ana@b", Lang: "en"})
		o.run()
		o.wantLeft("without a mail server", 1)
		o.send.Mailer = o.box
		o.clock.now = o.clock.now.Add(resetKept + time.Second)
		o.run()
		o.wantLeft("too late", 0)
		if len(o.box.letters) != 0 {
			t.Errorf("letters %+v", o.box.letters)
		}
	})
}

func TestInvitationsByMail(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		o := newOffice(t, dsn)
		sessions, err := session.New(o.store, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		o.write(func(ctx context.Context, tx *store.Tx) error {
			made, _, err := sessions.Invite(ctx, tx, session.NewInvitation{Agency: "a", Email: "luis@b", Name: "Luis", Role: access.Manager, ByName: "Ana"})
			if err != nil {
				return err
			}
			return tx.QueueMail(ctx, store.Mail{Kind: store.CodeInvitation, Ref: made.ID, Email: made.Email, Lang: "es-AR"})
		})
		o.run()
		if len(o.box.letters) != 1 || !strings.Contains(o.box.letters[0].Text, "Ana te invitó") || o.box.letters[0].Subject != "Te invitaron a Agencia Sur" {
			t.Fatalf("letters %+v", o.box.letters)
		}
		_, token, _ := strings.Cut(o.box.letters[0].Text, "    ")
		token, _, _ = strings.Cut(token, "\n")
		in, err := sessions.Register(t.Context(), session.Registration{Token: token, Password: "ocho-letras"})
		if err != nil || in.User.Role != access.Manager || in.User.Name != "Luis" {
			t.Errorf("registered %+v, %v", in, err)
		}
	})
}
