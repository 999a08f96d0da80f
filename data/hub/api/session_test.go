package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
)

func credentials(email, password string) string {
	return fmt.Sprintf(`{"email":%q,"password":%q,"device":"Caja 1"}`, email, password)
}

func TestSignInAndOut(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		var s Session
		a := h.do("", "POST", "/v1/sessions", credentials("  Operator@Example.TEST ", password))
		a.want(201, "")
		a.into(&s)
		if s.User != (SessionUser{ID: "operator", Name: "Persona operator", Email: "operator@example.test", Role: access.Operator}) ||
			s.Agency.ID != "north" || s.Agency.Currency != "ARS" || s.Agency.TimeZone == "" || len(s.Token) != 43 || !s.ExpiresAt.After(h.clock.Now()) {
			t.Errorf("session %+v", s)
		}
		h.do(s.Token, "GET", "/v1/purchases", "").want(200, "")
		h.do(s.Token, "DELETE", "/v1/sessions/current", "").want(204, "")
		h.do(s.Token, "GET", "/v1/purchases", "").want(401, "no-session")
		h.do("operator", "GET", "/v1/purchases", "").want(200, "")
		h.do("", "GET", "/v1/purchases", "").want(401, "no-session")
		h.do("made-up", "DELETE", "/v1/sessions/current", "").want(401, "no-session")
		if strings.Contains(h.logs.String(), password) || strings.Contains(h.logs.String(), s.Token) {
			t.Error("a secret is in the log")
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		sign := func(who string) string {
			var s Session
			h.do("", "POST", "/v1/sessions", credentials(who+"@example.test", password)).into(&s)
			return s.Token
		}
		idle, used := sign("operator"), sign("operator")
		for range 4 { // a session in use outlives one that is not
			h.clock.move(4 * time.Hour)
			h.do(used, "GET", "/v1/agents", "").want(200, "")
		}
		h.do(idle, "GET", "/v1/agents", "").want(401, "no-session")
		for range 30 * 3 {
			h.clock.move(8 * time.Hour)
			h.do(used, "GET", "/health/live", "")
			if h.do(used, "GET", "/v1/agents", "").Code != http.StatusOK {
				break
			}
		}
		h.do(used, "GET", "/v1/agents", "").want(401, "no-session")

		moved := sign("agent")
		h.do(moved, "GET", "/v1/agents", "").want(200, "")
		h.write(func(tx *store.Tx) error {
			_, err := tx.ExecContext(context.Background(), `update app_user set agent_id = 'n2' where id = 'agent'`)
			return err
		})
		h.do(moved, "GET", "/v1/agents", "").want(401, "no-session")
	})
}

// When somebody was seen last moves as they use the hub, by minutes, and wakes
// nobody: it is no change of theirs.
func TestLastSeenMovesWithUse(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		seen := func() (at time.Time, version int64) {
			t.Helper()
			var u access.User
			a := h.do("manager", "GET", "/v1/users/operator", "")
			a.want(200, "")
			a.into(&u)
			if u.LastSeen == nil {
				t.Fatal("never seen")
			}
			return *u.LastSeen, u.Version
		}
		first, version := seen()
		cursor := h.changes("manager", "").Next
		h.clock.move(30 * time.Second)
		h.do("operator", "GET", "/v1/agents", "").want(200, "")
		if at, _ := seen(); !at.Equal(first) {
			t.Errorf("within a minute it moved by %v", at.Sub(first))
		}
		h.clock.move(10 * time.Minute)
		h.do("operator", "GET", "/v1/agents", "").want(200, "")
		if at, v := seen(); at.Sub(first) < 10*time.Minute || v != version {
			t.Errorf("it moved by %v, version %d became %d", at.Sub(first), version, v)
		}
		if page := h.changes("manager", "after="+cursor); len(page.Items) != 0 {
			t.Errorf("the feed tells %+v", page.Items)
		}
	})
}

