package connector

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// Letter is a mail of plain text to one person.
type Letter struct{ To, Subject, Text string }

// Mailer sends mail. A nil error means that the next server took the letter;
// ErrMailRefused that it never will.
type Mailer interface {
	Send(ctx context.Context, l Letter) error
}

// ErrMailRefused means that the server refuses a letter for good, for its
// recipient or its content.
var ErrMailRefused = errors.New("connector: the mail server refuses the letter")

// SMTPOptions is how to reach a mail server.
type SMTPOptions struct {
	// URL is smtp://user@host:port (STARTTLS; off loopback nothing is sent
	// without it) or smtps://user@host:port (TLS from the first byte). Without a
	// user there is no sign-in; no password is ever sent without TLS.
	URL      string
	Password string
	From     string // the sender's address
	// Timeout bounds one letter; 20 s when zero.
	Timeout time.Duration
	// TLS replaces the checks against the system's certificates; nil for them.
	TLS *tls.Config
}

// smtpMailer sends each letter over a connection of its own: there are few.
type smtpMailer struct {
	from    string
	options []mail.Option
	host    string
	timeout time.Duration
}

// The ports of mail submission, with STARTTLS and with TLS.
const (
	submissionPort  = 587
	submissionsPort = 465
)

const mailTimeout = 20 * time.Second

// NewSMTP makes the client of a mail server; it does not touch the network. Its
// errors never repeat the address's password.
func NewSMTP(o SMTPOptions) (Mailer, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("connector: the mail server's address is smtp://user@host:port or smtps://user@host:port")
	}
	if _, set := u.User.Password(); set {
		return nil, errors.New("connector: the mail server's password does not belong into its address")
	}
	if err := mail.NewMsg().From(o.From); err != nil {
		return nil, errors.New("connector: the sender of mail is an address such as trastienda@example.com")
	}
	m := &smtpMailer{from: o.From, host: u.Hostname(), timeout: o.Timeout}
	if m.timeout <= 0 {
		m.timeout = mailTimeout
	}
	port := submissionPort
	if u.Scheme == "smtps" {
		port = submissionsPort
	}
	if text := u.Port(); text != "" {
		if port, err = strconv.Atoi(text); err != nil || port < 1 || port > 65535 {
			return nil, errors.New("connector: the mail server's port is a number from 1 to 65535")
		}
	}
	m.options = []mail.Option{mail.WithPort(port), mail.WithTimeout(m.timeout)}
	switch {
	case u.Scheme == "smtps":
		m.options = append(m.options, mail.WithSSL())
	case onLoopback(m.host):
		m.options = append(m.options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	default:
		m.options = append(m.options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if o.TLS != nil {
		secure := o.TLS.Clone()
		secure.ServerName = m.host
		m.options = append(m.options, mail.WithTLSConfig(secure))
	}
	if user := u.User.Username(); user != "" {
		m.options = append(m.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(user), mail.WithPassword(o.Password))
	}
	return m, nil
}

func onLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (m *smtpMailer) Send(ctx context.Context, l Letter) error {
	letter := mail.NewMsg()
	if err := letter.From(m.from); err != nil {
		return fmt.Errorf("connector: mail: %w", err)
	}
	if err := letter.To(l.To); err != nil {
		return ErrMailRefused // the library's text repeats the address
	}
	letter.Subject(l.Subject)
	letter.SetDate()
	letter.SetMessageID()
	letter.SetBodyString(mail.TypeTextPlain, l.Text)
	client, err := mail.NewClient(m.host, m.options...)
	if err != nil {
		return fmt.Errorf("connector: mail: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, m.timeout)
	defer cancel()
	if err := client.DialAndSendWithContext(ctx, letter); err != nil {
		return mailError(err)
	}
	return nil
}

// mailError keeps of an error what the log may show: the library's texts and
// the server's repeat addresses.
func mailError(err error) error {
	var refused *mail.SendError
	if errors.As(err, &refused) {
		if !refused.IsTemp() && (refused.Reason == mail.ErrSMTPRcptTo || refused.Reason == mail.ErrSMTPDataClose) {
			return ErrMailRefused
		}
		return fmt.Errorf("connector: mail: the server answered %d", refused.ErrorCode())
	}
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return fmt.Errorf("connector: mail: the server answered %d", answer.Code)
	}
	return fmt.Errorf("connector: mail: %w", err)
}
