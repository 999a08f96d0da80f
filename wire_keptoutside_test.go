package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/zalando/go-keyring"

	"trastienda/app/clock"
	"trastienda/data/hub/store"
	"trastienda/ui/settings"
	"trastienda/ui/text"
)

// localHub is a backend with an agency of its own in the hub inside it.
func localHub(t *testing.T) *backend {
	t.Helper()
	keyring.MockInit()
	b := newBackend(backendParams{files: folderFiles{t.TempDir()}, clock: clock.System{}, log: slog.New(slog.DiscardHandler),
		lang: func() text.Lang { return text.ES }})
	b.flags.outside.callTimeout = 1e9
	t.Cleanup(b.close)
	if err := b.open(context.Background(), place{Kind: placeLocal}); err != nil {
		t.Fatal(err)
	}
	return b
}

// Asked about a transfer that another system may have made, a recharge system
// would say "not found", and it would be made again.
func TestTheRechargeSystemIsNotChangedUnderAnUnknownTransfer(t *testing.T) {
	b := localHub(t)
	s := settingsBackend{b}
	with := func(url string) settings.Outside {
		return settings.Outside{Systems: []settings.System{{ID: settings.Recharge, URL: url}, {ID: settings.Merchant}, {ID: settings.Wallet}}}
	}
	ctx := context.Background()
	if err := s.SaveOutside(ctx, with("http://a.test")); err != nil {
		t.Fatal(err)
	}
	err := b.hubNow().store.Write(ctx, func(tx *store.Tx) error {
		for _, q := range []string{
			`insert into agency (id, name, currency, time_zone) values ('g', 'G', 'ARS', 'UTC')`, `insert into agency_head (agency_id) values ('g')`,
			`insert into agent (agency_id, id, code, name) values ('g', 'a', 'A', 'A')`,
			`insert into purchase (agency_id, id, at_ms, psr, agent_id, paid, credited, currency, status, cause, leg_payment, leg_transfer, leg_notice, opened_epoch, search)
				values ('g', 'p', 1, '1', 'a', 1, 1, 'ARS', 'pending', 'no-answer', 'done', 'unknown', 'waiting', 'e', '')`,
		} {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var unsettled *settings.Unsettled
	simulated := with("")
	simulated.Simulate = true
	for _, o := range []settings.Outside{with("http://b.test"), with(""), simulated} {
		if err := s.SaveOutside(ctx, o); !errors.As(err, &unsettled) || unsettled.N != 1 {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if p := b.placeNow(); p.Outside != (placeOutside{RechargeURL: "http://a.test"}) || b.hubNow() == nil {
		t.Errorf("it is %+v now", p)
	}
	other := with("http://a.test")
	other.Systems[1].URL = "http://m.test"
	if err := s.SaveOutside(ctx, other); err != nil {
		t.Errorf("another merchant platform: %v", err)
	}
	err = b.hubNow().store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.ExecContext(ctx, `update purchase set leg_transfer = 'done', transfer_id = 'x', status = 'pending'`)
		return err
	})
	if err = errors.Join(err, s.SaveOutside(ctx, with("http://b.test"))); err != nil {
		t.Errorf("settled: %v", err)
	}
}

// A kept secret goes to the server it was kept for and to no other.
func TestAKeptSecretIsShownToItsServerOnly(t *testing.T) {
	var got []string
	serve := func() *httptest.Server {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got = append(got, r.Header.Get("Authorization"))
			_, _ = w.Write([]byte(`{"transfers":[]}`))
		}))
		t.Cleanup(server.Close)
		return server
	}
	mine, foreign := serve(), serve()
	b := localHub(t)
	s, ctx := settingsBackend{b}, context.Background()
	o := settings.Outside{Systems: []settings.System{{ID: settings.Recharge, URL: mine.URL, Token: "s3cret"}, {ID: settings.Merchant}, {ID: settings.Wallet}}}
	if err := s.SaveOutside(ctx, o); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{mine.URL + "/v9", foreign.URL} {
		if _, err := s.TestSystem(ctx, settings.System{ID: settings.Recharge, URL: url, HasToken: true}); err != nil {
			t.Fatal(err)
		}
	}
	if len(got) != 2 || got[0] != "Bearer s3cret" || got[1] != "" {
		t.Errorf("shown %q", got)
	}
	o.Systems[0] = settings.System{ID: settings.Recharge, URL: foreign.URL, HasToken: true}
	if err := s.SaveOutside(ctx, o); err != nil {
		t.Fatal(err)
	}
	if kept := b.secrets().get("recharge"); kept != "" {
		t.Errorf("the secret of one server is kept for another: %q", kept)
	}
}
