package connector_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/data/connector"
)

const secret = "whsec_dGhpcyBpcyBhIHRlc3Qgc2VjcmV0IG9mIHRlc3Rz"

func TestSignatures(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	body := []byte(`{"type":"payment.accredited"}`)
	signer, err := connector.NewSigner(secret, clock.Fixed(now))
	if err != nil {
		t.Fatal(err)
	}
	other, err := connector.NewSigner("whsec_b3RoZXIgc2VjcmV0IG9mIHRlc3Rz", clock.Fixed(now))
	if err != nil {
		t.Fatal(err)
	}
	sign := func(s *connector.Signer) http.Header {
		h, err := s.Sign("msg_1", body)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	with := func(h http.Header, name, value string) http.Header {
		h = h.Clone()
		h.Set(name, value)
		return h
	}
	good, foreign := sign(signer), sign(other)
	const id, stamp, sig = "webhook-id", "webhook-timestamp", "webhook-signature"
	for name, c := range map[string]struct {
		header http.Header
		body   string
		at     time.Duration
		valid  bool
	}{
		"good":                      {good, string(body), 0, true},
		"five minutes late":         {good, string(body), 5 * time.Minute, true},
		"five minutes early":        {good, string(body), -5 * time.Minute, true},
		"older":                     {good, string(body), 5*time.Minute + time.Second, false},
		"from the future":           {good, string(body), -5*time.Minute - time.Second, false},
		"other body":                {good, string(body) + " ", 0, false},
		"other secret":              {foreign, string(body), 0, false},
		"second of two signatures":  {with(good, sig, foreign.Get(sig)+" "+good.Get(sig)), string(body), 0, true},
		"unknown version beside":    {with(good, sig, "v1a,AAAA "+good.Get(sig)), string(body), 0, true},
		"only an unknown version":   {with(good, sig, "v2"+strings.TrimPrefix(good.Get(sig), "v1")), string(body), 0, false},
		"other id":                  {with(good, id, "msg_2"), string(body), 0, false},
		"no id":                     {with(good, id, ""), string(body), 0, false},
		"other time":                {with(good, stamp, "1772366401"), string(body), 0, false},
		"no time":                   {with(good, stamp, ""), string(body), 0, false},
		"a time far out of reach":   {with(good, stamp, "9223372036854775807"), string(body), 0, false},
		"a time far in the past":    {with(good, stamp, "-9223372036854775808"), string(body), 0, false},
		"no signature":              {with(good, sig, ""), string(body), 0, false},
		"a signature without comma": {with(good, sig, "v1"), string(body), 0, false},
		"no headers":                {http.Header{}, string(body), 0, false},
	} {
		v, err := connector.NewVerifier(secret, clock.Fixed(now.Add(c.at)))
		if err != nil {
			t.Fatal(err)
		}
		err = v.Verify(c.header, []byte(c.body))
		if c.valid && err != nil || !c.valid && !errors.Is(err, connector.ErrBadSignature) {
			t.Errorf("%s: %v, want valid = %v", name, err, c.valid)
		}
	}
}

// The example of the Standard Webhooks documents, so that we agree with
// others and not only with ourselves.
func TestSignatureOfTheStandard(t *testing.T) {
	s, err := connector.NewSigner("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", clock.Fixed(time.Unix(1614265330, 0)))
	if err != nil {
		t.Fatal(err)
	}
	h, err := s.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", []byte(`{"test": 2432232314}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := h.Get("webhook-signature"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

func TestSecrets(t *testing.T) {
	for text, valid := range map[string]bool{secret: true, "whsec_dGVzdA": true, "whsec_dGVzdA==": true, " whsec_dGVzdA==\n": true,
		"": false, "whsec_": false, "dGVzdA==": false, "whsec_%%%": false} {
		_, signErr := connector.NewSigner(text, clock.System{})
		_, verifyErr := connector.NewVerifier(text, clock.System{})
		for _, err := range []error{signErr, verifyErr} {
			if valid != (err == nil) || !valid && !errors.Is(err, connector.ErrBadSecret) {
				t.Errorf("%q: %v, want valid = %v", text, err, valid)
			}
		}
	}
}

func TestWalletNotice(t *testing.T) {
	const good = `{"type":"payment.rejected","wallet_transfer":"141","reference":"r","psr":"0001","amount":5,"currency":"ARS","at":"2026-03-01T09:00:00-03:00","reason":"no\u0007 funds","new":{"a":1}}`
	p, err := connector.ParseWalletNotice([]byte(good))
	want := connector.Payment{WalletTransfer: "141", Reference: "r", PSR: "0001", Amount: 5, Currency: "ARS",
		Status: connector.PaymentRejected, At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Reason: "no  funds"}
	if err != nil || p != want {
		t.Errorf("%+v %v, want %+v", p, err, want)
	}
	for _, amount := range []string{"0", "-1", "1000000000000000000"} {
		if _, err := connector.ParseWalletNotice([]byte(strings.Replace(good, `"amount":5`, `"amount":`+amount, 1))); err != nil {
			t.Errorf("amount %s was dropped: %v", amount, err)
		}
	}
	for _, change := range [][2]string{{"payment.rejected", "payment.lost"}, {"payment.rejected", "checkout.paid"}, {`"reference":"r"`, `"reference":""`},
		{`"amount":5`, `"amount":5.5`}, {`"amount":5`, `"amount":99999999999999999999`}, {`"at":"2026-03-01T09:00:00-03:00",`, ""}, {good, ""}, {good, "[]"}, {good, good + good}} {
		if _, err := connector.ParseWalletNotice([]byte(strings.Replace(good, change[0], change[1], 1))); !errors.Is(err, connector.ErrBadNotice) {
			t.Errorf("%q to %q: %v", change[0], change[1], err)
		}
	}
}
