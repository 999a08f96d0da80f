package session

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"trastienda/app/access"
	"trastienda/app/clock"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// oneUser is the sessions of a hub with one user, ana@b.
func oneUser(t *testing.T, dsn string) (*Sessions, *store.Store) {
	t.Helper()
	return userAt(t, dsn, nil)
}

// userAt is oneUser with a clock.
func userAt(t *testing.T, dsn string, now clock.Clock) (*Sessions, *store.Store) {
	t.Helper()
	ctx := context.Background()
	s := storetest.Open(t, dsn, store.Options{Clock: now})
	err := s.Write(ctx, func(tx *store.Tx) error {
		if err := store.CreateAgency(ctx, tx, store.Agency{ID: "a", Name: "A", Currency: "ARS", TimeZone: "UTC"}); err != nil {
			return err
		}
		return tx.InsertUser(ctx, store.User{ID: "u", Agency: "a", Email: "ana@b", Name: "U", Role: access.Operator, Password: cheap("clave")})
	})
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := New(s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return sessions, s
}

// Whoever signs in as nobody has a password checked too: it takes as long.
func TestUnknownUsersHaveAPasswordCheckedToo(t *testing.T) {
	sessions, _ := oneUser(t, storetest.DSN(t, "sqlite"))
	if _, err := sessions.SignIn(t.Context(), SignIn{Email: "nobody@b", Password: "x"}); !errors.Is(err, ErrBadCredentials) {
		t.Errorf("nobody: %v", err)
	}
	sessions.nobody = "no hash at all" // now checking it fails
	if _, err := sessions.SignIn(t.Context(), SignIn{Email: "nobody@b", Password: "x"}); !errors.Is(err, errPHC) {
		t.Errorf("no password is checked for nobody: %v", err)
	}
}

// Whoever confirms a reset waits for a place to hash, whether the e-mail is
// somebody's or not.
func TestUnknownUsersHaveAPasswordHashedToo(t *testing.T) {
	sessions, _ := oneUser(t, storetest.DSN(t, "sqlite"))
	sessions.hashing <- struct{}{}
	sessions.hashing <- struct{}{}
	for _, email := range []string{"ana@b", "nobody@b"} {
		ctx, cancel := context.WithTimeout(t.Context(), hashWait/100)
		err := sessions.ConfirmReset(ctx, Confirmation{Email: email, Code: "x", Password: "ocho-letras"})
		cancel()
		if errors.Is(err, ErrBadCode) || err == nil {
			t.Errorf("%s is answered without hashing: %v", email, err)
		}
	}
}

// Asking for a reset writes the same for somebody and for nobody.
func TestAskingForAResetWritesTheSameForNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		sessions, s := oneUser(t, dsn)
		written := func() (n [6]int) {
			err := s.Read().QueryRow(`select (select count(*) from mail), (select count(*) from job), (select count(*) from login_limit),
				(select count(*) from one_time_code), (select count(*) from audit), (select count(*) from change)`).
				Scan(&n[0], &n[1], &n[2], &n[3], &n[4], &n[5])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		var more [2][6]int
		before := written()
		for i, email := range []string{"ana@b", "nobody@b"} {
			if err := sessions.RequestReset(t.Context(), ResetRequest{Email: email, Lang: "en"}, true); err != nil {
				t.Fatal(err)
			}
			after := written()
			for k := range after {
				more[i][k] = after[k] - before[k]
			}
			before = after
		}
		if more[0] != more[1] || more[0][0] != 1 {
			t.Errorf("for somebody %v rows, for nobody %v", more[0], more[1])
		}
		if err := sessions.RequestReset(t.Context(), ResetRequest{Email: "ana@b", Lang: "en"}, false); err != nil || written()[0] != before[0] {
			t.Errorf("without mail one is queued (%v)", err)
		}
	})
}

func TestCodes(t *testing.T) {
	if codeHash(store.CodeReset, "u", "ABCDE-FGHIJ") != codeHash(store.CodeReset, "u", " abcde fghij ") {
		t.Error("a copied code is another one")
	}
	for _, other := range []string{
		codeHash(store.CodeReset, "v", "ABCDE-FGHIJ"), codeHash(store.CodeInvitation, "u", "ABCDE-FGHIJ"), codeHash(store.CodeReset, "u", "ABCDE-FGHIK"),
	} {
		if other == codeHash(store.CodeReset, "u", "ABCDE-FGHIJ") {
			t.Error("two codes have one hash")
		}
	}
}
