package api

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestManagersResetAndEndSessions(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		token := h.signIn("agent@example.test", password)
		h.do("manager", "DELETE", "/v1/users/agent/sessions", "").want(204, "")
		h.do(token, "GET", "/v1/agents", "").want(401, "no-session")
		h.wantAudit("user.sessions-end", "agent", 1)
		token = h.signIn("agent@example.test", password)

		a := h.do("manager", "POST", "/v1/users/agent/reset", "", "Idempotency-Key", "k")
		a.want(200, "")
		var r ResetCode
		if a.into(&r); len(r.Code) != 11 || !r.Mailed || r.ExpiresAt.Sub(h.clock.Now()) > 30*time.Minute {
			t.Errorf("reset %s", a.Body)
		}
		again := h.do("manager", "POST", "/v1/users/agent/reset", "", "Idempotency-Key", "k")
		var replayed ResetCode
		if again.into(&replayed); replayed.Code != "" || !replayed.Mailed || again.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("the replay tells %s", again.Body)
		}
		if op := h.do("manager", "GET", "/v1/operations/k", ""); strings.Contains(op.Body.String(), r.Code) {
			t.Errorf("the operation tells %s", op.Body)
		}
		h.do(token, "GET", "/v1/agents", "").want(200, "") // nothing ends before it is used
		h.confirm("agent@example.test", r.Code, "siete77").want(422, "weak-password")
		h.confirm("operator@example.test", r.Code, "ocho-letras").want(422, "bad-code") // somebody else's
		h.confirm("agent@example.test", " "+strings.ToLower(r.Code), "ocho-letras").want(204, "")
		h.do(token, "GET", "/v1/agents", "").want(401, "no-session")
		h.confirm("agent@example.test", r.Code, "otra-clave").want(422, "bad-code")
		h.do("", "POST", "/v1/sessions", credentials("agent@example.test", password)).want(401, "bad-credentials")
		h.signIn("agent@example.test", "ocho-letras")
		h.wantNoSecrets(r.Code, "ocho-letras")
	})
}

func (h *hub) confirm(email, code, password string) answer {
	h.t.Helper()
	return h.do("", "POST", "/v1/password-resets/confirm", fmt.Sprintf(`{"email":%q,"code":%q,"password":%q}`, email, code, password))
}

// wantNoSecrets looks for secrets in the log and wherever acts leave a text.
func (h *hub) wantNoSecrets(secrets ...string) {
	h.t.Helper()
	for _, secret := range secrets {
		for _, form := range []string{secret, strings.ReplaceAll(secret, "-", "")} {
			var n int
			err := h.store.Read().QueryRow(`select (select count(*) from audit where before like $1 or after like $1)
				+ (select count(*) from operation where body like $1 or key like $1 or target like $1) + (select count(*) from one_time_code where hash like $1)
				+ (select count(*) from job where ref like $1 or answer like $1) + (select count(*) from mail where ref like $1)`, "%"+form+"%").Scan(&n)
			if err != nil || n != 0 || strings.Contains(h.logs.String(), form) {
				h.t.Errorf("a secret is kept in %d rows, in the log: %v (%v)", n, strings.Contains(h.logs.String(), form), err)
			}
		}
	}
}

var codePattern = regexp.MustCompile(`(?m)^    (\S+)$`)

// mailedCode waits for the n-th letter to somebody and gives the code in it.
func (h *hub) mailedCode(email string, n int) string {
	h.t.Helper()
	eventually(h.t, "a letter to "+email, func() bool { return len(h.letters.to(email)) >= n })
	found := codePattern.FindStringSubmatch(h.letters.to(email)[n-1].Text)
	if found == nil {
		h.t.Fatalf("no code in %q", h.letters.to(email)[n-1].Text)
	}
	return found[1]
}

