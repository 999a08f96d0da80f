package remote_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/remote"
)

func TestTheHubsClockIsHeardInEveryAnswer(t *testing.T) {
	now := time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)
	hub := fakehub.New()
	off := time.Duration(0)
	hub.Clock = func() time.Time { return now.Add(-off) }
	server := httptest.NewServer(hub)
	defer server.Close()
	c, err := remote.New(remote.Options{BaseURL: server.URL, Clock: clock.Fixed(now)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetToken(fakehub.Token)
	if got := c.ClockOff(); got != 0 {
		t.Errorf("%s before the first answer", got)
	}
	ask := map[string]func() error{
		"a read":    func() error { _, err := c.Changes(context.Background(), "", 0); return err },
		"a refusal": func() error { _, err := c.Balance(context.Background(), "x/y"); return err },
		"an act":    func() error { return c.SignOut(context.Background()) },
	}
	for _, what := range []string{"a read", "a refusal", "an act"} {
		off += 2*time.Minute + 500*time.Millisecond
		err := ask[what]()
		if got := c.ClockOff(); got != off {
			t.Errorf("%s (%v): off by %s, want %s", what, err, got, off)
		}
	}
}

// An act that would be the first call asks before it leaves.
func TestTheFirstActAsksBefore(t *testing.T) {
	for asked, old := range map[string]bool{"0.2.0": true, "0.1.0": false, "": false} {
		hub := fakehub.New()
		hub.Desktop = asked
		server := httptest.NewServer(hub)
		client, err := remote.New(remote.Options{BaseURL: server.URL, Version: "0.1.0"})
		if err != nil {
			t.Fatal(err)
		}
		client.SetToken(fakehub.Token)
		for range 2 {
			if _, err = client.Retry(context.Background(), "p1", "key"); errors.Is(err, remote.ErrTooOld) != old {
				t.Errorf("asked for %q: %v", asked, err)
			}
		}
		if sent, before := len(hub.Requests("POST", "")), len(hub.Requests("GET", "")); (sent == 0) != old || before != 1 {
			t.Errorf("asked for %q: %d acts arrived, %d questions", asked, sent, before)
		}
		server.Close()
		_, err = client.Retry(context.Background(), "p1", "key")
		client.Close()
		var offline *remote.OfflineError
		if !errors.As(err, &offline) || !offline.NotSent {
			t.Errorf("asked for %q, without a hub: %v", asked, err)
		}
	}
}

// Where nothing answers, the question is all that is tried.
func TestTheFirstActWithoutAHub(t *testing.T) {
	server := httptest.NewServer(fakehub.New())
	server.Close()
	client, err := remote.New(remote.Options{BaseURL: server.URL, Version: "0.1.0"})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, err = client.Retry(context.Background(), "p1", "key")
	var offline *remote.OfflineError
	if !errors.As(err, &offline) || !offline.NotSent || errors.Is(err, remote.ErrTooOld) {
		t.Errorf("%v", err)
	}
}

// What the hub asks of the desktop, and what becomes of reads and acts.
func TestADesktopThatIsTooOldSendsNoActs(t *testing.T) {
	for _, c := range []struct {
		version, asked string
		old            bool
	}{
		{"0.1.0", "0.1.0", false}, {"0.1.0", "0.1.1", true}, {"0.9.0", "0.10.0", true}, {"1.0.0", "0.99.0", false},
		{"1.0.0-rc.1", "1.0.0", true}, {"0.1.0", "", false}, {"0.1.0", "tomorrow", false}, {"", "2.0.0", false}, {"built-here", "2.0.0", false},
	} {
		hub := fakehub.New()
		hub.Desktop = c.asked
		server := httptest.NewServer(hub)
		client, err := remote.New(remote.Options{BaseURL: server.URL, Version: c.version})
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		if _, err := client.SignIn(ctx, remote.Credentials{Email: "a@b", Password: fakehub.Password}); err != nil {
			t.Errorf("%+v: signs in: %v", c, err)
		}
		if _, err := client.Changes(ctx, "", 0); err != nil {
			t.Errorf("%+v: reads: %v", c, err)
		}
		_, err = client.Retry(ctx, "p1", "key")
		var offline *remote.OfflineError
		refused := errors.Is(err, remote.ErrTooOld) && errors.As(err, &offline) && offline.NotSent && !remote.Unsure(err)
		sent := len(hub.Requests("POST", "/retry"))
		if refused != c.old || (sent == 0) != c.old || (client.Least() != "") != c.old {
			t.Errorf("%+v: %v, sent %d, asked for %q", c, err, sent, client.Least())
		}
		if err := client.SignOut(ctx); err != nil {
			t.Errorf("%+v: signs out: %v", c, err)
		}
		client.Close()
		server.Close()
	}
}
