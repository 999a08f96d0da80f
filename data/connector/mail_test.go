package connector

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/wneessen/go-mail"
)

// postOffice is a mail server on loopback that takes letters of anybody who
// signs in over TLS.
type postOffice struct {
	t       *testing.T
	address string
	secure  *tls.Config // nil: it offers no STARTTLS
	roots   *x509.CertPool
	// refuse is what it answers to RCPT TO instead of taking it.
	refuse  string
	letters chan string // signed-in user, recipient and source, by lines
}

func newPostOffice(t *testing.T, withTLS bool) *postOffice {
	t.Helper()
	p := &postOffice{t: t, letters: make(chan string, 10)}
	if withTLS {
		server := httptest.NewTLSServer(nil)
		t.Cleanup(server.Close)
		p.secure = &tls.Config{Certificates: server.TLS.Certificates}
		p.roots = x509.NewCertPool()
		p.roots.AddCert(server.Certificate())
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	p.address = l.Addr().String()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.serve(c)
		}
	}()
	return p
}

func (p *postOffice) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	in := bufio.NewReader(c)
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(c, format+"\r\n", args...) }
	say("220 test")
	user, recipient, secure := "", "", false
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		switch verb := strings.ToUpper(strings.SplitN(line, " ", 2)[0]); verb {
		case "EHLO", "HELO":
			if p.secure != nil && !secure {
				say("250-test")
				say("250 STARTTLS")
			} else {
				say("250-test")
				say("250 AUTH PLAIN")
			}
		case "STARTTLS":
			say("220 go on")
			c = tls.Server(c, p.secure)
			in, secure = bufio.NewReader(c), true
		case "AUTH":
			text, _ := base64.StdEncoding.DecodeString(line[strings.LastIndex(line, " ")+1:])
			user = strings.ReplaceAll(string(text), "\x00", "/")
			say("235 welcome")
		case "RCPT":
			if recipient = line; p.refuse != "" {
				say("%s", p.refuse)
				continue
			}
			say("250 fine")
		case "DATA":
			say("354 go on")
			var source strings.Builder
			for {
				text, err := in.ReadString('\n')
				if err != nil || text == ".\r\n" {
					break
				}
				source.WriteString(text)
			}
			p.letters <- user + "\n" + recipient + "\n" + source.String()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

func (p *postOffice) mailer(user string) Mailer {
	p.t.Helper()
	o := SMTPOptions{URL: "smtp://" + user + p.address, Password: "s3cret", From: "trastienda@example.test"}
	if p.roots != nil {
		o.TLS = &tls.Config{RootCAs: p.roots}
	}
	m, err := NewSMTP(o)
	if err != nil {
		p.t.Fatal(err)
	}
	return m
}

func TestLettersLeaveOverTLS(t *testing.T) {
	p := newPostOffice(t, true)
	letter := Letter{To: "ana@example.test", Subject: "Tu código ñ", Text: "Hola, Ana:\n\n    ABCDE-FGHIJ\n\n.\nMañana\n"}
	if err := p.mailer("user@").Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	parts := strings.SplitN(<-p.letters, "\n", 3)
	if parts[0] != "/user/s3cret" || !strings.Contains(parts[1], "<ana@example.test>") {
		t.Errorf("signed in as %q, to %q", parts[0], parts[1])
	}
	read, err := netmail.ReadMessage(strings.NewReader(parts[2]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
	if err != nil || subject != letter.Subject || read.Header.Get("From") != "<trastienda@example.test>" || read.Header.Get("Message-Id") == "" || read.Header.Get("Date") == "" {
		t.Errorf("header %v, %v", read.Header, err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(read.Body))
	if text := strings.ReplaceAll(strings.ReplaceAll(string(body), "\r\n", "\n"), "\n..\n", "\n.\n"); err != nil || strings.TrimSpace(text) != strings.TrimSpace(letter.Text) {
		t.Errorf("body %q, %v", text, err)
	}
}

func TestLettersWithoutAUser(t *testing.T) {
	p := newPostOffice(t, false)
	if err := p.mailer("").Send(t.Context(), Letter{To: "ana@example.test", Subject: "s", Text: "t"}); err != nil {
		t.Fatal(err)
	}
	if got := <-p.letters; !strings.HasPrefix(got, "\nRCPT") {
		t.Errorf("a letter without sign-in is %q", got)
	}
}

func TestLettersAreRefused(t *testing.T) {
	p := newPostOffice(t, false)
	letter := Letter{To: "ana@example.test", Subject: "s", Text: "t"}
	p.refuse = "550 no such ana@example.test here"
	if err := p.mailer("").Send(t.Context(), letter); !errors.Is(err, ErrMailRefused) {
		t.Errorf("refused for good: %v", err)
	}
	p.refuse = "450 ana@example.test is busy"
	err := p.mailer("").Send(t.Context(), letter)
	if err == nil || errors.Is(err, ErrMailRefused) || strings.Contains(err.Error(), "ana@") || !strings.Contains(err.Error(), "450") {
		t.Errorf("refused for now: %v", err)
	}
	if err := p.mailer("").Send(t.Context(), Letter{To: "nobody"}); !errors.Is(err, ErrMailRefused) {
		t.Errorf("to no address: %v", err)
	}
	gone, err := NewSMTP(SMTPOptions{URL: "smtp://127.0.0.1:1", From: "a@b.test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := gone.Send(context.Background(), letter); err == nil || errors.Is(err, ErrMailRefused) {
		t.Errorf("nobody listens: %v", err)
	}
	// A certificate that nobody vouches for.
	stranger := newPostOffice(t, true)
	stranger.roots = x509.NewCertPool()
	if err := stranger.mailer("").Send(t.Context(), letter); err == nil {
		t.Error("an unknown certificate is trusted")
	}
}

func TestMailServersAddresses(t *testing.T) {
	for address, policy := range map[string]string{
		"smtp://user@mail.example": mail.TLSMandatory.String(), "smtp://mail.example:2525": mail.TLSMandatory.String(),
		"smtp://localhost": mail.TLSOpportunistic.String(), "smtp://[::1]:25": mail.TLSOpportunistic.String(),
	} {
		m, err := NewSMTP(SMTPOptions{URL: address, From: "a@b.test"})
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		client, err := mail.NewClient(m.(*smtpMailer).host, m.(*smtpMailer).options...)
		if err != nil || client.TLSPolicy() != policy {
			t.Errorf("%s: %s, %v; want %s", address, client.TLSPolicy(), err, policy)
		}
	}
	for _, address := range []string{"", "mail.example", "http://mail.example", "smtp://", "smtp://user:s3cret@mail.example", "smtp://mail.example/x", "smtp://mail.example:99999"} {
		if _, err := NewSMTP(SMTPOptions{URL: address, From: "a@b.test"}); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := NewSMTP(SMTPOptions{URL: "smtp://mail.example", From: "nobody"}); err == nil {
		t.Error("a sender without an address passes")
	}
}
