package main

import (
	"context"
	"strings"
	"testing"

	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// A hub at work verifies as unbroken; one edited row does not, on both engines.
func TestVerifyAuditCommand(t *testing.T) {
	onBoth(t, func(t *testing.T, engine string) {
		s := newSite(t, engine)
		s.signIn("manager@demo.test")
		s.signIn("manager2@demo.test")
		out, code := runProgram(t, "hub", "audit", "verify", "--database", s.dsn)
		if code != 0 || !strings.HasPrefix(out, "Agencia Demo (") || !strings.HasSuffix(out, "): 4 links, unbroken\n") {
			t.Fatalf("untouched: %d %s", code, out)
		}
		hub := storetest.Open(t, s.dsn, store.Options{})
		err := hub.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.ExecContext(context.Background(), `update audit set actor_name = 'Nadie' where act = 'session.open' and actor_name = 'Gerencia Demo'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		out, code = runProgram(t, "hub", "audit", "verify", "--database", s.dsn)
		if code != 1 || !strings.Contains(out, "2 sound links, then broken at link ") || !strings.Contains(out, string(store.FlawContents)) {
			t.Errorf("edited: %d %s", code, out)
		}
	})
}

func TestVerifyAuditIsUsedWrong(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"hub audit", 2, "hub audit verify"},
		{"hub audit verify", 2, "at least one of the flags"},
		{"hub audit verify more --database sqlite:x", 2, "unknown command"},
		{"hub audit verify --database sqlite:x --data-dir y", 2, "none of the others can be"},
		{"hub audit verify --database mysql:x", 2, "sqlite:FILE or postgres://"},
		{"hub audit verify --data-dir /nowhere/at/all", 1, "no such file"},
	} {
		out, code := runProgram(t, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%s: %d %s", c.args, code, out)
		}
	}
}
