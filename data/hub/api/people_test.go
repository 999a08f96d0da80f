package api

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"trastienda/app/access"
)

func (h *hub) change(who, id, key, version, body string) answer {
	h.t.Helper()
	return h.do(who, "PUT", "/v1/users/"+id, body, "Idempotency-Key", key, "If-Match", `"`+version+`"`)
}

func person(name string, role access.Role, agent string, active bool) string {
	return fmt.Sprintf(`{"name":%q,"role":%q,"agent":%q,"active":%v}`, name, role, agent, active)
}

// signIn opens a session and gives its token.
func (h *hub) signIn(email, password string) string {
	h.t.Helper()
	a := h.do("", "POST", "/v1/sessions", credentials(email, password))
	a.want(201, "")
	var s Session
	a.into(&s)
	return s.Token
}

func TestAChangedRoleEndsSessionsAndMustRefetch(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		token := h.signIn("operator@example.test", password)
		cursor := h.changes(token, "").Next
		a := h.change("manager", "operator", "k1", "1", person(" Persona Dos ", access.Operator, "", true))
		a.want(200, "")
		var u access.User
		if a.into(&u); u.Name != "Persona Dos" || u.Version != 2 || a.Header().Get("ETag") != `"2"` {
			t.Errorf("renamed: %s", a.Body)
		}
		h.do(token, "GET", "/v1/agents", "").want(200, "") // a name ends nothing
		h.change("manager", "operator", "k2", "2", person("Persona Dos", access.Manager, "", true)).want(200, "")
		h.do(token, "GET", "/v1/agents", "").want(401, "no-session")
		again := h.signIn("operator@example.test", password)
		h.do(again, "GET", "/v1/changes?after="+cursor, "").want(410, "must-refetch")
		h.do(again, "GET", "/v1/users", "").want(200, "")
		h.change("manager", "operator", "k3", "3", person("Persona Dos", access.Agent, "n2", true)).want(200, "")
		h.do(again, "GET", "/v1/users", "").want(401, "no-session")
		agent := h.signIn("operator@example.test", password)
		h.do(agent, "GET", "/v1/purchases/n2-p0", "").want(200, "")
		h.do(agent, "GET", "/v1/purchases/n1-p0", "").want(404, "not-found")
		h.change("manager", "operator", "k4", "4", person("Persona Dos", access.Agent, "n2", false)).want(200, "")
		h.do(agent, "GET", "/v1/purchases/n2-p0", "").want(401, "no-session")
		h.do("", "POST", "/v1/sessions", credentials("operator@example.test", password)).want(401, "bad-credentials")
		h.wantAudit("user.change", "operator", 4)
	})
}

