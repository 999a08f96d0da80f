package remote

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/url"
	"strings"
	"time"

	"trastienda/app/certificate"
)

// Trust says whose certificate a hub may show. The zero value means those that
// the system's authorities vouch for.
type Trust struct {
	// Pin gives the fingerprint of the one certificate that the hub at a
	// canonical address may show, empty when authorities decide. It is asked for
	// every connection, so that a pin counts at once.
	Pin func(address string) certificate.Fingerprint
	// CAs gives the authorities, nil for the system's; it is asked for every
	// connection too. Without it they are the system's.
	CAs func() *x509.CertPool
}

// CertificateTrouble tells why a certificate is not accepted.
type CertificateTrouble string

// What may be wrong with a hub's certificate.
const (
	// Untrusted: no authority vouches for it. It may be pinned.
	Untrusted CertificateTrouble = "untrusted"
	// Changed: it is not the pinned one; this may be another server.
	Changed   CertificateTrouble = "changed"
	WrongHost CertificateTrouble = "host" // it is made out to another name
	OutOfTime CertificateTrouble = "time" // it is not valid yet, or no more
)

// CertificateError is the cause of an OfflineError whose hub showed a
// certificate that is not accepted: nothing was sent.
type CertificateError struct {
	Trouble     CertificateTrouble
	Fingerprint certificate.Fingerprint // of what was shown
	Err         error                   // of the library, may be nil
}

func (e *CertificateError) Error() string {
	text := "remote: certificate " + string(e.Trouble) + " (" + string(e.Fingerprint) + ")"
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the library's error.
func (e *CertificateError) Unwrap() error { return e.Err }

// checker looks at the certificates of one hub.
type checker struct {
	host string // of the hub's address
	cas  func() *x509.CertPool
}

func newChecker(base string, t Trust) checker {
	if t.CAs == nil {
		t.CAs = func() *x509.CertPool { return nil }
	}
	u, err := url.Parse(base)
	if err != nil { // New has parsed it before
		return checker{cas: t.CAs}
	}
	return checker{host: u.Hostname(), cas: t.CAs}
}

// config accepts what the authorities vouch for or, with a pin, that one
// certificate: then the library's own check, which asks authorities, is off and
// ours stands in its place.
func (c checker) config(pin certificate.Fingerprint) *tls.Config {
	config := &tls.Config{RootCAs: c.cas(), MinVersion: tls.VersionTLS12}
	if pin != "" {
		config.InsecureSkipVerify = true
		config.VerifyConnection = func(s tls.ConnectionState) error { return c.pinned(pin, s) }
	}
	return config
}

// pinned accepts only the pinned certificate, for the name it is made out to and
// while it is valid. TLS itself proves that the server has its key.
func (c checker) pinned(pin certificate.Fingerprint, s tls.ConnectionState) error {
	if len(s.PeerCertificates) == 0 {
		return errors.New("remote: no certificate was shown")
	}
	shown := s.PeerCertificates[0]
	if s.ServerName != "" && !strings.EqualFold(s.ServerName, c.host) {
		return c.vouched(shown, s) // a proxy on the way that speaks TLS itself
	}
	found := c.look(shown, nil)
	if found.Trouble == Untrusted && found.Fingerprint == pin {
		return nil
	}
	if found.Fingerprint != pin {
		found.Trouble = Changed
	}
	return found
}

// vouched asks the authorities, as the library would.
func (c checker) vouched(shown *x509.Certificate, s tls.ConnectionState) error {
	options := x509.VerifyOptions{Roots: c.cas(), DNSName: s.ServerName, Intermediates: x509.NewCertPool()}
	for _, more := range s.PeerCertificates[1:] {
		options.Intermediates.AddCert(more)
	}
	_, err := shown.Verify(options)
	return err
}

// look tells what is wrong with a certificate that no authority vouches for.
// The library's words differ from system to system, so they are not asked.
func (c checker) look(shown *x509.Certificate, cause error) *CertificateError {
	found := &CertificateError{Trouble: Untrusted, Fingerprint: certificate.Of(shown.Raw), Err: cause}
	now := time.Now() // of the machine, as the library's check
	if now.Before(shown.NotBefore) || now.After(shown.NotAfter) {
		found.Trouble = OutOfTime
	} else if err := shown.VerifyHostname(c.host); err != nil {
		found.Trouble, found.Err = WrongHost, err
	}
	return found
}

// named turns the library's refusal of a certificate into ours.
func (c checker) named(err error) error {
	var ours *CertificateError
	var refused *tls.CertificateVerificationError
	if errors.As(err, &ours) || !errors.As(err, &refused) || len(refused.UnverifiedCertificates) == 0 {
		return err
	}
	return c.look(refused.UnverifiedCertificates[0], err)
}
