package main

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"trastienda/app/certificate"
)

func TestHubInitMakesACertificate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tls")
	f := hubInitFlags{tls: dir, hosts: []string{"hub.sur.example", "192.168.1.20", "::1"}}
	out, err := initHub(t, f)
	if err != nil {
		t.Fatal(err)
	}
	chain, key := filepath.Join(dir, "hub.pem"), filepath.Join(dir, "hub.key")
	config, err := hubFlags{tlsCertificate: chain, tlsKey: key}.certificate()
	if err != nil {
		t.Fatal(err)
	}
	leaf := config.Certificates[0].Leaf
	if own := ownCertificate(config); own != certificate.Of(leaf.Raw) || strings.Count(out, own.String()) != 1 || !strings.Contains(out, "--tls-cert "+chain+" --tls-key "+key) {
		t.Errorf("fingerprint %s; told:\n%s", own, out)
	}
	authorities := x509.NewCertPool()
	authorities.AddCert(leaf)
	for host, fits := range map[string]bool{"hub.sur.example": true, "192.168.1.20": true, "::1": true, "192.168.1.21": false, "sur.example": false} {
		_, err := leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: authorities, CurrentTime: time.Now().AddDate(4, 11, 0)})
		if (err == nil) != fits {
			t.Errorf("%s: %v", host, err)
		}
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: authorities, CurrentTime: time.Now().AddDate(5, 0, 1)}); err == nil {
		t.Error("it is good for more than five years")
	}
	for _, file := range []string{chain, key} {
		if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
	}
	before, err := os.ReadFile(chain)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := initHub(t, f); err == nil || out != "" || !strings.Contains(err.Error(), "there already; nothing was changed") {
		t.Errorf("again: %s, %v", out, err)
	}
	// The key is made first: the certificate of somebody else stays alone too.
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if _, err := initHub(t, f); err == nil {
		t.Error("a certificate was written over")
	}
	if _, err := os.Stat(key); !os.IsNotExist(err) {
		t.Errorf("a key was left (%v)", err)
	}
	if after, err := os.ReadFile(chain); err != nil || string(after) != string(before) {
		t.Errorf("it is another certificate now (%v)", err)
	}
}

// With an agency it is all or nothing.
func TestHubInitTakesACertificateBack(t *testing.T) {
	dir := t.TempDir()
	f := hubInitFlags{database: "sqlite:" + filepath.Join(dir, "hub.db"), agency: "Sur", managers: []string{"ana@sur.example"}, tls: filepath.Join(dir, "tls"), hosts: []string{"hub"}}
	if out, err := initHub(t, f); err != nil || !strings.Contains(out, "Certificate made") || tokenLine.FindString(out) == "" {
		t.Fatalf("%s, %v", out, err)
	}
	f.tls = filepath.Join(dir, "again")
	if _, err := initHub(t, f); err == nil {
		t.Fatal("the manager is invited twice")
	}
	if left, err := os.ReadDir(f.tls); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestACertificateOfAnAuthorityIsNotComparedByHand(t *testing.T) {
	own := &x509.Certificate{Raw: []byte("x"), RawSubject: []byte("hub"), RawIssuer: []byte("hub")}
	signed := &x509.Certificate{Raw: []byte("x"), RawSubject: []byte("hub"), RawIssuer: []byte("authority")}
	for leaf, want := range map[*x509.Certificate]certificate.Fingerprint{own: certificate.Of([]byte("x")), signed: ""} {
		if got := ownCertificate(&tls.Config{Certificates: []tls.Certificate{{Leaf: leaf}}}); got != want {
			t.Errorf("%s: %q", leaf.RawIssuer, got)
		}
	}
	if ownCertificate(nil) != "" {
		t.Error("plain HTTP has a certificate")
	}
}
