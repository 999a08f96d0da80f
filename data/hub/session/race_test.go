package session

import (
	"errors"
	"testing"

	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// resetTo sets a new password by a one-time code, as its owner does.
func resetTo(t *testing.T, sessions *Sessions, s *store.Store, password string) {
	t.Helper()
	if err := sessions.ConfirmReset(t.Context(), Confirmation{Email: "ana@b", Code: issued(t, s), Password: password}); err != nil {
		t.Fatal(err)
	}
}

// issued makes a code for ana@b.
func issued(t *testing.T, s *store.Store) (code string) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *store.Tx) (err error) {
		code, _, err = IssueReset(t.Context(), tx, "u", "", s.Clock().Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// Somebody whose password was checked just before its owner set another is not
// let in with the old one, and changes nothing.
func TestWhatWasCheckedBeforeAReset(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		sessions, s := oneUser(t, dsn)
		ctx := t.Context()
		in, err := sessions.SignIn(ctx, SignIn{Email: "ana@b", Password: "clave"})
		if err != nil {
			t.Fatal(err)
		}
		who, err := sessions.Find(ctx, in.Token)
		if err != nil {
			t.Fatal(err)
		}
		user, agency, err := s.UserByEmail(ctx, "ana@b")
		if err != nil {
			t.Fatal(err)
		}
		resetTo(t, sessions, s, "la de Ana")
		if _, err := sessions.open(ctx, user, agency, "thief", hashed("ana@b"), ""); !errors.Is(err, ErrBadCredentials) {
			t.Errorf("signing in: %v", err)
		}
		if _, err := sessions.open(ctx, user, agency, "thief", hashed("ana@b"), cheap("clave")); !errors.Is(err, ErrBadCredentials) {
			t.Errorf("signing in with a hash to renew: %v", err)
		}
		if err := sessions.change(ctx, who, user, hashed("ana@b"), cheap("otra")); !errors.Is(err, ErrBadCredentials) {
			t.Errorf("changing the password: %v", err)
		}
		var n int
		if err := s.Read().QueryRow(`select count(*) from session`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d sessions, %v", n, err)
		}
		if _, err := sessions.SignIn(ctx, SignIn{Email: "ana@b", Password: "la de Ana"}); err != nil {
			t.Errorf("the owner: %v", err)
		}
	})
}

// A password is changed by whoever is signed in, until the last moment.
func TestAnEndedSessionChangesNoPassword(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		sessions, s := oneUser(t, dsn)
		ctx := t.Context()
		in, err := sessions.SignIn(ctx, SignIn{Email: "ana@b", Password: "clave"})
		if err != nil {
			t.Fatal(err)
		}
		who, err := sessions.Find(ctx, in.Token)
		if err != nil {
			t.Fatal(err)
		}
		if err := sessions.End(ctx, who); err != nil {
			t.Fatal(err)
		}
		if err := sessions.ChangePassword(ctx, who, "clave", "ocho-letras", ""); !errors.Is(err, ErrNoSession) {
			t.Errorf("%v", err)
		}
		if _, err := sessions.SignIn(ctx, SignIn{Email: "ana@b", Password: "clave"}); err != nil {
			t.Errorf("the password is another: %v", err)
		}
		if err := s.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.ExecContext(ctx, `update app_user set active = 0 where id = 'u'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := sessions.ChangePassword(ctx, who, "clave", "ocho-letras", ""); !errors.Is(err, ErrNoSession) {
			t.Errorf("of somebody who is not active: %v", err)
		}
	})
}

// Two that sign in at once while the hash is renewed are both let in.
func TestAHashThatWasRenewedMeanwhile(t *testing.T) {
	sessions, s := oneUser(t, storetest.DSN(t, "sqlite"))
	user, agency, err := s.UserByEmail(t.Context(), "ana@b")
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan error)
	for range 2 {
		go func() {
			_, err := sessions.SignIn(t.Context(), SignIn{Email: "ana@b", Password: "clave"})
			got <- err
		}()
	}
	for range 2 {
		if err := <-got; err != nil {
			t.Errorf("%v", err)
		}
	}
	if _, err := sessions.open(t.Context(), user, agency, "", hashed("ana@b"), ""); !errors.Is(err, errPasswordChanged) {
		t.Errorf("with the hash of before: %v", err)
	}
}
