package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/app/clock"
	"trastienda/data/desk/remote"
	"trastienda/ui/settings"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// secureHub is a hub process with a certificate that hub init made.
type secureHub struct {
	*process
	t           *testing.T
	address     string // to listen on; the same after a restart
	database    string
	certificate string // folder of its files
	fingerprint string // as the hub prints it
}

var printedFingerprint = regexp.MustCompile(`fingerprint of its certificate: ([0-9A-F]{4}(?: [0-9A-F]{4}){15})\n`)

// newSecureHub starts one over the sample, with a certificate for 127.0.0.1.
func newSecureHub(t *testing.T) *secureHub {
	t.Helper()
	dir := t.TempDir()
	h := &secureHub{t: t, address: freeAddress(t), database: "sqlite:" + filepath.Join(dir, "hub.db")}
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte(testPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := runProgram(t, "sample", "--database", h.database, "--purchases", "6", "--password-file", password); code != exitOK {
		t.Fatalf("sample: %d: %s", code, out)
	}
	h.start(newCertificate(t))
	return h
}

// start starts the hub with a certificate.
func (h *secureHub) start(dir string) {
	h.t.Helper()
	h.certificate = dir
	h.process = startServer(h.t, "hub", "--listen", h.address, "--database", h.database, "--simulate",
		"--tls-cert", filepath.Join(dir, "hub.pem"), "--tls-key", filepath.Join(dir, "hub.key"))
	printed := printedFingerprint.FindStringSubmatch(h.output())
	if printed == nil || h.url != "https://"+h.address {
		h.t.Fatalf("at %s the hub prints no fingerprint: %s", h.url, h.output())
	}
	h.fingerprint = printed[1]
}

// newCertificate makes one for 127.0.0.1 as a user does and gives its folder.
func newCertificate(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "tls")
	if out, code := runProgram(t, "hub", "init", "--tls", dir, "--host", "127.0.0.1"); code != exitOK {
		t.Fatalf("hub init: %d: %s", code, out)
	}
	return dir
}

// deskAt is the window's backend without a window, on a data folder.
func deskAt(t *testing.T, dir string) *backend {
	t.Helper()
	b := newBackend(backendParams{files: folderFiles{dir}, clock: clock.System{}, log: slog.New(slog.DiscardHandler), lang: func() text.Lang { return text.ES }})
	b.gone.Store(true) // nothing is shown
	t.Cleanup(b.close)
	return b
}

// refusedFor checks that a hub was refused for its certificate.
func refusedFor(t *testing.T, err error, want shell.Kind) *shell.Fault {
	t.Helper()
	var fault *shell.Fault
	if !errors.As(err, &fault) || fault.Kind != want {
		t.Fatalf("%v, want %s", err, want)
	}
	return fault
}

// A desktop and a hub with a certificate of its own, from the first look to
// another server in its place.
func TestADesktopPinsAHubsCertificate(t *testing.T) {
	hub, folder := newSecureHub(t), t.TempDir()
	b, ctx := deskAt(t, folder), context.Background()
	_, err := b.TestHub(ctx, hub.url)
	fault := refusedFor(t, err, shell.Untrusted)
	if fault.Fingerprint != hub.fingerprint {
		t.Fatalf("shown %s, the hub printed %s", fault.Fingerprint, hub.fingerprint)
	}
	refusedFor(t, b.Connect(ctx, hub.url, "operator@demo.test", testPassword), shell.Untrusted)
	refusedFor(t, b.TrustHub(ctx, hub.url, strings.Repeat("0000 ", 15)+"0000"), shell.CertificateChanged)
	refusedFor(t, b.Connect(ctx, hub.url, "operator@demo.test", testPassword), shell.Untrusted)
	if err := b.TrustHub(ctx, hub.url, hub.fingerprint); err != nil {
		t.Fatal(err)
	}
	// The pin is of this address alone, and of names that the certificate has.
	byName := strings.Replace(hub.url, "127.0.0.1", "localhost", 1)
	_, err = b.TestHub(ctx, byName)
	refusedFor(t, err, shell.CertificateHost)
	refusedFor(t, b.TrustHub(ctx, byName, hub.fingerprint), shell.CertificateHost)
	if err := b.Connect(ctx, hub.url, "operator@demo.test", testPassword); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the rows", func() error { return b.SyncNow(ctx) })

	hub.kill()
	impostor := newImpostor(t, hub.address, newCertificate(t))
	next := deskAt(t, folder) // the pin outlives the program
	for _, d := range []*backend{b, next} {
		_, err = d.TestHub(ctx, hub.url)
		if fault := refusedFor(t, err, shell.CertificateChanged); fault.Fingerprint == hub.fingerprint {
			t.Error("the fingerprint is the old one")
		}
		refusedFor(t, d.Connect(ctx, hub.url, "operator@demo.test", testPassword), shell.CertificateChanged)
	}
	if impostor.came.Load() < 4 || impostor.heard.Load() != 0 {
		t.Errorf("another server got %d connections and %d bytes", impostor.came.Load(), impostor.heard.Load())
	}
	// A client that asks no questions does tell it something: the server listens.
	careless := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, Timeout: 5 * time.Second}
	if answer, err := careless.Get(hub.url + "/v1/changes"); err == nil {
		answer.Body.Close()
	}
	if impostor.heard.Load() == 0 {
		t.Error("the other server would hear nothing from anybody")
	}
}

