package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"trastienda/app/certificate"
)

// certificateYears is how long a certificate made here is good.
const certificateYears = 5

// The names of what is made in the folder of --tls.
const (
	certificateFile = "hub.pem"
	keyFile         = "hub.key"
)

var hostName = regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*$`)

// checkHosts looks at the names a certificate is to be made out to.
func (f *hubInitFlags) checkHosts() error {
	if f.tls != "" && len(f.hosts) == 0 {
		return wrongUse("--host is missing: the names and IP addresses at which the hub is reached")
	}
	for _, host := range f.hosts {
		if net.ParseIP(host) == nil && (len(host) > 253 || !hostName.MatchString(host)) {
			return wrongUse("--host is a name such as hub.example or an IP address, without a port")
		}
	}
	return nil
}

// madeCertificate is a self-signed certificate that was just written.
type madeCertificate struct {
	chain, key  string // the files
	fingerprint certificate.Fingerprint
}

// makeCertificate writes a key and a certificate of its own for the hosts into
// dir, both readable by nobody else. Files that are there already are left
// alone and the call is refused.
func makeCertificate(dir string, hosts []string) (*madeCertificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the key: %w", err)
	}
	der, err := selfSigned(key, hosts, time.Now())
	if err != nil {
		return nil, fmt.Errorf("make the certificate: %w", err)
	}
	return writeCertificate(dir, key, der)
}

// writeCertificate writes both files, or none.
func writeCertificate(dir string, key *ecdsa.PrivateKey, der []byte) (*madeCertificate, error) {
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("make the key: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	made := &madeCertificate{filepath.Join(dir, certificateFile), filepath.Join(dir, keyFile), certificate.Of(der)}
	if err := writeNew(made.key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})); err != nil {
		return nil, err
	}
	if err := writeNew(made.chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})); err != nil {
		return nil, errors.Join(err, os.Remove(made.key))
	}
	return made, nil
}

// selfSigned is a certificate in DER. Its time is the machine's whatever the
// program's clock shows, because every client asks its own machine's.
func selfSigned(key *ecdsa.PrivateKey, hosts []string, now time.Time) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	form := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: hosts[0], Organization: []string{"Trastienda hub"}},
		NotBefore:    now.Add(-time.Hour), // clocks differ
		NotAfter:     now.AddDate(certificateYears, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},

		BasicConstraintsValid: true,
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			form.IPAddresses = append(form.IPAddresses, ip)
		} else {
			form.DNSNames = append(form.DNSNames, host)
		}
	}
	return x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
}

// writeNew writes a file that is not there yet, whole or not at all.
func writeNew(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errInit(path + " is there already")
	}
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// remove takes back what was made.
func (m *madeCertificate) remove() error { return errors.Join(os.Remove(m.chain), os.Remove(m.key)) }

// told is what hub init prints of it.
func (m *madeCertificate) told() string {
	return fmt.Sprintf("Certificate made, good for %d years. Its fingerprint, to compare in the program:\n  %s\nStart the hub with\n  --tls-cert %s --tls-key %s\n",
		certificateYears, m.fingerprint, m.chain, m.key)
}

// ownCertificate is the fingerprint of a hub's certificate that no authority can
// vouch for because it signed itself; empty when one may.
func ownCertificate(config *tls.Config) certificate.Fingerprint {
	if config == nil || len(config.Certificates) == 0 {
		return ""
	}
	shown := config.Certificates[0].Leaf
	if shown == nil || !bytes.Equal(shown.RawIssuer, shown.RawSubject) {
		return ""
	}
	return certificate.Of(shown.Raw)
}
