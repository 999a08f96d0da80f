package session

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"trastienda/app/access"
	"trastienda/app/clock"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

// cheap makes a hash of another cost than today's.
func cheap(password string) string {
	salt := []byte("0123456789abcdef")
	key := argon2.IDKey([]byte(password), salt, 1, 64, 1, 32)
	return fmt.Sprintf("$argon2id$v=19$m=64,t=1,p=1$%s$%s", base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

func TestPasswords(t *testing.T) {
	phc, err := HashPassword("contraseña ñ")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=47104,t=1,p=1$") {
		t.Errorf("hash %s", phc)
	}
	if other, _ := HashPassword("contraseña ñ"); other == phc {
		t.Error("two hashes of a password are equal")
	}
	for _, c := range []struct {
		phc, password string
		ok, stale     bool
	}{
		{phc, "contraseña ñ", true, false},
		{phc, "contraseña n", false, false},
		{cheap("x"), "x", true, true},
		{cheap("x"), "y", false, true},
	} {
		ok, stale, err := checkPassword(c.phc, c.password)
		if err != nil || ok != c.ok || stale != c.stale {
			t.Errorf("%s with %q: %v %v %v", c.phc, c.password, ok, stale, err)
		}
	}
	// Nobody's hash has no password, and checking it costs as much as any other.
	nobody, err := nobodysHash()
	if err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{"", "x", "contraseña ñ"} {
		if ok, stale, err := checkPassword(nobody, password); ok || stale || err != nil {
			t.Errorf("nobody's hash with %q: %v %v %v", password, ok, stale, err)
		}
	}
	for _, bad := range []string{
		"", "x", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=18$m=64,t=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=0,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=64,t=1,p=1$$AAAA", "$argon2id$v=19$m=64,t=1,p=1$!$!", "$argon2id$v=19$m=x$AAAA$AAAA",
	} {
		if _, _, err := checkPassword(bad, "x"); err == nil {
			t.Errorf("%q is taken for a hash", bad)
		}
	}
}

func TestDelays(t *testing.T) {
	last := time.Duration(0)
	for failures := range 40 {
		d := delayAfter(failures)
		if d < last || d > longestDelay || failures < freeFailures && d != 0 || failures >= freeFailures && d < firstDelay {
			t.Errorf("after %d failures %v (before %v)", failures, d, last)
		}
		last = d
	}
	if last != longestDelay {
		t.Errorf("the longest delay is %v", last)
	}
}

func TestNetworks(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7:1234": "192.0.2.7", "[::ffff:192.0.2.7]:1": "192.0.2.7", "[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:80": "fe80::/64", "": "", "pipe": "pipe",
	} {
		if got := network(address); got != want {
			t.Errorf("network(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestAddressesAreForgotten(t *testing.T) {
	a := addresses{limiters: newLimiters()}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for i := range addressBurst {
		if w := a.wait("192.0.2.1:1", now); w != 0 {
			t.Fatalf("try %d waits %v", i, w)
		}
	}
	if a.wait("192.0.2.1:2", now) == 0 {
		t.Error("one more is let through")
	}
	if a.wait("192.0.2.1:1", now.Add(2*time.Second)) != 0 {
		t.Error("the allowance does not come back")
	}
	for i := range addressesKept + 10 {
		a.wait(fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255), now.Add(time.Hour))
	}
	if len(a.limiters) > addressesKept {
		t.Errorf("%d addresses are kept", len(a.limiters))
	}
}

func TestOneAddressCannotTryManyAccounts(t *testing.T) {
	now := clock.Fixed(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	s := storetest.Open(t, storetest.DSN(t, "sqlite"), store.Options{Clock: now})
	sessions, err := New(s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for range addressBurst {
		sessions.addresses.wait("192.0.2.1:1", now.Now())
	}
	var tooMany *TooManyError
	_, err = sessions.SignIn(context.Background(), SignIn{Email: "new@example.test", Password: "x", Address: "192.0.2.1:2"})
	if !errors.As(err, &tooMany) || tooMany.RetryAfter <= 0 {
		t.Errorf("one try too many: %v", err)
	}
	_, err = sessions.SignIn(context.Background(), SignIn{Email: "new@example.test", Password: "x", Address: "192.0.2.2:2"})
	if !errors.Is(err, ErrBadCredentials) {
		t.Errorf("another address: %v", err)
	}
}

func TestSignInRenewsAnOldHash(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		s := storetest.Open(t, dsn, store.Options{})
		err := s.Write(ctx, func(tx *store.Tx) error {
			if err := store.CreateAgency(ctx, tx, store.Agency{ID: "a", Name: "A", Currency: "ARS", TimeZone: "UTC"}); err != nil {
				return err
			}
			return tx.InsertUser(ctx, store.User{ID: "u", Agency: "a", Email: "u@example.test", Name: "U", Role: access.Operator, Password: cheap("clave")})
		})
		if err != nil {
			t.Fatal(err)
		}
		sessions, err := New(s, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		in, err := sessions.SignIn(ctx, SignIn{Email: "U@example.test", Password: "clave"})
		if err != nil {
			t.Fatal(err)
		}
		who, err := sessions.Find(ctx, in.Token)
		if err != nil || who.User.ID != "u" || who.Scope() != (access.Scope{Agency: "a", Role: access.Operator, User: "u"}) || in.User.Password != "" {
			t.Errorf("signed in as %+v, %v", who, err)
		}
		u, _, err := s.UserByEmail(ctx, "u@example.test")
		if err != nil || !strings.HasPrefix(u.Password, "$argon2id$v=19$m=47104,t=1,p=1$") {
			t.Errorf("the stored hash is %s, %v", u.Password, err)
		}
		if _, err := sessions.SignIn(ctx, SignIn{Email: "u@example.test", Password: "clave"}); err != nil {
			t.Errorf("with the renewed hash: %v", err)
		}
		var whole int
		if err := s.Read().QueryRow(`select count(*) from session where token = $1`, in.Token).Scan(&whole); err != nil || whole != 0 {
			t.Errorf("the token itself is stored (%d, %v)", whole, err)
		}
	})
}

func TestHashingLetsTwoIn(t *testing.T) {
	h := newHashing()
	in, out := make(chan struct{}, 3), make(chan struct{})
	for range 3 {
		go func() {
			_ = h.do(context.Background(), func() error { in <- struct{}{}; <-out; return nil })
		}()
	}
	<-in
	<-in
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := h.do(ctx, func() error { return nil }); err == nil {
		t.Error("a third place is given")
	}
	close(out)
	<-in
}
