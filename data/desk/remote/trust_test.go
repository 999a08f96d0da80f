package remote_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"trastienda/app/certificate"
	"trastienda/data/desk/internal/fakehub"
	"trastienda/data/desk/remote"
)

// paper is a certificate with its key.
type paper struct {
	pair tls.Certificate
	leaf *x509.Certificate
}

func (p paper) print() certificate.Fingerprint { return certificate.Of(p.leaf.Raw) }

// issue makes a certificate for a name, valid from yesterday until end; by signs
// it, nil means itself.
func issue(t *testing.T, name string, end time.Time, by *paper) paper {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().AddDate(0, 0, -1), NotAfter: end, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true, IsCA: by == nil}
	parent, signer := form, any(key)
	if by != nil {
		parent, signer = by.leaf, by.pair.PrivateKey
	}
	der, err := x509.CreateCertificate(rand.Reader, form, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return paper{tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, leaf}
}

// secured is a hub behind TLS whose certificate can be changed.
type secured struct {
	*fakehub.Hub
	url   string
	mu    sync.Mutex
	shown tls.Certificate
}

func (s *secured) show(c tls.Certificate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = c
}

func secure(t *testing.T, c tls.Certificate) *secured {
	t.Helper()
	s := &secured{Hub: fakehub.New(), shown: c}
	server := httptest.NewUnstartedServer(s.Hub)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		return &s.shown, nil
	}}
	server.StartTLS()
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s.url = "https://localhost:" + port
	return s
}

// trusting is a client of the hub with a session.
func trusting(t *testing.T, url string, trust remote.Trust) *remote.Client {
	t.Helper()
	c, err := remote.New(remote.Options{BaseURL: url, Trust: trust})
	if err != nil {
		t.Fatal(err)
	}
	c.SetToken(fakehub.Token)
	t.Cleanup(c.Close)
	return c
}

func pinned(f certificate.Fingerprint) remote.Trust {
	return remote.Trust{Pin: func(string) certificate.Fingerprint { return f }}
}

func TestWhichCertificatesAreAccepted(t *testing.T) {
	later := time.Now().AddDate(5, 0, 0)
	own, other := issue(t, "localhost", later, nil), issue(t, "localhost", later, nil)
	elsewhere := issue(t, "hub.example", later, nil)
	expired := issue(t, "localhost", time.Now().Add(-time.Minute), nil)
	authority := issue(t, "authority", later, nil)
	signed := issue(t, "localhost", later, &authority)
	// Only the first certificate's key is proven; the others are anybody's.
	borrowed := other.pair
	borrowed.Certificate = append([][]byte{other.leaf.Raw}, own.leaf.Raw)
	authorities := x509.NewCertPool()
	authorities.AddCert(authority.leaf)

	for name, c := range map[string]struct {
		shown tls.Certificate
		trust remote.Trust
		want  remote.CertificateTrouble // empty: accepted
	}{
		"no authority vouches for it":        {own.pair, remote.Trust{}, remote.Untrusted},
		"the pinned one":                     {own.pair, pinned(own.print()), ""},
		"another than the pinned one":        {other.pair, pinned(own.print()), remote.Changed},
		"the pinned one behind another":      {borrowed, pinned(own.print()), remote.Changed},
		"pinned, but of another name":        {elsewhere.pair, pinned(elsewhere.print()), remote.WrongHost},
		"of another name":                    {elsewhere.pair, remote.Trust{}, remote.WrongHost},
		"pinned, but expired":                {expired.pair, pinned(expired.print()), remote.OutOfTime},
		"expired":                            {expired.pair, remote.Trust{}, remote.OutOfTime},
		"an authority of one's own":          {signed.pair, remote.Trust{CAs: func() *x509.CertPool { return authorities }}, ""},
		"an authority that is not ours":      {signed.pair, remote.Trust{}, remote.Untrusted},
		"vouched for, but another is pinned": {signed.pair, remote.Trust{CAs: func() *x509.CertPool { return authorities }, Pin: pinned(own.print()).Pin}, remote.Changed},
	} {
		t.Run(name, func(t *testing.T) {
			hub := secure(t, c.shown)
			client := trusting(t, hub.url, c.trust)
			_, err := client.Changes(context.Background(), "", 0)
			_, acted := client.SignIn(context.Background(), remote.Credentials{Email: "a@b", Password: fakehub.Password})
			arrived := len(hub.Requests("GET", "")) + len(hub.Requests("POST", ""))
			if c.want == "" {
				if err != nil || acted != nil || arrived != 2 {
					t.Errorf("%v, %v, %d requests", err, acted, arrived)
				}
				return
			}
			for _, err := range []error{err, acted} {
				var offline *remote.OfflineError
				var found *remote.CertificateError
				if !errors.As(err, &offline) || !offline.NotSent || !errors.As(err, &found) || found.Trouble != c.want {
					t.Fatalf("%v, want %s", err, c.want)
				}
				if shown := certificate.Of(c.shown.Certificate[0]); found.Fingerprint != shown {
					t.Errorf("fingerprint %s, shown was %s", found.Fingerprint, shown)
				}
			}
			if arrived != 0 {
				t.Errorf("%d requests arrived", arrived)
			}
		})
	}
}

// A pin counts from the next call on, over kept connections too.
func TestAPinCountsAtOnce(t *testing.T) {
	later := time.Now().AddDate(5, 0, 0)
	own, other := issue(t, "localhost", later, nil), issue(t, "localhost", later, nil)
	hub := secure(t, own.pair)
	var pin certificate.Fingerprint
	client := trusting(t, hub.url, remote.Trust{Pin: func(address string) certificate.Fingerprint {
		if address != hub.url {
			t.Errorf("asked for %s", address)
		}
		return pin
	}})
	for _, step := range []struct {
		pin   certificate.Fingerprint
		shown paper
		want  remote.CertificateTrouble
	}{{"", own, remote.Untrusted}, {own.print(), own, ""}, {other.print(), own, remote.Changed}, {other.print(), other, ""}, {"", other, remote.Untrusted}} {
		pin = step.pin
		hub.show(step.shown.pair)
		_, err := client.Changes(context.Background(), "", 0)
		var found *remote.CertificateError
		switch {
		case step.want == "" && err != nil:
			t.Errorf("pin %s: %v", step.pin, err)
		case step.want != "" && (!errors.As(err, &found) || found.Trouble != step.want):
			t.Errorf("pin %s: %v, want %s", step.pin, err, step.want)
		}
	}
}