func TestChangesOfPeopleAreRefused(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		fine := person("X", access.Operator, "", true)
		h.do("manager", "PUT", "/v1/users/operator", fine).want(400, "key-missing")
		h.do("manager", "PUT", "/v1/users/operator", fine, "Idempotency-Key", "k").want(428, "version-missing")
		for body, code := range map[string]string{
			person("X", access.Agent, "", true): "user-invalid", person("X", access.Operator, "n1", true): "user-invalid", person("X", access.Agent, "s1", true): "user-invalid",
			person("X", access.Agent, "nobody", true): "user-invalid", person(" ", access.Operator, "", true): "user-invalid", person("X", "boss", "", true): "invalid-request",
		} {
			h.change("manager", "operator", "k", "1", body).want(422, code)
		}
		h.change("manager", "manager", "k", "1", person("X", access.Manager, "", false)).want(409, "own-account")
		h.change("manager", "manager", "k", "1", person("X", access.Operator, "", true)).want(409, "last-manager")
		a := h.change("manager", "operator", "k", "7", fine)
		a.want(412, "version-conflict")
		var p struct{ Current access.User }
		if a.into(&p); p.Current.ID != "operator" || p.Current.Version != 1 || a.Header().Get("ETag") != `"1"` {
			t.Errorf("the conflict tells %s", a.Body)
		}
		// What was refused left the key free; then it is this act's for ever.
		h.change("manager", "operator", "k", "1", fine).want(200, "")
		if again := h.change("manager", "operator", "k", "1", fine); again.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("the key again: %d %s", again.Code, again.Body)
		}
		h.change("manager", "operator", "k", "2", fine).want(422, "key-reused")
		// With two managers each may take the other's role, not both.
		h.change("manager", "operator", "m", "2", person("X", access.Manager, "", true)).want(200, "")
		other := h.signIn("operator@example.test", password)
		var both sync.WaitGroup
		var codes [2]int
		for i, c := range []struct{ who, id, version string }{{"manager", "operator", "3"}, {other, "manager", "1"}} {
			both.Go(func() {
				a, err := h.try(c.who, "PUT", "/v1/users/"+c.id, person("X", access.Operator, "", true), "Idempotency-Key", fmt.Sprint("both", i), "If-Match", `"`+c.version+`"`)
				if codes[i] = a.Code; err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if codes[0] == 200 && codes[1] == 200 || codes[0] != 200 && codes[1] != 200 {
			t.Errorf("two managers took each other's role: %v", codes)
		}
	})
}

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
		h.confirm("operator@example.test", code, "ocho-letras").want(422, "bad-code") // five wrong tries spoilt it
		h.signIn("operator@example.test", password)                                   // and locked nobody out
		ask("operator@example.test").want(202, "")
		h.clock.move(30 * time.Second)
		code = h.mailedCode("operator@example.test", 3)
		h.confirm("operator@example.test", code, "ocho-letras").want(204, "")
		h.signIn("operator@example.test", "ocho-letras")
		h.wantNoSecrets(code, "ocho-letras")
		h.wantAudit("password.reset", "operator", 1)
		h.wantAudit("password.code-mailed", "operator", 3)
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

func (h *hub) invite(who, key, body string) answer {
	h.t.Helper()
	return h.do(who, "POST", "/v1/invitations", body, "Idempotency-Key", key)
}

func registration(token, password string) string {
	return fmt.Sprintf(`{"token":%q,"password":%q,"device":"Caja 1"}`, token, password)
}

func TestInvitedPeopleRegister(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		after := h.changes("manager", "").Next
		asked := `{"email":" Ana@Example.test","name":"Ana","role":"agent","agent":"n1"}`
		a := h.invite("manager", "k", asked)
		a.want(201, "")
		var made Invited
		a.into(&made)
		i := made.Invitation
		if i.Email != "ana@example.test" || i.Role != access.Agent || i.Agent != "n1" || i.InvitedBy != "Persona manager" || len(made.Token) != 26 || !made.Mailed ||
			i.ExpiresAt.Sub(i.CreatedAt) != 7*24*time.Hour {
			t.Errorf("invitation %s", a.Body)
		}
		replay := h.invite("manager", "k", asked)
		var again Invited
		replay.want(201, "")
		replay.into(&again)
		if again.Token != "" || again.Invitation != i || replay.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("the replay tells %s", replay.Body)
		}
		page := h.changes("manager", "after="+after)
		if len(page.Items) != 1 || page.Items[0].Entity != "user" || page.Items[0].ID != i.ID || page.Items[0].Deleted {
			t.Errorf("managers hear %+v", page)
		}
		var u access.User
		h.do("manager", "GET", "/v1/users/"+i.ID, "").into(&u)
		if !u.Invited || u.Active || u.LastSeen != nil {
			t.Errorf("the invited person reads %+v", u)
		}
		h.change("manager", i.ID, "c", "1", person("Ana", access.Agent, "n1", true)).want(409, "not-registered")
		h.do("manager", "POST", "/v1/users/"+i.ID+"/reset", "", "Idempotency-Key", "r").want(409, "not-registered")
		h.do("manager", "DELETE", "/v1/users/"+i.ID+"/sessions", "").want(409, "not-registered")
		mailed := h.mailedCode("ana@example.test", 1)

		h.do("", "POST", "/v1/registrations", registration(made.Token, "siete77")).want(422, "weak-password")
		h.do("", "POST", "/v1/registrations", registration("WRONG", "ocho-letras")).want(422, "bad-code")
		b := h.do("", "POST", "/v1/registrations", registration(strings.ToLower(mailed), "ocho-letras"))
		b.want(201, "")
		var s Session
		b.into(&s)
		if s.User != (SessionUser{ID: i.ID, Name: "Ana", Email: "ana@example.test", Role: access.Agent}) || s.Agency.ID != "north" {
			t.Errorf("registered as %s", b.Body)
		}
		h.do(s.Token, "GET", "/v1/purchases/n1-p0", "").want(200, "")
		h.do("", "POST", "/v1/registrations", registration(made.Token, "ocho-letras")).want(422, "bad-code")
		h.do("manager", "GET", "/v1/users/"+i.ID, "").into(&u)
		if u.Invited || !u.Active || u.LastSeen == nil || u.Version != 2 {
			t.Errorf("the registered person reads %+v", u)
		}
		if list := h.do("manager", "GET", "/v1/invitations", "").Body.String(); strings.Contains(list, i.ID) {
			t.Errorf("the invitation is still there: %s", list)
		}
		h.invite("manager", "k2", asked).want(409, "email-taken")
		h.wantNoSecrets(made.Token, mailed, "ocho-letras")
		h.wantAudit("invitation.make", i.ID, 1)
		h.wantAudit("user.registered", i.ID, 1)
	})
}