func TestAnExpiredCertificateIsRefused(t *testing.T) {
	dir := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := selfSigned(key, []string{"127.0.0.1"}, time.Now().AddDate(-certificateYears, 0, -1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writeCertificate(dir, key, der); err != nil {
		t.Fatal(err)
	}
	hub := newSecureHub(t)
	hub.kill()
	hub.start(dir)
	b := deskAt(t, t.TempDir())
	_, err = b.TestHub(context.Background(), hub.url)
	refusedFor(t, err, shell.CertificateTime)
	refusedFor(t, b.TrustHub(context.Background(), hub.url, hub.fingerprint), shell.CertificateTime)
	var offline *remote.OfflineError
	if !errors.As(err, &offline) || !offline.NotSent {
		t.Errorf("something may have been sent: %v", err)
	}
}

// An authority of one's own vouches for the hub: nobody compares anything.
func TestAnAuthorityFromAFile(t *testing.T) {
	hub := newSecureHub(t)
	dir := newCertificate(t)
	hub.kill()
	hub.start(dir)
	b := deskAt(t, t.TempDir())
	// Chosen in the settings, it counts at once and at the next start.
	s := settingsBackend{b}
	if _, err := b.TestHub(context.Background(), hub.url); err == nil {
		t.Fatal("the hub is trusted without its authority")
	}
	for _, wrong := range []string{"hub.pem", filepath.Join(dir, "hub.key"), filepath.Join(dir, "none.pem")} {
		if n, err := s.SetAuthorityFile(context.Background(), wrong); !errors.Is(err, settings.ErrNoAuthority) || n != 0 {
			t.Errorf("%s: %d, %v", wrong, n, err)
		}
	}
	if n, err := s.SetAuthorityFile(context.Background(), " "+filepath.Join(dir, "hub.pem")+" "); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	again := newBackend(backendParams{files: b.files, log: b.log, clock: b.clock, lang: b.lang})
	if again.cas.Load() == nil {
		t.Error("the next start knows nothing of it")
	}
	if info, err := b.TestHub(context.Background(), hub.url); err != nil || !info.TLS || info.TooOld || info.ClockOff.Abs() > time.Minute {
		t.Errorf("%+v, %v", info, err)
	}
	// What needs no pin gets none.
	if err := b.TrustHub(context.Background(), hub.url, hub.fingerprint); err != nil || b.pins.of(hub.url) != "" {
		t.Errorf("%v, pinned %q", err, b.pins.of(hub.url))
	}
	out, code := runProgram(t, "--data-dir", t.TempDir(), "--ca-file", filepath.Join(dir, "hub.key"))
	if code != exitUsage || !strings.Contains(out, "no certificate in PEM") {
		t.Errorf("a key as authority: %d %s", code, out)
	}
}

// impostor is another server in a hub's place: it counts who comes and what it
// hears after the handshake.
type impostor struct {
	came, heard atomic.Int64
	close       func()
}

func newImpostor(t *testing.T, address, dir string) *impostor {
	t.Helper()
	config, err := hubFlags{tlsCertificate: filepath.Join(dir, "hub.pem"), tlsKey: filepath.Join(dir, "hub.key")}.certificate()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	i := &impostor{close: func() { listener.Close() }}
	t.Cleanup(i.close)
	go func() {
		for {
			plain, err := listener.Accept()
			if err != nil {
				return
			}
			i.came.Add(1)
			go i.listen(tls.Server(plain, config))
		}
	}()
	return i
}

func (i *impostor) listen(c *tls.Conn) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	heard := make([]byte, 1024)
	n, _ := c.Read(heard)
	i.heard.Add(int64(n))
}
