package api

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// ErrPlainHTTP tells that an address other machines can reach needs TLS:
// passwords and tokens would cross the network readable.
var ErrPlainHTTP = errors.New("api: plain HTTP is allowed on loopback only; give a certificate")

// Listen opens the address the API is served at. Without a TLS configuration
// only loopback addresses are opened (ErrPlainHTTP).
func Listen(address string, secure *tls.Config) (net.Listener, error) {
	if secure == nil {
		if err := onLoopback(address); err != nil {
			return nil, err
		}
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("api: listen: %w", err)
	}
	if secure != nil {
		return tls.NewListener(l, secure), nil
	}
	return l, nil
}

func onLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("api: listen: %w", err)
	}
	if host == "" {
		return ErrPlainHTTP // every address of the machine
	}
	ips, err := net.LookupIP(host)
	if err != nil {
		return fmt.Errorf("api: listen: %w", err)
	}
	for _, ip := range ips {
		if !ip.IsLoopback() {
			return ErrPlainHTTP
		}
	}
	return nil
}

// Server is a server for the handler with limits that keep a slow or silent
// client from holding it; the longest answer is the long poll's.
func Server(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      90 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}
