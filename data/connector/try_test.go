package connector_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"trastienda/data/connector"
)

func TestTryTellsWhatIsAtAnAddress(t *testing.T) {
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet {
				t.Errorf("trying must change nothing, and it sends a %s", r.Method)
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for _, c := range []struct {
		name   string
		system connector.System
		serve  http.HandlerFunc
		want   connector.Finding
	}{
		{"a recharge system", connector.RechargeSystem, answer(200, `{"transfers":[]}`), connector.FoundSystem},
		{"a wallet", connector.WalletSystem, answer(200, `{"payments":[],"next":""}`), connector.FoundSystem},
		{"a wallet where a recharge system should be", connector.RechargeSystem, answer(200, `{"payments":[]}`), connector.FoundOther},
		{"a web page", connector.RechargeSystem, answer(200, `<html>`), connector.FoundOther},
		{"no such call", connector.WalletSystem, answer(404, `not found`), connector.FoundOther},
		{"a merchant platform", connector.MerchantSystem, answer(404, ``), connector.FoundAnswer},
		{"a secret is wanted", connector.MerchantSystem, answer(401, ``), connector.FoundSecret},
		{"a secret is refused", connector.RechargeSystem, answer(403, ``), connector.FoundSecret},
		{"trouble", connector.RechargeSystem, answer(503, ``), connector.FoundTrouble},
		{"slow", connector.RechargeSystem, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, connector.FoundSlow},
	} {
		server := httptest.NewServer(c.serve)
		got := connector.Try(context.Background(), c.system, connector.Options{URL: server.URL, Timeout: 300 * time.Millisecond})
		server.CloseClientConnections()
		server.Close()
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTryWithoutAnybodyThere(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	for url, want := range map[string]connector.Finding{
		"": connector.FoundAddress, "recharge": connector.FoundAddress, "ftp://x": connector.FoundAddress,
		server.URL: connector.FoundNobody, secure.URL: connector.FoundCertificate,
	} {
		if got := connector.Try(context.Background(), connector.RechargeSystem, connector.Options{URL: url}); got != want {
			t.Errorf("%q: %s, want %s", url, got, want)
		}
	}
}

// Trying is done with the secret the calls will have.
func TestTrySendsTheSecret(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		_, _ = w.Write([]byte(`{"transfers":[]}`))
	}))
	defer server.Close()
	if f := connector.Try(context.Background(), connector.RechargeSystem, connector.Options{URL: server.URL, Token: "s3cret"}); f != connector.FoundSystem || got != "Bearer s3cret" {
		t.Errorf("%s with %q", f, got)
	}
}
