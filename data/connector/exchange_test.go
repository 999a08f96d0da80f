package connector

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"trastienda/app/buying"
)

const (
	cbu      = "0000003100062244154712"
	cbuGroup = "0000 0031 0006 2244 1547 12"
	pinTyped = "7391"
	bearer   = "tok-9f8e7d6c5b4a"
	holder   = "27-28333444-6"
)

// echo answers every call with the same status and body.
func echo(t *testing.T, status int, body string) Options {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return Options{URL: s.URL, Token: bearer, Timeout: 2 * time.Second}
}

func (x Exchange) holds(t *testing.T, secrets ...string) {
	t.Helper()
	for _, s := range secrets {
		if strings.Contains(x.Request+x.Answer, s) {
			t.Errorf("%q is kept in %+v", s, x)
		}
	}
}

func TestAnExchangeSaysWhatWasSentAndGot(t *testing.T) {
	var x Exchange
	o := echo(t, 201, `{"transfer_id":"T-1","reference":"r1","amount":10400,"currency":"ARS","completed_at":"2026-11-28T08:00:00Z"}`)
	_, err := NewRecharge(o).Send(WithExchange(context.Background(), &x),
		Transfer{Reference: "r1", Agent: "A-7", PSR: "000123", Amount: 10400, Currency: "ARS", Key: "transfer-r1", RequestID: "q1"})
	if err != nil {
		t.Fatal(err)
	}
	want := Exchange{
		Request: "POST /v1/transfers\nIdempotency-Key: transfer-r1\nX-Request-Id: q1\n\n" +
			`{"reference":"r1","agent":"A-7","psr":"000123","amount":10400,"currency":"ARS"}`,
		Answer: "201 Created\n\n" + `{"transfer_id":"T-1","reference":"r1","amount":10400,"currency":"ARS","completed_at":"2026-11-28T08:00:00Z"}`,
	}
	if x != want {
		t.Errorf("kept\n%s\n%s", x.Request, x.Answer)
	}
	if _, err := NewRecharge(o).Find(WithExchange(context.Background(), &x), "r 1"); err == nil || !strings.HasPrefix(x.Request, "GET /v1/transfers?reference=r+1\n") {
		t.Errorf("a question is kept as %q, %v", x.Request, err)
	}
	x = Exchange{}
	_, err = NewRecharge(Options{URL: "http://127.0.0.1:1"}).Find(WithExchange(context.Background(), &x), "r1")
	if err == nil || x.Answer != "(connection)" || x.Request == "" {
		t.Errorf("no answer is kept as %+v, %v", x, err)
	}
	x = Exchange{}
	if _, err = NewRecharge(Options{}).Find(WithExchange(context.Background(), &x), "r1"); err == nil || x != (Exchange{}) {
		t.Errorf("what never left is kept as %+v", x)
	}
}

func TestNoSecretOfAPaymentIsKept(t *testing.T) {
	for _, answer := range []string{
		`{"wallet_transfer":"W-1","reference":"r1","status":"pending","amount":10000,"currency":"ARS","pin":"7391","to_cbu":"` + cbu + `"}`,
		`{"detail":"PIN 7391 is wrong for ` + cbu + `","title":"7391","code":"wrong-pin","status":401,"7391":1}`,
		`{"reference":"7391","psr":"7391","code":"x7391","status":"7391","reason":"7391","note":["7391",{"pin":7391}]}`,
		`<html>7391 ` + cbu + ` ` + bearer + `</html>`, `"7391"`, `7391`, `[7391,"` + cbuGroup + `"]`, `{"a":7391`,
		`{"payments":[{"reference":"` + cbu + `","holder":"Paz, Ana","cuit":"` + holder + `"}]}`,
	} {
		var x Exchange
		_, _ = NewWallet(echo(t, 201, answer)).Pay(WithExchange(context.Background(), &x), PayOrder{Reference: "r1", PSR: "000123", Amount: 10000, Currency: "ARS",
			ToCBU: cbu, ToAlias: "ana.paz.mp", PIN: buying.PIN(pinTyped), Key: "k1", RequestID: "q1"})
		x.holds(t, pinTyped, cbu, cbuGroup, "ana.paz.mp", bearer, holder, "28333444", "Paz")
		if !strings.Contains(x.Request, `"pin":"•••"`) || !strings.Contains(x.Request, "0000 0031 •••• •••• ••47 12") || x.Answer == "" {
			t.Errorf("kept %+v", x)
		}
	}
}

