package api

import (
	"fmt"
	"sync"
	"testing"

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
		h.do(agent, "GET", "/v1/purchases/n2-p0", "").want(401, "user-deactivated")
		h.do(again, "GET", "/v1/purchases/n2-p0", "").want(401, "no-session") // was over before
		h.do("", "POST", "/v1/sessions", credentials("operator@example.test", password)).want(401, "bad-credentials")
		// A role that changes meanwhile keeps the word; active again, the session stays over.
		h.change("manager", "operator", "k5", "5", person("Persona Dos", access.Operator, "", false)).want(200, "")
		h.do(agent, "GET", "/v1/agents", "").want(401, "user-deactivated")
		h.change("manager", "operator", "k6", "6", person("Persona Dos", access.Agent, "n2", true)).want(200, "")
		h.do(agent, "GET", "/v1/agents", "").want(401, "no-session")
		h.wantAudit("user.change", "operator", 6)
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
