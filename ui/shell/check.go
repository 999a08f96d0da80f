package shell

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode/utf8"

	"trastienda/ui/text"
)

// passwordLength is the least a password of a new agency has, in characters.
const passwordLength = 8

// checkFilled, checkEmail, … return what is wrong with a field in words, ""
// for nothing.

func checkFilled(b *text.Book, s string) string {
	if strings.TrimSpace(s) == "" {
		return b.T("shell.check.empty")
	}
	return ""
}

func checkEmail(b *text.Book, s string) string {
	if wrong := checkFilled(b, s); wrong != "" {
		return wrong
	}
	s = strings.TrimSpace(s)
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || !strings.Contains(s[strings.LastIndex(s, "@"):], ".") {
		return b.T("shell.check.email")
	}
	return ""
}

func checkPassword(b *text.Book, s string) string {
	if utf8.RuneCountInString(s) < passwordLength {
		return b.T("shell.check.password", "n", passwordLength)
	}
	return ""
}

func checkAddress(b *text.Book, s string) string {
	if _, ok := readAddress(s); !ok {
		return b.T("shell.check.address")
	}
	return ""
}

// readAddress turns what a user types into the address of a hub: https when
// no scheme is given, except for this very computer; without a path's end.
func readAddress(s string) (string, bool) {
	s = strings.TrimRight(strings.TrimSpace(s), "/")
	if s == "" || strings.ContainsAny(s, " \t") {
		return "", false
	}
	if strings.HasSuffix(s, ":") { // the beginning of an address, cut
		return "", false
	}
	if !strings.Contains(s, "://") {
		scheme := "https://"
		if host, _, _ := strings.Cut(s, ":"); host == "localhost" || host == "127.0.0.1" {
			scheme = "http://"
		}
		s = scheme + s
	}
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", false
	}
	return s, true
}