func TestForgottenPasswords(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		ask := func(email string) answer {
			return h.do("", "POST", "/v1/password-resets", fmt.Sprintf(`{"email":%q}`, email), "Accept-Language", "pt-BR")
		}
		known, unknown := ask("Operator@example.test "), ask("nobody@example.test")
		known.want(202, "")
		if unknown.Code != known.Code || unknown.Body.String() != known.Body.String() || len(unknown.Header()) != len(known.Header()) {
			t.Errorf("known: %d %s, unknown: %d %s", known.Code, known.Body, unknown.Code, unknown.Body)
		}
		code := h.mailedCode("operator@example.test", 1)
		if l := h.letters.to("operator@example.test")[0]; !strings.HasPrefix(l.Subject, "Seu código") || !strings.Contains(l.Text, "Persona operator") || !strings.Contains(l.Text, "Agencia north") {
			t.Errorf("letter %+v", l)
		}
		eventually(t, "no mail left", func() bool {
			var n int
			err := h.store.Read().QueryRow(`select (select count(*) from mail) + (select count(*) from job where kind = 'mail')`).Scan(&n)
			return err == nil && n == 0
		})
		if len(h.letters.to("nobody@example.test")) != 0 {
			t.Error("somebody unknown got a letter")
		}
		h.clock.move(31 * time.Minute)
		h.confirm("operator@example.test", code, "ocho-letras").want(422, "bad-code") // expired
		ask("operator@example.test").want(202, "")
		code = h.mailedCode("operator@example.test", 2)
		for range 4 {
			h.confirm("operator@example.test", "AAAAA-AAAAA", "ocho-letras").want(422, "bad-code")
		}
		h.clock.move(10 * time.Second)
		h.confirm("operator@example.test", "AAAAA-AAAAA", "ocho-letras").want(422, "bad-code")
		h.clock.move(20 * time.Second)
		h.signIn("operator@example.test", password) // nobody is locked out
		h.confirm("operator@example.test", code, "ocho-letras").want(204, "")
		h.signIn("operator@example.test", "ocho-letras")
		h.wantNoSecrets(code, "ocho-letras")
		h.wantAudit("password.reset", "operator", 1)
		h.wantAudit("password.code-mailed", "operator", 2)
	})
}

func TestResetsAreLimited(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		for _, email := range []string{"operator@example.test", "nobody@example.test"} {
			for range 5 {
				h.do("", "POST", "/v1/password-resets", fmt.Sprintf(`{"email":%q}`, email)).want(202, "")
				h.confirm(email, "AAAAA-AAAAA", "ocho-letras").want(422, "bad-code")
			}
			waitAfter(t, h.do("", "POST", "/v1/password-resets", fmt.Sprintf(`{"email":%q}`, email)))
			waitAfter(t, h.confirm(email, "AAAAA-AAAAA", "ocho-letras"))
			h.clock.move(time.Minute)
		}
	})
}

func TestOwnPassword(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		here, there := h.signIn("operator@example.test", password), h.signIn("operator@example.test", password)
		set := func(current, fresh string) answer {
			return h.do(here, "PUT", "/v1/password", fmt.Sprintf(`{"current":%q,"new":%q}`, current, fresh))
		}
		set(password, "siete77").want(422, "weak-password")
		set("wrong", "ocho-letras").want(422, "wrong-password")
		set(password, "ocho-letras").want(204, "")
		h.do(here, "GET", "/v1/agents", "").want(200, "")
		h.do(there, "GET", "/v1/agents", "").want(401, "no-session")
		h.do("operator", "GET", "/v1/agents", "").want(401, "no-session")
		h.do("manager", "GET", "/v1/agents", "").want(200, "")
		h.signIn("operator@example.test", "ocho-letras")
		for range 5 {
			set("wrong", "otra-clave").want(422, "wrong-password")
		}
		waitAfter(t, set("ocho-letras", "otra-clave"))
		h.wantAudit("password.change", "operator", 1)
		h.wantNoSecrets("ocho-letras")
	})
}

// Twenty wrong passwords for one account delay that one more and more, and
// nobody else.
func TestWrongPasswordsLockNobodyElseOut(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		last := 0
		for i := range 20 {
			a := h.do("", "POST", "/v1/sessions", credentials("agent@example.test", fmt.Sprint("wrong ", i)))
			if a.Code == 429 {
				wait := waitAfter(t, a)
				if wait < last {
					t.Errorf("try %d: the delay went from %d to %d s", i, last, wait)
				}
				last = wait
				h.clock.move(time.Duration(wait) * time.Second)
				h.do("", "POST", "/v1/sessions", credentials("agent@example.test", "wrong")).want(401, "bad-credentials")
			} else {
				a.want(401, "bad-credentials")
			}
		}
		if last < 60 {
			t.Errorf("after twenty the delay is %d s", last)
		}
		h.signIn("operator@example.test", password)
		h.do("agent", "GET", "/v1/agents", "").want(200, "") // nor whoever is in already
	})
}

// A hub without mail answers alike and queues nothing.
func TestWithoutMailNothingIsQueued(t *testing.T) {
	h := newHub(t, "sqlite:"+t.TempDir()+"/hub.db")
	h.api.Mail = false
	h.do("", "POST", "/v1/password-resets", `{"email":"operator@example.test"}`).want(202, "")
	var r ResetCode
	h.do("manager", "POST", "/v1/users/operator/reset", "", "Idempotency-Key", "k").into(&r)
	var queued int
	err := h.store.Read().QueryRow(`select count(*) from mail`).Scan(&queued)
	if err != nil || queued != 0 || r.Mailed || r.Code == "" || len(h.letters.to("operator@example.test")) != 0 {
		t.Errorf("%d mails are queued, reset %+v (%v)", queued, r, err)
	}
}
