package desk_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trastienda/data/desk"
	"trastienda/data/desk/internal/fakehub"
)

// The hub has a new address: what was not sent under the old one is told of, and
// goes as soon as its person signs in there again.
func TestActsOfAnotherAddress(t *testing.T) {
	b := newBench(t)
	elsewhere := func() []desk.Elsewhere {
		t.Helper()
		list, err := b.desk.Elsewhere(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	b.signIn()
	b.cut()
	b.mark("una", false)
	b.mark("dos", false)
	if list := elsewhere(); len(list) != 0 {
		t.Errorf("at home %+v", list)
	}
	b.desk.Close()
	b.join()
	old, fresh := b.server.URL, strings.Replace(b.server.URL, "127.0.0.1", "localhost", 1)
	if err := os.WriteFile(filepath.Join(b.dir, "desk", "replica-broken.db"), []byte("no copy"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.open(fresh)
	b.signIn()
	if list := elsewhere(); !slices.Equal(list, []desk.Elsewhere{{Address: old, Acts: 2}}) {
		t.Errorf("under the new address %+v", list)
	}
	b.desk.Close()
	b.open(fresh)
	if _, err := b.desk.SignIn(context.Background(), "beto@test", fakehub.Password, "test"); err != nil {
		t.Fatal(err)
	}
	if list := elsewhere(); len(list) != 0 {
		t.Errorf("somebody else is told %+v", list)
	}
	b.desk.Close()
	b.open(old)
	b.signIn()
	b.allSent()
	b.desk.Close()
	b.open(fresh)
	b.signIn()
	if list := elsewhere(); len(list) != 0 {
		t.Errorf("when all is sent %+v", list)
	}
}
