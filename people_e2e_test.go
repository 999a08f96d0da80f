package main

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"trastienda/app/access"
	"trastienda/data/connector/simulator"
	"trastienda/data/desk/remote"
)

// From an empty database to a team: hub init, registering, an invitation and a
// forgotten password by mail, another role.
func TestATeamIsMadeFromNothing(t *testing.T) {
	database := "sqlite:" + filepath.Join(t.TempDir(), "hub.db")
	out, code := runProgram(t, "hub", "init", "--database", database, "--agency", "Agencia Sur", "--manager", "Ana <ana@sur.example>", "--manager", "luis@sur.example")
	tokens := tokenLine.FindAllStringSubmatch(out, -1)
	if code != exitOK || len(tokens) != 2 {
		t.Fatalf("exit %d: %s", code, out)
	}
	if out, code := runProgram(t, "hub", "init", "--database", database, "--agency", "Agencia Sur", "--manager", "ana@sur.example"); code != exitFailed || !strings.Contains(out, "exists already") {
		t.Errorf("again: exit %d: %s", code, out)
	}
	outside := startServer(t, "simulator", "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "sim.db"))
	post := regexp.MustCompile(`taking mail on (\S+)`).FindStringSubmatch(outside.output())
	hub := startServer(t, "hub", "--listen", "127.0.0.1:0", "--database", database, "--smtp-url", post[1], "--smtp-from", "trastienda@sur.example")

	ana := clientAt(t, hub.url)
	s, err := ana.Register(t.Context(), remote.Registration{Token: tokens[0][1], Password: "clave de ana", Device: "Caja 1"})
	if err != nil || s.User.Role != access.Manager || s.Agency.Name != "Agencia Sur" {
		t.Fatalf("%+v, %v", s, err)
	}
	if _, err := ana.Invite(t.Context(), "op-1", remote.NewInvitation{Email: "eva@sur.example", Name: "Eva", Role: access.Operator}); err != nil {
		t.Fatal(err)
	}
	eva := clientAt(t, hub.url)
	s, err = eva.Register(t.Context(), remote.Registration{Token: mailedCode(t, outside, "eva@sur.example", 1), Password: "clave de eva"})
	if err != nil {
		t.Fatal(err)
	}
	if err := eva.RequestReset(t.Context(), "eva@sur.example"); err != nil {
		t.Fatal(err)
	}
	fresh := remote.Reset{Email: "eva@sur.example", Code: mailedCode(t, outside, "eva@sur.example", 2), Password: "otra de eva"}
	if err := eva.ConfirmReset(t.Context(), fresh); err != nil {
		t.Fatal(err)
	}
	if _, err := eva.Changes(t.Context(), "", 0); !errors.Is(err, remote.ErrUnauthorized) {
		t.Errorf("the session outlives the password: %v", err)
	}
	if _, err := eva.SignIn(t.Context(), remote.Credentials{Email: "eva@sur.example", Password: "otra de eva"}); err != nil {
		t.Fatal(err)
	}
	page, err := eva.Changes(t.Context(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	u, err := ana.User(t.Context(), s.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	u.Role = access.Manager
	if u, err = ana.ChangeUser(t.Context(), "op-2", u); err != nil || u.Role != access.Manager {
		t.Fatalf("%+v, %v", u, err)
	}
	if _, err := eva.Changes(t.Context(), page.Next, 0); !errors.Is(err, remote.ErrUnauthorized) {
		t.Errorf("the session outlives the role: %v", err)
	}
	if _, err := eva.SignIn(t.Context(), remote.Credentials{Email: "eva@sur.example", Password: "otra de eva"}); err != nil {
		t.Fatal(err)
	}
	if _, err := eva.Changes(t.Context(), page.Next, 0); !errors.Is(err, remote.ErrMustRefetch) {
		t.Errorf("the cursor outlives the role: %v", err)
	}
}

func clientAt(t *testing.T, address string) *remote.Client {
	t.Helper()
	c, err := remote.New(remote.Options{BaseURL: address})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// mailedCode waits for the n-th letter to somebody and gives the code in it.
func mailedCode(t *testing.T, outside *process, to string, n int) (code string) {
	t.Helper()
	eventually(t, "mail to "+to, func() error {
		var box struct{ Items []simulator.Mail }
		if _, err := tryCall("GET", outside.url+"/sim/mail?to="+url.QueryEscape(to), nil, nil, &box); err != nil {
			return err
		}
		if len(box.Items) < n {
			return fmt.Errorf("%d letters", len(box.Items))
		}
		_, code, _ = strings.Cut(box.Items[0].Text, "\n    ")
		code, _, _ = strings.Cut(code, "\n")
		return nil
	})
	return code
}

// On loopback a hub with a simulator inside shows its mail box.
func TestTheHubShowsASimulatedMailBox(t *testing.T) {
	database := "sqlite:" + filepath.Join(t.TempDir(), "hub.db")
	if out, code := runProgram(t, "sample", "--database", database, "--purchases", "6"); code != exitOK {
		t.Fatalf("exit %d: %s", code, out)
	}
	hub := startServer(t, "hub", "--listen", "127.0.0.1:0", "--database", database, "--simulate")
	if err := clientAt(t, hub.url).RequestReset(t.Context(), "agent@demo.test"); err != nil {
		t.Fatal(err)
	}
	box := &process{url: hub.url + "/simulator"}
	if code := mailedCode(t, box, "agent@demo.test", 1); len(code) != 11 {
		t.Errorf("code %q", code)
	}
	if page := bodyOf(call(t, "GET", hub.url+"/simulator/mail", nil, nil, nil)); !strings.Contains(page, "agent@demo.test") {
		t.Errorf("page %s", page)
	}
	if r := call(t, "PUT", hub.url+"/simulator/sim/faults", nil, []any{}, nil); r.StatusCode != 404 {
		t.Errorf("the rest of the simulator answers %d", r.StatusCode)
	}
}
