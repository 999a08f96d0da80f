package users

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// noon is the present instant of the tests: 13/12/22 12:00 in Buenos Aires.
var noon = time.Date(2022, 12, 13, 15, 0, 0, 0, time.UTC)

// fake is a Backend in memory. Its fields may be set between calls; done lists
// what was asked of it.
type fake struct {
	mu          sync.Mutex
	me          string
	users       []access.User
	invitations []access.Invitation
	reading     error // of People
	failing     error // of the acts
	secret      Secret
	done        []string
	settings    map[string]string
}

// sampleTeam is a team of six: Ana, a manager, looks at it.
func sampleTeam() *fake {
	seen := noon.Add(-26 * time.Hour)
	day := 24 * time.Hour
	return &fake{me: "ana", settings: map[string]string{}, secret: Secret{Text: "HDSGNSO5QUWOOQZJVUAC4FSYO7", Expires: noon.Add(7 * day)},
		users: []access.User{
			{ID: "ana", Name: "Ana Gómez", Email: "ana@sur.example", Role: access.Manager, Active: true, LastSeen: &noon, Version: 1},
			{ID: "bru", Name: "Bruno Díaz", Email: "bruno@sur.example", Role: access.Operator, Active: true, LastSeen: &seen, Version: 3},
			{ID: "caro", Name: "Carolina Ibáñez de los Santos", Email: "carolina.ibanez.de.los.santos@sur.example", Role: access.Agent, Agent: "n1", Active: true, Version: 1},
			{ID: "dina", Name: "Dina Paz", Email: "dina@sur.example", Role: access.Operator, Version: 4},
			{ID: "eva", Name: "Eva Luz", Email: "eva@sur.example", Role: access.Operator, Invited: true, Version: 1},
			{ID: "fede", Name: "Federico Sosa", Email: "fede@sur.example", Role: access.Manager, Invited: true, Version: 1},
		},
		invitations: []access.Invitation{
			{ID: "eva", Name: "Eva Luz", Email: "eva@sur.example", Role: access.Operator, ExpiresAt: noon.Add(3 * day)},
			{ID: "fede", Name: "Federico Sosa", Email: "fede@sur.example", Role: access.Manager, ExpiresAt: noon.Add(-2 * day)},
		}}
}

func (f *fake) People(context.Context) ([]access.User, []access.Invitation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]access.User(nil), f.users...), append([]access.Invitation(nil), f.invitations...), f.reading
}

func (f *fake) Agents(context.Context) ([]agent.Agent, error) {
	return []agent.Agent{{ID: "n1", Code: "0101", Name: "Kiosco Norte"}, {ID: "n2", Code: "0102", Name: "Almacén Sur"}}, nil
}

// act takes down what was asked, unless it fails.
func (f *fake) act(format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done = append(f.done, fmt.Sprintf(format, args...))
	return f.failing
}

func (f *fake) Edit(_ context.Context, u access.User) (access.User, error) {
	if err := f.act("edit %s %q %s %q active=%v from %d", u.ID, u.Name, u.Role, u.Agent, u.Active, u.Version); err != nil {
		return u, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	u.Version++
	for i := range f.users {
		if f.users[i].ID == u.ID {
			f.users[i] = u
		}
	}
	return u, nil
}

func (f *fake) EndSessions(_ context.Context, id string) error { return f.act("end sessions %s", id) }

func (f *fake) Reset(_ context.Context, id string) (Secret, error) {
	return f.secret, f.act("reset %s", id)
}

func (f *fake) Invite(_ context.Context, n Invitation) (Secret, error) {
	return f.secret, f.act("invite %s %q %s %q", n.Email, n.Name, n.Role, n.Agent)
}

func (f *fake) Withdraw(_ context.Context, id string) error { return f.act("withdraw %s", id) }

func (f *fake) Now() time.Time { return noon }
func (f *fake) Me() string     { return f.me }

func (f *fake) Setting(_ context.Context, key string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.settings[key], nil
}

func (f *fake) PutSetting(_ context.Context, key, value string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.settings[key] = value
	return nil
}

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// asked is the last thing asked, "" for none, and forgets all of it.
func (f *fake) asked() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	last := ""
	if n := len(f.done); n > 0 {
		last = f.done[n-1]
	}
	f.done = nil
	return last
}

// bench is the page in a window.
type bench struct {
	*uitest.Bench
	page    *Page
	backend *fake
	copied  string
}

// newBench shows the page and waits until it was read.
func newBench(t *testing.T, lang text.Lang, f *fake) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "users", lang), backend: f}
	var err error
	b.page, err = New(Params{Backend: f, Book: b.Book, Shell: b, Log: slog.New(slog.DiscardHandler), Explain: func(err error) string { return "Explained: " + err.Error() },
		Copy: func(s string) { b.copied = s }, Do: b.Do})
	if err != nil {
		t.Fatal(err)
	}
	b.Show(b.page, 1366-248, 620)
	b.settled()
	return b
}

// settled waits until everything asked for was answered.
func (b *bench) settled() {
	b.T.Helper()
	b.Until("the answers", func() bool { return !b.page.state.Busy() && !b.page.acting && !b.page.grid.Busy() })
}

// choose makes somebody the chosen one.
func (b *bench) choose(id string) {
	b.T.Helper()
	b.page.grid.Select(id)
	b.Until("the choice of "+id, func() bool { return b.page.chosen == id })
}
