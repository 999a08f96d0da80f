package remote_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/data/desk/remote"
)

// asked is what one call sent, and answer what it is answered with.
type asked struct{ line, key, match, auth, body string }

// recording is a hub that takes down one call and answers as told.
func recording(t *testing.T, got *asked, status int, answer string) *remote.Client {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*got = asked{line: r.Method + " " + r.URL.RequestURI(), key: r.Header.Get("Idempotency-Key"), match: r.Header.Get("If-Match"),
			auth: r.Header.Get("Authorization"), body: string(body)}
		w.Header().Set("X-Hub-Epoch", "e")
		w.Header().Set("Content-Type", "application/json")
		if status >= 400 {
			w.Header().Set("Content-Type", problem.ContentType)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return clientOf(t, server.URL)
}

func TestCallsAboutPeople(t *testing.T) {
	ctx := context.Background()
	const user = `{"id":"u/1","name":"Ana","email":"a@b","role":"agent","agent":"n1","active":true,"invited":false,"last_seen":null,"version":3}`
	ana := access.User{ID: "u/1", Name: "Ana", Email: "a@b", Role: access.Agent, Agent: "n1", Active: true, Version: 3}
	session := `{"token":"fresh","user":{"id":"u","role":"agent"},"agency":{"id":"g"}}`
	for _, c := range []struct {
		name   string
		status int
		answer string
		call   func(*remote.Client) (any, error)
		want   asked
		gives  any
	}{
		{"user", 200, user, func(c *remote.Client) (any, error) { return c.User(ctx, "u/1") }, asked{line: "GET /v1/users/u%2F1"}, ana},
		{"change", 200, user, func(c *remote.Client) (any, error) { return c.ChangeUser(ctx, "op", ana) },
			asked{line: "PUT /v1/users/u%2F1", key: "op", match: `"3"`, body: `{"active":true,"agent":"n1","name":"Ana","role":"agent"}`}, ana},
		{"end sessions", 204, "", func(c *remote.Client) (any, error) { return nil, c.EndSessions(ctx, "u") }, asked{line: "DELETE /v1/users/u/sessions"}, nil},
		{"reset", 200, `{"code":"ABCDE-FGHIJ","mailed":true}`, func(c *remote.Client) (any, error) { return c.ResetUser(ctx, "u", "op") },
			asked{line: "POST /v1/users/u/reset", key: "op"}, remote.ResetCode{Code: "ABCDE-FGHIJ", Mailed: true}},
		{"invite", 201, `{"invitation":{"id":"i"},"token":"T","mailed":false}`,
			func(c *remote.Client) (any, error) {
				return c.Invite(ctx, "op", remote.NewInvitation{Email: "a@b", Name: "Ana", Role: access.Manager})
			},
			asked{line: "POST /v1/invitations", key: "op", body: `{"email":"a@b","name":"Ana","role":"manager","agent":""}`},
			remote.Invited{Invitation: access.Invitation{ID: "i"}, Token: "T"}},
		{"withdraw", 204, "", func(c *remote.Client) (any, error) { return nil, c.Withdraw(ctx, "i") }, asked{line: "DELETE /v1/invitations/i"}, nil},
		{"password", 204, "", func(c *remote.Client) (any, error) { return nil, c.ChangePassword(ctx, "old", "new") },
			asked{line: "PUT /v1/password", body: `{"current":"old","new":"new"}`}, nil},
		{"forgot", 202, "{}", func(c *remote.Client) (any, error) { return nil, c.RequestReset(ctx, "a@b") },
			asked{line: "POST /v1/password-resets", auth: "none", body: `{"email":"a@b"}`}, nil},
		{"confirm", 204, "", func(c *remote.Client) (any, error) {
			return nil, c.ConfirmReset(ctx, remote.Reset{Email: "a@b", Code: "C", Password: "p", Device: "d"})
		}, asked{line: "POST /v1/password-resets/confirm", auth: "none", body: `{"email":"a@b","code":"C","password":"p","device":"d"}`}, nil},
		{"register", 201, session, func(c *remote.Client) (any, error) {
			s, err := c.Register(ctx, remote.Registration{Token: "T", Password: "p", Device: "d"})
			return s.Token, err
		}, asked{line: "POST /v1/registrations", auth: "none", body: `{"token":"T","password":"p","device":"d"}`}, "fresh"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got asked
			gives, err := c.call(recording(t, &got, c.status, c.answer))
			if err != nil || gives != c.gives {
				t.Errorf("gives %+v, %v; want %+v", gives, err, c.gives)
			}
			if signed := got.auth != ""; signed != (c.want.auth == "") {
				t.Errorf("authorization %q", got.auth)
			}
			got.auth, c.want.auth = "", ""
			if got != c.want {
				t.Errorf("asked %+v\nwant  %+v", got, c.want)
			}
		})
	}
}

func TestPagesOfPeople(t *testing.T) {
	var got asked
	c := recording(t, &got, 200, `{"items":[],"next":"n"}`)
	for want, ask := range map[string]func(string) (string, error){
		"GET /v1/users?cursor=x&limit=1000":       func(x string) (string, error) { p, err := c.Users(t.Context(), x); return p.Next, err },
		"GET /v1/invitations?cursor=x&limit=1000": func(x string) (string, error) { p, err := c.Invitations(t.Context(), x); return p.Next, err },
	} {
		if next, err := ask("x"); err != nil || next != "n" || got.line != want {
			t.Errorf("%s: %q, %v; asked %s", want, next, err, got.line)
		}
	}
}

// A session that is not whole is no session, and no token is used.
func TestRegisteringWithoutAHub(t *testing.T) {
	var got asked
	_, err := recording(t, &got, 201, `{"token":"x"}`).Register(t.Context(), remote.Registration{})
	if !errors.Is(err, remote.ErrNotAHub) {
		t.Errorf("half a session: %v", err)
	}
	_, err = recording(t, &got, 422, `{"code":"bad-code","title":"t","detail":"d"}`).Register(t.Context(), remote.Registration{})
	var p *problem.Problem
	if !errors.As(err, &p) || p.Code != problem.BadCode || errors.Is(err, remote.ErrUnauthorized) {
		t.Errorf("a wrong token: %v", err)
	}
}
