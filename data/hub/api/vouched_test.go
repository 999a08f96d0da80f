package api

import (
	"encoding/json"
	"fmt"
	"testing"

	"trastienda/app/access"
)

// proposedBy lists a payment for a PSR nobody has, with somebody's proposal.
func (h *hub) proposedBy(who, reference string) string {
	h.t.Helper()
	id := h.unknownPSR(reference, "000777", 5000)
	exceptionIn(h.propose(who, id, reference+"p", "1", toN1))
	return id
}

// decide tries to reject and then to approve, which changes nothing while it is
// refused.
func (h *hub) decide(who, id, key string, status int, code string) {
	h.t.Helper()
	if status != 200 {
		h.act(who, "POST", id, "reject", key+"r", "2", `{"reason":"x"}`).want(status, code)
	}
	h.act(who, "POST", id, "approve", key+"a", "2", "").want(status, code)
}

// invited registers somebody whom a manager invites and gives their token.
func (h *hub) invited(by, email string, role access.Role) string {
	h.t.Helper()
	body, err := json.Marshal(InvitationRequest{Email: email, Name: "Otra", Role: role})
	if err != nil {
		h.t.Fatal(err)
	}
	a := h.do(by, "POST", "/v1/invitations", string(body), "Idempotency-Key", "i"+email)
	a.want(201, "")
	var i Invited
	a.into(&i)
	a = h.do("", "POST", "/v1/registrations", fmt.Sprintf(`{"token":%q,"password":"borrowed pass"}`, i.Token))
	a.want(201, "")
	var s Session
	a.into(&s)
	return s.Token
}

// A manager who makes a code for somebody can set their password and be them.
func TestWhoeverMadeACodeIsNoSecondPerson(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		a := h.do("manager", "POST", "/v1/users/operator/reset", "", "Idempotency-Key", "r1")
		a.want(200, "")
		var c ResetCode
		a.into(&c)
		h.confirm("operator@example.test", c.Code, "borrowed pass").want(204, "")
		id := h.proposedBy(h.signIn("operator@example.test", "borrowed pass"), "borrowed-1")
		h.decide("manager", id, "k1", 403, "second-person-vouched")
		h.decide("second", id, "k2", 200, "")

		// Whoever knows the password may change it, the one who borrowed it too.
		op := h.signIn("operator@example.test", "borrowed pass")
		h.do(op, "PUT", "/v1/password", `{"current":"borrowed pass","new":"borrowed more"}`).want(204, "")
		id = h.proposedBy(op, "borrowed-2")
		h.decide("manager", id, "k3", 403, "second-person-vouched")

		// A code that no manager saw came to the person themselves.
		h.do("", "POST", "/v1/password-resets", `{"email":"operator@example.test"}`).want(202, "")
		h.confirm("operator@example.test", h.mailedCode("operator@example.test", 2), "of my own").want(204, "")
		h.decide("manager", id, "k4", 200, "")
	})
}

// Who looks at an exception is told when nobody could be the second person.
func TestNobodyIsTheSecondPerson(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		alone := func(who, id string, want bool) {
			t.Helper()
			if e := exceptionIn(h.do(who, "GET", "/v1/exceptions/"+id, "")); e.Alone != want {
				t.Errorf("%s is told %v of %+v", who, e.Alone, e.Proposal)
			}
		}
		id := h.unknownPSR("alone-1", "000777", 5000)
		alone("operator", id, false) // the manager decides
		alone("manager", id, true)   // nobody else does
		twin := h.invited("manager", "twin@example.test", access.Manager)
		alone("manager", id, true) // the one they vouched for does not count
		alone(twin, id, true)
		exceptionIn(h.propose("manager", id, "p1", "1", toN1))
		alone("operator", id, true)
		h.addManager()
		alone("operator", id, false)
		alone(twin, id, false)
		h.act("second", "POST", id, "approve", "a1", "2", "").want(200, "")
		alone("manager", id, false)
	})
}

func TestWhoeverInvitedIsNoSecondPerson(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.addManager()
		twin := h.invited("manager", "twin@example.test", access.Manager)
		id := h.proposedBy("manager", "twin-1")
		h.decide(twin, id, "k1", 403, "second-person-vouched")
		h.decide("second", id, "k2", 200, "")
		// The other way round.
		id = h.proposedBy(twin, "twin-2")
		h.decide("manager", id, "k3", 403, "second-person-vouched")
		h.decide("second", id, "k4", 200, "")
		// Two people whom the same manager invited are two.
		id = h.proposedBy(h.invited("manager", "clerk@example.test", access.Operator), "twin-3")
		h.decide(twin, id, "k5", 200, "")
	})
}
