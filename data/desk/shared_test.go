package desk_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"trastienda/app/access"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/outbox"
	desksync "trastienda/data/desk/sync"
)

func (b *bench) shared(key string) string {
	b.Helper()
	value, err := b.desk.SharedSetting(context.Background(), key)
	if err != nil {
		b.Fatal(err)
	}
	return value
}

func (b *bench) share(key, value string) {
	b.Helper()
	if err := b.desk.PutSharedSetting(context.Background(), key, value); err != nil {
		b.Fatal(err)
	}
}

// A shared setting follows its user to another computer, and nobody else.
func TestSharedSettings(t *testing.T) {
	b := newBench(t)
	b.hub.PutSetting("user-beto@test", "views", "de Beto")
	b.signIn()
	if got := b.shared("views"); got != "" {
		t.Errorf("never set: %q", got)
	}
	b.share("views", "una")
	if got := b.shared("views"); got != "una" {
		t.Errorf("at once: %q", got)
	}
	b.allSent()
	b.share("views", "dos")
	b.allSent()
	if s := b.hub.Setting(fakehub.Me.ID, "views"); s.Value != "dos" || s.Version != 2 {
		t.Errorf("the hub has %+v", s)
	}
	if s := b.hub.Setting("user-beto@test", "views"); s.Value != "de Beto" {
		t.Errorf("Beto's is %+v", s)
	}
	b.dir = t.TempDir() // another computer
	b.desk.Close()
	b.open(b.server.URL)
	b.signIn()
	if got := b.shared("views"); got != "dos" {
		t.Errorf("elsewhere: %q", got)
	}
	b.hub.PutSetting(fakehub.Me.ID, "views", "tres")
	b.waitFor("by the feed", func() bool { return b.shared("views") == "tres" })
	b.hub.Delete("setting", fakehub.Me.ID+"/views")
	b.waitFor("gone", func() bool { return b.shared("views") == "" })
	// Written anew it goes on from its deletion: that is no conflict.
	b.share("views", "cinco")
	b.allSent()
	if s := b.hub.Setting(fakehub.Me.ID, "views"); s.Value != "cinco" || s.Version != 5 {
		t.Errorf("the hub has %+v", s)
	}
	if got := b.shared("views"); got != "cinco" {
		t.Errorf("anew: %q", got)
	}
}

// What was kept here before the hub kept settings is there until the first
// change.
func TestASettingFromBefore(t *testing.T) {
	b := newBench(t)
	b.signIn()
	if err := b.desk.PutSetting(context.Background(), "views", "de acá"); err != nil {
		t.Fatal(err)
	}
	if got := b.shared("views"); got != "de acá" {
		t.Errorf("%q", got)
	}
	b.share("views", "de todos")
	b.allSent()
	if got := b.shared("views"); got != "de todos" || b.hub.Setting(fakehub.Me.ID, "views").Version != 1 {
		t.Errorf("%q", got)
	}
}

// A hub from before settings and users: the copy follows it all the same, and
// what is shared stays here.
func TestAnOlderHub(t *testing.T) {
	b := newBench(t)
	b.hub.Old.Store(true)
	b.signIn()
	b.share("views", "de acá")
	if got := b.shared("views"); got != "de acá" || len(b.unsent()) != 0 {
		t.Errorf("%q, unsent %+v", got, b.unsent())
	}
	if n := len(b.hub.Requests(http.MethodPut, "/settings")); n != 0 {
		t.Errorf("asked %d times", n)
	}
	users, err := b.desk.Users(context.Background())
	if err != nil || len(users) != 0 {
		t.Errorf("%v, %v", users, err)
	}
	// It is exchanged for a newer one.
	b.hub.Old.Store(false)
	b.hub.PutUser(fakehub.User{ID: "u1", Name: "Ana"})
	b.restart()
	b.waitFor("users", func() bool { users, err := b.desk.Users(context.Background()); return err == nil && len(users) == 1 })
	b.share("views", "de todos")
	b.allSent()
	if s := b.hub.Setting(fakehub.Me.ID, "views"); s.Value != "de todos" {
		t.Errorf("the hub has %+v", s)
	}
}

