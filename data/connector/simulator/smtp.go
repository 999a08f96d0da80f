package simulator

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"trastienda/data/connector"
)

// smtpPatience is how long one connection may take.
const smtpPatience = time.Minute

// ServeMail takes mail on a listener into the mail box, until Close. It speaks
// as much SMTP as a hub needs, without TLS and sign-in, so it is for loopback
// only.
func (s *Simulator) ServeMail(l net.Listener) {
	s.background(func() {
		stop := context.AfterFunc(s.ctx, func() { _ = l.Close() })
		defer stop()
		for {
			c, err := l.Accept()
			if err != nil {
				if s.ctx.Err() == nil {
					s.log.Error("simulator takes no more mail", "error", err)
				}
				return
			}
			s.background(func() { s.takeMail(c) })
		}
	})
}

// takeMail talks with one sender.
func (s *Simulator) takeMail(c net.Conn) {
	defer func() { _ = c.Close() }()
	stop := context.AfterFunc(s.ctx, func() { _ = c.Close() })
	defer stop()
	if err := c.SetDeadline(time.Now().Add(smtpPatience)); err != nil {
		return
	}
	talk := textproto.NewConn(c)
	err := talk.PrintfLine("220 simulator")
	var to []string
	for err == nil {
		var line string
		if line, err = talk.ReadLine(); err != nil {
			break
		}
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "RCPT":
			to = append(to, recipient(rest))
			err = talk.PrintfLine("250 fine")
		case "DATA":
			if err = talk.PrintfLine("354 go on"); err == nil {
				err = s.takeLetter(talk, to)
				to = nil
			}
		case "RSET":
			to = nil
			err = talk.PrintfLine("250 fine")
		case "EHLO", "HELO", "MAIL", "NOOP":
			err = talk.PrintfLine("250 fine")
		case "QUIT":
			_ = talk.PrintfLine("221 bye") // it may have gone
			return
		default:
			err = talk.PrintfLine("502 unknown")
		}
	}
	if !errors.Is(err, io.EOF) && s.ctx.Err() == nil {
		s.log.Warn("simulator lost a sender of mail", "error", err)
	}
}

// recipient is the address in "TO:<ana@example.com> …".
func recipient(rest string) string {
	_, rest, _ = strings.Cut(rest, "<")
	address, _, _ := strings.Cut(rest, ">")
	return address
}

// takeLetter reads a letter and lays it into the mail box.
func (s *Simulator) takeLetter(talk *textproto.Conn, to []string) error {
	source, err := io.ReadAll(io.LimitReader(talk.DotReader(), bodyLimit+1))
	if err != nil {
		return err
	}
	letter, err := readLetter(source)
	if err != nil || len(source) > bodyLimit {
		return talk.PrintfLine("554 cannot be read")
	}
	for _, letter.To = range to {
		if err := s.Mailer().Send(s.ctx, letter); err != nil {
			s.log.Error("simulator failed to keep a letter", "error", err)
			return talk.PrintfLine("451 not kept")
		}
	}
	return talk.PrintfLine("250 taken")
}

// readLetter reads a plain text as our hub sends it.
func readLetter(source []byte) (l connector.Letter, err error) {
	m, err := mail.ReadMessage(bytes.NewReader(source))
	if err != nil {
		return l, err
	}
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return l, err
	}
	body := m.Body
	if strings.EqualFold(m.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(m.Body)
	}
	text, err := io.ReadAll(body)
	l.Text = strings.ReplaceAll(string(text), "\r\n", "\n")
	return l, err
}