func TestBadCredentialsAreAnsweredAlike(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for _, email := range []string{"operator@example.test", "nobody@example.test"} {
			for i := range 5 {
				a := h.do("", "POST", "/v1/sessions", credentials(email, fmt.Sprint("wrong-", i)))
				a.want(401, "bad-credentials")
				if strings.Contains(a.Body.String(), "wrong-") || strings.Contains(a.Body.String(), email) {
					t.Errorf("the answer repeats what was sent: %s", a.Body)
				}
			}
			first := waitAfter(t, h.do("", "POST", "/v1/sessions", credentials(email, password)))
			h.clock.move(time.Duration(first) * time.Second)
			h.do("", "POST", "/v1/sessions", credentials(email, "wrong again")).want(401, "bad-credentials")
			if second := waitAfter(t, h.do("", "POST", "/v1/sessions", credentials(email, password))); second <= first {
				t.Errorf("the delay went from %d to %d s", first, second)
			}
			h.clock.move(16 * time.Minute)
		}
		h.do("", "POST", "/v1/sessions", credentials("operator@example.test", password)).want(201, "")
		for range 4 { // signing in forgets the failures
			h.do("", "POST", "/v1/sessions", credentials("operator@example.test", "wrong")).want(401, "bad-credentials")
		}
		h.do("", "POST", "/v1/sessions", credentials("operator@example.test", password)).want(201, "")
	})
}

func waitAfter(t *testing.T, a answer) int {
	t.Helper()
	a.want(429, "too-many-attempts")
	seconds, err := strconv.Atoi(a.Header().Get("Retry-After"))
	if err != nil || seconds < 1 || seconds > 15*60 {
		t.Fatalf("Retry-After %q", a.Header().Get("Retry-After"))
	}
	return seconds
}

func TestSignInBodies(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for _, c := range []struct {
			body   string
			status int
			code   string
		}{
			{``, 400, "not-json"},
			{`{`, 400, "not-json"},
			{`{"email":"a@b.c"}`, 422, "invalid-request"},
			{`{"email":"a@b.c","password":"s3cret-value","role":"manager"}`, 422, "invalid-request"},
			{`{"email":1,"password":"s3cret-value"}`, 422, "invalid-request"},
			{`["s3cret-value"]`, 422, "invalid-request"},
			{`null`, 422, "invalid-request"},
			{`{"email":"a\u0000@b.c","password":"s3cret-value"}`, 401, "bad-credentials"},
			{`{"email":"a@b.c","password":"` + strings.Repeat("s3cret-value", 100) + `"}`, 422, "invalid-request"},
			{`{"email":"a@b.c","password":"` + strings.Repeat("s3cret-value", 1000) + `"}`, 413, "body-too-large"},
		} {
			a := h.do("", "POST", "/v1/sessions", c.body)
			a.want(c.status, c.code)
			if strings.Contains(a.Body.String(), "s3cret-value") {
				t.Errorf("the answer repeats the password: %s", a.Body)
			}
		}
		if strings.Contains(h.logs.String(), "s3cret-value") {
			t.Error("the password is in the log")
		}
		h.do("", "POST", "/v1/sessions", credentials("a@b.c", "x"), "Content-Type", "text/plain").want(415, "unsupported-media-type")
	})
}

func TestCreateUser(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		ctx := context.Background()
		good := session.NewUser{Agency: "north", Email: " Nueva@Example.test", Name: "Nueva", Role: access.Manager, Password: "ocho-letras"}
		h.write(func(tx *store.Tx) error {
			_, err := session.CreateUser(ctx, tx, good)
			return err
		})
		h.do("", "POST", "/v1/sessions", credentials("nueva@example.test", "ocho-letras")).want(201, "")
		for name, spoil := range map[string]func(*session.NewUser){
			"taken":          func(*session.NewUser) {},
			"no e-mail":      func(u *session.NewUser) { u.Email = "nueva" },
			"short password": func(u *session.NewUser) { u.Email, u.Password = "b@example.test", "siete77" },
			"no role":        func(u *session.NewUser) { u.Email, u.Role = "b@example.test", "boss" },
			"agent of none":  func(u *session.NewUser) { u.Email, u.Role = "b@example.test", access.Agent },
			"no name":        func(u *session.NewUser) { u.Email, u.Name = "b@example.test", " " },
		} {
			u := good
			spoil(&u)
			if err := h.store.Write(ctx, func(tx *store.Tx) error { _, err := session.CreateUser(ctx, tx, u); return err }); err == nil {
				t.Errorf("%s: accepted", name)
			}
		}
		err := h.store.Write(ctx, func(tx *store.Tx) error {
			return store.CreateAgency(ctx, tx, store.Agency{ID: "north", Name: "otra", Currency: "ARS", TimeZone: "UTC"})
		})
		if err != store.ErrAgencyExists {
			t.Errorf("an agency twice: %v", err)
		}
	})
}
