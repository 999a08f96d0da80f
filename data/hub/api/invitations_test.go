package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"trastienda/app/access"
)

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
		first := made(h.invite("manager", "k1", `{"email":"ana@example.test","name":"Ana","role":"operator","agent":""}`))
		second := made(h.invite("manager", "k2", `{"email":"ana@example.test","name":"Ana","role":"manager","agent":""}`))
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

		third := made(h.invite("manager", "k3", `{"email":"ana@example.test","name":"Ana","role":"operator","agent":""}`))
		h.clock.move(7*24*time.Hour + time.Second)
		h.do("", "POST", "/v1/registrations", registration(third.Token, "ocho-letras")).want(422, "bad-code")

		// Somebody of another agency: inviting them tells nothing, registering fails
		// as with any bad token.
		h.clock.move(-7 * 24 * time.Hour)
		fourth := made(h.invite("manager", "k4", `{"email":"stranger@example.test","name":"Otra","role":"operator","agent":""}`))
		h.do("", "POST", "/v1/registrations", registration(fourth.Token, "ocho-letras")).want(422, "bad-code")
		h.signIn("stranger@example.test", password)
		for _, body := range []string{
			`{"email":"b","name":"B","role":"operator","agent":""}`, `{"email":"b@c","name":" ","role":"operator","agent":""}`, `{"email":"b@c","name":"B","role":"agent","agent":""}`,
			`{"email":"b@c","name":"B","role":"agent","agent":"s1"}`, `{"email":"b@c","name":"B","role":"manager","agent":"n1"}`,
		} {
			h.invite("manager", "k5", body).want(422, "user-invalid")
		}
	})
}