func TestInvitationsEndAndTellNothing(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		made := func(a answer) (i Invited) {
			a.want(201, "")
			a.into(&i)
			return i
		}
		first := made(h.invite("manager", "k1", `{"email":"ana@example.test","name":"Ana","role":"operator"}`))
		second := made(h.invite("manager", "k2", `{"email":"ana@example.test","name":"Ana","role":"manager"}`))
		if first.Invitation.ID != second.Invitation.ID || second.Invitation.Role != access.Manager {
			t.Errorf("renewed: %+v, %+v", first, second)
		}
		h.do("", "POST", "/v1/registrations", registration(first.Token, "ocho-letras")).want(422, "bad-code")
		h.do("stranger", "DELETE", "/v1/invitations/"+second.Invitation.ID, "").want(404, "not-found")
		after := h.changes("manager", "").Next
		h.do("manager", "DELETE", "/v1/invitations/"+second.Invitation.ID, "").want(204, "")
		if page := h.changes("manager", "after="+after); len(page.Items) != 1 || !page.Items[0].Deleted {
			t.Errorf("withdrawn: %+v", page)
		}
		h.do("manager", "DELETE", "/v1/invitations/"+second.Invitation.ID, "").want(404, "not-found")
		h.do("", "POST", "/v1/registrations", registration(second.Token, "ocho-letras")).want(422, "bad-code")

		third := made(h.invite("manager", "k3", `{"email":"ana@example.test","name":"Ana","role":"operator"}`))
		h.clock.move(7*24*time.Hour + time.Second)
		h.do("", "POST", "/v1/registrations", registration(third.Token, "ocho-letras")).want(422, "bad-code")

		// Somebody of another agency: inviting them tells nothing, registering fails
		// as with any bad token.
		h.clock.move(-7 * 24 * time.Hour)
		fourth := made(h.invite("manager", "k4", `{"email":"stranger@example.test","name":"Otra","role":"operator"}`))
		h.do("", "POST", "/v1/registrations", registration(fourth.Token, "ocho-letras")).want(422, "bad-code")
		h.signIn("stranger@example.test", password)
		for _, body := range []string{
			`{"email":"b","name":"B","role":"operator"}`, `{"email":"b@c","name":" ","role":"operator"}`, `{"email":"b@c","name":"B","role":"agent"}`,
			`{"email":"b@c","name":"B","role":"agent","agent":"s1"}`, `{"email":"b@c","name":"B","role":"manager","agent":"n1"}`,
		} {
			h.invite("manager", "k5", body).want(422, "user-invalid")
		}
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
