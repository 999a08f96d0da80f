package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"sync"

	"trastienda/app/certificate"
	"trastienda/data/desk/remote"
	desksync "trastienda/data/desk/sync"
	"trastienda/ui/shell"
)

// pins are the certificates of hubs that a person trusted, by address, kept in
// the data folder. They are no secrets.
type pins struct {
	path string
	log  *slog.Logger

	mu   sync.Mutex
	kept map[string]certificate.Fingerprint // nil: not read yet
}

func (f folderFiles) certificates() string { return filepath.Join(f.dir, "certificates.json") }

// of is the pinned certificate of an address, empty for none. It is asked off
// the UI goroutine. A file that cannot be read pins nothing: then authorities
// decide, which trust less.
func (p *pins) of(address string) certificate.Fingerprint {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read()
	return p.kept[address]
}

func (p *pins) read() {
	if p.kept != nil {
		return
	}
	p.kept = map[string]certificate.Fingerprint{}
	if err := readJSON(p.path, &p.kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
		p.log.Error("the trusted certificates cannot be read", "error", err)
		p.kept = map[string]certificate.Fingerprint{}
	}
}

// set pins a certificate to an address, or none.
func (p *pins) set(address string, f certificate.Fingerprint) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read()
	next := maps.Clone(p.kept)
	if next[address] = f; f == "" {
		delete(next, address)
	}
	if err := writeJSON(p.path, next); err != nil {
		return err
	}
	p.kept = next
	return nil
}

// trust says whose certificates hubs may show.
func (b *backend) trust() remote.Trust { return remote.Trust{Pin: b.pins.of, CAs: b.cas.Load} }

// chooseAuthorities takes the authorities of the command line, or else those of
// the file that was chosen in the settings. Such a file that cannot be read adds
// none, which trusts less.
func (b *backend) chooseAuthorities(flagged *x509.CertPool) {
	b.cas.Store(flagged)
	if flagged != nil {
		return
	}
	kept, err := b.files.readComputer()
	if err == nil && kept.CAFile != "" {
		var chosen *x509.CertPool
		if chosen, _, err = readAuthorities(kept.CAFile); err == nil {
			b.cas.Store(chosen)
		}
	}
	if err != nil {
		b.log.Error("the chosen authorities are not used", "error", err)
	}
}

// errNoCertificate: a file holds none in PEM.
var errNoCertificate = errors.New("there is no certificate in PEM in it")

// readAuthorities are the system's with those of a file, and how many those are.
func readAuthorities(file string) (*x509.CertPool, int, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, 0, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	n := 0
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		found, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, 0, errors.Join(errNoCertificate, err)
		}
		pool.AddCert(found)
		n++
	}
	if n == 0 {
		return nil, 0, errNoCertificate
	}
	return pool, n, nil
}

// authorities are the system's with those of a file, nil without one.
func authorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pool, _, err := readAuthorities(file)
	switch {
	case errors.Is(err, errNoCertificate):
		return nil, wrongUse("--ca-file %s has no certificate in PEM", file)
	case err != nil:
		return nil, fmt.Errorf("read --ca-file: %w", err)
	}
	return pool, nil
}

// ask tells what answers at an address, without signing in.
func (b *backend) ask(ctx context.Context, address string, trust remote.Trust) (client *remote.Client, facts remote.HubFacts, err error) {
	client, err = remote.New(remote.Options{BaseURL: address, Trust: trust, Lang: func() string { return string(b.lang()) }, Log: b.log,
		Clock: b.clock, Version: version})
	if err != nil {
		return nil, facts, err
	}
	defer client.Close()
	facts, err = client.Hub(ctx)
	return client, facts, err
}

// TrustHub pins the certificate that the hub at an address shows, if it is still
// the one that was compared. One that authorities vouch for needs no pin.
func (b *backend) TrustHub(ctx context.Context, address, fingerprint string) error {
	client, _, err := b.ask(ctx, address, remote.Trust{CAs: b.cas.Load})
	var shown *remote.CertificateError
	pin := certificate.Fingerprint("")
	switch {
	case err == nil:
	case !errors.As(err, &shown) || shown.Trouble != remote.Untrusted:
		return faultOf(err)
	case shown.Fingerprint.String() != fingerprint:
		shown.Trouble = remote.Changed
		return faultOf(err)
	default:
		pin = shown.Fingerprint
	}
	if err := b.pins.set(client.Address(), pin); err != nil {
		return b.inFolder(faultOf(err))
	}
	b.log.Info("a hub's certificate is trusted", "hub", client.Address(), "fingerprint", string(pin))
	if d := b.deskNow(); d != nil {
		d.SyncNow()
	}
	return nil
}

// certificateFault names what is wrong with a hub's certificate; err has e in it.
func certificateFault(e *remote.CertificateError, err error) *shell.Fault {
	fault := &shell.Fault{Err: err, Kind: map[remote.CertificateTrouble]shell.Kind{
		remote.Untrusted: shell.Untrusted, remote.Changed: shell.CertificateChanged,
		remote.WrongHost: shell.CertificateHost, remote.OutOfTime: shell.CertificateTime,
	}[e.Trouble]}
	if fault.Kind.Trustable() {
		fault.Fingerprint = e.Fingerprint.String()
	}
	return fault
}

// hubNotes is what the window says all the time of a hub that is not quite as it
// should be.
func hubNotes(s desksync.State) shell.HubNotes {
	notes := shell.HubNotes{ClockOff: s.ClockOff, TooOld: s.Least != ""}
	var shown *remote.CertificateError
	if errors.As(s.Err, &shown) {
		notes.Certificate = certificateFault(shown, s.Err).Kind
	}
	return notes
}