// Users are shown as they will be, edited one after the other, and a conflict
// is decided field by field.
func TestUsers(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	b.hub.PutUser(fakehub.User{ID: "u2", Name: "Beto", Email: "beto@test", Role: "operator", Active: true})
	b.hub.PutUser(fakehub.User{ID: "u1", Name: "Ana", Email: "ana@test", Role: "manager", Active: true})
	b.signIn()
	users := func() []desk.User {
		t.Helper()
		list, err := b.desk.Users(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	b.waitFor("users", func() bool { return len(users()) == 2 })
	beto := users()[1]
	if beto.ID != "u2" || beto.Role != access.Operator || !beto.Active || beto.Agent != "" || beto.Version != 1 || beto.Sign != outbox.SignNone {
		t.Fatalf("%+v", beto)
	}
	b.cut()
	if err := b.desk.EditUser(ctx, "u2", desk.UserEdit{Name: "Beto", Role: access.Manager, Active: true}, beto.Version); err != nil {
		t.Fatal(err)
	}
	if u := users()[1]; u.Role != access.Manager || u.Email != "beto@test" || u.Sign != outbox.SignWaiting || u.Version != 1 {
		t.Errorf("shown %+v", u)
	}
	other := b.hub.User("u2")
	other.Name = "Beto B."
	b.hub.PutUser(other)
	b.join()
	b.waitFor("the conflict", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Conflict}) })
	c, err := b.desk.Clash(ctx, b.unsent()[0].OpID)
	if err != nil {
		t.Fatal(err)
	}
	want := []outbox.Choice{
		{Field: "name", Mine: "Beto", Theirs: "Beto B.", Differs: true},
		{Field: "role", Mine: "manager", Theirs: "operator", Differs: true, Changed: true},
		{Field: "agent"},
		{Field: "active", Mine: "true", Theirs: "true"},
	}
	if c.Choices[2].Changed || c.Choices[2].Differs {
		t.Errorf("no agent and none: %+v", c.Choices[2])
	}
	if !slices.Equal(c.Choices, want) {
		t.Errorf("choices %+v", c.Choices)
	}
	if err := b.desk.Resolve(ctx, c.OpID, c.Version, []string{"role"}); err != nil {
		t.Fatal(err)
	}
	b.allSent()
	if u := b.hub.User("u2"); u.Name != "Beto B." || u.Role != "manager" || u.Version != 3 {
		t.Errorf("the hub has %+v", u)
	}
}

// With nothing of the person's a conflict is given up, and a new copy has the
// documents of the new epoch only.
func TestTheHubsSideOfAConflict(t *testing.T) {
	b := newBench(t)
	b.hub.PutUser(fakehub.User{ID: "u9", Name: "Gone"})
	b.signIn()
	b.cut()
	b.share("views", "mía")
	b.hub.PutSetting(fakehub.Me.ID, "views", "de la otra máquina")
	b.join()
	b.waitFor("the conflict", func() bool { return slices.Equal(b.queued(), []outbox.State{outbox.Conflict}) })
	e := b.unsent()[0]
	c, err := b.desk.Clash(context.Background(), e.OpID)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.desk.Resolve(context.Background(), e.OpID, c.Version, nil); err != nil {
		t.Fatal(err)
	}
	b.allSent() // the hub's audit is told
	if got := b.shared("views"); got != "de la otra máquina" || len(b.unsent()) != 0 || len(b.discarded()) != 1 {
		t.Errorf("%q, %+v", got, b.unsent())
	}
	b.hub.Restore("e2", func(p purchase.Purchase) (purchase.Purchase, bool) { p.Credited = 9; return p, true })
	b.hub.Forget("user", "u9")
	b.desk.SyncNow()
	b.waitFor("fetched anew", func() bool { return b.desk.State().Phase == desksync.Following && b.row("p1").Credited == 9 })
	b.waitFor("nobody of the old copy", func() bool { users, err := b.desk.Users(context.Background()); return err == nil && len(users) == 0 })
	if got := b.shared("views"); got != "de la otra máquina" {
		t.Errorf("the setting is %q", got)
	}
}