func TestAnswersAreKeptWithoutWhatTheyRepeat(t *testing.T) {
	for _, answer := range []string{
		`{"code":"unknown-psr","detail":"` + cbuGroup + ` of ` + holder + ` ` + bearer + `"}`,
		`{"code":"` + bearer + `","detail":"cuit 27283334446"}`, `{"transfers":[{"reference":"` + cbu + `","transfer_id":"` + bearer + `"}]}`,
		`{"` + bearer + `":1,"to_cbu":"27283334446"}`, `{"title":"Bearer ` + bearer + `","amount":"` + cbu + `"}`, `{"amount":1` + cbu + `}`,
	} {
		var x Exchange
		_, _ = NewRecharge(echo(t, 404, answer)).Find(WithExchange(context.Background(), &x), "r1")
		x.holds(t, cbu, cbuGroup, bearer, holder, "27283334446", "28333444")
		if !strings.HasPrefix(x.Answer, "404 Not Found\n\n{") {
			t.Errorf("kept %q", x.Answer)
		}
	}
}

func TestLongExchangesAreCut(t *testing.T) {
	for _, body := range []string{
		`{"detail":"` + strings.Repeat("ñ ", 20_000) + `"}`, `[` + strings.Repeat(`{"reason":"é"},`, 3000) + `{}]`,
		strings.Repeat(" ", readMost) + "1", strings.Repeat("[", 5000) + strings.Repeat("]", 5000),
	} {
		var x Exchange
		_, _ = NewRecharge(echo(t, 500, body)).Find(WithExchange(context.Background(), &x), "r1")
		if len(x.Answer) > KeptMost || !utf8.ValidString(x.Answer) || !strings.HasPrefix(x.Answer, "500 ") {
			t.Errorf("kept %d bytes: %.80q", len(x.Answer), x.Answer)
		}
	}
}

// Whatever document an outside system answers with, what is kept of it is JSON
// again and holds no account, PIN or token, wherever it put them.
func TestNothingSecretGetsThroughTheMask(t *testing.T) {
	names := []string{"reference", "agent", "psr", "transfer_id", "wallet_transfer", "status", "code", "at", "to_cbu", "detail", "reason", "title", "amount", "pin", "x", cbu, "payments"}
	secrets := []string{cbu, cbuGroup, bearer, "0000-0031-0006-2244-1547-12"}
	var draw func(t *rapid.T, depth int) any
	draw = func(t *rapid.T, depth int) any {
		switch n := rapid.IntRange(0, 5).Draw(t, "kind"); {
		case n == 0 && depth < 5:
			return []any{draw(t, depth+1), draw(t, depth+1)}
		case n <= 2 && depth < 5:
			doc := map[string]any{}
			for range rapid.IntRange(0, 4).Draw(t, "fields") {
				doc[rapid.SampledFrom(names).Draw(t, "name")] = draw(t, depth+1)
			}
			return doc
		case n == 3:
			return rapid.Int64().Draw(t, "number")
		}
		return rapid.String().Draw(t, "before") + rapid.SampledFrom(secrets).Draw(t, "secret") + rapid.StringMatching(`[^0-9 ./-]*`).Draw(t, "after")
	}
	rapid.Check(t, func(t *rapid.T) {
		raw, err := json.Marshal(draw(t, 0))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range []masker{{token: bearer}, {token: bearer, secretive: true, sent: map[string]string{"reference": "r"}}} {
			text, ok := m.document(raw)
			if !ok || !json.Valid([]byte(text)) {
				t.Fatalf("%s is kept as %q", raw, text)
			}
			for _, s := range secrets {
				if strings.Contains(text, s) {
					t.Fatalf("%s is kept as %s", raw, text)
				}
			}
		}
	})
}

func FuzzMask(f *testing.F) {
	f.Add([]byte(`{"to_cbu":"` + cbu + `","x":[1,null,true,{"detail":"a"}]}`))
	f.Add([]byte(`{"a":`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		text, ok := masker{token: bearer}.document(raw)
		if ok && (!json.Valid([]byte(text)) || strings.Contains(text, cbu) || strings.Contains(text, bearer)) {
			t.Errorf("%q is kept as %q", raw, text)
		}
	})
}
