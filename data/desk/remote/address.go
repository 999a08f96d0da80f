package remote

import (
	"net"
	"net/url"
	"strings"
)

// AddressReason tells what is wrong with a hub's address, for the form that
// asks for it.
type AddressReason string

// What may be wrong with an address.
const (
	AddressEmpty      AddressReason = "empty"
	AddressUnreadable AddressReason = "unreadable"
	AddressScheme     AddressReason = "scheme"     // neither https nor http
	AddressPlainHTTP  AddressReason = "plain-http" // http to another machine
	AddressExtra      AddressReason = "extra"      // a user, a query or a fragment in it
)

// AddressError tells that a text cannot be the address of a hub.
type AddressError struct{ Reason AddressReason }

func (e *AddressError) Error() string {
	return "remote: not the address of a hub: " + string(e.Reason)
}

// ParseAddress checks what a person typed as the hub's address and returns its
// canonical form without a final slash. A text without a scheme means https.
// Passwords and amounts travel to it, so plain http is accepted only for this
// very machine. Errors are *AddressError.
func ParseAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", &AddressError{AddressEmpty}
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return "", &AddressError{AddressUnreadable}
	}
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return "", &AddressError{AddressScheme}
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", &AddressError{AddressExtra}
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "", &AddressError{AddressPlainHTTP}
	}
	u.Host = strings.ToLower(u.Host)
	return strings.TrimRight(u.String(), "/"), nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
